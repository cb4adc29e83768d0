"""Execution: the front door - one context and its history in one handle."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from ctypes import c_bool
from typing import TYPE_CHECKING, Any, TypeVar

from ._data import NodeResults
from ._durable import Durable
from ._error import UnusableError
from ._ffi import Function, Id, lib
from ._handle import (
    json_pair,
    natural,
    pair,
    pointer_of,
    pointer_or_none,
    to_uuid,
)
from ._json import decode, encode_of
from ._json import encode as encoded
from ._pointers import PointerVerbs
from ._walk import Encode
from .cancel import Cancel
from .clock import ManualClock
from .context import Context, Transaction, Variables
from .field_history import FieldChange, FieldHistory
from .history import HistoryVerbs
from .manager import Manager, Summary
from .options import Options, chosen
from .patch import Patch
from .private_paths import PrivateVerbs
from .rollback import RollbackPlan, RollbackResult, planned, rolled_back, selector_of
from .snapshot import Snapshot, SnapshotList, SnapshotDetails, snapshot_options
from .snapshot_rules import Rules
from ._step import Attempt, OnError, Step, attempts_of, checked, step_options
from .types import State, count_text
from .value import Stateful, Value

if TYPE_CHECKING:
    from typing_extensions import Unpack

_T = TypeVar("_T")


class Execution(
    Variables,
    PointerVerbs,
    PrivateVerbs,
    HistoryVerbs,
    Stateful,
    Durable,
    noun="execution",
):
    """One execution: its live state and its history; a mapping of its variables.

    Internally synchronized: threads may share it. What is made here by options
    stands at Options; an execution takes an automatic snapshot at each step and
    keeps 10 until told otherwise. This one is in memory; Store.execution opens
    one that outlives its process.

    encode: gives an item of a type that JSON has not as one that it has, as
        `default` of the json module does; called for each that is written here,
        outputs of steps too.

    >>> import snaproll
    >>> run = snaproll.Execution(workflow_id="demo")
    >>> run["messages"] = ["hi"]
    >>> before = run.snapshot("before the answer")
    >>> run["messages"].append("oh")
    >>> run.rollback_to(before).variables_changed
    1
    >>> run.plain()
    {'messages': ['hi']}
    """

    def __init__(
        self,
        *,
        workflow_id: str | None = None,
        execution_id: str | None = None,
        max_snapshots: int | None = None,
        auto_snapshot: bool | int | None = None,
        snapshot_rules: Rules | None = None,
        undo_limit: int | None = None,
        clock: ManualClock | None = None,
        id_seed: int | None = None,
        limits: Mapping[str, int] | None = None,
        options: Options | None = None,
        encode: Encode | None = None,
    ) -> None:
        made = chosen(
            options,
            workflow_id=workflow_id,
            execution_id=execution_id,
            max_snapshots=max_snapshots,
            auto_snapshot=auto_snapshot,
            snapshot_rules=snapshot_rules,
            undo_limit=undo_limit,
            clock=clock,
            id_seed=id_seed,
            limits=limits,
        )
        encode_of(encode)  # Before anything is made.
        self._init(lib.snaproll_execution_new, pointer_or_none(made, Options))
        self._state_handle._encoding(encode)

    @classmethod
    def from_context(
        cls,
        context: Context,
        *,
        options: Options | None = None,
        encode: Encode | None = None,
    ) -> Execution:
        """An execution that goes on with a copy of `context`.

        Its history is empty. Ids, clock and limits are those of the context,
        and `encode` where none is told; the options tell how many snapshots are
        kept and when automatic ones are taken.
        """
        held = pointer_of(context, Context)
        made = pointer_or_none(options, Options)
        function = context._encode if encode is None else encode_of(encode)
        run = cls._make(lib.snaproll_execution_from_context, held, made)
        run._state_handle._encoding(function)
        return run

    def _init(self, function: Function, *arguments: object) -> None:
        super()._init(function, *arguments)
        self._state_handle = Context._make(
            lib.snaproll_execution_context, self._pointer
        )
        self._history = Manager._make(lib.snaproll_execution_manager, self._pointer)
        self._history._context = self._state_handle

    def close(self) -> None:
        """Gives the execution back, its context and its manager with it.

        One on a store has no owner any more then. What was not committed is
        lost: `save` before, where steps do not.
        """
        try:
            super().close()
        finally:
            if hasattr(self, "_history"):
                self._state_handle.close()
                self._history.close()

    @property
    def _context(self) -> Context:  # type: ignore[override]
        return self._state_handle

    @property
    def context(self) -> Context:
        """Its live state."""
        return self._state_handle

    @property
    def manager(self) -> Manager:
        """Its history."""
        return self._history

    @property
    def _managed(self) -> Manager:
        return self._history

    @property
    def execution_id(self) -> str:
        """Its id."""
        return self.context.execution_id

    @property
    def workflow_id(self) -> str:
        """Id of its workflow."""
        return self.context.workflow_id

    @property
    def state(self) -> State:
        """Its state (rule C3)."""
        return self.context.state

    @property
    def node_results(self) -> NodeResults:
        """The node results as a live mapping, in the order of recording."""
        return self.context.node_results

    def transaction(self) -> Transaction:
        """Begins a transaction: `with run.transaction() as t: ...`."""
        return self.context.transaction()

    def transact(self, function: Callable[[Transaction], _T], attempts: int = 10) -> _T:
        """As Context.transact."""
        return self.context.transact(function, attempts)

    def snapshot(
        self, label: str | None = None, **told: Unpack[SnapshotDetails]
    ) -> uuid.UUID:
        """Takes a snapshot and returns its id.

        Besides the label can be told: trigger_node, reason, created_by, is_auto
        and custom.
        """
        options, out = None, Id()
        if told or label is not None:
            options = snapshot_options(label, self.context._encode, **told)
        self._call(lib.snaproll_execution_snapshot, options, out)
        return to_uuid(out)

    def snapshots(self, **wanted: Any) -> SnapshotList:
        """Its snapshots, newest first: all, or those that fit what is given.

        As Manager.list: label, trigger_node, automatic, created_from,
        created_until, after and limit.
        """
        return self.manager.list(**wanted)

    def history(self, pointer: str) -> FieldHistory:
        """The snapshots in which the value at a JSON Pointer changed.

        It starts with /variables, /node_results or /state. Newest first.
        """
        named = pair(pointer, "pointer")
        made = FieldHistory._make(lib.snaproll_execution_history, self._pointer, *named)
        return made._at(pointer, self)

    def bisect(
        self, pointer: str, predicate: Callable[[Any], Any]
    ) -> FieldChange | None:
        """The oldest change whose new value satisfies the predicate, or None.

        As FieldHistory.bisect of history(pointer).
        """
        return self.history(pointer).bisect(predicate)

    def summary(self) -> Summary:
        """The summary of its history (rule M17)."""
        return self.manager.summary()

    def rollback(self) -> RollbackResult:
        """Goes back to the newest snapshot."""
        return rolled_back(self, lib.snaproll_execution_rollback)

    def rollback_to(self, id: uuid.UUID | str) -> RollbackResult:
        """Goes back to the snapshot with that id, or that a text names."""
        named = self._managed._named(id)
        return rolled_back(self, lib.snaproll_execution_rollback_to, named)

    def rollback_n(self, steps: int) -> RollbackResult:
        """Goes back to the n-th newest snapshot, 1 = the newest."""
        count = natural(steps, "steps")
        return rolled_back(self, lib.snaproll_execution_rollback_n, count)

    def create_branch(self, name: str, head: uuid.UUID | str | None = None) -> None:
        """As Manager.create_branch; without a head where the state is."""
        self.manager.create_branch(self.context, name, head)

    def switch(self, branch: str) -> RollbackResult:
        """Goes to the head of a branch, and selects it."""
        function = lib.snaproll_execution_switch_branch
        return rolled_back(self, function, *pair(branch, "a name"))

    def plan_rollback(
        self,
        to: uuid.UUID | str | None = None,
        *,
        steps: int | None = None,
        variables: Iterable[str] | None = None,
        node_results: Iterable[str] | None = None,
        pointers: Iterable[str] | None = None,
        downstream_of: Iterable[str] | None = None,
        state: bool = False,
        everything_but: bool = False,
        allow_nothing: bool = False,
    ) -> RollbackPlan:
        """What a rollback would do; nothing is changed, `apply_plan` does it.

        Back to the newest snapshot, `to` the one with that id or that a text
        names, or to the n-th newest by `steps`. All of it, or of what is named only:

        variables, node_results: names, or globs as "agent/*".
        pointers: JSON Pointers.
        downstream_of: nodes; they and all downstream of them by the edges, with
            the variables that only these nodes wrote.
        state: the execution's state.
        everything_but: what is named stays, all else is taken back.
        allow_nothing: what matches nothing is no NotFoundError.
        """
        selector = selector_of(
            variables=variables,
            node_results=node_results,
            pointers=pointers,
            downstream_of=downstream_of,
            state=state,
            everything_but=everything_but,
            allow_nothing=allow_nothing,
        )
        functions = (
            lib.snaproll_execution_plan_rollback,
            lib.snaproll_execution_plan_rollback_to,
            lib.snaproll_execution_plan_rollback_n,
        )
        named = None if to is None else self._managed._named(to)
        made = planned(functions, (self._pointer,), named, steps, selector)
        return made._hide(self)

    def apply_plan(self, plan: RollbackPlan) -> RollbackResult:
        """Does what was planned.

        ConflictError where the context changed since, also by this plan.
        """
        held = pointer_of(plan, RollbackPlan)
        return rolled_back(self, lib.snaproll_execution_apply_plan, held)

    def undo_rollback(self) -> RollbackResult:
        """Takes the last rollback, applied snapshot, plan or patch back.

        NotFoundError where there is none. What was done since can be redone.
        """
        return rolled_back(self, lib.snaproll_execution_undo_rollback)

    def redo_rollback(self) -> RollbackResult:
        """Takes the last undo back.

        NotFoundError where there is none, or the context changed since.
        """
        return rolled_back(self, lib.snaproll_execution_redo_rollback)

    @property
    def undo_count(self) -> int:
        """How many can be undone."""
        return self.context.undo_count

    @property
    def redo_count(self) -> int:
        """How many can be redone."""
        return self.context.redo_count

    def clear_undo(self) -> None:
        """Forgets all that could be undone or redone."""
        self.context.clear_undo()

    def clear_history(self) -> None:
        """Drops all snapshots, and all that could be undone.

        `clear` is that of a mapping: it removes the variables.
        """
        self._call(lib.snaproll_execution_clear)

    def value(self) -> Value:
        """State, variables and node results as one value, O(1)."""
        return self.context.value()

    def digest(self) -> str:
        """SHA-256 of the canonical JSON of that value, in hexadecimal."""
        return self.context.digest()

    def diff(
        self, since: Snapshot | uuid.UUID | str, *, cancel: Cancel | None = None
    ) -> Patch:
        """What changed since a snapshot, which may be told by its name or id."""
        told = since if isinstance(since, Snapshot) else self.manager.get(since)
        return self.context.diff(told, cancel=cancel)

    def apply_patch(self, patch: Patch | str | bytes | Iterable[Any]) -> None:
        """As Context.apply_patch."""
        self.context.apply_patch(patch)

    def add_edge(self, from_node: str, to_node: str) -> None:
        """Adds an edge of the workflow: `to_node` needs what `from_node` did.

        Edges belong to the execution; they are in no snapshot and a rollback
        does not change them. InvalidArgumentError where it closes a cycle.
        """
        ends = (*pair(from_node, "a node"), *pair(to_node, "a node"))
        self._call(lib.snaproll_execution_add_edge, *ends)

    def set_edges(self, edges: Iterable[tuple[str, str]]) -> None:
        """Sets all edges at once, or none."""
        self.set_edges_json(encoded([list(edge) for edge in edges]))

    def set_edges_json(self, text: str | bytes) -> None:
        """As set_edges, from a JSON array of [from, to]."""
        self._call(lib.snaproll_execution_set_edges, *json_pair(text))

    @property
    def edges(self) -> list[tuple[str, str]]:
        """All edges, in byte order."""
        told = decode(self._text(lib.snaproll_execution_edges))
        return [(from_node, to_node) for from_node, to_node in told]

    def is_done(self, node: str) -> bool:
        """Whether a finished result of the node is recorded."""
        out = c_bool()
        self._call(lib.snaproll_execution_is_done, *pair(node, "a node"), out)
        return out.value

    def unfinished(self) -> list[str]:
        """Nodes begun and not ended, in the order of their beginning."""
        return self._strings(lib.snaproll_execution_unfinished)

    def attempts(self, node: str = "") -> list[Attempt]:
        """Attempts at a node, or at every node; oldest first."""
        return attempts_of(self.attempts_json(node))

    def attempts_json(self, node: str = "") -> str:
        """As attempts, as JSON text."""
        return self._text(lib.snaproll_execution_attempts, *pair(node, "a node"))

    def step_begin(
        self, node: str, *, irreversible: bool = False, on_error: OnError = "rollback"
    ) -> Step:
        """Begins to run a node; the step can be used as a context manager.

        `with run.step_begin("fetch") as step:` finishes with `step.output` at
        the end of the block; where it raises, the state goes back to what it
        was here, or, with on_error="fail", the failure is recorded.
        """
        action = checked(on_error)
        options = step_options(irreversible)
        step = Step._make(
            lib.snaproll_execution_step_begin,
            self._pointer,
            *pair(node, "a node"),
            options,
        )
        step._on_error, step._context = action, self.context
        return step

    def step(
        self,
        node: str,
        function: Callable[..., Any],
        *arguments: Any,
        irreversible: bool = False,
        on_error: OnError = "rollback",
        **named: Any,
    ) -> Any:
        """Runs `function` as a node, once: its output as plain Python.

        Where the node's result is recorded already, that is returned and
        nothing is run. Where the function raises, the state goes back to what
        it was before, or, with on_error="fail", the failure is recorded.
        """
        with self.step_begin(
            node, irreversible=irreversible, on_error=on_error
        ) as step:
            if not step.done:
                step.finish(function(*arguments, **named))
            return step.result

    def __repr__(self) -> str:
        try:
            sizes = (
                count_text(len(self), "variable"),
                count_text(len(self.node_results), "node result"),
                count_text(self.manager.count(), "snapshot"),
            )
            return (
                f"<Execution {self.execution_id!r} of {self.workflow_id!r}, "
                f"{self.state.name}, {', '.join(sizes)}>"
            )
        except UnusableError:  # It is closed, or the context that it gave.
            return "Execution(<closed>)"
