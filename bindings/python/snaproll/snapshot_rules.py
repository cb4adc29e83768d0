"""SnapshotRules: when snapshots are taken beside every n-th node."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Union

from ._error import InvalidArgumentError, TypeMismatchError
from ._ffi import Function, lib
from ._handle import Handle, natural, pair, pointer_or_none
from .types import duration

_UINT64 = 2**64 - 1


class SnapshotRules(Handle, noun="snapshot_rules"):
    """A snapshot is taken before a node where any of these rules says so.

    Rule M4 (auto_snapshot) stays beside them. They look at the history as it
    is: a snapshot that was taken by hand counts like any other. Immutable:
    threads may share it.

    at_least_nodes: so many nodes since a snapshot entered the history.
    at_least_time: the newest snapshot is so old, in seconds or as a timedelta;
        without a snapshot it is time at once.
    at_least_bytes: the state differs from the newest snapshot in so many bytes
        of canonical JSON; without a snapshot it is due at once.
    before: globs of the ids of nodes; `*` stands for any run of characters, `?`
        for one, a backslash takes the next character as it is.
    before_irreversible: before steps that are marked so.
    skip_unchanged: a snapshot of a state that is the same as that of the newest
        one gives back that one, and nothing enters; by hand too.

    >>> import snaproll
    >>> rules = snaproll.SnapshotRules(before=["deploy/*"])
    >>> run = snaproll.Execution(auto_snapshot=False, snapshot_rules=rules)
    >>> [run.step_begin(node).snapshot_id is None for node in ("build", "deploy/eu")]
    [True, False]
    """

    def __init__(
        self,
        *,
        at_least_nodes: int = 0,
        at_least_time: float | datetime.timedelta = 0,
        at_least_bytes: int = 0,
        before: Iterable[str] = (),
        before_irreversible: bool = False,
        skip_unchanged: bool = False,
    ) -> None:
        self._init(lib.snaproll_snapshot_rules_new)
        nodes = natural(at_least_nodes, "at_least_nodes")
        self._call(lib.snaproll_snapshot_rules_set_at_least_nodes, nodes)
        time = duration(at_least_time, "at_least_time")
        self._call(lib.snaproll_snapshot_rules_set_at_least_time, time)
        count = natural(at_least_bytes, "at_least_bytes", _UINT64)
        self._call(lib.snaproll_snapshot_rules_set_at_least_bytes, count)
        if isinstance(before, str):
            raise TypeMismatchError("before has to be globs, not one str")
        for glob in before:
            data = pair(glob, "a glob")
            self._call(lib.snaproll_snapshot_rules_add_before, *data)
        on = bool(before_irreversible)
        self._call(lib.snaproll_snapshot_rules_set_before_irreversible, on)
        on = bool(skip_unchanged)
        self._call(lib.snaproll_snapshot_rules_set_skip_unchanged, on)


Rules = Union[SnapshotRules, Mapping[str, Any]]
"""SnapshotRules, or what they are made of: {"before": ["deploy/*"]}."""


def set_rules(handle: Handle, function: Function, rules: Rules | None) -> None:
    """Calls a function that takes rules, or None for none."""
    if not (rules is None or isinstance(rules, SnapshotRules)):
        rules = _made(rules)
    handle._call(function, pointer_or_none(rules, SnapshotRules))


def _made(rules: Mapping[str, Any]) -> SnapshotRules:
    try:
        named = dict(rules)
    except (TypeError, ValueError):
        raise TypeMismatchError(
            f"rules are SnapshotRules or a mapping, not {type(rules).__name__}"
        ) from None
    known = SnapshotRules.__init__.__kwdefaults__ or {}
    for name in named:
        if name not in known:
            raise InvalidArgumentError(
                f"no rule is {name!r}; there are {', '.join(known)}"
            )
    return SnapshotRules(**named)
