#!/usr/bin/env python3
"""Compares everything that repeats the C ABI with its headers.

The hand-written headers capi/snaproll/*.h are the source of truth. Checked
against them: the export map (--write-map writes it anew), the declarations
of the Python binding, what the Go binding calls, the list in snaproll.h, and
that each function has a comment that says since when it is there. What else
comments have to say is in header_comments.py, those of the C++ headers too.
"""

import pathlib
import re
import sys

import header_comments

ROOT = pathlib.Path(__file__).resolve().parent.parent
CAPI = ROOT / "capi"
MAP = CAPI / "snaproll.map"
PYTHON = ROOT / "bindings/python/snaproll/_ffi.py"
GO = ROOT / "bindings/go"

FUNCTION = re.compile(
    r"(?P<doc>/\*\*(?:(?!\*/).)*\*/)?\s*"
    r"SNAPROLL_API\s+(?P<type>[^;(]*?)\b(?P<name>snaproll_\w+)\s*"
    r"\((?P<arguments>[^;]*)\)\s*;",
    re.DOTALL,
)
SINCE = re.compile(r"\bSince[\s*]+(\d+\.\d+)\b")


class Function:
    """One declaration: name, number of arguments, version it came with."""

    def __init__(self, header, match):
        self.header = header
        self.name = match["name"]
        self.doc = match["doc"] or ""
        arguments = re.sub(r"/\*.*?\*/", "", match["arguments"], flags=re.S)
        self.arguments = " ".join(arguments.split())
        self.argument_count = (
            0 if arguments.strip() == "void" else arguments.count(",") + 1
        )
        since = SINCE.search(self.doc)
        self.since = since[1] if since else None


def read_headers():
    functions = []
    for header in sorted((CAPI / "snaproll").glob("*.h")):
        text = header.read_text(encoding="utf-8")
        found = [Function(header.name, m) for m in FUNCTION.finditer(text)]
        declared = len(re.findall(r"^SNAPROLL_API\b", text, re.M))
        if declared != len(found):
            sys.exit(f"{header}: {declared} declarations, {len(found)} read")
        functions += found
    return functions


def version_key(version):
    return tuple(int(part) for part in version.split("."))


def map_text(functions):
    """One version node per minor version, each inheriting the one before."""
    versions = sorted({f.since for f in functions if f.since}, key=version_key)
    nodes, previous = [], ""
    for version in versions:
        names = sorted(f.name for f in functions if f.since == version)
        body = "".join(f"    {name};\n" for name in names)
        local = "  local:\n    *;\n" if not previous else ""
        nodes.append(
            f"SNAPROLL_{version} {{\n  global:\n{body}{local}}}{previous};\n"
        )
        previous = f" SNAPROLL_{version}"
    return "\n".join(nodes)


def check_docs(functions):
    for function in functions:
        if not function.since:
            yield (f"{function.header}: {function.name} has no comment that"
                   " says since when it is there")
    names = [function.name for function in functions]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} is declared twice"


def check_umbrella():
    text = (CAPI / "snaproll.h").read_text(encoding="utf-8")
    for header in sorted((CAPI / "snaproll").glob("*.h")):
        include = f'#include "snaproll/{header.name}"'
        if header.name not in ("export.h", "experimental.h") and (
            include not in text
        ):
            yield f"snaproll.h does not include snaproll/{header.name}"


def check_map(functions):
    if MAP.read_text(encoding="utf-8") != map_text(functions):
        yield (f"{MAP.relative_to(ROOT)} is not what the headers say; write"
               " it with tools/check_header.py --write-map")


def compare(functions, used, where):
    names = {function.name for function in functions}
    for name in sorted(names - used):
        yield f"{where} lacks {name}"
    for name in sorted(used - names):
        yield f"{where} names {name}, which no header declares"


def check_python(functions):
    if not PYTHON.exists():
        return
    text = PYTHON.read_text(encoding="utf-8")
    where = PYTHON.relative_to(ROOT)
    yield from compare(
        functions, set(re.findall(r"\b(snaproll_\w+)\b", text)), where)


# What Go has no use for: the status is the code of an error.
GO_LEAVES_OUT = {"snaproll_error_code"}


def check_go(functions):
    if not GO.exists():
        return
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*sorted(GO.rglob("*.go")), GO / "variables.h",
                     GO / "snapshot_options.h"]
    )
    names = {function.name for function in functions}
    used = set(re.findall(r"\b(snaproll_\w+)\s*\(", text)) & names
    yield from compare(functions, used | GO_LEAVES_OUT, GO.relative_to(ROOT))


def main():
    functions = read_headers()
    if sys.argv[1:] == ["--write-map"]:
        MAP.write_text(map_text(functions), encoding="utf-8")
        return 0
    if sys.argv[1:]:
        sys.exit("usage: tools/check_header.py [--write-map]")
    faults = [
        *check_docs(functions),
        *header_comments.c_faults(functions),
        *header_comments.core_faults(),
        *header_comments.wrapper_faults(functions),
        *check_umbrella(),
        *check_map(functions),
        *check_python(functions),
        *check_go(functions),
    ]
    print("\n".join(faults) if faults else
          f"{len(functions)} functions agree with the export map and the"
          " bindings; the comments have their form")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
