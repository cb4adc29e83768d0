#!/usr/bin/env python3
"""Fails where a function of the C ABI is never called by a test in C."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from check_header import read_headers  # noqa: E402


def main():
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "tests/capi").glob("*_test.c"))
    )
    called = set(re.findall(r"\b(snaproll_\w+)\s*\(", text))
    functions = read_headers()
    missing = [f.name for f in functions if f.name not in called]
    for name in missing:
        print(f"{name} is never called")
    print(f"{len(functions) - len(missing)} of {len(functions)} functions called")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
