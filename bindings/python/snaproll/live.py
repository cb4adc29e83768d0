"""Live views: lists and dicts that read and write a context by pointer.

A view is a place, not a content: `/variables/messages/0` is whatever stands
there when it is used. Once nothing stands there, or something of another kind,
the view says so (NotFoundError, TypeMismatchError). Strings, numbers, booleans
and None are plain Python at once; `plain()` copies the rest.

Each single operation is atomic, also those that read before they write: they
run as a transaction, again where another thread came between.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ._error import SnaprollError, TypeMismatchError
from ._json import Plain
from .shown import Shown
from .types import Kind
from .value import Value

if TYPE_CHECKING:
    from .context import Context

_T = TypeVar("_T")
_ATTEMPTS = 1_000
"""Of one operation of a view, each time another thread came between."""


class Live(Plain, Shown):
    """Base of the views: a context, and a JSON Pointer into it."""

    __slots__ = ()
    _context: Context
    _place: str
    _KIND: ClassVar[Kind]
    _views: ClassVar[dict[int, Any]] = {}  # The class for each kind of container.

    def _value(self) -> Value:
        """What stands at the place now."""
        value = self._context.get_value_at(self._place)
        if value._kind() != self._KIND:
            raise TypeMismatchError(
                f"no {self._KIND.name.lower()} stands here any more",
                pointer=self._place,
            )
        return value

    def plain(self) -> Any:
        """Plain Python with the content of now; changing it changes no state."""
        return self._value().plain()

    def _on(self: _T, context: Context) -> _T:
        """The same place in another context."""
        return type(self)(context, self._place)  # type: ignore[call-arg,attr-defined]

    def _at_once(self: _T, change: Callable[[_T], Any]) -> Any:
        """Runs `change` on this view within a transaction."""
        context = self._context  # type: ignore[attr-defined]
        on = self._on  # type: ignore[attr-defined]
        return context.transact(lambda t: change(on(t)), attempts=_ATTEMPTS)

    def _child(self, step: str, value: Value) -> Any:
        """A part: a view where it is a container, else plain Python."""
        return seen(self._context, f"{self._place}/{step}", value)

    def _repr(self, name: str) -> str:
        try:
            shown = self._value().masked(self._context._private_json(), self._place)
            return f"{name}({shown.plain()!r})"
        except SnaprollError as problem:
            return f"<{name} at {self._place!r}: {problem.code_name}>"


def seen(context: Context, place: str, value: Value) -> Any:
    """A value as the place where it stands shows it."""
    view = Live._views.get(value._kind())
    return value.plain() if view is None else view(context, place)


def put(context: Context, place: str, item: Any) -> None:
    """Sets what stands at a place."""
    if isinstance(item, Live):
        value = item._value()
        if item._context is context and item._place == place:
            return  # What `view += more` and its like assign after their work.
        context.set_value_at(place, value)
    elif isinstance(item, Value):
        context.set_value_at(place, item)
    else:
        context.set_at(place, item)


def plain(item: Any) -> Any:
    """Plain Python of what may be live or a Value."""
    return item.plain() if isinstance(item, Plain) else item
