"""Snapshots of several executions that are taken, and gone back to, together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from ctypes import Array, c_void_p
from typing import TYPE_CHECKING

from ._ffi import Id, lib
from ._handle import Owner, check, pointer_of, to_id, to_uuid
from .execution import Execution
from .rollback import RollbackResult
from .snapshot import SnapshotDetails, snapshot_options

if TYPE_CHECKING:
    from typing_extensions import Unpack


def snapshot_group(
    executions: Iterable[Execution],
    label: str | None = None,
    **told: Unpack[SnapshotDetails],
) -> uuid.UUID:
    """Takes a snapshot of each, all of them or none, and returns the group's id.

    The executions are all on one store, and it is one transaction, or all in
    memory. As Execution.snapshot, but also where nothing changed. The error
    names the execution that it is of. Each snapshot is kept as one that is held,
    until `remove_group` of its execution.

    >>> import snaproll
    >>> one, other = snaproll.Execution(), snaproll.Execution()
    >>> group = snaproll.snapshot_group([one, other], "together")
    >>> one["x"], other["y"] = 1, 2
    >>> [result.success for result in snaproll.rollback_group([one, other], group)]
    [True, True]
    >>> one.plain(), other.plain()
    ({}, {})
    """
    owners, handles = _handles(executions)
    options, out = snapshot_options(label, **told), Id()
    function = lib.snaproll_execution_snapshot_group
    check(function, handles, len(owners), options, out)
    return to_uuid(out)


def rollback_group(
    executions: Iterable[Execution], group: uuid.UUID | str
) -> list[RollbackResult]:
    """Sets each back to its snapshot of the group, all of them or none.

    The results in their order. NotFoundError where one of them has no such
    group, InvalidArgumentError where the group was taken of another number.
    """
    owners, handles = _handles(executions)
    made = (c_void_p * len(owners))()
    function = lib.snaproll_execution_rollback_group
    check(function, handles, len(owners), to_id(group), made)
    results = [RollbackResult._Owner(address) for address in made]
    return [RollbackResult._adopt(owner) for owner in results]


def _handles(executions: Iterable[Execution]) -> tuple[list[Owner], Array[c_void_p]]:
    """What keeps the handles alive, and their array."""
    owners = [pointer_of(one, Execution) for one in executions]
    return owners, (c_void_p * len(owners))(*(owner.value for owner in owners))
