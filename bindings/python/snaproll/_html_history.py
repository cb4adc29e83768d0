"""What is shown of a history: its newest snapshots, and what led to each."""

from __future__ import annotations

import dataclasses
import uuid
from bisect import bisect_left
from itertools import accumulate
from typing import Any, NamedTuple

from ._error import NotFoundError, SnaprollError
from ._json import decode
from ._walk import escape
from .context import Context
from .execution import Execution
from .manager import Manager
from .private_paths import paths_of
from .snapshot import Snapshot
from ._step import Attempt, attempt_of
from .types import Time
from .value import Value

_ATTEMPTS = 5  # How many attempts are looked at for each snapshot that is shown.


class Name(NamedTuple):
    """What names a snapshot."""

    kind: str
    """branch, tag, hold or group"""
    text: str
    hint: str = ""


@dataclasses.dataclass
class Entry:
    """A snapshot of the history, with what its line tells."""

    snapshot: Snapshot
    id: uuid.UUID
    at: Time
    label: str | None
    node: str | None
    automatic: bool
    parent_id: uuid.UUID | None
    parent: int | None  # Where its parent stands among the entries.
    names: list[Name]
    attempts: list[Attempt]  # Those that led here: begun since the entry before.
    after: list[Attempt]  # Those begun after it, where the next went on elsewhere.

    @property
    def all_attempts(self) -> list[Attempt]:
        """Those that its sign stands for."""
        return self.attempts + self.after


@dataclasses.dataclass
class History:
    """The newest snapshots of a history, oldest first."""

    manager: Manager
    context: Context | None
    entries: list[Entry]
    total: int
    position: int | None  # The entry that the state goes on from.
    position_id: uuid.UUID | None
    since: list[Attempt]  # Attempts begun after the newest entry.
    attempts: list[Attempt]  # The newest, oldest first; all that are shown.
    attempts_total: int

    @property
    def precise(self) -> bool:
        """Whether its times need more than seconds."""
        times = [self.entries[0].at, self.entries[-1].at] if self.entries else [0, 0]
        return times[1] - times[0] < 60_000_000_000

    @property
    def older(self) -> int:
        """How many snapshots are not shown."""
        return self.total - len(self.entries)

    def base(self) -> Snapshot | None:
        """What the state goes on from; None where that is nothing, or left."""
        if self.position is not None:
            return self.entries[self.position].snapshot
        if self.position_id is None:
            return None
        try:
            return self.manager.get(self.position_id)
        except NotFoundError:
            return None

    def before(self, entry: Entry) -> Snapshot | None:
        """The parent of an entry; None at the root."""
        if entry.parent is not None:
            return self.entries[entry.parent].snapshot
        return None if entry.parent_id is None else self.manager.get(entry.parent_id)


def history_of(
    manager: Manager, limit: int, execution: Execution | None = None
) -> History:
    """The newest `limit` snapshots of a history."""
    context = manager._context
    snapshots = list(manager.list(limit=limit))[::-1]
    place = {snapshot.id: index for index, snapshot in enumerate(snapshots)}
    names = names_of(manager)
    entries: list[Entry] = []
    for snapshot in snapshots:
        parent = _parent_of(manager, snapshot.id)
        known = None if parent is None else place.get(parent)
        if known is not None and known >= len(entries):
            known = None  # It entered later, so it is drawn as a root.
        entries.append(
            Entry(
                snapshot,
                snapshot.id,
                snapshot.created_at,
                snapshot.label,
                snapshot.trigger_node,
                snapshot.is_auto,
                parent,
                known,
                names.get(snapshot.id, []),
                [],
                [],
            )
        )
    position = context.position if context is not None else None
    count, attempts = _attempts_of(execution, limit, paths_of(manager))
    made = History(
        manager,
        context,
        entries,
        manager.count(),
        None if position is None else place.get(position),
        position,
        [],
        attempts,
        count,
    )
    _spread(made)
    return made


def _parent_of(manager: Manager, snapshot: uuid.UUID) -> uuid.UUID | None:
    try:
        return manager.parent(snapshot)
    except NotFoundError:
        return None  # Another thread took it out meanwhile.


def names_of(manager: Manager) -> dict[uuid.UUID, list[Name]]:
    """Branches, tags, holds and groups, by the snapshot that they name."""
    found: dict[uuid.UUID, list[Name]] = {}
    for branch in manager.branches():
        if branch.name is not None:
            hint = "selected" if branch.selected else ""
            text = branch.name + ("*" if branch.selected else "")
            found.setdefault(branch.head, []).append(Name("branch", text, hint))
    for tag in manager.tags():
        found.setdefault(tag.snapshot, []).append(Name("tag", tag.name))
    for hold in manager.holds():
        found.setdefault(hold.snapshot, []).append(Name("hold", hold.name, hold.reason))
    for group in manager.groups():
        text = group.label or str(group.id)[-8:]
        hint = f"{group.id} of {group.members}"
        found.setdefault(group.snapshot, []).append(Name("group", text, hint))
    return found


def _attempts_of(
    execution: Execution | None, limit: int, paths: str | None
) -> tuple[int, list[Attempt]]:
    """How many attempts there are, and the newest of them."""
    if execution is None:
        return 0, []
    told: list[dict[str, Any]] = decode(execution.attempts_json())
    shown = told[-_ATTEMPTS * limit :] if limit else []
    return len(told), [_masked(attempt_of(one), paths) for one in shown]


def _masked(attempt: Attempt, paths: str | None) -> Attempt:
    """With its error hidden where that of its node is."""
    if attempt.error is None or paths is None:
        return attempt
    place = f"/node_results/{escape(attempt.node)}/result/Failure"
    try:
        error = Value(attempt.error).masked(paths, place).as_text()
    except SnaprollError:
        error = "***"
    return dataclasses.replace(attempt, error=error)


def _spread(history: History) -> None:
    """Gives each attempt to the first entry that was taken after it began.

    Where that one went on from elsewhere, to the one before it instead.
    """
    times = list(accumulate((entry.at for entry in history.entries), max))
    for attempt in history.attempts:
        place = bisect_left(times, attempt.started_at)
        if place == len(times):
            history.since.append(attempt)
        elif place and history.entries[place].parent != place - 1:
            history.entries[place - 1].after.append(attempt)
        elif place or not history.older:
            history.entries[place].attempts.append(attempt)
