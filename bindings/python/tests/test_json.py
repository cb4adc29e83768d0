"""JSON in and out: plain Python, differential against the json module (J5)."""

import enum
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import snaproll
from snaproll import _json
from snaproll._walk import Walk

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
NUMBERS = st.one_of(
    st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXT),
    lambda part: st.one_of(
        st.lists(part, max_size=8), st.dictionaries(TEXT, part, max_size=8)
    ),
    max_leaves=40,
)


def same(a, b):
    """Equal, and of the same types throughout: 1 is not 1.0, 0.0 not -0.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float):
        return a == b and math.copysign(1, a) == math.copysign(1, b)
    return a == b


@given(JSON)
def test_what_is_set_is_what_is_read(item):
    context = snaproll.Context("flow")
    context["a"] = item
    assert same(context.get_variable("a"), item)
    assert same(snaproll.Value(item).plain(), item)
    text = context.get_variable_json("a")
    assert same(json.loads(text), item)
    again = snaproll.Context.from_json(context.to_json())
    assert again.get_variable_json("a") == text


@given(JSON)
def test_text_of_the_json_module_reads_the_same(item):
    for options in ({}, {"indent": 1}, {"ensure_ascii": False}):
        value = snaproll.Value.parse(json.dumps(item, **options))
        assert same(value.plain(), item)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_exact_and_stay_floats(number):
    text = snaproll.Value(number).to_json()
    assert same(json.loads(text), number)
    assert snaproll.Value.parse(text).to_json() == text
    assert snaproll.Value.parse(repr(number)).to_json() == text
    assert snaproll.Value([number]).to_json() == f"[{text}]"


@given(JSON)
def test_walk_without_recursion_gives_the_same_text(item):
    text = _json.encode(item)
    assert "".join(Walk(None).text(item)).encode() == text
    assert same(_json._build(text.decode()), _json.decode(text.decode()))


@given(st.integers(-(10**300) + 1, 10**300 - 1))
def test_integers_up_to_300_digits_are_exact(number):
    context = snaproll.Context("flow")
    context["a"] = number
    context["b"] = [number]
    assert context["a"] == number and context["b"] == [number]
    assert context.get_variable_json("a") == str(number)


def test_integer_of_301_digits_is_a_limit(context):
    with pytest.raises(snaproll.LimitError):
        context["a"] = 10**300
    with pytest.raises(snaproll.LimitError) as caught:
        context["a"] = [1, 10**5000]
    assert caught.value.pointer == "/1"
    assert "a" not in context


def test_canonical_text_is_read_and_written_untouched(context):
    text = '{"id":9007199254740993,"p":1.0,"q":1e+16,"r":1e-7,"s":"\\u001f\x7f/é"}'
    context.set_variable_json("a", text)
    assert context.get_variable_json("a") == text
    context["a"] = context.get_variable("a")
    assert context.get_variable_json("a") == text


def test_number_that_crashes_other_readers_reads_as_zero(context):
    digits = "128.74836467836484838364836483643636483648e-336"
    context.set_variable_json("a", f"[{digits}]")
    assert context.get_variable_json("a") == "[0.0]"


def test_depth_of_1000_is_held_and_1001_is_a_limit(context):
    deep = 1
    for _ in range(999):
        deep = [deep]
    context["a"] = deep
    assert context["a"]._value().depth == 1_000
    read, levels = context.get_variable("a"), 1
    while isinstance(read, list):
        read, levels = read[0], levels + 1
    assert levels == 1_000
    with pytest.raises(snaproll.LimitError):
        context["a"] = [deep]
    with pytest.raises(snaproll.LimitError):
        context["a"].append(deep)
    for _ in range(20_000):
        deep = {"x": deep}
    with pytest.raises(snaproll.LimitError):
        context["a"] = deep
    assert context["a"]._value().depth == 1_000


def test_tuples_are_lists_and_subclasses_their_bases(context):
    class Colour(str, enum.Enum):
        RED = "red"

    class Number(enum.IntEnum):
        ONE = 1

    class Name(str):
        pass

    context["a"] = (1, (2, "x"), Colour.RED, Number.ONE, {Name("k"): Name("v")})
    assert same(context.get_variable("a"), [1, [2, "x"], "red", 1, {"k": "v"}])
    context["b"] = Number.ONE
    assert context.get_variable_json("b") == "1"


@pytest.mark.parametrize(
    "item, kind, pointer",
    [
        ({1: 2}, snaproll.TypeMismatchError, ""),
        ({"a": [{None: 2}]}, snaproll.TypeMismatchError, "/a/0"),
        ({"x/y": {"~": {True: 2}}}, snaproll.TypeMismatchError, "/x~1y/~0"),
        ([{1.5: 2, "b": 1}], snaproll.TypeMismatchError, "/0"),
        ([0, {1, 2}], snaproll.TypeMismatchError, "/1"),
        ({"a": b"bytes"}, snaproll.TypeMismatchError, "/a"),
        ({"a": object()}, snaproll.TypeMismatchError, "/a"),
        ([[math.nan]], snaproll.RangeError, "/0/0"),
        ([-math.inf], snaproll.RangeError, "/0"),
        ({"a": ["x", "\ud800"]}, snaproll.ParseError, "/a/1"),
        ({"a": {"\udfff": 1}}, snaproll.ParseError, "/a"),
    ],
)
def test_what_json_can_not_hold_is_refused_with_its_place(context, item, kind, pointer):
    for change in (
        lambda: context.set_variable("a", item),
        lambda: context.record_node_result("a", item),
        lambda: snaproll.Value(item),
    ):
        with pytest.raises(kind) as caught:
            change()
        assert caught.value.pointer == pointer
    assert len(context) == 0 and len(context.node_results) == 0


def test_scalars_that_json_can_not_hold_are_refused(context):
    for item, kind in (
        (math.nan, snaproll.RangeError),
        (math.inf, snaproll.RangeError),
        ("\ud800", snaproll.ParseError),
        (b"x", snaproll.TypeMismatchError),
        (1j, snaproll.TypeMismatchError),
    ):
        with pytest.raises(kind):
            context["a"] = item
        with pytest.raises(kind):
            snaproll.Value(item)
    assert "a" not in context


def test_item_that_holds_itself_is_refused(context):
    item = [1]
    item.append({"again": item})
    with pytest.raises(snaproll.InvalidArgumentError) as caught:
        context["a"] = item
    assert caught.value.pointer == "/1/again"
    twice = ["x"]
    context["a"] = [twice, twice]
    assert context["a"] == [["x"], ["x"]]


def test_invalid_text_is_refused_with_its_offset(context):
    for text, offset in (
        (b"", 0),
        (b"\xef\xbb\xbf1", 0),
        (b'["a\xff"]', 3),
        (b'["\\ud800"]', 2),
        (b"[1,]", 3),
        (b"1 2", 2),
        (b"NaN", 0),
        (b"[1]\0", 3),
    ):
        with pytest.raises(snaproll.ParseError) as caught:
            context.set_variable_json("a", text)
        assert caught.value.offset == offset, text
    with pytest.raises(snaproll.RangeError):
        context.set_variable_json("a", "99e307")
    assert "a" not in context


def test_repeated_names_and_order_of_names():
    value = snaproll.Value.parse('{"b":1,"a":2,"b":3,"é":4,"\U0001f600":5,"z":6}')
    assert value.to_json() == '{"a":2,"b":3,"z":6,"é":4,"\U0001f600":5}'
    assert value.names() == sorted(value.plain())
