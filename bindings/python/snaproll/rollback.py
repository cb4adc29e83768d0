"""What a rollback does: its result, and a plan that shows it before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from ctypes import c_bool, c_int64, c_size_t
from typing import Any

from ._error import InvalidArgumentError, SnaprollError, TypeMismatchError
from ._ffi import Function, Id, lib
from ._handle import (
    Handle,
    Owner,
    check,
    json_pair,
    natural,
    owner_of,
    pair,
    pointer_or_none,
)
from ._json import decode
from ._record import Record, known
from .cancel import Cancel
from .patch import Patch
from .private_paths import Hiding
from .shown import Shown
from .types import State, Time

_SelectorOwner = owner_of("selector")


class Effect(Record):
    """An irreversible step that was gone back behind: what it did stays done."""

    node: str
    idempotency_key: str
    attempt: int
    started_at: Time


class RollbackResult(Hiding, Shown, noun="rollback_result"):
    """What a rollback did (rule M13), or would do. Immutable: share freely.

    The JSON form has but the first six; the lists, the states and the patch are
    empty in a result that was read from it, and in a failure.

    >>> import snaproll
    >>> run = snaproll.Execution()
    >>> run["draft"] = "a"
    >>> id = run.snapshot()
    >>> run["draft"], run["note"] = "b", "c"
    >>> result = run.rollback()
    >>> result.changed_variables, result.removed_variables
    (['draft'], ['note'])
    """

    @classmethod
    def from_json(cls, text: str | bytes) -> RollbackResult:
        """Reads the JSON form (rule J1)."""
        return cls._make(lib.snaproll_rollback_result_from_json, *json_pair(text))

    def to_json(self) -> str:
        """The JSON form (rule J1)."""
        return self._text(lib.snaproll_rollback_result_to_json)

    @property
    def success(self) -> bool:
        """Whether it was done."""
        return self._get(lib.snaproll_rollback_result_success, c_bool)

    @property
    def applied_snapshot_id(self) -> uuid.UUID | None:
        """The snapshot that was applied."""
        return self._optional_id(lib.snaproll_rollback_result_applied_snapshot_id)

    @property
    def nodes_removed(self) -> int:
        """Node results before less those after, never below 0 (rule M9)."""
        return self._get(lib.snaproll_rollback_result_nodes_removed, c_size_t)

    @property
    def variables_changed(self) -> int:
        """Variables that were there before and are gone or differ (rule M10)."""
        return self._get(lib.snaproll_rollback_result_variables_changed, c_size_t)

    @property
    def error(self) -> str | None:
        """What failed (rule M12)."""
        return self._view(lib.snaproll_rollback_result_error)

    @property
    def rolled_back_at(self) -> Time:
        """When it was done or failed."""
        return Time(self._get(lib.snaproll_rollback_result_rolled_back_at, c_int64))

    @property
    def removed_nodes(self) -> list[str]:
        """Ids of the node results that are gone, the one recorded last first."""
        return self._strings(lib.snaproll_rollback_result_removed_nodes)

    @property
    def changed_variables(self) -> list[str]:
        """Names of the variables that were there, are there and differ."""
        return self._strings(lib.snaproll_rollback_result_changed_variables)

    @property
    def removed_variables(self) -> list[str]:
        """Names of the variables that are gone."""
        return self._strings(lib.snaproll_rollback_result_removed_variables)

    @property
    def reappeared_variables(self) -> list[str]:
        """Names of the variables that are back again."""
        return self._strings(lib.snaproll_rollback_result_reappeared_variables)

    @property
    def effects(self) -> list[Effect]:
        """Irreversible steps that were gone back behind, the newest first.

        Known to executions alone.
        """
        return [
            known(Effect, {**told, "started_at": Time.parse(told["started_at"])})
            for told in decode(self.effects_json)
        ]

    @property
    def effects_json(self) -> str:
        """As effects, as JSON text."""
        return self._text(lib.snaproll_rollback_result_effects)

    @property
    def state_before(self) -> State:
        """The execution's state before."""
        return self._state(lib.snaproll_rollback_result_state_before)[0]

    @property
    def failure_before(self) -> str | None:
        """The message of State.FAILED before."""
        return self._state(lib.snaproll_rollback_result_state_before)[1]

    @property
    def state_after(self) -> State:
        """The execution's state after."""
        return self._state(lib.snaproll_rollback_result_state_after)[0]

    @property
    def failure_after(self) -> str | None:
        """The message of State.FAILED after."""
        return self._state(lib.snaproll_rollback_result_state_after)[1]

    def _state(self, function: Function) -> tuple[State, str | None]:
        state = decode(self._text(function))
        if isinstance(state, str):
            return State[state.upper()], None
        return State.FAILED, state["Failed"]

    @property
    def patch(self) -> Patch:
        """What turned the state before into the state after; made when read."""
        return self.diff()

    def diff(self, *, cancel: Cancel | None = None) -> Patch:
        """As patch, with a way to stop it."""
        stop = pointer_or_none(cancel, Cancel)
        made = Patch._make(lib.snaproll_rollback_result_patch, self._pointer, stop)
        return made._hide(self)

    @property
    def text(self) -> str:
        """A summary of some lines for people."""
        return self._text(lib.snaproll_rollback_result_text)

    def ref(self) -> RollbackResult:
        """Another handle of the same result."""
        made = RollbackResult._make(lib.snaproll_rollback_result_ref, self._pointer)
        return made._hide(self)

    def __str__(self) -> str:
        """Its text without the last line's end."""
        return self.text.removesuffix("\n")

    def __repr__(self) -> str:
        return f"<RollbackResult {'closed' if self.closed else self.to_json()}>"

    def __reduce__(self) -> Any:
        return RollbackResult.from_json, (self.to_json(),)


class RollbackPlan(Hiding, Shown, noun="rollback_plan"):
    """The full result of a rollback that was not done. Immutable: share freely.

    `apply_plan` of its context or execution does just that, once, while the
    context did not change; ConflictError otherwise.

    >>> import snaproll
    >>> run = snaproll.Execution()
    >>> run["draft"], run["kept"] = "a", 1
    >>> id = run.snapshot()
    >>> run["draft"], run["kept"] = "b", 2
    >>> plan = run.plan_rollback(variables=["draft"])
    >>> plan.result.changed_variables, run["draft"]
    (['draft'], 'b')
    >>> run.apply_plan(plan).success, run.plain()
    (True, {'draft': 'a', 'kept': 2})
    """

    @property
    def result(self) -> RollbackResult:
        """What applying it gives; rolled_back_at is when it was planned."""
        function = lib.snaproll_rollback_plan_result
        return RollbackResult._make(function, self._pointer)._hide(self)

    @property
    def text(self) -> str:
        """The text of its result."""
        return self.result.text

    def ref(self) -> RollbackPlan:
        """Another handle of the same plan."""
        made = RollbackPlan._make(lib.snaproll_rollback_plan_ref, self._pointer)
        return made._hide(self)

    def __str__(self) -> str:
        """Its text without the last line's end."""
        return str(self.result)

    def __repr__(self) -> str:
        told = "closed" if self.closed else self.result.to_json()
        return f"<RollbackPlan {told}>"


def rolled_back(
    handle: Handle, function: Function, *arguments: object
) -> RollbackResult:
    """Calls a rollback. Of a failure (M12) the error carries the result."""
    owner = RollbackResult._Owner()
    try:
        handle._call(function, *arguments, owner)
    except SnaprollError as problem:
        if owner:
            problem.result = RollbackResult._adopt(owner)
        raise
    return RollbackResult._adopt(owner)._hide(handle)


def planned(
    functions: tuple[Function, Function, Function],
    arguments: tuple[Owner, ...],
    to: Id | None,
    steps: int | None,
    selector: Owner | None,
) -> RollbackPlan:
    """Calls the function for the newest snapshot, for an id, or for a number."""
    newest, by_id, by_steps = functions
    if to is not None and steps is not None:
        raise InvalidArgumentError(
            "a plan goes `to` an id or back by `steps`, not both"
        )
    if to is not None:
        return RollbackPlan._make(by_id, *arguments, to, selector)
    if steps is not None:
        count = natural(steps, "steps")
        return RollbackPlan._make(by_steps, *arguments, count, selector)
    return RollbackPlan._make(newest, *arguments, selector)


def selector_of(
    *,
    variables: Iterable[str] | None,
    node_results: Iterable[str] | None,
    pointers: Iterable[str] | None,
    downstream_of: Iterable[str] | None,
    state: bool,
    everything_but: bool,
    allow_nothing: bool,
) -> Owner | None:
    """What a selective rollback takes back; None where nothing was told of it.

    A list that is empty was told: it names nothing, it does not mean all.
    """
    lists = (
        (variables, "variables", lib.snaproll_selector_add_variable),
        (node_results, "node_results", lib.snaproll_selector_add_node_result),
        (pointers, "pointers", lib.snaproll_selector_add_pointer),
        (downstream_of, "downstream_of", lib.snaproll_selector_add_downstream_of),
    )
    if not (state or everything_but) and all(names is None for names, *_ in lists):
        return None
    owner = _SelectorOwner()
    check(lib.snaproll_selector_new, owner)
    for names, what, add in lists:
        if isinstance(names, str):
            raise TypeMismatchError(f"{what} has to be a list of str, not one str")
        for name in () if names is None else names:
            check(add, owner, *pair(name, f"each of {what}"))
    check(lib.snaproll_selector_set_state, owner, bool(state))
    check(lib.snaproll_selector_set_everything_but, owner, bool(everything_but))
    check(lib.snaproll_selector_set_allow_nothing, owner, bool(allow_nothing))
    return owner
