#!/usr/bin/env python3
"""Holds the line: who may include whom.

EDGES is the architecture. A folder of src/ includes only itself and the
folders named for it; a public header of include/snaproll belongs to the
folder that implements it. capi/ stands on the public C++ API alone, cli/ on
the C ABI alone.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# folder -> the folders it may include, besides itself.
EDGES = {
    "base": (),
    "value": ("base",),
    "patch": ("value", "base"),
    "snapshot": ("patch", "value", "base"),
    "context": ("snapshot", "patch", "value", "base"),
    "store": ("base",),
    "journal": ("retention", "store", "context", "snapshot", "patch", "value", "base"),
    "retention": ("base",),
    "manager": ("retention", "journal", "store", "context", "snapshot",
                "patch", "value", "base"),
    "execution": ("manager", "retention", "journal", "store", "context",
                  "snapshot", "patch", "value", "base"),
}

# public header of include/snaproll -> the folder it belongs to.
PUBLIC = {
    "cancel": "base",
    "id": "base",
    "limits": "base",
    "options": "base",
    "result": "base",
    "time": "base",
    "store_types": "store",
    "execution_types": "base",
    "store": "journal",
    "pointer": "value",
    "value": "value",
    "patch": "patch",
    "private_paths": "snapshot",
    "node_result": "snapshot",
    "snapshot": "snapshot",
    "state": "snapshot",
    "context": "context",
    "rollback": "context",
    "policy": "retention",
    "field_history": "manager",
    "names": "base",
    "erase": "base",
    "blob": "base",
    "prune": "base",
    "manager": "manager",
    "snapshot_rules": "manager",
    "execution": "execution",
}

# system header -> the only places that may include it.
FENCED = {
    "rapidjson/": re.compile(r"src/value/"),
    "uuid/": re.compile(r"src/base/id\.cpp$"),
    "sqlite3": re.compile(r"src/store/sqlite/"),
    "sodium": re.compile(r"src/base/hash\.cpp$"),
    "CLI/": re.compile(r"cli/"),
    "zstd": re.compile(r"src/journal/compress\.cpp$"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def folder_of(path):
    """The folder a file of src/ or include/ belongs to."""
    if path.parts[0] == "src":
        return path.parts[1]
    return PUBLIC.get(path.stem)


def target_of(name, own):
    """The folder that an include of `name` leads to, or None if unknown."""
    parts = pathlib.PurePosixPath(name).parts
    if parts[0] == "snaproll" and name.endswith(".hpp"):
        return PUBLIC.get(pathlib.PurePosixPath(name).stem)
    if len(parts) == 1 and (ROOT / "src" / own / name).exists():
        return own
    return parts[0] if parts[0] in EDGES else None


def check_core(path, kind, name):
    own = folder_of(path)
    if own not in EDGES:
        return "belongs to no folder of the line"
    if kind == "<":
        return None
    target = target_of(name, own)
    if target is None:
        return f'"{name}" belongs to no folder of the line'
    if target != own and target not in EDGES[own]:
        return f'{own} may not include {target} ("{name}")'
    if path.parts[0] == "include" and not name.startswith("snaproll/"):
        return f'a public header includes the private "{name}"'
    return None


def check_capi(path, kind, name):
    if kind == "<":
        return None
    if name.endswith(".hpp") and name.startswith("snaproll/"):
        if name.removeprefix("snaproll/").removesuffix(".hpp") not in PUBLIC:
            return f'"{name}" is no header of the C++ API'
        if path.parts[1] != "src":
            return f'a header of the C ABI includes the C++ API ("{name}")'
        return None
    near = (ROOT / path).parent / name
    if near.exists() or (ROOT / "capi" / name).exists():
        return None
    if (ROOT / "capi/src" / name).exists():
        return None
    return f'capi includes "{name}", which is not of the C++ API'


def check_cli(path, kind, name):
    if kind == "<":
        if name.startswith("snaproll") and name != "snaproll.hpp":
            if not (ROOT / "capi" / name).exists():
                return f"<{name}> is not of the C ABI"
        return None
    if (ROOT / path).parent != (ROOT / "cli" / name).parent:
        return f'"{name}" is no header of cli'
    if not (ROOT / "cli" / name).exists():
        return f'there is no cli/{name}'
    return None


CHECKS = {"capi": check_capi, "cli": check_cli}


def main():
    faults = []
    files = sorted(
        path.relative_to(ROOT)
        for top in ("src", "include", "capi", "cli")
        for path in (ROOT / top).rglob("*")
        if path.suffix in (".h", ".hpp", ".cpp", ".c")
    )
    includes = 0
    for path in files:
        check = CHECKS.get(path.parts[0], check_core)
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            includes += 1
            kind, name = match.groups()
            fault = check(path, kind, name)
            for fenced, places in FENCED.items():
                if name.startswith(fenced) and not places.match(str(path)):
                    fault = f"{name} is not for this file"
            if fault:
                faults.append(f"{path}:{number}: {fault}")
    print("\n".join(faults) if faults else
          f"{includes} includes of {len(files)} files follow the line")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
