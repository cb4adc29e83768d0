"""Importing one thread: what it lacks is put, and what came is read back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from langgraph.checkpoint.base import CheckpointTuple

from .._error import ConflictError, ExistsError, NotFoundError
from ..store import Store
from ._bring import Bringer, clock
from ._compare import Compare, Difference
from ._old import OldFile
from ._old_read import OldReader, config, told
from ._thread import Thread

if TYPE_CHECKING:
    from .saver import SnaprollSaver


class Differs(ConflictError):
    """A checkpoint of the store is not what that of the file is."""

    def __init__(self, namespace: str, checkpoint: str, found: Difference) -> None:
        super().__init__(found.what)
        self.namespace = namespace
        self.checkpoint = checkpoint
        self.channel = found.channel


@dataclasses.dataclass
class Brought:
    """What became of a thread."""

    checkpoints: int = 0  # That came.
    left: int = 0  # That were there.
    let_go: int = 0  # That its policy does not keep.


class _Space:
    """A namespace, here and there."""

    def __init__(self, reader: OldReader, thread: Thread) -> None:
        self.reader = reader
        self.thread = thread
        self.there: set[str] = set()
        self.policy: str | None = None
        with thread.lock:
            if thread.read():
                assert thread.run is not None
                self.there = set(thread.there())
                self.policy = thread.run.policy
        self.is_new = not self.there
        newest = max(self.there, default="")
        missing = [id for id in reader.parents if id not in self.there]
        # What a policy let go does not come again.
        self.missing = [id for id in missing if not self.policy or id > newest]
        self.partial: list[str] = []  # Those that lack writes.


class ThreadImport:
    """Brings one thread over."""

    def __init__(
        self,
        old: OldFile,
        saver: SnaprollSaver,
        thread: str,
        verify: bool,
        each: Callable[[], None],
    ) -> None:
        self._saver = saver
        self._thread = thread
        self._verify = verify
        self._each = each
        self._compare = Compare(saver.serde)
        self._brought = Brought()
        self._spaces = [
            _Space(
                OldReader(old, saver.serde, thread, namespace),
                saver._threads.get(thread, namespace),
            )
            for namespace in old.namespaces(thread)
        ]

    def run(self) -> Brought:
        """Brings it; what became of it. Unreadable, or Differs, of its first fault."""
        fresh = [space for space in self._spaces if space.is_new]
        others = [space for space in self._spaces if not space.is_new]
        for space in others:
            self._look(space)
        self._build(fresh)
        for space in others:
            self._add(space)
        self._brought.checkpoints = sum(len(one.missing) for one in self._spaces)
        if self._verify:
            try:
                for space in self._spaces:
                    self._read_back(space)
            except Differs:
                self._take_back(fresh)
                raise
        return self._brought

    # What is there.

    def _look(self, space: _Space) -> None:
        """Compares what both have; reads all that is missing, before any of it comes."""
        for id in space.reader.parents:
            if id in space.there:
                if self._lacks_writes(space, id):
                    space.partial.append(id)
                self._brought.left += 1
                self._each()
            elif id in space.missing:
                space.reader.checkpoint(id)
                space.reader.writes(id)
            else:
                self._brought.let_go += 1

    def _lacks_writes(self, space: _Space, id: str) -> bool:
        """Whether a checkpoint that both have lacks writes; it may have more."""
        new = self._found(space, id)
        assert new is not None
        self._same(space, id, space.reader.checkpoint(id), new)
        had = _numbered(new.pending_writes or [])
        lacks = False
        for key, value in _numbered(told(space.reader.writes(id))).items():
            if key not in had:
                lacks = True
                continue
            place = self._compare.values(value, had[key], "")
            if place is not None:
                what = f"a write of task {key[0]} differs at {place!r}"
                raise Differs(space.thread.namespace, id, Difference(key[1], what))
        return lacks

    # What comes.

    def _bringer(self, store: Store, space: _Space) -> tuple[Thread, Bringer]:
        saver, times = self._saver, clock()
        settings = dataclasses.replace(saver._settings, clock=times)
        thread = Thread(store, self._thread, space.thread.namespace, settings)
        return thread, Bringer(thread, space.reader, saver.serde, times)

    def _build(self, spaces: Sequence[_Space]) -> None:
        """Makes what is not there in memory, and copies it when all of it is made."""
        if not spaces:
            return
        copied: list[_Space] = []
        with Store.open(":memory:") as memory:
            for space in spaces:
                thread, bringer = self._bringer(memory, space)
                try:
                    bringer.put(space.missing, self._each)
                finally:
                    thread.close()
            try:
                for space in spaces:
                    id = space.thread.id
                    memory.copy(id, id, to=self._saver.store)
                    copied.append(space)
            except BaseException as problem:
                if not isinstance(problem, (KeyboardInterrupt, ExistsError)):
                    self._take_back(copied)
                raise

    def _add(self, space: _Space) -> None:
        """Puts what a thread that is there lacks."""
        if not space.missing and not space.partial:
            return
        thread, bringer = self._bringer(self._saver.store, space)
        try:
            bringer.put(space.missing, self._each)
            for id in space.partial:
                bringer.wait(id)
        finally:
            thread.close()

    def _take_back(self, spaces: Sequence[_Space]) -> None:
        for space in spaces:
            with space.thread.lock:
                space.thread.drop()
            try:
                self._saver.store.delete(space.thread.id, take_over=True)
            except NotFoundError:
                pass

    # What came.

    def _read_back(self, space: _Space) -> None:
        mothers = set(space.reader.parents.values())
        for id in space.missing:
            new = self._found(space, id)
            if new is None:
                if self._saver._settings.retain is None and not space.policy:
                    raise Differs(
                        space.thread.namespace, id, Difference(None, "it is not there")
                    )
                self._brought.let_go += 1
                self._brought.checkpoints -= 1
                continue
            old = space.reader.checkpoint(id)
            self._same(space, id, old, new)
            writes = told(space.reader.writes(id))
            self._raise(
                space, id, self._compare.writes(writes, new.pending_writes or [])
            )
            if id not in mothers:
                self._same_history(space, id, old)
            self._each()

    def _same_history(self, space: _Space, id: str, old: CheckpointTuple) -> None:
        """Compares what the delta channels of a checkpoint are made of."""
        told: dict[str, Any] = old.metadata.get("counters_since_delta_snapshot") or {}
        values = old.checkpoint["channel_values"]
        names = [name for name in told if name not in values]
        if names:
            new = self._saver.get_delta_channel_history(
                config=config(self._thread, space.thread.namespace, id), channels=names
            )
            history = space.reader.history(id, names)
            self._raise(space, id, self._compare.histories(history, new))

    def _found(self, space: _Space, id: str) -> CheckpointTuple | None:
        where = config(self._thread, space.thread.namespace, id)
        return self._saver.get_tuple(where)

    def _same(
        self, space: _Space, id: str, old: CheckpointTuple, new: CheckpointTuple
    ) -> None:
        self._raise(space, id, self._compare.tuples(old, new))

    def _raise(self, space: _Space, id: str, found: Difference | None) -> None:
        if found is not None:
            raise Differs(space.thread.namespace, id, found)


def _numbered(writes: Sequence[Any]) -> dict[tuple[str, str, int], Any]:
    """Values of writes by task, channel, and which of these it is."""
    found: dict[tuple[str, str, int], Any] = {}
    for task, channel, value in writes:
        number = 0
        while (task, channel, number) in found:
            number += 1
        found[task, channel, number] = value
    return found
