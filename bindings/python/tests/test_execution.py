"""Execution: the front door, its history and its transactions."""

import pytest

import snaproll
from conftest import SECOND, START
from snaproll import State


def test_is_made_by_options(clock):
    run = snaproll.Execution(
        workflow_id="flow",
        execution_id="x",
        max_snapshots=2,
        auto_snapshot=False,
        clock=clock,
        id_seed=1,
        limits={"depth": 3},
    )
    assert run.workflow_id == "flow" and run.execution_id == "x"
    assert run.context.started_at == START
    assert run.summary().max_snapshots == 2
    assert not run.summary().auto_snapshot_enabled
    with pytest.raises(snaproll.LimitError):
        run["a"] = [[[1]]]
    again = snaproll.Execution(
        execution_id="y", clock=snaproll.ManualClock(START, SECOND), id_seed=1
    )
    first, second = run.snapshot(), again.snapshot()
    assert first == second


def test_automatic_snapshots_by_option():
    for option, kept in ((None, 10), (True, 10), (3, 5), (False, 0), (0, 0)):
        with snaproll.Execution(auto_snapshot=option) as run:
            for number in range(15):
                run.step(f"n{number}", lambda: None)
            assert len(run.snapshots()) == kept, option
    run = snaproll.Execution(max_snapshots=snaproll.UNLIMITED)
    for number in range(15):
        run.step(f"n{number}", lambda: None)
    assert len(run.snapshots()) == 15


def test_options_are_given_one_way():
    options = snaproll.Options(workflow_id="flow")
    assert snaproll.Execution(options=options).workflow_id == "flow"
    with pytest.raises(snaproll.InvalidArgumentError) as caught:
        snaproll.Execution(options=options, workflow_id="other")
    assert "workflow_id" in str(caught.value)
    with pytest.raises(snaproll.TypeMismatchError):
        snaproll.Execution(options={"workflow_id": "flow"})
    with pytest.raises(snaproll.TypeMismatchError):
        snaproll.Execution(clock="now")
    with pytest.raises(snaproll.TypeMismatchError):
        snaproll.Execution(max_snapshots="10")


def test_is_a_mapping_of_its_variables(run):
    run["a"] = {"b": {}}
    run["a"]["b"]["c"] = 1
    assert run == {"a": {"b": {"c": 1}}} and run.plain() == run.context.plain()
    assert "a" in run and list(run) == ["a"] and len(run) == 1
    assert run.get("z") is None and run.get("a") == {"b": {"c": 1}}
    run |= {"x": 1, "y": [1]}
    assert dict(run.items())["y"] == [1]
    assert run.pop("x") == 1 and run.setdefault("l", []) == []
    run.setdefault("l", []).append(1)
    assert run["l"] == [1]
    assert run and {run: 1}[run] == 1
    run.clear()
    assert len(run) == 0 and run
    assert run.state is State.RUNNING


def test_snapshots_and_rollbacks(run):
    run["messages"] = []
    before = run.snapshot(label="before", reason="test", custom={"x": 1})
    run["messages"].append("hi")
    after = run.snapshot(label="after")
    run["messages"].append("oh")
    result = run.rollback()
    assert result.success and result.applied_snapshot_id == after
    assert result.variables_changed == 1 and result.nodes_removed == 0
    assert run["messages"] == ["hi"]
    assert run.rollback_to(before).applied_snapshot_id == before
    assert run["messages"] == []
    assert run.rollback_to(str(after)).success and run["messages"] == ["hi"]
    assert run.rollback_n(2).applied_snapshot_id == before
    assert run.snapshots().labels == ["after", "before"]
    assert run.manager.get(before).reason == "test"
    with pytest.raises(snaproll.RangeError) as caught:
        run.rollback_n(3)
    assert caught.value.message == (
        "Cannot rollback 3 steps, only 2 snapshots available"
    )
    assert caught.value.result.error == caught.value.message
    run.manager.clear()
    with pytest.raises(snaproll.NotFoundError):
        run.rollback()


def test_goes_on_from_a_context(context):
    context["a"] = 1
    run = snaproll.Execution.from_context(context)
    run["a"] = 2
    assert context["a"] == 1 and run.execution_id == context.execution_id
    assert len(run.snapshots()) == 0
    saved = run.context.to_json()
    again = snaproll.Execution.from_context(snaproll.Context.from_json(saved))
    assert again == {"a": 2}


def test_transaction_makes_several_changes_one(run):
    run["z"] = [1]
    version = run.context.version
    with run.transaction() as t:
        t["x"] = 1
        t["y"] = {"l": []}
        t["y"]["l"].append(2)
        t["z"] += [2]
        assert run == {"z": [1]}
    assert run == {"x": 1, "y": {"l": [2]}, "z": [1, 2]}
    assert run.context.version == version + 1


def test_transaction_is_aborted_by_an_exception(run):
    with pytest.raises(ZeroDivisionError):
        with run.transaction() as t:
            t["x"] = 1
            1 / 0
    assert run == {}
    with run.transaction() as t:
        t["x"] = 1
        t.abort()
    assert run == {}


def test_transaction_conflicts_when_the_context_moved(run):
    with pytest.raises(snaproll.ConflictError) as caught:
        with run.transaction() as t:
            t["x"] = 1
            run["y"] = 2
    assert caught.value.code is snaproll.Code.CONFLICT
    assert run == {"y": 2}


def test_ended_transaction_is_unusable(run):
    with run.transaction() as t:
        t["x"] = {"y": 1}
        view = t["x"]
        t.commit()
        for use in (lambda: t.commit(), lambda: t.abort(), lambda: view["y"]):
            with pytest.raises(snaproll.UnusableError):
                use()
        with pytest.raises(snaproll.UnusableError):
            t["x"] = 2
    with pytest.raises(snaproll.UnusableError):
        view.plain()
    assert "UNUSABLE" in repr(view)
    assert run == {"x": {"y": 1}}


def test_transact_runs_again_on_conflict(run):
    run["n"] = 0
    runs = []

    def change(t):
        runs.append(t["n"])
        if len(runs) < 3:
            run["n"] = len(runs) * 10
        t["n"] += 1
        t["l"] = [t["n"]]
        return t["l"]

    result = run.transact(change)
    assert runs == [0, 10, 20] and run == {"n": 21, "l": [21]}
    assert result == [21] and type(result) is list


def test_transact_gives_up_after_its_attempts(run):
    run["n"] = 0
    runs = []

    def change(t):
        runs.append(1)
        run["n"] += 1
        t["n"] = -1

    with pytest.raises(snaproll.ConflictError):
        run.transact(change, attempts=3)
    assert len(runs) == 3 and run["n"] == 3
    with pytest.raises(ZeroDivisionError):
        run.transact(lambda t: 1 / 0)


def test_transactions_nest(run):
    with run.transaction() as outer:
        outer["l"] = [3, 1, 2]
        outer["l"].sort()
        assert outer["l"].pop() == 3
        with pytest.raises(ZeroDivisionError):
            with outer.transaction() as inner:
                inner["x"] = 1
                1 / 0
        assert outer == {"l": [1, 2]} and run == {}
    assert run == {"l": [1, 2]}


def test_context_that_is_no_transaction_stays(run):
    with pytest.raises(snaproll.InvalidArgumentError):
        snaproll.Transaction.commit(run.context)


def test_repr_tells_what_it_is(run):
    assert repr(run) == (
        "<Execution 'run-1' of 'flow', RUNNING, "
        "0 variables, 0 node results, 0 snapshots>"
    )
    assert repr(run.manager).startswith('<Manager {"total_snapshots":0')
    run.close()
    assert repr(run) == "Execution(<closed>)"
