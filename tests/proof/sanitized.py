#!/usr/bin/env python3
"""B9: all tests under the address and undefined-behaviour sanitizers, those that race
under the thread sanitizer, and the programs of the C ABI under valgrind.

  tests/proof/sanitized.py [--quick]    quick: the racing tests alone

A case is a test, or a program of the C ABI.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import subprocess
import sys

from report import Report

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
PASSED = re.compile(r"(\d+)% tests passed, (\d+) tests failed out of (\d+)")
OPTIONS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
    "SNAPROLL_TIER": "short",
}


def run(*command: str) -> str:
    """What a command printed; the end of this program where it fails."""
    print("$ " + " ".join(command), flush=True)
    told = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **OPTIONS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print("\n".join(told.stdout.splitlines()[-40:]), flush=True)
    if told.returncode != 0:
        sys.exit(1)
    return told.stdout


def tests(preset: str, *chosen: str, target: str = "all") -> int:
    """How many tests of a preset passed."""
    run("cmake", "--preset", preset)
    run("cmake", "--build", "--preset", preset, "--target", target)
    told = run("ctest", "--preset", preset, "-j", str(os.cpu_count()), *chosen)
    found = PASSED.search(told)
    if found is None or found[2] != "0":
        sys.exit("the tests did not tell that they passed")
    return int(found[3])


def under_valgrind() -> int:
    """How many programs of the C ABI neither leak nor read what is not theirs."""
    run("cmake", "--preset", "debug", "-DSNAPROLL_UNIT_TESTS=OFF")
    run("cmake", "--build", "--preset", "debug")
    programs = [
        path
        for path in sorted((BUILD / "debug" / "tests" / "capi").glob("capi_*"))
        if path.is_file() and os.access(path, os.X_OK)
    ]
    for path in programs:
        run("valgrind", "-q", "--leak-check=full", "--error-exitcode=9", str(path))
    return len(programs)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    told = options.parse_args()
    report = Report("B9", 0, "racing tests under the thread sanitizer")
    report.cases = tests("tsan", "-L", "threads", target="thread_programs")
    report.end()
    if told.quick:
        return
    report = Report("B9", 0, "all tests under ASan and UBSan")
    report.cases = tests("asan-ubsan")
    report.end()
    report = Report("B9", 0, "programs of the C ABI under valgrind")
    report.cases = under_valgrind()
    report.end()


if __name__ == "__main__":
    main()
