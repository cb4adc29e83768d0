"""The programs of snaproll.langgraph, which tell what is missing without LangGraph."""

from __future__ import annotations

import sys


def import_langgraph() -> int:
    """`snaproll-import-langgraph`, which `snaproll import-langgraph` runs."""
    return _run("import-langgraph")


def export_langgraph() -> int:
    """`snaproll-export-langgraph`, which `snaproll export-langgraph` runs."""
    return _run("export-langgraph")


def _run(name: str) -> int:
    try:
        from .langgraph._program import run
    except ImportError as problem:
        sys.stderr.write(f"snaproll {name}: {problem}\n")
        return 2
    return run(name, sys.argv[1:])
