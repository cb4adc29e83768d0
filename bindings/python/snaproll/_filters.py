"""Which snapshots, and which executions of a store, a list tells."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from ._error import InvalidArgumentError
from ._ffi import Id, lib
from ._handle import Owner, check, natural, owner_of, pair
from .types import State, nanoseconds

_SnapshotFilterOwner = owner_of("snapshot_filter")
_ExecutionFilterOwner = owner_of("execution_filter")


def snapshot_filter(
    *,
    label: str | None,
    trigger_node: str | None,
    automatic: bool | None,
    created_from: int | datetime.datetime | None,
    created_until: int | datetime.datetime | None,
    after: Id | None,
    limit: int | None,
) -> Owner | None:
    """A filter of snapshots, None where nothing is wanted of them."""
    told = (label, trigger_node, automatic, created_from, created_until, after, limit)
    if all(one is None for one in told):
        return None
    owner = _SnapshotFilterOwner()
    check(lib.snaproll_snapshot_filter_new, owner)
    if label is not None:
        check(lib.snaproll_snapshot_filter_set_label, owner, *pair(label, "label"))
    if trigger_node is not None:
        node = pair(trigger_node, "trigger_node")
        check(lib.snaproll_snapshot_filter_set_trigger_node, owner, *node)
    if automatic is not None:
        check(lib.snaproll_snapshot_filter_set_automatic, owner, bool(automatic))
    if created_from is not None:
        time = nanoseconds(created_from)
        check(lib.snaproll_snapshot_filter_set_from, owner, time)
    if created_until is not None:
        time = nanoseconds(created_until)
        check(lib.snaproll_snapshot_filter_set_until, owner, time)
    if after is not None:
        check(lib.snaproll_snapshot_filter_set_after, owner, after)
    if limit is not None:
        check(lib.snaproll_snapshot_filter_set_limit, owner, natural(limit, "limit"))
    return owner


def execution_filter(
    *,
    state: State | None,
    kind: str | None,
    attributes: Mapping[str, str] | None,
    committed_from: int | datetime.datetime | None,
    committed_until: int | datetime.datetime | None,
    owned: bool | None,
) -> Owner:
    """A filter of executions; what is None is not asked."""
    owner = _ExecutionFilterOwner()
    check(lib.snaproll_execution_filter_new, owner)
    if state is not None:
        check(lib.snaproll_execution_filter_set_state, owner, _number(state))
    if kind is not None:
        check(lib.snaproll_execution_filter_set_kind, owner, *pair(kind, "kind"))
    for name, value in dict(attributes or {}).items():
        told = (*pair(name, "name"), *pair(value, f"attribute {name!r}"))
        check(lib.snaproll_execution_filter_add_attribute, owner, *told)
    if committed_from is not None:
        time = nanoseconds(committed_from)
        check(lib.snaproll_execution_filter_set_committed_from, owner, time)
    if committed_until is not None:
        time = nanoseconds(committed_until)
        check(lib.snaproll_execution_filter_set_committed_until, owner, time)
    if owned is not None:
        check(lib.snaproll_execution_filter_set_owned, owner, bool(owned))
    return owner


def _number(state: State) -> int:
    try:
        return State(state)
    except ValueError:
        raise InvalidArgumentError(f"no state is {state!r}") from None
