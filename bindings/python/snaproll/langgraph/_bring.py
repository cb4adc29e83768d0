"""Brings one namespace of a thread from an old file into a store.

The old file has the writes of a checkpoint beside it. Here each child seals what was
written to its parent (see `_writes`), so these are told anew before each child is put:
a fork then has all that its old saver would tell of the way to it. What was written to
a checkpoint without a child waits.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.serde.base import SerializerProtocol

from ..clock import ManualClock
from . import _names
from ._exact import exact_bytes
from ._names import place
from ._old_read import LoadedWrite, OldReader
from ._put import Put, committed
from ._thread import Thread

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def clock() -> ManualClock:
    """A clock of the times that checkpoints tell."""
    return ManualClock(time.time_ns(), 1)


class Bringer:
    """Puts the checkpoints of one namespace."""

    def __init__(
        self,
        thread: Thread,
        reader: OldReader,
        serde: SerializerProtocol,
        clock: ManualClock,
    ) -> None:
        self._thread = thread
        self._reader = reader
        self._serde = serde
        self._clock = clock
        self._last: dict[str, tuple[bytes, Any]] = {}  # See `_same_objects`.

    def put(self, ids: Sequence[str], each: Callable[[], None]) -> None:
        """Puts checkpoints whose parents are there or among them."""
        for id in ids:
            found = self._reader.checkpoint(id)
            self._same_objects(found.checkpoint["channel_values"])
            parent = self._reader.parents[id]
            known = parent is not None and parent in self._reader.parents
            writes = self._reader.writes(parent) if parent and known else []
            with self._thread.lock:
                committed(self._thread, lambda: self._put(found, parent, writes))
            each()
        mothers = set(self._reader.parents.values())
        for id in ids:
            if id not in mothers:
                self.wait(id)

    def wait(self, id: str) -> None:
        """Makes the writes of a checkpoint wait."""
        writes = self._reader.writes(id)
        if writes:
            with self._thread.lock:
                committed(self._thread, lambda: self._saved(id, writes))

    def _saved(self, id: str, writes: list[LoadedWrite]) -> None:
        self._tell(id, writes)
        assert self._thread.run is not None
        self._thread.run.save()

    def _put(
        self, found: CheckpointTuple, parent: str | None, writes: list[LoadedWrite]
    ) -> None:
        if parent is not None:
            self._tell(parent, writes)
        at = _time_of(found.checkpoint.get("ts"))
        if at is not None:
            self._clock.set(at)
        versions = found.checkpoint["channel_versions"]
        values = found.checkpoint["channel_values"]
        told = {name: versions.get(name, 0) for name in values}
        work = Put(self._serde, found.checkpoint, found.metadata, told, parent)
        # Here the very same object is the same value: nobody changes it.
        work.on(self._thread, "recent")

    def _same_objects(self, values: dict[str, Any]) -> None:
        """Makes values that are what they were before the very same objects.

        Each checkpoint is read anew, with all its values, most of which did not change:
        so they need no comparison by their elements.
        """
        last, self._last = self._last, {}
        for name, value in values.items():
            data = exact_bytes(value)
            if data is None:
                continue
            before = last.get(name)
            if before is not None and before[0] == data:
                data, values[name] = before
            self._last[name] = (data, values[name])

    def _tell(self, checkpoint: str, writes: list[LoadedWrite]) -> None:
        """Adds them to what waits in the live state."""
        thread = self._thread
        shaper, _ = thread.shapers(self._serde)
        for (task_id, path), group in groupby(
            writes, lambda one: (one.task_id, one.path)
        ):
            mine = [*group]
            told = [
                (one.channel, shaper.text(one.value, _place(checkpoint, one)))
                for one in mine
            ]
            indexes = [one.number for one in mine]
            made = thread.pending.add(checkpoint, task_id, path, told, indexes)
            thread.change(made)


def _place(checkpoint: str, write: LoadedWrite) -> str:
    return place(_names.WRITES, checkpoint, write.channel)


def _time_of(ts: object) -> int | None:
    """The nanoseconds of what a checkpoint tells; None where that is no time."""
    try:
        told = datetime.datetime.fromisoformat(str(ts))
    except ValueError:
        return None
    if told.tzinfo is None:
        told = told.replace(tzinfo=datetime.timezone.utc)
    return (told - _EPOCH) // datetime.timedelta(microseconds=1) * 1_000
