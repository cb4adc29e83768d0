"""LiveList: an array within a context, as a list that writes through."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import TYPE_CHECKING, Any, overload

from ._handle import position
from ._json import encode
from .live import Live, plain, put, seen
from .types import Kind

if TYPE_CHECKING:
    from .context import Context


class LiveList(Live, MutableSequence[Any]):
    """An array within a context, as a list that writes through.

    What is done to elements and slices costs what changes; sorting and reversing
    write the whole list.

    >>> import snaproll
    >>> run = snaproll.Execution()
    >>> run["seats"] = [1, 2]
    >>> seats = run["seats"]
    >>> seats += [3, 4]
    >>> seats[1:3] = ["x"]
    >>> run.plain()
    {'seats': [1, 'x', 4]}
    """

    __slots__ = ("_context", "_place")
    _KIND = Kind.ARRAY

    def __init__(self, context: Context, place: str) -> None:
        self._context = context
        self._place = place

    def __len__(self) -> int:
        return self._value().size

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        """An element; of a slice a plain list."""
        if isinstance(index, slice):
            return self.plain()[index]
        value = self._value()
        place = position(index, value.size)
        return seen(self._context, value.at(place)._pointer, self._place, str(place))

    @overload
    def __setitem__(self, index: int, item: Any) -> None: ...

    @overload
    def __setitem__(self, index: slice, item: Iterable[Any]) -> None: ...

    def __setitem__(self, index: int | slice, item: Any) -> None:
        if isinstance(index, slice):
            index.indices(0)  # Raises what a list raises before it looks on.
            self._set_slice(index, list(plain(item)))
        elif operator.index(index) < 0:
            self._at_once(
                lambda view: view.__setitem__(position(index, len(view)), item)
            )
        else:
            put(self._context, self._step(index), item)

    def __delitem__(self, index: int | slice) -> None:
        if isinstance(index, slice):
            index.indices(0)
            self._delete_slice(index)
        elif operator.index(index) < 0:
            self._at_once(lambda view: view.__delitem__(position(index, len(view))))
        else:
            self._context.remove_at(self._step(index))

    def _on(self, context: Context) -> LiveList:
        return LiveList(context, self._place)

    def plain(self) -> list[Any]:
        """A plain list with the content of now; changing it changes no state."""
        content: list[Any] = super().plain()
        return content

    def __iter__(self) -> Iterator[Any]:
        """The elements of now; those that are containers are live."""
        kinds: dict[object, Kind] = {dict: Kind.OBJECT, list: Kind.ARRAY}
        for place, item in enumerate(self.plain()):
            kind = kinds.get(item.__class__)
            if kind is None:
                yield item
            else:
                yield self._views[kind](self._context, f"{self._place}/{place}")

    def __reversed__(self) -> Iterator[Any]:
        return iter([*self][::-1])

    def __contains__(self, item: object) -> bool:
        return plain(item) in self.plain()

    def insert(self, index: int, item: Any) -> None:
        """Inserts an element before `index`."""
        list[Any]().insert(index, item)  # Raises what a list raises of an index.
        text = encode([item], self._context._encode)

        def change(view: LiveList) -> None:
            begin, _, _ = slice(index, None).indices(len(view))
            view._splice(begin, 0, text)

        self._at_once(change)

    def append(self, item: Any) -> None:
        """Appends an element."""
        self._value()
        self._context.append_at(self._place, item)

    def extend(self, items: Iterable[Any]) -> None:
        """Appends many elements as one change."""
        parts = list(plain(items))
        text = encode(parts, self._context._encode)
        if len(parts) > 1:
            self._at_once(lambda view: view._splice(len(view), 0, text))
            return
        self._value()
        if parts:
            self._context.append_json_at(self._place, text[1:-1])

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
        self._rewrite(lambda items: items.reverse())

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

    def _splice(self, begin: int, removed: int, text: bytes) -> None:
        self._context.splice_json_at(self._place, begin, removed, text)

    def _set_slice(self, part: slice, items: list[Any]) -> None:
        text = encode(items, self._context._encode)

        def change(view: LiveList) -> None:
            places = range(*part.indices(len(view)))
            if places.step == 1:
                view._splice(places.start, len(places), text)
            elif len(places) == len(items):
                view._context.update_at(
                    {"op": "set", "pointer": f"{view._place}/{place}", "value": item}
                    for place, item in zip(places, items)
                )
            else:
                raise ValueError(
                    f"attempt to assign sequence of size {len(items)} "
                    f"to extended slice of size {len(places)}"
                )

        self._at_once(change)

    def _delete_slice(self, part: slice) -> None:
        def change(view: LiveList) -> None:
            places = range(*part.indices(len(view)))
            if places.step > 0:
                places = places[::-1]  # From the back, so that places stay.
            if places.step == -1:
                view._splice(places.stop + 1, len(places), b"[]")
            else:
                view._context.update_at(
                    {"op": "remove", "pointer": f"{view._place}/{place}"}
                    for place in places
                )

        self._at_once(change)

    def _rewrite(self, change: Callable[[list[Any]], Any]) -> None:
        """Changes a plain copy and sets it whole."""

        def attempt(view: LiveList) -> None:
            items = view.plain()
            change(items)
            view._context.set_at(view._place, items)

        self._at_once(attempt)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (list, LiveList)):
            same: bool = self.plain() == plain(other)
            return same
        return NotImplemented

    def __add__(self, other: list[Any] | LiveList) -> list[Any]:
        joined: list[Any] = self.plain() + plain(other)
        return joined

    def __radd__(self, other: list[Any]) -> list[Any]:
        return other + self.plain()

    def __iadd__(self, other: Iterable[Any]) -> LiveList:
        self.extend(other)
        return self

    def __repr__(self) -> str:
        return self._repr("LiveList")

    def __reduce__(self) -> Any:
        return list, (self.plain(),)


Live._views[Kind.ARRAY] = LiveList
