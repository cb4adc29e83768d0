"""Writing the threads of a store into a file that an SqliteSaver reads."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from langgraph.checkpoint.base import Checkpoint, CheckpointTuple

from .._error import (
    ExistsError,
    InvalidArgumentError,
    NotFoundError,
    StoreIOError,
    TypeMismatchError,
)
from ._names import configured
from ._read import Reader
from ._thread import Thread

if TYPE_CHECKING:
    from .saver import SnaprollSaver

Progress = Callable[[str, int, int], None]

# The tables of SqliteSaver 3.1, which makes those that are missing alone.
_TABLES = """
CREATE TABLE checkpoints (
    thread_id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL DEFAULT '',
    checkpoint_id TEXT NOT NULL,
    parent_checkpoint_id TEXT,
    type TEXT,
    checkpoint BLOB,
    metadata BLOB,
    PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id)
);
CREATE TABLE writes (
    thread_id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL DEFAULT '',
    checkpoint_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    task_path TEXT NOT NULL DEFAULT '',
    idx INTEGER NOT NULL,
    channel TEXT NOT NULL,
    type TEXT,
    value BLOB,
    PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
);
"""
_CHECKPOINT = "INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)"
_WRITE = "INSERT INTO writes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Exported(NamedTuple):
    """What was written."""

    threads: int
    checkpoints: int
    writes: int


def export_sqlite(
    saver: SnaprollSaver,
    old: str | os.PathLike[str],
    *,
    threads: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Writes threads into a new file that SqliteSaver 3.1 reads as it reads its own.

    The file is there as a whole when this returns; where this raises, it is not.

    threads: only these; NotFoundError where one is not there.
    """
    if isinstance(threads, str):
        raise InvalidArgumentError("threads are many, not one text")
    path = os.fspath(old)
    if os.path.lexists(path):
        raise ExistsError(f"{path!r} is there already")
    chosen = _chosen(saver, threads)
    beside = f"{path}.{secrets.token_hex(4)}.tmp"
    try:
        with contextlib.closing(_created(beside)) as file:
            made = _Export(saver, file, progress).run(chosen)
        _place(beside, path)
    except FileExistsError:
        raise ExistsError(f"{path!r} is there already") from None
    except sqlite3.Error as problem:
        raise StoreIOError(f"{path!r} can not be written: {problem}") from problem
    except OSError as problem:
        message = f"{path!r} can not be written: {problem.strerror}"
        raise StoreIOError(message) from problem
    finally:
        with contextlib.suppress(OSError):
            os.unlink(beside)
    return made


def _created(path: str) -> sqlite3.Connection:
    # First, so that nobody else may read it.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    made = sqlite3.connect(path, isolation_level=None)
    made.execute("PRAGMA journal_mode = OFF")
    made.executescript(_TABLES)
    return made


def _place(beside: str, path: str) -> None:
    """Gives the file its name, not over one that was made meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # The file system has no links.
        os.rename(beside, path)


def _chosen(saver: SnaprollSaver, threads: Iterable[str] | None) -> list[Thread]:
    if threads is None:
        return saver._threads.of(None)[::-1]
    found: list[Thread] = []
    for thread in dict.fromkeys(threads):
        mine = saver._threads.of({"configurable": {"thread_id": thread}})
        if not mine:
            raise NotFoundError(f"{saver.store.path!r} has no thread {thread!r}")
        found += mine
    return found


class _Export:
    """Writes into one file."""

    def __init__(
        self, saver: SnaprollSaver, file: sqlite3.Connection, progress: Progress | None
    ) -> None:
        self._saver = saver
        self._serde = saver.serde
        self._file = file
        self._progress = progress
        self._counts = [0, 0]

    def run(self, threads: list[Thread]) -> Exported:
        self._file.execute("BEGIN")
        for thread in threads:
            self._thread(thread)
        self._file.execute("COMMIT")
        self._file.execute("PRAGMA journal_mode = WAL")  # As SqliteSaver has it.
        return Exported(len({one.thread_id for one in threads}), *self._counts)

    def _thread(self, thread: Thread) -> None:
        with thread.lock:
            if not thread.read():
                return  # It was deleted meanwhile.
            there = thread.there()
        for id in sorted(there):
            self._checkpoint(thread, id)
            if self._progress is not None:
                self._progress("exporting", self._counts[0], 0)

    def _checkpoint(self, thread: Thread, id: str) -> None:
        reader = Reader(thread, self._saver._reviver)
        with thread.lock:
            if not thread.read():
                return
            snapshot = thread.snapshot(id)
            if snapshot is None:
                return
            load = reader.tuple(id, snapshot, reader.config(id))
            stored = reader.stored_writes(id)
        found = load()
        self._file.execute(_CHECKPOINT, self._row(thread, id, found))
        self._counts[0] += 1
        place = (thread.thread_id, thread.namespace, id)
        for one, (_, channel, value) in zip(stored(), found.pending_writes or []):
            told = (*place, one.task_id, one.path, one.index, channel)
            made = self._dumped(value, f"a write to {channel!r}", *place)
            self._file.execute(_WRITE, (*told, *made))
            self._counts[1] += 1

    def _row(
        self, thread: Thread, id: str, found: CheckpointTuple
    ) -> tuple[object, ...]:
        parent = found.parent_config
        above = None if parent is None else configured(parent)["checkpoint_id"]
        place = (thread.thread_id, thread.namespace, id)
        stored = self._dumped(_with_text(found.checkpoint), "the checkpoint", *place)
        try:
            metadata = json.dumps(found.metadata, ensure_ascii=False).encode()
        except (TypeError, ValueError) as problem:
            raise _refused("its metadata", *place, problem) from problem
        return (*place, above, *stored, metadata)

    def _dumped(
        self, value: object, what: str, thread: str, namespace: str, id: str
    ) -> tuple[str, bytes]:
        try:
            return self._serde.dumps_typed(value)
        except Exception as problem:
            raise _refused(what, thread, namespace, id, problem) from problem


def _with_text(checkpoint: Checkpoint) -> Checkpoint:
    """With versions as SqliteSaver counts them: numbers and texts do not mix."""
    seen = checkpoint["versions_seen"]
    made = {
        "channel_versions": _texts(checkpoint["channel_versions"]),
        "versions_seen": {node: _texts(told) for node, told in seen.items()},
    }
    return cast("Checkpoint", {**checkpoint, **made})


def _texts(versions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: f"{told:032}.{0:016}" if type(told) is int else told
        for name, told in versions.items()
    }


def _refused(
    what: str, thread: str, namespace: str, id: str, problem: Exception
) -> TypeMismatchError:
    """Of what Snaproll holds, and SqliteSaver does not."""
    inner = f", namespace {namespace!r}" if namespace else ""
    return TypeMismatchError(
        f"thread {thread!r}{inner}, checkpoint {id}: "
        f"{what} can not be in a file of SqliteSaver: {problem}"
    )
