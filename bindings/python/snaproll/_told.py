"""Dataclasses of what the library told as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

_T = TypeVar("_T")


def known(kind: type[_T], told: Mapping[str, Any]) -> _T:
    """A dataclass of what the library told; a newer one may tell more."""
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]
    return kind(**{field.name: told[field.name] for field in fields})
