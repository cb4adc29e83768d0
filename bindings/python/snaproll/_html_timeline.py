"""The tree of a history as a picture: oldest left, a lane a line of descent."""

from __future__ import annotations

from typing import NamedTuple

from ._html import Child, Markup, cut, tag, visible
from ._html_history import Entry, History
from ._html_lanes import lanes_of
from ._html_marks import AUTOMATIC, LABELLED, NOW, TAKEN, legend, marks_of, shape

_LANE = 26  # Height of a lane.
_LEFT, _RIGHT = 34, 64
_STUB = 14  # Of a line that comes from what is not shown.
_NAMES = 88  # Height of the slanted names above.
_SIGNS = 15  # Height of a sign below.
_LETTERS = 24  # Of a name.
_COLUMNS = ((20, 44), (60, 30))  # Up to so many entries, so wide a column.
_NARROW = 18  # With more.


class Drawn(NamedTuple):
    """The picture, and the lane of each entry."""

    svg: Markup
    lanes: list[int]


class _Plan(NamedTuple):
    """Where things are."""

    history: History
    lanes: list[int]
    column: int
    top: int  # The middle of lane 0.

    def x(self, index: int) -> float:
        return _LEFT + index * self.column

    def y(self, lane: int) -> float:
        return self.top + lane * _LANE

    @property
    def below(self) -> float:
        return self.y(max(self.lanes, default=0)) + _LANE


def kind_of(entry: Entry) -> str:
    """Which sign stands for a snapshot."""
    if entry.label is not None:
        return LABELLED
    return AUTOMATIC if entry.automatic else TAKEN


def title_of(entry: Entry) -> str:
    """What a snapshot is called, in a line."""
    if entry.label is not None:
        return entry.label
    if entry.node is not None:
        return f"before {entry.node}"
    return "snapshot"


def draw(history: History, anchors: str) -> Drawn:
    """The picture; a click on an entry leads to the place `anchors` + index."""
    entries = history.entries
    lanes = lanes_of([entry.parent for entry in entries], history.position)
    fitting = [wide for most, wide in _COLUMNS if len(entries) <= most]
    column = fitting[0] if fitting else _NARROW
    names = [_names(entry) for entry in entries]
    top = (_NAMES if any(names) else 8) + 14
    plan = _Plan(history, lanes, column, top)
    rows = max(len(marks_of(entry.all_attempts)) for entry in entries) if entries else 0
    rows = max(rows, len(marks_of(history.since)))
    height = plan.below + rows * _SIGNS + 20
    width = plan.x(len(entries)) + _RIGHT
    parts: list[Child] = [tag("title", _told(history))]
    parts += [_edge(plan, index) for index in range(len(entries))]
    parts += [_now_edge(plan), *_slanted(plan, names)]
    for index, entry in enumerate(entries):
        parts.append(_dot(plan, index, entry, anchors))
        parts += _signs(plan, index, marks_of(entry.all_attempts))
    if history.context is not None:
        parts += _now(plan, anchors)
    parts += _clock(plan, height - 6)
    svg = tag(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        role="img",
        class_="timeline",
    )
    return Drawn(svg, lanes)


def legend_of(history: History) -> Markup:
    """What the signs of its picture mean."""
    kinds = [kind_of(entry) for entry in history.entries]
    for entry in history.entries:
        kinds += marks_of(entry.all_attempts)
    kinds += marks_of(history.since)
    return legend(kinds + ([NOW] if history.context is not None else []))


def _told(history: History) -> str:
    count = len(history.entries)
    return f"Timeline: {count:,} of {history.total:,} snapshots, oldest left"


def _edge(plan: _Plan, index: int) -> Markup:
    """The line from a parent to its child."""
    entry, lane = plan.history.entries[index], plan.lanes[index]
    x, y = plan.x(index), plan.y(lane)
    classes = f"edge lane{lane % 6}"
    if entry.parent is None:
        if entry.parent_id is None:
            return tag("g")
        return tag("path", d=f"M{x - _STUB:g} {y:g}H{x:g}", class_=f"{classes} older")
    return tag("path", d=_curve(plan, entry.parent, x, y), class_=classes)


def _curve(plan: _Plan, parent: int, x: float, y: float) -> str:
    """From an entry one column to the right over to another lane, and along."""
    x0, y0 = plan.x(parent), plan.y(plan.lanes[parent])
    if y0 == y:
        return f"M{x0:g} {y:g}H{x:g}"
    turn, half = x0 + plan.column, x0 + plan.column / 2
    return f"M{x0:g} {y0:g}C{half:g} {y0:g} {half:g} {y:g} {turn:g} {y:g}H{x:g}"


def _dot(plan: _Plan, index: int, entry: Entry, anchors: str) -> Markup:
    lane = plan.lanes[index]
    x, y = plan.x(index), plan.y(lane)
    half = plan.column / 2
    told = ", ".join([title_of(entry), *(f"{n.kind} {n.text}" for n in entry.names)])
    return tag(
        "a",
        tag("title", f"{cut(visible(told), 200)}\u2002{entry.at}"),
        tag(
            "rect",
            x=x - half,
            y=y - _LANE / 2,
            width=float(plan.column),
            height=float(_LANE),
            class_="hit",
        ),
        shape(kind_of(entry), x, y, lane),
        href=f"#{anchors}{index}",
        tabindex="-1",
    )


def _now_edge(plan: _Plan) -> Markup | None:
    """The line from what the state goes on from."""
    history, y = plan.history, plan.y(0)
    if history.context is None or history.position_id is None:
        return None
    x = plan.x(len(history.entries))
    begin = x - _STUB if history.position is None else plan.x(history.position)
    return tag("path", d=f"M{begin:g} {y:g}H{x:g}", class_="edge lane0 now")


def _now(plan: _Plan, anchors: str) -> list[Child]:
    """The state of now."""
    count = len(plan.history.entries)
    x, y = plan.x(count), plan.y(0)
    link = tag(
        "a",
        tag("title", "the state now"),
        shape(NOW, x, y),
        href=f"#{anchors}now",
        tabindex="-1",
    )
    word = tag("text", "now", x=x + 12, y=y + 4, class_="word")
    return [link, word, *_signs(plan, count, marks_of(plan.history.since))]


def _signs(plan: _Plan, index: int, marks: list[str]) -> list[Child]:
    x, y = plan.x(index), plan.below - 4
    return [shape(m, x, y + row * _SIGNS) for row, m in enumerate(marks)]


def _names(entry: Entry) -> str:
    """What is written above an entry."""
    signs = {"branch": "[{}]", "tag": "#{}"}
    told = [signs[n.kind].format(n.text) for n in entry.names if n.kind in signs]
    told += [] if entry.label is None else [entry.label]
    return cut(visible(" ".join(told)), _LETTERS)


def _slanted(plan: _Plan, names: list[str]) -> list[Child]:
    """The names, at an angle, so that neighbours do not touch."""
    parts: list[Child] = []
    free = 0.0  # Where the next one may stand.
    for index, name in enumerate(names):
        x = plan.x(index)
        if not name or x < free:
            continue
        free = x + 20
        y = plan.top - 14
        lower = plan.y(plan.lanes[index]) - 9
        if lower > y + 4:
            parts.append(tag("path", d=f"M{x:g} {y + 2:g}V{lower:g}", class_="leader"))
        place = f"translate({x:g} {y:g}) rotate(-32)"
        parts.append(tag("text", name, transform=place, class_="name"))
    return parts


def _clock(plan: _Plan, y: float) -> list[Child]:
    """Times below, as many as have room."""
    entries = plan.history.entries
    room = 96 if plan.history.precise else 72
    parts: list[Child] = []
    free, day = 0.0, ""
    for index, entry in enumerate(entries):
        x = plan.x(index)
        if x < free:
            continue
        told = clock_text(entry.at, plan.history.precise)
        date = str(entry.at)[:10]
        if date != day:
            told, day = f"{date} {told}", date
            free = x + room + 66
        else:
            free = x + room
        parts.append(tag("text", told, x=x - 6, y=y, class_="clock"))
    return parts


def clock_text(at: object, precise: bool) -> str:
    """The time of day of a time, to the second or to the thousandth."""
    text = str(at)[11:-1]
    whole, _, part = text.partition(".")
    return f"{whole}.{part[:3]:0<3}" if precise else whole
