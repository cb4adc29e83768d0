"""Snapshot and SnapshotList: rules S1 to S5."""

import pickle
import uuid

import pytest

import snaproll
from conftest import START
from snaproll import SnapshotFlag, State

TOLD = {
    "trigger_node": "n",
    "reason": "why",
    "created_by": "who",
    "is_auto": True,
    "custom": {"cost": 1.5, "tags": ["x"]},
}


def test_fields_s1(clock):
    context = snaproll.Context("flow", clock=clock)
    context["a"] = [1]
    context.record_node_result("n", 1)
    snapshot = context.take_snapshot("here", **TOLD)
    assert isinstance(snapshot.id, uuid.UUID) and snapshot.id.version == 7
    assert snapshot.created_at > START
    assert snapshot.label == "here" and snapshot.trigger_node == "n"
    assert snapshot.reason == "why" and snapshot.created_by == "who"
    assert snapshot.is_auto
    assert snapshot.custom.plain() == {"cost": 1.5, "tags": ["x"]}
    assert snapshot.state is State.RUNNING and snapshot.failure is None
    assert snapshot.variables.plain() == {"a": [1]}
    assert snapshot.node_results.plain() == {"n": 1}
    assert snapshot.get("/variables/a/0") == 1
    assert snapshot.get_json("/state") == '"Running"'
    with pytest.raises(snaproll.NotFoundError):
        snapshot.get("/variables/b")


def test_optional_fields_are_absent_s1(context):
    snapshot = context.take_snapshot()
    assert snapshot.label is None and snapshot.trigger_node is None
    assert snapshot.reason is None and snapshot.created_by is None
    assert not snapshot.is_auto and snapshot.custom.plain() == {}
    assert snapshot.parent is None
    assert context.take_snapshot(label="").label == ""


def test_captures_the_state_of_then_s2(context):
    context["a"] = [1]
    snapshot = context.take_snapshot()
    context["a"].append(2)
    context.set_state(State.FAILED, "x")
    assert snapshot.variables.plain() == {"a": [1]}
    failed = context.take_snapshot()
    assert failed.state is State.FAILED and failed.failure == "x"


def test_applied_anywhere_it_replaces_the_captured_alone_s3(context):
    context["a"] = 1
    context.record_node_result("n", 1)
    snapshot = context.take_snapshot()
    other = snaproll.Context("other", execution_id="run-2")
    other["b"] = 2
    other.mark_completed()
    other.create_checkpoint()
    before = other.completed_at, other.started_at
    for _ in range(2):
        other.apply(snapshot)
        assert other == {"a": 1}
        assert list(other.node_results) == ["n"]
        assert other.execution_id == "run-2" and other.workflow_id == "other"
        assert (other.completed_at, other.started_at) == before
        assert other.checkpoint.variables.plain() == {"b": 2}
        other["a"] = 3


def test_counts_s4(context):
    context.update({"a": 1, "b": 2})
    context.record_node_result("n", 1)
    snapshot = context.take_snapshot()
    assert snapshot.variable_count == 2
    assert snapshot.completed_node_count == 1


def test_parent_is_the_position_of_the_context(context):
    first = context.take_snapshot()
    assert context.position == first.id
    second = context.take_snapshot()
    assert second.parent == first.id
    context.apply(first)
    assert context.position == first.id
    assert context.take_snapshot().parent == first.id


def test_json_form_round_trip_j1(context):
    context["a"] = 1.0
    snapshot = context.take_snapshot("here", **TOLD)
    text = snapshot.to_json()
    assert snaproll.Snapshot.from_json(text).to_json() == text
    assert pickle.loads(pickle.dumps(snapshot)).to_json() == text
    again = snapshot.ref()
    snapshot.close()
    assert again.to_json() == text
    with pytest.raises(snaproll.TypeMismatchError) as caught:
        snaproll.Snapshot.from_json(text.replace('"is_auto":true', '"is_auto":1'))
    assert caught.value.pointer == "/metadata/is_auto"


def test_list_in_the_order_of_entry_with_columns_s5(clock):
    context = snaproll.Context("flow", clock=clock)
    manager = snaproll.Manager()
    ids = [
        manager.create_snapshot(context),
        manager.create_snapshot(context, ""),
        manager.create_snapshot(context, "é", trigger_node="n"),
        manager.create_snapshot(context, is_auto=True),
    ][::-1]
    listed = manager.list()
    assert len(listed) == 4 and listed
    assert listed.ids == ids == [snapshot.id for snapshot in listed]
    assert listed.created_at == [snapshot.created_at for snapshot in listed]
    assert listed.labels == [None, "é", "", None]
    assert listed.trigger_nodes == [None, "n", None, None]
    has = SnapshotFlag
    assert listed.flags == [
        has.AUTO,
        has.HAS_LABEL | has.HAS_TRIGGER_NODE,
        has.HAS_LABEL,
        has(0),
    ]
    assert listed[-1].id == ids[-1] and listed[1:3][0].id == ids[1]
    for index in (4, -5):
        with pytest.raises(IndexError):
            listed[index]
    manager.clear()
    empty = manager.list()
    assert not empty and len(empty) == 0
    assert empty.ids == empty.created_at == empty.flags == []
    assert empty.labels == empty.trigger_nodes == []
    assert len(listed) == 4


def test_what_is_told_is_checked(context):
    with pytest.raises(snaproll.ParseError):
        context.take_snapshot("\ud800")
    with pytest.raises(snaproll.TypeMismatchError):
        context.take_snapshot(5)
    with pytest.raises(snaproll.InvalidArgumentError):
        context.take_snapshot(trigger_node="")
    with pytest.raises(snaproll.TypeMismatchError):
        context.take_snapshot(custom={"a": {1: 2}})
    with pytest.raises(TypeError):
        context.take_snapshot(colour="red")
