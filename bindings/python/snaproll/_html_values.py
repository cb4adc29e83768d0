"""Values as HTML: a tree that opens, of a bounded number of nodes."""

from __future__ import annotations

from ._html import Child, Markup, cut, tag
from .types import Kind, count_text
from .value import Value

_CHILDREN = 100  # Of one container.
_SIZE = 150_000  # Characters of it all, as escaped.
_DEPTH = 12
_TEXT = 400  # Characters of a scalar.
_NAME = 100
_SHORT = 80  # Of a container that is not open.
_BLOB = len('{"$blob":""}') + 64  # Of the JSON of what stands for a blob.
_DIGITS = 12  # Of its hash.

_KINDS = {
    Kind.NULL: "null",
    Kind.BOOL: "bool",
    Kind.INTEGER: "number",
    Kind.DOUBLE: "number",
    Kind.TEXT: "text",
}


def value_html(value: Value) -> Markup:
    """A value; objects and arrays open, the outermost is."""
    if value.kind in _KINDS:
        return tag("div", _scalar(value), class_="tree")
    if blob := _blob(value):
        return tag("div", blob, class_="tree")
    return tag("div", _members(value, _SIZE, 1), class_="tree")


def size_text(value: Value) -> str:
    """What a container holds, in words."""
    one = "element" if value.kind is Kind.ARRAY else "member"
    return count_text(value.size, one)


def bytes_text(count: int) -> str:
    """A number of bytes for people."""
    size, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            break
        size /= 1000
    return f"{count:,} B" if unit == "B" else f"{size:.3g} {unit}"


def short_json(value: Value, most: int) -> str:
    """The beginning of its JSON, or its size where that is large."""
    if value.json_size > 100 * most:
        if value.kind in (Kind.ARRAY, Kind.OBJECT):
            return "[…]" if value.kind is Kind.ARRAY else "{…}"
        return f"{bytes_text(value.json_size)} of {_KINDS[value.kind]}"
    return cut(value.to_json(), most)


def _members(value: Value, room: int, depth: int) -> Markup:
    """All members, of about `room` characters; each has a like share of it."""
    array, count = value.kind is Kind.ARRAY, value.size
    if not count:
        return tag("code", "[]" if array else "{}", class_="null")
    if depth > _DEPTH:
        return tag("code", size_text(value), class_="null")
    items: list[Child] = []
    most = min(count, _CHILDREN)
    for index in range(most):
        if room <= 0:
            break
        name = str(index) if array else cut(value.name_at(index), _NAME)
        with value.at(index) as member:
            made = _member(name, member, room // (most - index), depth)
        items.append(made)
        room -= len(made)
    rest = count - len(items)
    if rest:
        items.append(tag("li", f"and {rest:,} more", class_="note"))
    return tag("ul", *items)


def _member(name: str, value: Value, room: int, depth: int) -> Markup:
    told, kind = tag("code", name, class_="name"), value.kind
    if kind in _KINDS:
        return tag("li", told, " ", _scalar(value))
    if blob := _blob(value):
        return tag("li", told, " ", blob)
    if not value.size:
        return tag("li", told, " ", _members(value, room, depth + 1))
    about = tag("span", size_text(value), class_="note")
    short = tag("code", short_json(value, _SHORT), class_="short")
    line = tag("summary", told, " ", about, " ", short)
    inside = _members(value, room - len(line), depth + 1)
    return tag("li", tag("details", line, inside))


def _scalar(value: Value) -> Markup:
    return tag("code", short_json(value, _TEXT), class_=_KINDS[value.kind])


def _blob(value: Value) -> Markup | None:
    """What stands for a blob: the beginning of its hash."""
    if value.kind is not Kind.OBJECT or value.size != 1 or value.json_size != _BLOB:
        return None
    if value.name_at(0) != "$blob":
        return None
    with value.at(0) as hash:
        told = hash.to_json().strip('"')
    return tag("code", f"blob {told[:_DIGITS]}…", class_="text", title=told)
