"""What an AsyncExecution awaits that Execution has just so."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from .cancel import Cancel
from .erase import Erasure
from .execution import Execution
from .field_history import FieldChange, FieldHistory
from .history import Branch, Group, Hold, PruneReport, Tag, Usage
from .manager import Summary
from .patch import Patch
from .rollback import RollbackPlan, RollbackResult
from .snapshot import Snapshot, SnapshotDetails, SnapshotList
from ._step import Attempt

if TYPE_CHECKING:
    from typing_extensions import Unpack

_R = TypeVar("_R")


class AsyncVerbs:
    """The verbs of Execution that may wait; a part of AsyncExecution."""

    __slots__ = ()

    async def _call(self, function: Callable[..., _R], *told: Any, **named: Any) -> _R:
        """Calls a method of Execution, by a thread that may wait."""
        raise NotImplementedError

    async def snapshot(
        self, label: str | None = None, **told: Unpack[SnapshotDetails]
    ) -> uuid.UUID:
        """As Execution.snapshot."""
        return await self._call(Execution.snapshot, label, **told)

    async def snapshots(self, **wanted: Any) -> SnapshotList:
        """As Execution.snapshots."""
        return await self._call(Execution.snapshots, **wanted)

    async def summary(self) -> Summary:
        """As Execution.summary."""
        return await self._call(Execution.summary)

    async def history(self, pointer: str) -> FieldHistory:
        """As Execution.history."""
        return await self._call(Execution.history, pointer)

    async def bisect(
        self, pointer: str, predicate: Callable[[Any], Any]
    ) -> FieldChange | None:
        """As Execution.bisect."""
        return await self._call(Execution.bisect, pointer, predicate)

    async def rollback(self) -> RollbackResult:
        """As Execution.rollback."""
        return await self._call(Execution.rollback)

    async def rollback_to(self, id: uuid.UUID | str) -> RollbackResult:
        """As Execution.rollback_to."""
        return await self._call(Execution.rollback_to, id)

    async def rollback_n(self, steps: int) -> RollbackResult:
        """As Execution.rollback_n."""
        return await self._call(Execution.rollback_n, steps)

    async def undo_rollback(self) -> RollbackResult:
        """As Execution.undo_rollback."""
        return await self._call(Execution.undo_rollback)

    async def redo_rollback(self) -> RollbackResult:
        """As Execution.redo_rollback."""
        return await self._call(Execution.redo_rollback)

    async def plan_rollback(
        self,
        to: uuid.UUID | str | None = None,
        *,
        steps: int | None = None,
        variables: Iterable[str] | None = None,
        node_results: Iterable[str] | None = None,
        pointers: Iterable[str] | None = None,
        downstream_of: Iterable[str] | None = None,
        state: bool = False,
        everything_but: bool = False,
        allow_nothing: bool = False,
    ) -> RollbackPlan:
        """As Execution.plan_rollback."""
        return await self._call(
            Execution.plan_rollback,
            to,
            steps=steps,
            variables=variables,
            node_results=node_results,
            pointers=pointers,
            downstream_of=downstream_of,
            state=state,
            everything_but=everything_but,
            allow_nothing=allow_nothing,
        )

    async def apply_plan(self, plan: RollbackPlan) -> RollbackResult:
        """As Execution.apply_plan."""
        return await self._call(Execution.apply_plan, plan)

    async def switch(self, branch: str) -> RollbackResult:
        """As Execution.switch."""
        return await self._call(Execution.switch, branch)

    async def create_branch(
        self, name: str, head: uuid.UUID | str | None = None
    ) -> None:
        """As Execution.create_branch."""
        return await self._call(Execution.create_branch, name, head)

    async def diff(
        self, since: Snapshot | uuid.UUID | str, *, cancel: Cancel | None = None
    ) -> Patch:
        """As Execution.diff."""
        return await self._call(Execution.diff, since, cancel=cancel)

    async def digest(self) -> str:
        """As Execution.digest."""
        return await self._call(Execution.digest)

    async def apply_patch(self, patch: Patch | str | bytes | Iterable[Any]) -> None:
        """As Execution.apply_patch."""
        return await self._call(Execution.apply_patch, patch)

    async def clear_undo(self) -> None:
        """As Execution.clear_undo."""
        return await self._call(Execution.clear_undo)

    async def clear_history(self) -> None:
        """As Execution.clear_history."""
        return await self._call(Execution.clear_history)

    async def add_edge(self, from_node: str, to_node: str) -> None:
        """As Execution.add_edge."""
        return await self._call(Execution.add_edge, from_node, to_node)

    async def set_edges(self, edges: Iterable[tuple[str, str]]) -> None:
        """As Execution.set_edges."""
        return await self._call(Execution.set_edges, edges)

    async def set_edges_json(self, text: str | bytes) -> None:
        """As Execution.set_edges_json."""
        return await self._call(Execution.set_edges_json, text)

    async def unfinished(self) -> list[str]:
        """As Execution.unfinished."""
        return await self._call(Execution.unfinished)

    async def attempts(self, node: str = "") -> list[Attempt]:
        """As Execution.attempts."""
        return await self._call(Execution.attempts, node)

    async def attempts_json(self, node: str = "") -> str:
        """As Execution.attempts_json."""
        return await self._call(Execution.attempts_json, node)

    async def erasures(self) -> list[Erasure]:
        """As Execution.erasures."""
        return await self._call(Execution.erasures)

    async def parent(self, snapshot: uuid.UUID | str) -> uuid.UUID | None:
        """As Execution.parent."""
        return await self._call(Execution.parent, snapshot)

    async def children(self, snapshot: uuid.UUID | str) -> SnapshotList:
        """As Execution.children."""
        return await self._call(Execution.children, snapshot)

    async def common_ancestor(
        self, one: uuid.UUID | str, other: uuid.UUID | str
    ) -> uuid.UUID | None:
        """As Execution.common_ancestor."""
        return await self._call(Execution.common_ancestor, one, other)

    async def tree(self) -> list[tuple[uuid.UUID, uuid.UUID | None]]:
        """As Execution.tree."""
        return await self._call(Execution.tree)

    async def tree_json(self) -> str:
        """As Execution.tree_json."""
        return await self._call(Execution.tree_json)

    async def branches(self) -> list[Branch]:
        """As Execution.branches."""
        return await self._call(Execution.branches)

    async def branches_json(self) -> str:
        """As Execution.branches_json."""
        return await self._call(Execution.branches_json)

    async def rename_branch(self, name: str, to: str) -> None:
        """As Execution.rename_branch."""
        return await self._call(Execution.rename_branch, name, to)

    async def remove_branch(self, name: str) -> None:
        """As Execution.remove_branch."""
        return await self._call(Execution.remove_branch, name)

    async def resolve(self, text: str) -> uuid.UUID:
        """As Execution.resolve."""
        return await self._call(Execution.resolve, text)

    async def tag(
        self, snapshot: uuid.UUID | str, name: str, *, unique: bool = False
    ) -> None:
        """As Execution.tag."""
        return await self._call(Execution.tag, snapshot, name, unique=unique)

    async def untag(self, snapshot: uuid.UUID | str, name: str) -> None:
        """As Execution.untag."""
        return await self._call(Execution.untag, snapshot, name)

    async def tags(self) -> list[Tag]:
        """As Execution.tags."""
        return await self._call(Execution.tags)

    async def tags_json(self) -> str:
        """As Execution.tags_json."""
        return await self._call(Execution.tags_json)

    async def hold(
        self, snapshot: uuid.UUID | str, name: str, reason: str = ""
    ) -> None:
        """As Execution.hold."""
        return await self._call(Execution.hold, snapshot, name, reason)

    async def release(self, snapshot: uuid.UUID | str, name: str) -> None:
        """As Execution.release."""
        return await self._call(Execution.release, snapshot, name)

    async def holds(self) -> list[Hold]:
        """As Execution.holds."""
        return await self._call(Execution.holds)

    async def holds_json(self) -> str:
        """As Execution.holds_json."""
        return await self._call(Execution.holds_json)

    async def groups(self) -> list[Group]:
        """As Execution.groups."""
        return await self._call(Execution.groups)

    async def groups_json(self) -> str:
        """As Execution.groups_json."""
        return await self._call(Execution.groups_json)

    async def remove_group(self, group: uuid.UUID | str) -> None:
        """As Execution.remove_group."""
        return await self._call(Execution.remove_group, group)

    async def put_blob(self, data: bytes | bytearray | memoryview) -> str:
        """As Execution.put_blob."""
        return await self._call(Execution.put_blob, data)

    async def get_blob(self, hash: str) -> bytes:
        """As Execution.get_blob."""
        return await self._call(Execution.get_blob, hash)

    async def usage(
        self, *snapshots: uuid.UUID | str, cancel: Cancel | None = None
    ) -> Usage:
        """As Execution.usage."""
        return await self._call(Execution.usage, *snapshots, cancel=cancel)

    async def remove(self, snapshot: uuid.UUID | str) -> None:
        """As Execution.remove."""
        return await self._call(Execution.remove, snapshot)

    async def set_policy(self, policy: str | None) -> None:
        """As Execution.set_policy."""
        return await self._call(Execution.set_policy, policy)

    async def prune(
        self,
        *,
        policy: str | None = None,
        dry_run: bool = False,
        cancel: Cancel | None = None,
    ) -> PruneReport:
        """As Execution.prune."""
        return await self._call(
            Execution.prune, policy=policy, dry_run=dry_run, cancel=cancel
        )
