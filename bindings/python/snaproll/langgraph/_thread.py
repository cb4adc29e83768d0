"""One thread and namespace: its execution, and what is known of it.

Whoever only reads opens it for reading. Who writes has it open for writing, and takes
it from others: LangGraph knows no owners. The token in the owner's name tells whether
another writer came since; where it is ours, the state in memory is the newest.
"""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langgraph.checkpoint.serde.base import SerializerProtocol

from .._error import ExistsError, NotFoundError, SnaprollError
from .._ffi import lib
from .._handle import pair
from .._json import decode
from ..types import UNLIMITED, new_id
from . import _blobs, _names, _step
from ._changes import Seen
from ._codec import Shaper
from ._names import CHECKPOINT, HISTORY, WRITES
from ._writes import Pending

if TYPE_CHECKING:
    from ..clock import ManualClock
    from ..execution import Execution
    from ..snapshot import Snapshot
    from ..store import Store
    from ..value import Value

_HANDED = 64  # How many of the latest checkpoints that were given out are known.


@dataclass(frozen=True)
class Settings:
    """What is told of all threads."""

    retain: str | None = None
    transient: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    compare: Any = "recent"
    clock: ManualClock | None = None


Touched = dict[str, dict[int, Any]]  # By channel, the objects that were written.


@dataclass
class Standing:
    """What the live state is, kept beside it so that no put reads it."""

    checkpoint: str | None = None  # The one that it is, with what waits.
    snapshot: uuid.UUID | None = None
    channels: set[str] = field(default_factory=set[str])
    versions: dict[str, Any] = field(default_factory=dict[str, Any])
    history: set[str] = field(default_factory=set[str])  # Channels of `$history`.
    seen: dict[str, Seen] = field(default_factory=dict[str, Seen])
    touched: Touched = field(default_factory=dict[str, dict[int, Any]])
    ran: dict[str, str] = field(default_factory=dict[str, str])  # See `_step`.


class Thread:
    """An execution of a store. Callers hold `lock` around what they do with it."""

    def __init__(
        self, store: Store, thread_id: str, namespace: str, settings: Settings
    ) -> None:
        self.lock = threading.RLock()
        self.id = _names.execution_id(thread_id, namespace)
        self.thread_id = thread_id
        self.namespace = namespace
        self._store = store
        self._settings = settings
        self._token = ""
        self._commits = 0
        self.run: Execution | None = None
        self.handed: dict[str, None] = {}
        self._shapers: tuple[SerializerProtocol, Shaper, Shaper] | None = None
        self.kept: dict[str, tuple[Value, bytes]] = {}  # See Reader.

    # Opening.

    def close(self) -> None:
        """Gives the execution back."""
        run, self.run = self.run, None
        self.kept = {}
        if run is not None:
            run.close()

    def drop(self) -> None:
        """Lets go of a state that is not what is committed."""
        try:
            self.close()
        except SnaprollError:
            pass  # Its owner is another one, or the store is gone.

    def read(self) -> bool:
        """Makes sure that the newest state is open; False where there is no thread."""
        if self.run is not None and self._is_newest():
            return True
        self.drop()
        try:
            run = self._store.execution(self.id, mode="read")
        except NotFoundError:
            return False
        self._token, self._commits = "", self._told()["commits"]
        self._opened(run)
        return True

    def write(self) -> None:
        """Makes sure that it is open for writing, and is made where it is not there.

        Whether another writer came since is found by the commit.
        """
        if self.run is not None and self._token:
            return
        before = None if self.run is None else self.standing
        self.drop()
        self._token = f"{_names.KIND} {new_id()}"
        run = self._store.execution(
            self.id,
            kind=_names.KIND,
            workflow_id=_names.KIND,
            attributes={
                "thread_id": self.thread_id,
                "checkpoint_ns": self.namespace,
            },
            owner=self._token,
            take_over=True,
            start_snapshot=False,
            auto_snapshot=False,
            undo_limit=0,
            max_snapshots=UNLIMITED,
            clock=self._settings.clock,
        )
        self._opened(run)
        self._settle(run)
        if before is not None and before.snapshot == self.standing.snapshot:
            self.standing.seen = before.seen

    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = decode(
            self._store._text(lib.snaproll_store_info, *pair(self.id, "id"))
        )
        return told

    def _is_newest(self) -> bool:
        try:
            told = self._told()
        except NotFoundError:
            return False
        if self._token:
            owner = told["owner"]
            return owner is not None and owner["name"] == self._token
        return bool(told["commits"] == self._commits)

    def _settle(self, run: Execution) -> None:
        """Tells the store what is to hold for this thread."""
        told = self._settings
        if told.retain is not None and run.policy != told.retain:
            run.set_policy(told.retain)
        paths = run.private_paths
        transient = tuple(_names.private(told.transient))
        secret = tuple(_names.private(told.secret))
        if (paths.transient, paths.secret) != (transient, secret):
            run.set_private_paths(transient=transient, secret=secret)

    # What is known of it.

    def _opened(self, run: Execution) -> None:
        self.run = run
        try:
            if self._told()["kind"] != _names.KIND:
                raise ExistsError(f"execution {self.id!r} is no thread of LangGraph")
            self.read_history(run)
            self._read_state(run)
        except BaseException:
            self.drop()
            raise

    def read_history(self, run: Execution) -> None:
        """Reads which checkpoints there are."""
        found = run.snapshots()
        self.left = run.manager.left()
        self.snapshots: dict[str, list[uuid.UUID]] = {}
        for label, snapshot in zip(reversed(found.labels), reversed(found.ids)):
            if label is not None:
                self.snapshots.setdefault(label, []).append(snapshot)
        self.latest = max(self.snapshots, default=None)

    def _read_state(self, run: Execution) -> None:
        checkpoint, sealed = None, "{}"
        position = run.context.position
        if position is not None:
            try:
                at = run.manager.get(position)
                checkpoint, sealed = at.label, at.get_json(_names.place(WRITES))
            except NotFoundError:
                pass  # It left the history.
        value = run.context.variables
        if WRITES not in value.names():
            run.context.update_json_at(_EMPTY)
            value = run.context.variables
        self.pending = Pending(
            value.find(WRITES).to_json(),
            sealed,
            lambda name: checkpoint is not None and self.seals(checkpoint, name),
        )
        self.standing = _standing(checkpoint, position, value)

    def stand_at(self, checkpoint: str, snapshot: Snapshot) -> None:
        """Makes the live state that of a checkpoint, but for what waits.

        In memory: the next commit tells it.
        """
        assert self.run is not None
        context = self.run.context
        self.change(self.pending.sweep())
        waiting = context.get_json_at(_names.place(WRITES))
        context.apply(snapshot)
        context.set_json_at(_names.place(WRITES), waiting)
        touched = self.standing.touched
        self.standing = _standing(checkpoint, snapshot.id, context.variables)
        self.standing.touched = touched

    def change(self, operations: list[str]) -> None:
        """Makes changes of the live state as one."""
        assert self.run is not None
        if operations:
            text = f"[{','.join(operations)}]"
            self.run.context.update_json_at(text)

    def there(self) -> dict[str, uuid.UUID]:
        """The checkpoints that are there, and their snapshots."""
        assert self.run is not None
        if self.run.manager.left() != self.left:
            self.read_history(self.run)
        return {label: ids[-1] for label, ids in self.snapshots.items()}

    def snapshot(self, checkpoint: str) -> Snapshot | None:
        """The snapshot of a checkpoint, None where it is not there (any more)."""
        assert self.run is not None
        if self.run.manager.left() != self.left:
            self.read_history(self.run)
        found = self.snapshots.get(checkpoint)
        return None if found is None else self.run.manager.get(found[-1])

    def seals(self, checkpoint: str, other: str) -> bool:
        """Whether the snapshot of a checkpoint seals what waits for another one.

        Not where that is still to be put. Ids grow, so it is known by its id that
        one was, even where it has left.
        """
        if other == checkpoint:
            return False
        return other in self.snapshots or other < max(checkpoint, self.latest or "")

    def entered(self, checkpoint: str, snapshot: uuid.UUID) -> None:
        """Notes that the newest snapshot is that of a checkpoint."""
        self.snapshots.setdefault(checkpoint, []).append(snapshot)
        self.latest = max(checkpoint, self.latest or "")

    def loaded(self, standing: Standing, values: dict[str, Any]) -> None:
        """Notes what was read of a live state: what is put next has it in it."""
        if standing is self.standing and not standing.seen:
            standing.seen = {name: Seen.loaded(item) for name, item in values.items()}

    def shapers(self, serde: SerializerProtocol) -> tuple[Shaper, Shaper]:
        """What makes JSON of values; the second one of what has no order."""
        if self._shapers is None or self._shapers[0] is not serde:

            def put(data: bytes) -> dict[str, Any]:
                assert self.run is not None
                return _blobs.put(self.run, data)

            ordered = Shaper(serde, put)
            self._shapers = (serde, ordered, Shaper(serde, put, ordered=False))
        return self._shapers[1:]

    def hand_out(self, checkpoint: str) -> None:
        """Notes that it was given out as the latest."""
        self.handed.pop(checkpoint, None)
        self.handed[checkpoint] = None
        while len(self.handed) > _HANDED:
            del self.handed[next(iter(self.handed))]


def _standing(
    checkpoint: str | None, snapshot: uuid.UUID | None, variables: Value
) -> Standing:
    """What there is to know of a live state."""
    made = Standing(checkpoint, snapshot)
    names = set(variables.names()) - _names.OURS
    made.channels = {_names.channel(name) for name in names}
    checkpoint_told = decode(variables.find(CHECKPOINT).to_json())
    told = checkpoint_told.get("channel_versions", {})
    made.versions = dict(told["$dict"]) if "$dict" in told else told
    made.ran = _step.seen_of(checkpoint_told.get("versions_seen", {}))
    made.history = set(variables.find(HISTORY).names())
    return made


_EMPTY = (
    '[{"op":"set","pointer":"/variables/$writes","value":{}},'
    '{"op":"set","pointer":"/variables/$checkpoint","value":{}},'
    '{"op":"set","pointer":"/variables/$history","value":{}}]'
).encode()
