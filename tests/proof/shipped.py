"""Finds what is shipped: the binding, its library and the program, of the release
build unless SNAPROLL_LIBRARY names another. Import it before snaproll."""

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
PROGRAM = BUILD / "cli" / "snaproll"

os.environ.setdefault("SNAPROLL_LIBRARY", str(BUILD / "capi" / "libsnaproll.so"))
sys.path.insert(0, str(ROOT / "bindings" / "python"))
