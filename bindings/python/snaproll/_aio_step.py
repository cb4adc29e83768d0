"""AsyncStep: one node being run in an AsyncExecution."""

from __future__ import annotations

import functools
import uuid
from typing import TYPE_CHECKING, Any

from ._aio import can_wait
from ._error import LimitError, SnaprollError
from ._handle import json_pair
from ._json import encode
from .node_result import NodeResult
from .rollback import RollbackResult
from ._step import Step, message_of

if TYPE_CHECKING:
    from ._aio_execution import AsyncExecution


class AsyncStep:
    """The async twin of Step: what ends it is awaited.

    As an async context manager it ends by itself: with its `output` as the
    node's result, or, when the block raises, by a rollback or a failure.
    """

    output: Any = None
    """What the end of a block records."""

    def __init__(self, run: AsyncExecution, step: Step) -> None:
        self._run, self._step = run, step

    @property
    def node(self) -> str:
        """The node."""
        return self._step.node

    @property
    def done(self) -> bool:
        """Whether the result was recorded before: skip the work and read it."""
        return self._step.done

    @property
    def result(self) -> Any:
        """The recorded output as plain Python; NotFoundError without one."""
        return self._step.result

    @property
    def result_json(self) -> str:
        """The recorded output as canonical JSON."""
        return self._step.result_json

    @property
    def idempotency_key(self) -> str:
        """The same on retry and after a rollback."""
        return self._step.idempotency_key

    @property
    def attempt(self) -> int:
        """Number of this attempt at the node, from 1."""
        return self._step.attempt

    @property
    def snapshot_id(self) -> uuid.UUID | None:
        """The automatic snapshot taken at the beginning."""
        return self._step.snapshot_id

    async def finish(
        self, output: Any = None, metrics: NodeResult | None = None
    ) -> None:
        """Records the node's output in the base form (rule J3)."""
        text = encode(output, self._run.context._encode)
        await self.finish_json(text, metrics)

    async def finish_json(
        self, text: str | bytes, metrics: NodeResult | None = None
    ) -> None:
        """As finish, with the output as JSON text."""
        json_pair(text)  # What is wrong with it is told before a thread is asked.
        await self._run._end(functools.partial(self._step.finish_json, text, metrics))

    async def fail(self, message: str) -> None:
        """Records a failure; the rest of the state stays."""
        await self._run._end(functools.partial(self._step.fail, message))

    async def rollback(self, message: str) -> RollbackResult:
        """Sets the state back to what it was when the step began."""
        change = functools.partial(self._step.rollback, message)
        result: RollbackResult = await self._run._end(change)
        return result

    def close(self) -> None:
        """Gives the handle back; a step without an end stays open."""
        self._step.close()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._step.closed

    async def __aenter__(self) -> AsyncStep:
        self._step._pointer
        return self

    async def __aexit__(self, kind: Any, problem: Any, traceback: Any) -> None:
        step = self._step
        try:
            if step._ended or step.closed or step.done:
                return
            if not can_wait(kind, traceback):
                return  # It stays open.
            if kind is not None:
                await self._end_failed(problem)
                return
            try:
                await self.finish(self.output)
            except BaseException as refused:  # As if the block had raised it.
                if not step._ended:
                    await self._end_failed(refused)
                raise
        finally:
            self.close()

    async def _end_failed(self, problem: BaseException) -> None:
        """Ends it after an exception; a message above a limit is left out.

        What is no Exception goes on whatever comes of it, as a CancelledError.
        """
        end = self.fail if self._step._on_error == "fail" else self.rollback
        try:
            try:
                await end(message_of(problem))
            except LimitError:
                await end("")
        except SnaprollError:
            if isinstance(problem, Exception):
                raise

    def __repr__(self) -> str:
        return (
            f"Async{self._step!r}" if self.closed else f"<Async{repr(self._step)[1:]}"
        )
