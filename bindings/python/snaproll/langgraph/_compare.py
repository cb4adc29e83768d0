"""Whether two checkpoints tell the same, and if not, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from langgraph.checkpoint.base import CheckpointTuple, DeltaChannelHistory, PendingWrite
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.types import _DeltaSnapshot

from .._handle import type_of
from .._walk import escape, is_a
from ._names import configured


class Difference(NamedTuple):
    """What is not the same."""

    channel: str | None
    what: str


class Compare:
    """Compares in types and in order as well.

    The members of a checkpoint, of its channels and of its metadata have no order.
    """

    def __init__(self, serde: SerializerProtocol) -> None:
        self._serde = serde

    def tuples(self, old: CheckpointTuple, new: CheckpointTuple) -> Difference | None:
        """The first difference of two checkpoints, but for their writes."""
        if _parent(old) != _parent(new):
            return Difference(None, f"its parent is {_parent(new)}, not {_parent(old)}")
        one, other = dict(old.checkpoint), dict(new.checkpoint)
        values: list[Any] = [part.pop("channel_values") for part in (one, other)]
        place = self.members(*values)
        if place is not None:
            channel = _channel_of(place)
            return Difference(channel, f"the value differs at {place!r}")
        place = self._unordered(one, other, "")
        if place is not None:
            return Difference(None, f"the checkpoint differs at {place!r}")
        place = self.members(old.metadata, new.metadata)
        if place is not None:
            return Difference(None, f"the metadata differ at {place!r}")
        return None

    def writes(
        self, old: Sequence[PendingWrite], new: Sequence[PendingWrite]
    ) -> Difference | None:
        """The first difference of the writes, their order included."""
        for at, (one, other) in enumerate(zip(old, new)):
            task, channel, value = one
            if (task, channel) != tuple(other[:2]):
                told = (
                    f"write {at} is of task {other[0]} to {other[1]!r}, not of {task}"
                )
                return Difference(channel, told)
            place = self.values(value, other[2], "")
            if place is not None:
                told = f"write {at}, of task {task}, differs at {place!r}"
                return Difference(channel, told)
        if len(old) != len(new):
            return Difference(None, f"there are {len(new)} writes, not {len(old)}")
        return None

    def histories(
        self,
        old: Mapping[str, DeltaChannelHistory],
        new: Mapping[str, DeltaChannelHistory],
    ) -> Difference | None:
        """The first difference of what delta channels are made of."""
        for channel, way in old.items():
            other = new[channel]
            if ("seed" in way) != ("seed" in other):
                return Difference(channel, "one begins at a value, the other does not")
            place = self.values(way.get("seed"), other.get("seed"), "")
            if place is not None:
                return Difference(
                    channel, f"the value it begins at differs at {place!r}"
                )
            found = self.writes(way["writes"], other["writes"])
            if found is not None:
                return Difference(channel, f"on the way of its writes, {found.what}")
        return None

    # Values: the place of the first difference, None where there is none.

    def members(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
        """Of two dicts whose own members have no order."""
        for name in [*old, *(new.keys() - old.keys())]:
            place = f"/{escape(name)}"
            if name not in old or name not in new:
                return place
            found = self.values(old[name], new[name], place)
            if found is not None:
                return found
        return None

    def _unordered(self, old: Any, new: Any, place: str) -> str | None:
        """Of dicts none of whose members have an order."""
        if type_of(old) is not dict or type_of(new) is not dict:
            return self.values(old, new, place)
        one: dict[Any, Any] = old
        other: dict[Any, Any] = new
        for name in [*one, *(other.keys() - one.keys())]:
            inner = f"{place}/{escape(str(name))}"
            if name not in one or name not in other:
                return inner
            found = self._unordered(one[name], other[name], inner)
            if found is not None:
                return found
        return None

    def values(self, old: Any, new: Any, place: str) -> str | None:
        """Of two values."""
        kind = type_of(old)
        if kind is not type_of(new):
            return place
        if kind is dict:
            return self._dicts(old, new, place)
        if kind in (list, tuple):
            return self._lists(old, new, place)
        if kind is _DeltaSnapshot:
            return self.values(old.value, new.value, place)
        return None if self._same(old, new) else place

    def _dicts(self, old: Any, new: Any, place: str) -> str | None:
        for one, other in zip(old.items(), new.items()):
            inner = f"{place}/{escape(str(one[0]))}"
            if self.values(one[0], other[0], "") is not None:
                return inner
            found = self.values(one[1], other[1], inner)
            if found is not None:
                return found
        return None if len(old) == len(new) else place

    def _lists(self, old: Any, new: Any, place: str) -> str | None:
        for at, (one, other) in enumerate(zip(old, new)):
            found = self.values(one, other, f"{place}/{at}")
            if found is not None:
                return found
        return None if len(old) == len(new) else place

    def _same(self, old: Any, new: Any) -> bool:
        if is_a(old, float):
            return repr(old) == repr(new)
        if type(old) in (str, int, bool, bytes, type(None)):
            return bool(old == new)
        # First by what is stored of them: equal objects may hold 1 and True.
        try:
            if self._serde.dumps_typed(old) == self._serde.dumps_typed(new):
                return True
        except Exception:
            pass  # It is stored otherwise: as bytes of JSON, or not at all.
        if type(old) in (set, frozenset):
            return _alike(old, new)
        try:
            return bool(old == new)
        except Exception:  # Of arrays, say, one by one.
            return False


def _alike(old: Any, new: Any) -> bool:
    """Whether sets have the same elements; they have no order."""

    def told(items: Any) -> list[tuple[str, str]]:
        return sorted((type(item).__name__, repr(item)) for item in items)

    return bool(old == new) and told(old) == told(new)


def _parent(found: CheckpointTuple) -> str | None:
    parent = found.parent_config
    return None if parent is None else cast("str", configured(parent)["checkpoint_id"])


def _channel_of(place: str) -> str:
    return place.split("/")[1].replace("~1", "/").replace("~0", "~")
