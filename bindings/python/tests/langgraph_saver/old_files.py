"""Files of SqliteSaver made by compiled graphs, and how they are compared with ours."""

import contextlib
import dataclasses
import json
import operator
import sqlite3
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.channels.delta import DeltaChannel
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, Send, interrupt

from saver_model import exact


@dataclasses.dataclass
class Plan:
    """A type of an application's own."""

    goal: str
    done: bool = False


@dataclasses.dataclass
class Other:
    """Another one."""

    name: str


ALLOWED = [(Plan.__module__, "Plan"), (Other.__module__, "Other")]


def where(thread="1", checkpoint=None, namespace=""):
    told = {"thread_id": thread, "checkpoint_ns": namespace}
    if checkpoint is not None:
        told["checkpoint_id"] = checkpoint
    return {"configurable": told}


@contextlib.contextmanager
def sqlite_saver(path, allowed=()):
    """The original."""
    connection = sqlite3.connect(path, check_same_thread=False)
    serde = JsonPlusSerializer(allowed_msgpack_modules=list(allowed) or None)
    try:
        yield SqliteSaver(connection, serde=serde)
    finally:
        connection.close()


# Graphs: each is a builder, and what is done with it.


def chat():
    built = StateGraph(MessagesState)

    def plan(state):
        call = {
            "name": "search",
            "args": {"q": "\u00e9"},
            "id": "c1",
            "type": "tool_call",
        }
        return {"messages": [AIMessage("let me see", tool_calls=[call])]}

    def ask(state):
        answer = interrupt({"question": "sure?"})
        found = ToolMessage("found", tool_call_id="c1")
        return {"messages": [found, AIMessage(f"so {answer}")]}

    built.add_node("plan", plan)
    built.add_node("ask", ask)
    built.add_edge(START, "plan")
    built.add_edge("plan", "ask")
    built.add_edge("ask", END)
    return built


def run_chat(graph, thread="1"):
    graph.invoke({"messages": [HumanMessage("hi")]}, where(thread))
    graph.invoke(Command(resume="yes"), where(thread))
    graph.invoke({"messages": [HumanMessage("again")]}, where(thread))


class Log(TypedDict):
    log: Annotated[list[Any], operator.add]
    total: int


def fan():
    """Tasks at once, by Send as well, and a write that is not JSON."""
    built = StateGraph(Log)

    def fan_out(state):
        return [Send("work", {"log": [], "total": n}) for n in range(3)]

    def work(state):
        return {"log": [("done", state["total"], {3, 4})]}

    built.add_node("left", lambda state: {"log": ["left"], "total": 1})
    built.add_node("right", lambda state: {"log": ["right", b"\0\1"]})
    built.add_node("work", work)
    built.add_edge(START, "left")
    built.add_edge(START, "right")
    built.add_conditional_edges("left", fan_out, ["work"])
    return built


def run_fan(graph, thread="1"):
    graph.invoke({"log": ["in"], "total": 0}, where(thread))
    past = [*graph.get_state_history(where(thread))]
    graph.update_state(past[1].config, {"log": ["fork"]}, as_node="left")
    graph.invoke(None, where(thread))
    graph.invoke(None, past[2].config)


def nested():
    inner = StateGraph(Log)

    def pause(state):
        return {"log": [interrupt("inner?")]}

    inner.add_node("pause", pause)
    inner.add_edge(START, "pause")
    outer = StateGraph(Log)
    outer.add_node("before", lambda state: {"log": ["before"], "total": 2})
    outer.add_node("sub", inner.compile(checkpointer=None))
    outer.add_edge(START, "before")
    outer.add_edge("before", "sub")
    return outer


def run_nested(graph, thread="1"):
    graph.invoke({"log": [], "total": 0}, where(thread))
    graph.invoke(Command(resume="inner!"), where(thread))
    graph.invoke({"log": ["waits"]}, where(thread))


def _added(state, writes):
    return [*state, *(item for write in writes for item in write)]


class Delta(TypedDict):
    log: Annotated[list[Any], DeltaChannel(_added, snapshot_frequency=3)]
    never: Annotated[list[Any], DeltaChannel(_added, snapshot_frequency=1_000)]


def delta():
    built = StateGraph(Delta)
    built.add_node("one", lambda state: {"log": [len(state["log"])], "never": ["x"]})
    built.add_node("two", lambda state: {"never": [{"n": len(state["never"])}]})
    built.add_edge(START, "one")
    built.add_edge("one", "two")
    return built


def run_delta(graph, thread="1"):
    for turn in range(4):
        graph.invoke({"log": [f"in {turn}"], "never": []}, where(thread))
    past = [*graph.get_state_history(where(thread))]
    graph.invoke({"log": ["fork"], "never": ["fork"]}, past[4].config)


class Typed(TypedDict):
    plan: Any


def typed():
    built = StateGraph(Typed)
    built.add_node("make", lambda state: {"plan": {"of": [Plan("g"), Other("o")]}})
    built.add_edge(START, "make")
    return built


def run_typed(graph, thread="1"):
    graph.invoke({"plan": None}, where(thread))


GRAPHS = {
    "chat": (chat, run_chat),
    "fan": (fan, run_fan),
    "nested": (nested, run_nested),
    "delta": (delta, run_delta),
    "typed": (typed, run_typed),
}
PLAIN = [name for name in GRAPHS if name != "typed"]


def make(path, *names, threads=None):
    """A file in which each of the graphs ran on a thread of its name."""
    with sqlite_saver(path, ALLOWED) as saver:
        for number, name in enumerate(names):
            build, run = GRAPHS[name]
            thread = name if threads is None else threads[number]
            run(build().compile(checkpointer=saver), thread)


# Comparing.


def ids(saver, config=None):
    found = [one.config["configurable"] for one in saver.list(config)]
    return sorted(
        (one["thread_id"], one["checkpoint_ns"], one["checkpoint_id"]) for one in found
    )


def unordered(told):
    """As what has no order at any depth can be compared."""
    if isinstance(told, dict):
        return {name: unordered(item) for name, item in told.items()}
    return (type(told).__name__, repr(told))


def _history(found):
    serde = JsonPlusSerializer(allowed_msgpack_modules=ALLOWED)
    return {
        name: {part: serde.dumps_typed(told) for part, told in sorted(way.items())}
        for name, way in sorted(found.items())
    }


def assert_same_tuple(old, new):
    assert new is not None
    assert old.config["configurable"] == new.config["configurable"]
    assert (old.parent_config or {}).get("configurable") == (
        new.parent_config or {}
    ).get("configurable")
    assert exact(*(dict(sorted(one.metadata.items())) for one in (old, new)))
    parts = [dict(one.checkpoint) for one in (old, new)]
    values = [sorted(part.pop("channel_values").items()) for part in parts]
    assert exact(*values)
    assert unordered(parts[0]) == unordered(parts[1])
    assert exact(
        *([tuple(write) for write in one.pending_writes] for one in (old, new))
    )


def exported(found):
    """What a file of SqliteSaver holds of a tuple: lists for tuples, texts as versions."""
    serde = JsonPlusSerializer(allowed_msgpack_modules=ALLOWED)

    def stored(told):
        return serde.loads_typed(serde.dumps_typed(told))

    def texts(versions):
        return {
            name: told if isinstance(told, str) else f"{told:032}.{0:016}"
            for name, told in versions.items()
        }

    made = {
        **found.checkpoint,
        "channel_versions": texts(found.checkpoint["channel_versions"]),
    }
    seen = found.checkpoint["versions_seen"]
    made["versions_seen"] = {node: texts(told) for node, told in seen.items()}
    return found._replace(
        checkpoint=stored(made),
        metadata=json.loads(json.dumps(found.metadata)),
        pending_writes=[
            (*write[:2], stored(write[2])) for write in found.pending_writes
        ],
    )


def assert_same(old_path, saver, as_it_is=lambda found: found):
    """All that the original gives, ours gives as well, and no checkpoint more."""
    with sqlite_saver(old_path, ALLOWED) as old:
        told = ids(old)
        assert told == ids(saver)
        for thread, namespace, checkpoint in told:
            config = where(thread, checkpoint, namespace)
            one, other = old.get_tuple(config), as_it_is(saver.get_tuple(config))
            assert_same_tuple(one, other)
            channels = [*(one.metadata.get("counters_since_delta_snapshot") or {})]
            history = [
                saved.get_delta_channel_history(config=config, channels=channels)
                for saved in (old, saver)
            ]
            assert exact(*(_history(found) for found in history))
    return len(told)
