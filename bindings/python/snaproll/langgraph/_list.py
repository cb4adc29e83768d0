"""Lists of checkpoints, of one thread or of many."""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

from .._error import NotFoundError
from ._lazy import LazyTuple
from ._read import Reader
from ._revive import Reviver
from ._thread import Thread

_Found = tuple[str, LazyTuple]


def listed(
    threads: list[Thread],
    reviver: Reviver,
    filter: dict[str, Any] | None,
    before: str | None,
    only: str | None,
    limit: int | None,
) -> Iterator[LazyTuple]:
    """Those that fit, the greatest ids first, and of the same id as the threads are."""
    each = [_of(thread, reviver, filter, before, only) for thread in threads]
    found = heapq.merge(*each, key=lambda one: _Greatest(one[0]))
    most = None if limit is None else max(limit, 0)
    return (one for _, one in islice(found, most))


class _Greatest:
    """Orders texts, the greatest first."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __lt__(self, other: _Greatest) -> bool:
        return self.text > other.text


def _of(
    thread: Thread,
    reviver: Reviver,
    filter: dict[str, Any] | None,
    before: str | None,
    only: str | None,
) -> Iterator[_Found]:
    with thread.lock:
        if not thread.read() or thread.run is None:
            return
        manager, there = thread.run.manager, thread.there()
    reader = Reader(thread, reviver)
    for label, id in _chosen(there, before, only):
        try:
            made = reader.lazy(label, manager.get(id))
        except NotFoundError:
            continue  # It left meanwhile.
        if filter and not all(
            made.metadata.get(name) == value for name, value in filter.items()
        ):
            continue
        yield label, made


def _chosen(
    there: dict[str, uuid.UUID], before: str | None, only: str | None
) -> list[tuple[str, uuid.UUID]]:
    """Checkpoints and their snapshots, the greatest ids first."""
    found = (
        (label, id)
        for label, id in there.items()
        if (before is None or label < before) and (only is None or label == only)
    )
    return sorted(found, reverse=True)
