"""HTML and SVG, built so that nothing of a state can become markup.

What is written is made by `tag` alone. Its children are Markup, which only
`tag` and `join` make, or text, which is escaped, always. Names of elements and
attributes are those listed here, and a link leads to a place in the same page.
The result is well-formed XML as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Union, final

_VOID: Final = frozenset("circle line link meta path rect".split())
ELEMENTS: Final = _VOID | frozenset(
    "a body code dd details div dl dt footer g h1 h2 head header html li main ol "
    "p section span strong style summary svg table tbody td text th thead time title tr "
    "ul".split()
)
ATTRIBUTES: Final = frozenset(
    "aria-hidden aria-label aria-labelledby charset class content cx cy d height "
    "href http-equiv id lang name open r role scope tabindex title transform "
    "viewBox width x x1 x2 xmlns y y1 y2".split()
)
_PLACE: Final = re.compile("#[A-Za-z0-9_-]+")

# What does not stay as it is, as in the program: Unicode's Cc, Bidi_Control, and
# of Cf, Zl and Zp those that show nothing. Besides what no UTF-8 or XML can hold.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_PLAIN: Final = re.compile("[A-Za-z0-9 .,:;/(){}_+~#|*-]*")
_SHORT: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


@final
class Markup:
    """Text that is markup. No str, so that no + or f-string mixes both."""

    __slots__ = ("_text",)
    _text: str

    def __init__(self) -> None:
        raise TypeError("markup is made by tag and join")

    def __str__(self) -> str:
        return self._text

    def __len__(self) -> int:
        return len(self._text)


Child = Union[Markup, str, int, None]
Attribute = Union[str, float, bool, None]


def _markup(text: str) -> Markup:
    made = object.__new__(Markup)
    made._text = text
    return made


def visible(text: str) -> str:
    """As it was, with what can not be seen or turns the direction escaped."""
    return _UNSAFE.sub(_escape_one, text)


def _escape_one(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in _SHORT:
        return _SHORT[found[0]]
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def cut(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where some are left out."""
    return text if len(text) <= most else text[: max(most - 1, 0)] + "…"


def _escaped(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return (
        visible(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


def _child(child: object) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child._text
    if isinstance(child, (str, int)):
        return _escaped(str(child))
    raise TypeError(f"{type(child).__name__} is neither text nor markup")


def _attribute(name: str, value: Attribute) -> str:
    name = name.rstrip("_")
    name = name if name in ATTRIBUTES else name.replace("_", "-")
    if name not in ATTRIBUTES:
        raise ValueError(f"no attribute {name!r} is made here")
    if value is None or value is False:
        return ""
    text = "" if value is True else f"{value:g}" if _is_float(value) else str(value)
    if name == "href" and not _PLACE.fullmatch(text):
        raise ValueError("a link leads to a place of the page")
    return f' {name}="{_escaped(text)}"'


def _is_float(value: Attribute) -> bool:
    return isinstance(value, float)


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element. `class_` and `aria_label` stand for class and aria-label;
    an attribute that is None or False is left out."""
    if name not in ELEMENTS:
        raise ValueError(f"no element {name!r} is made here")
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        if children:
            raise ValueError(f"{name} has no children")
        return _markup(f"<{name}{told}/>")
    if name == "style":
        raise ValueError("styles are made by `styles`")
    return _markup(f"<{name}{told}>{''.join(map(_child, children))}</{name}>")


def join(parts: Iterable[Child], between: Child = None) -> Markup:
    """All of them, one after the other, with `between` between them."""
    return _markup(_child(between).join(map(_child, parts)))


def styles(sheet: str) -> Markup:
    """A style sheet of this package; it holds nothing of a state."""
    if "<" in sheet or "&" in sheet:
        raise ValueError("a style sheet with markup in it")
    return _markup(f"<style>{sheet}</style>")


def document(*children: Child, lang: str) -> str:
    """A whole page."""
    return f"<!DOCTYPE html>\n{tag('html', *children, lang=lang)}\n"
