"""What an execution on a store does besides; a part of Execution."""

from __future__ import annotations

from ctypes import c_bool

from ._ffi import lib
from ._handle import Handle, check


class Durable(Handle):
    """Committing, and being a writer among others. Nothing in memory."""

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

    def close(self) -> None:
        """Gives it back; one on a store has no owner any more.

        What was not committed is lost: `save` before, where steps do not.
        """
        owner = self._owned
        super().close()
        if owner is not None:
            check(lib.snaproll_execution_close, owner)
