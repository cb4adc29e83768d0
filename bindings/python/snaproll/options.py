"""Options that contexts, managers and executions are made with."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from ._error import InvalidArgumentError
from ._ffi import lib
from ._handle import Handle, natural, pair, pointer_of
from .clock import ManualClock
from .snapshot_rules import Rules, set_rules

_UINT64 = 2**64 - 1


class Limit(enum.IntEnum):
    """Limits of rule J7; the limit is accepted, one more is LimitError."""

    DEPTH = 0
    INTEGER_DIGITS = 1
    NUMBER_BYTES = 2
    TEXT_BYTES = 3
    NAME_BYTES = 4
    ID_BYTES = 5
    MEMBERS = 6
    STATE_BYTES = 7


class Options(Handle, noun="options"):
    """Everything made with one Options shares its clock and its ids.

    Immutable: threads may share it.

    execution_id, workflow_id: ids of the execution that is made (rule C5).
    max_snapshots: how many it keeps (rule M1: 10; UNLIMITED keeps all).
    auto_snapshot: True or the interval in nodes, False for none (rule M4).
    snapshot_rules: SnapshotRules, or a mapping of them, when else an execution
        takes snapshots: {"before": ["deploy/*"], "at_least_time": 60}.
    clock: where times come from; None is the system's clock.
    id_seed: ids from a sequence that the seed and the clock alone decide.
    undo_limit: how many rollbacks a context can undo (100; 0 = none).
    limits: by Limit or by its name in lower case, as {"depth": 100}.

    >>> import snaproll
    >>> options = snaproll.Options(workflow_id="flow", limits={"depth": 100})
    >>> snaproll.Execution(options=options).workflow_id
    'flow'
    """

    def __init__(
        self,
        *,
        execution_id: str | None = None,
        workflow_id: str | None = None,
        max_snapshots: int | None = None,
        auto_snapshot: bool | int | None = None,
        snapshot_rules: Rules | None = None,
        undo_limit: int | None = None,
        clock: ManualClock | None = None,
        id_seed: int | None = None,
        limits: Mapping[str, int] | None = None,
    ) -> None:
        self._init(lib.snaproll_options_new)
        if clock is not None:
            held = pointer_of(clock, ManualClock)
            self._call(lib.snaproll_options_set_clock, held)
        if id_seed is not None:
            seed = natural(id_seed, "id_seed", _UINT64)
            self._call(lib.snaproll_options_set_id_seed, seed)
        for name, most in dict(limits or {}).items():
            limit, value = _limit(name), natural(most, f"limit {name!r}", _UINT64)
            self._call(lib.snaproll_options_set_limit, limit, value)
        if execution_id is not None:
            data = pair(execution_id, "execution_id")
            self._call(lib.snaproll_options_set_execution_id, *data)
        if workflow_id is not None:
            data = pair(workflow_id, "workflow_id")
            self._call(lib.snaproll_options_set_workflow_id, *data)
        if undo_limit is not None:
            count = natural(undo_limit, "undo_limit")
            self._call(lib.snaproll_options_set_undo_limit, count)
        if max_snapshots is not None:
            count = natural(max_snapshots, "max_snapshots")
            self._call(lib.snaproll_options_set_max_snapshots, count)
        if auto_snapshot is not None:
            switch = isinstance(auto_snapshot, bool)
            interval = 1 if switch else natural(auto_snapshot, "auto_snapshot")
            on = auto_snapshot is not False
            self._call(lib.snaproll_options_set_auto_snapshot, on, interval)
        if snapshot_rules is not None:
            set_rules(self, lib.snaproll_options_set_snapshot_rules, snapshot_rules)


def _limit(name: Limit | str) -> int:
    try:
        return Limit[name.upper()] if isinstance(name, str) else Limit(name)
    except (KeyError, ValueError):
        known = ", ".join(member.name.lower() for member in Limit)
        raise InvalidArgumentError(f"no limit is {name!r}; there are {known}") from None


def chosen(options: Options | None, **wanted: object) -> Options | None:
    """The given options, or new ones of what is wanted; not both."""
    told = [name for name, value in wanted.items() if value is not None]
    if not told:
        return options
    if options is not None:
        raise InvalidArgumentError(
            f"{', '.join(told)}: belongs into the options that are given"
        )
    return Options(**wanted)  # type: ignore[arg-type]
