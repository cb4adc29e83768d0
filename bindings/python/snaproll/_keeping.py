"""What is done with a store as a whole; a part of Store."""

from __future__ import annotations

import datetime
import os
from ctypes import c_bool

from ._ffi import NO_TIME, Buf, lib
from ._handle import Handle, pair, pointer_or_none, taken
from ._json import decode
from ._opening import path_pair
from ._record import known
from .cancel import Cancel
from .erase import EraseOptions, EraseReport, Erasure, erasures_of, report_of
from .history import policy_pair
from .store_types import CheckReport, ExpireReport, StoreStats, expired_of
from .types import nanoseconds


class Keeping(Handle):
    """Proving, copying, thinning and erasing what a store has, and its figures."""

    def check(
        self, *, quick: bool = False, cancel: Cancel | None = None
    ) -> CheckReport:
        """Proves the store, `quick`: the checksums and the file alone.

        Else also that every chain is whole, every state can be rebuilt, every
        keyframe is the same as the replay beside it, and that counts agree.
        """
        stop = pointer_or_none(cancel, Cancel)
        told = self._text(lib.snaproll_store_check, bool(quick), stop)
        return known(CheckReport, decode(told))

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copies the whole store to a new file, while writers work.

        The executions of the copy have no owners.
        """
        self._call(lib.snaproll_store_backup, *path_pair(path))

    def compact(self, *, cancel: Cancel | None = None) -> None:
        """Removes what nothing needs and gives its pages back to the system."""
        self._call(lib.snaproll_store_compact, pointer_or_none(cancel, Cancel))

    def set_policy(self, policy: str | None) -> None:
        """The policy of executions without one of their own, or None.

        It holds from when they are opened next.
        """
        self._call(lib.snaproll_store_set_policy, *policy_pair(policy))

    @property
    def policy(self) -> str | None:
        """That policy, as canonical text."""
        buf, present = Buf(), c_bool()
        self._call(lib.snaproll_store_policy, buf, present)
        return taken(buf) if present.value else None

    def expire(
        self,
        *,
        dry_run: bool = False,
        now: int | datetime.datetime | None = None,
        cancel: Cancel | None = None,
    ) -> ExpireReport:
        """Deletes executions by expire-finished and expire-idle of their policies.

        One that a living owner has, or with a snapshot that is held, stays. A dry
        run tells which would go and changes nothing.
        """
        at = NO_TIME if now is None else nanoseconds(now)
        stop = pointer_or_none(cancel, Cancel)
        return expired_of(
            self._text(lib.snaproll_store_expire, bool(dry_run), at, stop)
        )

    def erase(
        self,
        execution: str | None = None,
        *,
        pointer: str | None = None,
        containing: str | None = None,
        reason: str = "",
        take_over: bool = False,
        dry_run: bool = False,
        cancel: Cancel | None = None,
    ) -> EraseReport:
        """Takes one value out of all that is kept of an execution, or of all.

        Of every snapshot, branch, record, name and attempt, and of what can be
        undone; on a store also its bytes from the file. Told is one of both:

        pointer: a place in each state, /variables/... or /node_results/...
        containing: a text, which gives way to "[erased]" where it stands.

        reason: why, for the tombstone.
        dry_run: only tell what would be done.
        take_over: shut out who has one of them open for writing.

        Executions that share records with it are erased from as well.
        """
        what = EraseOptions(pointer, containing, reason, take_over, dry_run)
        stop = pointer_or_none(cancel, Cancel)
        named = (None, 0) if execution is None else pair(execution, "execution")
        return report_of(
            self._text(lib.snaproll_store_erase, *named, what._pointer, stop)
        )

    def get_blob(self, hash: str) -> bytes:
        """The bytes that an execution put; see Execution.put_blob.

        NotFoundError where there are none.
        """
        return self._bytes(lib.snaproll_store_get_blob, *pair(hash, "hash"))

    def erasures(self, execution: str) -> list[Erasure]:
        """That something was taken out of an execution: newest first."""
        named = pair(execution, "execution")
        return erasures_of(self._text(lib.snaproll_store_erasures, *named))

    def stats(self) -> StoreStats:
        """Its figures."""
        return known(StoreStats, decode(self._text(lib.snaproll_store_stats)))

    def prometheus(self) -> str:
        """Its figures in Prometheus' text format."""
        return self._text(lib.snaproll_store_stats_prometheus)
