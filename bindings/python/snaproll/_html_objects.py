"""What each kind of object shows in a notebook and on a page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from ._html import Child, Markup, join, tag
from ._html_execution import Limits, context_html, execution_html, manager_html
from ._html_parts import (
    Fact,
    chip,
    code,
    facts,
    fold,
    head,
    moment,
    state_chip,
    table,
    time_text,
)
from ._html_patches import patch_html
from ._html_values import bytes_text, short_json, value_html
from .context import Context
from .execution import Execution
from .field_history import FieldChange, FieldHistory
from .live import Live
from .manager import Manager
from .patch import Patch
from .rollback import RollbackPlan, RollbackResult
from .shown import Fragment
from .snapshot import Snapshot, SnapshotList
from .store import Store
from .store_types import ExecutionInfo
from .types import count_text
from .value import Value

_CELL = 120
_NAMES = 50


def fragment_of(item: Any, limits: Limits) -> Markup:
    """The inside of what is shown of an object."""
    if isinstance(item, Fragment):
        return item._fragment(limits)
    for kind, make in _MAKERS:
        if isinstance(item, kind):
            return make(item, limits)
    raise TypeError(f"nothing is shown of a {type(item).__name__}")


def title_of(item: Any) -> str:
    """The title of its page."""
    if isinstance(item, Fragment):
        return item._title()
    if isinstance(item, (Execution, Context)):
        return f"{item.execution_id} - {type(item).__name__}"
    return type(item).__name__


def _snapshot(snapshot: Snapshot, _: Limits) -> Markup:
    paths = snapshot._paths
    with snapshot.custom as custom:
        told = code(short_json(custom, 600)) if custom.size else None
    parent = snapshot.parent
    rows: list[Fact] = [
        ("taken", time_text(snapshot.created_at)),
        ("by", snapshot.created_by or ("itself" if snapshot.is_auto else None)),
        ("node", snapshot.trigger_node),
        ("why", snapshot.reason),
        ("parent", None if parent is None else code(str(parent))),
        (
            "stored",
            bytes_text(snapshot.stored_bytes) if snapshot.stored_bytes else None,
        ),
        ("custom", told),
    ]
    label = chip(snapshot.label, "branch") if snapshot.label is not None else None
    state = state_chip(snapshot.state, snapshot.failure)
    parts: list[Child] = [head("Snapshot", str(snapshot.id), label, state), facts(rows)]
    with snapshot.value() as whole:
        shown = whole if paths is None else whole.masked(paths)
        for name in ("variables", "node_results"):
            part = shown.find(name)
            title = name.replace("_", " ").capitalize()
            about = f"{part.size:,} \u00b7 {bytes_text(part.json_size)}"
            parts.append(fold(title, about, value_html(part)))
    return join(parts)


def _snapshots(snapshots: SnapshotList, limits: Limits) -> Markup:
    count = len(snapshots)
    rows: list[tuple[Child, ...]] = []
    for index in range(min(count, limits.entries)):
        with snapshots[index] as one:
            by = one.created_by or ("itself" if one.is_auto else "")
            node = None if one.trigger_node is None else code(one.trigger_node)
            id = code(str(one.id)[-8:])
            at = moment(one.created_at)
            rows.append((id, at, by, node, one.label, one.reason))
    titles = ("id", "taken (UTC)", "by", "node", "label", "why")
    top = head("Snapshots", "", chip(f"{count:,}, newest first"))
    return join([top, table(titles, rows, count - len(rows))])


def _patch(patch: Patch, limits: Limits) -> Markup:
    top = head("Patch", "", chip(count_text(len(patch), "operation")))
    return join([top, patch_html(patch, limits.budget)])


def _plan(plan: RollbackPlan, limits: Limits) -> Markup:
    with plan.result as result:
        return _rollback(result, limits, "Rollback plan", "would be done")


def _result(result: RollbackResult, limits: Limits) -> Markup:
    return _rollback(result, limits, "Rollback", "done")


def _rollback(result: RollbackResult, limits: Limits, kind: str, word: str) -> Markup:
    applied = result.applied_snapshot_id
    if result.success:
        verdict = chip(word, "state-completed")
    else:
        verdict = chip("failed", "state-failed")
    rows: list[Fact] = [
        ("at", time_text(result.rolled_back_at)),
        ("to", None if applied is None else code(str(applied))),
        ("node results removed", result.nodes_removed),
        ("variables changed", result.variables_changed),
    ]
    for name, names in (
        ("nodes", result.removed_nodes),
        ("changed", result.changed_variables),
        ("removed", result.removed_variables),
        ("back again", result.reappeared_variables),
    ):
        rows.append((name, _listed(names)))
    error = tag("p", code(result.error), class_="remove") if result.error else None
    parts: list[Child] = [head(kind, "", verdict), error, facts(rows), _effects(result)]
    with result.patch as patch:
        parts.append(patch_html(patch, limits.budget))
    return join(parts)


def _listed(names: list[str]) -> Markup | None:
    if not names:
        return None
    told: list[Child] = [code(name) for name in names[:_NAMES]]
    left = len(names) - len(told)
    return join(told + ([f"and {left:,} more"] if left else []), ", ")


def _effects(result: RollbackResult) -> Markup | None:
    effects = result.effects
    if not effects:
        return None
    rows = [
        (code(one.node), one.attempt, moment(one.started_at), one.idempotency_key)
        for one in effects[:_NAMES]
    ]
    titles = ("stays done", "attempt", "began", "idempotency key")
    return table(titles, rows, len(effects) - len(rows))


def _value(value: Value, _: Limits) -> Markup:
    kind = value.kind.name.lower()
    about = chip(bytes_text(value.json_size))
    return join([head("Value", "", chip(kind), about), value_html(value)])


def _live(view: Live, _: Limits) -> Markup:
    with view._value() as whole:
        shown = whole.masked(view._context._private_json(), view._place)
    top = head(type(view).__name__, view._place, chip(bytes_text(shown.json_size)))
    return join([top, value_html(shown)])


def _store(store: Store, limits: Limits) -> Markup:
    executions = store.executions()
    shown = list(islice(executions, limits.entries))
    total = store.stats().executions
    rows = [_execution_row(info) for info in shown]
    titles = ["execution", "state", "kind", "workflow", "last commit", "commits"]
    titles += ["attributes", "owner"]
    mode = chip("read only") if store.read_only else None
    top = head("Store", store.path, mode, chip(count_text(total, "execution")))
    policy = facts([("id", code(str(store.id))), ("policy", store.policy)])
    return join([top, policy, table(titles, rows, max(total - len(rows), 0))])


def _execution_row(info: ExecutionInfo) -> tuple[Child, ...]:
    owner = info.owner
    told = [f"{name}={text}" for name, text in info.attributes.items()]
    return (
        code(info.id),
        state_chip(info.state),
        info.kind,
        info.workflow_id,
        moment(info.last_commit),
        info.commits,
        " ".join(told),
        None if owner is None else owner.name or owner.process,
    )


def _field_history(history: FieldHistory, limits: Limits) -> Markup:
    count = len(history)
    rows = [
        _change_row(history, history[index])
        for index in range(min(count, limits.entries))
    ]
    top = head("History of", history._place, chip(count_text(count, "change")))
    titles = ("taken (UTC)", "snapshot", "before", "after")
    return join([top, table(titles, rows, count - len(rows))])


def _change_row(history: FieldHistory, change: FieldChange) -> tuple[Child, ...]:
    def told(value: Value | None) -> Markup | None:
        if value is None:
            return None
        if history._paths is not None:
            value = value.masked(history._paths, history._place)
        return code(short_json(value, _CELL))

    id = code(str(change.snapshot_id)[-8:])
    at = moment(change.created_at)
    return (at, id, told(change.before_value), told(change.after_value))


_MAKERS: tuple[tuple[type, Callable[[Any, Limits], Markup]], ...] = (
    (Execution, execution_html),
    (Context, lambda context, _: context_html(context)),
    (Manager, manager_html),
    (Snapshot, _snapshot),
    (SnapshotList, _snapshots),
    (Patch, _patch),
    (RollbackPlan, _plan),
    (RollbackResult, _result),
    (Value, _value),
    (Live, _live),
    (Store, _store),
    (FieldHistory, _field_history),
)
