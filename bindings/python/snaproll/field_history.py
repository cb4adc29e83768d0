"""FieldHistory: how one value changed from snapshot to snapshot."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from ctypes import POINTER, c_int64, c_uint8
from typing import Any, TypeVar, overload

from ._error import NotFoundError, TypeMismatchError
from ._columns import Columns
from ._ffi import Function, Id, lib
from ._handle import check, natural, position, to_uuid
from ._json import decode
from .private_paths import Hiding
from .shown import Shown
from .snapshot import Snapshot
from .types import FieldFlag, Time
from .value import Value

_Self = TypeVar("_Self", bound="FieldHistory")


class FieldChange:
    """A snapshot in which a value is not the same as in the one before it.

    before and after are plain Python, decoded when they are asked for; None
    where nothing was there. Only before_json and after_json tell that from a
    null that was there. A change reads from its history, while that is open.

    >>> import snaproll
    >>> run = snaproll.Execution(auto_snapshot=False)
    >>> for run["total"] in (1, 300):
    ...     id = run.snapshot()
    >>> change = run.history("/variables/total")[0]
    >>> change.before, change.after, change.snapshot_id == id
    (1, 300, True)
    """

    __slots__ = ("_history", "_index", "created_at", "snapshot_id")

    snapshot_id: uuid.UUID
    created_at: Time

    def __init__(
        self, history: FieldHistory, index: int, snapshot_id: uuid.UUID, time: Time
    ) -> None:
        self._history, self._index = history, index
        self.snapshot_id, self.created_at = snapshot_id, time

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot."""
        history, index = self._history._pointer, self._index
        made = Snapshot._make(lib.snaproll_field_history_at, history, index)
        return made._hide(self._history)

    @property
    def before_value(self) -> Value | None:
        """The value in the snapshot before, not decoded."""
        return self._history._value(self._index, FieldFlag.HAS_BEFORE)

    @property
    def after_value(self) -> Value | None:
        """The value in this snapshot, not decoded."""
        return self._history._value(self._index, FieldFlag.HAS_AFTER)

    @property
    def before_json(self) -> str | None:
        """The value in the snapshot before, as canonical JSON."""
        return _text_of(self.before_value)

    @property
    def after_json(self) -> str | None:
        """The value in this snapshot, as canonical JSON."""
        return _text_of(self.after_value)

    @property
    def before(self) -> Any:
        """The value in the snapshot before."""
        return _plain(self.before_json)

    @property
    def after(self) -> Any:
        """The value in this snapshot."""
        return _plain(self.after_json)

    def __repr__(self) -> str:
        if self._history.closed:
            return "FieldChange(<closed>)"
        before, after = map(self._history._shown, (self.before_value, self.after_value))
        return f"<FieldChange {before} -> {after} in {self.snapshot_id}>"


class FieldHistory(
    Columns, Hiding, Shown, Sequence[FieldChange], noun="field_history"
):
    """The changes of one value, newest first. Immutable: share freely.

    Besides the changes themselves it has columns, one call each.

    >>> import snaproll
    >>> run = snaproll.Execution(auto_snapshot=False)
    >>> for run["total"] in (1, 1, 2, 300, 400):
    ...     id = run.snapshot()
    >>> changes = run.history("/variables/total")
    >>> changes.after_json
    ['400', '300', '2', '1']
    >>> changes.bisect(lambda total: total > 100).after
    300
    """

    _place = ""  # Where the value stands.

    _counting = staticmethod(lib.snaproll_field_history_count)

    @overload
    def __getitem__(self, index: int) -> FieldChange: ...

    @overload
    def __getitem__(self, index: slice) -> list[FieldChange]: ...

    def __getitem__(self, index: int | slice) -> FieldChange | list[FieldChange]:
        size = len(self)
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(size))]
        place = position(index, size) if index < 0 else natural(index, "index")
        if place >= size:
            raise NotFoundError(f"the history has {size} changes")
        owner = self._pointer  # The columns are borrowed from it.
        ids, times = POINTER(Id)(), POINTER(c_int64)()
        check(lib.snaproll_field_history_ids, owner, ids)
        check(lib.snaproll_field_history_created_at, owner, times)
        return FieldChange(self, place, to_uuid(ids[place]), Time(times[place]))

    def __iter__(self) -> Iterator[FieldChange]:
        return (self[index] for index in range(len(self)))

    @property
    def ids(self) -> list[uuid.UUID]:
        """The ids of the snapshots."""
        return self._ids(lib.snaproll_field_history_ids)

    @property
    def created_at(self) -> list[Time]:
        """When the snapshots were taken."""
        return self._times(lib.snaproll_field_history_created_at)

    @property
    def flags(self) -> list[FieldFlag]:
        """Whether each has a value before and one after."""
        told = self._flags(lib.snaproll_field_history_flags)
        return [FieldFlag(flags) for flags in told]

    @property
    def before_json(self) -> list[str | None]:
        """The values before, as canonical JSON; None where nothing was."""
        return self._values(lib.snaproll_field_history_before)

    @property
    def after_json(self) -> list[str | None]:
        """The values after, as canonical JSON; None where nothing is."""
        return self._values(lib.snaproll_field_history_after)

    def _values(self, function: Function) -> list[str | None]:
        return [text or None for text in self._texts(function)]

    def bisect(self, predicate: Callable[[Any], Any]) -> FieldChange | None:
        """The oldest change whose new value satisfies the predicate, or None.

        The predicate gets plain Python, None where the value is gone. It is
        assumed to hold for every value from some change on and for none before;
        else any change that satisfies it may be found. It is called for about
        log2(len(self)) values. It is not async.
        """
        holds, fails = 0, len(self)
        while holds < fails:
            middle = (holds + fails) // 2
            told = predicate(self[middle].after)
            if hasattr(told, "__await__"):  # It would always be true.
                raise TypeMismatchError("the predicate of bisect is not async")
            if told:
                holds = middle + 1
            else:
                fails = middle
        return self[holds - 1] if holds else None

    def ref(self) -> FieldHistory:
        """Another handle of the same history."""
        made = FieldHistory._make(lib.snaproll_field_history_ref, self._pointer)
        return made._hide(self)

    def _hide(self: _Self, item: object) -> _Self:
        if isinstance(item, FieldHistory):
            self._place = item._place
        return super()._hide(item)

    def _at(self, pointer: str, item: object) -> FieldHistory:
        """This, after it was made of `item` for what stands at the pointer."""
        self._place = pointer
        return self._hide(item)

    def _shown(self, value: Value | None) -> str | None:
        """The JSON of a value, with what its context holds private masked."""
        if value is None or self._paths is None:
            return _text_of(value)
        return _text_of(value.masked(self._paths, self._place))

    def _value(self, index: int, flag: FieldFlag) -> Value | None:
        owner = self._pointer  # The column is borrowed from it.
        flags = POINTER(c_uint8)()
        check(lib.snaproll_field_history_flags, owner, flags)
        if not flags[index] & flag:
            return None
        if flag is FieldFlag.HAS_BEFORE:
            return Value._make(lib.snaproll_field_history_before_at, owner, index)
        return Value._make(lib.snaproll_field_history_after_at, owner, index)

    def __repr__(self) -> str:
        told = "closed" if self.closed else f"{len(self)} at {self._place!r}"
        return f"<FieldHistory of {told}>"


def _text_of(value: Value | None) -> str | None:
    if value is None:
        return None
    with value:
        return value.to_json()


def _plain(text: str | None) -> Any:
    return None if text is None else decode(text)
