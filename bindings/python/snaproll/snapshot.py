"""Snapshot: an immutable capture of a context (rules S1 to S5), and lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from ctypes import c_bool, c_int32, c_int64, c_size_t, c_uint64
from typing import Any, TypedDict, overload

from ._columns import Columns
from ._ffi import Id, lib
from ._handle import (
    Owner,
    check,
    json_pair,
    natural,
    owner_of,
    pair,
    pointer_of,
    pointer_or_none,
    position,
    to_uuid,
)
from ._json import decode, encode
from ._walk import Encode
from .cancel import Cancel
from .options import Options
from .patch import Patch
from .private_paths import Hiding
from .shown import Shown
from .types import SnapshotFlag, State, Time, told_state
from .value import Stateful, Value

_OptionsOwner = owner_of("snapshot_options")


class SnapshotDetails(TypedDict, total=False):
    """What can be told of a snapshot besides its label.

    >>> import snaproll
    >>> run = snaproll.Execution(auto_snapshot=False)
    >>> details: snaproll.SnapshotDetails = {"reason": "audit", "custom": {"case": 7}}
    >>> id = run.snapshot("checked", **details)
    >>> run.manager.get(id).custom.plain()
    {'case': 7}
    """

    trigger_node: str | None
    """The node that triggered it."""
    reason: str | None
    created_by: str | None
    is_auto: bool
    """Whether it counts as an automatic one."""
    custom: Mapping[str, Any] | None
    """Any JSON by name."""


def snapshot_options(
    label: str | None = None,
    encode_by: Encode | None = None,
    *,
    trigger_node: str | None = None,
    reason: str | None = None,
    created_by: str | None = None,
    is_auto: bool = False,
    custom: Mapping[str, Any] | None = None,
) -> Owner:
    """What is told of a snapshot when it is taken."""
    owner = _OptionsOwner()
    check(lib.snaproll_snapshot_options_new, owner)
    for text, setter in (
        (label, lib.snaproll_snapshot_options_set_label),
        (trigger_node, lib.snaproll_snapshot_options_set_trigger_node),
        (reason, lib.snaproll_snapshot_options_set_reason),
        (created_by, lib.snaproll_snapshot_options_set_created_by),
    ):
        if text is not None:
            check(setter, owner, *pair(text))
    if is_auto:
        check(lib.snaproll_snapshot_options_set_auto, owner, True)
    for name, item in dict(custom or {}).items():
        entry = (*pair(name, "name"), *json_pair(encode(item, encode_by)))
        check(lib.snaproll_snapshot_options_set_custom, owner, *entry)
    return owner


class Snapshot(Hiding, Stateful, Shown, noun="snapshot"):
    """State, variables and node results as they were. Immutable: share freely.

    >>> import snaproll
    >>> run = snaproll.Execution(auto_snapshot=False)
    >>> run["x"] = {"y": [1]}
    >>> id = run.snapshot("first", reason="to show it")
    >>> first = run.snapshots()[0]
    >>> first.label, first.reason, first.get("/variables/x/y")
    ('first', 'to show it', [1])
    """

    @classmethod
    def from_json(
        cls,
        text: str | bytes,
        *,
        options: Options | None = None,
        cancel: Cancel | None = None,
    ) -> Snapshot:
        """Reads the JSON form (rule J1)."""
        return cls._make(
            lib.snaproll_snapshot_from_json,
            *json_pair(text),
            pointer_or_none(options, Options),
            pointer_or_none(cancel, Cancel),
        )

    def to_json(self, cancel: Cancel | None = None) -> str:
        """The JSON form (rule J1)."""
        stop = pointer_or_none(cancel, Cancel)
        return self._text(lib.snaproll_snapshot_to_json, stop)

    @property
    def id(self) -> uuid.UUID:
        """Its id."""
        out = Id()
        self._call(lib.snaproll_snapshot_get_id, out)
        return to_uuid(out)

    @property
    def parent(self) -> uuid.UUID | None:
        """The snapshot its context was last captured as or set back to."""
        return self._optional_id(lib.snaproll_snapshot_parent)

    @property
    def created_at(self) -> Time:
        """When it was taken."""
        return Time(self._get(lib.snaproll_snapshot_created_at, c_int64))

    @property
    def label(self) -> str | None:
        """Its label."""
        return self._view(lib.snaproll_snapshot_label)

    @property
    def trigger_node(self) -> str | None:
        """The node that triggered it."""
        return self._view(lib.snaproll_snapshot_trigger_node)

    @property
    def state(self) -> State:
        """The captured state."""
        return self._state()[0]

    @property
    def failure(self) -> str | None:
        """The message of State.FAILED."""
        return self._state()[1]

    def _state(self) -> tuple[State, str | None]:
        state = c_int32()
        message = self._view(lib.snaproll_snapshot_state, state)
        return told_state(state.value, message)

    @property
    def reason(self) -> str | None:
        """metadata.reason"""
        return self._view(lib.snaproll_snapshot_reason)

    @property
    def created_by(self) -> str | None:
        """metadata.created_by"""
        return self._view(lib.snaproll_snapshot_created_by)

    @property
    def is_auto(self) -> bool:
        """Whether it was taken automatically."""
        return self._get(lib.snaproll_snapshot_is_auto, c_bool)

    @property
    def custom(self) -> Value:
        """metadata.custom, one object."""
        return Value._make(lib.snaproll_snapshot_custom, self._pointer)

    @property
    def variables(self) -> Value:
        """The captured variables, one object."""
        return Value._make(lib.snaproll_snapshot_variables, self._pointer)

    @property
    def node_results(self) -> Value:
        """The captured node results, one object."""
        return Value._make(lib.snaproll_snapshot_node_results, self._pointer)

    @property
    def completed_node_count(self) -> int:
        """Number of node results (rule S4)."""
        return self._get(lib.snaproll_snapshot_completed_node_count, c_size_t)

    @property
    def variable_count(self) -> int:
        """Number of variables (rule S4)."""
        return self._get(lib.snaproll_snapshot_variable_count, c_size_t)

    def get(self, pointer: str) -> Any:
        """Plain Python of what stands at a JSON Pointer.

        It starts with /variables, /node_results or /state.
        """
        return decode(self.get_json(pointer))

    def get_json(self, pointer: str) -> str:
        """As get, as canonical JSON."""
        return self._text(lib.snaproll_snapshot_get, *pair(pointer, "pointer"))

    def value(self) -> Value:
        """State, variables and node results as one value, O(1)."""
        return Value._make(lib.snaproll_snapshot_value, self._pointer)

    def digest(self) -> str:
        """SHA-256 of the canonical JSON of that value, in hexadecimal."""
        return self._text(lib.snaproll_snapshot_digest)

    @property
    def stored_bytes(self) -> int:
        """Bytes that its record takes in its store; 0 = it is in none."""
        return self._get(lib.snaproll_snapshot_stored_bytes, c_uint64)

    def diff(self, after: Snapshot, *, cancel: Cancel | None = None) -> Patch:
        """What turns the state of this one into that of `after`."""
        other, stop = pointer_of(after, Snapshot), pointer_or_none(cancel, Cancel)
        made = Patch._make(lib.snaproll_snapshot_diff, self._pointer, other, stop)
        return made._hide(after if after._paths else self)

    def ref(self) -> Snapshot:
        """Another handle of the same snapshot."""
        return Snapshot._make(lib.snaproll_snapshot_ref, self._pointer)._hide(self)

    def __repr__(self) -> str:
        if self.closed:
            return "Snapshot(<closed>)"
        label, node = self.label, self.trigger_node
        told = "" if node is None else f", before {node!r}"
        told = told if label is None else f" {label!r}"
        return f"<Snapshot {self.id}{told}>"

    def __reduce__(self) -> Any:
        return Snapshot.from_json, (self.to_json(),)


class SnapshotList(
    Columns, Hiding, Shown, Sequence[Snapshot], noun="snapshot_list"
):
    """Snapshots, newest first. Immutable: share freely.

    Besides the snapshots themselves it has columns, one call each.

    >>> import snaproll
    >>> run = snaproll.Execution(auto_snapshot=False)
    >>> for label in ("a", "b", None):
    ...     id = run.snapshot(label)
    >>> found = run.snapshots()
    >>> len(found), found.labels, found.ids[0] == id
    (3, [None, 'b', 'a'], True)
    """

    _counting = staticmethod(lib.snaproll_snapshot_list_count)

    @overload
    def __getitem__(self, index: int) -> Snapshot: ...

    @overload
    def __getitem__(self, index: slice) -> list[Snapshot]: ...

    def __getitem__(self, index: int | slice) -> Snapshot | list[Snapshot]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = position(index, len(self)) if index < 0 else natural(index, "index")
        made = Snapshot._make(lib.snaproll_snapshot_list_at, self._pointer, place)
        made._paths = self._paths
        return made

    def __iter__(self) -> Iterator[Snapshot]:
        return (self[index] for index in range(len(self)))

    @property
    def ids(self) -> list[uuid.UUID]:
        """Their ids."""
        return self._ids(lib.snaproll_snapshot_list_ids)

    @property
    def created_at(self) -> list[Time]:
        """When they were taken."""
        return self._times(lib.snaproll_snapshot_list_created_at)

    @property
    def flags(self) -> list[SnapshotFlag]:
        """Whether each is automatic, has a label, has a trigger node."""
        told = self._flags(lib.snaproll_snapshot_list_flags)
        known = {flags: SnapshotFlag(flags) for flags in set(told)}
        return [known[flags] for flags in told]

    @property
    def labels(self) -> list[str | None]:
        """Their labels."""
        told = self._texts(lib.snaproll_snapshot_list_labels)
        return self._flagged(told, SnapshotFlag.HAS_LABEL)

    @property
    def trigger_nodes(self) -> list[str | None]:
        """The nodes that triggered them."""
        told = self._texts(lib.snaproll_snapshot_list_trigger_nodes)
        return self._flagged(told, SnapshotFlag.HAS_TRIGGER_NODE)

    def _flagged(self, texts: list[str], flag: int) -> list[str | None]:
        """The texts of the entries with that flag; an empty one may be there."""
        if all(texts):
            return [*texts]
        flag = int(flag)  # `&` of enumerations takes its time.
        told = self._flags(lib.snaproll_snapshot_list_flags)
        return [text if has & flag else None for text, has in zip(texts, told)]

    def __repr__(self) -> str:
        if self.closed:
            return "<SnapshotList of closed>"
        if not self:
            return "<SnapshotList of 0>"
        with self[-1] as oldest, self[0] as newest:
            span = f"{oldest.created_at} to {newest.created_at}"
        return f"<SnapshotList of {len(self)}, {span}>"
