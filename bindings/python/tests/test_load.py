"""Loading: where the library is looked for, and what is refused."""

import ctypes.util
import os
import subprocess
import sys


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


def test_library_of_another_minor_version_is_refused(monkeypatch):
    from snaproll import _library

    monkeypatch.setattr(_library, "VERSION", "0.2.0")
    try:
        _library._check_version(_library.lib)
    except ImportError as problem:
        assert "has version 0.1." in str(problem)
        assert "this package needs 0.2" in str(problem)
    else:
        raise AssertionError("a library of version 0.1 was taken for 0.2")
