#!/usr/bin/env python3
"""Applies one JSON Patch of 10 operations to a document of 1 MB with Snaproll
(through ctypes) and with the PyPI package jsonpatch, in one run, and prints
JSON lines as bench_figures does.

Both start from the document as their users hold it: a Value, and plain dicts
and lists, of which jsonpatch makes a deep copy so that a failing patch changes
nothing.
"""

import json
import statistics
import time

import jsonpatch
import snaproll

ROUNDS = 21
GOAL = 20


def document():
    """About a megabyte: a thousand records, and a list of messages."""
    return {
        "records": {
            f"record_{i:05}": {"id": i, "tags": ["a", "b"], "text": "x" * 400}
            for i in range(1000)
        },
        "messages": [{"role": "user", "content": "m" * 500} for _ in range(1000)],
    }


def operations():
    """Ten of them, at places far from each other."""
    changes = [
        {"op": "replace", "path": f"/records/record_{i:05}/text", "value": "new"}
        for i in (3, 250, 499, 777)
    ]
    changes += [
        {"op": "add", "path": "/messages/0", "value": {"role": "system"}},
        {"op": "add", "path": "/messages/-", "value": {"role": "assistant"}},
        {"op": "remove", "path": "/messages/500"},
        {"op": "move", "from": "/records/record_00001", "path": "/first"},
        {"op": "copy", "from": "/first/tags", "path": "/tags"},
        {"op": "test", "path": "/tags/0", "value": "a"},
    ]
    return changes


def median_time(work):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    plain = document()
    text = json.dumps(plain)
    value = snaproll.Value.parse(text)
    ours = snaproll.Patch.from_json(json.dumps(operations()))
    theirs = jsonpatch.JsonPatch(operations())
    assert ours.apply(value).plain() == theirs.apply(plain)
    mine = median_time(lambda: ours.apply(value))
    peer = median_time(lambda: theirs.apply(plain))
    ratio = peer / mine
    print(json.dumps({
        "name": "patch/apply against jsonpatch", "value": round(ratio, 1),
        "unit": "times faster", "goal": f">= {GOAL}", "ok": ratio >= GOAL,
        "peer": round(peer * 1e6, 1),
    }))


if __name__ == "__main__":
    main()
