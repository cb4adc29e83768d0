"""What notebooks and pages show: all of it, as text, and nothing that is private."""

import asyncio
import copy
import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import snaproll
from conftest import finish, start
from hostile import PARTS, Text, grow, read
from snaproll import aio
from snaproll._html_page import page

SECRET = "hunter2"


def shown(item):
    """All texts of what a notebook shows; those of the page are the same."""
    cell, whole = read(item._repr_html_()), read(page(item, 1_000))
    assert "script" not in cell.elements | whole.elements
    told = "\n".join(cell.texts)
    for text in whole.texts:
        assert "alert" not in text or text.rsplit(" - ", 1)[0] in told
    return told


def missing(told, text):
    """Which of the texts that were made are not in what is shown."""
    quoted = [(one, json.dumps(one)[1:-1]) for one in text.made]
    return [one for one, json in quoted if one not in told and json not in told]


@pytest.fixture(params=range(len(PARTS)))
def text(request):
    return Text(request.param)


@pytest.fixture
def hostile(store, text):
    run = store.execution(
        text("execution"),
        workflow_id=text("workflow"),
        kind=text("kind"),
        owner=text("owner"),
        attributes={text("attribute"): text("attribute value")},
    )
    with grow(run, text):
        yield run


def test_texts_of_an_execution_stay_text(hostile, text):
    assert missing(shown(hostile), text) == []


def test_texts_of_its_parts_stay_text(hostile, store, text):
    told = shown(store) + shown(hostile.context) + shown(hostile.manager)
    snapshot = hostile.manager.get("latest~")
    told += shown(snapshot) + shown(hostile.snapshots()) + shown(hostile.value())
    for view in (hostile[max(hostile)], hostile.node_results, snapshot.variables):
        told += shown(view)
    plan = hostile.plan_rollback(to=hostile.snapshots()[-1].id)
    told += shown(plan) + shown(plan.result) + shown(plan.result.patch)
    told += shown(hostile.history("/variables"))
    assert hostile.state is snaproll.State.FAILED
    # Edges and what was erased are told by the execution alone.
    left = {one.split(":")[0] for one in missing(told, text)}
    assert left == {"from", "to", "erase reason"}


def test_a_reader_of_a_store_shows_the_same(hostile, store, text):
    with store.execution(text.made[0], mode="read") as reader:
        hostile.save()
        reader.reload()
        assert missing(shown(reader), text) == []
        assert "read only" in shown(reader)
    assert "read only" not in shown(hostile)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_stays_text(name, told):
    with snaproll.Execution(workflow_id="w") as run:
        run["x" + name] = {"y" + name: told}
        run.snapshot(label=told, reason=name, created_by=told, custom={name: told})
        run.step_begin("n" + name).fail(told)
        shown(run)
        shown(run["x" + name])
        shown(snaproll.diff({"a": told}, {"a": name, name: told}))


# What is private.


@pytest.fixture
def private(run):
    run.set_private_paths(
        transient=["/variables/token"],
        secret=[
            "/variables/card",
            "/variables/users/*/key",
            "/node_results/login",
        ],
    )
    run["first"] = 1
    run.snapshot(label="start")
    run["token"], run["card"] = SECRET + "t", SECRET + "c"
    run["users"] = [{"name": "ann", "key": SECRET + "u"}]
    run.step("login", lambda: SECRET + "o")
    run.snapshot()
    run["card"] = SECRET + "d"
    run.set_at("/variables/users/0/key", SECRET + "v")
    run.step_begin("login", irreversible=True)
    del run.node_results["login"]
    run.step_begin("login").fail(SECRET + "e")
    return run


def test_private_values_are_masked(private):
    run = private
    before, plan = run.manager.get("latest"), run.plan_rollback(to="start")
    for item in (
        run,
        run.context,
        run.manager,
        before,
        copy.copy(before),
        before.ref(),
        run.snapshots()[0],
        run.snapshots(limit=1)[0],
        list(run.snapshots())[0],
        run.snapshots(),
        run.manager.latest(),
        run.context.take_snapshot(),
        run.history("/variables/card")[0].snapshot,
        run.history("/variables/card"),
        run.history("/variables"),
        run.diff(since="start"),
        run.snapshots()[-1].diff(before),
        snaproll.diff(run.manager.get("start"), before),
        run["users"],
        run["users"][0],
        run.node_results,
        plan,
        plan.result,
        plan.result.patch,
        run.rollback(),
    ):
        assert SECRET not in shown(item), item
    assert "***" in shown(run) and "ann" in shown(run)
    assert '"***"' in shown(run.diff(since="start"))
    assert len(run.children("start")) and SECRET not in shown(run.children("start")[0])


def test_errors_of_attempts_are_masked(private):
    assert SECRET not in shown(private)
    private.step_begin("other").fail("told in the open")
    assert "told in the open" in shown(private)
    private.set_private_paths(secret=["/node_results/other/result/Failure"])
    assert "told in the open" not in shown(private)
    private.set_private_paths(secret=["/node_results/other/result/Success"])
    assert "told in the open" in shown(private)


def test_transient_values_are_not_there(private):
    assert "token" not in shown(private.context)
    private.set_private_paths(transient=["/variables/users/*/key"])
    assert SECRET not in shown(private["users"])  # A live view tells a "***".


def test_erased_values_are_told_as_erased(run):
    run["key"] = "sk-1"
    run.snapshot()
    run.erase(containing="sk-1", reason="leaked")
    told = shown(run)
    assert "sk-1" not in told
    assert "[erased]" in told and "leaked" in told
    assert "a text" in told


# What is told of a run.


def test_an_execution_tells_its_history(run):
    run["x"] = 1
    start = run.snapshot(label="before", created_by="ada", reason="as agreed")
    with pytest.raises(RuntimeError):
        run.step("charge", lambda: (_ for _ in ()).throw(RuntimeError("refused")))
    run["x"] = 2
    run.snapshot()
    run.rollback_to(start)
    run["y"] = 3
    run.snapshot()
    run.create_branch("other")
    run.tag(start, "good")
    run.hold(start, "audit", reason="case 7")
    told = shown(run)
    for text in (
        "run-1",
        "flow",
        "running",
        "before charge",
        "RuntimeError: refused",
        "rolled back",
        "~ /variables/x: 1 -> 2",
        "+ /variables/y: 3",
        f"went on from {str(start)[-8:]}",
        "other*",
        "#good",
        "held: audit",
        "case 7",
        "[other*]",
        "as agreed",
        "4 of 4 snapshots, oldest left",
    ):
        assert text in told, text


def test_attempts_stand_where_they_were_made(run):
    start = run.snapshot(label="start")
    run.step("first", lambda: 1)
    run.snapshot(label="there")
    run.step_begin("lost").rollback("refused")
    run.rollback_to(start)
    run.snapshot(label="elsewhere")
    run.step_begin("late").fail("no")
    told = run._repr_html_()
    steps = {
        name: part
        for part in told.split('<details class="step">')[1:]
        for name in ("start", "there", "elsewhere", "before first", "before lost")
        if f'">{name}</span>' in part.split("</summary>")[0]
    }
    assert "first</code> finished" in steps["there"]
    assert "lost</code>" not in steps["there"] + steps["elsewhere"]
    assert "afterwards, before the state went back:" in steps["before lost"]
    assert "lost</code> rolled back" in steps["before lost"]
    assert ">first<" not in steps["start"]
    now = told.split('">now</span>')[1]
    assert "late</code> failed" in now and "lost</code> rolled back" not in now[:2000]


def test_the_state_of_now_is_told(run):
    assert "since no snapshot" in shown(run)
    run["x"] = 1
    assert '/variables: {} -> {"x":1}' in shown(run)
    start = run.snapshot()
    assert f"since {str(start)[-8:]}" in shown(run)
    assert "nothing changed" in shown(run)
    run["x"] = 2
    assert "~ /variables/x: 1 -> 2" in shown(run)


def test_a_history_by_itself_is_told(context):
    with snaproll.Manager(5) as manager:
        assert "no snapshots" in shown(manager)
        context["x"] = 1
        manager.create_snapshot(context, "first")
        told = shown(manager)
        assert "first" in told and "at most 5" in told
        assert "the state now" not in told


def test_a_position_that_left_is_told(run):
    run["x"] = 1
    first = run.snapshot()
    run["x"] = 2
    run.snapshot()
    run.rollback_to(first)
    run.remove(first)
    assert f"since {str(first)[-8:]}, which has left: all of it is shown" in shown(run)


def test_a_parent_that_is_not_shown_is_compared_with(run):
    for number in range(3):
        run["x"] = number
        run.snapshot()
    told = "\n".join(read(page(run, 1)).texts)
    assert "2 older snapshots not shown" in told and "1 of 3 snapshots" in told
    assert "~ /variables/x: 1 -> 2" in told and "0 -> 1" not in told


def test_a_rollback_tells_what_stays_done(run):
    run.snapshot()
    run.step("mail", lambda: 1, irreversible=True)
    run["x"] = 1
    plan = run.plan_rollback(to=run.snapshots()[-1].id)
    told = shown(plan)
    assert "would be done" in told and "stays done" in told
    assert "mail" in told and "- /variables/x" in told.replace(
        '{"x":1} -> {}', "- /variables/x"
    )
    told = shown(run.apply_plan(plan))
    assert "would be done" not in told and "done" in told
    with pytest.raises(snaproll.NotFoundError) as caught:
        run.rollback_to(snaproll.new_id())
    assert "failed" in shown(caught.value.result)


def test_a_store_lists_its_executions(store):
    for number in range(60):
        store.execution(f"run-{number:02}", kind="trip").close()
    told = "\n".join(read(store._repr_html_()).texts)
    assert "60 executions" in told and "run-59" in told and "and 10 more" in told
    assert "run-09" not in told


def test_a_field_history_tells_before_and_after(run):
    for number in (1, 2):
        run["x"] = f"v{number}"
        run.snapshot()
    told = shown(run.history("/variables/x"))
    assert "/variables/x" in told and '"v1"' in told and '"v2"' in told


def test_closed_handles_show_that_they_are_closed(run, store):
    run["x"] = [1]
    run.snapshot()
    one = store.execution("one")
    plan = run.plan_rollback()
    view, nodes = run["x"], run.node_results
    transaction = run.transaction()
    items = [
        run.value(),
        run.manager.latest(),
        run.snapshots(),
        run.diff(since="latest"),
        plan.result,
        plan,
        run.history("/variables/x"),
        run.summary(),
        run.context.copy(),
        run.manager.copy(),
        transaction,
        one,
        run,
        store,
        snaproll.NodeResult(),
    ]
    for item in items:
        item.close()
    for item in (*items, view, nodes):
        assert "closed" in repr(item).lower() or "UNUSABLE" in repr(item)
        if hasattr(item, "_repr_html_"):
            told = "\n".join(read(item._repr_html_()).texts)
            assert "UNUSABLE" in told and "closed" in told.lower()
            with pytest.raises(snaproll.UnusableError):
                item.show("/nowhere/x.html")


def test_ended_transactions_have_a_repr(run):
    for end in ("commit", "abort"):
        transaction = run.transaction()
        getattr(transaction, end)()
        assert repr(transaction) == "<Transaction that has ended>"
        assert "UNUSABLE" in transaction._repr_html_()


def test_a_run_that_goes_on_meanwhile_is_shown():
    """Snapshots leave and branches grow on another thread."""
    with snaproll.Execution(max_snapshots=5) as run:
        ended = threading.Event()
        problems = []

        def work():
            try:
                for number in range(10_000):
                    if ended.is_set():
                        return
                    run.step(f"n{number % 7}/{number}", lambda: number)
                    run[f"v{number % 5}"] = number
                    run.snapshot(label=f"l{number}")
                    if number % 3 == 0:
                        run.rollback_n(2)
            except Exception as problem:
                problems.append(problem)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            for _ in range(15):
                assert "UNUSABLE" not in run._repr_html_()
                read(run._repr_html_())
        finally:
            ended.set()
            thread.join()
        assert problems == []


def test_async_twins_show_what_their_originals_do(folder):
    async def work():
        async with (
            aio.AsyncStore.open(folder / "runs.db") as store,
            store.execution("trip-1") as run,
        ):
            await run.step("book", lambda: "paid")
            assert "before book" in run._repr_html_()
            assert "trip-1" in store._repr_html_()
            return await run.show(folder / "a.html"), await store.show(
                folder / "b.html"
            )

    for file, text in zip(asyncio.run(work()), ("before book", "trip-1")):
        assert text in "\n".join(read(file.read_text("utf-8")).texts)


def test_nothing_of_it_is_read_before_it_is_needed():
    program = (
        "import sys, snaproll\n"
        "print([name for name in sys.modules if name.startswith('snaproll._html')])"
    )
    assert finish(start(program)) == "[]\n"
