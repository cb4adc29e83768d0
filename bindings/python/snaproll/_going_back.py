"""Patching a context, setting it back, and undoing that."""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import c_size_t
from typing import Any

from ._ffi import lib
from ._handle import Handle, pointer_of, pointer_or_none
from ._walk import Encode
from .cancel import Cancel
from .patch import Patch, patch_of
from .rollback import RollbackPlan, RollbackResult, rolled_back
from .snapshot import Snapshot
from .value import Stateful, Value


class GoingBack(Stateful, Handle):
    """How the state of a context as a whole is changed; a part of Context."""

    _encode: Encode | None

    def value(self) -> Value:
        """State, variables and node results as one value, O(1)."""
        return Value._make(lib.snaproll_context_value, self._pointer)

    def digest(self) -> str:
        """SHA-256 of the canonical JSON of that value, in hexadecimal."""
        return self._text(lib.snaproll_context_digest)

    def diff(self, since: Snapshot, *, cancel: Cancel | None = None) -> Patch:
        """What changed since a snapshot; `snaproll.diff` takes others as well."""
        then, stop = pointer_of(since, Snapshot), pointer_or_none(cancel, Cancel)
        made = Patch._make(lib.snaproll_context_diff, self._pointer, then, stop)
        return made._hide(self)

    def apply(self, snapshot: Snapshot) -> None:
        """Sets state, variables and node results to the snapshot's (rule S3)."""
        self._call(lib.snaproll_context_apply, pointer_of(snapshot, Snapshot))

    def apply_patch(self, patch: Patch | str | bytes | Iterable[Any]) -> None:
        """Makes all operations one change that can be undone, or none.

        A Patch, or what Patch.from_json reads. Its pointers start with
        /variables, /node_results or /state.
        """
        made = patch_of(patch, self._encode)
        self._call(lib.snaproll_context_apply_patch, made._pointer)

    def apply_plan(self, plan: RollbackPlan) -> RollbackResult:
        """Does what was planned with this context.

        ConflictError where it changed since, also by this plan.
        """
        held = pointer_of(plan, RollbackPlan)
        return rolled_back(self, lib.snaproll_context_apply_plan, held)

    def undo_rollback(self) -> RollbackResult:
        """Takes the last rollback, applied snapshot, plan or patch back.

        NotFoundError where there is none. What was done since can be redone.
        """
        return rolled_back(self, lib.snaproll_context_undo_rollback)

    def redo_rollback(self) -> RollbackResult:
        """Takes the last undo back.

        NotFoundError where there is none, or the context changed since.
        """
        return rolled_back(self, lib.snaproll_context_redo_rollback)

    @property
    def undo_count(self) -> int:
        """How many can be undone."""
        return self._get(lib.snaproll_context_undo_count, c_size_t)

    @property
    def redo_count(self) -> int:
        """How many can be redone."""
        return self._get(lib.snaproll_context_redo_count, c_size_t)

    def clear_undo(self) -> None:
        """Forgets all that could be undone or redone."""
        self._call(lib.snaproll_context_clear_undo)
