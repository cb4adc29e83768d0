"""JSON text of plain Python without recursion, and the place of each fault."""

from __future__ import annotations

import math
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any

from ._error import (
    InvalidArgumentError,
    LimitError,
    ParseError,
    RangeError,
    TypeMismatchError,
)

_KNOWN = (str, int, float, dict, list, tuple)
_DEPTH = 10_000  # The highest that the limit of depth can be set to.
_IN_A_ROW = 100  # So often `encode=` may give what is no JSON again.
_BUFFERS = (bytes, bytearray, memoryview)
_BYTES = "Execution.put_blob keeps bytes; encode= tells how to write them"
_OTHERS = "encode= tells how to write it"

Encode = Callable[[Any], Any]
"""What `encode=` is: gives an item that JSON has not as one that it has."""


class Plain:
    """Base of what stands for plain Python and can become it."""

    __slots__ = ()

    def plain(self) -> Any:
        """Plain Python with the same content."""
        raise NotImplementedError


def is_a(item: Any, *kinds: type) -> bool:
    """As isinstance, which makes parts of unknown types of Any."""
    return isinstance(item, kinds)


class _Level:
    """An open container of the walk."""

    __slots__ = ("item", "parts", "name", "closing", "started", "made_of")

    def __init__(self, item: Any, made_of: list[Any], place: Any) -> None:
        self.item = item
        self.made_of = made_of
        self.started = False
        self.name: str | int | None = None
        if is_a(item, dict):
            for key in item:
                if not isinstance(key, str):
                    raise TypeMismatchError(
                        f"a key has to be a str, not {type(key).__name__}",
                        pointer=place(),
                    )
                _check_text(key, place)
            self.parts: Any = iter(sorted(item.items()))
            self.closing = "}"
        else:
            self.parts = enumerate(item)
            self.closing = "]"


class Walk:
    """Encodes without recursion, and knows the place of each fault.

    An item is open as long as its text is not whole; one that is met again
    meanwhile holds itself. Open items are referred to, so that none of them
    makes room for another one with its id.
    """

    def __init__(self, function: Encode | None) -> None:
        self._function = function
        self._out: list[str] = []
        self._levels: list[_Level] = []
        self._open: set[int] = set()

    def text(self, item: Any) -> list[str]:
        """The pieces of the text."""
        out, levels = self._out, self._levels
        self._put(item)
        while levels:
            level = levels[-1]
            try:
                level.name, part = next(level.parts)
            except StopIteration:
                out.append(level.closing)
                self._open.difference_update(map(id, (level.item, *level.made_of)))
                levels.pop()
                continue
            if level.started:
                out.append(",")
            level.started = True
            if level.closing == "}":
                out.append(_scalar(level.name, self._place) + ":")
            self._put(part)
        return out

    def _place(self) -> str:
        return "".join(f"/{escape(str(level.name))}" for level in self._levels)

    def _put(self, item: Any) -> None:
        made_of: list[Any] = []
        part = self._known(item, made_of)
        if not is_a(part, dict, list, tuple):
            self._out.append(_scalar(part, self._place))
            self._open.difference_update(map(id, made_of))
            return
        self._enter(part)
        if len(self._levels) == _DEPTH:
            raise LimitError(f"more than {_DEPTH} levels", pointer=self._place())
        level = _Level(part, made_of, self._place)
        self._out.append("{" if level.closing == "}" else "[")
        self._levels.append(level)

    def _enter(self, part: Any) -> None:
        if id(part) in self._open:
            raise InvalidArgumentError("the item holds itself", pointer=self._place())
        self._open.add(id(part))

    def _known(self, part: Any, made_of: list[Any]) -> Any:
        """The item, or what it was made into, as a type that JSON has."""
        while True:
            if isinstance(part, Plain):
                part = part.plain()
            if part is None or is_a(part, *_KNOWN):
                return part
            if len(made_of) == _IN_A_ROW:
                raise LimitError(
                    f"encode gave {_IN_A_ROW} items in a row that are no JSON",
                    pointer=self._place(),
                )
            self._enter(part)
            made_of.append(part)
            part = self._made(part)

    def _made(self, part: Any) -> Any:
        """What `encode=` gives for an item."""
        kind = type(part).__name__
        if self._function is None:
            raise TypeMismatchError(
                f"{kind} is no type of JSON",
                hint=_BYTES if is_a(part, *_BUFFERS) else _OTHERS,
                pointer=self._place(),
            )
        try:
            made = self._function(part)
        except Exception as problem:
            raise TypeMismatchError(
                f"{kind} is no type of JSON, and encode raised "
                f"{type(problem).__name__}",
                pointer=self._place(),
            ) from problem
        if made is part:
            raise TypeMismatchError(
                f"{kind} is no type of JSON, and encode gave it back",
                pointer=self._place(),
            )
        return made


def _scalar(item: Any, place: Any) -> str:
    if item is None:
        return "null"
    if item is True:
        return "true"
    if item is False:
        return "false"
    if isinstance(item, str):
        _check_text(item, place)
        return encode_basestring(item)
    if isinstance(item, int):
        try:
            return int.__repr__(item)
        except ValueError:
            raise LimitError("an int of too many digits", pointer=place()) from None
    if not math.isfinite(item):
        raise RangeError("JSON has no infinity and no NaN", pointer=place())
    return float.__repr__(item)


def _check_text(text: str, place: Any) -> None:
    try:
        str.encode(text)
    except UnicodeEncodeError:
        raise ParseError(
            "text holds a lone surrogate, which is no character", pointer=place()
        ) from None


def escape(name: str) -> str:
    """A name as one step of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
