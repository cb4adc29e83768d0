"""LiveDict: an object within a context, as a dict that writes through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, TypeVar

from ._error import NotFoundError, ParseError
from ._handle import Owner, utf8
from ._walk import escape
from .live import Live, plain, put, seen
from .types import Kind

if TYPE_CHECKING:
    from .context import Context

_Self = TypeVar("_Self", bound="LiveMapping")


class LiveMapping(Live, MutableMapping[str, Any]):
    """What a LiveDict and the variables of a context have in common."""

    __slots__ = ()
    _KIND = Kind.OBJECT

    def _member(self, name: str) -> Owner:
        """The handle of a member; NotFoundError where there is none."""
        return self._value().find(name)._pointer

    def __getitem__(self, name: str) -> Any:
        try:
            held = self._member(name)
        except NotFoundError:  # This one tells the place.
            place = f"{self._place}/{escape(name)}"
            held = self._context.get_value_at(place)._pointer
        return seen(self._context, held, self._place, name)

    def get(self, name: str, default: Any = None) -> Any:
        """The member, or `default` where there is none."""
        value = self._value()
        try:
            held = value.find(name)._pointer
            return seen(self._context, held, self._place, name)
        except NotFoundError:
            return default

    def __setitem__(self, name: str, item: Any) -> None:
        self._value()
        put(self._context, f"{self._place}/{escape(_name(name))}", item)

    def __delitem__(self, name: str) -> None:
        self._value()
        self._context.remove_at(f"{self._place}/{escape(_name(name))}")

    def __iter__(self) -> Iterator[str]:
        """The names of now, in byte order."""
        return iter(self._value().names())

    def __len__(self) -> int:
        return self._value().size

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        value = self._value()
        try:
            value.find(name)
        except (NotFoundError, ParseError):
            return False  # A lone surrogate is in no name.
        return True

    def pop(self, name: str, *default: Any) -> Any:
        """Removes a member and returns it as plain Python."""

        def change(view: LiveMapping) -> Any:
            if default and name not in view:
                return default[0]
            item = plain(view[name])
            del view[name]
            return item

        if len(default) > 1:
            raise TypeError("pop takes a name and at most one default")
        return self._at_once(change)

    def popitem(self) -> tuple[str, Any]:
        """Removes the last member and returns its name and plain content."""

        def change(view: LiveMapping) -> tuple[str, Any]:
            value = view._value()
            if not value.size:
                raise NotFoundError("nothing is left to pop", pointer=view._place)
            name = value.name_at(value.size - 1)
            return name, view.pop(name)

        return self._at_once(change)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """The member, set to `default` first where there is none; live."""

        def change(view: LiveMapping) -> None:
            if name not in view:
                view[name] = default

        if name not in self:
            self._at_once(change)
        return self[name]

    def update(self, other: Any = (), /, **named: Any) -> None:
        """Sets many members as one change."""
        self._value()
        changes = [
            {"op": "set", "pointer": f"{self._place}/{escape(_name(name))}", "value": v}
            for name, v in dict(other, **named).items()
        ]
        self._context.update_at(changes)

    def clear(self) -> None:
        """Removes all members as one change."""
        self._value()
        self._context.set_at(self._place, {})

    def __ior__(self: _Self, other: Any) -> _Self:
        self.update(other)
        return self


class LiveDict(LiveMapping):
    """An object within a context, as a dict that writes through.

    >>> import snaproll
    >>> run = snaproll.Execution()
    >>> run["user"] = {"name": "ann"}
    >>> user = run["user"]
    >>> user["age"] = 7
    >>> user
    LiveDict({'age': 7, 'name': 'ann'})
    >>> run.plain()
    {'user': {'age': 7, 'name': 'ann'}}
    """

    __slots__ = ("_context", "_place")

    def __init__(self, context: Context, place: str) -> None:
        self._context = context
        self._place = place

    def _on(self, context: Context) -> LiveDict:
        return LiveDict(context, self._place)

    def plain(self) -> dict[str, Any]:
        """A plain dict with the content of now; changing it changes no state."""
        content: dict[str, Any] = super().plain()
        return content

    def copy(self) -> dict[str, Any]:
        """A plain dict with the content of now."""
        return self.plain()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Mapping):
            same: bool = self.plain() == plain(other)
            return same
        return NotImplemented

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        merged: dict[str, Any] = self.plain() | plain(other)
        return merged

    def __ror__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        merged: dict[str, Any] = plain(other) | self.plain()
        return merged

    def __repr__(self) -> str:
        return self._repr("LiveDict")

    def __reduce__(self) -> Any:
        return dict, (self.plain(),)


Live._views[Kind.OBJECT] = LiveDict


def _name(name: str) -> str:
    utf8(name, "a name")
    return name
