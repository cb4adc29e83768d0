"""Bytes that tell the content of plain Python, in types and order as well."""

from __future__ import annotations

import marshal
from typing import Any

from .._handle import type_of


_LEAVES = frozenset({str, int, float, bool, bytes, type(None)})
_HOLDERS = frozenset({list, tuple, set, frozenset})


def exact_bytes(value: Any) -> bytes | None:
    """What is the same of values that are the same in types and order.

    None where it is more than plain Python: marshal takes whatever has a buffer
    (arrays, bytearray) for bytes. Version 2 tells nothing but the content.
    """
    try:
        return marshal.dumps(value, 2) if _is_plain(value) else None
    except (ValueError, RecursionError):
        return None


def _is_plain(value: Any) -> bool:
    kind = type_of(value)
    if kind is dict:
        return _are_plain(value.keys()) and _are_plain(value.values())
    if kind in _HOLDERS:
        return _are_plain(value)
    return kind in _LEAVES


def _are_plain(items: Any) -> bool:
    if _LEAVES.issuperset(map(type, items)):
        return True
    return all(map(_is_plain, items))
