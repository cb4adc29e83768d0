"""The signs of the timeline: each has a shape of its own, not only a colour."""

from __future__ import annotations

from ._html import Child, Markup, tag
from ._step import Attempt

AUTOMATIC, TAKEN, LABELLED, NOW = "automatic", "taken", "labelled", "now"
FAILED, ROLLED_BACK, IRREVERSIBLE, OPEN = (
    "failed",
    "rolled back",
    "irreversible",
    "open",
)

_WORDS = {
    AUTOMATIC: "automatic snapshot",
    TAKEN: "snapshot",
    LABELLED: "labelled snapshot",
    NOW: "the state now",
    FAILED: "failed attempt",
    ROLLED_BACK: "rolled back attempt",
    IRREVERSIBLE: "irreversible step",
    OPEN: "open step",
}
_SIGNS = {
    FAILED: "M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5",
    ROLLED_BACK: "M-4-1.5H1.5A2.75 2.75 0 0 1 1.5 4H-2M-1.5-4.5-4.5-1.5-1.5 1.5",
    IRREVERSIBLE: "M0-5 5 4H-5ZM0-1.5V1M0 2.2V2.8",
    OPEN: "M-4 0H-3.5M-.3 0H.3M3.5 0H4",
}


def marks_of(attempts: list[Attempt]) -> list[str]:
    """The signs of some attempts, each once."""
    outcomes = {attempt.outcome for attempt in attempts}
    told = [
        (FAILED, "failed" in outcomes),
        (ROLLED_BACK, "rolled_back" in outcomes),
        (OPEN, "open" in outcomes),
        (IRREVERSIBLE, any(attempt.irreversible for attempt in attempts)),
    ]
    return [mark for mark, there in told if there]


def shape(kind: str, x: float = 0, y: float = 0, lane: int = 0) -> Markup:
    """A sign at a place of a picture."""
    if kind in _SIGNS:
        parts: list[Child] = [tag("path", d=_SIGNS[kind])]
    elif kind == NOW:
        parts = [tag("path", d="M0-7 7 0 0 7-7 0Z")]
    elif kind == LABELLED:
        parts = [
            tag("circle", r="8", class_="ring"),
            tag("circle", r="4.5", class_="disc"),
        ]
    else:
        parts = [tag("circle", r="5" if kind == TAKEN else "4", class_="disc")]
    classes = f"mark {kind.replace(' ', '-')} lane{lane % 6}"
    return tag("g", *parts, class_=classes, transform=f"translate({x:g} {y:g})")


def icon(kind: str, lane: int = 0) -> Markup:
    """A sign within text, with its word for those who do not see it."""
    return tag(
        "svg",
        tag("title", _WORDS[kind]),
        shape(kind, lane=lane),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="-10 -10 20 20",
        width="20",
        height="20",
        role="img",
        class_="icon",
    )


def legend(kinds: list[str]) -> Markup:
    """What the signs mean, of those that are there."""
    told = [
        tag("li", icon(kind), " ", tag("span", word, aria_hidden="true"))
        for kind, word in _WORDS.items()
        if kind in kinds
    ]
    return tag("ul", *told, class_="legend")
