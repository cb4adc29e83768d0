"""Values of channels as JSON that can be read, compared and shared.

What JSON has stays as it is. All else is an object whose first member begins with
`$`, so an object that has such a member itself is told as `$dict`:

    {"$tuple": [...]}, {"$set": [...]}, {"$frozenset": [...]}
    {"$dict": [[name, value], ...]}     names that are no text, or begin with $
    {..., "$order": ["b", "a"]}         members that did not stand in byte order
    {"$int": "0x..."}, {"$float": "nan"}, {"$text": "..."}
    {"$message": {...}}                 a message of LangChain, see _messages
    {"$snapshot": ...}                  a _DeltaSnapshot
    {"$blob": "<hash>", "type": "..."}  what LangGraph's serializer makes of it,
    {"$blob64": "...", "type": "..."}   and the same where it is few bytes

Only exact types are told so: an object of a derived class is more than its
members, and goes through the serializer.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Mapping
from typing import Any, cast

from langchain_core.messages import BaseMessage
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.types import _DeltaSnapshot

from .._error import LimitError, SnaprollError, TypeMismatchError
from .._handle import type_of
from .._walk import escape
from . import _messages

_PLAIN = frozenset({str, bool, type(None)})
_INT = 2**64
ORDER = "$order"

# Circles end in a RecursionError, which is told with the place.
dump = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


class _Refused(Exception):
    """What the serializer raised; the steps are added on the way out."""

    def __init__(self, kind: str, problem: Exception) -> None:
        super().__init__(kind)
        self.kind = kind
        self.problem = problem
        self.steps: list[str] = []


class Shaper:
    """Makes values into JSON. Immutable: threads may share it."""

    def __init__(
        self,
        serde: SerializerProtocol,
        put: Callable[[bytes], dict[str, Any]],
        ordered: bool = True,
        careful: bool = False,
    ) -> None:
        """put: gives what stands for bytes.
        careful: looks at each text, for one has a lone surrogate.
        """
        self._serde = serde
        self._put = put
        self._ordered = ordered
        self._careful = careful
        self._twin = None if careful else Shaper(serde, put, ordered, careful=True)
        self._ways: dict[type[Any], Callable[[Any], Any]] = {
            int: self._int,
            float: _float,
            list: self._list,
            dict: self._dict,
            tuple: lambda value: {"$tuple": self._list(value)},
            set: lambda value: {"$set": self._sorted(value)},
            frozenset: lambda value: {"$frozenset": self._sorted(value)},
            _DeltaSnapshot: lambda value: {"$snapshot": self._shape(value.value)},
        }
        self._ways.update(dict.fromkeys(_messages.CLASSES, self._message))

    def text(self, value: Any, place: str) -> str:
        """JSON text; errors tell the place, a JSON Pointer."""
        return self._told(value, place, True)

    def members(self, value: Mapping[str, Any], place: str) -> str:
        """As text, of a dict whose own members have no order that counts."""
        return self._told({**value}, place, False)

    def _told(self, value: Any, place: str, ordered: bool) -> str:
        try:
            shaped = self._shape(value)
            if not ordered:
                shaped.pop(ORDER, None)
            made = dump(shaped)
            if not made.isascii():
                made.encode()
            return made
        except UnicodeEncodeError:
            if self._twin is None:
                raise
            return self._twin._told(value, place, ordered)
        except _Refused as refused:
            steps = "".join(f"/{escape(step)}" for step in refused.steps[::-1])
            raise TypeMismatchError(
                f"{refused.kind} can not be stored: {refused.problem}",
                pointer=place + steps,
            ) from refused.problem
        except RecursionError:
            raise LimitError(
                "nested too deeply, or it holds itself", pointer=place
            ) from None

    def _shape(self, value: Any) -> Any:
        kind = type_of(value)
        if kind in _PLAIN:
            return self._text(value) if self._careful else value
        way = self._ways.get(kind)
        return self._other(value) if way is None else way(value)

    def _list(self, value: Any) -> list[Any]:
        shape = self._shape
        made: list[Any] = []
        try:
            for item in value:
                made.append(shape(item))
        except _Refused as refused:
            refused.steps.append(str(len(made)))
            raise
        return made

    def _dict(self, value: dict[Any, Any]) -> Any:
        shape, made = self._shape, cast("dict[str, Any]", {})
        name: Any = None
        try:
            for name, item in value.items():
                if type(name) is not str or name[:1] == "$" or self._bad(name):
                    return {"$dict": self._pairs(value)}
                made[name] = shape(item)
        except _Refused as refused:
            refused.steps.append(name)
            raise
        if self._ordered and len(made) > 1:
            names = [*made]
            if names != sorted(names):
                made[ORDER] = names
        return made

    def _pairs(self, value: dict[Any, Any]) -> list[Any]:
        made: list[Any] = []
        name: Any = None
        try:
            for name, item in value.items():
                made.append([self._shape(name), self._shape(item)])
        except _Refused as refused:
            refused.steps.append(str(name))
            raise
        return made

    def _sorted(self, value: Any) -> list[Any]:
        return sorted(self._list(value), key=dump)

    def _message(self, value: BaseMessage) -> Any:
        told = _messages.members(value)
        if told is None:
            return self._other(value)
        shaped = self._dict(told)
        if "$dict" in shaped:
            return self._other(value)
        shaped.pop(ORDER, None)
        return {_messages.MARK: shaped}

    def _int(self, value: int) -> Any:
        return value if -_INT < value < _INT else {"$int": hex(value)}

    def _bad(self, name: str) -> bool:
        return self._careful and not _is_unicode(name)

    def _text(self, value: Any) -> Any:
        if type(value) is not str or _is_unicode(value):
            return value
        data = value.encode("utf-8", "surrogatepass")
        return {"$text": base64.b64encode(data).decode()}

    def _other(self, value: Any) -> Any:
        if isinstance(value, BaseException):
            return self._shape(repr(value))  # As LangGraph stores it.
        try:
            kind, data = self._serde.dumps_typed(value)
        except SnaprollError:
            raise
        except Exception as problem:
            told = type_of(value)
            name = f"{told.__module__}.{told.__qualname__}"
            raise _Refused(name, problem) from problem
        return {**self._put(bytes(data)), "type": kind}


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _float(value: float) -> Any:
    return value if math.isfinite(value) else {"$float": repr(value)}
