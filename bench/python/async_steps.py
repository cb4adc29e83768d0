#!/usr/bin/env python3
"""Steps of 1,000 executions on one store in a file, ended by as many tasks at
once and one after the other. Prints JSON lines as tools/bench takes them; the
peer of the rate is one after the other.

The counts are what is promised; rates are those of the disk below build.
"""

import asyncio
import json
import os
import pathlib
import tempfile
import time

import snaproll
from snaproll.aio import AsyncStore

EXECUTIONS = 1_000
BUILD = pathlib.Path(__file__).resolve().parents[2] / "build"


def figure(name, value, unit, goal=None, **more):
    """One line; the goal is the most that the value may be."""
    ok = None if goal is None else value <= goal
    goal = None if goal is None else f"<= {goal}"
    line = {"name": f"python/{name}", "value": value, "unit": unit}
    print(json.dumps({**line, "goal": goal, "ok": ok, **more}))


async def at_once(path, **options):
    """Seconds and syncs of all steps, by a task each."""

    async def work(number):
        return number

    async def task(run, number):
        run["number"] = number
        await run.step("n", work, number)

    async with AsyncStore.open(path) as store:
        runs = [
            await store.execution(f"e{number}", start_snapshot=False, **options)
            for number in range(EXECUTIONS)
        ]
        before, begin = await store.stats(), time.perf_counter()
        await asyncio.gather(*(task(run, number) for number, run in enumerate(runs)))
        passed, after = time.perf_counter() - begin, await store.stats()
        for run in runs:
            await run.close()
    return passed, after.syncs - before.syncs, after.commits - before.commits


def one_by_one(path, **options):
    """Seconds of all steps, one after the other."""
    with snaproll.Store.open(path) as store:
        runs = [
            store.execution(f"e{number}", start_snapshot=False, **options)
            for number in range(EXECUTIONS)
        ]
        begin = time.perf_counter()
        for number, run in enumerate(runs):
            run["number"] = number
            run.step("n", lambda: number)
        passed = time.perf_counter() - begin
        for run in runs:
            run.close()
    return passed


def main():
    BUILD.mkdir(exist_ok=True)
    for name, most, options in (
        ("async steps", 0.05, {"auto_snapshot": False}),
        ("async steps with snapshots", 0.2, {}),
    ):
        with tempfile.TemporaryDirectory(dir=BUILD) as folder:
            together = asyncio.run(at_once(os.path.join(folder, "a.db"), **options))
            alone = one_by_one(os.path.join(folder, "b.db"), **options)
        passed, syncs, commits = together
        rate, peer = EXECUTIONS / passed, EXECUTIONS / alone
        figure(f"{name}/syncs", syncs / commits, "syncs a commit", most)
        figure(f"{name}/rate", rate, "steps a second", peer=peer)


if __name__ == "__main__":
    main()
