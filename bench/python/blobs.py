#!/usr/bin/env python3
"""What blobs cost in a store, as JSON lines like those of bench_figures.

The blob is 1 MB that does not compress. Bytes are what the store has more after
each step, of blobs, chunks and records, without what SQLite adds; times are the
shortest, of the processor and by the clock.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

import snaproll

SIZE = 1_000_000
STEPS = 50
TURNS = 15


def line(name: str, value: float, unit: str, **more: float) -> None:
    told: dict[str, object] = {"name": f"blobs/{name}", "value": round(value, 3), "unit": unit}
    told |= {"goal": None, "ok": None}
    told |= {key: round(number, 3) for key, number in more.items()}
    print(json.dumps(told, ensure_ascii=False), flush=True)


def noise(number: int, size: int = SIZE) -> bytes:
    return random.Random(number).randbytes(size)


def stored(store: snaproll.Store) -> int:
    stats = store.stats()
    return stats.blob_bytes + stats.record_bytes + stats.keyframe_bytes


def grown() -> Iterator[bytes]:
    data = noise(0)
    for step in range(STEPS + 1):
        yield data
        data += noise(step + 1, 500)


def counted() -> Iterator[bytes]:
    """A counter at the head, and 500 bytes more at the end, as of a pickle."""
    for step, data in enumerate(grown()):
        yield step.to_bytes(8, "little") + data[8:]


def edited() -> Iterator[bytes]:
    data = bytearray(noise(0))
    for step in range(STEPS + 1):
        yield bytes(data)
        at = random.Random(step).randrange(SIZE - 100)
        data[at : at + 100] = noise(step + 1, 100)


def shifted() -> Iterator[bytes]:
    data = noise(0)
    for step in range(STEPS + 1):
        yield data
        data = noise(step + 1, 10) + data


def pickled() -> Iterator[bytes]:
    """2,000 messages of 500 bytes, and one more with each step."""
    messages = [{"role": "user", "content": noise(n, 250).hex()} for n in range(2_000)]
    for step in range(STEPS + 1):
        yield pickle.dumps(messages)
        messages.append({"role": "user", "content": noise(-step - 1, 250).hex()})


def bytes_a_step(name: str, versions: Callable[[], Iterator[bytes]]) -> None:
    with snaproll.Store.open(":memory:") as store:
        with store.execution("run", max_snapshots=snaproll.UNLIMITED) as run:
            before = 0
            for step, data in enumerate(versions()):
                run["blob"] = {"$blob": run.put_blob(data)}
                run.snapshot()
                if step == 0:
                    before = stored(store)
            line(f"bytes a step/{name}", (stored(store) - before) / STEPS, "bytes")


def shortest(
    name: str, work: Callable[[int], object], *before: Callable[[int], object]
) -> None:
    clock, processor = [], []
    for turn in range(TURNS):
        for prepare in before:
            prepare(turn)
        begun, used = time.perf_counter_ns(), time.process_time_ns()
        work(turn)
        processor.append((time.process_time_ns() - used) / 1e6)
        clock.append((time.perf_counter_ns() - begun) / 1e6)
    line(name, min(processor), "ms of the processor", clock=min(clock))


def times(folder: str) -> None:
    path = os.path.join(folder, "runs.db")
    with snaproll.Store.open(path) as store, store.execution("run") as run:
        hashes = {}

        def put(turn: int) -> None:
            hashes[turn] = run.put_blob(blobs[turn])

        def refer(turn: int) -> None:
            run["blob"] = {"$blob": hashes[turn]}

        def touch(turn: int) -> None:
            run["n"] = turn

        blobs = [noise(turn) for turn in range(TURNS)]
        shortest("put", put)
        shortest("commit of a new one", lambda _: run.save(), refer)
        shortest("commit without one", lambda _: run.save(), touch)
        same = blobs[0]
        blobs = [same + noise(-turn - 1, 500) for turn in range(TURNS)]
        shortest("put and commit of one that grew", lambda _: run.save(), put, refer)
        shortest("get", lambda turn: run.get_blob(hashes[turn]))


def main() -> None:
    for name, versions in (
        ("500 bytes more at the end", grown),
        ("the same and a counter at the head", counted),
        ("100 bytes in the middle", edited),
        ("10 bytes more at the front", shifted),
        ("a pickle, a message more", pickled),
    ):
        bytes_a_step(name, versions)
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if sys.argv[1:] else None) as it:
        times(it)


if __name__ == "__main__":
    main()
