#!/usr/bin/env python3
"""B18: what `check` takes: MB/s of the file, quick and whole.

  check_speed.py [--seed S] [--megabytes 200] [--least-quick R] [--least R]

A store of many executions whose states share most, uncompressed, in memory; each is
checked three times, and the fastest counts. Every row that was written has to be in
the report. A case is a record that was checked. The rates are told, and compared
with the least where one is given: they are those of the machine.
"""

import os
import random
import sys
import tempfile
import time

import shipped  # noqa: F401
from report import Report, parser, seeded
from snaproll import Store

TEXT = 20_000  # Characters that each snapshot brings.
STEPS = 50


def filled(path, megabytes, seed):
    """Makes the store; how many executions, and how many snapshots."""
    drawn, made = random.Random(seed), 0
    with Store.open(path, durability="none", compress=False) as store:
        while os.path.getsize(path) < megabytes * 1_000_000:
            with store.execution(f"run-{made}", auto_snapshot=False) as run:
                for step in range(STEPS):
                    run[f"text-{step % 10}"] = drawn.randbytes(TEXT // 2).hex()
                    run.snapshot()
            made += 1
    return made, made * STEPS


def fastest(store, quick):
    """The report, and the seconds of the fastest of three."""
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        told = store.check(quick=quick)
        took.append(time.perf_counter() - begun)
    return told, min(took)


def main():
    made = parser(__doc__)
    made.add_argument("--megabytes", type=int, default=200)
    made.add_argument("--least-quick", type=float, default=0)
    made.add_argument("--least", type=float, default=0)
    told = made.parse_args()
    seed = seeded(told.seed)
    report = Report("B18", seed, "records checked")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        path = os.path.join(folder, "runs.db")
        executions, snapshots = filled(path, told.megabytes, seed)
        size = os.path.getsize(path) / 1e6
        with Store.open(path, read_only=True) as store:
            rates = []
            for quick, least in ((True, told.least_quick), (False, told.least)):
                found, took = fastest(store, quick)
                rates.append(size / took)
                again = f"tests/proof/check_speed.py --seed {seed}"
                report.same(list(found.findings), [], "check found", again)
                report.cases += found.records
                if rates[-1] < least:
                    report.violation(f"{rates[-1]:.0f} MB/s", again)
            told_of = (found.executions, found.records >= snapshots)
            report.same(told_of, (executions, True), "what was checked", again)
    report.what = (
        f"records checked in {size:.0f} MB: quick {rates[0]:.0f} MB/s, "
        f"whole {rates[1]:.0f} MB/s"
    )
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
