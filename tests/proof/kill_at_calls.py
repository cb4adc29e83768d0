#!/usr/bin/env python3
"""B5: kill -9 at each system call by which a worker touches its store.

strace kills the worker when it enters the n-th call of a kind. What was
acknowledged has to be there, at most one commit more, and whole; the next
process goes on. A case is start/durability/call/n. Root, or ptrace, is needed.
"""

import random
import signal
import sys

from kernel_case import STARTS, verify
from kernel_proof import DURABILITIES, Bench, Tally, drawn, options, settle

# What changes files comes first; of what only looks, as many as there is time for.
CHANGING = {
    "fdatasync",
    "fsync",
    "pwrite64",
    "ftruncate",
    "unlink",
    "openat",
    "mmap",
    "fchmod",
}


def all_cases(bench):
    for start in STARTS:
        for durability in DURABILITIES:
            for call, count in bench.counts(start, durability).items():
                for n in range(1, count + 1):
                    yield start, durability, call, n


def run_case(bench, case):
    """Whether it was killed there, whether inside a commit, and what is wrong."""
    start, durability, call, n = case
    inject = f"{call}:signal=KILL:when={n}"
    path, story, status, _ = bench.traced(start, durability, inject)
    wrong = []
    if status not in (0, -signal.SIGKILL):
        wrong.append(f"it ended with {status}")
    inside = story.inside
    wrong += verify(path, story)
    return status == -signal.SIGKILL, inside, wrong


def chosen_cases(bench, chosen):
    if chosen.case:
        start, durability, call, n = chosen.case.split("/")
        return [(start, durability, call, int(n))]
    source = random.Random(chosen.seed)
    cases = drawn(all_cases(bench), None, source)
    cases.sort(key=lambda case: case[2] not in CHANGING)
    half = [case for case in cases if case[2] in CHANGING][: chosen.cases * 2 // 3]
    rest = [case for case in cases if case[2] not in CHANGING]
    return half + rest[: chosen.cases - len(half)]


def main():
    chosen = options(__doc__, 600)
    tally = Tally("B5", "kill -9 at system calls, two durabilities", chosen)
    bench = Bench(early=chosen.control == "early")
    inside = 0
    try:
        settle()
        for case in chosen_cases(bench, chosen):
            killed, within, wrong = run_case(bench, case)
            inside += killed and within
            tally.take("/".join(map(str, case)), killed, wrong)
    finally:
        bench.end()
    print(f"{tally.cases} kills, {inside} of them inside a commit")
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
