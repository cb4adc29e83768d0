"""Patches as HTML: a line an operation, as the program shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ._error import SnaprollError
from ._html import Child, Markup, cut, join, tag
from .patch import Patch

_LINE = 400  # Characters of a line; the library cuts values well below.
_KINDS = {"+": "add", "-": "remove", "~": "change", ">": "change"}


class Budget:
    """What may be shown of all patches of a page together."""

    def __init__(self, characters: int, lines: int, operations: int) -> None:
        self.lines = lines  # Of each patch.
        self._characters = characters
        self._operations = operations

    @property
    def is_spent(self) -> bool:
        """Whether no patch may be made any more."""
        return self._operations < 0

    def reads(self, patch: Patch) -> None:
        """Counts a patch, which costs by its operations."""
        self._operations -= len(patch)

    def takes(self, line: Markup) -> bool:
        """Whether a line more may be shown, as long as it is when escaped."""
        self._characters -= len(line)
        return self._characters >= 0


class Changes(NamedTuple):
    """A patch as it is shown."""

    counts: Child
    """+2 ~1 -1"""
    body: Markup


def made(make: Callable[[], Patch], budget: Budget) -> Patch | str:
    """What `make` gives, or why it gives nothing."""
    if budget.is_spent:
        return "not shown: what is shown already changed too much"
    try:
        patch = make()
    except SnaprollError as problem:
        return f"can not be read: {problem}"
    budget.reads(patch)
    return patch


def changes_of(patch: Patch | str, budget: Budget) -> Changes:
    """What `made` gave."""
    if isinstance(patch, str):
        return Changes(None, _note(patch))
    return changes_of_lines(patch._shown().split("\n")[:-1], budget)


def changes_of_lines(lines: list[str], budget: Budget) -> Changes:
    """Some lines of a patch."""
    return Changes(_counts(lines), _body(lines, budget))


def patch_html(patch: Patch, budget: Budget) -> Markup:
    """A patch by itself."""
    counts, body = changes_of(patch, budget)
    return join([tag("p", counts, class_="counts") if counts else None, body])


def _body(lines: list[str], budget: Budget) -> Markup:
    if not lines:
        return _note("nothing changed")
    shown: list[Child] = []
    for line in lines[: budget.lines]:
        kind = _KINDS.get(line[:1], "other")
        told = tag("code", cut(line, _LINE), class_=f"line {kind}")
        if not budget.takes(told):
            break
        shown.append(told)
    left = len(lines) - len(shown)
    if left:
        shown.append(_note(f"and {left:,} more"))
    return tag("div", *shown, class_="diff")


def _counts(lines: list[str]) -> Markup | None:
    kinds = [_KINDS.get(line[:1], "change") for line in lines]
    told = [
        tag("span", f"{sign}{kinds.count(kind):,}", class_=kind, title=f"{word}")
        for kind, sign, word in (
            ("add", "+", "added"),
            ("change", "~", "changed"),
            ("remove", "\u2212", "removed"),
        )
        if kind in kinds
    ]
    return tag("span", join(told, " "), class_="counts") if told else None


def _note(text: str) -> Markup:
    return tag("p", text, class_="note")
