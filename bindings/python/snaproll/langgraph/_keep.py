"""What is done with threads as a whole."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Sequence

from .._error import InvalidArgumentError, NotFoundError
from .._json import decode
from ..store import Store
from . import _names
from ._put import committed
from ._read import told_of
from ._thread import Thread
from ._threads import Threads

_EACH = 3_600  # Seconds between two looks for threads that a policy lets go.


class Keep:
    """Deleting, copying and thinning threads."""

    def __init__(self, store: Store, threads: Threads) -> None:
        self._store = store
        self._threads = threads
        self._next = 0.0

    def is_due(self, retain: str | None) -> bool:
        """Whether it is time to look for threads that a policy lets go."""
        if retain is None or "expire-" not in retain or time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + _EACH
        return True

    def _of(self, thread_id: str) -> list[Thread]:
        return self._threads.of({"configurable": {"thread_id": thread_id}})

    def delete(self, thread_id: str) -> None:
        """Deletes all namespaces of a thread."""
        for thread in self._of(thread_id):
            with thread.lock:
                self._delete(thread)

    def _delete(self, thread: Thread) -> None:
        thread.drop()
        thread.handed.clear()
        try:
            self._store.delete(thread.id, take_over=True)
        except NotFoundError:
            pass  # Another one deleted it meanwhile.

    def copy(self, source: str, target: str) -> None:
        """Copies all namespaces of a thread.

        As lines, since a copy within the store has the attributes of the other one.
        """
        for thread in self._of(source):
            id = _names.execution_id(target, thread.namespace)
            lines = self._renamed(thread, target)
            self._store.import_(lines, as_=id)

    def _renamed(self, thread: Thread, target: str) -> Iterator[str]:
        lines = self._store.export(thread.id)
        header = json.loads(next(lines))
        header["execution"]["attributes"]["thread_id"] = target
        yield json.dumps(header, ensure_ascii=False, separators=(",", ":"))
        yield from lines

    def prune(self, thread_ids: Sequence[str], strategy: str) -> None:
        """Lets go of all checkpoints, or of all but the latest of each namespace."""
        if strategy not in ("keep_latest", "delete"):
            raise InvalidArgumentError(
                f"a strategy is 'keep_latest' or 'delete', not {strategy!r}"
            )
        for thread_id in thread_ids:
            if strategy == "delete":
                self.delete(thread_id)
                continue
            for thread in self._of(thread_id):
                with thread.lock:
                    committed(thread, lambda: self._keep_latest(thread))

    def _keep_latest(self, thread: Thread) -> None:
        run, latest = thread.run, thread.latest
        if run is None or latest is None:
            return
        kept = thread.snapshot(latest)
        assert kept is not None
        run.hold(kept.id, _HOLD)
        try:
            run.prune(policy="keep-none")  # The newest stays as well.
        finally:
            run.release(kept.id, _HOLD)
        for label in run.snapshots().ids:
            if label != kept.id:
                run.remove(label)
        thread.drop()

    def delete_runs(self, run_ids: Sequence[str]) -> None:
        """Deletes the checkpoints of some runs."""
        wanted = set(run_ids)
        if not wanted:
            return
        for thread in self._threads.of(None):
            with thread.lock:
                if thread.read() and self._has_run(thread, wanted):
                    committed(thread, lambda: self._without(thread, wanted))

    def _has_run(self, thread: Thread, wanted: set[str]) -> bool:
        return any(True for _ in self._of_runs(thread, wanted))

    def _of_runs(self, thread: Thread, wanted: set[str]) -> Iterator[uuid.UUID]:
        assert thread.run is not None
        for snapshot in thread.run.snapshots():
            run_id = decode(told_of(snapshot))["metadata"].get("run_id")
            if isinstance(run_id, str) and run_id in wanted:
                yield snapshot.id

    def _without(self, thread: Thread, wanted: set[str]) -> None:
        run = thread.run
        assert run is not None
        gone = [*self._of_runs(thread, wanted)]
        if len(gone) == run.manager.count():
            self._delete(thread)
            return
        for snapshot in gone:
            run.remove(snapshot)
        before = thread.snapshots
        thread.read_history(run)
        thread.pending.seal(before.keys() - thread.snapshots.keys())
        if thread.standing.checkpoint not in thread.snapshots and thread.latest:
            latest = thread.snapshot(thread.latest)
            assert latest is not None
            thread.stand_at(thread.latest, latest)
        thread.change(thread.pending.sweep())
        run.save()


_HOLD = "langgraph: the latest"
