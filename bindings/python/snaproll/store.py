"""Store: where executions live when they outlive their process."""

from __future__ import annotations

import datetime
import os
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from ctypes import c_bool, c_int32, c_void_p
from typing import Any

from ._error import Code, SnaprollError, UnusableError
from ._ffi import Buf, Id, lib
from ._filters import execution_filter
from ._handle import (
    Owner,
    check,
    integer,
    pair,
    pointer_of,
    taken_bytes,
    to_id,
    to_uuid,
)
from ._json import decode, encode_of
from ._keeping import Keeping
from ._migration import LET_GO, MIGRATE, hold, let_go
from ._opening import (
    Durability,
    Mode,
    Save,
    open_options,
    path_pair,
    store_options,
)
from ._walk import Encode
from .clock import ManualClock
from .execution import Execution
from .history import is_id
from .options import Options, chosen
from .patch import Patch, patch_of
from .shown import Shown
from .snapshot_rules import Rules
from .store_types import ExecutionInfo, info_of, page_of
from .transfer import Exporter, read_lines
from .types import State

_PAGE = 100  # How many executions one call tells.


class Store(Keeping, Shown, noun="store"):
    """Executions in one SQLite file, or in memory; a context manager.

    Internally synchronized: threads may share it. After a fork it is unusable
    in the child, where its file can not be opened again either; dropping it
    there touches no file. Fork first, or start a new program.

        with snaproll.Store.open("runs.db") as store:
            with store.execution("trip-1") as run:
                run.step("book", book)  # committed when the call returns

    No other SQLite of this process may open the file, and `-wal` and `-shm`
    beside it belong to it: copy it with `backup`.

    >>> import snaproll
    >>> with snaproll.Store.open(":memory:") as store:
    ...     with store.execution("trip-1", attributes={"user": "ann"}) as run:
    ...         paid = run.step("book", lambda: "paid")
    ...     with store.execution("trip-1", mode="existing") as run:
    ...         again = run.step("book", lambda: "is not run")
    ...     found = [info.id for info in store.executions(attributes={"user": "ann"})]
    >>> paid, again, found
    ('paid', 'paid', ['trip-1'])
    """

    _process: int
    _encode: Encode | None = None  # Of its executions.

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        durability: Durability = "power",
        create: bool = True,
        read_only: bool = False,
        file_mode: int = 0o600,
        busy_timeout: float | datetime.timedelta = 5.0,
        memory_budget: int = 256 * 2**20,
        compress: bool = True,
        encode: Encode | None = None,
    ) -> Store:
        """Opens the file, or makes it; ":memory:" is a store of its own.

        Opens of one file in one process share all but their handles, and the
        options of the first hold.

        durability: what an acknowledged commit survives. "power": loss of power
            (a sync a commit); "process": death of the process; "none": nothing.
        create: whether the file is made where there is none.
        read_only: nothing is ever written, nor made.
        file_mode: permissions of a file that is made.
        busy_timeout: how long to wait for others, in seconds or a timedelta.
        memory_budget: bytes for states that can be read again.
        compress: records from 512 bytes on, where the library can.
        encode: as that of Execution, for the executions and the migrations of
            this handle.
        """
        function = encode_of(encode)
        options = store_options(
            durability=durability,
            create=create,
            read_only=read_only,
            file_mode=file_mode,
            busy_timeout=busy_timeout,
            memory_budget=memory_budget,
            compress=compress,
        )
        named = path_pair(path)
        self = cls._make(lib.snaproll_store_open, *named, options)
        self._process, self._encode = os.getpid(), function
        return self

    @property
    def _pointer(self) -> Owner:
        owner = self._owned
        if not owner:  # As the library says it of a handle that it still knows.
            raise UnusableError("this store is closed", hint="open it")
        return owner

    def close(self) -> None:
        """Flushes the store and lets go of the file.

        Executions that are open keep it. What is dropped instead of closed is
        closed by the collector, and loses nothing that was acknowledged.
        """
        owner, self._owned = self._owned, None
        if owner and self._process == os.getpid():
            check(lib.snaproll_store_close, owner)

    @property
    def path(self) -> str:
        """The path that it was opened at."""
        out = Buf()
        self._call(lib.snaproll_store_path, out)
        return os.fsdecode(taken_bytes(out))

    @property
    def id(self) -> uuid.UUID:
        """What tells it from all other stores; a backup has the same."""
        out = Id()
        self._call(lib.snaproll_store_id, out)
        return to_uuid(out)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written to it."""
        return self._get(lib.snaproll_store_is_read_only, c_bool)

    def execution(
        self,
        id: str,
        *,
        mode: Mode = "open_or_create",
        kind: str | None = None,
        schema: int | None = None,
        attributes: Mapping[str, str] | None = None,
        owner: str | None = None,
        take_over: bool = False,
        start_snapshot: bool = True,
        save: Save = "steps",
        workflow_id: str | None = None,
        max_snapshots: int | None = None,
        auto_snapshot: bool | int | None = None,
        snapshot_rules: Rules | None = None,
        undo_limit: int | None = None,
        clock: ManualClock | None = None,
        id_seed: int | None = None,
        limits: Mapping[str, int] | None = None,
        options: Options | None = None,
        encode: Encode | None = None,
    ) -> Execution:
        """Opens an execution: all is as it was committed last.

        Each finished, failed or rolled-back step, each snapshot and each
        rollback is committed when the call returns.

        mode: "existing": NotFoundError where it is not there; "create":
            ExistsError where it is; "read": commits are ReadOnlyError, and no
            owner is asked.
        kind, schema: what it is, and the version of its state, in the words of
            the application. One that was committed as an older version is
            migrated (see `migration`) and committed; "read" migrates in memory
            alone. FormatError for one of a newer version. Without a schema,
            "read" gives each state as it was committed.
        attributes: what executions are looked up by (tenant, user).
        owner: who opens it. OwnedError tells it to others, as long as this
            process lives and has it open.
        take_over: whether a living owner is shut out; what that one commits
            then is ConflictError.
        start_snapshot: whether one that is made begins with a snapshot
            labelled "start".
        save: "manual" commits no steps; `Execution.save` does.
        encode: as that of Execution; that of the store where none is told.

        The rest stands at Options and is for one that is made, but clock,
        id_seed, limits and max_snapshots, which one that is there takes too.
        It keeps 1,000 snapshots until told otherwise.
        """
        function = self._encode if encode is None else encode_of(encode)
        made = chosen(
            options,
            workflow_id=workflow_id,
            max_snapshots=max_snapshots,
            auto_snapshot=auto_snapshot,
            snapshot_rules=snapshot_rules,
            undo_limit=undo_limit,
            clock=clock,
            id_seed=id_seed,
            limits=limits,
        )
        opened = open_options(
            made,
            mode=mode,
            kind=kind,
            schema=schema,
            attributes=attributes,
            owner=owner,
            take_over=take_over,
            start_snapshot=start_snapshot,
            save=save,
        )
        named = pair(id, "id")
        run = Execution._make(
            lib.snaproll_execution_open, self._pointer, *named, opened
        )
        run.context._encoding(function)
        run._store, run._mode = weakref.ref(self), mode
        return run

    # What is told of executions.

    def executions(
        self,
        *,
        state: State | None = None,
        kind: str | None = None,
        attributes: Mapping[str, str] | None = None,
        committed_from: int | datetime.datetime | None = None,
        committed_until: int | datetime.datetime | None = None,
        owned: bool | None = None,
    ) -> Iterator[ExecutionInfo]:
        """What is told of the executions, newest first; no state is read.

        All that are given have to fit: each of the attributes, the last commit
        from a time on and before another, a living owner or none. Reads page by
        page; writers are not disturbed.
        """
        only = execution_filter(
            state=state,
            kind=kind,
            attributes=attributes,
            committed_from=committed_from,
            committed_until=committed_until,
            owned=owned,
        )
        return self._pages(self._pointer, only)

    def _pages(self, store: Owner, only: Owner) -> Iterator[ExecutionInfo]:
        cursor = 0
        while True:
            told = self._text(lib.snaproll_store_executions, only, cursor, _PAGE)
            page, cursor = page_of(told)
            yield from page
            if not cursor:
                return

    def info(self, id: str) -> ExecutionInfo:
        """What is told of one execution."""
        return info_of(decode(self._text(lib.snaproll_store_info, *pair(id, "id"))))

    def exists(self, id: str) -> bool:
        """Whether there is an execution of that id."""
        out = c_bool()
        self._call(lib.snaproll_store_exists, *pair(id, "id"), out)
        return out.value

    # What is done with executions as a whole.

    def delete(self, id: str, *, take_over: bool = False) -> None:
        """Deletes an execution with its history; forks keep what they share.

        OwnedError while an owner lives, unless `take_over`.
        """
        shut_out = bool(take_over)
        self._call(lib.snaproll_store_delete, *pair(id, "id"), shut_out)

    def copy(self, id: str, as_: str, *, to: Store | None = None) -> None:
        """Makes an execution anew under the id `as_`, here or in another store.

        Its history, its working state and all that is told of it.
        """
        target = pointer_of(self if to is None else to, Store)
        names = (pair(id, "id"), pair(as_, "as_"))
        self._call(lib.snaproll_store_copy, *names[0], target, *names[1])

    def fork(
        self, id: str, as_: str, *, snapshot: uuid.UUID | str | None = None
    ) -> None:
        """A new execution that goes on from a snapshot of another.

        Without one from its working state as committed. It shares the records
        of the other and has its rules for snapshots; its nodes have idempotency
        keys of their own.

        snapshot: its id, or a text that `Execution.resolve` reads.
        """
        start = None if snapshot is None else self._named(id, snapshot)
        names = (pair(id, "id"), pair(as_, "as_"))
        self._call(lib.snaproll_store_fork, *names[0], start, *names[1])

    def _named(self, execution: str, snapshot: uuid.UUID | str) -> Id:
        """The id of a snapshot that is told by its id or by a text."""
        if not isinstance(snapshot, str) or is_id(snapshot):
            return to_id(snapshot)
        with self.execution(execution, mode="read") as run:
            return to_id(run.resolve(snapshot))

    def migration(
        self,
        kind: str,
        to: int,
        change: Patch | str | bytes | Iterable[Any] | Callable[[Any], Any],
    ) -> None:
        """Tells how a state of version `to` - 1 becomes one of version `to`.

        Of executions of this kind. By a Patch (or its operations, or its text)
        of {"node_results", "state", "variables"}, or by a function, which is
        given that as plain Python and returns the new one, or changes what it
        was given and returns None. What it raises is the cause of the error.

        Steps are chained. They belong to all handles of this file in this
        process and are told before executions are opened; ExistsError for a
        step that was told. A function may be called by any thread, more than
        once for one state, and uses nothing of the store. A state without
        variables and node results is of every version.
        """
        told = (*pair(kind, "kind"), integer(to, "to"))
        if not callable(change):
            step = patch_of(change, self._encode)._pointer
            self._call(lib.snaproll_store_set_migration, *told, step)
            return
        number = hold(change, self._encode)
        function = lib.snaproll_store_set_migration_function
        try:
            self._call(function, *told, MIGRATE, number, LET_GO)
        except BaseException:
            let_go(number)
            raise

    def save_many(self, executions: Iterable[Execution]) -> None:
        """Commits the working states of many in as few syncs as can be.

        Those that can be committed are; the first failure is raised, and its
        `statuses` tell the code of each.
        """
        owners = [pointer_of(one, Execution) for one in executions]
        self._pointer
        handles = (c_void_p * len(owners))(*(owner.value for owner in owners))
        statuses = (c_int32 * len(owners))()
        try:
            check(lib.snaproll_store_commit_many, handles, len(owners), statuses)
        except SnaprollError as problem:
            problem.statuses = [Code(status) for status in statuses]
            raise

    # Lines.

    def export(self, id: str, *, full: bool = False) -> Exporter:
        """The execution as JSON lines, one after the other.

        The bundle: keyframes and deltas, of which `import_` makes the same
        history. `full`: a header, the context and each snapshot, oldest first,
        in the forms of rule J1.
        """
        told = (*pair(id, "id"), bool(full))
        return Exporter._make(lib.snaproll_store_export, self._pointer, *told)

    def import_(self, lines: Iterable[str | bytes], *, as_: str | None = None) -> str:
        """Makes an execution of the lines of either form; its id.

        `as_` is its id, else the one that the lines tell. It is there as a whole
        when this returns; where this raises, or `lines` does, nothing of it is.
        """
        return read_lines(self._pointer, lines, "" if as_ is None else as_)

    def __repr__(self) -> str:
        if self.closed:
            return "<Store closed>"
        return f"<Store {self.path!r}{', read only' if self.read_only else ''}>"
