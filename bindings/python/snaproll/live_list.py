"""LiveList: an array within a context, as a list that writes through."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import TYPE_CHECKING, Any

from ._handle import position
from .live import Live, plain, put
from .types import Kind

if TYPE_CHECKING:
    from .context import Context


class LiveList(Live, MutableSequence[Any]):
    """An array within a context, as a list that writes through.

    Appending, extending, replacing and deleting single elements cost what
    changes; inserting, slices, sorting and reversing write the whole list.
    """

    __slots__ = ("_context", "_place")
    __hash__ = None  # type: ignore[assignment]
    _KIND = Kind.ARRAY

    def __init__(self, context: Context, place: str) -> None:
        self._context = context
        self._place = place

    def __len__(self) -> int:
        return self._value().size

    def __getitem__(self, index: Any) -> Any:
        """An element; of a slice a plain list."""
        if isinstance(index, slice):
            return self.plain()[index]
        value = self._value()
        place = position(index, value.size)
        return self._child(str(place), value.at(place))

    def __setitem__(self, index: Any, item: Any) -> None:
        if isinstance(index, slice):
            parts = plain(item)
            self._rewrite(lambda items: items.__setitem__(index, parts))
        elif operator.index(index) < 0:
            self._at_once(
                lambda view: view.__setitem__(position(index, len(view)), item)
            )
        else:
            put(self._context, self._step(index), item)

    def __delitem__(self, index: Any) -> None:
        if isinstance(index, slice):
            self._rewrite(lambda items: items.__delitem__(index))
        elif operator.index(index) < 0:
            self._at_once(lambda view: view.__delitem__(position(index, len(view))))
        else:
            self._context.remove_at(self._step(index))

    def __iter__(self) -> Iterator[Any]:
        """The elements of now; those that are containers are live."""
        kinds: dict[type, Kind] = {dict: Kind.OBJECT, list: Kind.ARRAY}
        for place, item in enumerate(self.plain()):
            kind = kinds.get(type(item))
            if kind is None:
                yield item
            else:
                yield self._views[kind](self._context, f"{self._place}/{place}")

    def __reversed__(self) -> Iterator[Any]:
        return reversed(list(self))

    def __contains__(self, item: object) -> bool:
        return plain(item) in self.plain()

    def insert(self, index: int, item: Any) -> None:
        """Inserts an element before `index`."""
        part = plain(item)
        self._rewrite(lambda items: items.insert(index, part))

    def append(self, item: Any) -> None:
        """Appends an element."""
        self._value()
        self._context.append_at(self._place, item)

    def extend(self, items: Iterable[Any]) -> None:
        """Appends many elements as one change."""
        self._value()
        parts = plain(items)
        self._context.update_at(
            [{"op": "append", "pointer": self._place, "value": item} for item in parts]
        )

    def pop(self, index: int = -1) -> Any:
        """Removes an element and returns it as plain Python."""

        def change(view: LiveList) -> Any:
            place = position(index, len(view))
            item = plain(view[place])
            del view[place]
            return item

        return self._at_once(change)

    def remove(self, item: Any) -> None:
        """Removes the first element that is equal to `item`."""
        wanted = plain(item)

        def change(view: LiveList) -> None:
            del view[view.plain().index(wanted)]

        self._at_once(change)

    def clear(self) -> None:
        """Removes all elements."""
        self._value()
        self._context.set_at(self._place, [])

    def reverse(self) -> None:
        """Turns the order round."""
        self._rewrite(list.reverse)

    def sort(
        self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False
    ) -> None:
        """Sorts as list.sort does."""
        self._rewrite(lambda items: items.sort(key=key, reverse=reverse))

    def index(self, item: Any, *bounds: int) -> int:
        """The first place of an element that is equal to `item`."""
        return self.plain().index(plain(item), *bounds)

    def count(self, item: Any) -> int:
        """How many elements are equal to `item`."""
        return self.plain().count(plain(item))

    def copy(self) -> list[Any]:
        """A plain list with the content of now."""
        return self.plain()

    def _step(self, index: Any) -> str:
        return f"{self._place}/{position(index, len(self))}"

    def _rewrite(self, change: Callable[[list[Any]], Any]) -> None:
        """Changes a plain copy and sets it whole."""

        def attempt(view: LiveList) -> None:
            items = view.plain()
            change(items)
            view._context.set_at(view._place, items)

        self._at_once(attempt)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (list, LiveList)):
            return self.plain() == plain(other)
        return NotImplemented

    def __add__(self, other: Any) -> list[Any]:
        return self.plain() + plain(other)

    def __radd__(self, other: Any) -> list[Any]:
        return other + self.plain()

    def __iadd__(self, other: Iterable[Any]) -> LiveList:  # type: ignore[misc]
        self.extend(other)
        return self

    def __repr__(self) -> str:
        return self._repr("LiveList")

    def __reduce__(self) -> Any:
        return list, (self.plain(),)


Live._views[Kind.ARRAY] = LiveList
