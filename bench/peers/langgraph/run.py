#!/usr/bin/env python3
"""The agent's steps of bench/store with LangGraph's SqliteSaver: 1,000
checkpoints of a state with a constant document of 1 MB, one message of 500
bytes appended and three scalars changed a step. Prints JSON lines as
bench_store does.

The database lies in memory, as the store does that it is compared with.
"""

import json
import os
import sqlite3
import statistics
import tempfile
import time

from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.sqlite import SqliteSaver

STEPS = 1000


def figure(name, value, unit):
    print(json.dumps({"name": f"store/langgraph/{name}", "value": value,
                      "unit": unit, "goal": None, "ok": None}))


def checkpoint_of(step, messages, document):
    """What the saver is given after a step."""
    made = empty_checkpoint()
    made["channel_values"] = {
        "document": document, "messages": list(messages),
        "plan": f"plan {step}", "score": step, "last": f"answer {step}",
    }
    versions = {name: step + 1 for name in made["channel_values"]}
    made["channel_versions"] = versions
    return made, versions


def main():
    document = {f"section-{i}": {"title": "t" * 40, "body": "b" * 400, "rank": i}
                for i in range(2100)}
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        path = os.path.join(folder, "checkpoints.sqlite")
        connection = sqlite3.connect(path, check_same_thread=False)
        saver = SqliteSaver(connection)
        saver.setup()
        config = {"configurable": {"thread_id": "agent", "checkpoint_ns": ""}}
        messages, times = [], []
        for step in range(STEPS):
            messages.append("m" * 480 + str(step).rjust(20))
            made, versions = checkpoint_of(step, messages, document)
            start = time.perf_counter()
            config = saver.put(config, made, {"source": "loop", "step": step},
                               versions)
            saver.put_writes(config, [("result", "r" * 1000)], f"task-{step}")
            times.append(time.perf_counter() - start)
        start = time.perf_counter()
        latest = saver.get_tuple({"configurable": {"thread_id": "agent",
                                                   "checkpoint_ns": ""}})
        read = time.perf_counter() - start
        assert len(latest.checkpoint["channel_values"]["messages"]) == STEPS
        connection.close()
        size = sum(entry.stat().st_size for entry in os.scandir(folder))
    figure("document_1MB_1000_steps", size / 1e6, "MB")
    figure("put_p50", statistics.median(times) * 1e3, "ms")
    figure("load_latest", read * 1e3, "ms")


if __name__ == "__main__":
    main()
