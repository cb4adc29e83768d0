"""Loading: where the library is looked for, and what is refused."""

import ctypes.util
import os
import subprocess
import sys

import pytest

import snaproll


def load(**environment):
    return subprocess.run(
        [sys.executable, "-c", "import snaproll; print(snaproll.version())"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def test_library_that_is_named_but_not_there_is_told():
    done = load(SNAPROLL_LIBRARY="/nowhere/libsnaproll.so")
    assert done.returncode != 0
    assert "ImportError: snaproll: the library is at none of" in done.stderr
    assert "/nowhere/libsnaproll.so" in done.stderr
    assert "SNAPROLL_LIBRARY" in done.stderr


def test_library_that_is_another_one_is_told():
    other = ctypes.CDLL(ctypes.util.find_library("c"))._name
    with open("/proc/self/maps") as maps:
        path = next(line.split()[-1] for line in maps if other in line)
    done = load(SNAPROLL_LIBRARY=path)
    assert done.returncode != 0
    assert f"{path} is not libsnaproll" in done.stderr


def test_file_that_is_no_library_is_told(tmp_path):
    path = tmp_path / "libsnaproll.so"
    path.write_text("no library")
    done = load(SNAPROLL_LIBRARY=str(path))
    assert done.returncode != 0
    assert f"ImportError: snaproll: {path} can not be loaded" in done.stderr


VERSIONED = """
#include <stdint.h>
uint32_t snaproll_version_number(void) { return %d; }
"""


def built(folder, source):
    """A library of one C file, under the name of the real one."""
    path = folder / "libsnaproll.so"
    code = folder / "library.c"
    code.write_text(source)
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", path, code], check=True)
    return path


@pytest.mark.parametrize(
    "number, version",
    [(2_000, "0.2.0"), (2_003, "0.2.3"), (1_001_000, "1.1.0"), (0, "0.0.0")],
)
def test_library_of_another_minor_version_is_refused(tmp_path, number, version):
    path = built(tmp_path, VERSIONED % number)
    done = load(SNAPROLL_LIBRARY=str(path))
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1] == (
        f"ImportError: snaproll: {path} has version {version}, this package "
        f"{snaproll.__version__} needs 0.1; install both of the same version, or "
        "set SNAPROLL_LIBRARY to the path of a libsnaproll.so of 0.1"
    )


@pytest.mark.parametrize("number", [1_000, 1_077])
def test_library_without_a_function_is_told_with_its_name(tmp_path, number):
    """One of another patch version is taken: nothing declared changes below."""
    path = built(tmp_path, VERSIONED % number)
    done = load(SNAPROLL_LIBRARY=str(path))
    assert done.returncode != 0
    told = done.stderr.splitlines()[-1]
    assert told.startswith(f"ImportError: snaproll: {path} has no snaproll_")
    assert told.endswith(
        "; it was built from other sources than this package of version "
        f"{snaproll.__version__}"
    )


def test_every_declared_function_is_in_the_library():
    """They are looked up when they are used first, so here all are."""
    from snaproll import _library

    names = list(_library._declared)
    assert len(names) > 400
    for name in names:
        function = getattr(_library.lib, name)
        assert function is getattr(_library.lib, name)
        types, returns = _library._declared[name]
        assert list(function.argtypes) == types and function.restype is returns


def test_function_that_is_not_declared_is_no_attribute():
    from snaproll import _library

    with pytest.raises(AttributeError, match="no function snaproll_none is declared"):
        _library.lib.snaproll_none
