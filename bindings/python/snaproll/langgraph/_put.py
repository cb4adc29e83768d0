"""Putting checkpoints and writes: one change of the live state, and one commit."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from .._error import ConflictError
from .._ffi import Id, lib
from .._handle import check, json_pair, pair, to_uuid, type_of
from ..snapshot import snapshot_options
from . import _history, _names, _step
from ._changes import CONSTANT, Seen, Writer, operation
from ._codec import dump
from ._names import CHECKPOINT, place
from ._thread import Standing, Thread, Touched

if TYPE_CHECKING:
    from ..execution import Execution

_ATTEMPTS = 5  # Others may come between as often as they open the thread.
_R = TypeVar("_R")

LATE = "late writes"  # The trigger of a snapshot that holds writes of others.


def committed(thread: Thread, work: Callable[[], _R]) -> _R:
    """What `work` gives, which changes and commits; anew where others came between.

    Where it fails, the state in memory is dropped: the next call reads what is
    committed.
    """
    for attempt in range(_ATTEMPTS):
        try:
            thread.write()
            return work()
        except Superseded:
            raise
        except ConflictError:
            thread.drop()
            if attempt + 1 == _ATTEMPTS:
                raise
        except BaseException:
            thread.drop()
            raise
    raise AssertionError("unreachable")


class Superseded(ConflictError):
    """Another checkpoint has become the latest since this one was read as that."""


class Put:
    """One checkpoint that is put on a thread."""

    def __init__(
        self,
        serde: SerializerProtocol,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        versions: ChannelVersions,
        parent: str | None,
    ) -> None:
        self._serde = serde
        self._checkpoint = checkpoint
        self._metadata = metadata
        self._versions = versions
        self._parent = parent

    def on(self, thread: Thread, compare: Any) -> None:
        """Puts it: changes the live state, and takes the snapshot."""
        assert thread.run is not None
        id, parent = self._checkpoint["id"], self._parent
        self._check(thread)
        values = self._checkpoint["channel_values"]
        anew = self._go_to_parent(thread)
        self._shaper, self._unordered = thread.shapers(self._serde)
        writer = Writer(self._shaper.text, compare)
        writer.operations += thread.pending.sweep()
        writer.operations += _history.changes(
            thread, values, self._metadata, parent, anew
        )
        seen = self._write(writer, thread, anew)
        writer.operations.append(operation("set", place(CHECKPOINT), self._rest()))
        thread.change(writer.operations)
        waiting = thread.pending.checkpoints()
        sealed = [name for name in waiting if thread.seals(id, name)]
        late = [name for name in sealed if anew or name != parent]
        ran = _step.seen_of(self._checkpoint["versions_seen"])
        before = {} if anew else thread.standing.ran
        reason = _step.reason_of(self._metadata, _step.nodes_of(before, ran))
        snapshot = to_uuid(self._snapshot(thread.run, late, reason))
        thread.standing = Standing(
            id,
            snapshot,
            set(values),
            versions=dict(self._checkpoint["channel_versions"]),
            history=_history.channels(values, self._metadata),
            seen=seen,
            ran=ran,
        )
        thread.pending.seal(sealed)
        thread.entered(id, snapshot)

    def _check(self, thread: Thread) -> None:
        """CONFLICT where its parent was read as the latest, and is not any more."""
        parent = self._parent
        if parent is None or parent not in thread.handed or thread.latest == parent:
            return
        if self._metadata.get("source") == "fork":
            return  # A copy of the latest is put on the parent of that.
        raise Superseded(
            f"thread {thread.thread_id!r}: checkpoint {parent} was read as the latest, "
            f"and {thread.latest} was put since",
            hint="read the thread again, or put it on the checkpoint by its id",
        )

    def _go_to_parent(self, thread: Thread) -> bool:
        """Makes the live state that of the parent; True where there is none."""
        parent = self._parent
        if parent is not None and parent == thread.standing.checkpoint:
            return False
        snapshot = None if parent is None else thread.snapshot(parent)
        if parent is None or snapshot is None:
            return True
        thread.stand_at(parent, snapshot)
        return False

    def _write(self, writer: Writer, thread: Thread, anew: bool) -> dict[str, Seen]:
        """Adds what changed of the channels."""
        values, standing = self._checkpoint["channel_values"], thread.standing
        versions = self._checkpoint["channel_versions"]
        seen = {} if anew else standing.seen
        made: dict[str, Seen] = {}
        for name in standing.channels - values.keys():
            writer.operations.append(operation("remove", place(_names.variable(name))))
        for name, value in values.items():
            if (
                not anew
                and name not in self._versions
                and name in standing.channels
                and standing.versions.get(name) == versions.get(name)
            ):
                if name in seen:
                    made[name] = seen[name]
                continue
            where, touched = place(_names.variable(name)), standing.touched.get(
                name, {}
            )
            made[name] = writer.channel(where, value, seen.get(name), touched)
        return made

    def _rest(self) -> str:
        """The checkpoint without its id and its values: versions, and what was seen."""
        told = {
            name: item
            for name, item in self._checkpoint.items()
            if name not in ("id", "channel_values")
        }
        try:  # All that LangGraph has there is JSON.
            text = dump(told)
            if '"$' not in text and text.isascii():
                return text
        except (TypeError, ValueError):
            pass
        return self._unordered.text(told, place(CHECKPOINT))

    def _snapshot(
        self, run: Execution, late: list[str], reason: str | None
    ) -> Id:
        """Takes it, with metadata and the parent beside the state.

        As one entry: each call lets other threads run, and waits for them.
        """
        told = [f'{{"metadata":{self._shaper.members(self._metadata, "/metadata")}']
        if self._parent is not None:
            told.append(f'"parent":{json.dumps(self._parent)}')
        if late:
            told.append(f'"late":{json.dumps(late)}')
        text = ",".join(told) + "}"
        trigger, made = LATE if late else None, Id()
        id = self._checkpoint["id"]
        options = snapshot_options(id, reason=reason, trigger_node=trigger)
        entry = (*pair(_names.KIND), *json_pair(text))
        check(lib.snaproll_snapshot_options_set_custom, options, *entry)
        run._call(lib.snaproll_execution_snapshot, options, made)
        return made


def put_writes(
    thread: Thread,
    serde: SerializerProtocol,
    checkpoint: str,
    writes: Sequence[tuple[str, Any]],
    task_id: str,
    path: str,
) -> None:
    """Makes the writes of a task wait, and commits them."""
    assert thread.run is not None
    shaper, _ = thread.shapers(serde)
    told = [
        (channel, shaper.text(value, place(_names.WRITES, checkpoint, channel)))
        for channel, value in writes
    ]
    operations = thread.pending.add(checkpoint, task_id, path, told)
    if operations:
        thread.change(operations)
        thread.run.save()
    _touch(thread.standing.touched, writes)


def _touch(touched: Touched, writes: Sequence[tuple[str, Any]]) -> None:
    """Notes the objects that were given: whoever gives them may have changed them.

    Of a list that was given its elements, which a reducer puts into the channel's.
    """
    for channel, value in writes:
        parts: list[Any] = [value]
        if type_of(value) is dict:
            parts += value.values()
        elif type_of(value) in (list, tuple):
            parts = [*value]
        noted = touched.setdefault(channel, {})
        noted.update(
            (id(part), part) for part in parts if type_of(part) not in CONSTANT
        )
