#!/usr/bin/env python3
"""Runs every fuzz target for some time, and tells what was tried.

    tests/fuzz/run.py [--seconds 60] [--seed S] [--target json ...]
    tests/fuzz/run.py --target json --case <file>     one input again

The preset `fuzz` builds the targets. What is found lies in build/fuzz/found,
with the inputs that found new code; `--merge` takes of these what the corpora
do not reach yet.
"""

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The longest inputs; others are short, so that many are tried.
LONGEST = {"store": 65536, "import": 32768, "rows": 16384}
SECONDS = 2  # That an input may take; sanitized, about ten times as long as else.
LIMITS = [f"-timeout={SECONDS}", "-rss_limit_mb=512"]


def environment():
    told = dict(os.environ, UBSAN_OPTIONS="print_stacktrace=1")
    symbolizer = shutil.which("llvm-symbolizer-19") or shutil.which("llvm-symbolizer")
    if symbolizer:
        told["ASAN_SYMBOLIZER_PATH"] = symbolizer
    return told


def names():
    """Those that CMakeLists.txt lists."""
    text = (HERE / "CMakeLists.txt").read_text()
    lists = re.findall(r"SNAPROLL_FUZZ_TARGETS ([a-z ]+)\)", text)
    return [name for one in lists for name in one.split()]


class Run:
    def __init__(self, name, told):
        self.name, self.told = name, told
        self.program = told.build / "tests" / "fuzz" / f"fuzz_{name}"
        self.found = told.build / "found" / name
        self.corpus = HERE / "corpus" / name

    def call(self, *arguments, **more):
        command = [str(one) for one in (self.program, *arguments)]
        return subprocess.run(command, env=environment(), **more)

    def fuzz(self):
        """Executions, and the inputs at which a promise broke."""
        new, broken = self.found / "new", self.found / "broken"
        new.mkdir(parents=True, exist_ok=True)
        broken.mkdir(parents=True, exist_ok=True)
        before = set(broken.iterdir())
        begun, executions, edges, violations = time.monotonic(), 0, 0, []
        while not violations and (left := self.told.seconds - (time.monotonic() - begun)) > 1:
            status, log = self.once(left, new, broken)
            counts = re.findall(r"number_of_executed_units: (\d+)", log)
            executions += sum(int(one) for one in counts)
            edges = max([edges, *(int(one) for one in re.findall(r" cov: (\d+)", log))])
            found = set(broken.iterdir()) - before
            before |= found
            violations = sorted(one for one in found if self.is_broken(one))
            if status and not found:
                violations = [self.found / "log"]
        seconds = time.monotonic() - begun
        print(
            f"fuzz_{self.name}: {executions} executions in {seconds:.0f} s, "
            f"{edges} edges, {len(violations)} violations",
            flush=True,
        )
        for one in violations:
            print(f"  replay: tests/fuzz/run.py --target {self.name} --case {one}")
        return executions, len(violations)

    def once(self, seconds, new, broken):
        arguments = [
            f"-max_total_time={int(seconds)}",
            f"-seed={self.told.seed % 2**32 or 1}",
            f"-max_len={LONGEST.get(self.name, 4096)}",
            f"-artifact_prefix={broken}/",
            "-print_final_stats=1",
            *LIMITS,
        ]
        words = HERE / "dict" / f"{self.name}.dict"
        if words.exists():
            arguments.append(f"-dict={words}")
        ended = self.call(*arguments, new, self.corpus, stderr=subprocess.PIPE)
        log = ended.stderr.decode(errors="replace")
        (self.found / "log").write_text(log)
        return ended.returncode, log

    def is_broken(self, path):
        """On a busy machine one that took long may have waited: the processor's time counts."""
        if not path.name.startswith("timeout-"):
            return True
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        status = self.call("-timeout=60", path, stderr=subprocess.DEVNULL).returncode
        return status != 0 or resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before > SECONDS

    def merge(self):
        self.corpus.mkdir(parents=True, exist_ok=True)
        # A few inputs for each edge, not one for each count of it.
        few = ["-merge=1", "-set_cover_merge=1", "-use_counters=0"]
        return self.call(*few, *LIMITS, self.corpus, self.found / "new").returncode


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "fuzz")
    parser.add_argument("--target", action="append", choices=names())
    parser.add_argument("--case", type=Path, help="an input to run again")
    parser.add_argument("--merge", action="store_true")
    return parser.parse_args()


def main():
    told = arguments()
    runs = [Run(name, told) for name in told.target or names()]
    if told.case:
        return runs[0].call(*LIMITS, told.case).returncode != 0
    if told.merge:
        return any([run.merge() for run in runs])
    print(f"seed {told.seed}", flush=True)
    begun = time.monotonic()
    results = [run.fuzz() for run in runs]
    proof = {
        "item": "B10",
        "cases": sum(executions for executions, _ in results),
        "violations": sum(violations for _, violations in results),
        "seed": told.seed,
        "seconds": round(time.monotonic() - begun, 1),
        "what": f"libFuzzer, sanitized, {len(runs)} targets: executions",
    }
    print("PROOF " + json.dumps(proof))
    return proof["violations"] > 0


if __name__ == "__main__":
    sys.exit(main())
