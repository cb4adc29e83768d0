"""SnaprollSaver: LangGraph's checkpointer on a store."""

from __future__ import annotations

import copy
import os
import pathlib
import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    get_checkpoint_id,
    get_checkpoint_metadata,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from .._aio_worker import Worker
from .._error import InvalidArgumentError
from ..history import policy_text
from ..store import Store
from ._async import AsyncTwins
from ._changes import Compare
from ._keep import Keep
from ._list import listed as listed_tuples
from ._names import configured
from ._put import Put, committed, put_writes
from ._read import Reader
from ._revive import Reviver
from ._shown import Timeline
from ._strict import listed
from ._thread import Settings, Thread
from ._threads import Threads


class SnaprollSaver(AsyncTwins, BaseCheckpointSaver[Any]):
    """Keeps the threads of LangGraph in a store; a context manager.

    Internally synchronized: threads, event loops and processes may share a file.
    Each method has its async twin on the same instance. What a call stored is
    committed when it returns.

    store: a Store, or the path of one, which is opened and closed with the saver.
    serde: for values that JSON has not. What it may load is a list: LangGraph's
        types, and those that `with_allowlist` adds.
    retain: a policy of checkpoints, "keep-last=200 expire-idle=30d"; without one
        all stay.
    transient: channels that are never stored.
    secret: channels that are masked where they are shown.
    compare: "all" compares each element of a long list with what was written at each
        checkpoint; "recent" takes the very same object as unchanged, but for those
        that are near the end, were written in this step, or have their turn.

    >>> from snaproll.langgraph import SnaprollSaver
    >>> with SnaprollSaver(":memory:") as saver:
    ...     saver.get_tuple({"configurable": {"thread_id": "1"}}) is None
    True
    """

    serde: SerializerProtocol
    store: Store
    """Where the threads are."""

    def __init__(
        self,
        store: Store | str | os.PathLike[str],
        *,
        serde: SerializerProtocol | None = None,
        retain: str | None = None,
        transient: Iterable[str] = (),
        secret: Iterable[str] = (),
        compare: Compare = "recent",
    ) -> None:
        super().__init__(
            serde=serde or JsonPlusSerializer(allowed_msgpack_modules=None)
        )
        self.serde = listed(self.serde)
        if compare not in ("recent", "all"):
            raise InvalidArgumentError(f"compare is 'recent' or 'all', not {compare!r}")
        settings = Settings(
            None if retain is None else policy_text(retain),
            tuple(transient),
            tuple(secret),
            compare,
        )
        self._owns = not isinstance(store, Store)
        self.store = store if isinstance(store, Store) else Store.open(store)
        self._settings = settings
        self._reviver = Reviver(self.serde, self.store)
        self._threads = Threads(self.store, settings)
        self._keep = Keep(self.store, self._threads)
        self._worker = Worker()
        if self._keep.is_due(settings.retain) and not self.store.read_only:
            self.store.expire()

    @classmethod
    def from_path(cls, path: str | os.PathLike[str], **options: Any) -> SnaprollSaver:
        """A saver on the store at a path, to be closed: `with ... as saver:`."""
        return cls(path, **options)

    from_conn_string = from_path
    """The name that other savers have for it."""

    def setup(self) -> None:
        """Does nothing: a store needs none. Other savers have it."""

    def close(self) -> None:
        """Lets go of all threads, and of a store that was opened by its path."""
        self._threads.close()
        if self._owns:
            self.store.close()

    def __enter__(self) -> SnaprollSaver:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def with_allowlist(
        self, extra_allowlist: Collection[tuple[str, ...]]
    ) -> SnaprollSaver:
        """The same saver, which may load these types as well: (module, name)."""
        made = super().with_allowlist(extra_allowlist)
        if made is self:
            return self
        clone = copy.copy(self)
        clone.serde = made.serde
        clone._reviver = Reviver(clone.serde, clone.store)
        return clone

    # Reading.

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that the config names, or the latest; None without one."""
        thread, wanted = self._thread(config), get_checkpoint_id(config)
        with thread.lock:
            if not thread.read():
                return None
            checkpoint = wanted or thread.latest
            if checkpoint is None:
                return None
            snapshot = thread.snapshot(checkpoint)
            if snapshot is None:
                return None
            if wanted:
                thread.handed.pop(wanted, None)
            else:
                thread.hand_out(checkpoint)
            reader = Reader(thread, self._reviver)
            told = config if wanted else reader.config(checkpoint)
            load, standing = reader.tuple(checkpoint, snapshot, told), thread.standing
            is_live = standing.checkpoint == checkpoint
        found = load()
        if is_live:
            with thread.lock:
                thread.loaded(standing, found.checkpoint["channel_values"])
        return found

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """Checkpoints, the greatest ids first; of all threads where there is no config.

        filter: what metadata have to be equal to, by their keys.
        before: only checkpoints with ids below that of this config.
        limit: at most so many.

        No lock is held between: the saver may be called meanwhile, and what is put
        then is not in the list. Values and writes are read when they are asked for.
        """
        threads = self._threads.of(config)
        earlier = get_checkpoint_id(before) if before else None
        only = get_checkpoint_id(config) if config else None
        return listed_tuples(threads, self._reviver, filter, earlier, only, limit)

    def get_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """What channels are made of: a value and the writes since, see `_history`."""
        thread, found = self._thread(config), dict[str, DeltaChannelHistory]()
        with thread.lock:
            if thread.read():
                checkpoint = get_checkpoint_id(config) or thread.latest
                snapshot = None if checkpoint is None else thread.snapshot(checkpoint)
                if checkpoint is not None and snapshot is not None:
                    reader = Reader(thread, self._reviver)
                    found.update(reader.history(checkpoint, snapshot, channels))
                    rest = [name for name in channels if name not in found]
                    found.update(reader.walk(checkpoint, snapshot, rest))
        return {name: found.get(name, {"writes": []}) for name in channels}

    # Writing.

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Stores a checkpoint; its config.

        ConflictError where the config's checkpoint was read as the latest, and
        another one was put since: nothing is stored.
        """
        thread = self._thread(config)
        told = get_checkpoint_metadata(config, metadata)
        parent = get_checkpoint_id(config)
        work = Put(self.serde, checkpoint, told, new_versions, parent)
        with thread.lock:
            committed(thread, lambda: work.on(thread, self._settings.compare))
        if self._keep.is_due(self._settings.retain):
            self._worker.submit(self.store.expire)
        return Reader(thread, self._reviver).config(checkpoint["id"])

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Stores what a task wrote on the config's checkpoint."""
        thread = self._thread(config)
        checkpoint = configured(config)["checkpoint_id"]
        with thread.lock:
            committed(
                thread,
                lambda: put_writes(
                    thread, self.serde, checkpoint, writes, task_id, task_path
                ),
            )

    def get_next_version(self, current: Any, channel: None) -> Any:
        """The next version of a channel: a number; a text where it has such ones."""
        if isinstance(current, str):
            number = int(current.split(".")[0]) + 1
            return f"{number:032}.{random.random():016}"
        return 1 if current is None else current + 1

    # Keeping.

    def delete_thread(self, thread_id: str) -> None:
        """Deletes a thread with all its namespaces."""
        self._keep.delete(str(thread_id))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Deletes the checkpoints of some runs, of whatever thread."""
        self._keep.delete_runs(run_ids)

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copies a thread with all its namespaces; ExistsError where the other is."""
        self._keep.copy(str(source_thread_id), str(target_thread_id))

    def prune(
        self, thread_ids: Sequence[str], *, strategy: str = "keep_latest"
    ) -> None:
        """Lets go of all but the latest checkpoint, or ("delete") of all.

        What is kept is whole: no channel of it needs what went.
        """
        self._keep.prune([str(one) for one in thread_ids], strategy)

    # Looking at it.

    def timeline(self, thread_id: str) -> Timeline:
        """A thread as a notebook shows it: its steps, and what was said in each."""
        return Timeline(self, str(thread_id))

    def show(
        self, thread_id: str, path: str | os.PathLike[str], *, limit: int = 1_000
    ) -> pathlib.Path:
        """Writes a thread as one page that needs nothing else; the path.

        limit: how many checkpoints are shown; the newest are.
        """
        return self.timeline(thread_id).show(path, limit=limit)

    def _thread(self, config: RunnableConfig) -> Thread:
        named = configured(config)
        return self._threads.get(
            str(named["thread_id"]), named.get("checkpoint_ns") or ""
        )
