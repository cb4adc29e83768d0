"""The threads of a saver: a few stay open, those that were used last.

What was given out as the latest is known of many more: it is what tells a run that
another one was faster.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from langchain_core.runnables import RunnableConfig

from ..store import Store
from ._names import KIND, configured
from ._thread import Settings, Thread

_OPEN = 64
_KNOWN = 10_000


class Threads:
    """Threads by id and namespace."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], Thread] = OrderedDict()
        self._open: OrderedDict[tuple[str, str], Thread] = OrderedDict()

    def get(self, thread_id: str, namespace: str) -> Thread:
        """The thread, which may not be there yet."""
        key = (thread_id, namespace)
        with self._lock:
            thread = self._known.get(key)
            if thread is None:
                thread = self._known[key] = Thread(self._store, *key, self._settings)
            self._open[key] = thread
            for used in (self._known, self._open):
                used.move_to_end(key)
            while len(self._known) > _KNOWN:
                self._known.popitem(last=False)
            if len(self._open) > _OPEN:
                self._close_oldest()
        return thread

    def _close_oldest(self) -> None:
        """Closes the one that was not used for longest, unless it is in use."""
        key, thread = self._open.popitem(last=False)
        if not thread.lock.acquire(blocking=False):
            self._open[key] = thread
            return
        try:
            thread.drop()
        finally:
            thread.lock.release()

    def of(self, config: RunnableConfig | None) -> list[Thread]:
        """Those that are there of all, of a thread, or of a thread and namespace."""
        attributes: dict[str, str] = {}
        if config is not None:
            named = configured(config)
            attributes["thread_id"] = str(named["thread_id"])
            namespace = named.get("checkpoint_ns")
            if namespace is not None:
                return [self.get(attributes["thread_id"], namespace)]
        found = self._store.executions(kind=KIND, attributes=attributes)
        told = [one.attributes for one in found]
        return [self.get(one["thread_id"], one["checkpoint_ns"]) for one in told]

    def close(self) -> None:
        """Closes all."""
        with self._lock:
            threads = [*self._known.values()]
            self._known.clear()
            self._open.clear()
        for thread in threads:
            with thread.lock:
                thread.close()
