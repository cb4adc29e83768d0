"""Bytes within a state: what stands for them, and back."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..execution import Execution
    from ..store import Store

MARK = "$blob64"  # The name of the member that tells a reference.


def put(run: Execution, data: bytes) -> dict[str, Any]:
    """What stands for the bytes in a state of the execution, as JSON."""
    return {MARK: base64.b64encode(data).decode()}


def get(store: Store, reference: dict[str, Any]) -> bytes:
    """The bytes that a reference stands for, in a state of the store."""
    return base64.b64decode(reference[MARK], validate=True)
