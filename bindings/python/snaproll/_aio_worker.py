"""Threads that wait for a store, so that no event loop does.

A call is made by one of a few threads; the ends of steps are committed by the
Batcher. Whoever waits is told by its own loop, so that one store serves tasks
of several loops.

A task that is cancelled while it waits goes on when nothing of its call goes
on: what had not begun is withdrawn, and for all else it waits.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from ._error import UnusableError

_R = TypeVar("_R")
_THREADS = 32  # Commits that wait at the same time share a sync.

Outcome = tuple[Any, "BaseException | None"]


class Waiter:
    """A task that waits for what a thread does."""

    __slots__ = ("_loop", "_future", "outcome")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[None] = self._loop.create_future()
        self.outcome: Outcome = (None, None)

    async def wait(self, withdraw: Callable[[], bool]) -> Any:
        """What the thread made of it; CancelledError behind it where cancelled.

        `withdraw` tells whether it could be kept from beginning.
        """
        cancelled: asyncio.CancelledError | None = None
        while not self._future.done():
            try:
                await asyncio.shield(self._future)
            except asyncio.CancelledError as problem:
                if cancelled is None and withdraw():
                    raise
                cancelled = problem
        result, failure = self.outcome
        if cancelled is not None:
            raise cancelled from failure
        if failure is None:
            return result
        try:
            raise failure
        finally:  # Else its traceback holds what holds it.
            self.outcome, failure = (None, None), None

    def _wake(self) -> None:
        if not self._future.done():
            self._future.set_result(None)

    @staticmethod
    def wake(waiters: Iterable[Waiter]) -> None:
        """Tells each that its outcome is there, once a loop."""
        loops: dict[asyncio.AbstractEventLoop, list[Waiter]] = {}
        for waiter in waiters:
            loops.setdefault(waiter._loop, []).append(waiter)
        for loop, its in loops.items():
            try:
                loop.call_soon_threadsafe(_wake_all, its)
            except RuntimeError:
                pass  # The loop is closed: nobody waits any more.


def _wake_all(waiters: list[Waiter]) -> None:
    for waiter in waiters:
        waiter._wake()


class Worker:
    """A few threads that call what may wait."""

    def __init__(self, threads: int = _THREADS) -> None:
        self._process = os.getpid()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="snaproll")

    def submit(self, function: Callable[[], object]) -> Callable[[], bool]:
        """Has a thread call it; what is returned withdraws it."""
        self.check()
        try:
            return self._pool.submit(function).cancel
        except RuntimeError as problem:  # The interpreter ends.
            raise UnusableError(f"no thread is left: {problem}") from None

    def check(self) -> None:
        """UnusableError in a forked process, where the threads are not."""
        if os.getpid() != self._process:
            raise UnusableError("its threads stayed behind when the process forked")

    async def call(
        self,
        function: Callable[..., _R],
        *arguments: Any,
        undo: Callable[[_R], object] | None = None,
        kept: bool = False,
        **named: Any,
    ) -> _R:
        """What a thread gets from the function.

        undo: called with the result where nobody takes it, since the task was
            cancelled.
        kept: what is done even where the task is cancelled before.
        """
        waiter = Waiter()

        def work() -> None:
            try:
                waiter.outcome = function(*arguments, **named), None
            except BaseException as problem:
                waiter.outcome = None, problem
            Waiter.wake([waiter])

        try:
            withdraw = self.submit(work)
            result: _R = await waiter.wait((lambda: False) if kept else withdraw)
        except asyncio.CancelledError:
            made, _ = waiter.outcome
            if undo is not None and made is not None:
                await self.call(undo, made, kept=True)
            raise
        return result
