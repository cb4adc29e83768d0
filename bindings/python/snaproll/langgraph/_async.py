"""The async twins: the same calls, made by a few threads, so that no loop waits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
)

from .._aio_worker import Worker

if TYPE_CHECKING:
    from .saver import SnaprollSaver


class AsyncTwins:
    """What SnaprollSaver has for asyncio. A call that has begun is done even where
    its task is cancelled; the error goes on behind it.
    """

    _worker: Worker

    @property
    def _saver(self) -> SnaprollSaver:
        return self  # type: ignore[return-value]

    async def __aenter__(self) -> SnaprollSaver:
        return self._saver

    async def __aexit__(self, *problem: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """As close."""
        await self._worker.call(self._saver.close, kept=True)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As get_tuple."""
        return await self._worker.call(self._saver.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """As list; the values of each are read before it is given."""
        saver = self._saver

        def begin() -> Iterator[CheckpointTuple]:
            return saver.list(config, filter=filter, before=before, limit=limit)

        found = await self._worker.call(begin)

        def step() -> CheckpointTuple | None:
            told = next(found, None)
            return None if told is None else CheckpointTuple(*told)

        while (told := await self._worker.call(step)) is not None:
            yield told

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """As put."""
        given = (config, checkpoint, metadata, new_versions)
        return await self._worker.call(self._saver.put, *given)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """As put_writes."""
        given = (config, writes, task_id, task_path)
        await self._worker.call(self._saver.put_writes, *given)

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """As get_delta_channel_history."""
        get = self._saver.get_delta_channel_history
        return await self._worker.call(get, config=config, channels=channels)

    async def adelete_thread(self, thread_id: str) -> None:
        """As delete_thread."""
        await self._worker.call(self._saver.delete_thread, thread_id)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """As delete_for_runs."""
        await self._worker.call(self._saver.delete_for_runs, run_ids)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """As copy_thread."""
        given = (source_thread_id, target_thread_id)
        await self._worker.call(self._saver.copy_thread, *given)

    async def aprune(
        self, thread_ids: Sequence[str], *, strategy: str = "keep_latest"
    ) -> None:
        """As prune."""
        prune = self._saver.prune
        await self._worker.call(prune, thread_ids, strategy=strategy)
