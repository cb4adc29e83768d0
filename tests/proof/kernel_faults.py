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
from kernel_program import program_cases, run_program
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
    """A quarter places, an eighth programs; else of each kind of fault as many."""
    if chosen.case:
        return [tuple(chosen.case.split("/"))]
    source = random.Random(chosen.seed)
    places = list(place_cases())
    programs = list(program_cases(bench))
    injected = list(injected_cases(bench))
    for cases in (places, programs, injected):
        source.shuffle(cases)
    kinds = collections.defaultdict(list)
    for case in injected:
        kinds[case[2:5]].append(case)
    turns = sorted(
        (turn, kind, case)
        for kind, cases in kinds.items()
        for turn, case in enumerate(cases)
    )
    rest = places[: chosen.cases // 4] + programs[: chosen.cases // 8]
    picked = [case for _, _, case in turns[: chosen.cases - len(rest)]]
    print(
        f"{len(picked)} of {len(injected)} faults in the library's calls,"
        f" {len(rest)} of {len(places) + len(programs)} places and programs",
        flush=True,
    )
    return picked + rest


def main():
    chosen = options(__doc__, 640)
    enter_own_mounts()
    tally = Tally("B6", "system calls that fail, full and read-only places", chosen)
    bench = Bench(early=chosen.control == "early")
    outcomes = collections.Counter()
    try:
        settle()
        for case in chosen_cases(bench, chosen):
            run = {6: run_injected, 3: run_place, 7: run_program}[len(case)]
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
