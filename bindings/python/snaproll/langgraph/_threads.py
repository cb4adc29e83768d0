"""The threads of a saver: a few stay open, those that were used last."""

from __future__ import annotations

import threading
from collections import OrderedDict

from langchain_core.runnables import RunnableConfig

from ..store import Store
from ._names import KIND, configured
from ._thread import Settings, Thread

_OPEN = 64


class Threads:
    """Threads by id and namespace."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[str, str], Thread] = OrderedDict()

    def get(self, thread_id: str, namespace: str) -> Thread:
        """The thread, which may not be there yet."""
        key = (thread_id, namespace)
        with self._lock:
            thread = self._open.get(key)
            if thread is None:
                thread = Thread(self._store, *key, self._settings)
                self._open[key] = thread
                self._leave()
            self._open.move_to_end(key)
        return thread

    def _leave(self) -> None:
        """Closes those that were not used for longest, but for those in use."""
        for key in [*self._open][: max(0, len(self._open) - _OPEN)]:
            thread = self._open[key]
            if thread.lock.acquire(blocking=False):
                try:
                    thread.drop()
                finally:
                    thread.lock.release()
                del self._open[key]

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
            threads = [*self._open.values()]
            self._open.clear()
        for thread in threads:
            with thread.lock:
                thread.close()
