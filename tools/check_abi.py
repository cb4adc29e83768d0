#!/usr/bin/env python3
"""Compares the C ABI with the recorded one, by abidw and abidiff.

A library with the signatures of capi/snaproll.h and nothing behind them is
compiled with debug information: what the headers say is the whole ABI, for
each definition includes them and handles are opaque. capi/abi/<machine>.abi
is what it was when it was recorded. What was there must be there unchanged;
what is new must be recorded with it (--write).
"""

import pathlib
import platform
import subprocess
import sys
import tempfile

from check_header import CAPI, ROOT, FUNCTION

RECORD = CAPI / "abi" / f"{platform.machine()}.abi"
# What abidiff's exit status means, bit by bit.
USAGE, CHANGED = 3, 4


def stub_text():
    """A definition for each declaration; a variable for each named enum, for
    functions take them as int32_t."""
    lines = ['#include "snaproll.h"\n']
    for header in sorted((CAPI / "snaproll").glob("*.h")):
        text = header.read_text(encoding="utf-8")
        for word in text.split("enum ")[1:]:
            name = word.split(maxsplit=1)[0]
            if name.startswith("snaproll_") and word.split()[1] == "{":
                lines.append(f"SNAPROLL_API enum {name} enum_{name};\n")
        for match in FUNCTION.finditer(text):
            declared = match[0][match[0].index("SNAPROLL_API"):].rstrip("; \n")
            lines.append(f"{declared} {{ __builtin_trap(); }}\n")
    return "".join(lines)


def write_abi(path, folder):
    """Writes the ABI of the headers as they are to `path`."""
    stub = folder / "snaproll.c"
    library = folder / "libsnaproll.so"
    stub.write_text(stub_text(), encoding="utf-8")
    subprocess.run(
        ["cc", "-std=c99", "-w", "-g", "-O0", "-fPIC", "-shared", "-I", CAPI,
         stub.name, "-o", library], check=True, cwd=folder)
    subprocess.run(
        ["abidw", "--no-show-locs", "--no-corpus-path", "--no-comp-dir-path",
         "--type-id-style", "hash", "--out-file", path, library], check=True)


def main():
    if sys.argv[1:] not in ([], ["--write"]):
        sys.exit("usage: tools/check_abi.py [--write]")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if sys.argv[1:]:
            RECORD.parent.mkdir(exist_ok=True)
            write_abi(RECORD, folder)
            return 0
        where = RECORD.relative_to(ROOT)
        if not RECORD.exists():
            print(f"there is no {where}: not compared on this machine")
            return 0
        now = folder / "now.abi"
        write_abi(now, folder)
        found = subprocess.run(["abidiff", RECORD, now], text=True,
                               capture_output=True)
    print(found.stdout + found.stderr, end="")
    if found.returncode & USAGE:
        return 1
    if found.returncode & CHANGED:
        print(f"the ABI is not what {where} says: a change or a removal of"
              " what was released is wrong; record what is new with"
              " tools/check_abi.py --write")
        return 1
    print(f"the ABI is that of {where}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
