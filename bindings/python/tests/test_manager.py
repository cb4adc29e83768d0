"""Manager: rules M1 to M18."""

import uuid

import pytest

import snaproll
from conftest import SECOND, START


def test_bounds_m1_m2_m3(context):
    manager = snaproll.Manager()
    assert manager.summary().max_snapshots == 10
    assert manager.summary().auto_snapshot_interval == 5
    assert not manager.summary().auto_snapshot_enabled
    ids = [manager.create_snapshot(context) for _ in range(12)]
    assert manager.list().ids == ids[:1:-1]
    manager = snaproll.Manager(0)
    assert isinstance(manager.create_snapshot(context), uuid.UUID)
    assert manager.count() == 0
    manager = snaproll.Manager(snaproll.UNLIMITED)
    for _ in range(100):
        manager.create_snapshot(context)
    assert manager.count() == 100


def test_automatic_snapshots_m4_m5_m6(context):
    manager = snaproll.Manager(auto_snapshot=2)
    assert manager.on_node_execute(context, "a") is None
    taken = manager.on_node_execute(context, "b")
    snapshot = manager.get(taken)
    assert snapshot.trigger_node == "b" and snapshot.is_auto
    manager.set_auto_snapshot(0)
    assert all(manager.on_node_execute(context, "c") is None for _ in range(9))
    manager.disable_auto_snapshot()
    manager.on_node_execute(context, "d")
    assert manager.summary().nodes_processed == 12


def test_rollbacks_m7_m8(context):
    manager = snaproll.Manager()
    ids = []
    for number in range(3):
        context["a"] = number
        ids.append(manager.create_snapshot(context, label=str(number)))
    context["a"] = 9
    manager.on_node_execute(context, "n")
    assert manager.rollback(context).applied_snapshot_id == ids[2]
    assert context["a"] == 2
    assert manager.rollback_to(context, ids[0]).success
    assert context["a"] == 0
    assert manager.rollback_to(context, str(ids[1])).success
    assert context["a"] == 1
    assert manager.rollback_n(context, 3).applied_snapshot_id == ids[0]
    assert manager.count() == 3
    assert manager.summary().nodes_processed == 1


def test_what_a_rollback_counts_m9_m10_m11(context):
    manager = snaproll.Manager()
    context.update({"same": {"a": 1, "b": 0.0}, "other": 1, "gone": 1})
    context.record_node_result("x", 1)
    manager.create_snapshot(context)
    context.update({"same": {"b": -0.0, "a": 1}, "other": 1.0, "new": 1})
    del context["gone"]
    context.record_node_result("y", 1)
    result = manager.rollback(context)
    assert result.nodes_removed == 1
    assert result.variables_changed == 2  # other, new; gone only appears
    assert manager.rollback(context).nodes_removed == 0


def test_failures_say_exactly_what_failed_m12_m13(context, clock):
    manager = snaproll.Manager(clock=clock)
    context["a"] = 1
    unknown = uuid.UUID("0123ABCD-0123-7123-8123-0123456789AB")
    for call, kind, message in (
        (
            lambda: manager.rollback(context),
            snaproll.NotFoundError,
            "No snapshots available",
        ),
        (
            lambda: manager.rollback_to(context, unknown),
            snaproll.NotFoundError,
            f"Snapshot {unknown} not found",
        ),
        (
            lambda: manager.rollback_n(context, 0),
            snaproll.InvalidArgumentError,
            "Cannot rollback 0 steps",
        ),
        (
            lambda: manager.rollback_n(context, 2),
            snaproll.RangeError,
            "Cannot rollback 2 steps, only 0 snapshots available",
        ),
    ):
        with pytest.raises(kind) as caught:
            call()
        assert caught.value.message == message
        result = caught.value.result
        assert not result.success and result.error == message
        assert result.applied_snapshot_id is None
        assert result.nodes_removed == result.variables_changed == 0
        assert result.rolled_back_at >= START
        again = snaproll.RollbackResult.from_json(result.to_json())
        assert again.to_json() == result.ref().to_json()
    assert context == {"a": 1}


def test_history_m14(context):
    manager = snaproll.Manager(auto_snapshot=3)
    with pytest.raises(snaproll.NotFoundError):
        manager.latest()
    id = manager.create_snapshot(context, "x")
    manager.on_node_execute(context, "n")
    assert manager.latest().id == manager.get(id).id == id
    with pytest.raises(snaproll.NotFoundError):
        manager.get(uuid.uuid4())
    manager.clear()
    assert manager.count() == 0
    summary = manager.summary()
    assert summary.nodes_processed == 0
    assert summary.auto_snapshot_enabled and summary.auto_snapshot_interval == 3


def test_prune_before_m15(clock):
    context = snaproll.Context("flow", clock=clock)
    manager = snaproll.Manager(clock=clock)
    old = context.take_snapshot("old")
    for _ in range(3):
        manager.create_snapshot(context)
    manager.push_snapshot(old)
    times = manager.list().created_at
    assert manager.prune_before(times[2]) == 2
    assert manager.list().created_at == times[1:3]
    assert manager.prune_before(snaproll.Time(0).datetime) == 0


def test_push_snapshot_m16(context):
    manager = snaproll.Manager()
    context["a"] = 1
    foreign = context.take_snapshot("first")
    twin = snaproll.Snapshot.from_json(foreign.to_json().replace('"first"', '"second"'))
    manager.push_snapshot(foreign)
    manager.push_snapshot(twin)
    assert manager.count() == 2
    assert manager.get(foreign.id).label == "second"


def test_summary_m17(clock):
    context = snaproll.Context("flow", clock=clock)
    manager = snaproll.Manager(3, clock=clock)
    summary = manager.summary()
    assert summary.oldest_snapshot is None and summary.newest_snapshot is None
    manager.create_snapshot(context)
    manager.create_snapshot(context)
    summary = manager.summary()
    assert summary.total_snapshots == 2
    assert summary.newest_snapshot - summary.oldest_snapshot == SECOND
    assert summary.to_json() == (
        '{"total_snapshots":2,"max_snapshots":3,"auto_snapshot_enabled":false,'
        '"auto_snapshot_interval":5,'
        f'"oldest_snapshot":"{summary.oldest_snapshot}",'
        f'"newest_snapshot":"{summary.newest_snapshot}","nodes_processed":0}}'
    )


def test_copies_have_a_history_of_their_own_m18(context):
    manager = snaproll.Manager()
    manager.create_snapshot(context)
    other = manager.copy()
    other.create_snapshot(context)
    assert manager.count() == 1 and other.count() == 2


def test_ids_and_times_are_the_same_with_the_same_seed_and_clock():
    def history():
        options = snaproll.Options(
            clock=snaproll.ManualClock(START, SECOND), id_seed=42
        )
        context = snaproll.Context("flow", options=options)
        manager = snaproll.Manager(options=options)
        for number in range(3):
            context["a"] = number
            manager.create_snapshot(context)
        snapshots = [snapshot.to_json() for snapshot in manager.list()]
        return context.to_json(), snapshots

    assert history() == history()


def test_arguments_are_checked(context):
    manager = snaproll.Manager()
    for call in (
        lambda: snaproll.Manager("ten"),
        lambda: manager.create_snapshot("context"),
        lambda: manager.push_snapshot(context),
        lambda: manager.rollback(None),
        lambda: manager.rollback_n(context, 1.5),
        lambda: manager.get(5),
        lambda: manager.prune_before("now"),
    ):
        with pytest.raises(snaproll.TypeMismatchError):
            call()
    for call in (
        lambda: snaproll.Manager(-1),
        lambda: manager.rollback_n(context, -1),
        lambda: manager.rollback_n(context, 2**64),
        lambda: manager.prune_before(2**63),
    ):
        with pytest.raises(snaproll.RangeError):
            call()
    with pytest.raises(snaproll.NotFoundError):
        manager.get("no id")
