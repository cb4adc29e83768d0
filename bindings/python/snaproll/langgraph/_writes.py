"""Pending writes: where they stand, and which of them a checkpoint sees.

A task's writes belong to the checkpoint that it ran on, P, on which the next one, C, is
put. LangGraph saves in the background: most writes come before C is put, some come
late, and some come ahead, before P itself was put.

1. Writes wait in the live state, at `$writes/<P>/<task>/<index> <channel>`, whatever
   checkpoint the state stands at. So put_writes is one change and one commit, never a
   rollback.
2. Putting C takes a snapshot of the live state, with all that waits. What belongs to
   P, or to another checkpoint that was put, is then **sealed** in C: it leaves the live
   state with the next change, and is read from C. What came ahead waits on.
3. The writes of P are those that are sealed in the snapshots taken on P (its children
   in the tree), in those that say that they hold some of another one than their parent
   (`late`), and those that wait. Of the same task and index the first counts, of the
   special ones (errors, interrupts, ...) the last, as LangGraph has it.
4. A fork: P has the child C, and C2 is put on P as well. The live state becomes that
   of P, but for what waits, which stays. So C2 seals what was written to P since C was
   put: none of the writes of the branch that was left.
5. An interrupt leaves writes at P and no child. A resume writes the rest, and C seals
   both. update_state writes to P and puts C. A replay from P runs its tasks anew: what
   they write waits, and C2 seals it.
6. A DeltaChannel is made of the writes along the way to a checkpoint. `_history` keeps
   them in the state itself: those that C seals of P go behind those that the state of P
   has. So a fork has its own way by construction, and what is pruned is not needed.
7. Killed between the snapshot and the next change, the live state still has what is
   sealed. Whoever opens it sees the same in the snapshot that it stands at, and leaves
   it out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from langgraph.checkpoint.base import WRITES_IDX_MAP, writes_sort_key

from .._json import decode
from . import _names
from ._changes import operation

Task = tuple[str, int]  # The id of a task, and the index of a write of it.
Sealed = dict[str, dict[str, dict[str, Any]]]  # As they stand in the state.

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def index_of(member: str) -> tuple[int, str]:
    """The index and the channel of a write."""
    index, _, channel = member.partition(" ")
    return int(index), channel


class Write:
    """A write of a task, its value as JSON."""

    __slots__ = ("task_id", "path", "index", "channel", "value")

    def __init__(self, key: str, member: str, value: Any) -> None:
        self.task_id, self.path = _names.task_of(key)
        self.index, self.channel = index_of(member)
        self.value = value

    @property
    def order(self) -> tuple[str, str, int]:
        """What LangGraph orders writes by."""
        return writes_sort_key(self.path, self.task_id, self.index)


def merged(parts: Iterable[dict[str, dict[str, Any]]]) -> list[Write]:
    """The writes of one checkpoint in order, from parts, the oldest first."""
    found: dict[Task, Write] = {}
    for part in parts:
        for key, members in part.items():
            for member, value in members.items():
                write = Write(key, member, value)
                told = (write.task_id, write.index)
                if write.index < 0 or told not in found:
                    found[told] = write
    return sorted(found.values(), key=lambda write: write.order)


class Pending:
    """What waits in the live state: which, not the values.

    What it gives are changes; whoever can not make them reads it anew.
    """

    def __init__(
        self, text: str, sealed: str, is_sealed: Callable[[str], bool]
    ) -> None:
        """Of the text of `$writes`, and of that in the snapshot it stands at.

        is_sealed: whether that snapshot seals what it has of a checkpoint.
        """
        told: Sealed = decode(text)
        behind: Sealed = decode(sealed)
        self._places: dict[str, dict[Task, tuple[str, str]]] = {}
        self._swept: list[str] = []  # Checkpoints whose writes are to leave it.
        for name, tasks in told.items():
            checkpoint = _names.channel(name)
            if behind.get(name) == tasks and is_sealed(checkpoint):
                self._swept.append(checkpoint)
                continue
            places = self._places.setdefault(checkpoint, {})
            for key, members in tasks.items():
                for member in members:
                    task = (_names.task_of(key)[0], index_of(member)[0])
                    places[task] = (key, member)

    def checkpoints(self) -> list[str]:
        """Those that something waits for."""
        return [*self._places]

    def has(self, checkpoint: str) -> bool:
        """Whether something waits for it."""
        return checkpoint in self._places

    def sweep(self) -> list[str]:
        """The changes that remove what is sealed."""
        swept, self._swept = self._swept, []
        return [operation("remove", place_of(checkpoint)) for checkpoint in swept]

    def add(
        self,
        checkpoint: str,
        task_id: str,
        path: str,
        writes: list[tuple[str, str]],
        indexes: list[int] | None = None,
    ) -> list[str]:
        """The changes that make channels and texts wait; none where all do already.

        indexes: of those that were counted elsewhere.
        """
        known = self._places.get(checkpoint)
        places = {} if known is None else known
        key = _names.task_key(task_id, path)
        has_key = any(key == had for had, _ in places.values())
        new: dict[str, str] = {}
        gone: list[str] = []
        for at, (channel, text) in enumerate(writes):
            index = indexes[at] if indexes else WRITES_IDX_MAP.get(channel, at)
            before = places.get((task_id, index))
            member = f"{index} {channel}"
            if before is not None:
                if index >= 0:
                    continue
                if before != (key, member):
                    gone.append(operation("remove", place_of(checkpoint, *before)))
            new[member] = text
            places[task_id, index] = (key, member)
        if not new:
            return []
        self._places[checkpoint] = places
        if has_key:
            return (
                self.sweep()
                + gone
                + [
                    operation("set", place_of(checkpoint, key, member), text)
                    for member, text in new.items()
                ]
            )
        told = ",".join(f"{_text(member)}:{text}" for member, text in new.items())
        if known is None:
            told, within = f"{_text(key)}:{{{told}}}", place_of(checkpoint)
        else:
            within = place_of(checkpoint, key)
        return [*self.sweep(), *gone, operation("set", within, f"{{{told}}}")]

    def seal(self, checkpoints: Iterable[str]) -> None:
        """Notes that a snapshot has what waited for these: it is to leave."""
        for name in checkpoints:
            if self._places.pop(name, None) is not None:
                self._swept.append(name)


def place_of(checkpoint: str, *within: str) -> str:
    """The pointer of the writes of a checkpoint."""
    return _names.place(_names.WRITES, _names.variable(checkpoint), *within)
