"""Executions on a store: what is committed when, and who may write."""

import hashlib

import pytest

import snaproll
from conftest import SECOND, START, finish, start
from snaproll import Store


def committed(store, id="a"):
    """What a reader sees now."""
    with store.execution(id, mode="read") as reader:
        return reader.plain()


# What is committed.


def test_execution_in_memory_is_not_durable(run):
    assert not run.is_durable
    run["x"] = 1
    run.save()
    run.reload()
    assert run == {"x": 1}


def test_each_step_is_committed_when_the_call_returns(store):
    with store.execution("a") as run:
        assert run.is_durable
        run["x"] = 1
        assert committed(store) == {}
        run.step("n", lambda: run.update(x=2))
        assert committed(store) == {"x": 2}
        with pytest.raises(RuntimeError):
            with run.step_begin("fails", on_error="fail"):
                run["x"] = 3
                raise RuntimeError("no")
        assert committed(store) == {"x": 3}
        step = run.step_begin("goes back")
        run["x"] = 4
        step.rollback("no")
        assert committed(store) == {"x": 3}


def test_each_snapshot_and_rollback_is_committed(store):
    with store.execution("a") as run:
        run["x"] = 1
        then = run.snapshot("one")
        assert committed(store) == {"x": 1}
        run["x"] = 2
        run.snapshot("two")
        run.rollback_to(then)
        assert committed(store) == {"x": 1}
        run.undo_rollback()
        assert committed(store) == {"x": 2}
        run.apply_plan(run.plan_rollback(then))
        assert committed(store) == {"x": 1}


def test_saving_by_hand_commits_no_steps(store):
    with store.execution("a", save="manual") as run:
        run["x"] = 1
        run.step("n", lambda: 5)
        run.save()
        run["x"] = 2
        run.step("m", lambda: 6)
        run["x"] = 3
    with store.execution("a") as run:
        assert run.is_done("n")
        assert run["x"] in (1, 2)


def test_irreversible_step_is_on_record_before_it_runs(store):
    with store.execution("a", save="manual", auto_snapshot=False) as run:
        run.step_begin("charge", irreversible=True)
        with store.execution("a", mode="read") as reader:
            assert reader.unfinished() == ["charge"]


def test_all_is_given_back_as_it_was_committed(store):
    with store.execution(
        "a",
        workflow_id="trip",
        undo_limit=5,
        clock=snaproll.ManualClock(START, SECOND),
    ) as run:
        run.set_edges([("fetch", "parse")])
        run["messages"] = [{"text": "hü"}]
        run.step("fetch", lambda: [1.0, 10**30])
        with pytest.raises(RuntimeError):
            with run.step_begin("parse", irreversible=True):
                raise RuntimeError("no")
        run.step_begin("open")
        run.snapshot("kept", custom={"a": 1}, reason="why")
        run["messages"].append({"text": "gone"})
        run.rollback()
        run.context.pause()
        run.save()
        before = (run.context.to_json(), run.attempts_json(), run.undo_count)
        told = [(s.id, s.label, s.digest(), s.parent) for s in run.snapshots()]
        digest, summary = run.digest(), run.summary().to_json()
    with store.execution("a", mode="existing") as run:
        assert (run.context.to_json(), run.attempts_json(), run.undo_count) == before
        snapshots = run.snapshots()
        assert [(s.id, s.label, s.digest(), s.parent) for s in snapshots] == told
        assert (run.digest(), run.summary().to_json()) == (digest, summary)
        assert run.workflow_id == "trip" and run.edges == [("fetch", "parse")]
        assert run.is_done("fetch") and not run.is_done("parse")
        assert run.unfinished() == ["open"]
        assert run.state is snaproll.State.PAUSED
        run.undo_rollback()
        assert len(run["messages"]) == 2
        assert run.step("fetch", lambda: "not run") == [1.0, 10**30]


def test_new_execution_begins_with_a_snapshot_labelled_start(store):
    with store.execution("a") as run:
        assert run.snapshots().labels == ["start"]
    for id, options in (
        ("b", {"start_snapshot": False}),
        ("c", {"max_snapshots": 0}),
    ):
        with store.execution(id, **options) as run:
            assert len(run.snapshots()) == 0


def test_execution_on_a_store_keeps_a_thousand_snapshots(store):
    with store.execution("a") as run:
        assert run.summary().max_snapshots == 1_000
    with store.execution("a", max_snapshots=3) as run:
        for number in range(5):
            run.snapshot(str(number))
        assert run.snapshots().labels == ["4", "3", "2"]
    with store.execution("a") as run:
        assert run.summary().max_snapshots == 3


def test_modes_tell_what_has_to_be_there(store):
    with pytest.raises(snaproll.NotFoundError):
        store.execution("a", mode="existing")
    store.execution("a", mode="create").close()
    with pytest.raises(snaproll.ExistsError):
        store.execution("a", mode="create")
    store.execution("a", mode="existing").close()
    with store.execution("a", mode="read") as run:
        for write in (run.save, run.snapshot, lambda: run.step("n", str)):
            with pytest.raises(snaproll.ReadOnlyError):
                write()


@pytest.mark.parametrize(
    "options, error",
    [
        ({"mode": "write"}, snaproll.InvalidArgumentError),
        ({"mode": None}, snaproll.InvalidArgumentError),
        ({"save": "never"}, snaproll.InvalidArgumentError),
        ({"schema": 2**63}, snaproll.RangeError),
        ({"kind": "\ud800"}, snaproll.ParseError),
        ({"attributes": {"": "x"}}, snaproll.InvalidArgumentError),
        ({"attributes": {"a": None}}, snaproll.TypeMismatchError),
        ({"owner": 5}, snaproll.TypeMismatchError),
        ({"options": 5}, snaproll.TypeMismatchError),
        (
            {"options": snaproll.Options(), "max_snapshots": 5},
            snaproll.InvalidArgumentError,
        ),
    ],
)
def test_options_that_can_not_be_are_refused(store, options, error):
    with pytest.raises(error):
        store.execution("a", **options)
    assert not store.exists("a")


def test_ids_that_can_not_be_are_refused(store):
    for id, error in (
        ("", snaproll.InvalidArgumentError),
        ("x" * 1_000, snaproll.LimitError),
        ("\ud800", snaproll.ParseError),
        (5, snaproll.TypeMismatchError),
    ):
        with pytest.raises(error):
            store.execution(id)


def test_options_and_rules_are_those_of_the_execution(store):
    made = snaproll.Options(max_snapshots=2, auto_snapshot=False, workflow_id="w")
    with store.execution("a", options=made) as run:
        run.step("n", str)
        assert run.workflow_id == "w" and run.summary().max_snapshots == 2
        assert run.snapshots().labels == ["start"]
    rules = {"before": ["deploy/*"]}
    with store.execution("b", auto_snapshot=False, snapshot_rules=rules) as run:
        run.step("deploy/eu", str)
        run.step("test", str)
    with store.execution("b") as run:
        assert run.snapshots().trigger_nodes == ["deploy/eu", None]
        assert run.step_begin("deploy/us").snapshot_id is not None


# Digests and lists.


def test_digest_is_the_sha_256_of_the_canonical_json(store, run):
    def expected(stateful):
        return hashlib.sha256(stateful.value().to_json().encode()).hexdigest()

    with store.execution("a") as durable:
        for one in (run, durable):
            one["x"] = {"b": [1.5, "ü"], "a": None}
            one.step("n", lambda: {"y": 1})
            snapshot = one.manager.get(one.snapshot())
            one["x"]["b"].append(2)
            assert snapshot.digest() == expected(snapshot)
            assert one.digest() == one.context.digest() == expected(one)
            assert one.digest() != snapshot.digest()
    with store.execution("a", mode="read") as durable:
        assert durable.manager.latest().digest() == snapshot.digest()


def test_stored_bytes_are_those_of_the_record(store, run):
    run["x"] = 1
    assert run.manager.get(run.snapshot()).stored_bytes == 0
    with store.execution("a") as durable:
        durable["x"] = "y" * 300
        small = durable.manager.get(durable.snapshot()).stored_bytes
        assert 300 < small < 1_000
        assert durable.snapshots()[0].stored_bytes == small
        loose = snaproll.Snapshot.from_json(durable.manager.latest().to_json())
        assert loose.stored_bytes == 0


@pytest.mark.parametrize("durable", [False, True])
def test_snapshots_are_filtered_by_all_that_is_given(store, durable):
    clock = snaproll.ManualClock(START, SECOND)
    if durable:
        run = store.execution("a", clock=clock, start_snapshot=False)
    else:
        run = snaproll.Execution(clock=clock)
    one = run.snapshot("label")
    run.step("n", str)
    run.step("m", str)
    two = run.snapshot("label")
    whole = run.snapshots()
    assert len(whole) == 4

    def ids(**wanted):
        found = run.snapshots(**wanted)
        assert found.ids == run.manager.list(**wanted).ids
        return found.ids

    assert ids(label="label") == [two, one]
    assert ids(label="none") == []
    assert ids(trigger_node="n") == [whole.ids[2]]
    assert ids(automatic=True) == whole.ids[1:3]
    assert ids(automatic=False, limit=1) == [two]
    assert ids(after=whole.ids[1]) == whole.ids[2:]
    assert ids(after=str(two), limit=2) == whole.ids[1:3]
    time = whole.created_at[1]
    assert ids(created_from=time) == whole.ids[:2]
    assert ids(created_until=time.datetime) == whole.ids[2:]
    assert ids(created_from=time, created_until=time + 1) == whole.ids[1:2]
    assert ids(limit=0) == []
    with pytest.raises(snaproll.NotFoundError):
        run.snapshots(after=snaproll.new_id())
    with pytest.raises(snaproll.RangeError):
        run.snapshots(limit=-1)
    with pytest.raises(TypeError):
        run.snapshots(name="label")
    run.close()


# Writers.


def test_owned_error_tells_who_has_it(path, store):
    with store.execution("a", owner="worker 1"):
        with pytest.raises(snaproll.OwnedError) as caught:
            store.execution("a")
        assert "'worker 1'" in caught.value.message
        assert caught.value.code is snaproll.Code.OWNED
        assert committed(store) == {}
    store.execution("a").close()


def test_writer_that_was_fenced_changes_nothing_until_it_reloads(store):
    old = store.execution("a")
    old["x"] = 1
    old.save()
    new = store.execution("a", take_over=True, owner="new")
    new["x"] = 2
    new.save()
    old["x"] = 3
    before = old.digest()
    for write in (
        old.save,
        old.snapshot,
        old.rollback,
        lambda: old.step("n", str),
        lambda: old.step_begin("n"),
        lambda: old.manager.clear(),
    ):
        with pytest.raises(snaproll.ConflictError):
            write()
    assert old.digest() == before
    assert committed(store) == {"x": 2}
    with pytest.raises(snaproll.OwnedError):
        old.reload()
    old.reload(take_over=True)
    assert old == {"x": 2}
    old["x"] = 4
    old.save()
    with pytest.raises(snaproll.ConflictError):
        new.save()
    new.close()
    assert store.info("a").owner is not None  # It was no longer the owner.
    old.close()
    assert store.info("a").owner is None


def test_reload_drops_what_is_not_committed(store):
    with store.execution("a") as run:
        run["x"] = 1
        run.save()
        run["x"] = 2
        step = run.step_begin("n")
        run.reload()
        assert run == {"x": 2}  # The step's snapshot committed it.
        run["x"] = 3
        run.reload()
        assert run == {"x": 2}
        with pytest.raises(snaproll.SnaprollError):
            step.finish(1)


def test_closed_execution_has_no_owner_and_can_be_opened_again(store):
    run = store.execution("a")
    run["messages"] = []
    view, context, step = run["messages"], run.context, run.step_begin("n")
    run.close()
    run.close()
    assert store.info("a").owner is None
    for use in (
        run.save,
        run.reload,
        lambda: run.is_durable,
        lambda: view.append(1),
        lambda: context.digest(),
        lambda: run.snapshots(),
        lambda: step.finish(1),
    ):
        with pytest.raises(snaproll.UnusableError):
            use()
    with store.execution("a") as again:
        assert again.unfinished() == ["n"]


RACER = """
import sys
import snaproll
path, goal = sys.argv[1], int(sys.argv[2])
wins = 0
with snaproll.Store.open(path, durability="process") as store:
    print("ready", flush=True)
    sys.stdin.readline()
    with store.execution("a", take_over=True) as run:
        while run.get("n", 0) < goal:
            try:
                run["n"] = run.get("n", 0) + 1
                run.save()
                wins += 1
            except snaproll.ConflictError:
                run.reload(take_over=True)
print(wins)
"""


def test_exactly_one_of_two_processes_wins_each_commit(path):
    with Store.open(path) as store:
        with store.execution("a", max_snapshots=0) as run:
            run["n"] = 0
            run.save()
    racers = [start(RACER, path, 300) for _ in range(2)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    wins = [int(finish(racer)) for racer in racers]
    with Store.open(path) as store:
        assert store.info("a").owner is None
        number = committed(store)["n"]
        assert sum(wins) == number >= 300
        assert store.check().ok


HOLDER = """
import sys
import snaproll
store = snaproll.Store.open(sys.argv[1])
run = store.execution("a", owner="holder")
run["x"] = 1
run.save()
print("held", flush=True)
sys.stdin.read()
"""


def test_owner_in_another_process_is_told_and_gone_when_it_dies(path, store):
    holder = start(HOLDER, path)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(snaproll.OwnedError) as caught:
        store.execution("a")
    assert "'holder'" in caught.value.message
    assert f"process {holder.pid} " in caught.value.message
    assert committed(store) == {"x": 1}
    assert [info.id for info in store.executions(owned=True)] == ["a"]
    holder.kill()
    holder.communicate()
    assert list(store.executions(owned=True)) == []
    with store.execution("a") as run:
        assert run == {"x": 1}
