"""Step: one node being run in an execution."""

from __future__ import annotations

import uuid
from ctypes import c_bool, c_uint32
from typing import TYPE_CHECKING, Any, Literal

from ._error import InvalidArgumentError, LimitError, SnaprollError
from ._ffi import Function, lib
from ._handle import SerialHandle, check, json_pair, owner_of, pair, pointer_of
from ._json import decode, encode
from ._record import Record, known
from .node_result import NodeResult
from .rollback import RollbackResult, rolled_back
from .types import Time

if TYPE_CHECKING:
    from .context import Context

OnError = Literal["rollback", "fail"]

_OptionsOwner = owner_of("step_options")


def step_options(irreversible: bool) -> Any:
    """The options that a step is begun with; None for the default ones."""
    if not irreversible:
        return None
    owner = _OptionsOwner()
    check(lib.snaproll_step_options_new, owner)
    check(lib.snaproll_step_options_set_irreversible, owner, True)
    return owner


def checked(on_error: str) -> str:
    """What is done with a step that raises."""
    if on_error not in ("rollback", "fail"):
        raise InvalidArgumentError(
            f"on_error is 'rollback' or 'fail', not {on_error!r}"
        )
    return on_error


class Attempt(Record):
    """One attempt at one node; stays on record when the state goes back.

    >>> import snaproll
    >>> run = snaproll.Execution()
    >>> run.step("fetch", lambda: 1)
    1
    >>> [(attempt.number, attempt.outcome) for attempt in run.attempts("fetch")]
    [(1, 'finished')]
    """

    node: str
    number: int
    outcome: Literal["open", "finished", "failed", "rolled_back"]
    irreversible: bool
    idempotency_key: str
    started_at: Time
    ended_at: Time | None
    error: str | None


def attempts_of(text: str) -> list[Attempt]:
    """The attempts that the library told as JSON."""
    return [attempt_of(told) for told in decode(text)]


def attempt_of(told: dict[str, Any]) -> Attempt:
    """One of them; a newer library may tell more."""
    for name in ("started_at", "ended_at"):
        if told[name] is not None:
            told[name] = Time.parse(told[name])
    return known(Attempt, told)


class Step(SerialHandle, noun="step"):
    """One attempt at a node. One that is dropped without an end stays open.

    As a context manager it ends by itself: with its `output` as the node's
    result, or, when the block raises, by a rollback or a failure.

    >>> import snaproll
    >>> run = snaproll.Execution()
    >>> with run.step_begin("charge", irreversible=True) as step:
    ...     if not step.done:
    ...         step.output = {"paid": 9.5}
    >>> run.step_begin("charge").result
    {'paid': 9.5}
    """

    _context: Context  # Of its execution.

    output: Any = None
    """What the end of a with block records."""
    _on_error = "rollback"
    _ended = False

    @property
    def node(self) -> str:
        """The node."""
        return self._text(lib.snaproll_step_node)

    @property
    def done(self) -> bool:
        """Whether the result was recorded before: skip the work and read it."""
        return self._get(lib.snaproll_step_done, c_bool)

    @property
    def result(self) -> Any:
        """The recorded output as plain Python; NotFoundError without one."""
        return decode(self.result_json)

    @property
    def result_json(self) -> str:
        """The recorded output as canonical JSON."""
        return self._text(lib.snaproll_step_result)

    @property
    def idempotency_key(self) -> str:
        """The same on retry and after a rollback."""
        return self._text(lib.snaproll_step_idempotency_key)

    @property
    def attempt(self) -> int:
        """Number of this attempt at the node, from 1."""
        return self._get(lib.snaproll_step_attempt, c_uint32)

    @property
    def snapshot_id(self) -> uuid.UUID | None:
        """The automatic snapshot taken at the beginning."""
        return self._optional_id(lib.snaproll_step_snapshot_id)

    def finish(self, output: Any = None, metrics: NodeResult | None = None) -> None:
        """Records the node's output in the base form (rule J3)."""
        if type(output) is str and metrics is None:
            self._end(lib.snaproll_step_finish_text, *pair(output, "output"))
        else:
            self.finish_json(encode(output, self._context._encode), metrics)

    def finish_json(self, text: str | bytes, metrics: NodeResult | None = None) -> None:
        """As finish, with the output as JSON text."""
        told = json_pair(text)
        if metrics is None:
            self._end(lib.snaproll_step_finish, *told, None)
            return
        held = pointer_of(metrics, NodeResult)
        with metrics._turn:
            self._end(lib.snaproll_step_finish, *told, held)

    def fail(self, message: str) -> None:
        """Records a failure; the rest of the state stays."""
        self._end(lib.snaproll_step_fail, *pair(message, "message"))

    def rollback(self, message: str) -> RollbackResult:
        """Sets the state back to what it was when the step began."""
        told = pair(message, "message")
        result = rolled_back(self, lib.snaproll_step_rollback, *told)
        self._ended = True
        return result

    def _end(self, function: Function, *arguments: object) -> None:
        self._call(function, *arguments)
        self._ended = True

    def __exit__(self, kind: Any, problem: Any, traceback: Any) -> None:
        try:
            if self._ended or self.closed or self.done:
                return
            if kind is not None:
                self._end_failed(problem)
                return
            try:
                self.finish(self.output)
            except BaseException as refused:  # As if the block had raised it.
                self._end_failed(refused)
                raise
        finally:
            self.close()

    def _end_failed(self, problem: BaseException) -> None:
        """Ends it after an exception; a message above a limit is left out.

        What is no Exception goes on whatever comes of it: a KeyboardInterrupt may
        have come when the step had just been ended.
        """
        end = self.fail if self._on_error == "fail" else self.rollback
        try:
            try:
                end(message_of(problem))
            except LimitError:
                end("")
        except SnaprollError:
            if isinstance(problem, Exception):
                raise

    def __repr__(self) -> str:
        if self.closed:
            return "Step(<closed>)"
        return f"<Step {self.node!r}, attempt {self.attempt}>"


def message_of(problem: BaseException) -> str:
    """One exception as the text that is recorded of it."""
    name = type(problem).__name__
    try:
        text = str(problem)
    except Exception:
        text = ""
    message = f"{name}: {text}" if text else name
    return message.encode(errors="backslashreplace").decode()
