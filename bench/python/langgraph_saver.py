#!/usr/bin/env python3
"""SnaprollSaver beside LangGraph's own savers, as JSON lines as of bench_figures.

The work: T supersteps of a thread whose state has a constant document of 1 MB; each
appends a message of 500 bytes and changes three scalars (put_writes and put). Stores
are files below build, at durability `power`: both wait for a sync a commit. So the
times are those of the disk, and are given beside the time of a bare sync and beside
the same work where no sync is waited for.

  bench/python/langgraph_saver.py [--steps T] [--no-peers]
"""

from __future__ import annotations

import argparse
import json
import operator
import os
import pathlib
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypedDict

from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.channels.delta import DeltaChannel
from langgraph.graph import END, START, StateGraph

import snaproll
from snaproll.langgraph import SnaprollSaver

BUILD = pathlib.Path(__file__).resolve().parents[2] / "build"
CONFIG = {"configurable": {"thread_id": "agent", "checkpoint_ns": ""}}
DOCUMENT = {
    f"section-{number}": {"title": "t" * 40, "body": "b" * 400, "rank": number}
    for number in range(2100)
}
Figures = dict[str, float]


def figure(name: str, value: float, unit: str, most: float | None = None, **more: Any):
    """One line; the goal is the most that the value may be."""
    told = {"name": f"langgraph/{name}", "value": round(value, 4), "unit": unit}
    told |= {"goal": None if most is None else f"<= {most}"}
    told |= {"ok": None if most is None else value <= most}
    rest = {key: round(number, 4) for key, number in more.items() if number is not None}
    print(json.dumps({**told, **rest}), flush=True)


def message(step: int) -> str:
    """A text of 500 bytes, as hard to compress as text is."""
    words = (f"{(step * 7919 + at * 104729) % 99991:05}" for at in range(80))
    return (" ".join(words) + " " * 20)[: 500 - 20] + str(step).rjust(20)


def steps(count: int) -> Iterator[tuple[Any, list[tuple[str, Any]], dict[str, int]]]:
    """What a saver is given: checkpoint, writes of its task, and new versions."""
    messages: list[str] = []
    document = DOCUMENT
    for step in range(count):
        new = {
            "plan": f"plan {step}",
            "score": step,
            "last": f"answer {step}",
        }
        text = message(step)
        messages = [*messages, text]
        made = empty_checkpoint()
        made["channel_values"] = {"document": document, "messages": messages, **new}
        versions = {name: step + 1 for name in ("messages", *new)}
        made["channel_versions"] = {"document": 1, **versions}
        made["versions_seen"] = {"agent": {"messages": step}}
        if step == 0:
            versions["document"] = 1
        yield made, [("messages", [text]), *new.items()], versions


def size(folder: str) -> float:
    """Bytes of the files in a folder."""
    return sum(entry.stat().st_size for entry in os.scandir(folder))


def timed(work: Any) -> tuple[float, Any]:
    """Milliseconds of a call, and what it gave."""
    begin = time.perf_counter()
    given = work()
    return (time.perf_counter() - begin) * 1_000, given


def run(saver: Any, count: int) -> Figures:
    """The work on one saver, and what reading takes behind it."""
    config, times, given = CONFIG, [], list(steps(count))
    ids = []
    for step, (made, writes, versions) in enumerate(given):
        begin = time.perf_counter()
        if step:
            saver.put_writes(config, writes, f"task-{step}")
        told = {"source": "loop", "step": step, "parents": {}}
        config = saver.put(config, made, told, versions)
        times.append(time.perf_counter() - begin)
        ids.append(config)
    latest = [timed(lambda: saver.get_tuple(CONFIG)) for _ in range(5)]
    assert (
        latest[0][1].checkpoint["channel_values"]["messages"]
        == given[-1][0]["channel_values"]["messages"]
    )
    some = ids[:: max(1, count // 50)]
    older = [timed(lambda: saver.get_tuple(one))[0] for one in some]
    listed = [timed(lambda: list(saver.list(CONFIG, limit=100)))[0] for _ in range(5)]
    read, found = timed(lambda: list(saver.list(CONFIG, limit=100)))
    read += timed(lambda: [one.checkpoint for one in found])[0]
    return {
        "put": statistics.median(times) * 1_000,
        "mean": statistics.fmean(times) * 1_000,
        "latest": min(took for took, _ in latest),
        "older": max(older),
        "older half": statistics.median(older),
        "list": min(listed),
        "list read": read,
    }


@contextmanager
def ours(path: str, durability: Any = "power") -> Iterator[SnaprollSaver]:
    with snaproll.Store.open(path, durability=durability) as store:
        with SnaprollSaver(store) as saver:
            yield saver


@contextmanager
def sqlite(path: str, synchronous: str = "FULL") -> Iterator[SqliteSaver]:
    connection = sqlite3.connect(path, check_same_thread=False)
    saver = SqliteSaver(connection)
    saver.setup()
    connection.execute(f"PRAGMA synchronous={synchronous}")
    try:
        yield saver
    finally:
        connection.close()


def measured(make: Any, count: int, *options: str) -> Figures:
    """The work on a saver in a folder of its own."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        with make(os.path.join(folder, "threads.db"), *options) as saver:
            told = run(saver, count)
        told["bytes"] = size(folder) / 1e6
    return told


def add(one: list[Any], more: list[Any]) -> list[Any]:
    return one + [item for part in more for item in part]


class State(TypedDict):
    document: dict[str, Any]
    messages: Annotated[list[str], operator.add]
    plan: str
    score: int
    last: str


class DeltaState(TypedDict):
    document: dict[str, Any]
    messages: Annotated[list[str], DeltaChannel(add)]
    plan: str
    score: int
    last: str


def graph(saver: Any, count: int, state: Any = State) -> float:
    """Milliseconds of a superstep of a compiled graph of one node."""

    def agent(told: Any) -> dict[str, Any]:
        step = told["score"] + 1
        new = {"plan": f"plan {step}", "score": step, "last": f"answer {step}"}
        return {"messages": [message(step)], **new}

    built = StateGraph(state)
    built.add_node("agent", agent)
    built.add_edge(START, "agent")
    built.add_conditional_edges(
        "agent", lambda told: END if told["score"] >= count else "agent"
    )
    made = built.compile(checkpointer=saver)
    begin = time.perf_counter()
    start = {"document": DOCUMENT, "messages": [], "plan": "", "score": 0, "last": ""}
    made.invoke(
        start, {"configurable": {"thread_id": "g"}, "recursion_limit": count + 9}
    )
    return (time.perf_counter() - begin) * 1_000 / count


def graphs(
    make: Any, count: int, *options: Any, state: Any = State
) -> tuple[float, float]:
    """The same on a saver in a folder, and the megabytes of its files."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        with make(os.path.join(folder, "threads.db"), *options) as saver:
            took = graph(saver, count, state)
        return took, size(folder) / 1e6


def sync_time() -> float:
    """Milliseconds of a sync of 4 kB below build, the median."""
    with tempfile.TemporaryFile(dir=BUILD) as file:
        took = []
        for _ in range(100):
            file.write(b"x" * 4096)
            file.flush()
            took.append(timed(lambda: os.fdatasync(file.fileno()))[0])
    return statistics.median(took)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--steps", type=int, default=1_000)
    options.add_argument("--no-peers", action="store_true")
    told = options.parse_args()
    count, peers = told.steps, not told.no_peers
    BUILD.mkdir(exist_ok=True)
    document = len(json.dumps(DOCUMENT)) / 1e6
    own = measured(ours, count)
    fast = measured(ours, count, "process")
    peer = measured(sqlite, count) if peers else {}
    quick = measured(sqlite, count, "OFF") if peers else {}
    figure("sync", sync_time(), "ms")
    figure("document", document, "MB")
    scale = count / 1_000
    figure("bytes", own["bytes"], "MB", document + 2 * scale, peer=peer.get("bytes"))
    figure("checkpoint", own["put"], "ms", 0.4, peer=peer.get("put"))
    figure("checkpoint/mean", own["mean"], "ms", peer=peer.get("mean"))
    figure("checkpoint/no sync", fast["put"], "ms", 0.4, peer=quick.get("put"))
    figure("latest", own["latest"], "ms", 8, peer=peer.get("latest"))
    figure("any", own["older"], "ms", 12, peer=peer.get("older"))
    half = own["older half"]
    figure("any/median", half, "ms", peer=peer.get("older half"))
    figure("list/100", own["list"], "ms", 10, peer=peer.get("list"))
    figure("list/100 with values", own["list read"], "ms", peer=peer.get("list read"))
    none, memory = graph(None, count), graph(InMemorySaver(), count)
    took, _ = graphs(ours, count)
    without, _ = graphs(ours, count, "process")
    theirs = graphs(sqlite, count)[0] if peers else None
    figure("superstep", took, "ms", 0.6, peer=theirs, memory=memory, none=none)
    figure("superstep/no sync", without, "ms", 0.6, memory=memory, none=none)
    delta, volume = graphs(ours, count, state=DeltaState)
    theirs, larger = graphs(sqlite, count, state=DeltaState) if peers else (None, None)
    figure("superstep/delta channels", delta, "ms", peer=theirs)
    figure("bytes/delta channels", volume, "MB", peer=larger)


if __name__ == "__main__":
    main()
