"""What the proofs in Python share: where things lie, what they are told, what
they print.

Each prints one line for a violation, with what replays it, and as its last
line the counts.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "proof"
GOLDEN = ROOT / "tests" / "golden"
BINDING = ROOT / "bindings" / "python"
MOST_SHOWN = int(os.environ.get("SNAPROLL_PROOF_SHOWN", "20"))


def library():
    """The shared library that is proven: that of the binding's environment."""
    named = os.environ.get("SNAPROLL_LIBRARY")
    return pathlib.Path(named or ROOT / "build/release/capi/libsnaproll.so")


def parser(text):
    """A parser of arguments with the one that all proofs have."""
    made = argparse.ArgumentParser(description=text.splitlines()[0])
    made.add_argument("--seed", type=int, help="drawn where none is told")
    return made


def seeded(told):
    """The seed that was told, or a new one, which is printed."""
    if told is None:
        told = random.SystemRandom().randrange(2**31)
    print(f"seed {told}", flush=True)
    return told


def compiled(folder, source, *options):
    """A C source, compiled into the folder."""
    made = pathlib.Path(folder) / (pathlib.Path(source).stem + ".so")
    subprocess.run(
        ["cc", "-O1", "-Wall", "-shared", "-fPIC", "-o", made, source, *options],
        check=True,
    )
    return made


def watched(command, item, what, environment):
    """Runs a program that proves an item, and tells of its death.

    It writes where it is to the file that SNAPROLL_PROOF_AT names, as JSON: its
    seed and cases, and the command that does the same case again.
    """
    with tempfile.NamedTemporaryFile("r") as at:
        environment = {**environment, "SNAPROLL_PROOF_AT": at.name}
        status = subprocess.run(command, env=environment).returncode
        told = at.read()
    if status in (0, 1) or not told:
        return status
    where = json.loads(told)
    report = Report(item, where["seed"], what)
    report.cases, report.violations = where["cases"], where["violations"]
    report.violation(f"the process died ({status})", where["again"])
    return report.end()


class Report:
    """Counts the cases and the violations of one item."""

    def __init__(self, item, seed, what):
        self.item = item
        self.seed = seed
        self.what = what
        self.cases = 0
        self.violations = 0
        self.began = time.monotonic()

    def violation(self, told, replay):
        """One that was found, and the command that finds it again."""
        self.violations += 1
        if self.violations <= MOST_SHOWN:
            print(f"{self.item} VIOLATION: {told}\n  again: {replay}", flush=True)

    def same(self, found, wanted, told, replay):
        """One case: what was found has to be what was wanted."""
        self.cases += 1
        if found != wanted:
            self.violation(f"{told}: {found!r} is not {wanted!r}", replay)

    def end(self):
        """Prints the last line; the exit code."""
        if self.cases == 0:
            self.violation("nothing was tried", sys.argv[0])
        line = {
            "item": self.item,
            "cases": self.cases,
            "violations": self.violations,
            "seed": self.seed,
            "seconds": round(time.monotonic() - self.began, 1),
            "what": self.what,
        }
        print("PROOF", json.dumps(line), flush=True)
        return 1 if self.violations else 0
