"""Bytes beside a state: what stands for them, and back.

Few bytes stand in the state itself, where one read has them all.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..execution import Execution
    from ..store import Store

MARK = "$blob"  # The first member of a reference: the hash of a blob.
INLINE = "$blob64"  # The bytes themselves.
_FEW = 512


def put(run: Execution, data: bytes) -> dict[str, Any]:
    """What stands for the bytes in a state of the execution, as JSON."""
    if len(data) < _FEW:
        return {INLINE: base64.b64encode(data).decode()}
    return {MARK: run.put_blob(data)}


def get(store: Store, reference: dict[str, Any]) -> bytes:
    """The bytes that a reference stands for, in a state of the store."""
    text = reference.get(INLINE)
    if text is None:
        return store.get_blob(reference[MARK])
    return base64.b64decode(text, validate=True)
