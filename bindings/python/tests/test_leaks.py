"""Nothing leaks, neither of Python nor of C, in 100,000 operations."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
SHORT = os.environ.get("SNAPROLL_TIER") in (None, "", "short")
OPERATIONS = 100_000
TRACED = 10_000 if SHORT else OPERATIONS  # tracemalloc makes them slow.


def started(measure, count, **environment):
    binding = str(HERE.parent)
    path = os.pathsep.join(filter(None, [binding, os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, str(HERE / "operations.py"), measure, str(count)],
        env={**os.environ, "PYTHONPATH": path, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process):
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    return [int(number) for number in out.split()]


@pytest.fixture(scope="module")
def counting(tmp_path_factory):
    """The allocator that counts."""
    compiler = shutil.which("cc")
    assert compiler and os.confstr("CS_GNU_LIBC_VERSION"), "needs cc and glibc"
    made = tmp_path_factory.mktemp("counting") / "counting.so"
    source = HERE / "counting.c"
    command = [compiler, "-O1", "-Wall", "-shared", "-fPIC", "-o", made, source]
    subprocess.run(command, check=True)
    return str(made)


def test_nothing_leaks(counting):
    blocks = started("blocks", OPERATIONS, LD_PRELOAD=counting)
    traced = started("traced", TRACED)  # Both at once.
    before, behind = told(blocks)
    # One block that one of the 40 operations leaks would be 2,500 more.
    assert before > 1_000 and behind - before < 1_000
    before, behind = told(traced)
    assert before > 10_000 and behind - before < 100_000


LEAK = """
import ctypes, snaproll
live = ctypes.CDLL(None).counting_live
live.restype = ctypes.c_long
before = live()
for _ in range(1_000):
    one = snaproll.Value([1] * 100)
    if {leaks}:
        one._owned.value = None
print(live() - before)
"""


@pytest.mark.parametrize("leaks, least, most", [(True, 1_000, 10**6), (False, -9, 99)])
def test_a_leak_would_be_seen(counting, leaks, least, most):
    done = subprocess.run(
        [sys.executable, "-c", LEAK.format(leaks=leaks)],
        env={**os.environ, "PYTHONPATH": str(HERE.parent), "LD_PRELOAD": counting},
        capture_output=True,
        text=True,
        check=True,
    )
    assert least <= int(done.stdout) <= most
