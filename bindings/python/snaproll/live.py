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
from ctypes import c_int32, c_void_p
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ._error import SnaprollError, TypeMismatchError, take
from ._ffi import lib
from ._handle import Owner
from ._walk import Plain, escape
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
    _views: ClassVar[dict[int, Callable[[Context, str], Live]]] = (
        {}
    )  # The class for each kind of container.

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

    def _on(self, context: Context) -> Any:
        """The same place in another context."""
        raise NotImplementedError

    def _at_once(self, change: Callable[[Any], _T]) -> _T:
        """Runs `change` on this view within a transaction."""
        return self._context.transact(lambda t: change(self._on(t)), attempts=_ATTEMPTS)

    def _repr(self, name: str) -> str:
        try:
            shown = self._value().masked(self._context._private_json(), self._place)
            return f"{name}({shown.plain()!r})"
        except SnaprollError as problem:
            return f"<{name} at {self._place!r}: {problem.code_name}>"


_TEXT = int(Kind.TEXT)


def seen(context: Context, held: Owner, place: str, step: str | None = None) -> Any:
    """A value as a place shows it, or as a step below that place does.

    It is a view where it is a container, else plain Python.
    """
    kind, error = c_int32(), c_void_p()
    status = lib.snaproll_value_kind(held, kind, error)
    if status:
        raise take(status, error)
    view = Live._views.get(kind.value)
    if view is None:
        value = Value._adopt(held)
        return value.as_text() if kind.value == _TEXT else value.plain()
    return view(context, place if step is None else f"{place}/{escape(step)}")


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
