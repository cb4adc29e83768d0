"""Plans, selective rollback, results in full, undo and edges."""

import copy
import uuid

import pytest

import snaproll
from snaproll import State


@pytest.fixture
def changed(run):
    """An execution, and the snapshot before much of it changed."""
    run.update({"kept": 1, "gone": 1, "agent/a": 1, "agent/b": {"x": 1, "y": 1}})
    run.context.record_node_result("first", 1)
    before = run.snapshot(label="before")
    del run["gone"]
    run.update({"new": 1, "agent/a": 2, "agent/b": {"x": 2, "y": 2}})
    run.context.record_node_result("second", 2)
    with run.step_begin("mail", irreversible=True) as step:
        step.output = "sent"
    run.context.set_state(State.FAILED, "no disk")
    return run, before


def test_plan_shows_the_full_result_and_changes_nothing(changed):
    run, before = changed
    version, state = run.context.version, run.value()
    plan = run.plan_rollback(before)
    result = plan.result
    assert run.context.version == version and run.value().same(state)
    assert result.success and result.applied_snapshot_id == before
    assert result.removed_nodes == ["mail", "second"]
    assert result.changed_variables == ["agent/a", "agent/b"]
    assert result.removed_variables == ["new"]
    assert result.reappeared_variables == ["gone"]
    assert result.nodes_removed == 2 and result.variables_changed == 3
    assert (result.state_before, result.failure_before) == (State.FAILED, "no disk")
    assert (result.state_after, result.failure_after) == (State.RUNNING, None)
    (effect,) = result.effects
    assert effect.node == "mail" and effect.attempt == 1
    (attempt,) = run.attempts("mail")
    assert effect.idempotency_key == attempt.idempotency_key
    assert effect.started_at == attempt.started_at
    assert isinstance(effect.started_at, snaproll.Time)
    with pytest.raises(AttributeError):
        effect.node = "other"
    assert str(plan) == str(result) == plan.text[:-1] == result.text[:-1]
    assert "node results removed: mail, second" in str(plan)
    assert repr(plan) == f"<RollbackPlan {result.to_json()}>"
    patch = result.patch
    assert patch == result.diff() and patch.apply(state)["variables"].plain() == {
        "kept": 1,
        "gone": 1,
        "agent/a": 1,
        "agent/b": {"x": 1, "y": 1},
    }


def test_applied_plan_does_just_that_once(changed):
    run, before = changed
    plan = run.plan_rollback(before)
    result = run.apply_plan(plan)
    assert result.removed_nodes == plan.result.removed_nodes
    assert result.effects == plan.result.effects
    assert "new" not in run and run.context.position == before
    with pytest.raises(snaproll.ConflictError) as caught:
        run.apply_plan(plan)
    assert caught.value.hint == "plan again"
    plan = run.plan_rollback()
    run["moved"] = 1
    for call in (run.apply_plan, run.context.apply_plan):
        with pytest.raises(snaproll.ConflictError):
            call(plan.ref())
    assert run["moved"] == 1
    with pytest.raises(snaproll.InvalidArgumentError):
        run.context.copy().apply_plan(run.plan_rollback())
    with pytest.raises(snaproll.TypeMismatchError):
        run.apply_plan(plan.result)


def test_targets_of_a_plan(run):
    ids = []
    for number in range(3):
        run["a"] = number
        ids.append(run.snapshot())
    run["a"] = 9
    for plan, target in (
        (run.plan_rollback(), ids[2]),
        (run.plan_rollback(ids[0]), ids[0]),
        (run.plan_rollback(to=str(ids[1])), ids[1]),
        (run.plan_rollback(steps=3), ids[0]),
        (run.manager.plan_rollback(run.context), ids[2]),
        (run.manager.plan_rollback(run.context, ids[0]), ids[0]),
        (run.manager.plan_rollback(run.context, steps=2), ids[1]),
    ):
        assert plan.result.applied_snapshot_id == target
    unknown = uuid.uuid4()
    for call, kind, message in (
        (
            lambda: run.plan_rollback(unknown),
            snaproll.NotFoundError,
            f"Snapshot {unknown} not found",
        ),
        (
            lambda: run.plan_rollback(steps=0),
            snaproll.InvalidArgumentError,
            "Cannot rollback 0 steps",
        ),
        (
            lambda: run.plan_rollback(steps=4),
            snaproll.RangeError,
            "Cannot rollback 4 steps, only 3 snapshots available",
        ),
    ):
        with pytest.raises(kind) as caught:
            call()
        assert caught.value.message == message
    with pytest.raises(snaproll.InvalidArgumentError):
        run.plan_rollback(ids[0], steps=1)
    with pytest.raises(snaproll.TypeMismatchError):
        run.plan_rollback(5)
    with pytest.raises(snaproll.TypeMismatchError):
        run.plan_rollback(steps="1")


@pytest.mark.parametrize(
    "selecting, variables, nodes, state",
    [
        ({"variables": ["agent/*"]}, {"agent/a", "agent/b"}, set(), False),
        ({"variables": ("new", "g?ne")}, {"new", "gone"}, set(), False),
        ({"node_results": ["s*"]}, set(), {"second"}, False),
        ({"pointers": ["/variables/agent~1b"]}, {"agent/b"}, set(), False),
        ({"pointers": ["/state", "/node_results"]}, set(), {"mail", "second"}, True),
        ({"state": True}, set(), set(), True),
        (
            {"variables": ["*"], "everything_but": True},
            set(),
            {"mail", "second"},
            True,
        ),
        (
            {"everything_but": True},
            {"new", "gone", "agent/a", "agent/b"},
            {"mail", "second"},
            True,
        ),
        ({"variables": ["nobody"], "allow_nothing": True}, set(), set(), False),
        ({"variables": [], "allow_nothing": True}, set(), set(), False),
        (
            {"allow_nothing": True},
            {"new", "gone", "agent/a", "agent/b"},
            {"mail", "second"},
            True,
        ),
    ],
)
def test_only_what_is_named_is_taken_back(changed, selecting, variables, nodes, state):
    run, before = changed
    plans = (
        run.plan_rollback(before, **selecting),
        run.manager.plan_rollback(run.context, before, **selecting),
    )
    for result in (plan.result for plan in plans):
        taken = (
            *result.changed_variables,
            *result.removed_variables,
            *result.reappeared_variables,
        )
        assert set(taken) == variables
        assert set(result.removed_nodes) == nodes
        assert (result.state_after is State.RUNNING) == state


def test_a_pointer_into_a_variable_takes_that_place_back(changed):
    run, before = changed
    plan = run.plan_rollback(before, pointers=["/variables/agent~1b/x"])
    run.apply_plan(plan)
    assert run["agent/b"] == {"x": 1, "y": 2} and run["new"] == 1


def test_selectors_that_can_not_be_used(changed):
    run, before = changed
    for selecting, kind, told in (
        ({"variables": ["nobody"]}, snaproll.NotFoundError, "nobody"),
        ({"node_results": ["no*"]}, snaproll.NotFoundError, "no*"),
        ({"variables": []}, snaproll.InvalidArgumentError, "names nothing"),
        ({"variables": ["a\\"]}, snaproll.ParseError, ""),
        ({"variables": ["*" * 1025]}, snaproll.LimitError, "1,024"),
        ({"variables": "agent"}, snaproll.TypeMismatchError, "variables"),
        ({"pointers": [1]}, snaproll.TypeMismatchError, "pointers"),
        ({"pointers": ["variables"]}, snaproll.ParseError, ""),
        ({"pointers": ["/elsewhere"]}, snaproll.NotFoundError, ""),
        ({"downstream_of": ["nobody"]}, snaproll.NotFoundError, "nobody"),
        ({"downstream_of": [""]}, snaproll.InvalidArgumentError, "empty"),
    ):
        with pytest.raises(kind) as caught:
            run.plan_rollback(before, **selecting)
        assert told.replace(",", "") in caught.value.message.replace(",", "")
    with pytest.raises(snaproll.InvalidArgumentError):
        run.manager.plan_rollback(run.context, downstream_of=["mail"])
    with pytest.raises(TypeError):
        run.plan_rollback(before, variables=5)


def test_downstream_of_a_node_follows_the_edges(run):
    run.set_edges([("fetch", "parse"), ("parse", "report"), ("fetch", "image")])
    run.snapshot()
    for node in ("fetch", "parse", "image", "report"):
        with run.step_begin(node):
            run[f"by {node}"] = 1
    result = run.apply_plan(run.plan_rollback(steps=5, downstream_of=["parse"]))
    assert result.removed_nodes == ["report", "parse"]
    assert result.removed_variables == ["by parse", "by report"]
    assert run.is_done("image") and not run.is_done("parse")
    assert sorted(run.edges) == run.edges and ("parse", "report") in run.edges


def test_edges(run):
    assert run.edges == []
    run.add_edge("b", "c")
    run.add_edge("a", "b")
    run.add_edge("a", "b")
    assert run.edges == [("a", "b"), ("b", "c")]
    with pytest.raises(snaproll.InvalidArgumentError) as caught:
        run.add_edge("c", "a")
    assert "c -> a -> b -> c" in caught.value.message
    for edges, kind, pointer in (
        ([("x", "y"), ("y", "x")], snaproll.InvalidArgumentError, None),
        ([("x", "y"), ("x",)], snaproll.TypeMismatchError, "/1"),
        ([("x", 1)], snaproll.TypeMismatchError, "/0/1"),
        ([("x", {1})], snaproll.TypeMismatchError, "/0/1"),
    ):
        with pytest.raises(kind) as caught:
            run.set_edges(edges)
        assert caught.value.pointer == pointer
    with pytest.raises(snaproll.ParseError) as caught:
        run.set_edges_json('[["a","b"]')
    assert caught.value.offset == 10
    assert run.edges == [("a", "b"), ("b", "c")]
    run.set_edges(edge for edge in [("é", "b")])
    assert run.edges == [("é", "b")]
    before = run.snapshot()
    run.add_edge("b", "d")
    run.rollback_to(before)
    assert run.edges == [("b", "d"), ("é", "b")]


def test_undo_and_redo(changed):
    run, before = changed
    state, plain = run.value(), run.plain()
    assert run.undo_count == run.redo_count == 0
    run.rollback_to(before)
    assert run.undo_count == 1 and run.context.undo_count == 1
    back = run.undo_rollback()
    assert run.value().same(state) and run == plain
    assert back.success and back.applied_snapshot_id is None
    assert back.reappeared_variables == ["new"] and back.removed_variables == ["gone"]
    assert (run.undo_count, run.redo_count) == (0, 1)
    again = run.redo_rollback()
    assert again.removed_nodes == ["mail", "second"]
    assert [effect.node for effect in again.effects] == ["mail"]
    assert run["gone"] == 1 and run.context.redo_count == 0
    run.context.undo_rollback()
    run["other"] = 1
    for call in (run.redo_rollback, run.context.redo_rollback):
        with pytest.raises(snaproll.NotFoundError):
            call()
    with pytest.raises(snaproll.NotFoundError) as caught:
        run.undo_rollback()
    assert caught.value.message == "there is no rollback to undo"
    run.rollback()
    run.clear_undo()
    assert run.undo_count == 0
    assert len(run.snapshots()) == 2


def test_what_makes_an_entry_that_can_be_undone(context):
    context["a"] = 1
    snapshot = context.take_snapshot()
    context["a"] = 2
    context.apply(snapshot)
    context.apply_patch([{"op": "add", "path": "/variables/b", "value": 1}])
    with context.transaction() as t:
        t.apply_patch([{"op": "add", "path": "/variables/c", "value": 1}])
        t.apply_patch([{"op": "add", "path": "/variables/d", "value": 1}])
        assert t.undo_count == 2
    assert context == {"a": 1, "b": 1, "c": 1, "d": 1} and context.undo_count == 3
    for left in ({"a": 1, "b": 1}, {"a": 1}, {"a": 2}):
        context.undo_rollback()
        assert context == left
    context.clear_undo()
    assert context.redo_count == 0


def test_undo_limit_is_an_option():
    for make, undone in (
        (lambda: snaproll.Execution(undo_limit=2), 2),
        (lambda: snaproll.Execution(options=snaproll.Options(undo_limit=0)), 0),
        (lambda: snaproll.Context("flow", undo_limit=1), 1),
        (lambda: snaproll.Execution(), 5),
    ):
        with make() as made:
            for number in range(5):
                made.apply_patch([["set", "/variables", {"a": number}]])
            assert made.undo_count == undone
    with pytest.raises(snaproll.RangeError):
        snaproll.Execution(undo_limit=-1)
    with pytest.raises(snaproll.InvalidArgumentError):
        snaproll.Context("flow", undo_limit=1, options=snaproll.Options())


def test_clear_history_leaves_the_variables(run):
    run["a"] = 1
    run.snapshot()
    run.rollback()
    run.clear_history()
    assert run == {"a": 1} and len(run.snapshots()) == 0 and run.undo_count == 0
    with pytest.raises(snaproll.NotFoundError):
        run.plan_rollback()


def test_result_of_a_rollback_is_full_too(changed):
    run, before = changed
    result = run.rollback_to(before)
    assert result.removed_nodes == ["mail", "second"]
    assert [effect.node for effect in result.effects] == ["mail"]
    assert result.state_before is State.FAILED
    copied = copy.deepcopy(result)
    run.close()
    result.close()
    assert copied.reappeared_variables == ["gone"] and len(copied.patch) > 0


def test_result_that_was_read_or_failed_has_no_lists(run):
    read = snaproll.RollbackResult.from_json(
        '{"success":true,"applied_snapshot_id":null,"nodes_removed":2,'
        '"variables_changed":1,"error":null,"rolled_back_at":"2023-11-14T22:13:20Z"}'
    )
    with pytest.raises(snaproll.NotFoundError) as caught:
        run.rollback()
    for result in (read, caught.value.result):
        assert result.removed_nodes == result.changed_variables == []
        assert result.removed_variables == result.reappeared_variables == []
        assert result.effects == [] and not result.patch
    assert str(caught.value.result) == "not rolled back: No snapshots available"


def test_patch_of_a_result_can_be_stopped(changed):
    run, before = changed
    run["l"] = list(range(20_000))
    result, cancel = run.plan_rollback(before).result, snaproll.Cancel()
    cancel.trigger()
    with pytest.raises(snaproll.StoppedError):
        result.diff(cancel=cancel)


def test_step_that_failed_can_be_undone(run):
    with pytest.raises(ZeroDivisionError):
        with run.step_begin("n"):
            run["half"] = 1
            1 / 0
    assert "half" not in run
    assert run.undo_rollback().reappeared_variables == ["half"]
    assert run["half"] == 1
