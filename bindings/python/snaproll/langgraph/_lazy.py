"""LazyTuple: a checkpoint of a list, which is read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    PendingWrite,
)


class LazyTuple(CheckpointTuple):
    """A CheckpointTuple of a list: checkpoint and writes are read when asked for.

    What it gives is what any other CheckpointTuple has: plain dicts and lists.
    """

    _load: Callable[[], CheckpointTuple]
    _loaded: CheckpointTuple | None = None

    @classmethod
    def of(
        cls,
        config: RunnableConfig,
        metadata: CheckpointMetadata,
        parent: RunnableConfig | None,
        load: Callable[[], CheckpointTuple],
    ) -> LazyTuple:
        """One whose rest `load` gives."""
        nothing = cast("Checkpoint", None)
        self = cls(config, nothing, metadata, parent, None)
        self._load = load
        return self

    @classmethod
    def _make(  # type: ignore[override]
        cls, iterable: Iterable[Any]
    ) -> CheckpointTuple:
        """What `_replace` makes, which has all that there is."""
        return CheckpointTuple._make(iterable)

    def _whole(self) -> CheckpointTuple:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    @property
    def checkpoint(  # pyright: ignore[reportIncompatibleVariableOverride]
        self,
    ) -> Checkpoint:
        """The checkpoint with its values."""
        return self._whole()[1]

    @property
    def pending_writes(  # pyright: ignore[reportIncompatibleVariableOverride]
        self,
    ) -> list[PendingWrite] | None:
        """The writes that were put on it."""
        return self._whole()[4]

    def __getitem__(self, index: Any) -> Any:
        whole: Any = self._whole()
        return whole[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._whole())

    def __eq__(self, other: object) -> bool:
        return self._whole() == other

    __hash__ = None  # type: ignore[assignment]  # As of any that holds a dict.

    def __repr__(self) -> str:
        return repr(self._whole())

    def __reduce__(self) -> Any:
        return CheckpointTuple, tuple(self._whole())
