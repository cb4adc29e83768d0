"""The parts that what is shown is made of: facts, chips, tables, folds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from ._html import Child, Markup, cut, join, tag
from .types import State, Time

_CELL = 300  # Characters.

Fact = tuple[str, Child]


def short(text: str, most: int = _CELL) -> str:
    """A text of a state, cut."""
    return cut(text, most)


def time_text(at: Time | None) -> str | None:
    """A time in UTC, to the second."""
    if at is None:
        return None
    return str(at)[:19].replace("T", " ")


def moment(at: Time | None) -> Markup | None:
    """As time_text, of a table."""
    text = time_text(at)
    return None if text is None else tag("time", text)


def length_text(nanoseconds: int) -> str:
    """How long something took."""
    if nanoseconds < 1_000_000:
        return f"{nanoseconds / 1e3:.3g} µs"
    if nanoseconds < 1_000_000_000:
        return f"{nanoseconds / 1e6:.3g} ms"
    if nanoseconds < 60_000_000_000:
        return f"{nanoseconds / 1e9:.3g} s"
    return str(datetime.timedelta(seconds=nanoseconds // 1_000_000_000))


def head(kind: str, title: str, *chips: Child) -> Markup:
    """The line that tells what this is."""
    told = tag("span", kind, " ", class_="kind")
    name = tag("h1", told, short(title, 200))
    return tag("header", name, *chips, class_="head")


def chip(text: str, kind: str = "", hint: str | None = None) -> Markup:
    """A word or two in a frame."""
    classes = f"chip {kind}".rstrip()
    hint = None if hint is None else short(hint)
    return tag("span", short(text, 100), class_=classes, title=hint)


def state_chip(state: State, failure: str | None = None) -> Markup:
    """The state of an execution."""
    return chip(state.name.lower(), f"state-{state.name.lower()}", failure)


def facts(told: Iterable[Fact]) -> Markup:
    """Names and what stands for each; those without are left out."""
    rows = [
        tag("div", tag("dt", name), tag("dd", _short(item)))
        for name, item in told
        if item is not None and item != ""
    ]
    return tag("dl", *rows, class_="facts")


def table(names: Sequence[str], rows: Iterable[Sequence[Child]], more: int) -> Markup:
    """Rows, and how many more there are."""
    top = tag("tr", *[tag("th", name, scope="col") for name in names])
    lines = [tag("tr", *[tag("td", _short(cell)) for cell in row]) for row in rows]
    made = tag("table", tag("thead", top), tag("tbody", *lines))
    note = tag("p", f"and {more:,} more", class_="note") if more else None
    return join([tag("div", made, class_="wide"), note])


def fold(title: str, about: Child, *inside: Child) -> Markup:
    """A section that opens."""
    note = tag("span", about, class_="note")
    return tag("details", tag("summary", title, " ", note), *inside, class_="fold")


def code(text: str, most: int = _CELL) -> Markup:
    """A name or a value of a state."""
    return tag("code", short(text, most))


def _short(item: Child) -> Child:
    return short(item) if isinstance(item, str) else item
