"""Bytes within a state: what stands for them, and back."""

from __future__ import annotations

import base64
from typing import Any

MARK = "$blob64"  # The name of the member that tells a reference.


def put(data: bytes) -> dict[str, Any]:
    """What stands for the bytes, as JSON."""
    return {MARK: base64.b64encode(data).decode()}


def get(reference: dict[str, Any]) -> bytes:
    """The bytes that a reference stands for."""
    return base64.b64decode(reference[MARK], validate=True)
