"""Checkpoints of an old file as its own saver gives them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    PendingWrite,
    writes_sort_key,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from .._error import CorruptError, SnaprollError
from .._walk import is_a
from ._old import OldFile, Row, WriteRow
from ._scan import Named, Scan
from ._strict import NotAllowed, _Strict, strict

_MEMBERS = ("channel_values", "channel_versions", "versions_seen")


class Unreadable(CorruptError):
    """A row that can not be read."""

    def __init__(
        self, namespace: str, checkpoint: str, channel: str | None, message: str
    ) -> None:
        super().__init__(message)
        self.namespace = namespace
        self.checkpoint = checkpoint
        self.channel = channel


class LoadedWrite(NamedTuple):
    """A write with its value."""

    task_id: str
    path: str
    number: int
    channel: str
    value: Any


def told(writes: Sequence[LoadedWrite]) -> list[PendingWrite]:
    """As a saver gives them."""
    return [(one.task_id, one.channel, one.value) for one in writes]


def config(thread: str, namespace: str, checkpoint: str) -> RunnableConfig:
    """The config of a checkpoint."""
    return {
        "configurable": {
            "thread_id": thread,
            "checkpoint_ns": namespace,
            "checkpoint_id": checkpoint,
        }
    }


class OldReader:
    """Reads one namespace of a thread of an old file."""

    def __init__(
        self, old: OldFile, serde: SerializerProtocol, thread: str, namespace: str
    ) -> None:
        self._old = old
        self._of = (thread, namespace)
        self._strict = strict(serde)
        self._json = serde
        if isinstance(self._strict, _Strict):
            # Files of the first versions hold JSON, which has a list of its own.
            allowed = self._strict._allowed
            self._json = JsonPlusSerializer(allowed_json_modules=tuple(allowed))
        self.parents = old.parents(thread, namespace)

    # What there is, without its values.

    def types(self, scan: Scan, checkpoint: str) -> dict[str, set[Named]]:
        """The types of a checkpoint and its writes that may not be loaded, by channel.

        Unreadable where anything of it is not what it should be.
        """
        row = self._old.checkpoint(*self._of, checkpoint)
        try:
            found = scan.types(row.kind, row.data)
        except Exception as problem:
            raise self._broken(checkpoint, None, problem) from problem
        self._metadata(row)
        for write in self._old.writes(*self._of, checkpoint):
            self._check(checkpoint, write)
            try:
                names = scan.types(write.kind, write.data).get("", set())
            except Exception as problem:
                raise self._broken(checkpoint, write.channel, problem) from problem
            if names:
                found.setdefault(write.channel, set()).update(names)
        return found

    # Values.

    def checkpoint(self, id: str) -> CheckpointTuple:
        """A checkpoint without its writes."""
        row = self._old.checkpoint(*self._of, id)
        made = self._load(id, None, row.kind, row.data)
        if not is_a(made, dict) or made.get("id") != id:
            raise self._unreadable(id, None, "what is stored is not this checkpoint")
        for name in _MEMBERS:
            if not is_a(made.get(name), dict):
                raise self._unreadable(id, None, f"the checkpoint has no {name!r}")
        metadata = cast("CheckpointMetadata", self._metadata(row))
        above = None if row.parent is None else config(*self._of, row.parent)
        checkpoint = cast("Checkpoint", made)
        return CheckpointTuple(config(*self._of, id), checkpoint, metadata, above, None)

    def writes(self, id: str) -> list[LoadedWrite]:
        """The writes of a checkpoint, in the order of LangGraph."""
        made: list[LoadedWrite] = []
        for row in self._old.writes(*self._of, id):
            self._check(id, row)
            value = self._load(id, row.channel, row.kind, row.data)
            made.append(LoadedWrite(*row[:4], value))
        made.sort(key=lambda one: writes_sort_key(one.path, one.task_id, one.number))
        return made

    def history(
        self, id: str, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """What delta channels are made of: writes of its ancestors, down from a value."""
        found: dict[str, DeltaChannelHistory] = {
            name: {"writes": []} for name in channels
        }
        open_, above, walked = set(channels), self.parents.get(id), {id}
        while open_ and above in self.parents and above not in walked:
            walked.add(above)
            values = self.checkpoint(above).checkpoint["channel_values"]
            writes = told(self.writes(above))
            for name in [*open_]:
                mine = [write for write in writes if write[1] == name]
                found[name]["writes"] = mine + found[name]["writes"]
                if name in values:
                    found[name]["seed"] = values[name]
                    open_.discard(name)
            above = self.parents[above]
        return found

    # Rows.

    def _load(self, id: str, channel: str | None, kind: Any, data: Any) -> Any:
        serde = self._json if kind == "json" else self._strict
        try:
            return serde.loads_typed((kind, data))
        except MemoryError:
            raise
        except Exception as problem:
            raise self._broken(id, channel, problem) from problem

    def _metadata(self, row: Row) -> dict[str, Any]:
        if row.metadata is None:
            return {}
        try:
            made = json.loads(row.metadata)
        except (ValueError, TypeError, RecursionError) as problem:
            raise self._broken(row.id, None, problem, "the metadata") from problem
        if not is_a(made, dict):
            raise self._unreadable(row.id, None, "the metadata are no object")
        return cast("dict[str, Any]", made)

    def _check(self, id: str, row: WriteRow) -> None:
        texts = (row.task_id, row.path, row.channel)
        if not all(is_a(text, str) for text in texts) or not is_a(row.number, int):
            raise self._unreadable(id, None, "a write has no task, channel and index")

    def _unreadable(self, id: str, channel: str | None, message: str) -> Unreadable:
        return Unreadable(self._of[1], id, channel, message)

    def _broken(
        self, id: str, channel: str | None, problem: Exception, what: str = "a value"
    ) -> Unreadable:
        if isinstance(problem, NotAllowed):
            return self._unreadable(
                id, channel, f"{problem} is no type that may be loaded"
            )
        if isinstance(problem, SnaprollError):
            return self._unreadable(id, channel, problem.message)
        kind = type(problem).__name__
        return self._unreadable(
            id, channel, f"{what} can not be read: {kind}: {problem}"
        )
