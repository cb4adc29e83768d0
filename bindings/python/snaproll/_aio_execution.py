"""AsyncExecution: the async twin of Execution."""

from __future__ import annotations

import asyncio
import functools
import os
import pathlib
from collections.abc import Callable
from typing import Any, TypeVar

from ._aio import Opening, called, can_wait, like
from ._aio_batcher import Batcher, Line
from ._aio_step import AsyncStep
from ._aio_verbs import AsyncVerbs
from ._aio_worker import Worker
from ._data import NodeResults
from ._error import ConflictError, SnaprollError
from ._pointers import PointerVerbs
from ._walk import Encode
from .context import Context, Transaction, Variables
from .decorator import AsyncRun
from .execution import Execution
from .live import plain
from .options import Options
from .private_paths import PrivateVerbs
from ._step import OnError, Step
from .types import State
from .value import Stateful, Value

_R = TypeVar("_R")


class AsyncExecution(
    AsyncVerbs, Variables, PointerVerbs, PrivateVerbs, Stateful, AsyncRun
):
    """The async twin of Execution; a mapping of its variables.

    What may wait is awaited: for the disk, for another commit of the same
    execution, or since it is long. Variables, and all else that is in memory
    alone, are read and written as those of Execution. Any task of any loop may
    use it, and any thread.

    Reading them never waits. Writing them does while another task takes a
    snapshot of this execution, begins a step that takes one, or goes back, until
    that is committed; `transact` writes without keeping the loop then.

    This one is in memory, where nothing waits; AsyncStore.execution opens one
    that outlives its process.
    """

    _worker: Worker | None = None  # None in memory.
    _batcher: Batcher | None = None
    _line: Line | None = None

    @like(Execution.__init__)
    def __init__(self, **options: Any) -> None:
        self._run = Execution(**options)

    @classmethod
    def from_context(
        cls,
        context: Context,
        *,
        options: Options | None = None,
        encode: Encode | None = None,
    ) -> AsyncExecution:
        """An execution in memory that goes on with a copy of `context`.

        As Execution.from_context.
        """
        run = Execution.from_context(context, options=options, encode=encode)
        return cls._on_threads(run)

    @classmethod
    def _on_threads(
        cls,
        run: Execution,
        worker: Worker | None = None,
        batcher: Batcher | None = None,
        batched: bool = False,
    ) -> AsyncExecution:
        """The twin of an execution."""
        self = cls.__new__(cls)
        self._run = run
        self._worker, self._batcher = worker, batcher
        self._line = None if batcher is None else Line(run, batched)
        return self

    async def _call(self, function: Callable[..., _R], *told: Any, **named: Any) -> _R:
        """Calls a method of Execution, by a thread that may wait."""
        if self._worker is None:
            return function(self._run, *told, **named)
        return await self._worker.call(function, self._run, *told, **named)

    async def _alone(
        self,
        function: Callable[..., _R],
        *told: Any,
        kept: bool = False,
        **named: Any,
    ) -> _R:
        """As _call, while no commit of it is under way or waits.

        kept: what is done even where the task is cancelled before.
        """
        if self._batcher is None or self._line is None:
            return await self._call(function, *told, **named)
        change = functools.partial(function, self._run, *told, **named)
        assert self._worker is not None
        alone = self._batcher.alone
        return await self._worker.call(alone, self._line, change, kept=kept)

    async def _end(self, change: Callable[[], Any]) -> Any:
        """Ends a step, and waits until that is committed."""
        if self._worker is None:
            return change()
        if self._batcher is None or self._line is None or not self._line.batched:
            return await self._worker.call(change, kept=True)
        return await self._batcher.commit(self._line, change, kept=True)

    # What is in memory.

    @property
    def _context(self) -> Context:  # type: ignore[override]
        return self._run._state_handle

    @property
    def context(self) -> Context:
        """Its live state."""
        return self._run.context

    @property
    def execution_id(self) -> str:
        """Its id."""
        return self._run.execution_id

    @property
    def workflow_id(self) -> str:
        """Id of its workflow."""
        return self._run.workflow_id

    @property
    def state(self) -> State:
        """Its state (rule C3)."""
        return self._run.state

    @property
    def node_results(self) -> NodeResults:
        """The node results as a live mapping, in the order of recording."""
        return self._run.node_results

    @property
    def undo_count(self) -> int:
        """How many can be undone."""
        return self._run.undo_count

    @property
    def redo_count(self) -> int:
        """How many can be redone."""
        return self._run.redo_count

    @property
    def is_durable(self) -> bool:
        """Whether it is on a store."""
        return self._run.is_durable

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._run.closed

    def is_done(self, node: str) -> bool:
        """Whether a finished result of the node is recorded."""
        return self._run.is_done(node)

    def value(self) -> Value:
        """State, variables and node results as one value, O(1)."""
        return self._run.value()

    def transaction(self) -> Transaction:
        """Begins a transaction: `with run.transaction() as t: ...`.

        Its commit is a write as any other, so it is not awaited. Other tasks may
        run where the block awaits; what they change is a ConflictError at its end.
        """
        return self._run.transaction()

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        told = repr(self._run)
        return f"<Async{told[1:]}" if told[0] == "<" else f"Async{told}"

    def __reduce__(self) -> Any:
        return self._run.__reduce__()

    # Steps.

    def step_begin(
        self, node: str, *, irreversible: bool = False, on_error: OnError = "rollback"
    ) -> Opening[AsyncStep]:
        """Begins to run a node: `async with run.step_begin("fetch") as step:`.

        Or `step = await run.step_begin("fetch")`. As Execution.step_begin. No
        step begins while the end of another one could not be committed: that is
        tried first.
        """
        begin = functools.partial(
            Execution.step_begin,
            node=node,
            irreversible=irreversible,
            on_error=on_error,
        )
        return Opening(lambda: self._begun(begin), f"step_begin({node!r})")

    async def _begun(self, begin: Callable[[Execution], Step]) -> AsyncStep:
        if self._line is not None and self._line.batched and self._line.owes:
            await self.save()
        if self._worker is None:
            return AsyncStep(self, begin(self._run))
        made: list[Step] = []
        try:
            await self._worker.call(lambda: made.append(begin(self._run)))
        except asyncio.CancelledError as cancelled:
            if made and not made[0].done:
                await self._given_up(made[0], cancelled)
            raise
        return AsyncStep(self, made[0])

    async def _given_up(self, step: Step, cancelled: asyncio.CancelledError) -> None:
        """Goes back where a task was cancelled before it had the step."""
        try:
            await self._end(functools.partial(step.rollback, "CancelledError"))
        except SnaprollError as problem:
            raise cancelled from problem

    async def step(
        self,
        node: str,
        function: Callable[..., Any],
        *arguments: Any,
        irreversible: bool = False,
        on_error: OnError = "rollback",
        **named: Any,
    ) -> Any:
        """Runs `function` as a node, once: its output as plain Python.

        As Execution.step. A function that is async is awaited; another one is
        called by a thread of the loop's default executor. Where the task is
        cancelled, the first raises CancelledError, and the state goes back; the
        second can not be stopped, so the step ends as the function does, before
        CancelledError goes on.
        """
        begin = self.step_begin(node, irreversible=irreversible, on_error=on_error)
        async with begin as step:
            if not step.done:
                output, cancelled = await called(function, *arguments, **named)
                try:
                    await step.finish(output)
                except Exception as problem:
                    raise cancelled or problem
                if cancelled is not None:
                    raise cancelled
            return step.result

    async def transact(
        self, function: Callable[[Transaction], Any], attempts: int = 10
    ) -> Any:
        """As Context.transact; `function` may be async.

        One that is not is called on the loop: it changes what is in memory. The
        commit is awaited.
        """
        while True:
            attempts -= 1
            with self.transaction() as transaction:
                made = function(transaction)
                result = plain(await made if hasattr(made, "__await__") else made)
                try:
                    await self._call(_without(transaction.commit))
                    return result
                except ConflictError:
                    if attempts <= 0:
                        raise
                    transaction.abort()

    # What may wait.

    async def save(self) -> None:
        """Commits the working state as it is, together with others that wait."""
        if self._batcher is None or self._line is None:
            return self._run.save()
        await self._batcher.commit(self._line)

    @like(Execution.reload)
    async def reload(self, **told: Any) -> None:
        """As Execution.reload, once the ends of steps before it are committed."""
        await self._alone(Execution.reload, **told)
        if self._line is not None:
            self._line.owes = False

    @like(Execution.erase)
    async def erase(self, **told: Any) -> Any:
        result = await self._alone(Execution.erase, **told)
        if self._line is not None:
            self._line.owes = False
        return result

    async def close(self) -> None:
        """As Execution.close, once the ends of steps before it are committed."""
        if not self.closed:
            await self._alone(Execution.close, kept=True)

    async def __aenter__(self) -> AsyncExecution:
        self._run._pointer
        return self

    async def __aexit__(self, kind: Any, problem: Any, traceback: Any) -> None:
        if can_wait(kind, traceback):
            await self.close()

    async def show(  # type: ignore[override]
        self, path: str | os.PathLike[str], *, limit: int = 1_000
    ) -> pathlib.Path:
        """As Execution.show."""
        return await self._call(Execution.show, path, limit=limit)

    def _repr_html_(self) -> str:
        return self._run._repr_html_()

    async def policy(self) -> str | None:
        """Its policy, else that of its store, as canonical text."""
        read: Callable[[Execution], str | None] = lambda run: run.policy
        return await self._call(read)

    async def edges(self) -> list[tuple[str, str]]:
        """All edges, in byte order."""
        read: Callable[[Execution], list[tuple[str, str]]] = lambda run: run.edges
        return await self._call(read)


def _without(change: Callable[[], _R]) -> Callable[[Execution], _R]:
    """A change that knows its execution, as a function of it."""
    return lambda _: change()
