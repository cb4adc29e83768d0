"""Values as HTML: a tree that opens, of a bounded number of nodes."""

from __future__ import annotations

from ._html import Child, Markup, cut, tag
from .types import Kind, count_text
from .value import Value

_CHILDREN = 100  # Of one container.
_NODES = 1_000  # Of all.
_DEPTH = 12
_TEXT = 400  # Characters of a scalar.
_NAME = 100
_SHORT = 80  # Of a container that is not open.

_KINDS = {
    Kind.NULL: "null",
    Kind.BOOL: "bool",
    Kind.INTEGER: "number",
    Kind.DOUBLE: "number",
    Kind.TEXT: "text",
}


def value_html(value: Value, nodes: int = _NODES) -> Markup:
    """A value; objects and arrays open, the outermost is."""
    left = [nodes]
    if value.kind not in (Kind.ARRAY, Kind.OBJECT):
        return tag("div", _scalar(value), class_="tree")
    return tag("div", _members(value, left, 1), class_="tree")


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


def _members(value: Value, left: list[int], depth: int) -> Markup:
    array, count = value.kind is Kind.ARRAY, value.size
    if not count:
        return tag("code", "[]" if array else "{}", class_="null")
    if depth > _DEPTH:
        return tag("code", size_text(value), class_="null")
    items: list[Child] = []
    for index in range(min(count, _CHILDREN)):
        if left[0] <= 0:
            break
        left[0] -= 1
        name = str(index) if array else cut(value.name_at(index), _NAME)
        with value.at(index) as member:
            items.append(_member(name, member, left, depth))
    rest = count - len(items)
    if rest:
        items.append(tag("li", f"and {rest:,} more", class_="note"))
    return tag("ul", *items)


def _member(name: str, value: Value, left: list[int], depth: int) -> Markup:
    told = tag("code", name, class_="name")
    if value.kind not in (Kind.ARRAY, Kind.OBJECT) or not value.size:
        if value.kind in _KINDS:
            return tag("li", told, " ", _scalar(value))
        return tag("li", told, " ", _members(value, left, depth + 1))
    about = tag("span", size_text(value), class_="note")
    short = tag("code", short_json(value, _SHORT), class_="short")
    line = tag("summary", told, " ", about, " ", short)
    return tag("li", tag("details", line, _members(value, left, depth + 1)))


def _scalar(value: Value) -> Markup:
    return tag("code", short_json(value, _TEXT), class_=_KINDS[value.kind])
