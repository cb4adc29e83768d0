"""Value: immutable JSON values."""

import copy
import pickle

import pytest

import snaproll
from snaproll import Kind, Value


def test_values_of_each_kind():
    for item, kind, text, size, depth in (
        (None, Kind.NULL, "null", 0, 1),
        (True, Kind.BOOL, "true", 0, 1),
        (-7, Kind.INTEGER, "-7", 0, 1),
        (10**40, Kind.INTEGER, "1" + "0" * 40, 0, 1),
        (2.0, Kind.DOUBLE, "2.0", 0, 1),
        ("é\n", Kind.TEXT, '"é\\n"', 3, 1),
        ([1, [2]], Kind.ARRAY, "[1,[2]]", 2, 3),
        ({"b": 1, "a": []}, Kind.OBJECT, '{"a":[],"b":1}', 2, 2),
    ):
        value = Value(item)
        assert value.kind is kind
        assert value.to_json() == text
        assert value.json_size == len(text.encode())
        assert value.size == len(value) == size
        assert value.depth == depth
        assert value.held_bytes >= 0
        assert value.plain() == item
        assert Value.parse(text) == value


def test_typed_reads_and_their_errors():
    assert Value(True).as_bool() is True
    assert Value(5).as_int64() == 5
    assert Value(5).as_double() == 5.0
    assert Value(2.5).as_double() == 2.5
    assert Value("x").as_text() == "x"
    with pytest.raises(snaproll.TypeMismatchError):
        Value(1).as_bool()
    with pytest.raises(snaproll.TypeMismatchError):
        Value(1.0).as_int64()
    with pytest.raises(snaproll.RangeError):
        Value(2**63).as_int64()
    with pytest.raises(snaproll.TypeMismatchError):
        Value(None).as_text()


def test_parts_of_containers():
    value = Value({"b": [1, 2, 3], "a": {"x": None}})
    assert value.find("b").at(1).as_int64() == 2
    assert value["b"][-1] == Value(3)
    assert value.name_at(0) == "a" and value.names() == ["a", "b"]
    assert list(value) == ["a", "b"]
    assert [part.plain() for part in value["b"]] == [1, 2, 3]
    assert "a" in value and "c" not in value
    assert Value(2) in value["b"]
    assert value.get("/a/x").kind is Kind.NULL
    assert value.at(0).plain() == {"x": None}
    for missing in (
        lambda: value.find("c"),
        lambda: value["c"],
        lambda: value["b"][3],
        lambda: value["b"][-4],
        lambda: value.name_at(2),
        lambda: value.get("/b/9"),
    ):
        with pytest.raises(snaproll.NotFoundError):
            missing()
    with pytest.raises(snaproll.TypeMismatchError):
        value["b"].find("x")
    with pytest.raises(snaproll.TypeMismatchError):
        iter(Value(1))
    with pytest.raises(snaproll.ParseError):
        value.get("a")


def test_changes_give_new_values_and_leave_the_old():
    old = Value({"a": [1], "t": "x"})
    assert old.set("/b", 2).plain() == {"a": [1], "b": 2, "t": "x"}
    assert old.set("/a/-", 2).plain()["a"] == [1, 2]
    assert old.set("/a/0", {"y": 1}).plain()["a"] == [{"y": 1}]
    assert old.append("/a", Value(3)).plain()["a"] == [1, 3]
    assert old.append_text("/t", "y").plain()["t"] == "xy"
    assert old.remove("/a").plain() == {"t": "x"}
    assert old.to_json() == '{"a":[1],"t":"x"}'
    with pytest.raises(snaproll.NotFoundError) as caught:
        old.set("/x/y", 1)
    assert caught.value.pointer == "/x"
    with pytest.raises(snaproll.TypeMismatchError):
        old.append("/t", 1)


def test_splices_give_new_values():
    old = Value({"a": [0, 1, 2], "t": "Grüße"})
    assert old.splice("/a", 1, 1, ["x", Value([9])]).plain()["a"] == [0, "x", [9], 2]
    assert old.splice("/a", 3, 0, (n for n in (3, 4))).size == 2
    assert old.splice("/a", 0, 3).plain()["a"] == []
    assert old.splice("/a", 0, 0, Value([5])).plain()["a"] == [5, 0, 1, 2]
    assert old.splice_text("/t", 2, 4, "as").plain()["t"] == "Grase"
    assert old.splice_text("/t", 0, 7).plain()["t"] == ""
    assert old.plain() == {"a": [0, 1, 2], "t": "Grüße"}
    for splice, kind, pointer in (
        (lambda: old.splice("/a", 3, 1), snaproll.RangeError, "/a"),
        (lambda: old.splice("/t", 0, 0), snaproll.TypeMismatchError, "/t"),
        (lambda: old.splice("/z", 0, 0), snaproll.NotFoundError, "/z"),
        (lambda: old.splice_text("/t", 3, 0, "u"), snaproll.RangeError, "/t"),
        (lambda: old.splice_text("/a", 0, 0), snaproll.TypeMismatchError, "/a"),
        (lambda: old.splice("/a", -1, 0), snaproll.RangeError, None),
        (lambda: old.splice("/a", 0, 2**64), snaproll.RangeError, None),
        (lambda: old.splice("/a", 0, "1"), snaproll.TypeMismatchError, None),
        (lambda: old.splice("/a", 0, 0, "text"), snaproll.TypeMismatchError, None),
        (lambda: old.splice("/a", 0, 0, {"x": 1}), snaproll.TypeMismatchError, None),
        (lambda: old.splice("/a", 0, 0, 5), snaproll.TypeMismatchError, None),
        (lambda: old.splice("/a", 0, 0, [{1}]), snaproll.TypeMismatchError, "/0"),
    ):
        with pytest.raises(kind) as caught:
            splice()
        assert caught.value.pointer == pointer


def test_equality_of_rfc_6902():
    value = Value({"n": 1, "l": [2.0, {"a": None}]})
    value.test("/n", 1.0)
    value.test("/l", [2, {"a": None}])
    with pytest.raises(snaproll.TestFailedError) as caught:
        value.test("/n", "1")
    assert caught.value.pointer == "/n"
    with pytest.raises(snaproll.NotFoundError):
        value.test("/z", None)
    assert Value([1]).equivalent(Value([1.0])) and Value(1) != Value(1.0)
    assert not Value(1).equivalent(Value(True))
    with pytest.raises(snaproll.TypeMismatchError):
        Value(1).equivalent(1)


def test_values_are_equal_by_m11():
    assert Value({"a": 1, "b": 2}) == Value({"b": 2, "a": 1})
    assert Value(1) != Value(1.0)
    assert Value([0.0]) == Value([-0.0])
    assert not Value([0.0]).same(Value([-0.0]))
    assert Value([0.0]).same(Value([0.0]))
    assert Value(1) != 1
    with pytest.raises(TypeError):
        hash(Value(1))
    with pytest.raises(snaproll.TypeMismatchError):
        Value(1).same(1)


def test_handles_of_the_same_value_live_on_their_own():
    value = Value({"a": [1]})
    again, third = value.ref(), Value(value)
    value.close()
    assert again.same(third) and again.plain() == {"a": [1]}


def test_values_are_true_and_shown_and_copied():
    assert Value(None) and Value([]) and Value(0)
    assert repr(Value({"a": 1})) == "Value({'a': 1})"
    value = Value({"a": [1.5]})
    for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
        assert again.same(value)


def test_arrays_hold_plain_python_too():
    array = snaproll.Value([1, 1.0, "a", {"b": [None]}])
    for item in (1, 1.0, "a", {"b": [None]}, snaproll.Value("a")):
        assert item in array
    for item in (True, 2, "1", None, object(), {1: 2}):
        assert item not in array


def test_parts_within_plain_python_are_taken(context):
    context["a"] = {"v": Value([1, 2]), "l": [Value("x")]}
    assert context["a"] == {"v": [1, 2], "l": ["x"]}
    context["b"] = Value({"x": 1})
    assert context["b"] == {"x": 1}
    assert context.get_variable_value("b").plain() == {"x": 1}
