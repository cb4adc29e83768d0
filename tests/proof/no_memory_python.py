"""B1 through Python: each allocation of each operation fails in turn.

Every operation of no_memory_operations.py is done in memory and on a store; the
n-th allocation of the library fails, alone or with all behind it, for each n
until it needs no more. It raises NoMemoryError or succeeds; where it raises,
nothing that can be seen changed; the same call works then; nothing leaked.

    no_memory_python.py [--seed S] [--case NAME] [--place memory|store|inner]
        [--mode once|sticky] [--at K] [--control leak|changed|code]
"""

import ctypes
import gc
import json
import os
import sys
import tempfile
import warnings

from report import BINDING, HERE, Report, compiled, library, parser, seeded, watched

PLACES = ("memory", "store", "inner")
WHAT = "allocations of the library failed, through Python"
MOST = 5_000
FRESH = 8  # Every so many cases the world is a new one, and the call made again.
CONTROLS = ("leak", "changed", "code")


def started_anew():
    """This program again, with the allocator that fails laid under it."""
    with tempfile.TemporaryDirectory() as folder:
        preload = compiled(folder, HERE / "failing_malloc.c")
        environment = {
            **os.environ,
            "LD_PRELOAD": str(preload),
            "PYTHONPATH": str(BINDING),
            "SNAPROLL_LIBRARY": str(library()),
        }
        return watched([sys.executable, *sys.argv], "B1", WHAT, environment)


class Proof:
    """Does the operations, and looks at what is left."""

    def __init__(self, told, report, folder):
        self.told, self.report, self.folder = told, report, folder
        self.memory = ctypes.CDLL(None)
        self.memory.failing_live.restype = ctypes.c_long
        self.memory.failing_disarm.restype = ctypes.c_long
        assert self.memory.failing_find() >= 2, "libsnaproll and libstdc++"
        self.nomem = 0

    def world(self, place):
        return World(self.report.seed, self.folder, place)

    def replay(self, name, place, sticky, n):
        mode = "sticky" if sticky else "once"
        control = f" --control {self.told.control}" if self.told.control else ""
        return (
            f"tests/proof/no_memory_python.py --seed {self.report.seed}"
            f" --case '{name}' --place {place} --mode {mode} --at {n}{control}"
        )

    def attempt(self, world, one, n, sticky):
        """The code that it raises, or None; how many allocations failed."""
        self.memory.failing_arm(ctypes.c_long(n), sticky)
        try:
            one(world)
            code = None
        except snaproll.SnaprollError as problem:
            code = problem.code
        except MemoryError:
            code = "MemoryError"
        failed = self.memory.failing_disarm()
        if code == Code.NO_MEMORY and self.told.control == "changed":
            world.run["changed"] = n
        if code == Code.NO_MEMORY and self.told.control == "leak":
            snaproll.Value([1] * 100)._owned.value = None
        if code == Code.NO_MEMORY and self.told.control == "code":
            code = Code.INTERNAL
        return code, failed

    def again(self, world, one, wanted):
        """The same call with memory; what is wrong with it, or None."""
        code, _ = self.attempt(world, one, MOST * 100, 0)
        if code != wanted:
            return f"with memory again it told {code!r}"
        return None if world.whole() else "the store is not whole"

    def judged(self, world, before, entry, code, n):
        """What is wrong with a failure of an allocation, or None."""
        _, one, wanted, stepwise = entry
        if code == wanted:
            return None
        if code != Code.NO_MEMORY:
            return f"told {code!r}"
        self.nomem += 1
        after = world.see()
        if after != before and not stepwise:
            return f"changed {difference(before, after)}"
        if n % FRESH == 0 or stepwise or self.told.at == n:
            return self.again(world, one, wanted)
        return None

    def sweep(self, entry, place, sticky):
        """Every allocation of one operation, in one place, in one mode."""
        world, before, n, more = None, None, 0, True
        while more and n < MOST:
            if world is None:
                world = self.world(place)
                before = world.see()
            more, wrong, kept = self.one(world, before, entry, n, sticky)
            more = more and n != self.told.at
            if not (kept and more) or wrong:
                wrong = world.close() or wrong
                world = None
            if wrong:
                again = self.replay(entry[0], place, sticky, n)
                self.report.violation(f"{entry[0]}, allocation {n}: {wrong}", again)
            n += 1

    def one(self, world, before, entry, n, sticky):
        """One allocation: whether it failed, what is wrong, whether the world
        is as it was."""
        _, call, wanted, stepwise = entry
        code, failed = self.attempt(world, call, n, sticky)
        if failed == 0:
            wrong = None if code == wanted else f"without a failure it told {code!r}"
            return False, wrong, False
        self.report.cases += 1
        try:
            wrong = self.judged(world, before, entry, code, n)
        except snaproll.SnaprollError as problem:
            wrong = f"can not be read: {problem!r}"
        return True, wrong, code is not None and not stepwise and n % FRESH

    def leaks(self, entry, place, sticky):
        """Whether a sweep takes blocks each time that it is made."""
        self.progress(entry[0], place, sticky)
        grown = []
        for turn in range(4):
            cases, wrong = self.report.cases, self.report.violations
            before = self.live()
            self.sweep(entry, place, sticky)
            grown.append(self.live() - before)
            if turn > 0:  # Only the first one counts.
                self.report.cases = cases
            if grown[-1] <= 0 or self.report.violations > wrong:
                return
        again = self.replay(entry[0], place, sticky, -1)
        self.report.violation(f"{entry[0]} leaks: blocks {grown}", again)

    def progress(self, name, place, sticky):
        """Tells where it is, for the case that the process dies."""
        at = {
            "seed": self.report.seed,
            "cases": self.report.cases,
            "violations": self.report.violations,
            "again": self.replay(name, place, sticky, -1),
        }
        with open(os.environ["SNAPROLL_PROOF_AT"], "w", encoding="utf-8") as file:
            json.dump(at, file)

    def live(self):
        gc.collect()
        return self.memory.failing_live()


def difference(before, after):
    for one, other in zip(before, after):
        if one != other:
            at = 0
            if isinstance(one, str) and isinstance(other, str):
                at = len(os.path.commonprefix([one, other]))
                at = max(0, at - 20)
                return f"{one[at:at + 80]!r} to {other[at:at + 80]!r}"
            return f"{one!r} to {other!r}"
    return "nothing"


def run(told):
    seed = seeded(told.seed)
    report = Report("B1", seed, WHAT)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        proof = Proof(told, report, folder)
        proof.world("store").close()
        operations = 0
        for place in PLACES:
            if told.place and told.place != place:
                continue
            for entry in table(place):
                if told.case and told.case != entry[0]:
                    continue
                for sticky in (0, 1):
                    if told.mode and told.mode != ("sticky" if sticky else "once"):
                        continue
                    operations += 1
                    proof.leaks(entry, place, sticky)
    print(f"{operations} sweeps, {report.cases} allocations failed,"
          f" {proof.nomem} of these were told as NoMemoryError")
    return report.end()


def arguments():
    made = parser(__doc__)
    made.add_argument("--case")
    made.add_argument("--place", choices=PLACES)
    made.add_argument("--mode", choices=("once", "sticky"))
    made.add_argument("--at", type=int, default=-1)
    made.add_argument("--control", choices=CONTROLS)
    return made.parse_args()


if __name__ == "__main__":
    TOLD = arguments()
    if "failing_malloc" not in os.environ.get("LD_PRELOAD", ""):
        sys.exit(started_anew())
    warnings.simplefilter("ignore", ResourceWarning)
    import snaproll
    from no_memory_operations import table
    from no_memory_world import World
    from snaproll._error import Code

    sys.exit(run(TOLD))
