"""The snapshots of a history one by one: each opens to show what changed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from ._error import SnaprollError
from ._html import Child, Markup, join, tag
from ._html_history import Entry, History, Name
from ._html_marks import NOW, icon, marks_of
from ._html_parts import (
    chip,
    code,
    facts,
    length_text,
    short,
    state_chip,
    time_text,
)
from ._html_patches import Budget, Changes, changes_of, made
from ._html_timeline import clock_text, kind_of, title_of
from ._html_values import short_json
from .context import Context
from .patch import Patch, diff
from .snapshot import Snapshot
from ._step import Attempt
from .types import count_text
from .value import Value

_ATTEMPTS = 20  # Of one snapshot.
_NAMES = 10
_NODE, _ERROR = 120, 300  # Characters.
_EMPTY: dict[str, object] = {"node_results": {}, "state": "Running", "variables": {}}


def steps_html(
    history: History, lanes: list[int], anchors: str, budget: Budget
) -> Markup:
    """The list, oldest first."""
    now: list[Markup] = []
    if history.context is not None:
        now.append(_now(history, history.context, anchors, budget))
    changes = _changes(history, budget)
    items = [
        _step(history, index, lane, changes[index], anchors)
        for index, lane in enumerate(lanes)
    ]
    return tag("ol", *items, *now, class_="steps")


def _changes(history: History, budget: Budget) -> list[Changes]:
    """What changed in each entry; what is newest has the budget first.

    States of a store are read fast in the order of their making alone, so all
    are read before, and stay with the handles.
    """
    for entry in history.entries:
        with suppress(SnaprollError):  # Told when its patch is made.
            entry.snapshot.value().close()
    patches = (
        made(partial(_patch_of, history, entry), budget)
        for entry in reversed(history.entries)
    )
    return [changes_of(patch, budget) for patch in patches][::-1]


def _step(
    history: History, index: int, lane: int, changes: Changes, anchors: str
) -> Markup:
    entry = history.entries[index]
    plain = " plain" if entry.label is None else ""
    line: list[Child] = [
        icon(kind_of(entry), lane),
        tag("time", clock_text(entry.at, history.precise), title=str(entry.at)),
        tag("span", short(title_of(entry), 120), class_=f"title{plain}"),
        *[_name(name) for name in entry.names[:_NAMES]],
        _more_names(entry),
        _goes_on(history, index),
        _went_on(history, index),
        *[icon(mark) for mark in marks_of(entry.all_attempts)],
        changes.counts,
    ]
    inside = [_about(history, entry), _tries(entry.attempts), changes.body]
    if entry.after:
        told = "afterwards, before the state went back:"
        inside += [tag("p", told, class_="note"), _tries(entry.after)]
    return _item(line, inside, f"{anchors}{index}")


def _now(history: History, context: Context, anchors: str, budget: Budget) -> Markup:
    base = history.base()
    old: Snapshot | Value = Value(_EMPTY) if base is None else base
    changes = changes_of(made(partial(diff, old, context), budget), budget)
    if history.position_id is None:
        about = "since no snapshot"
    else:
        gone = ", which has left: all of it is shown" if base is None else ""
        about = f"since {_digits(history.position_id)}{gone}"
    line: list[Child] = [
        icon(NOW),
        tag("span", "now", class_="title"),
        state_chip(context.state, context.failure),
        tag("span", about, class_="note"),
        *[icon(mark) for mark in marks_of(history.since)],
        changes.counts,
    ]
    return _item(line, [_tries(history.since), changes.body], f"{anchors}now")


def _item(line: Sequence[Child], inside: Sequence[Child], place: str) -> Markup:
    # The place is inside, so that a link to it opens what it is in.
    body = tag("div", *inside, class_="inside", id=place)
    return tag("li", tag("details", tag("summary", *line), body, class_="step"))


def _patch_of(history: History, entry: Entry) -> Patch:
    before = history.before(entry)
    old: Snapshot | Value = Value(_EMPTY) if before is None else before
    return diff(old, entry.snapshot)


def _name(name: Name) -> Markup:
    signs = {"tag": "#", "hold": "held: ", "group": "group: "}
    hint = f"{name.kind}: {name.hint}" if name.hint else name.kind
    return chip(signs.get(name.kind, "") + name.text, name.kind, hint)


def _more_names(entry: Entry) -> Markup | None:
    left = len(entry.names) - _NAMES
    return tag("span", f"and {left:,} more", class_="note") if left > 0 else None


def _goes_on(history: History, index: int) -> Markup | None:
    """A note at the position, where that is not the newest."""
    if history.position != index or index == len(history.entries) - 1:
        return None
    return tag("span", "the state goes on from here", class_="note")


def _went_on(history: History, index: int) -> Markup | None:
    """Where it went on from, when that is not the one before it."""
    entry = history.entries[index]
    if entry.parent_id is None or entry.parent == index - 1:
        return None
    return tag("span", f"went on from {_digits(entry.parent_id)}", class_="note")


def _digits(id: object) -> str:
    """The end of an id, which names the snapshot."""
    return str(id)[-8:]


def _about(history: History, entry: Entry) -> Markup:
    snapshot = entry.snapshot
    with snapshot.custom as custom:
        told = code(short_json(custom, 600)) if custom.size else None
    stored = snapshot.stored_bytes
    root = "none, all of it is shown" if entry.parent_id is None else None
    return facts(
        [
            ("id", code(str(entry.id))),
            ("taken", time_text(entry.at)),
            ("by", snapshot.created_by or ("itself" if entry.automatic else None)),
            ("node", None if entry.node is None else code(entry.node)),
            ("why", snapshot.reason),
            ("state", state_chip(snapshot.state, snapshot.failure)),
            ("parent", root or code(_digits(entry.parent_id))),
            ("variables", snapshot.variable_count),
            ("node results", snapshot.completed_node_count),
            ("stored", f"{stored:,} B" if stored else None),
            ("custom", told),
        ]
    )


def _tries(attempts: list[Attempt]) -> Markup | None:
    """The attempts that led here."""
    if not attempts:
        return None
    lines = [tag("li", attempt_html(one)) for one in attempts[:_ATTEMPTS]]
    left = len(attempts) - len(lines)
    if left:
        lines.append(
            tag("li", f"and {count_text(left, 'attempt')} more", class_="note")
        )
    return tag("ul", *lines, class_="tries")


def attempt_html(attempt: Attempt) -> Markup:
    """One attempt in a line."""
    number = f", attempt {attempt.number}" if attempt.number > 1 else ""
    told: list[Child] = [
        *[icon(mark) for mark in marks_of([attempt])],
        code(attempt.node, _NODE),
        f"{attempt.outcome.replace('_', ' ')}{number}",
    ]
    if attempt.ended_at is not None:
        told.append(f"in {length_text(attempt.ended_at - attempt.started_at)}")
    if attempt.irreversible:
        told += ["irreversible, key", code(attempt.idempotency_key)]
    if attempt.error:
        told.append(tag("span", short(attempt.error, _ERROR), class_="error"))
    return join(told, " ")
