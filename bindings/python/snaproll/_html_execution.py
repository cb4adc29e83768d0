"""An execution as HTML: what it is, its timeline, its steps, its state."""

from __future__ import annotations

import secrets
from itertools import islice

from ._error import SnaprollError
from ._html import Child, Markup, join, tag
from ._html_history import History, history_of, names_of
from ._html_parts import (
    Fact,
    chip,
    code,
    facts,
    fold,
    head,
    length_text,
    moment,
    state_chip,
    table,
    time_text,
)
from ._html_patches import Budget
from ._html_steps import steps_html
from ._html_timeline import draw, legend_of
from ._html_values import bytes_text, value_html
from .context import Context
from .execution import Execution
from .manager import Manager
from .private_paths import paths_of
from ._step import Attempt
from .store_types import ExecutionInfo
from .types import UNLIMITED, count_text
from .value import Value

_ATTRIBUTES = 50
_NODE = 120  # Characters of a name in a table.


class Limits:
    """How much is shown."""

    def __init__(self, entries: int, budget: Budget, cell: bool) -> None:
        self.entries = entries
        self.budget = budget
        # Ids of a page are its own; a notebook has many outputs on one page.
        self.anchors = f"s{secrets.token_hex(4)}-" if cell else "step-"


def execution_html(run: Execution, limits: Limits) -> Markup:
    """An execution with its history."""
    history = history_of(run.manager, limits.entries, run)
    info = _info_of(run)
    failure = run.context.failure
    state = state_chip(run.state, failure)
    kind = chip(info.kind, hint="kind") if info is not None and info.kind else None
    shut = [chip("read only")] if _reads_only(run) else []
    return join(
        [
            head("Execution", run.execution_id, state, kind, *shut),
            tag("p", failure, class_="remove") if failure else None,
            _facts_of(run, history, info),
            *_history(history, limits),
            state_html(run.context),
            _names(history.manager, limits.entries),
            _attempts(history, limits.entries),
            _edges(run, limits.entries),
            _erasures(run, limits.entries),
        ]
    )


def manager_html(manager: Manager, limits: Limits) -> Markup:
    """A history, without what its execution tells besides."""
    history = history_of(manager, limits.entries)
    told = [
        chip(count_text(history.total, "snapshot")),
        chip(_maximum(manager), hint="maximum"),
    ]
    rows = facts([("policy", manager.policy), ("left", manager.left() or None)])
    parts = [head("History", "", *told), rows, *_history(history, limits)]
    return join([*parts, _names(manager, limits.entries)])


def context_html(context: Context) -> Markup:
    """A live state, without a history."""
    told: list[Fact] = [
        ("workflow", context.workflow_id),
        ("started", time_text(context.started_at)),
        ("completed", time_text(context.completed_at)),
    ]
    state = state_chip(context.state, context.failure)
    name = type(context).__name__
    top = head(name, context.execution_id, state)
    return join([top, facts(told), state_html(context)])


def state_html(context: Context) -> Markup:
    """Variables and node results of now, private ones masked."""
    paths = paths_of(context)
    with context.value() as whole:
        shown = whole if paths is None else whole.masked(paths)
        return join([_part(shown, "variables"), _part(shown, "node_results")])


def _part(state: Value, name: str) -> Markup:
    with state.find(name) as part:
        size = f"{part.size:,} \u00b7 {bytes_text(part.json_size)}"
        title = name.replace("_", " ").capitalize()
        return fold(title, size, value_html(part))


def _facts_of(run: Execution, history: History, info: ExecutionInfo | None) -> Markup:
    context = run.context
    told: list[Fact] = [
        ("workflow", context.workflow_id),
        ("started", time_text(context.started_at)),
        ("completed", time_text(context.completed_at)),
        ("snapshots", f"{history.total:,}{_left(history.manager)}"),
        ("attempts", _tried(history)),
        ("undo", run.undo_count or None),
        ("policy", run.policy),
    ]
    with context.value() as state:
        told.append(("state", bytes_text(state.json_size)))
    if info is not None:
        told += [
            ("schema", info.schema or None),
            ("commits", info.commits),
            ("last commit", time_text(info.last_commit)),
            ("owner", _owner(info)),
        ]
        told += islice(info.attributes.items(), _ATTRIBUTES)
    return facts([(name[:100], item) for name, item in told])


def _owner(info: ExecutionInfo) -> str | None:
    if info.owner is None:
        return None
    name = f"{info.owner.name}, " if info.owner.name else ""
    return f"{name}{info.owner.process}{'' if info.owner.lives else ', gone'}"


def _left(manager: Manager) -> str:
    left = manager.left()
    return f", {left:,} left" if left else ""


def _tried(history: History) -> str | None:
    if not history.attempts_total:
        return None
    told = [f"{history.attempts_total:,}"]
    if history.attempts_total == len(history.attempts):
        for outcome in ("failed", "rolled_back", "open"):
            count = sum(one.outcome == outcome for one in history.attempts)
            told += [f"{count:,} {outcome.replace('_', ' ')}"] if count else []
    return ", ".join(told)


def _maximum(manager: Manager) -> str:
    with manager.summary() as summary:
        most = summary.max_snapshots
    return "keeps all" if most == UNLIMITED else f"at most {most:,}"


def _history(history: History, limits: Limits) -> list[Child]:
    if not history.total and history.context is None:
        return [tag("p", "no snapshots", class_="note")]
    drawn = draw(history, limits.anchors)
    older = None
    if history.older:
        text = f"{count_text(history.older, 'older snapshot')} not shown"
        older = tag("p", text, class_="note")
    scroll = tag(
        "div",
        drawn.svg,
        class_="scroll",
        role="group",
        aria_label="Timeline",
        tabindex="0",
    )
    steps = steps_html(history, drawn.lanes, limits.anchors, limits.budget)
    title = tag("h2", "Timeline", " ", tag("span", "times in UTC", class_="kind"))
    below = tag("h2", "What changed")
    return [title, scroll, legend_of(history), below, older, steps]


def _names(manager: Manager, most: int) -> Markup | None:
    rows = [
        (name.kind, name.text, name.hint, code(str(snapshot)[-8:]))
        for snapshot, names in names_of(manager).items()
        for name in names
    ]
    if not rows:
        return None
    titles = ("what", "name", "", "snapshot")
    shown = table(titles, rows[:most], max(len(rows) - most, 0))
    return fold("Names", f"{len(rows):,}", shown)


def _attempts(history: History, most: int) -> Markup | None:
    if not history.attempts_total:
        return None
    shown = history.attempts[::-1][:most]
    rows = [_attempt_row(one) for one in shown]
    titles = ("node", "attempt", "outcome", "began", "took", "idempotency key", "error")
    body = table(titles, rows, history.attempts_total - len(shown))
    return fold("Attempts", f"{history.attempts_total:,}, newest first", body)


def _attempt_row(one: Attempt) -> tuple[Child, ...]:
    outcome = one.outcome.replace("_", " ")
    return (
        code(one.node, _NODE),
        one.number,
        f"{outcome}, irreversible" if one.irreversible else outcome,
        moment(one.started_at),
        None if one.ended_at is None else length_text(one.ended_at - one.started_at),
        code(one.idempotency_key) if one.irreversible else None,
        one.error,
    )


def _edges(run: Execution, most: int) -> Markup | None:
    edges = run.edges
    if not edges:
        return None
    rows = [(code(a, _NODE), code(b, _NODE)) for a, b in islice(edges, most)]
    body = table(("node", "is needed by"), rows, len(edges) - len(rows))
    return fold("Edges", f"{len(edges):,}", body)


def _erasures(run: Execution, most: int) -> Markup | None:
    erasures = run.erasures()
    if not erasures:
        return None
    rows = [
        (
            moment(one.at),
            "a text" if one.pointer is None else code(one.pointer),
            one.reason,
            one.states,
        )
        for one in erasures[:most]
    ]
    titles = ("when", "erased", "why", "states")
    body = table(titles, rows, len(erasures) - len(rows))
    return fold("Erased", f"{len(erasures):,}", body)


def _info_of(run: Execution) -> ExecutionInfo | None:
    """What its store tells of it, while that is open."""
    store = run._store() if run._store is not None else None
    if store is None:
        return None
    try:
        return store.info(run.execution_id)
    except SnaprollError:
        return None


def _reads_only(run: Execution) -> bool:
    return run._mode == "read"
