"""JSON text of plain Python, and back.

The text is canonical (rule J5) but for the exponents of small floats, so that
the library can match it byte for byte against what it holds. The json module
of Python does the work. Where it can not - it recurses, and it takes keys
that are no strings - the walk of _walk does, and says where the fault is.

What json can not write is made into what it can by the function that was told
as `encode=`, and by nothing else: what is stored does not depend on what is
installed. Subclasses of the types of JSON are written as these: a StrEnum as
its text, an IntEnum as its number, a named tuple as an array.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ._error import SnaprollError, TypeMismatchError
from ._walk import Encode, Plain, Walk, is_a

_TOKEN = re.compile(r'[\[\]{},:]|"(?:[^"\\]|\\.)*"|[^\[\]{},:"]+')


def encode_of(function: Encode | None) -> Encode | None:
    """What was told as `encode=`, which has to be callable."""
    if function is None or callable(function):
        return function
    raise TypeMismatchError(
        f"encode has to be a function, not {type(function).__name__}"
    )


class _Refused(Exception):
    """What `encode=` raised; the walk says where."""


def _encoder(default: Encode) -> json.JSONEncoder:
    return json.JSONEncoder(
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
        allow_nan=False,
        default=default,
    )


def _plain(item: Any) -> Any:
    if isinstance(item, Plain):
        return item.plain()
    raise TypeError


_encode = _encoder(_plain).encode


def _encode_by(function: Encode, item: Any, made: list[Any]) -> str:
    """As _encode; what the function gave is added to `made`."""

    def default(part: Any) -> Any:
        if isinstance(part, Plain):
            return part.plain()
        try:
            made.append(function(part))
        except Exception as problem:
            raise _Refused from problem
        return made[-1]

    return _encoder(default).encode(item)


def encode(item: Any, function: Encode | None = None) -> bytes:
    """The JSON text of plain Python, and of what `function` makes plain.

    TypeMismatchError: no JSON has that type, or a key is no str. RangeError:
    a float is not finite. ParseError: a lone surrogate. LimitError: too deep
    or too many digits. InvalidArgumentError: an item holds itself. The pointer
    of the error is where it is, within the item. What the function raises is
    the cause of a TypeMismatchError.
    """
    made: list[Any] = []
    try:
        if function is None:
            data = _encode(item).encode()
        else:
            data = _encode_by(function, item, made).encode()
    except (TypeError, ValueError, RecursionError, _Refused) as problem:
        if isinstance(problem, SnaprollError):
            raise
    else:
        if all(map(_keys_are_text, (item, *made))):
            return data
    return "".join(Walk(function).text(item)).encode()


def _keys_are_text(item: Any) -> bool:
    """Whether all keys are of type str itself; `item` is known to end."""
    waiting = [item]
    while waiting:
        item = waiting.pop()
        if is_a(item, dict):
            if not {str}.issuperset(map(type, item)):
                return False
            item = item.values()
        elif not is_a(item, list, tuple):
            continue
        waiting.extend(part for part in item if is_a(part, dict, list, tuple))
    return True


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
        part: Any = [] if token == "[" else {} if token == "{" else json.loads(token)
        if isinstance(level, dict):
            level[names[-1]] = part
            names[-1] = None
        else:
            level.append(part)
        if token in "[{":
            levels.append(part)
            names.append(None)
    return root[0]
