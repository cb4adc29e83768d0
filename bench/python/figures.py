#!/usr/bin/env python3
"""What the binding for Python costs, as JSON lines like those of bench_figures.

Each call is measured in turn with the same functions of the library, called by
ctypes with arguments that were made before: what is left is the binding's own.
The turns are short and many, and the shortest counts, so that what else the
machine does is in neither.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from ctypes import c_int32, c_void_p

import snaproll
from snaproll._ffi import Buf, Id, lib

CALLS = 200  # Of one turn.
TURNS = 400
PROCESSES = 25
SNAPSHOTS = 10_000
TIMES = 2.5  # How many times the bare calls a call may cost.

TEXT = "a" * 100
OBJECT = {"items": [1, 2, 3], "name": "n" * 30, "note": "x" * 23, "on": True}


def turn(work: Callable[[], object]) -> float:
    """Microseconds of one call."""
    calls = range(CALLS)
    start = time.perf_counter_ns()
    for _ in calls:
        work()
    return (time.perf_counter_ns() - start) / CALLS / 1_000


def nothing() -> None:
    """What calling a function of Python costs, which both sides pay."""


def beside(
    name: str, goal: float, work: Callable[[], object], bare: Callable[[], object]
) -> None:
    """Two lines: the time of a call, and how many times the bare calls that is."""
    turns = [(turn(work), turn(bare), turn(nothing)) for _ in range(TURNS)]
    ours, theirs, idle = map(min, zip(*turns))
    ours, theirs = ours - idle, theirs - idle
    line(f"python/{name}", ours, "µs", goal, peer=theirs)
    line(f"python/{name} against bare calls", ours / theirs, "times", TIMES)


def line(name: str, value: float, unit: str, goal: float, **more: float) -> None:
    told = {"name": name, "value": round(value, 3), "unit": unit, "goal": f"<= {goal}"}
    told |= {"ok": value <= goal, **{key: round(v, 3) for key, v in more.items()}}
    print(json.dumps(told, ensure_ascii=False), flush=True)


def calls() -> None:
    """Single calls of an execution that holds three variables."""
    run = snaproll.Execution(auto_snapshot=False)
    run["text"], run["object"], run["x"] = TEXT, OBJECT, 1
    assert len(run.context.get_variable_json("object")) == 100
    history, now = run.manager, run.context
    manager, context = history._pointer, now._pointer
    error, out, buf = c_void_p(), Id(), Buf()
    value, kind = c_void_p(), c_int32()
    decode = json.JSONDecoder().raw_decode

    def assign() -> None:
        run["x"] = 1

    def bare_text() -> None:
        lib.snaproll_context_get_variable_text(context, b"text", 4, buf, error)
        lib.snaproll_buf_dispose(buf)

    def bare_live() -> None:
        lib.snaproll_context_get_variable_value(context, b"object", 6, value, error)
        lib.snaproll_value_kind(value, kind, error)
        lib.snaproll_value_free(value)

    def bare_object() -> None:
        lib.snaproll_context_get_variable(context, b"object", 6, buf, error)
        decode(buf.data.decode())
        lib.snaproll_buf_dispose(buf)

    beside(
        "create_snapshot",
        1.8,
        lambda: history.create_snapshot(now),
        lambda: lib.snaproll_manager_create_snapshot(manager, context, None, out, error),
    )
    beside(
        "set",
        4,
        assign,
        lambda: lib.snaproll_context_set_variable_int64(context, b"x", 1, 1, error),
    )
    beside("get_text", 2, lambda: now.get_variable_text("text"), bare_text)
    beside("get_live", 5, lambda: run["object"], bare_live)
    beside("get_object", 5, lambda: now.get_variable("object"), bare_object)


def listing() -> None:
    """All that is told of many snapshots: the list and its five columns."""
    run = snaproll.Execution(max_snapshots=snaproll.UNLIMITED, auto_snapshot=False)
    for number in range(SNAPSHOTS):
        run.snapshot(label=f"snapshot {number}")

    def told() -> list[object]:
        found = run.snapshots()
        ids, times, flags = found.ids, found.created_at, found.flags
        return [ids, times, flags, found.labels, found.trigger_nodes]

    took: list[float] = []
    for _ in range(30):
        start = time.perf_counter()
        told()
        took.append(time.perf_counter() - start)
    line(f"python/list/{SNAPSHOTS}", min(took) * 1_000, "ms", 15)


def spent(program: str) -> float:
    """Milliseconds of the processor that a program of Python takes."""
    child = subprocess.Popen([sys.executable, "-c", program])
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, program
    return (used.ru_utime + used.ru_stime) * 1_000


def importing() -> None:
    """What `import snaproll` takes, once its files are compiled."""
    spent("import snaproll")
    pairs = [(spent("import snaproll"), spent("pass")) for _ in range(PROCESSES)]
    with_it, without = map(min, zip(*pairs))
    line("python/import", with_it - without, "ms", 40)


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    calls()
    listing()
    importing()


if __name__ == "__main__":
    main()
