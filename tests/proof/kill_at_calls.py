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
from kernel_proof import DURABILITIES, Bench, Tally, options, settle

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
# Inside a commit, changes files: how many of all.
SHARES = (
    (True, True, 0.4),
    (True, False, 0.2),
    (False, True, 0.25),
    (False, False, 0.15),
)


def all_cases(bench):
    """Each case, with whether it is in a commit and whether it changes files."""
    for start in STARTS:
        for durability in DURABILITIES:
            for call, places in bench.calls(start, durability).items():
                for n, (inside, _) in enumerate(places, 1):
                    yield (start, durability, call, n), inside, call in CHANGING


def run_case(bench, case):
    """Whether it was killed there, whether inside a commit, and what is wrong."""
    start, durability, call, n = case
    inject = f"{call}:signal=KILL:when={n}"
    path, story, status, _ = bench.traced(start, durability, inject)
    wrong = []
    if status not in (0, -signal.SIGKILL):
        wrong.append(f"it ended with {status}")
    wrong += verify(path, story)
    return status == -signal.SIGKILL, story.inside, wrong


def chosen_cases(bench, chosen):
    """Of each kind a share, three of five inside a commit; all of one that is small."""
    if chosen.case:
        start, durability, call, n = chosen.case.split("/")
        return [(start, durability, call, int(n))]
    cases = list(all_cases(bench))
    random.Random(chosen.seed).shuffle(cases)
    picked = []
    for inside, changing, share in SHARES:
        kind = [case for case, *at in cases if at == [inside, changing]]
        picked += kind[: int(chosen.cases * share)]
    print(f"{len(picked)} of {len(cases)} system calls", flush=True)
    return picked


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
