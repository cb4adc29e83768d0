"""JSON text of plain Python, and back.

The text is canonical (rule J5) but for the exponents of small floats, so that
the library can match it byte for byte against what it holds. The json module
of Python does the work. Where it can not - it recurses, and it takes keys
that are no strings - the walk below does, and says where the fault is.
"""

from __future__ import annotations

import json
import math
import re
from json.encoder import encode_basestring  # Of the C code
from typing import Any

from ._error import (
    InvalidArgumentError,
    LimitError,
    ParseError,
    RangeError,
    SnaprollError,
    TypeMismatchError,
)

_DEPTH = 10_000  # The highest that the limit of depth can be set to.
_TOKEN = re.compile(r'[\[\]{},:]|"(?:[^"\\]|\\.)*"|[^\[\]{},:"]+')


class Plain:
    """Base of what stands for plain Python and can become it."""

    __slots__ = ()

    def plain(self) -> Any:
        """Plain Python with the same content."""
        raise NotImplementedError


def _plain(item: Any) -> Any:
    if isinstance(item, Plain):
        return item.plain()
    raise TypeError


_encode = json.JSONEncoder(
    ensure_ascii=False,
    separators=(",", ":"),
    sort_keys=True,
    allow_nan=False,
    default=_plain,
).encode


def encode(item: Any) -> bytes:
    """The JSON text of plain Python.

    TypeMismatchError: no JSON has that type, or a key is no str. RangeError:
    a float is not finite. ParseError: a lone surrogate. LimitError: too deep
    or too many digits. InvalidArgumentError: an item holds itself. The pointer
    of the error is where it is, within the item.
    """
    try:
        data = _encode(item).encode()
    except (TypeError, ValueError, RecursionError) as problem:
        if isinstance(problem, SnaprollError):
            raise
    else:
        if _keys_are_text(item):
            return data
    return "".join(_walk(item)).encode()


def _keys_are_text(item: Any) -> bool:
    """Whether all keys are of type str itself; `item` is known to end."""
    waiting = [item]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if not {str}.issuperset(map(type, item)):
                return False
            item = item.values()
        elif not isinstance(item, (list, tuple)):
            continue
        waiting.extend(part for part in item if isinstance(part, (dict, list, tuple)))
    return True


class _Level:
    """An open container of the walk."""

    __slots__ = ("item", "parts", "name", "closing", "started")

    def __init__(self, item: Any, place: Any) -> None:
        self.item = item
        self.started = False
        self.name: str | int | None = None
        if isinstance(item, dict):
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


def _walk(item: Any) -> list[str]:
    """Encodes without recursion, and knows the place of each fault."""
    out: list[str] = []
    levels: list[_Level] = []
    open_ids: set[int] = set()

    def place() -> str:
        return "".join(f"/{escape(str(level.name))}" for level in levels)

    def put(part: Any) -> None:
        if isinstance(part, Plain):
            part = part.plain()
        if not isinstance(part, (dict, list, tuple)):
            out.append(_scalar(part, place))
            return
        if id(part) in open_ids:
            raise InvalidArgumentError("the item holds itself", pointer=place())
        if len(levels) == _DEPTH:
            raise LimitError(f"more than {_DEPTH} levels", pointer=place())
        level = _Level(part, place)
        out.append("{" if level.closing == "}" else "[")
        open_ids.add(id(part))
        levels.append(level)

    put(item)
    while levels:
        level = levels[-1]
        try:
            level.name, part = next(level.parts)
        except StopIteration:
            out.append(level.closing)
            open_ids.discard(id(level.item))
            levels.pop()
            continue
        if level.started:
            out.append(",")
        level.started = True
        if level.closing == "}":
            out.append(_scalar(level.name, place) + ":")
        put(part)
    return out


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
    if isinstance(item, float):
        if not math.isfinite(item):
            raise RangeError("JSON has no infinity and no NaN", pointer=place())
        return float.__repr__(item)
    raise TypeMismatchError(
        f"{type(item).__name__} is no type of JSON", pointer=place()
    )


def _check_text(text: str, place: Any) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ParseError(
            "text holds a lone surrogate, which is no character", pointer=place()
        ) from None


def escape(name: str) -> str:
    """A name as one step of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


_decode = json.JSONDecoder().raw_decode


def decode(text: str) -> Any:
    """Plain Python of JSON text that the library wrote."""
    try:
        return _decode(text)[0]
    except RecursionError:
        return _build(text)


def _build(text: str) -> Any:
    """Decodes without recursion; the text is known to be JSON."""
    root: list[Any] = []
    levels: list[Any] = [root]
    names: list[str | None] = [None]
    for token in _TOKEN.findall(text):
        if token in ",:":
            continue
        if token in "]}":
            levels.pop()
            names.pop()
            continue
        level = levels[-1]
        if isinstance(level, dict) and names[-1] is None:
            names[-1] = json.loads(token)
            continue
        part = {"[": list, "{": dict}.get(token, lambda: json.loads(token))()
        if isinstance(level, dict):
            level[names[-1]] = part
            names[-1] = None
        else:
            level.append(part)
        if token in "[{":
            levels.append(part)
            names.append(None)
    return root[0]
