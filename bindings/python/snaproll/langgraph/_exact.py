"""Bytes that tell the content of plain Python, in types and order as well."""

from __future__ import annotations

import marshal
from typing import Any

from .._handle import type_of

_LEAVES = frozenset({str, int, float, bool, bytes, type(None)})
_HOLDERS = frozenset({list, tuple, set, frozenset, dict})
_TEXTS = frozenset({str, int, bool, type(None)})  # Of names, almost always.


def exact_bytes(value: Any) -> bytes | None:
    """What is the same of values that are the same in types and order.

    None where it is more than plain Python: marshal takes whatever has a buffer
    (arrays, bytearray) for bytes. Version 2 tells nothing but the content.
    """
    try:
        return marshal.dumps(value, 2) if _is_plain(value) else None
    except (ValueError, RecursionError):
        return None


def exact_object(name: str, members: dict[str, Any], extra: Any) -> bytes | None:
    """As exact_bytes, of an object whose members have names of a program."""
    try:
        if not _are_plain(members.values()) or not _is_plain(extra):
            return None
        return marshal.dumps([name, members, extra], 2)
    except (ValueError, RecursionError):
        return None


def _is_plain(value: Any) -> bool:
    kind = type_of(value)
    if kind in _LEAVES:
        return True
    if kind not in _HOLDERS:
        return False
    if kind is not dict:
        return _are_plain(value)
    return _TEXTS.issuperset(map(type, value)) and _are_plain(value.values())


def _are_plain(items: Any) -> bool:
    if not items or _LEAVES.issuperset(map(type, items)):
        return True
    for item in items:
        kind = type_of(item)
        if kind in _LEAVES or (kind in _HOLDERS and not item):
            continue
        if not _is_plain(item):
            return False
    return True
