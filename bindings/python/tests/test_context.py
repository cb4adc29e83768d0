"""Context: rules C1 to C8, node results and pointers."""

import uuid

import pytest

import snaproll
from conftest import SECOND, START
from snaproll import State, Time


def test_new_context_c2(clock):
    context = snaproll.Context("flow", execution_id="x", clock=clock)
    assert context.execution_id == "x"
    assert uuid.UUID(snaproll.Context("flow").execution_id).version == 7
    assert context.workflow_id == "flow"
    assert context.started_at == START
    assert context.completed_at is None
    assert context.state is State.RUNNING and context.failure is None
    assert len(context) == 0 and len(context.node_results) == 0
    assert not context.can_resume and context.position is None
    with pytest.raises(snaproll.NotFoundError):
        context.checkpoint


def test_states_c3(context):
    for state in State:
        context.set_state(state, "why")
        assert context.state is state
        assert context.failure == ("why" if state is State.FAILED else None)
    context.set_state(State.FAILED)
    assert context.failure == ""
    with pytest.raises(snaproll.InvalidArgumentError):
        context.set_state(7)
    assert context.state is State.FAILED


def test_variables_are_set_or_replaced_c4(context):
    names = ["", "a", "a/b~c", "é\U0001f600", "nul\0nul", "x" * 65_536]
    for name in names:
        context[name] = None
        assert name in context and context[name] is None
        context[name] = {"n": name}
        assert context[name] == {"n": name}
        context[name]["n"] = [name]
        assert context[name]["n"] == [name]
    assert list(context) == sorted(names)
    assert context.plain() == {name: {"n": [name]} for name in names}
    for name in names:
        del context[name]
    assert context == {}
    with pytest.raises(snaproll.NotFoundError):
        del context["a"]


def test_typed_variables(context):
    context["b"], context["i"], context["d"], context["t"] = True, -5, 2.5, "x"
    assert context.get_variable_bool("b") is True
    assert context.get_variable_int64("i") == -5
    assert context.get_variable_double("d") == 2.5
    assert context.get_variable_double("i") == -5.0
    assert context.get_variable_text("t") == "x"
    context.set_variable_text("t", '"quoted"')
    assert context["t"] == '"quoted"'
    for read in ("bool", "int64", "double"):
        with pytest.raises(snaproll.TypeMismatchError):
            getattr(context, f"get_variable_{read}")("t")
        with pytest.raises(snaproll.NotFoundError):
            getattr(context, f"get_variable_{read}")("none")
    context["i"] = 2**63
    with pytest.raises(snaproll.RangeError):
        context.get_variable_int64("i")


def test_node_results_c5(context):
    results = context.node_results
    results["b"] = {"any": ["JSON"]}
    context.record_node_result("a", 1)
    context.record_node_result("c", snaproll.Value([2]))
    assert context.recorded_nodes == ["b", "a", "c"] == list(results)
    results["b"] = 3
    assert list(results) == ["a", "c", "b"]
    assert context.get_node_result("c") == [2]
    assert context.get_node_result_json("c") == "[2]"
    assert context.get_node_result_value("c").plain() == [2]
    assert context.node_results_value.plain() == {"a": 1, "b": 3, "c": [2]}
    assert results.plain() == {"a": 1, "b": 3, "c": [2]}
    results["c"].append(4)
    assert context.get_node_result("c") == [2, 4]
    del results["a"]
    context.remove_node_result("b")
    assert len(results) == 1 and "a" not in results
    results.update({"z": 1, "y": 2})
    assert list(results) == ["c", "z", "y"]
    assert results.pop("c") == [2, 4]
    with pytest.raises(snaproll.NotFoundError):
        results["none"]


@pytest.mark.parametrize("name", ["", "x" * 256])
def test_ids_have_1_to_255_bytes_c5(context, name):
    expected = snaproll.LimitError if name else snaproll.InvalidArgumentError
    for made in (
        lambda: context.record_node_result(name, 1),
        lambda: snaproll.Context(name),
        lambda: snaproll.Context("flow", execution_id=name),
        lambda: snaproll.Execution(workflow_id=name),
    ):
        with pytest.raises(expected):
            made()
    context.record_node_result("é" * 127 + "x", 1)


def test_mark_completed_c6(clock):
    context = snaproll.Context("flow", execution_id="x", clock=clock)
    context.mark_completed()
    assert context.completed_at == START + SECOND
    context.mark_completed()
    assert context.completed_at == START + SECOND
    assert context.state is State.RUNNING


def test_pause_resume_cancel_c7(context):
    context["a"] = 1
    context.record_node_result("n", 1)
    context.set_state(State.FAILED, "x")
    context.resume()
    assert context.state is State.FAILED
    context.pause()
    assert context.state is State.PAUSED and context.can_resume
    assert context.checkpoint.completed_nodes == ["n"]
    context.resume()
    assert context.state is State.RUNNING and not context.can_resume
    context.cancel()
    assert context.state is State.CANCELLED
    assert context.completed_at is not None


def test_checkpoints_c8(clock):
    context = snaproll.Context("flow", execution_id="x", clock=clock)
    context["a"] = [1]
    context.record_node_result("n", 1)
    checkpoint = context.create_checkpoint()
    context["a"].append(2)
    assert checkpoint.timestamp == START + SECOND
    assert checkpoint.completed_nodes == ["n"]
    assert checkpoint.variables.plain() == {"a": [1]}
    assert checkpoint.state is State.RUNNING and checkpoint.failure is None
    again = snaproll.Checkpoint.from_json(checkpoint.to_json())
    assert again.to_json() == checkpoint.ref().to_json()
    resumed = snaproll.Context.resume_from_checkpoint(again, "other")
    assert resumed.workflow_id == "other"
    assert resumed.execution_id != context.execution_id
    assert resumed.started_at == checkpoint.timestamp
    assert resumed == {"a": [1]} and len(resumed.node_results) == 0
    assert resumed.checkpoint.to_json() == checkpoint.to_json()


def test_copies_are_their_own(context):
    context["a"] = [1]
    other = context.copy()
    other["a"].append(2)
    assert context["a"] == [1] and other["a"] == [1, 2]
    assert other.execution_id == context.execution_id
    assert other != context and context == context and len({context, other}) == 2


def test_json_form_round_trip_j1(clock):
    context = snaproll.Context("flow", execution_id="x", clock=clock)
    context["b"], context["a"] = 1.0, "é"
    context.record_node_result("n", {"x": None})
    context.set_state(State.FAILED, "why")
    text = context.to_json()
    assert text == (
        '{"execution_id":"x","workflow_id":"flow",'
        '"started_at":"2023-11-14T22:13:20Z","completed_at":null,'
        '"state":{"Failed":"why"},"node_results":{"n":{"x":null}},'
        '"variables":{"a":"é","b":1.0},"checkpoint":null}'
    )
    assert snaproll.Context.from_json(text).to_json() == text
    assert snaproll.Context.from_json(text.encode()).to_json() == text


def test_pointers(context):
    context["a"] = {"l": [1, 2], "t": "x", "/~": 0}
    assert context.get_at("/variables/a/l") == [1, 2]
    assert context.get_at("/variables/a/l/1") == 2
    assert context.get_at("/variables/a/~1~0") == 0
    assert context.get_at("/state") == "Running"
    assert context.get_json_at("/variables/a/t") == '"x"'
    assert context.get_value_at("/variables").plain() == context.plain()
    context.set_at("/variables/a/l/0", {"y": 1})
    context.set_at("/variables/a/l/-", 3)
    context.append_at("/variables/a/l", 4)
    context.append_at("/variables/a/l/-", snaproll.Value(5))
    context.append_text_at("/variables/a/t", "y")
    context.set_value_at("/variables/b", snaproll.Value(6))
    context.remove_at("/variables/a/~1~0")
    assert context == {"a": {"l": [{"y": 1}, 2, 3, 4, 5], "t": "xy"}, "b": 6}
    context.get_at("/variables/a")["t"] = "z"
    assert context["a"]["t"] == "z"
    with pytest.raises(snaproll.ParseError):
        context.get_at("variables")
    with pytest.raises(snaproll.NotFoundError):
        context.get_at("/elsewhere")
    with pytest.raises(snaproll.NotFoundError) as caught:
        context.set_at("/variables/none/x", 1)
    assert caught.value.pointer == "/variables/none"


def test_splices_and_tests_at_pointers(context, run):
    for thing in (context, run):
        thing.update({"l": [0, 1, 2], "t": "Grüße"})
        thing.splice_at("/variables/l", 1, 1, ["x", thing["l"]])
        thing.splice_at("/variables/l", 0, 1)
        thing.splice_text_at("/variables/t", 2, 4, "as")
        assert thing == {"l": ["x", [0, 1, 2], 2], "t": "Grase"}
        thing.test_at("/variables/l/1/1", 1.0)
        thing.test_json_at("/state", b'"Running"')
        for use, kind, pointer in (
            (
                lambda: thing.test_at("/variables/l/1/1", 2),
                snaproll.TestFailedError,
                "/variables/l/1/1",
            ),
            (
                lambda: thing.test_at("/variables/z", 2),
                snaproll.NotFoundError,
                "/variables/z",
            ),
            (
                lambda: thing.splice_at("/variables/l", 3, 1),
                snaproll.RangeError,
                "/variables/l",
            ),
            (
                lambda: thing.splice_at("/variables/t", 0, 1),
                snaproll.TypeMismatchError,
                "/variables/t",
            ),
            (
                lambda: thing.splice_at("/variables/l", 0, 0, "text"),
                snaproll.TypeMismatchError,
                None,
            ),
            (
                lambda: thing.splice_text_at("/variables/t", 9, 0, "x"),
                snaproll.RangeError,
                "/variables/t",
            ),
        ):
            with pytest.raises(kind) as caught:
                use()
            assert caught.value.pointer == pointer
        with pytest.raises(snaproll.ParseError) as caught:
            thing.splice_json_at("/variables/l", 0, 0, "[1")
        assert caught.value.offset == 2


def test_execution_has_the_verbs_of_pointers(run):
    run["a"] = {"l": []}
    run.append_at("/variables/a/l", 1)
    run.get_at("/variables/a/l").append(2)
    assert run.get_json_at("/variables") == '{"a":{"l":[1,2]}}'
    run.remove_at("/variables/a/l/0")
    assert run.context["a"] == {"l": [2]}


def test_update_makes_all_changes_or_none(context):
    context["l"], context["t"] = [], "x"
    version = context.version
    context.update_at(
        [
            {"op": "set", "pointer": "/variables/a", "value": {"b": 1}},
            {"op": "append", "pointer": "/variables/l", "value": 1},
            {"op": "append_text", "pointer": "/variables/t", "text": "y"},
            {"op": "remove", "pointer": "/variables/a/b"},
            {"op": "test", "pointer": "/variables/l", "value": [1.0]},
            {
                "op": "splice",
                "pointer": "/variables/l",
                "at": 0,
                "removed": 0,
                "value": [0],
            },
            {
                "op": "splice_text",
                "pointer": "/variables/t",
                "at": 0,
                "removed": 1,
                "text": "z",
            },
        ]
    )
    assert context == {"a": {}, "l": [0, 1], "t": "zy"}
    assert context.version == version + 1
    with pytest.raises(snaproll.NotFoundError) as caught:
        context.update_at(
            [
                {"op": "set", "pointer": "/variables/z", "value": 1},
                {"op": "remove", "pointer": "/variables/none"},
            ]
        )
    assert "1" in caught.value.message
    assert caught.value.pointer == "/variables/none"
    assert "z" not in context and context.version == version + 1


def test_version_counts_changes(context):
    version = context.version
    context["a"] = 1
    assert context.version == version + 1
    context.get_variable("a")
    assert context.version == version + 1


def test_times(clock):
    time = Time.parse("2024-02-29T12:00:00.123456789+01:00")
    assert str(time) == "2024-02-29T11:00:00.123456789Z"
    assert time.datetime.isoformat() == "2024-02-29T11:00:00.123456+00:00"
    assert Time.of(time.datetime) == time // 1_000 * 1_000
    assert repr(Time(5)) == "Time(5)"
    with pytest.raises(snaproll.ParseError):
        Time.parse("yesterday")
    with pytest.raises(snaproll.RangeError):
        Time.parse("3000-01-01T00:00:00Z")
    with pytest.raises(ValueError):
        Time.of(time.datetime.replace(tzinfo=None))
    clock.set(time.datetime)
    assert str(clock.now()) == "2024-02-29T11:00:00.123456Z"
    clock.advance(-5 * SECOND)
    assert str(clock.now()) == "2024-02-29T10:59:56.123456Z"


def test_repr_tells_what_it_is(context):
    assert repr(context) == "<Context 'run-1' of 'flow', RUNNING>"
    context.close()
    assert repr(context) == "Context(<closed>)"
