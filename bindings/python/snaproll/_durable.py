"""What an execution on a store does besides; a part of Execution."""

from __future__ import annotations

import weakref
from ctypes import c_bool
from typing import TYPE_CHECKING

from ._ffi import lib
from ._handle import Handle, bytes_pair, check, pair, pointer_or_none
from .cancel import Cancel
from .erase import EraseOptions, EraseReport, Erasure, erasures_of, report_of

if TYPE_CHECKING:
    from .store import Store


class Durable(Handle):
    """Committing, and being a writer among others. Nothing in memory."""

    # The store that opened it, which may be closed before, and how.
    _store: weakref.ref[Store] | None = None
    _mode: str = ""

    @property
    def is_durable(self) -> bool:
        """Whether it is on a store."""
        return self._get(lib.snaproll_execution_is_durable, c_bool)

    def save(self) -> None:
        """Commits the working state as it is, outside the history."""
        self._call(lib.snaproll_execution_save)

    def reload(self, *, take_over: bool = False) -> None:
        """Goes on from what is committed, as a writer again.

        After a ConflictError, or to drop what is not committed. Steps that are
        open are given up. OwnedError while another owner lives, unless
        `take_over`.
        """
        self._call(lib.snaproll_execution_reload, bool(take_over))

    def erase(
        self,
        *,
        pointer: str | None = None,
        containing: str | None = None,
        reason: str = "",
        take_over: bool = False,
        dry_run: bool = False,
        cancel: Cancel | None = None,
    ) -> EraseReport:
        """Takes one value out of all that is kept of it, its live state included.

        Of every snapshot, branch, record, name and attempt, and of what can be
        undone; on a store also its bytes from the file. Told is one of both:

        pointer: a place in each state, /variables/... or /node_results/...
        containing: a text, which gives way to "[erased]" where it stands.

        reason: why, for the tombstone.
        dry_run: only tell what would be done.
        take_over: shut out who has one of those open that share records.

        On a store it saves first. Steps that are open are given up.
        """
        what = EraseOptions(pointer, containing, reason, take_over, dry_run)
        stop = pointer_or_none(cancel, Cancel)
        return report_of(self._text(lib.snaproll_execution_erase, what._pointer, stop))

    def put_blob(self, data: bytes | bytearray | memoryview) -> str:
        """Keeps bytes that are no JSON and gives their hash, 64 hex digits.

        ``{"$blob": hash}`` in the state stands for them; no read of the state,
        no diff and no list loads them. They are in the store with the commit
        that brings their hash into the state, so put them before; stored once,
        whoever puts them; and they leave with the last record that names them.
        In memory they stay as long as this handle. LimitError above 1 GiB.

        >>> import snaproll
        >>> run = snaproll.Execution()
        >>> run["picture"] = {"$blob": run.put_blob(b"\\x89PNG")}
        >>> run.get_blob(run["picture"]["$blob"])
        b'\\x89PNG'
        """
        return self._text(lib.snaproll_execution_put_blob, *bytes_pair(data))

    def get_blob(self, hash: str) -> bytes:
        """The bytes with that hash, put here or in the store.

        NotFoundError where there are none.
        """
        return self._bytes(lib.snaproll_execution_get_blob, *pair(hash, "hash"))

    def erasures(self) -> list[Erasure]:
        """That something was taken out of it: newest first."""
        return erasures_of(self._text(lib.snaproll_execution_erasures))

    def close(self) -> None:
        """Gives it back; one on a store has no owner any more.

        What was not committed is lost: `save` before, where steps do not.
        """
        owner = self._owned
        super().close()
        if owner:
            check(lib.snaproll_execution_close, owner)
