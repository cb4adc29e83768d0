#!/usr/bin/env python3
"""B6: faults of the real kernel, under a worker that uses the shipped library.

System calls that strace makes fail; a tmpfs and an ext4 that get full; a limit
on the size of files; read-only mounts; a user without rights. After each, the
error is a documented one, what was acknowledged is there, at most one commit
more, check finds nothing, and the next process goes on. Root is needed.
"""

import collections
import os
import random
import sys

from kernel_injected import injected_cases, run_injected
from kernel_places import place_cases, run_place
from kernel_proof import Bench, Tally, options, settle

IN_OWN_MOUNTS = "SNAPROLL_PROOF_MOUNTS"


def enter_own_mounts():
    """What is mounted from here on goes with this process, however it ends."""
    if os.environ.get(IN_OWN_MOUNTS):
        return
    if os.geteuid() != 0:
        sys.exit("kernel_faults.py: only root can mount and limit")
    os.environ[IN_OWN_MOUNTS] = "1"
    os.execvp("unshare", ["unshare", "--mount", sys.executable, *sys.argv])


def chosen_cases(bench, chosen):
    """All places; of the calls that fail an equal share of each kind of fault."""
    if chosen.case:
        return [tuple(chosen.case.split("/"))]
    source = random.Random(chosen.seed)
    places = list(place_cases())
    injected = list(injected_cases(bench))
    source.shuffle(places)
    source.shuffle(injected)
    kinds = collections.defaultdict(list)
    for case in injected:
        kinds[case[2:5]].append(case)
    turns = sorted(
        (turn, kind, case)
        for kind, cases in kinds.items()
        for turn, case in enumerate(cases)
    )
    places = places[: max(chosen.cases // 4, 1)]
    picked = [case for _, _, case in turns[: chosen.cases - len(places)]]
    print(f"{len(picked)} of {len(injected)} faults injected", flush=True)
    return picked + places


def main():
    chosen = options(__doc__, 640)
    enter_own_mounts()
    tally = Tally("B6", "system calls that fail, full and read-only places", chosen)
    bench = Bench(early=chosen.control == "early")
    outcomes = collections.Counter()
    try:
        settle()
        for case in chosen_cases(bench, chosen):
            run = run_injected if len(case) == 6 else run_place
            fired, story, wrong = run(bench, case)
            outcomes.update(story.codes() or {"none"})
            tally.take("/".join(map(str, case)), fired, wrong)
            if chosen.case:
                print(f"fired: {fired}", *story.failures, sep="\n")
    finally:
        bench.end()
    print("errors that were told:", dict(sorted(outcomes.items())))
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
