"""Context: the live, mutable state of one execution (rules C1 to C8)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from ctypes import c_bool, c_int32, c_int64, c_uint64, c_void_p
from typing import TYPE_CHECKING, Any, TypeVar

from ._data import ContextData
from ._error import ConflictError, UnusableError, take
from ._ffi import Buf, lib
from ._going_back import GoingBack
from ._handle import (
    Owner,
    json_pair,
    natural,
    pair,
    pointer_of,
    pointer_or_none,
    taken,
    utf8,
)
from ._json import encode_of
from ._pointers import PointerVerbs
from ._walk import Encode
from .cancel import Cancel
from .checkpoint import Checkpoint
from .clock import ManualClock
from .live import Live, plain
from .live_dict import LiveDict, LiveMapping
from .options import Options, chosen
from .private_paths import PrivateVerbs
from .snapshot import Snapshot, SnapshotDetails, snapshot_options
from .types import State, Time, to_time, told_state
from .value import Value

if TYPE_CHECKING:
    from typing_extensions import Unpack

_T = TypeVar("_T")
_C = TypeVar("_C", bound="Context")


class Variables(LiveMapping):
    """The mapping of names to variables, live; a part of those who have them."""

    _place = "/variables"

    def _on(self, context: Context) -> Context:
        return context

    def _value(self) -> Value:
        return self._context.variables

    def _member(self, name: str) -> Owner:
        # As _call does, which would cost a tenth of the whole.
        held, error, named = Value._Owner(), c_void_p(), utf8(name, "a name")
        get, owner = lib.snaproll_context_get_variable_value, self._context._pointer
        status = get(owner, named, len(named), held, error)
        if status:
            raise take(status, error)
        return held

    def plain(self) -> dict[str, Any]:
        """The variables as a plain dict; changing it changes no state."""
        content: dict[str, Any] = super().plain()
        return content

    def __setitem__(self, name: str, item: Any) -> None:
        if isinstance(item, Live):
            super().__setitem__(name, item)
        else:
            self._context.set_variable(name, item)

    def __delitem__(self, name: str) -> None:
        self._context.remove_variable(name)

    def __eq__(self, other: object) -> bool:
        """A dict is compared with the variables, all else by identity."""
        if isinstance(other, (dict, LiveDict)):
            same: bool = self.plain() == plain(other)
            return same
        return self is other

    def __hash__(self) -> int:
        return id(self)


class Context(
    Variables, ContextData, GoingBack, PointerVerbs, PrivateVerbs, noun="context"
):
    """The live state of one execution; a mapping of its variables.

    Internally synchronized: threads may share it. `context[name]` is live; the
    verbs that end in `_at` take JSON Pointers.

    encode: gives an item of a type that JSON has not as one that it has, as
        `default` of the json module does; called for each that is written here.

    >>> import snaproll
    >>> context = snaproll.Context("flow", execution_id="run-1")
    >>> context["plan"] = {"steps": ["a"]}
    >>> context["plan"]["steps"].append("b")
    >>> context.get_at("/variables/plan/steps/1")
    'b'
    """

    def __init__(
        self,
        workflow_id: str,
        *,
        execution_id: str | None = None,
        undo_limit: int | None = None,
        clock: ManualClock | None = None,
        id_seed: int | None = None,
        limits: Mapping[str, int] | None = None,
        options: Options | None = None,
        encode: Encode | None = None,
    ) -> None:
        self._encode = encode_of(encode)
        made = chosen(
            options,
            execution_id=execution_id,
            undo_limit=undo_limit,
            clock=clock,
            id_seed=id_seed,
            limits=limits,
        )
        named = pair(workflow_id, "workflow_id")
        self._init(lib.snaproll_context_new, *named, pointer_or_none(made, Options))

    @property
    def _context(self) -> Context:  # type: ignore[override]
        return self

    @classmethod
    def from_json(
        cls,
        text: str | bytes,
        *,
        options: Options | None = None,
        cancel: Cancel | None = None,
        encode: Encode | None = None,
    ) -> Context:
        """Reads the JSON form (rule J1)."""
        made = cls._make(
            lib.snaproll_context_from_json,
            *json_pair(text),
            pointer_or_none(options, Options),
            pointer_or_none(cancel, Cancel),
        )
        return made._encoding(encode)

    @classmethod
    def resume_from_checkpoint(
        cls,
        checkpoint: Checkpoint,
        workflow_id: str,
        *,
        options: Options | None = None,
        encode: Encode | None = None,
    ) -> Context:
        """A context that goes on from a checkpoint (rule C8)."""
        made = cls._make(
            lib.snaproll_context_resume_from_checkpoint,
            pointer_of(checkpoint, Checkpoint),
            *pair(workflow_id, "workflow_id"),
            pointer_or_none(options, Options),
        )
        return made._encoding(encode)

    def _encoding(self: _C, function: Encode | None) -> _C:
        """This, which writes by that function from now on."""
        self._encode = encode_of(function)
        return self

    def copy(self) -> Context:
        """A context of its own with the same content."""
        made = Context._make(lib.snaproll_context_copy, self._pointer)
        return made._encoding(self._encode)

    def to_json(self, cancel: Cancel | None = None) -> str:
        """The JSON form (rule J1)."""
        stop = pointer_or_none(cancel, Cancel)
        return self._text(lib.snaproll_context_to_json, stop)

    @property
    def execution_id(self) -> str:
        """Id of the execution."""
        return self._text(lib.snaproll_context_execution_id)

    @property
    def workflow_id(self) -> str:
        """Id of the workflow."""
        return self._text(lib.snaproll_context_workflow_id)

    @property
    def started_at(self) -> Time:
        """When it started."""
        return Time(self._get(lib.snaproll_context_started_at, c_int64))

    @property
    def completed_at(self) -> Time | None:
        """When it completed."""
        return to_time(self._get(lib.snaproll_context_completed_at, c_int64))

    @property
    def state(self) -> State:
        """Its state (rule C3)."""
        return self._state()[0]

    @property
    def failure(self) -> str | None:
        """The message of State.FAILED."""
        return self._state()[1]

    def _state(self) -> tuple[State, str | None]:
        state, message = c_int32(), Buf()
        self._call(lib.snaproll_context_state, state, message)
        return told_state(state.value, taken(message))

    def set_state(self, state: State, message: str = "") -> None:
        """Sets the state; the message counts for State.FAILED alone."""
        number = natural(state, "state", 2**31 - 1)
        self._call(lib.snaproll_context_set_state, number, *pair(message, "message"))

    @property
    def version(self) -> int:
        """A number that every change raises."""
        return self._get(lib.snaproll_context_version, c_uint64)

    @property
    def position(self) -> uuid.UUID | None:
        """The snapshot it was last captured as or set back to."""
        return self._optional_id(lib.snaproll_context_position)

    def mark_completed(self) -> None:
        """Sets completed_at to now where it is unset (rule C6)."""
        self._call(lib.snaproll_context_mark_completed)

    def pause(self) -> None:
        """Sets State.PAUSED and takes a checkpoint (rule C7)."""
        self._call(lib.snaproll_context_pause)

    def resume(self) -> None:
        """Turns State.PAUSED into State.RUNNING (rule C7)."""
        self._call(lib.snaproll_context_resume)

    def cancel(self) -> None:
        """Sets State.CANCELLED and marks it completed (rule C7)."""
        self._call(lib.snaproll_context_cancel)

    def create_checkpoint(self) -> Checkpoint:
        """Stores and returns a checkpoint (rule C8)."""
        function = lib.snaproll_context_create_checkpoint
        return Checkpoint._make(function, self._pointer)

    @property
    def checkpoint(self) -> Checkpoint:
        """Its checkpoint; NotFoundError without one."""
        return Checkpoint._make(lib.snaproll_context_checkpoint, self._pointer)

    @property
    def can_resume(self) -> bool:
        """Whether a checkpoint is there and the state is State.PAUSED."""
        return self._get(lib.snaproll_context_can_resume, c_bool)

    def take_snapshot(
        self, label: str | None = None, **told: Unpack[SnapshotDetails]
    ) -> Snapshot:
        """Captures it as a snapshot outside any history (rule S2).

        Besides the label can be told: trigger_node, reason, created_by, is_auto
        and custom.
        """
        options = snapshot_options(label, self._encode, **told)
        function = lib.snaproll_context_take_snapshot
        return Snapshot._make(function, self._pointer, options)._hide(self)

    def transaction(self) -> Transaction:
        """Begins a transaction: `with context.transaction() as t: ...`."""
        made = Transaction._make(lib.snaproll_context_begin, self._pointer)
        return made._encoding(self._encode)

    def transact(self, function: Callable[[Transaction], _T], attempts: int = 10) -> _T:
        """Runs `function` in a transaction, anew where another came between.

        What it returns is returned; a live view of it as plain Python.
        """
        while True:
            attempts -= 1
            with self.transaction() as transaction:
                result: _T = plain(function(transaction))
                try:
                    transaction.commit()
                    return result
                except ConflictError:
                    if attempts <= 0:
                        raise
                    transaction.abort()

    def __repr__(self) -> str:
        name = type(self).__name__
        if self.closed:
            return f"{name}(<closed>)"
        try:
            state = self.state.name
        except UnusableError:
            return f"<{name} that has ended>"
        return f"<{name} {self.execution_id!r} of {self.workflow_id!r}, {state}>"


class Transaction(Context, noun="context"):
    """A context whose commit brings its changes back as one.

    `with context.transaction() as t:` commits at the end, raising ConflictError
    where the context moved meanwhile; an exception aborts. What was read from
    it can not be used after its end.

    >>> import snaproll
    >>> context = snaproll.Context("flow")
    >>> with context.transaction() as t:
    ...     t["x"] = 1
    ...     t["y"] = 2
    >>> context.plain()
    {'x': 1, 'y': 2}
    """

    _ended = False

    def commit(self) -> None:
        """Brings the changes back as one, and ends the transaction."""
        self._call(lib.snaproll_context_commit)
        self._ended = True

    def abort(self) -> None:
        """Ends the transaction; its changes are gone."""
        self._call(lib.snaproll_context_abort)
        self._ended = True

    def __exit__(self, kind: Any, problem: Any, traceback: Any) -> None:
        try:
            if self._ended:
                return
            if kind is None:
                self.commit()
            else:
                self.abort()
        finally:
            self.close()
