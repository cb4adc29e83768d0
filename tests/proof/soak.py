#!/usr/bin/env python3
"""B19: a soak: writers that work on one store, two of them killed again and again.

  soak.py [--seed S] [--seconds 120] [--early]

Three processes work on an execution each, with a policy: a writer that lives for all of
the time, and two that are killed at random moments and begin anew. Each commits a
counter, states that change, snapshots, rollbacks, blobs, and tells what was
acknowledged. At each beginning and at the end: what was acknowledged is there, at most
one commit more, `check` finds nothing. Of the writer that lives, the memory at the end
is that at half time (1 %, and 1 MB for what the allocator rounds); the file ends no
larger than it was there, but for a half. A case is an acknowledged commit.

--early: the control. A worker tells of commits before it makes them.
"""

import multiprocessing
import os
import pathlib
import random
import signal
import sys
import tempfile
import time

import shipped  # noqa: F401
from report import Report, parser, seeded
from snaproll import Store

POLICY = "keep-last=20"
ROUNDING = 2**20


def memory():
    """Bytes of this process that are in memory."""
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def one_round(run, drawn, count):
    """One commit: the counter, and something beside it."""
    run["count"] = count
    kind = drawn.randrange(8)
    if kind == 0:
        run["blob"] = {"$blob": run.put_blob(drawn.randbytes(drawn.randrange(20_000)))}
    elif kind == 1:
        run["list"] = [drawn.randrange(100) for _ in range(50)]
    else:
        run[f"text-{drawn.randrange(20)}"] = drawn.randbytes(200).hex()
    if kind == 7:
        kept = run.snapshot()
        run["lost"] = count
        run.rollback_to(kept)
    elif kind > 3:
        run.snapshot()
    else:
        run.save()


def work(path, name, seed, acknowledged, sizes, until, early):
    """Commits until the end; tells the number of each commit when it is made."""
    drawn = random.Random(seed)
    half = (time.monotonic() + until) / 2
    with Store.open(path, durability="process") as store:
        with store.execution(name, take_over=True) as run:
            if run.policy != POLICY:
                run.set_policy(POLICY)
            count = run.plain().get("count", 0)
            while time.monotonic() < until:
                count += 1
                if early:
                    acknowledged.value = count
                    time.sleep(0.005)
                one_round(run, drawn, count)
                acknowledged.value = count
                if sizes is not None and not sizes[0] and time.monotonic() > half:
                    sizes[0], sizes[1] = memory(), os.path.getsize(path)
    if sizes is not None:
        sizes[2] = memory()


class Worker:
    """One of the processes, and what is known of its execution."""

    def __init__(self, path, name, seed, until, early, sizes=None):
        self.name = name
        self.acknowledged = multiprocessing.Value("Q", 0, lock=False)
        self._told = (path, name, seed, self.acknowledged, sizes, until, early)
        self.process = None

    def begin(self):
        self.process = multiprocessing.Process(target=work, args=self._told)
        self.process.start()

    def kill(self):
        """Kills it; whether it lived."""
        if self.process.is_alive():
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.join()
        return self.process.exitcode == -signal.SIGKILL


def look(report, path, workers, again):
    """What was acknowledged has to be there."""
    with Store.open(path, read_only=True) as store:
        report.same(list(store.check(quick=True).findings), [], "check", again)
        for worker in workers:
            wanted = worker.acknowledged.value
            if wanted == 0:
                continue
            with store.execution(worker.name, mode="read") as run:
                found = run.plain().get("count", 0)
            if not wanted <= found <= wanted + 1:
                report.violation(
                    f"{worker.name}: {wanted} acknowledged, {found} there", again
                )


def soak(report, path, told, seed):
    """Works, kills and looks; how often it killed."""
    Store.open(path).close()
    until = time.monotonic() + told.seconds
    again = f"tests/proof/soak.py --seed {seed} --seconds {told.seconds:.0f}"
    sizes = multiprocessing.Array("Q", 3, lock=False)
    lives = Worker(path, "lives", seed, until, False, sizes)
    killed = [
        Worker(path, f"killed-{one}", seed + one, until, told.early) for one in (1, 2)
    ]
    drawn, kills = random.Random(seed), 0
    for worker in (lives, *killed):
        worker.begin()
    while time.monotonic() < until - 2:
        time.sleep(drawn.uniform(0.05, 1.5))
        worker = drawn.choice(killed)
        if not worker.kill():
            report.violation(f"{worker.name} ended by itself", again)
        kills += 1
        look(report, path, [worker], again)
        worker.begin()
    for worker in (lives, *killed):
        worker.process.join()
        if worker.process.exitcode != 0:
            report.violation(f"{worker.name} ended by itself", again)
    look(report, path, [lives, *killed], again)
    with Store.open(path) as store:
        store.check()
    behind, before, after = sizes
    if not behind or after > behind * 1.01 + ROUNDING:
        report.violation(f"memory grew from {behind} to {after} bytes", again)
    size = os.path.getsize(path)
    if size > before * 1.5:
        report.violation(f"the file grew from {before} to {size} bytes", again)
    report.cases += sum(one.acknowledged.value for one in (lives, *killed))
    grown = (after - behind) / behind * 100 if behind else 0
    report.what = (
        f"commits in {told.seconds:.0f} s with {kills} kills; "
        f"memory {grown:+.1f} %, file {before / 1e6:.1f} to {size / 1e6:.1f} MB"
    )


def main():
    made = parser(__doc__)
    made.add_argument("--seconds", type=float, default=120)
    made.add_argument("--early", action="store_true", help="the control")
    told = made.parse_args()
    seed = seeded(told.seed)
    report = Report("B19", seed, "")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        soak(report, os.path.join(folder, "runs.db"), told, seed)
    return report.end()


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    sys.exit(main())
