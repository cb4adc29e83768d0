"""SnapshotRules: when snapshots are taken beside every n-th node."""

import datetime

import pytest

import snaproll
from conftest import SECOND, START


def ran(run, *nodes, **options):
    """Whether each of the nodes began with a snapshot."""
    return [run.step_begin(n, **options).snapshot_id is not None for n in nodes]


def execution(**rules):
    return snaproll.Execution(
        auto_snapshot=False, snapshot_rules=snaproll.SnapshotRules(**rules)
    )


def test_nodes_since_the_last_snapshot():
    with execution(at_least_nodes=2) as run:
        assert ran(run, "a", "b", "c") == [False, True, False]
        run.snapshot()
        assert ran(run, "d", "e") == [False, True]


@pytest.mark.parametrize(
    "minute", [60, 60.0, datetime.timedelta(minutes=1)], ids=["int", "float", "delta"]
)
def test_time_since_the_last_snapshot(minute):
    clock = snaproll.ManualClock(START)
    context = snaproll.Context("flow", clock=clock)
    manager = snaproll.Manager(clock=clock, snapshot_rules={"at_least_time": minute})
    assert manager.on_node_execute(context, "a") is not None
    clock.advance(60 * SECOND - 1)
    assert manager.on_node_execute(context, "b") is None
    clock.advance(1)
    assert manager.on_node_execute(context, "c") is not None


def test_bytes_that_changed():
    with execution(at_least_bytes=10) as run:
        run["x"] = "short"
        assert ran(run, "a") == [True]
        run["x"] = "longer"
        assert ran(run, "b") == [False]
        run["y"] = "something new"
        assert ran(run, "c") == [True]


def test_globs_of_nodes():
    with execution(before=["deploy/*", "a[0]", "v?"]) as run:
        nodes = ["deploy/eu", "build", "a[0]", "a0", "vé", "v10"]
        assert ran(run, *nodes) == [True, False, True, False, True, False]


def test_irreversible_steps():
    with execution(before_irreversible=True) as run:
        assert ran(run, "a") == [False]
        assert ran(run, "b", irreversible=True) == [True]


def test_an_unchanged_state_keeps_nothing_new():
    with execution(skip_unchanged=True) as run:
        run["x"] = 1
        first = run.snapshot()
        assert run.snapshot(label="not kept") == first
        assert run.snapshots().labels == [None]
        run["x"] = 2
        assert run.snapshot() != first


def test_rules_of_a_manager(context):
    manager = snaproll.Manager()
    manager.set_snapshot_rules({"before": ["a"], "at_least_nodes": 3})
    taken = [manager.on_node_execute(context, node) for node in "xaxxx"]
    assert [t is not None for t in taken] == [False, True, False, False, True]
    manager.set_snapshot_rules(None)
    assert manager.on_node_execute(context, "a") is None


def test_rules_as_a_mapping_and_in_options():
    options = snaproll.Options(auto_snapshot=False, snapshot_rules={"before": ("b",)})
    with snaproll.Execution(options=options) as run:
        assert ran(run, "a", "b") == [False, True]


@pytest.mark.parametrize(
    ("rules", "error", "text"),
    [
        ({"at_least_nodes": -1}, snaproll.RangeError, "at_least_nodes"),
        ({"at_least_nodes": 1.5}, snaproll.TypeMismatchError, "at_least_nodes"),
        ({"at_least_time": -1}, snaproll.InvalidArgumentError, "below 0"),
        ({"at_least_time": float("nan")}, snaproll.RangeError, "finite"),
        ({"at_least_time": 1e300}, snaproll.RangeError, "at_least_time"),
        ({"at_least_time": "1"}, snaproll.TypeMismatchError, "at_least_time"),
        ({"at_least_bytes": 2**64}, snaproll.RangeError, "at_least_bytes"),
        ({"before": "deploy"}, snaproll.TypeMismatchError, "not one str"),
        ({"before": [1]}, snaproll.TypeMismatchError, "a glob"),
        ({"before": ["x" * 1025]}, snaproll.LimitError, "1025 bytes"),
    ],
)
def test_what_is_no_rule(rules, error, text):
    with pytest.raises(error, match=text):
        snaproll.SnapshotRules(**rules)


def test_a_glob_tells_where_it_is_wrong():
    with pytest.raises(snaproll.ParseError, match="before 1: ") as caught:
        snaproll.SnapshotRules(before=["a", "b\\"])
    assert caught.value.offset == 1


def test_a_mapping_tells_what_there_is():
    with pytest.raises(snaproll.InvalidArgumentError, match="no rule is 'befor'"):
        snaproll.Execution(snapshot_rules={"befor": ["x"]})
    with pytest.raises(snaproll.TypeMismatchError, match="not int"):
        snaproll.Execution(snapshot_rules=3)
