"""Lists of checkpoints, of one thread or of many."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import Any

from .._error import NotFoundError
from ..snapshot import SnapshotList
from ._read import LazyTuple, Reader
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
        found = thread.run.snapshots()
    reader = Reader(thread, reviver)
    for label, place in _places(found, before, only):
        try:
            made = reader.lazy(label, found[place])
        except NotFoundError:
            continue  # It left meanwhile.
        if filter and not all(
            made.metadata.get(name) == value for name, value in filter.items()
        ):
            continue
        yield label, made


def _places(
    found: SnapshotList, before: str | None, only: str | None
) -> list[tuple[str, int]]:
    """Where the checkpoints stand in the list, the greatest ids first."""
    places: dict[str, int] = {}
    for place, label in enumerate(found.labels):
        if label is not None:
            places.setdefault(label, place)  # The newest of the same id.
    return sorted(
        (
            (label, place)
            for label, place in places.items()
            if (before is None or label < before) and (only is None or label == only)
        ),
        reverse=True,
    )
