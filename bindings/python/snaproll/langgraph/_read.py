"""Reading checkpoints: of the live state, or of a snapshot."""

from __future__ import annotations

import json
import marshal
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    PendingWrite,
)

from .._error import NotFoundError
from .._json import decode
from ..snapshot import Snapshot
from ..value import Value
from . import _names
from ._exact import exact_bytes
from ._lazy import LazyTuple
from ._names import CHECKPOINT, HISTORY, WRITES, place
from ._revive import Reviver
from ._put import LATE
from ._thread import Thread
from ._writes import Sealed, Write, merged, place_of

_LARGE = 16_384  # Bytes of the text of a value that is kept to be read again.
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Reader:
    """Reads the checkpoints of one thread."""

    def __init__(self, thread: Thread, reviver: Reviver) -> None:
        self._thread = thread
        self._reviver = reviver

    def _whose(self, checkpoint: str) -> str:
        return f"checkpoint {checkpoint} of thread {self._thread.thread_id!r}"

    def config(self, checkpoint: str) -> RunnableConfig:
        """The config of a checkpoint."""
        thread = self._thread
        return {
            "configurable": {
                "thread_id": thread.thread_id,
                "checkpoint_ns": thread.namespace,
                "checkpoint_id": checkpoint,
            }
        }

    # The lock is held in what follows, but for what is given back to be called.

    def variables(self, checkpoint: str, snapshot: Snapshot) -> Callable[[], Value]:
        """Where the variables are: in memory, or to be read of the snapshot."""
        thread = self._thread
        assert thread.run is not None
        if thread.standing.checkpoint == checkpoint:
            value = thread.run.context.variables
            return lambda: value
        return lambda: snapshot.variables

    def told(
        self, snapshot: Snapshot, whose: str
    ) -> tuple[CheckpointMetadata, RunnableConfig | None]:
        """Metadata and the parent, which are beside the state."""
        told = self._reviver.value(told_of(snapshot), "", whose)
        parent = told.get("parent")
        return told["metadata"], None if parent is None else self.config(parent)

    def writes(self, checkpoint: str) -> Callable[[], list[PendingWrite]]:
        """The writes of a checkpoint; what is read of snapshots is read when called."""
        stored = self.stored_writes(checkpoint)
        return lambda: [self._write(write, checkpoint) for write in stored()]

    def stored_writes(self, checkpoint: str) -> Callable[[], list[Write]]:
        """As writes, with what a saver does not tell of them."""
        thread, name = self._thread, _names.variable(checkpoint)
        assert thread.run is not None
        waiting = "{}"
        if thread.pending.has(checkpoint):
            waiting = thread.run.context.get_json_at(place_of(checkpoint))
        holders = self._holders(checkpoint)

        def load() -> list[Write]:
            parts: list[dict[str, Any]] = []
            for holder in holders:
                text = holder.get_json(place(WRITES))
                sealed: Sealed = decode(text)
                parts.append(sealed.get(name, {}))
            parts.append(decode(waiting))
            return merged(parts)

        return load

    def _write(self, write: Write, checkpoint: str) -> PendingWrite:
        value = write.value
        if isinstance(value, (dict, list)):
            where = place(WRITES, checkpoint, write.channel)
            value = self._reviver.value(_text(value), where, self._whose(checkpoint))
        return (write.task_id, write.channel, value)

    def _holders(self, checkpoint: str) -> list[Snapshot]:
        """The snapshots that hold writes of a checkpoint, the oldest first."""
        thread = self._thread
        assert thread.run is not None
        manager = thread.run.manager
        found: dict[bytes, Snapshot] = {}
        for id in thread.snapshots.get(checkpoint, ()):
            try:
                for child in manager.children(id):
                    found[child.id.bytes] = child
            except NotFoundError:
                continue  # It left the history.
        for holder in manager.list(trigger_node=LATE):
            if checkpoint in decode(told_of(holder)).get("late", []):
                found[holder.id.bytes] = holder
        if len(found) <= 1:
            return [*found.values()]
        order = {id.bytes: at for at, id in enumerate(reversed(manager.list().ids))}
        return sorted(found.values(), key=lambda one: order.get(one.id.bytes, -1))

    def tuple(
        self, checkpoint: str, snapshot: Snapshot, config: RunnableConfig
    ) -> Callable[[], CheckpointTuple]:
        """What makes the tuple of a checkpoint, without the lock."""
        variables = self.variables(checkpoint, snapshot)
        writes = self.writes(checkpoint)

        def load() -> CheckpointTuple:
            metadata, parent = self.told(snapshot, self._whose(checkpoint))
            made = self._checkpoint(checkpoint, variables())
            return CheckpointTuple(config, made, metadata, parent, writes())

        return load

    def _checkpoint(self, checkpoint: str, variables: Value) -> Checkpoint:
        whose = self._whose(checkpoint)
        made = self._variable(CHECKPOINT, variables, whose)
        values = {
            _names.channel(name): self._variable(name, variables, whose)
            for name in variables.names()
            if name not in _names.OURS
        }
        return cast("Checkpoint", {**made, "id": checkpoint, "channel_values": values})

    def _variable(self, name: str, variables: Value, whose: str) -> Any:
        """The value of a variable.

        A large one is kept as marshal has it, which makes it several times faster
        than its JSON does: checkpoints of one thread have most of it in common.
        """
        part, kept = variables.find(name), self._thread.kept
        known = kept.get(name)
        if known is not None and known[0].same(part):
            return marshal.loads(known[1])
        text = part.to_json()
        value = self._reviver.value(text, place(name), whose)
        if len(text) >= _LARGE:
            data = exact_bytes(value)
            if data is not None:
                kept[name] = (part, data)
        return value

    def lazy(self, checkpoint: str, snapshot: Snapshot) -> LazyTuple:
        """The tuple of a list."""
        config, thread = self.config(checkpoint), self._thread
        metadata, parent = self.told(snapshot, self._whose(checkpoint))

        def load() -> CheckpointTuple:
            with thread.lock:
                if thread.run is None and not thread.read():
                    raise NotFoundError(f"{self._whose(checkpoint)} was deleted")
                made = self.tuple(checkpoint, snapshot, config)
            return made()

        return LazyTuple.of(config, metadata, parent, load)

    def history(
        self, checkpoint: str, snapshot: Snapshot, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """The ways of channels that the state keeps; not of those that it does not."""
        told = decode(self.variables(checkpoint, snapshot)().find(HISTORY).to_json())
        found: dict[str, DeltaChannelHistory] = {}
        for channel in channels:
            way = told.get(_names.variable(channel))
            if way is None:
                continue
            where, whose = place(HISTORY, channel), self._whose(checkpoint)
            way = self._reviver.value(_text(way), where, whose)
            writes = [(one["task"], channel, one["value"]) for one in way["writes"]]
            found[channel] = {"writes": writes}
            if "seed" in way:
                found[channel]["seed"] = way["seed"]
        return found

    def walk(
        self, checkpoint: str, snapshot: Snapshot, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """The ways of channels that no state keeps: of each ancestor in turn.

        What was written to an ancestor is what the snapshots below it on this very
        way seal of it, so nothing of a branch that was left.
        """
        writes: dict[str, list[PendingWrite]] = {name: [] for name in channels}
        found: dict[str, DeltaChannelHistory] = {}
        sealed: dict[str, list[dict[str, Any]]] = {}
        while channels and len(found) < len(writes):
            for name, tasks in decode(snapshot.get_json(place(WRITES))).items():
                sealed.setdefault(name, []).insert(0, tasks)
            _, parent = self.told(snapshot, self._whose(checkpoint))
            if parent is None:
                break
            checkpoint = _names.configured(parent)["checkpoint_id"]
            above = self._thread.snapshot(checkpoint)
            if above is None:
                break
            snapshot = above
            on_it = merged(sealed.get(_names.variable(checkpoint), []))
            for name in writes.keys() - found.keys():
                mine = [write for write in on_it if write.channel == name]
                told = [self._write(write, checkpoint) for write in mine]
                writes[name] = told + writes[name]
                try:
                    text = snapshot.get_json(place(_names.variable(name)))
                except NotFoundError:
                    continue
                where = place(_names.variable(name))
                seed = self._reviver.value(text, where, self._whose(checkpoint))
                found[name] = {"writes": [], "seed": seed}
        for name, told in writes.items():
            found.setdefault(name, {"writes": []})["writes"] = told
        return found


def told_of(snapshot: Snapshot) -> str:
    """What is told of a checkpoint beside its state, as JSON."""
    return snapshot.custom.find(_names.KIND).to_json()
