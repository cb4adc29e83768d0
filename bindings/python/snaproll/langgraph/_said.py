"""The messages of a checkpoint for people: who says what, and which tools are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._error import NotFoundError
from .._html import Child, Markup, cut, join, tag
from .._html_parts import code, short
from .._html_values import short_json
from .._json import decode
from .._walk import escape, is_a
from ..types import Kind
from ..value import Value
from . import _messages
from ._names import OURS

_MOST = 20  # Messages of one step.
_TEXT = 2_000  # Characters of one.
_CALL = 200  # Of what a tool is called with.
_LARGE = 200_000  # Bytes of one message that is not read to be shown.


def said_of(old: Value, new: Value, paths: str | None) -> Markup | None:
    """What lists of messages have more than they had, private ones masked."""
    shown: list[Child] = []
    before = set(old.names())
    for name in new.names():
        if name in OURS:
            continue
        value = new.find(name)
        if value.kind is not Kind.ARRAY:
            continue
        had = old.find(name) if name in before else None
        begin = had.size if had is not None and had.kind is Kind.ARRAY else 0
        if begin >= value.size or not _is_message(value.at(value.size - 1)):
            continue
        if paths is not None:
            value = value.masked(paths, f"/variables/{escape(name)}")
        shown += _lines(value, begin)
    return join(shown) if shown else None


def _lines(value: Value, begin: int) -> Iterator[Markup]:
    if value.kind is not Kind.ARRAY:
        return  # All of it is masked.
    left = value.size - begin - _MOST
    if left > 0:
        yield tag("p", f"{left:,} messages before these", class_="note")
        begin += left
    for at in range(begin, value.size):
        part = value.at(at)
        if _is_message(part) and part.json_size < _LARGE:
            told = decode(part.to_json())[_messages.MARK]
            if is_a(told, dict):
                yield _line(told)
                continue
        yield tag("p", code(short_json(part, _CALL)))


def _is_message(value: Value) -> bool:
    if value.kind is not Kind.OBJECT:
        return False
    try:
        value.find(_messages.MARK)
    except NotFoundError:
        return False
    return True


def _line(told: dict[str, Any]) -> Markup:
    """One message: its kind, its name, its text, and its calls."""
    who = str(told.get("type", "message"))
    name = told.get("name")
    if is_a(name, str):
        who += f" {name}"
    parts: list[Child] = [
        tag("strong", short(who, 100)),
        " ",
        _text_of(told.get("content")),
    ]
    calls: list[Any] = told.get("tool_calls") or []
    for call in calls:
        if is_a(call, dict):
            given = short_json(Value(call.get("args")), _CALL)
            parts += [" ", code(f"{call.get('name')}({given})")]
    return tag("p", *parts)


def _text_of(content: Any) -> str:
    """The text of a content: of its blocks, where it is a list of these."""
    if is_a(content, str):
        return cut(content, _TEXT)
    if not is_a(content, list):
        return ""
    told: list[str] = []
    for block in content:
        if is_a(block, dict):
            text = block.get("text")
            told.append(text if is_a(text, str) else f"[{block.get('type')}]")
        else:
            told.append(str(block))
    return cut(" ".join(told), _TEXT)
