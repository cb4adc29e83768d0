"""What a checkpoint is called where a store is shown: its step, and what ran in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._walk import is_a

_NODES = 5  # How many are named.
_LETTERS = 200
_START = "__start__"
_text = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=repr).encode


def seen_of(versions_seen: Mapping[Any, Any]) -> dict[str, str]:
    """What each node has seen, to be compared."""
    return {str(name): _text(told) for name, told in versions_seen.items()}


def nodes_of(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The nodes that ran between: those that have seen something new since."""
    found = [name for name in after if before.get(name) != after[name]]
    return [name for name in found if name == _START or name[:2] != "__"]


def reason_of(metadata: Mapping[str, Any], nodes: list[str]) -> str | None:
    """The line of a checkpoint: "step 2: plan, search"."""
    step, source = metadata.get("step"), metadata.get("source")
    if not is_a(step, int) or not is_a(source, str):
        return None
    told = source
    if source == "loop" and nodes:
        names = ["start" if name == _START else name for name in nodes[:_NODES]]
        more = len(nodes) - len(names)
        told = ", ".join(names) + (f" and {more} more" if more else "")
    line = f"step {step}: {told}"[:_LETTERS].replace("\0", " ")
    return line.encode(errors="replace").decode()
