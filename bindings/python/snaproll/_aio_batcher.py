"""Commits the ends of steps of many executions in few calls.

Invariants, all under the lock: an execution is in the queue at most once, and
not while somebody has it; what came for it meanwhile is in its `pending`, and
then it is queued again; there is a leader while something is queued.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from ctypes import c_int32, c_void_p
from typing import Any, TypeVar

from ._aio_worker import Waiter, Worker
from ._error import SnaprollError, error_of
from ._ffi import lib
from ._handle import Owner, check
from .execution import Execution

_R = TypeVar("_R")
_BATCH = 256  # What one transaction of the library takes.
_LEADERS = 2  # One gathers while the other one waits for the disk.


class Job:
    """A change of the state in memory, and the commit that somebody waits for."""

    __slots__ = ("change", "waiter")

    def __init__(self, change: Callable[[], object] | None) -> None:
        self.change = change
        self.waiter = Waiter()


class Line:
    """What waits to be committed of one execution."""

    __slots__ = ("run", "batched", "owes", "_queued", "_busy", "_pending")

    def __init__(self, run: Execution, batched: bool) -> None:
        self.run = run
        self.batched = batched  # The ends of its steps are committed here.
        # Whether the last commit failed: then the end of a step is in memory
        # alone, which was reported as failed.
        self.owes = False
        self._queued = self._busy = False
        self._pending: list[Job] = []


class Batcher:
    """The commits of one store."""

    def __init__(self) -> None:
        self._worker = Worker(_LEADERS)
        self._changed = threading.Condition()
        self._queue: list[Line] = []
        self._leaders = 0

    async def commit(
        self,
        line: Line,
        change: Callable[[], object] | None = None,
        *,
        kept: bool = False,
    ) -> Any:
        """Makes the change, commits the working state, and gives its result.

        kept: what is done even where the task is cancelled before.
        """
        self._worker.check()
        job = Job(change)
        with self._changed:
            line._pending.append(job)
            self._enqueue(line)
            self._lead()
        return await job.waiter.wait(
            (lambda: False) if kept else (lambda: self._withdraw(line, job))
        )

    def alone(self, line: Line, function: Callable[[], _R]) -> _R:
        """Calls it while no commit of the execution is under way or waits.

        By a thread that may wait.
        """
        with self._changed:
            while line._queued or line._busy:
                self._changed.wait()
            line._busy = True
        try:
            return function()
        finally:
            self._let_go([line])

    def _withdraw(self, line: Line, job: Job) -> bool:
        """Whether it had not begun; then it never does."""
        with self._changed:
            if job not in line._pending:
                return False
            line._pending.remove(job)
            return True

    def _enqueue(self, line: Line) -> None:
        if not line._queued and not line._busy:
            line._queued = True
            self._queue.append(line)

    def _lead(self) -> None:
        if self._queue and self._leaders < _LEADERS:
            self._worker.submit(self._run)
            self._leaders += 1

    def _let_go(self, lines: list[Line]) -> None:
        with self._changed:
            for line in lines:
                line._busy = False
                if line._pending:
                    self._enqueue(line)
            self._lead()
            self._changed.notify_all()

    def _take(self) -> list[tuple[Line, list[Job]]]:
        with self._changed:
            lines, self._queue = self._queue[:_BATCH], self._queue[_BATCH:]
            if not lines:
                self._leaders -= 1
            batch: list[tuple[Line, list[Job]]] = []
            for line in lines:
                line._queued, line._busy = False, True
                batch.append((line, line._pending))
                line._pending = []
            return batch

    def _run(self) -> None:
        """Commits what is queued until nothing is."""
        while batch := self._take():
            try:
                _commit(batch)
            except BaseException as problem:  # Nobody is left waiting for ever.
                for line, jobs in batch:
                    line.owes = True
                    for job in jobs:
                        job.waiter.outcome = None, problem
            self._let_go([line for line, _ in batch])
            Waiter.wake(job.waiter for _, jobs in batch for job in jobs)


def _commit(batch: list[tuple[Line, list[Job]]]) -> None:
    """Makes the changes and commits what changed; fills the outcomes in."""
    due: list[tuple[Line, list[Job], Owner]] = []
    for line, jobs in batch:
        made = [job for job in jobs if _change(job)]
        try:
            if made:
                due.append((line, made, line.run._pointer))
        except SnaprollError as problem:  # It is closed.
            _fail(line, made, problem)
    if not due:
        return
    problems = commit_many([owner for _, _, owner in due])
    for (line, made, _), failure in zip(due, problems):
        line.owes = False
        if failure is not None:
            _fail(line, made, failure)


def _change(job: Job) -> bool:
    """Whether the change could be made."""
    try:
        job.waiter.outcome = job.change and job.change(), None
        return True
    except BaseException as problem:
        job.waiter.outcome = None, problem
        return False


def _fail(line: Line, jobs: list[Job], problem: SnaprollError) -> None:
    line.owes = True
    for job in jobs:  # Each has an error of its own, with its own traceback.
        job.waiter.outcome = None, error_of(problem.code, problem)


def commit_many(owners: list[Owner]) -> list[SnaprollError | None]:
    """Commits executions, each once; what each fails with."""
    handles = (c_void_p * len(owners))(*(owner.value for owner in owners))
    statuses = (c_int32 * len(owners))()
    try:
        if len(owners) == 1:
            check(lib.snaproll_execution_save, owners[0])
        else:
            check(lib.snaproll_store_commit_many, handles, len(owners), statuses)
    except SnaprollError as problem:
        if len(owners) == 1:
            return [problem]
        # The message begins with the place of the first that failed.
        first = problem.message.partition(": ")[2] or problem.message
        problem.message, problem.args = first, (first,)
        return [error_of(status, problem) if status else None for status in statuses]
    return [None] * len(owners)
