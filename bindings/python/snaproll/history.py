"""The tree of a history, the names of its snapshots, and which of them stay."""

from __future__ import annotations

import re
import uuid
from ctypes import c_bool
from typing import TYPE_CHECKING, Any

from ._ffi import Buf, Function, Id, lib
from ._handle import Handle, check, pair, pointer_or_none, taken, to_id, to_uuid, utf8
from ._json import decode
from ._record import Record, known
from .cancel import Cancel
from .snapshot import SnapshotList
from .types import Time

if TYPE_CHECKING:
    from .manager import Manager

_ID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Branch(Record):
    """A snapshot that a branch names, or one without children.

    >>> import snaproll
    >>> run = snaproll.Execution(auto_snapshot=False)
    >>> id = run.snapshot()
    >>> run.create_branch("main")
    >>> [(branch.name, branch.head == id) for branch in run.branches()]
    [('main', True)]
    """

    name: str | None
    head: uuid.UUID
    selected: bool
    """The one that new snapshots at its head move."""


class Tag(Record):
    """A name of a snapshot."""

    name: str
    snapshot: uuid.UUID
    at: Time
    """When it was put."""


class Hold(Record):
    """Keeps a snapshot from leaving."""

    name: str
    snapshot: uuid.UUID
    reason: str
    at: Time


class Group(Record):
    """What a history has of a group: snapshots that were taken together."""

    id: uuid.UUID
    """The same in each execution of it."""
    snapshot: uuid.UUID
    """The one of this history."""
    label: str | None
    at: Time
    members: int
    """How many executions it was taken of."""


class PrunedSnapshot(Record):
    """What a policy says of one snapshot."""

    id: uuid.UUID
    created_at: Time
    stays: bool
    reasons: str
    """The rules that want it, and what removes it nevertheless; may be empty."""
    bytes: int
    """What its record takes in the store; in memory, what only it holds."""


class PruneReport(Record):
    """What pruning a history did, or would do.

    >>> import snaproll
    >>> run = snaproll.Execution(auto_snapshot=False)
    >>> for label in ("a", "b", "c"):
    ...     id = run.snapshot(label)
    >>> report = run.prune(policy="keep-last=1", dry_run=True)
    >>> [one.stays for one in report.snapshots], report.removed
    ([True, False, False], 2)
    """

    removed: int
    bytes_freed: int
    bytes_compactable: int | None
    """Of a dry run on a store: what Store.compact gives back besides."""
    snapshots: list[PrunedSnapshot]
    """All, newest first."""


class Usage(Record):
    """What some snapshots of a history take, in bytes."""

    total: int
    """All that they are made of: in memory values; on a store the records and
    keyframes that their states are read from."""
    alone: int
    """The part of it that is theirs: values that nothing else holds; their own
    records."""
    shared: int
    """The rest of it."""
    freed: int
    """What would be given back if they left, and nothing else."""


def policy_text(policy: str) -> str:
    """The canonical text of a policy: two of the same mean the same.

    >>> import snaproll
    >>> snaproll.policy_text("keep-daily=7   keep-last=10")
    'keep-last=10 keep-daily=7'
    """
    buf = Buf()
    check(lib.snaproll_policy_text, *pair(policy, "policy"), buf)
    return taken(buf)


class HistoryVerbs(Handle):
    """What managers and executions have alike.

    A snapshot is told by its id, or by a text that `resolve` reads.
    """

    @property
    def _managed(self) -> Manager:
        """The history."""
        raise NotImplementedError

    # The tree.

    def parent(self, snapshot: uuid.UUID | str) -> uuid.UUID | None:
        """The parent of a snapshot, None at the root.

        That is the snapshot that the context was taken or set to last when this
        one was taken. When a snapshot leaves, its children take its parent.
        """
        held = self._managed
        out, present = Id(), c_bool()
        held._call(lib.snaproll_manager_parent, held._named(snapshot), out, present)
        return to_uuid(out) if present.value else None

    def children(self, snapshot: uuid.UUID | str) -> SnapshotList:
        """The children of a snapshot, newest first."""
        held = self._managed
        function = lib.snaproll_manager_children
        named = held._named(snapshot)
        return SnapshotList._make(function, held._pointer, named)._hide(held)

    def common_ancestor(
        self, one: uuid.UUID | str, other: uuid.UUID | str
    ) -> uuid.UUID | None:
        """The newest snapshot that both go back to; each goes back to itself."""
        held = self._managed
        both = held._named(one), held._named(other)
        out, present = Id(), c_bool()
        held._call(lib.snaproll_manager_common_ancestor, *both, out, present)
        return to_uuid(out) if present.value else None

    def tree(self) -> list[tuple[uuid.UUID, uuid.UUID | None]]:
        """All snapshots, newest first, each with its parent."""
        return [
            (uuid.UUID(told["snapshot"]), _id_of(told["parent"]))
            for told in decode(self.tree_json())
        ]

    def tree_json(self) -> str:
        """As tree, as a JSON array of {snapshot, parent}."""
        return self._managed._text(lib.snaproll_manager_tree)

    def branches(self) -> list[Branch]:
        """Those with a name, by name; then those without, newest first."""
        return [
            Branch(told["name"], uuid.UUID(told["head"]), told["selected"])
            for told in decode(self.branches_json())
        ]

    def branches_json(self) -> str:
        """As branches, as a JSON array of {name, head, selected}."""
        return self._managed._text(lib.snaproll_manager_branches)

    def rename_branch(self, name: str, to: str) -> None:
        """Gives a branch another name; ExistsError where that is taken."""
        names = (*pair(name, "a name"), *pair(to, "a name"))
        self._managed._call(lib.snaproll_manager_rename_branch, *names)

    def remove_branch(self, name: str) -> None:
        """Takes the name of a branch away; its snapshots stay."""
        named = pair(name, "a name")
        self._managed._call(lib.snaproll_manager_remove_branch, *named)

    # Names.

    def resolve(self, text: str) -> uuid.UUID:
        """The snapshot that a text names.

        `latest`, a tag, a branch (its head), a label, `start` (one labelled so,
        else the oldest), or four digits or more of the beginning of an id, else
        of its end; `~n` behind it goes n parents up. AmbiguousError names the
        candidates.
        """
        out = Id()
        told = pair(text, "a snapshot")
        self._managed._call(lib.snaproll_manager_resolve, *told, out)
        return to_uuid(out)

    def tag(
        self, snapshot: uuid.UUID | str, name: str, *, unique: bool = False
    ) -> None:
        """Gives a snapshot a tag; ExistsError where a `unique` one is taken."""
        self._name(lib.snaproll_manager_tag, snapshot, name, bool(unique))

    def untag(self, snapshot: uuid.UUID | str, name: str) -> None:
        """Takes a tag away."""
        self._name(lib.snaproll_manager_untag, snapshot, name)

    def tags(self) -> list[Tag]:
        """All tags, by name."""
        return [Tag(**_of_named(told)) for told in decode(self.tags_json())]

    def tags_json(self) -> str:
        """As tags, as a JSON array of {name, snapshot, at}."""
        return self._managed._text(lib.snaproll_manager_tags)

    def hold(self, snapshot: uuid.UUID | str, name: str, reason: str = "") -> None:
        """Keeps a snapshot from leaving until it is released.

        Not for the maximum, by no policy, nor by `remove`, which is a HeldError
        then. A snapshot may have many holds, each of another name.
        """
        told = pair(reason, "a reason")
        self._name(lib.snaproll_manager_hold, snapshot, name, *told)

    def release(self, snapshot: uuid.UUID | str, name: str) -> None:
        """Releases a snapshot from a hold."""
        self._name(lib.snaproll_manager_release, snapshot, name)

    def holds(self) -> list[Hold]:
        """All holds, by name."""
        return [Hold(**_of_named(told)) for told in decode(self.holds_json())]

    def holds_json(self) -> str:
        """As holds, as a JSON array of {name, snapshot, reason, at}."""
        return self._managed._text(lib.snaproll_manager_holds)

    def groups(self) -> list[Group]:
        """The groups that this history has a member of, oldest first."""
        found: list[Group] = []
        for told in decode(self.groups_json()):
            told["id"] = uuid.UUID(told["id"])
            found.append(Group(**_of_named(told)))
        return found

    def groups_json(self) -> str:
        """As groups, as a JSON array of {id, snapshot, label, at, members}."""
        return self._managed._text(lib.snaproll_manager_groups)

    def remove_group(self, group: uuid.UUID | str) -> None:
        """Takes a group out of this history alone; its snapshot stays.

        NotFoundError where it has no such group.
        """
        self._managed._call(lib.snaproll_manager_remove_group, to_id(group))

    # What stays.

    def usage(self, *snapshots: uuid.UUID | str, cancel: Cancel | None = None) -> Usage:
        """What these snapshots take together; nothing is removed."""
        held = self._managed
        ids = (Id * len(snapshots))(*(held._named(one) for one in snapshots))
        given = ids, len(ids), pointer_or_none(cancel, Cancel)
        return Usage(**decode(held._text(lib.snaproll_manager_usage, *given)))

    def remove(self, snapshot: uuid.UUID | str) -> None:
        """Takes one snapshot out of the history; its children take its parent.

        HeldError where it is held, a member of a group, or the head of a branch
        that has a name.
        """
        held = self._managed
        held._call(lib.snaproll_manager_remove, held._named(snapshot))

    def set_policy(self, policy: str | None) -> None:
        """Which snapshots stay: "keep-last=10 keep-daily=7" and its like.

        None: no policy of its own, then that of the store holds. From then on,
        snapshots that it does not want leave when others enter.
        """
        self._managed._call(lib.snaproll_manager_set_policy, *policy_pair(policy))

    @property
    def policy(self) -> str | None:
        """Its policy, else that of its store, as canonical text."""
        buf, present = Buf(), c_bool()
        self._managed._call(lib.snaproll_manager_policy, buf, present)
        return taken(buf) if present.value else None

    def prune(
        self,
        *,
        policy: str | None = None,
        dry_run: bool = False,
        cancel: Cancel | None = None,
    ) -> PruneReport:
        """Lets all go that its policy, or the one given, does not want.

        A dry run tells what that would be and changes nothing. NotFoundError
        where there is no policy.
        """
        stop = pointer_or_none(cancel, Cancel)
        given = (*policy_pair(policy), bool(dry_run), stop)
        told = decode(self._managed._text(lib.snaproll_manager_prune, *given))
        return PruneReport(
            told["removed"],
            told["bytes_freed"],
            told["bytes_compactable"],
            [_pruned(one) for one in told["snapshots"]],
        )

    def _name(
        self, function: Function, snapshot: uuid.UUID | str, name: str, *more: object
    ) -> None:
        held = self._managed
        named = pair(name, "a name")
        held._call(function, held._named(snapshot), *named, *more)

    def _named(self, snapshot: uuid.UUID | str) -> Id:
        """The id of a snapshot that is told by its id or by a text."""
        if not isinstance(snapshot, str) or is_id(snapshot):
            return to_id(snapshot)
        return to_id(self.resolve(snapshot))


def is_id(text: str) -> bool:
    """Whether it is a whole id, which need not be in the history."""
    return _ID.fullmatch(text) is not None


def _id_of(text: str | None) -> uuid.UUID | None:
    return None if text is None else uuid.UUID(text)


def _of_named(told: dict[str, Any]) -> dict[str, Any]:
    """The fields of a tag or a hold."""
    snapshot = uuid.UUID(told["snapshot"])
    return {**told, "snapshot": snapshot, "at": Time.parse(told["at"])}


def _pruned(told: dict[str, Any]) -> PrunedSnapshot:
    created = Time.parse(told["created_at"])
    return known(
        PrunedSnapshot, {**told, "id": uuid.UUID(told["id"]), "created_at": created}
    )


def policy_pair(policy: str | None) -> tuple[bytes | None, int]:
    """A policy as the two arguments; None is none."""
    if policy is None:
        return None, 0
    data = utf8(policy, "policy")
    return data, len(data)
