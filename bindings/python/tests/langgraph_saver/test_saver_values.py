"""Values come back exactly, or are an error that tells where; loading is data only."""

import collections
import datetime
import decimal
import enum
import itertools
import uuid
from dataclasses import dataclass

import pytest
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    ChatMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.serde.types import _DeltaSnapshot
from langgraph.types import Interrupt, Send

import snaproll
from saver_model import config, exact, put
from snaproll.langgraph import SnaprollSaver


@pytest.fixture
def saver(path):
    with SnaprollSaver(path) as made:
        yield made


def back(saver, value):
    put(saver, 1, {"channel": value})
    saver.put_writes(config(checkpoint="00000001"), [("channel", value)], "task")
    found = saver.get_tuple(config())
    (write,) = found.pending_writes
    assert exact(write[2], found.checkpoint["channel_values"]["channel"])
    return write[2]


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "\x00 \u2028 \U0001f600",
        "\ud800",
        {"\ud800": ["\udfff"]},
        2**64,
        -(2**70),
        10**5000,
        1.0,
        -0.0,
        float("nan"),
        float("-inf"),
        5e-324,
        (1, (2, [3])),
        {1, 2},
        frozenset({("a", 1)}),
        {"b": 1, "a": 2},
        {1: "a", (2, 3): "b", None: "c"},
        {"$set": [1], "x": 1},
        {"$blob64": "AA==", "type": "msgpack"},
        {"$blob": "0" * 64, "type": "bytes"},
        {"$order": ["b", "a"], "a": 1, "b": 2},
        {"$message": {"type": "human"}},
        b"\x00\xff",
        b"\x00\xff" * 5_000,
        bytearray(b"a"),
        datetime.datetime(2030, 1, 31, 12, 0, 0, 5, datetime.timezone.utc),
        decimal.Decimal("9.50"),
        uuid.UUID(int=5),
        collections.deque([1, 2]),
        [{"a": {"b": [{"d": 1, "c": (2,)}]}}],
        _DeltaSnapshot([1, (2,)]),
    ],
    ids=itertools.count(),
)
def test_a_value_comes_back_exactly(saver, value):
    assert exact(back(saver, value), value)


@pytest.mark.parametrize(
    "message",
    [
        HumanMessage("hi", id="1"),
        HumanMessage([{"type": "text", "text": "a"}, "b"], name="ann"),
        SystemMessage("be good", additional_kwargs={"x": (1, 2), "$y": b"z"}),
        AIMessage(
            "",
            tool_calls=[{"name": "f", "args": {"b": 1, "a": [2]}, "id": "c1"}],
            usage_metadata={"input_tokens": 1, "output_tokens": 2, "total_tokens": 3},
            response_metadata={"model": "m"},
        ),
        AIMessageChunk("part", chunk_position="last"),
        ToolMessage("42", tool_call_id="c1", artifact={"raw": {1, 2}}, status="error"),
        ChatMessage("x", role="critic"),
        RemoveMessage(id="1"),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_comes_back_equal_and_is_stored_readably(saver, message):
    found = back(saver, [message])
    assert type(found[0]) is type(message) and found[0] == message
    assert found[0].model_dump() == message.model_dump()
    with saver.store.execution("t", mode="read") as run:
        stored = run.context.get_variable("channel")
    assert stored[0]["$message"]["type"] == message.type


class Derived(HumanMessage):
    """No class of LangChain's own."""


def test_a_message_of_a_derived_class_is_no_plain_message(saver):
    with pytest.raises(snaproll.TypeMismatchError) as problem:
        back(saver, [Derived("hi")])
    assert "test_saver_values.Derived" in problem.value.message
    assert "with_allowlist" in problem.value.hint


def test_types_of_langgraph_are_loaded(saver):
    value = [Send("node", {"a": (1,)}), Interrupt(value="ask", id="i")]
    found = back(saver, value)
    assert [type(one) for one in found] == [Send, Interrupt]
    assert found[0].node == "node" and found[1].value == "ask"


@dataclass
class Point:
    x: int


class Colour(enum.Enum):
    RED = 1


def test_a_type_that_is_not_allowed_is_an_error_that_names_it(saver):
    put(saver, 1, {"a/b": {"list": [1, Point(5)]}})
    with pytest.raises(snaproll.TypeMismatchError) as problem:
        saver.get_tuple(config())
    told = problem.value
    assert told.pointer == "/variables/a~1b/list/1"
    assert told.message == (
        "test_saver_values.Point is no type that may be loaded, "
        "in checkpoint 00000001 of thread 't'"
    )
    assert told.hint == (
        "saver.with_allowlist([('test_saver_values', 'Point')]) allows it"
    )


def test_a_type_is_loaded_once_it_is_allowed(saver):
    put(saver, 1, {"a": Point(5), "b": [Colour.RED]})
    names = [("test_saver_values", "Point"), ("test_saver_values", "Colour")]
    found = saver.with_allowlist(names).get_tuple(config())
    assert found.checkpoint["channel_values"] == {"a": Point(5), "b": [Colour.RED]}
    with pytest.raises(snaproll.TypeMismatchError):
        saver.get_tuple(config())


def test_a_serializer_that_allows_all_is_made_a_list(path):
    with SnaprollSaver(path, serde=JsonPlusSerializer()) as saver:
        put(saver, 1, {"a": Point(5)})
        with pytest.raises(snaproll.TypeMismatchError, match="is no type that may"):
            saver.get_tuple(config())


def test_a_serializer_with_a_list_loads_what_that_names(path):
    serde = JsonPlusSerializer(allowed_msgpack_modules=[Point])
    with SnaprollSaver(path, serde=serde) as saver:
        assert back(saver, Point(5)) == Point(5)


def test_what_can_not_be_made_any_more_is_an_error_and_not_raw_data(saver, monkeypatch):
    allowed = saver.with_allowlist([("test_saver_values", "Point")])
    put(saver, 1, {"a": [Point(5)]})
    monkeypatch.delattr("test_saver_values.Point")
    with pytest.raises(snaproll.TypeMismatchError) as problem:
        allowed.get_tuple(config())
    assert problem.value.pointer == "/variables/a/0"
    assert "AttributeError" in problem.value.message


def test_a_value_that_does_not_serialise_names_the_channel_and_the_path(saver):
    put(saver, 1, {"a": 1})
    with pytest.raises(snaproll.TypeMismatchError) as problem:
        put(saver, 2, {"a": {"b": [1, {"c": object()}]}}, parent=1)
    assert problem.value.pointer == "/variables/a/b/1/c"
    assert problem.value.message.startswith("builtins.object can not be stored: ")
    with pytest.raises(snaproll.TypeMismatchError) as problem:
        saver.put_writes(config(checkpoint="00000001"), [("ch", [object()])], "task")
    assert problem.value.pointer == "/variables/$writes/00000001/ch/0"
    assert saver.get_tuple(config()).checkpoint["channel_values"] == {"a": 1}
    assert saver.get_tuple(config()).pending_writes == []


def test_a_value_that_holds_itself_is_an_error(saver):
    circle = []
    circle.append(circle)
    with pytest.raises(snaproll.LimitError, match="it holds itself"):
        put(saver, 1, {"a": circle})


def test_an_exception_is_stored_as_its_text(saver):
    assert back(saver, ValueError("no")) == "ValueError('no')"


@pytest.mark.parametrize(
    "thread, namespace",
    [
        ("ü \U0001f600/%", "child:1|inner:2"),
        ("", ""),
        ("x" * 300, ""),
        ("x", "y" * 300),
        ("..", "/"),
        ("a\x00b", "\n"),
        ("'; DROP TABLE record; --", '"[]"'),
    ],
)
def test_threads_and_namespaces_are_any_text(saver, thread, namespace):
    told = config(thread, namespace=namespace)
    other = config(f"{thread}2", namespace=namespace)
    for number, where in enumerate((told, other)):
        made = {"v": 1, "id": "1", "ts": "", "channel_values": {"n": number}}
        made |= {"channel_versions": {"n": 1}, "versions_seen": {}}
        saver.put(where, made, {"source": "loop"}, {"n": 1})
    found = saver.get_tuple(told)
    assert found.checkpoint["channel_values"] == {"n": 0}
    assert found.config["configurable"]["thread_id"] == thread
    assert [one.config for one in saver.list(config(thread, namespace=namespace))] == [
        found.config
    ]
    saver.delete_thread(thread)
    assert saver.get_tuple(told) is None
    assert saver.get_tuple(other).checkpoint["channel_values"] == {"n": 1}


@pytest.mark.parametrize("name", ["a'b", 'a"b', "$.x", "a.b[0]", "ü", "", "%", "a--"])
def test_a_filter_is_data_whatever_stands_in_it(saver, name):
    put(saver, 1, metadata={name: name})
    put(saver, 2, metadata={name: [name]})
    found = list(saver.list(config(), filter={name: name}))
    assert [one.checkpoint["id"] for one in found] == ["00000001"]
    found = list(saver.list(None, filter={name: [name], "step": 2}))
    assert [one.checkpoint["id"] for one in found] == ["00000002"]
    assert list(saver.list(config(), filter={f"{name}x": name})) == []


def test_an_execution_of_another_kind_is_no_thread(saver):
    saver.store.execution("mine", kind="agent").close()
    with pytest.raises(snaproll.ExistsError, match="'mine' is no thread of LangGraph"):
        put(saver, 1, {"a": 1}, thread="mine")
    assert list(saver.list(None)) == []


def test_a_large_value_is_of_the_same_types_each_time_it_is_read(saver):
    value = [bytearray(b"x" * 20_000), b"y" * 20_000]
    where = put(saver, 1, {"data": value})
    for _ in range(3):
        found = saver.get_tuple(where).checkpoint["channel_values"]["data"]
        assert exact(found, value)


@pytest.mark.parametrize("values", [(bytearray(b"x"), b"x"), (b"x", bytearray(b"x"))])
def test_bytes_that_become_an_array_of_them_are_written(saver, values):
    for number, value in enumerate(values, 1):
        put(saver, number, {"data": value}, parent=number - 1 or None)
        saver.get_tuple(config())
    for number, value in enumerate(values, 1):
        where = config(checkpoint=f"{number:08}")
        found = saver.get_tuple(where).checkpoint["channel_values"]["data"]
        assert exact(found, value)
