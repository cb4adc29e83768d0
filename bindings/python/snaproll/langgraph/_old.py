"""The file of an SqliteSaver of LangGraph, which is only read.

Its bytes are never changed. Where a log (`-wal`) stands beside it, it is opened as any
reader opens it; else as one that does not change (`immutable`), so that no file is
made beside it, and its folder need not be written to. Whether it did change meanwhile
is asked at the end.
"""

from __future__ import annotations

import os
import sqlite3
import urllib.parse
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

from .._error import (
    BusyError,
    ConflictError,
    CorruptError,
    FormatError,
    NotFoundError,
    SnaprollError,
    StoreIOError,
)

_MAGIC = b"SQLite format 3\0"
_WAL_VERSION = 18  # Where the header tells that there is a log.
_COLUMNS = {
    "checkpoints": (
        "thread_id",
        "checkpoint_ns",
        "checkpoint_id",
        "parent_checkpoint_id",
        "type",
        "checkpoint",
        "metadata",
    ),
    "writes": (
        "thread_id",
        "checkpoint_ns",
        "checkpoint_id",
        "task_id",
        "idx",
        "channel",
        "type",
        "value",
    ),
}
_PATH = "task_path"  # Files of before 3.1 do not have it.


class Row(NamedTuple):
    """A checkpoint as it is stored."""

    id: str
    parent: str | None
    kind: Any
    data: Any
    metadata: Any


class WriteRow(NamedTuple):
    """A write as it is stored."""

    task_id: str
    path: str
    number: int
    channel: str
    kind: Any
    data: Any


class OldFile:
    """What an SqliteSaver made; a context manager, of one thread at a time."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        self._is_fixed, self._before = False, (0, 0)
        header = self._header()
        self._connection = self._opened(header)
        try:
            with self._told():
                columns = self._columns()
        except BaseException:
            self._connection.close()
            raise
        self._task_path = _PATH if _PATH in columns["writes"] else "''"

    # Opening.

    def _header(self) -> bytes:
        try:
            with open(self.path, "rb") as file:
                header = file.read(100)
        except FileNotFoundError:
            raise NotFoundError(f"there is no file {self.path!r}") from None
        except IsADirectoryError:
            raise FormatError(f"{self.path!r} is a folder") from None
        except OSError as problem:
            message = f"{self.path!r} can not be read: {problem.strerror}"
            raise StoreIOError(message) from problem
        if not header.startswith(_MAGIC):
            raise FormatError(f"{self.path!r} is no SQLite file")
        self._check_size(header)
        return header

    def _check_size(self, header: bytes) -> None:
        """CORRUPT where it is shorter than its head tells, or ends within a page.

        SQLite takes what is missing of the last page for zeros.
        """
        size = os.path.getsize(self.path)
        page = int.from_bytes(header[16:18], "big")
        page = 65_536 if page == 1 else page
        pages = int.from_bytes(header[28:32], "big")
        is_told = header[24:28] == header[92:96]  # By a version that knows.
        wanted = pages * page if is_told else 0
        if page < 512 or page & (page - 1):
            raise FormatError(f"{self.path!r} is no SQLite file")
        if size % page or size < wanted:
            whole = max(wanted, -(-size // page) * page)
            message = f"{self.path!r} is cut off: it has {size:,} of {whole:,} bytes"
            raise CorruptError(message)

    def _opened(self, header: bytes) -> sqlite3.Connection:
        name = urllib.parse.quote(os.path.abspath(self.path), errors="surrogateescape")
        log = f"{self.path}-wal"
        self._is_fixed = header[_WAL_VERSION : _WAL_VERSION + 1] == b"\2" and not (
            os.path.exists(log) and os.path.getsize(log)
        )
        self._before = self._stamp()
        fixed = "&immutable=1" if self._is_fixed else ""
        with self._told():
            made = sqlite3.connect(
                f"file:{name}?mode=ro{fixed}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
            made.execute("PRAGMA trusted_schema = OFF")
        return made

    def _stamp(self) -> tuple[int, int]:
        told = os.stat(self.path)
        return told.st_mtime_ns, told.st_size

    def _columns(self) -> dict[str, set[str]]:
        """The columns of each table; an error where one is missing."""
        found: dict[str, set[str]] = {}
        for table, wanted in _COLUMNS.items():
            rows = self._connection.execute(f"PRAGMA table_info({table})").fetchall()
            found[table] = {row[1] for row in rows}
            if not rows:
                message = f"{self.path!r} is no file of SqliteSaver: it has no table"
                raise FormatError(f"{message} {table!r}")
            missing = [name for name in wanted if name not in found[table]]
            if missing:
                raise FormatError(
                    f"{self.path!r}: table {table!r} has no column {missing[0]!r}",
                    hint="files of SqliteSaver 2 and 3 have it",
                )
        return found

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def __enter__(self) -> OldFile:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    # What went wrong.

    @contextmanager
    def _told(self) -> Generator[None, None, None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise self._error(problem) from problem

    def _error(self, problem: sqlite3.Error) -> SnaprollError:
        text = str(problem)
        message = f"{self.path!r}: {text}"
        if "locked" in text or "busy" in text:
            return BusyError(message, hint="another program writes to it")
        if "not a database" in text:
            return FormatError(f"{self.path!r} is no SQLite file")
        if "unable to open" in text or "I/O" in text or "readonly" in text:
            hint = "a -wal or -journal beside it needs a folder that may be written to"
            return StoreIOError(message, hint=hint)
        return CorruptError(message)

    def check(self) -> None:
        """CORRUPT where its pages or its index do not fit together."""
        with self._told():
            told = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if told != "ok":
            line = str(told).splitlines()[-1]
            raise CorruptError(f"{self.path!r} is damaged: {line}")

    def check_unchanged(self) -> None:
        """CONFLICT where it changed while it was read as one that does not."""
        if self._is_fixed and self._stamp() != self._before:
            raise ConflictError(
                f"{self.path!r} was written to meanwhile", hint="import it once more"
            )

    # Reading.

    @contextmanager
    def reading(self) -> Generator[None, None, None]:
        """Within it all that is read is of one moment."""
        with self._told():
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def _rows(self, text: str, *given: str) -> list[Any]:
        with self._told():
            return self._connection.execute(text, given).fetchall()

    def threads(self) -> list[str]:
        """The threads that have a checkpoint."""
        text = "SELECT DISTINCT thread_id FROM checkpoints ORDER BY thread_id"
        return [row[0] for row in self._rows(text)]

    def namespaces(self, thread: str) -> list[str]:
        """Those of a thread; the main one is the last."""
        text = "SELECT DISTINCT checkpoint_ns FROM checkpoints WHERE thread_id = ?"
        return sorted((row[0] for row in self._rows(text, thread)), reverse=True)

    def count(self, thread: str) -> int:
        """How many checkpoints a thread has."""
        text = "SELECT COUNT(*) FROM checkpoints WHERE thread_id = ?"
        return int(self._rows(text, thread)[0][0])

    def writes_of(self, thread: str) -> int:
        """How many writes a thread has."""
        text = "SELECT COUNT(*) FROM writes WHERE thread_id = ?"
        return int(self._rows(text, thread)[0][0])

    def lost_writes(self, thread: str) -> int:
        """How many writes a thread has whose checkpoint is not there."""
        text = """SELECT COUNT(*) FROM writes AS w WHERE thread_id = ? AND NOT EXISTS (
            SELECT 1 FROM checkpoints AS c WHERE c.thread_id = w.thread_id AND
            c.checkpoint_ns = w.checkpoint_ns AND c.checkpoint_id = w.checkpoint_id)"""
        return int(self._rows(text, thread)[0][0])

    def parents(self, thread: str, namespace: str) -> dict[str, str | None]:
        """Checkpoints and their parents, each behind its own, else by their ids."""
        text = """SELECT checkpoint_id, parent_checkpoint_id FROM checkpoints
            WHERE thread_id = ? AND checkpoint_ns = ? ORDER BY checkpoint_id"""
        told = {row[0]: row[1] or None for row in self._rows(text, thread, namespace)}
        return _parents_first(told)

    def checkpoint(self, thread: str, namespace: str, id: str) -> Row:
        """One checkpoint."""
        text = """SELECT checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata
            FROM checkpoints
            WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?"""
        found = Row(*self._rows(text, thread, namespace, id)[0])
        return found._replace(parent=found.parent or None)

    def writes(self, thread: str, namespace: str, id: str) -> list[WriteRow]:
        """The writes of a checkpoint, task by task."""
        text = f"""SELECT task_id, {self._task_path}, idx, channel, type, value
            FROM writes
            WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?
            ORDER BY task_id, idx"""
        return [WriteRow(*row) for row in self._rows(text, thread, namespace, id)]


def _parents_first(told: dict[str, str | None]) -> dict[str, str | None]:
    """In the same order, but that no parent that is there stands behind its child."""
    made: dict[str, str | None] = {}
    for id in told:
        line: list[str] = []
        seen = set[str]()
        while id in told and id not in made and id not in seen:
            line.append(id)
            seen.add(id)  # Ids that lead to themselves end the line.
            id = told[id] or ""
        made.update((one, told[one]) for one in reversed(line))
    return made
