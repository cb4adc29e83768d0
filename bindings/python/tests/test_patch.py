"""Patch: diffs, the forms of a patch, and what is done with one."""

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import snaproll
from snaproll import Patch, Value, diff
from test_live_machine import ITEMS

LONG = "x" * 5_000


def test_diff_of_plain_python_is_a_json_patch():
    patch = diff({"a": 1, "b": [1, 2]}, {"a": 2, "b": [1, 2, 3]})
    assert json.loads(patch.to_json()) == [
        {"op": "add", "path": "/b/-", "value": 3},
        {"op": "replace", "path": "/a", "value": 2},
    ]
    assert patch.to_compact() == '[["append","/b",[3]],["set","/a",2]]'
    assert patch.text() == "~ /b: 1 element appended: [3]\n~ /a: 1 -> 2\n"
    assert str(patch) == patch.text()[:-1]
    assert repr(patch) == "<Patch of 2: ~ /b: 1 element appended: [3]; ~ /a: 1 -> 2>"
    assert len(patch) == 2 and patch


def test_diff_takes_whatever_has_a_state(context, run):
    context["a"], run["a"] = [1], [1]
    snapshot, value = context.take_snapshot(), context.value()
    assert value.plain() == {
        "state": "Running",
        "variables": {"a": [1]},
        "node_results": {},
    }
    for same in (context, run, snapshot, value, value.plain(), run.value()):
        assert len(diff(same, context)) == len(diff(snapshot, same)) == 0
    run["a"].append(2)
    patch = diff(snapshot, run)
    assert list(patch) == [{"op": "append", "path": "/variables/a", "value": [2]}]
    assert run.diff(snapshot) == patch
    assert snapshot.diff(run.context.take_snapshot()) == patch
    assert context.diff(since=snapshot).to_json() == "[]"
    assert list(diff(context["a"], run["a"])) == [
        {"op": "append", "path": "", "value": [2]}
    ]
    run.snapshot()
    assert not run.diff(run.context.position)
    with pytest.raises(snaproll.NotFoundError):
        run.diff(snaproll.new_id())
    with pytest.raises(snaproll.TypeMismatchError):
        context.diff(value)
    with pytest.raises(snaproll.TypeMismatchError) as caught:
        diff({"a": {1, 2}}, 1)
    assert caught.value.pointer == "/a"


def test_insert_at_the_front_of_a_long_list_is_one_operation(context):
    context["l"] = list(range(10_000))
    before = context.take_snapshot()
    context["l"].insert(0, "first")
    patch = context.diff(since=before)
    assert len(patch) == 1
    assert patch.apply(before) == context.value()


def test_iterating_gives_each_operation_as_it_can_be_read_again():
    text = json.dumps(
        [
            ["add", "/a", 1],
            ["set", "/a", {"x": None}],
            ["copy", "/b", "/a"],
            ["move", "/c", "/a"],
            ["test", "/c", {"x": None}],
            ["remove", "/c"],
            ["append", "/l", [1, "x"]],
            ["append", "/t", "more"],
            ["splice", "/l", 0, 1, []],
            ["splice", "/t", 0, 2, "é"],
        ]
    )
    patch = Patch.from_json(text)
    assert list(patch) == [
        {"op": "add", "path": "/a", "value": 1},
        {"op": "replace", "path": "/a", "value": {"x": None}},
        {"op": "copy", "path": "/b", "from": "/a"},
        {"op": "move", "path": "/c", "from": "/a"},
        {"op": "test", "path": "/c", "value": {"x": None}},
        {"op": "remove", "path": "/c"},
        {"op": "append", "path": "/l", "value": [1, "x"]},
        {"op": "append", "path": "/t", "value": "more"},
        {"op": "splice", "path": "/l", "at": 0, "removed": 1, "value": []},
        {"op": "splice", "path": "/t", "at": 0, "removed": 2, "value": "é"},
    ]
    assert len(patch) == 10
    assert Patch.from_json(list(patch)) == patch
    assert Patch.from_json(json.loads(text)) == patch
    assert patch.apply({"l": [0], "t": "ab"}) == {
        "b": {"x": None},
        "l": [1, "x"],
        "t": "émore",
    }


def test_patch_with_a_change_inside_a_string():
    before, after = {"t": LONG + "y"}, {"t": LONG + "yz"}
    patch = diff(before, after)
    assert list(patch) == [{"op": "append", "path": "/t", "value": "z"}]
    assert json.loads(patch.to_json())[0]["op"] == "replace"
    again = Patch.from_json(patch.to_compact())
    assert again == patch and again.apply(before) == after
    with pytest.raises(snaproll.FormatError) as caught:
        again.to_json()
    assert caught.value.pointer == "/t"


def test_apply_gives_what_it_was_given(context):
    patch = Patch.from_json([{"op": "add", "path": "/b", "value": Value([1])}])
    plain = {"a": 1}
    assert patch.apply(plain) == {"a": 1, "b": [1]} and plain == {"a": 1}
    made = patch.apply(Value(plain))
    assert isinstance(made, Value) and made.plain() == {"a": 1, "b": [1]}
    context["d"] = {"a": 1}
    made = patch.apply(context["d"])
    assert type(made) is dict and made == {"a": 1, "b": [1]}
    assert context["d"] == {"a": 1}
    patch = Patch.from_json('[{"op":"remove","path":"/variables/d"}]')
    for stateful in (context, context.take_snapshot()):
        made = patch.apply(stateful)
        assert isinstance(made, Value) and made["variables"].plain() == {}
    assert "d" in context


def test_compose_and_invert():
    first = diff({"a": [1]}, {"a": [1, 2]})
    second = diff({"a": [1, 2]}, {"a": [1, 2], "b": 1})
    both = first.compose(second)
    assert both.apply({"a": [1]}) == {"a": [1, 2], "b": 1}
    assert first.compose(list(second)) == both
    back = both.invert({"a": [1]})
    assert back.apply({"a": [1, 2], "b": 1}) == {"a": [1]}
    with pytest.raises(snaproll.NotFoundError) as caught:
        both.invert({"c": 1})
    assert caught.value.pointer == "/a"


@given(ITEMS, ITEMS, ITEMS)
def test_what_patches_promise_of_any_values(a, b, c):
    one, two, three = Value(a), Value(b), Value(c)
    patch, more = diff(one, two), diff(two, three)
    assert patch.apply(one).same(two)
    assert patch.invert(one).apply(two).same(one)
    assert patch.compose(more).apply(one).same(three)
    assert not diff(one, Value(a))
    assert Patch.from_json(list(patch)) == patch
    assert Patch.from_json(patch.to_json()).apply(one).same(two)


def test_failing_operation_is_named_and_nothing_is_done():
    keep = {"a": [1, 2], "b": {}}
    for operation, kind, pointer in (
        ({"op": "test", "path": "/a/1", "value": 3}, snaproll.TestFailedError, "/a/1"),
        ({"op": "remove", "path": "/a/2"}, snaproll.NotFoundError, "/a/2"),
        (
            {"op": "replace", "path": "/b/c", "value": 1},
            snaproll.NotFoundError,
            "/b/c",
        ),
        (
            {"op": "move", "from": "/b", "path": "/b/c"},
            snaproll.InvalidArgumentError,
            "/b/c",
        ),
        (
            {"op": "append", "path": "/b", "value": [1]},
            snaproll.TypeMismatchError,
            "/b",
        ),
        (
            {"op": "splice", "path": "/a", "at": 1, "removed": 2, "value": []},
            snaproll.RangeError,
            "/a",
        ),
    ):
        patch = Patch.from_json([{"op": "add", "path": "/z", "value": 1}, operation])
        with pytest.raises(kind) as caught:
            patch.apply(keep)
        assert caught.value.pointer == pointer
        assert "operation 1" in caught.value.message
    assert keep == {"a": [1, 2], "b": {}}


def test_tests_are_equal_as_rfc_6902_says():
    patch = Patch.from_json([{"op": "test", "path": "", "value": [1, {"a": 2.0}]}])
    assert patch.apply([1.0, {"a": 2}]) == [1.0, {"a": 2}]


def test_what_is_no_patch_is_refused_with_its_place():
    for text, kind, pointer, offset in (
        ("[1", snaproll.ParseError, None, 2),
        ("{}", snaproll.TypeMismatchError, None, None),
        ("[1]", snaproll.TypeMismatchError, "/0", None),
        ('[{"op":"nope","path":""}]', snaproll.InvalidArgumentError, "/0/op", None),
        ('[{"op":"add","path":"a","value":1}]', snaproll.ParseError, "/0/path", 0),
        ([{"op": "add", "path": "/a"}], snaproll.NotFoundError, "/0/value", None),
        ([{"op": "splice", "path": "/a"}], snaproll.NotFoundError, "/0/2", None),
        ([{"op": "add", "path": "", "value": {1}}], TypeError, "/0/value", None),
        ({"op": "remove", "path": "/a"}, snaproll.TypeMismatchError, None, None),
        (7, snaproll.TypeMismatchError, None, None),
    ):
        with pytest.raises(kind) as caught:
            Patch.from_json(text)
        assert (caught.value.pointer, caught.value.offset) == (pointer, offset), text
    shallow = snaproll.Options(limits={"depth": 2})
    with pytest.raises(snaproll.LimitError):
        Patch.from_json('[["set","",[[[1]]]]]', options=shallow)


def test_patches_are_equal_by_their_operations():
    patch = diff({"a": 1}, {"a": 2})
    again = Patch.from_json([{"op": "replace", "path": "/a", "value": 2}])
    assert patch == again and hash(patch) == hash(again) and len({patch, again}) == 1
    assert patch != diff({"a": 1}, {"a": 3}) and patch != [["set", "/a", 2]]
    for other in (copy.copy(patch), copy.deepcopy(patch), patch.ref()):
        assert other == patch and other.text() == "~ /a: 1 -> 2\n"
    assert pickle.loads(pickle.dumps(patch)) == patch
    empty = diff(1, 1)
    assert not empty and list(empty) == [] and str(empty) == ""
    assert repr(empty) == "<Patch of 0>"
    many = Patch.from_json([["add", f"/{name}", 1] for name in "abcd"])
    assert repr(many) == "<Patch of 4: + /a: 1; + /b: 1; + /c: 1; …>"


def test_diff_can_be_stopped():
    cancel = snaproll.Cancel()
    cancel.trigger()
    with pytest.raises(snaproll.StoppedError):
        diff(list(range(50_000)), list(range(1, 60_000)), cancel=cancel)


def test_apply_patch_changes_a_context_as_a_whole(context):
    context["l"], version = [1], context.version
    context.apply_patch(
        [
            {"op": "add", "path": "/variables/x", "value": 1},
            {"op": "append", "path": "/variables/l", "value": [2]},
            {"op": "replace", "path": "/state", "value": "Completed"},
            {"op": "add", "path": "/node_results/n", "value": "done"},
        ]
    )
    assert context == {"l": [1, 2], "x": 1} and context.version > version
    assert context.state is snaproll.State.COMPLETED
    assert context.recorded_nodes == ["n"]
    version = context.version
    for patch, kind, pointer in (
        ('[["remove","/variables"]]', snaproll.NotFoundError, "/variables"),
        ('[["set","/variables",1]]', snaproll.TypeMismatchError, "/variables"),
        ('[["set","/state","Odd"]]', snaproll.InvalidArgumentError, "/state"),
        (
            '[["set","/variables/x",2],["test","/variables/x",1]]',
            snaproll.TestFailedError,
            "/variables/x",
        ),
    ):
        with pytest.raises(kind) as caught:
            context.apply_patch(patch)
        assert caught.value.pointer == pointer
    assert context.version == version and context["x"] == 1
    context.undo_rollback()
    assert context == {"l": [1]} and context.state is snaproll.State.RUNNING


def test_apply_patch_of_an_execution(run):
    before = run.snapshot()
    run["a"] = {"b": [1]}
    patch = run.diff(before)
    run.rollback_to(before)
    run.apply_patch(patch)
    assert run == {"a": {"b": [1]}}
    with pytest.raises(snaproll.TypeMismatchError):
        run.apply_patch(7)
