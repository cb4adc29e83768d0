"""What a notebook and a page show of a thread: its steps, and what was said in each."""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from .._error import NotFoundError, SnaprollError
from .._html import Child, Markup, join, tag
from .._html_execution import Limits
from .._html_history import Entry, History, history_of
from .._html_marks import icon
from .._html_parts import chip, code, facts, fold, head, short, time_text
from .._html_patches import Budget, Changes, changes_of_lines, made
from .._html_timeline import clock_text, draw, kind_of
from .._html_values import short_json
from .._json import decode
from .._walk import is_a
from ..patch import Patch, diff
from ..private_paths import paths_of
from ..shown import Fragment
from ..types import count_text
from ..value import Value
from ._names import OURS
from ._read import Reader, told_of
from ._said import said_of
from ._step import reason_of
from ._thread import Thread

if TYPE_CHECKING:
    from .saver import SnaprollSaver

_SPACES = 20  # Subgraphs that are shown.
_TOLD = ("__interrupt__", "__error__")
_BEGIN = "/variables/"
_EMPTY: dict[str, object] = {
    "node_results": {},
    "state": "Running",
    "variables": {own: {} for own in OURS},
}


class Timeline(Fragment):
    """A thread as it is shown: `saver.timeline(thread_id)`.

    A notebook shows it as it is; `show` writes it as a page. It is read anew each time.
    """

    def __init__(self, saver: SnaprollSaver, thread_id: str) -> None:
        self._saver = saver
        self._thread_id = thread_id

    def __repr__(self) -> str:
        return f"<Timeline of thread {self._thread_id!r}>"

    def _title(self) -> str:
        return f"{self._thread_id} - thread"

    def _fragment(self, limits: Limits) -> Markup:
        """The thread itself, and below its subgraphs."""
        found = self._saver._threads.of(
            {"configurable": {"thread_id": self._thread_id}}
        )
        if not found:
            raise NotFoundError(f"there is no thread {self._thread_id!r}")
        found.sort(key=lambda one: one.namespace)
        parts: list[Child] = [self._head(found)]
        for number, thread in enumerate(found[:_SPACES]):
            inside = self._space(thread, limits, f"{limits.anchors}{number}-")
            if thread.namespace:
                inside = fold(short(thread.namespace, 200), "a subgraph", inside)
            parts.append(inside)
        more = len(found) - _SPACES
        parts.append(
            _note(f"and {count_text(more, 'subgraph')} more") if more > 0 else None
        )
        return join(parts)

    def _head(self, found: list[Thread]) -> Markup:
        subgraphs = sum(1 for one in found if one.namespace)
        told = chip(count_text(subgraphs, "subgraph")) if subgraphs else None
        return head("Thread", self._thread_id, told)

    def _space(self, thread: Thread, limits: Limits, anchors: str) -> Markup:
        """A namespace: its picture, its steps, and what waits."""
        with thread.lock:
            if not thread.read() or thread.run is None:
                return _note("it was deleted")
            run = thread.run
            history = history_of(run.manager, limits.entries, run)
            history = dataclasses.replace(history, context=None)
            return _history_html(history, anchors, limits.budget, self._waits(thread))

    def _waits(self, thread: Thread) -> Markup | None:
        """Interrupts and errors of the latest checkpoint."""
        latest, secret = thread.latest, self._saver._settings.secret
        if latest is None:
            return None
        try:
            writes = Reader(thread, self._saver._reviver).writes(latest)()
        except SnaprollError as problem:
            return _note(f"what waits can not be read: {problem.message}")
        lines = [
            tag("p", tag("strong", channel.strip("_")), " ", code(_told(value)))
            for _, channel, value in writes
            if channel in _TOLD and channel not in secret
        ]
        return join([tag("h2", "Waits"), *lines]) if lines else None


def _told(value: Any) -> str:
    items: list[Any] = [*value] if is_a(value, list, tuple) else [value]
    return "; ".join(str(getattr(one, "value", one)) for one in items)


def _note(text: str) -> Markup:
    return tag("p", text, class_="note")


def _history_html(
    history: History, anchors: str, budget: Budget, waits: Markup | None
) -> Markup:
    if not history.entries:
        return _note("no checkpoints")
    ids = [entry.label for entry in history.entries]
    for entry in history.entries:
        entry.label = _title(entry)
    drawn = draw(history, anchors)
    title = tag("h2", "Timeline", " ", tag("span", "times in UTC", class_="kind"))
    older = None
    if history.older:
        older = _note(f"{count_text(history.older, 'older checkpoint')} not shown")
    changes = _changes(history, budget)
    steps = [
        _step(history, index, ids[index], drawn.lanes[index], changes[index], anchors)
        for index in range(len(ids))
    ]
    frame = {"role": "group", "aria_label": "Timeline", "tabindex": "0"}
    picture = tag("div", drawn.svg, class_="scroll", **frame)
    listed = tag("ol", *steps, class_="steps")
    return join([title, picture, tag("h2", "Steps"), older, listed, waits])


def _title(entry: Entry) -> str | None:
    """What a checkpoint is called: by its line, else by its id."""
    if entry.snapshot.reason:
        return entry.snapshot.reason
    with suppress(SnaprollError):
        told = decode(told_of(entry.snapshot)).get("metadata", {})
        return reason_of(told, []) or entry.label
    return entry.label


def _changes(history: History, budget: Budget) -> list[Changes]:
    """What changed of the channels; what is newest has the budget first."""
    patches = [
        made(partial(_patch_of, history, entry), budget)
        for entry in reversed(history.entries)
    ]
    return [_channels_alone(patch, budget) for patch in patches][::-1]


def _patch_of(history: History, entry: Entry) -> Patch:
    before = history.before(entry)
    return diff(Value(_EMPTY) if before is None else before, entry.snapshot)


def _channels_alone(patch: Patch | str, budget: Budget) -> Changes:
    """Without what the saver keeps for itself."""
    if isinstance(patch, str):
        return Changes(None, _note(patch))
    lines = patch._shown().split("\n")[:-1]
    return changes_of_lines(
        [_without(line) for line in lines if _is_told(line)], budget
    )


def _is_told(line: str) -> bool:
    name = line[2:].removeprefix(_BEGIN)
    return not any(name.startswith((f"{own}/", f"{own}:")) for own in OURS)


def _without(line: str) -> str:
    """A line whose place begins at the channel."""
    if line[2:].startswith(_BEGIN):
        return line[:2] + line[2 + len(_BEGIN) :]
    return line


def _step(
    history: History,
    index: int,
    checkpoint: str | None,
    lane: int,
    changes: Changes,
    anchors: str,
) -> Markup:
    entry = history.entries[index]
    branch = None
    if entry.parent_id is not None and entry.parent != index - 1:
        branch = tag("span", "a fork", class_="note")
    line: list[Child] = [
        icon(kind_of(entry), lane),
        tag("time", clock_text(entry.at, history.precise), title=str(entry.at)),
        tag("span", short(entry.label or "", 120), class_="title"),
        *[chip(name.text, name.kind) for name in entry.names],
        branch,
        changes.counts,
    ]
    said = _said(history, entry)
    rows = facts(
        [("checkpoint", checkpoint), ("taken", time_text(entry.at)), *_told_of(entry)]
    )
    body = tag("div", rows, said, changes.body, class_="inside", id=f"{anchors}{index}")
    return tag("li", tag("details", tag("summary", *line), body, class_="step"))


def _told_of(entry: Entry) -> list[tuple[str, Child]]:
    """The metadata, but for what its line tells already."""
    with suppress(SnaprollError):
        told = decode(told_of(entry.snapshot)).get("metadata", {})
        for name in ("step", "source"):
            told.pop(name, None)
        if told.get("parents") == {}:
            told.pop("parents")
        if told:
            return [("metadata", code(short_json(Value(told), 600)))]
    return []


def _said(history: History, entry: Entry) -> Markup | None:
    """The messages that came with a checkpoint."""
    try:
        before = history.before(entry)
        paths = paths_of(history.manager)
        old = Value({}) if before is None else before.variables
        return said_of(old, entry.snapshot.variables, paths)
    except SnaprollError as problem:
        return _note(f"can not be read: {problem.message}")
