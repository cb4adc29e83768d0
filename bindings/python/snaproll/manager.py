"""Manager: the bounded history of one execution (rules M1 to M18)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from ctypes import c_bool, c_int64, c_size_t, c_uint64, c_void_p
from typing import TYPE_CHECKING, Any

from ._error import take
from ._ffi import Id, lib
from ._filters import snapshot_filter
from ._handle import (
    ImmutableHandle,
    natural,
    pair,
    pointer_of,
    pointer_or_none,
    to_uuid,
)
from .clock import ManualClock
from .context import Context
from .field_history import FieldChange, FieldHistory
from .history import HistoryVerbs
from .options import Options, chosen
from .rollback import RollbackPlan, RollbackResult, planned, rolled_back, selector_of
from .shown import Shown
from .snapshot import Snapshot, SnapshotDetails, SnapshotList, snapshot_options
from .snapshot_rules import Rules, set_rules
from .types import Time, nanoseconds, to_time

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Summary(ImmutableHandle, noun="summary"):
    """The summary of a history (rule M17). Immutable: share freely.

    >>> import snaproll
    >>> run = snaproll.Execution(max_snapshots=3)
    >>> id = run.snapshot()
    >>> run.summary().total_snapshots, run.summary().max_snapshots
    (1, 3)
    """

    @property
    def total_snapshots(self) -> int:
        """Snapshots in the history."""
        return self._get(lib.snaproll_summary_total_snapshots, c_size_t)

    @property
    def max_snapshots(self) -> int:
        """The maximum; UNLIMITED keeps all."""
        return self._get(lib.snaproll_summary_max_snapshots, c_size_t)

    @property
    def auto_snapshot_enabled(self) -> bool:
        """Whether automatic snapshots are on."""
        return self._get(lib.snaproll_summary_auto_snapshot_enabled, c_bool)

    @property
    def auto_snapshot_interval(self) -> int:
        """Their interval in nodes."""
        return self._get(lib.snaproll_summary_auto_snapshot_interval, c_size_t)

    @property
    def oldest_snapshot(self) -> Time | None:
        """created_at of the back of the history."""
        return to_time(self._get(lib.snaproll_summary_oldest_snapshot, c_int64))

    @property
    def newest_snapshot(self) -> Time | None:
        """created_at of the front of the history."""
        return to_time(self._get(lib.snaproll_summary_newest_snapshot, c_int64))

    @property
    def nodes_processed(self) -> int:
        """The node counter."""
        return self._get(lib.snaproll_summary_nodes_processed, c_size_t)

    def to_json(self) -> str:
        """The JSON form (rule J1)."""
        return self._text(lib.snaproll_summary_to_json)

    def __repr__(self) -> str:
        return f"<Summary {'closed' if self.closed else self.to_json()}>"


class Manager(HistoryVerbs, Shown, noun="manager"):
    """The bounded history of snapshots of one execution, in memory.

    Internally synchronized: threads may share it. Its verbs take the context.

    >>> import snaproll
    >>> context, manager = snaproll.Context("flow"), snaproll.Manager(max_snapshots=3)
    >>> context["x"] = 1
    >>> id = manager.create_snapshot(context, "one")
    >>> del context["x"]
    >>> manager.rollback(context).reappeared_variables
    ['x']
    """

    _context: Context | None = None  # Of the execution that it belongs to.

    def __init__(
        self,
        max_snapshots: int = 10,
        *,
        auto_snapshot: int | None = None,
        snapshot_rules: Rules | None = None,
        clock: ManualClock | None = None,
        id_seed: int | None = None,
        limits: Mapping[str, int] | None = None,
        options: Options | None = None,
    ) -> None:
        made = chosen(options, clock=clock, id_seed=id_seed, limits=limits)
        self._init(
            lib.snaproll_manager_new,
            natural(max_snapshots, "max_snapshots"),
            pointer_or_none(made, Options),
        )
        if auto_snapshot is not None:
            self.set_auto_snapshot(auto_snapshot)
        if snapshot_rules is not None:
            self.set_snapshot_rules(snapshot_rules)

    @property
    def _managed(self) -> Manager:
        return self

    def copy(self) -> Manager:
        """A manager with a history of its own that begins as this (M18)."""
        return Manager._make(lib.snaproll_manager_copy, self._pointer)

    def set_auto_snapshot(self, interval: int) -> None:
        """Automatic snapshots on, every `interval` nodes (rules M4, M5)."""
        count = natural(interval, "interval")
        self._call(lib.snaproll_manager_set_auto_snapshot, count)

    def disable_auto_snapshot(self) -> None:
        """Automatic snapshots off; the interval stays."""
        self._call(lib.snaproll_manager_disable_auto_snapshot)

    def set_snapshot_rules(self, rules: Rules | None) -> None:
        """When else snapshots are taken: SnapshotRules, a mapping, or None."""
        set_rules(self, lib.snaproll_manager_set_snapshot_rules, rules)

    def create_snapshot(
        self,
        context: Context,
        label: str | None = None,
        **told: Unpack[SnapshotDetails],
    ) -> uuid.UUID:
        """Captures the context as the newest snapshot.

        Besides the label can be told: trigger_node, reason, created_by, is_auto
        and custom.
        """
        held, options, out = pointer_of(context, Context), None, Id()
        if told or label is not None:
            options = snapshot_options(label, context._encode, **told)
        # As _call does, which would cost a tenth of the whole.
        create, error = lib.snaproll_manager_create_snapshot, c_void_p()
        status = create(self._owned or self._pointer, held, options, out, error)
        if status:
            raise take(status, error)
        return to_uuid(out)

    def push_snapshot(self, snapshot: Snapshot) -> None:
        """Makes any snapshot the newest (rule M16)."""
        held = pointer_of(snapshot, Snapshot)
        self._call(lib.snaproll_manager_push_snapshot, held)

    def on_node_execute(self, context: Context, node: str) -> uuid.UUID | None:
        """Counts a node; the automatic snapshot where one is due (M4)."""
        held, out, taken = pointer_of(context, Context), Id(), c_bool()
        named = pair(node, "a node")
        self._call(lib.snaproll_manager_on_node_execute, held, *named, out, taken)
        return to_uuid(out) if taken.value else None

    def rollback(self, context: Context) -> RollbackResult:
        """Applies the newest snapshot (rule M7)."""
        held = pointer_of(context, Context)
        function = lib.snaproll_manager_rollback
        return rolled_back(self, function, held)._hide(context)

    def rollback_to(self, context: Context, id: uuid.UUID | str) -> RollbackResult:
        """Applies the snapshot with that id, or that a text names (rule M7)."""
        held, named = pointer_of(context, Context), self._named(id)
        function = lib.snaproll_manager_rollback_to
        return rolled_back(self, function, held, named)._hide(context)

    def rollback_n(self, context: Context, steps: int) -> RollbackResult:
        """Applies the n-th newest snapshot, 1 = the newest (rule M7)."""
        held, count = pointer_of(context, Context), natural(steps, "steps")
        function = lib.snaproll_manager_rollback_n
        return rolled_back(self, function, held, count)._hide(context)

    def plan_rollback(
        self,
        context: Context,
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
        """What a rollback would do with the context; nothing is changed.

        As Execution.plan_rollback, without effects and downstream_of, for which
        edges are needed. `context.apply_plan` does it.
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
            lib.snaproll_manager_plan_rollback,
            lib.snaproll_manager_plan_rollback_to,
            lib.snaproll_manager_plan_rollback_n,
        )
        handles = (self._pointer, pointer_of(context, Context))
        named = None if to is None else self._named(to)
        return planned(functions, handles, named, steps, selector)._hide(context)

    def create_branch(
        self, context: Context, name: str, head: uuid.UUID | str | None = None
    ) -> None:
        """Names a snapshot as the head of a branch.

        Without one: that which the context was taken or set to last, and the
        branch is the selected one from then on: a snapshot whose parent is its
        head is its new head. ExistsError where the name is taken.
        """
        held, at = pointer_of(context, Context), None
        if head is not None:
            at = self._named(head)
        named = pair(name, "a name")
        self._call(lib.snaproll_manager_create_branch, held, *named, at)

    def switch(self, context: Context, branch: str) -> RollbackResult:
        """Goes to the head of a branch, and selects it."""
        held = pointer_of(context, Context)
        named = pair(branch, "a name")
        function = lib.snaproll_manager_switch_branch
        return rolled_back(self, function, held, *named)._hide(context)

    def get(self, id: uuid.UUID | str) -> Snapshot:
        """The snapshot with that id, or that a text names."""
        named = self._named(id)
        made = Snapshot._make(lib.snaproll_manager_get, self._pointer, named)
        return made._hide(self)

    def latest(self) -> Snapshot:
        """The newest snapshot; NotFoundError without one."""
        return Snapshot._make(lib.snaproll_manager_latest, self._pointer)._hide(self)

    def list(
        self,
        *,
        label: str | None = None,
        trigger_node: str | None = None,
        automatic: bool | None = None,
        created_from: int | datetime.datetime | None = None,
        created_until: int | datetime.datetime | None = None,
        after: uuid.UUID | str | None = None,
        limit: int | None = None,
    ) -> SnapshotList:
        """The snapshots, newest first: all, or those that fit what is given.

        Of a store only what is told of them is read, not their states.

        label, trigger_node: only those of that label, of that node.
        automatic: only automatic ones, or only the others.
        created_from, created_until: from a time on, and before another.
        after: only those behind this one, the last of the page before.
        limit: at most so many.
        """
        make = SnapshotList._make
        wanted = snapshot_filter(
            label=label,
            trigger_node=trigger_node,
            automatic=automatic,
            created_from=created_from,
            created_until=created_until,
            after=None if after is None else self._named(after),
            limit=limit,
        )
        if wanted is None:
            return make(lib.snaproll_manager_list, self._pointer)._hide(self)
        filtered = lib.snaproll_manager_list_filtered
        return make(filtered, self._pointer, wanted)._hide(self)

    def count(self) -> int:
        """Number of snapshots."""
        return self._get(lib.snaproll_manager_count, c_size_t)

    def left(self) -> int:
        """Number of snapshots that left the history since it began."""
        return self._get(lib.snaproll_manager_left, c_uint64)

    def history(self, pointer: str) -> FieldHistory:
        """The snapshots in which the value at a JSON Pointer changed.

        It starts with /variables, /node_results or /state. Newest first.
        """
        named = pair(pointer, "pointer")
        made = FieldHistory._make(lib.snaproll_manager_history, self._pointer, *named)
        return made._at(pointer, self)

    def bisect(
        self, pointer: str, predicate: Callable[[Any], Any]
    ) -> FieldChange | None:
        """The oldest change whose new value satisfies the predicate, or None.

        As FieldHistory.bisect of history(pointer).
        """
        return self.history(pointer).bisect(predicate)

    def clear(self) -> None:
        """Drops all snapshots, sets the node counter to 0 (rule M14)."""
        self._call(lib.snaproll_manager_clear)

    def prune_before(self, time: int | datetime.datetime) -> int:
        """Keeps the snapshots with created_at >= `time` (M15); how many left."""
        removed = c_size_t()
        self._call(lib.snaproll_manager_prune_before, nanoseconds(time), removed)
        return removed.value

    def summary(self) -> Summary:
        """The summary (rule M17)."""
        return Summary._make(lib.snaproll_manager_summary, self._pointer)

    def __repr__(self) -> str:
        told = "closed" if self.closed else self.summary().to_json()
        return f"<Manager {told}>"
