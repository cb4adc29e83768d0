"""What the proofs by kernel faults share: options, the loop, and the last line."""

import argparse
import gc
import os
import pathlib
import random
import shutil
import sys
import tempfile

from kernel_case import STARTS, Child, Story, Strace, calls_of, make_templates, place
from kernel_worker import Worker
from report import Report

DURABILITIES = ("power", "process")


def options(about, cases):
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--seed", type=int, default=None, help="which cases are drawn")
    parser.add_argument("--case", help="replays this one, and tells all of it")
    parser.add_argument("--cases", type=int, default=cases, help="how many to try")
    parser.add_argument("--all", action="store_true", help="try all there are")
    parser.add_argument("--quick", action="store_true", help="a tenth of them")
    parser.add_argument(
        "--control", choices=["early"], help="a worker that tells of commits too early"
    )
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.cases //= 10
    if chosen.all:
        chosen.cases = 10**9
    if chosen.seed is None:
        chosen.seed = random.SystemRandom().randrange(10**9)
    return chosen


class Bench:
    """A folder in memory with the templates, and a place for each case."""

    def __init__(self, early=False):
        self.early = early
        memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.root = pathlib.Path(tempfile.mkdtemp(dir=memory, prefix="snaproll-"))
        self.log = self.root / "log"
        self._templates = self.root / "templates"
        make_templates(self._templates)
        self._calls = {}

    def end(self):
        shutil.rmtree(self.root)

    def fresh(self, start, folder=None):
        """An empty folder with a copy of the template; the store's path."""
        folder = folder or self.root / "work"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return place(self._templates, start, folder)

    def traced(self, start, durability, inject=None, marks=False):
        """A worker under strace: its path, story, status and the log."""
        path = self.fresh(start)
        child = Child(
            lambda told: Worker(
                path, told, durability=durability, early=self.early, marks=marks
            ).main(),
            held=True,
        )
        strace = Strace(child.pid, path, self.log, inject)
        child.go()
        lines, status = child.end()
        story = Story(STARTS[start]).read(lines)
        return path, story, status, strace.end()

    def calls(self, start, durability):
        """The system calls of a worker that nothing disturbs, as calls_of has them."""
        key = start, durability
        if key not in self._calls:
            _, story, status, log = self.traced(start, durability, marks=True)
            if status != 0 or story.failures:
                raise RuntimeError(f"nothing was broken, and it failed: {story}")
            self._calls[key] = calls_of(log)
        return self._calls[key]


class Tally(Report):
    """Counts cases and violations; a case is replayed by its name."""

    def __init__(self, item, what, chosen):
        super().__init__(item, chosen.seed, what)
        self._control = f" --control {chosen.control}" if chosen.control else ""
        print(f"seed {chosen.seed}", flush=True)

    def take(self, name, fired, wrong):
        """One case: whether its fault came about, and what was wrong then."""
        self.cases += fired
        if wrong:
            program = pathlib.Path(sys.argv[0]).name
            again = f"tests/proof/{program} --seed {self.seed} --case {name}"
            self.violation("\n  ".join([name, *wrong]), again + self._control)


def settle():
    """Before forks: what is alive now is not walked by any child's collector."""
    gc.collect()
    gc.freeze()
