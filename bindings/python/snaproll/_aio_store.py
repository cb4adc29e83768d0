"""AsyncStore: the async twin of Store."""

from __future__ import annotations

import asyncio
import datetime
import os
import pathlib
import uuid
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from ._aio import Opening, can_wait, like, like_class
from ._aio_batcher import Batcher
from ._aio_execution import AsyncExecution
from ._aio_worker import Worker
from ._error import Code, SnaprollError, TypeMismatchError
from ._opening import Mode, Save
from ._walk import is_a
from .cancel import Cancel
from .erase import EraseReport, Erasure
from .group import rollback_group as rollback_group_now
from .group import snapshot_group as snapshot_group_now
from .patch import Patch
from .rollback import RollbackResult
from .snapshot import SnapshotDetails
from .store import Store
from .store_types import CheckReport, ExecutionInfo, ExpireReport, StoreStats
from .transfer import Importer

if TYPE_CHECKING:
    from typing_extensions import Unpack

_R = TypeVar("_R")
_LINES = 256  # Of an export or an import, a call of a thread.


class AsyncStore:
    """The async twin of Store: what reads or writes the file is awaited.

        async with snaproll.aio.AsyncStore.open("runs.db") as store:
            async with store.execution("trip-1") as run:
                await run.step("book", book)  # committed when it returns

    The ends of steps that wait at the same time are committed together. Tasks of
    any loop may use it, and any thread.
    """

    def __init__(self, store: Store) -> None:
        """The twin of a store that is open."""
        if not is_a(store, Store):
            raise TypeMismatchError(f"a Store is needed, not {type(store).__name__}")
        self._store = store
        self._worker, self._batcher = Worker(), Batcher()

    @classmethod
    @like_class(Store.open)
    def open(cls, path: Any, **options: Any) -> Opening[AsyncStore]:
        """Opens the file: `async with AsyncStore.open(path) as store:`.

        Or `store = await AsyncStore.open(path)`. As Store.open.
        """

        async def opened() -> AsyncStore:
            worker = Worker()
            store = await worker.call(Store.open, path, **options, undo=Store.close)
            self = cls(store)
            self._worker = worker
            return self

        return Opening(opened, "AsyncStore.open")

    async def _call(self, function: Callable[..., _R], *told: Any, **named: Any) -> _R:
        """Calls a method of Store, by a thread that may wait."""
        return await self._worker.call(function, self._store, *told, **named)

    async def close(self) -> None:
        """Flushes the store and lets go of the file, as Store.close.

        Executions that are open keep it, and what waits for a commit of theirs
        goes on.
        """
        if not self.closed:
            await self._worker.call(Store.close, self._store, kept=True)

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._store.closed

    async def __aenter__(self) -> AsyncStore:
        self._store._pointer
        return self

    async def __aexit__(self, kind: Any, problem: Any, traceback: Any) -> None:
        if can_wait(kind, traceback):
            await self.close()

    @property
    def path(self) -> str:
        """The path that it was opened at."""
        return self._store.path

    @property
    def id(self) -> uuid.UUID:
        """What tells it from all other stores; a backup has the same."""
        return self._store.id

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written to it."""
        return self._store.read_only

    async def policy(self) -> str | None:
        """The policy of executions without one of their own."""
        read: Callable[[Store], str | None] = lambda store: store.policy
        return await self._call(read)

    # Executions.

    @like(Store.execution)
    def execution(
        self,
        id: str,
        *,
        mode: Mode = "open_or_create",
        save: Save = "steps",
        **told: Any,
    ) -> Opening[AsyncExecution]:
        """Opens an execution: `async with store.execution("a") as run:`.

        Or `run = await store.execution("a")`. As Store.execution.
        """
        batched = save == "steps" and mode != "read"
        kept: Save = "manual" if batched else save

        async def opened() -> AsyncExecution:
            run = await self._worker.call(
                self._store.execution, id, mode=mode, save=kept, **told, undo=_close
            )
            return AsyncExecution._on_threads(run, self._worker, self._batcher, batched)

        return Opening(opened, f"execution({id!r})")

    @like(Store.executions)
    async def executions(self, **wanted: Any) -> AsyncIterator[ExecutionInfo]:
        pages = self._store.executions(**wanted)
        while page := await self._worker.call(_some, pages):
            for info in page:
                yield info

    async def save_many(self, executions: Iterable[AsyncExecution]) -> None:
        """Commits the working states of many in as few syncs as can be.

        As Store.save_many.
        """
        runs = [_checked(run) for run in executions]
        self._store._pointer
        saves = (run.save() for run in runs)
        told = await asyncio.gather(*saves, return_exceptions=True)
        failed = [one for one in told if isinstance(one, BaseException)]
        if not failed:
            return
        problem = failed[0]
        if isinstance(problem, SnaprollError):
            problem.statuses = [
                Code(one.code) if isinstance(one, SnaprollError) else Code.OK
                for one in told
            ]
        raise problem

    async def copy(self, id: str, as_: str, *, to: AsyncStore | None = None) -> None:
        """Makes an execution anew under the id `as_`, here or in another store.

        As Store.copy.
        """
        if not is_a(to, AsyncStore, type(None)):
            raise TypeMismatchError(f"an AsyncStore is needed, not {type(to).__name__}")
        target = None if to is None else to._store
        await self._call(Store.copy, id, as_, to=target)

    def migration(
        self,
        kind: str,
        to: int,
        change: Patch | str | bytes | Iterable[Any] | Callable[[Any], Any],
    ) -> None:
        """As Store.migration. A function is not async: a thread calls it."""
        self._store.migration(kind, to, change)

    # Lines.

    async def export(self, id: str, *, full: bool = False) -> AsyncIterator[str]:
        """The execution as JSON lines: `async for line in store.export("a"):`.

        As Store.export.
        """
        exporter = await self._call(Store.export, id, full=full)
        while lines := await self._worker.call(_some, exporter):
            for line in lines:
                yield line

    async def import_(
        self,
        lines: Iterable[str | bytes] | AsyncIterable[str | bytes],
        *,
        as_: str | None = None,
    ) -> str:
        """Makes an execution of the lines, which may come from `async for`.

        As Store.import_. Lines that come from `for` are gone through by a thread.
        """
        if not isinstance(lines, AsyncIterable):
            return await self._call(Store.import_, lines, as_=as_)
        begin: Callable[[Store, str], Importer] = lambda store, name: Importer(
            store._pointer, name
        )
        importer = await self._call(begin, "" if as_ is None else as_)
        some: list[str | bytes] = []
        async for line in lines:
            some.append(line)
            if len(some) == _LINES:
                await self._worker.call(importer.add, some)
                some = []
        await self._worker.call(importer.add, some)
        return await self._worker.call(importer.finish)

    # As they are.

    async def info(self, id: str) -> ExecutionInfo:
        """As Store.info."""
        return await self._call(Store.info, id)

    async def exists(self, id: str) -> bool:
        """As Store.exists."""
        return await self._call(Store.exists, id)

    async def delete(self, id: str, *, take_over: bool = False) -> None:
        """As Store.delete."""
        return await self._call(Store.delete, id, take_over=take_over)

    async def fork(
        self, id: str, as_: str, *, snapshot: uuid.UUID | str | None = None
    ) -> None:
        """As Store.fork."""
        return await self._call(Store.fork, id, as_, snapshot=snapshot)

    async def check(
        self, *, quick: bool = False, cancel: Cancel | None = None
    ) -> CheckReport:
        """As Store.check."""
        return await self._call(Store.check, quick=quick, cancel=cancel)

    async def backup(self, path: str | os.PathLike[str]) -> None:
        """As Store.backup."""
        return await self._call(Store.backup, path)

    async def compact(self, *, cancel: Cancel | None = None) -> None:
        """As Store.compact."""
        return await self._call(Store.compact, cancel=cancel)

    async def set_policy(self, policy: str | None) -> None:
        """As Store.set_policy."""
        return await self._call(Store.set_policy, policy)

    async def expire(
        self,
        *,
        dry_run: bool = False,
        now: int | datetime.datetime | None = None,
        cancel: Cancel | None = None,
    ) -> ExpireReport:
        """As Store.expire."""
        return await self._call(Store.expire, dry_run=dry_run, now=now, cancel=cancel)

    async def erase(
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
        """As Store.erase."""
        return await self._call(
            Store.erase,
            execution,
            pointer=pointer,
            containing=containing,
            reason=reason,
            take_over=take_over,
            dry_run=dry_run,
            cancel=cancel,
        )

    async def get_blob(self, hash: str) -> bytes:
        """As Store.get_blob."""
        return await self._call(Store.get_blob, hash)

    async def erasures(self, execution: str) -> list[Erasure]:
        """As Store.erasures."""
        return await self._call(Store.erasures, execution)

    async def stats(self) -> StoreStats:
        """As Store.stats."""
        return await self._call(Store.stats)

    async def prometheus(self) -> str:
        """As Store.prometheus."""
        return await self._call(Store.prometheus)

    async def show(
        self, path: str | os.PathLike[str], *, limit: int = 1000
    ) -> pathlib.Path:
        """As Store.show."""
        return await self._call(Store.show, path, limit=limit)

    def _repr_html_(self) -> str:
        return self._store._repr_html_()

    def __repr__(self) -> str:
        return f"<Async{repr(self._store)[1:]}"


async def snapshot_group(
    executions: Iterable[AsyncExecution],
    label: str | None = None,
    **told: Unpack[SnapshotDetails],
) -> uuid.UUID:
    """As snaproll.snapshot_group."""
    runs = [_checked(run) for run in executions]
    return await _together(runs, snapshot_group_now, label, **told)


async def rollback_group(
    executions: Iterable[AsyncExecution], group: uuid.UUID | str
) -> list[RollbackResult]:
    """As snaproll.rollback_group."""
    runs = [_checked(run) for run in executions]
    return await _together(runs, rollback_group_now, group)


async def _together(
    runs: list[AsyncExecution], function: Callable[..., _R], *told: Any, **named: Any
) -> _R:
    originals = [run._run for run in runs]
    worker = next((run._worker for run in runs if run._worker is not None), None)
    if worker is None:
        return function(originals, *told, **named)
    return await worker.call(function, originals, *told, **named)


def _checked(run: object) -> AsyncExecution:
    if isinstance(run, AsyncExecution):
        return run
    raise TypeMismatchError(f"an AsyncExecution is needed, not {type(run).__name__}")


def _close(handle: Any) -> None:
    handle.close()


def _some(items: Any) -> list[Any]:
    """The next ones of an iterator; none at its end."""
    return [item for _, item in zip(range(_LINES), items)]
