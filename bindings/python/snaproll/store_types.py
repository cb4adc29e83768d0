"""What a store tells: of its executions, of itself, of a check."""

from __future__ import annotations

from typing import Any

from ._json import decode
from ._record import Record, known
from .types import State, Time


class ExecutionOwner(Record):
    """Who has an execution open for writing."""

    name: str
    """As it was told; may be empty."""
    process: str
    """For people: "process 4711 on host"."""
    since: Time
    lives: bool
    """As far as can be told from here."""


class ExecutionInfo(Record):
    """What is told of an execution; its state was not read for it."""

    id: str
    kind: str
    schema: int
    state: State
    workflow_id: str
    started_at: Time
    created_at: Time
    """In this store."""
    last_commit: Time | None
    commits: int
    attributes: dict[str, str]
    owner: ExecutionOwner | None


class CheckReport(Record):
    """What a check went through, and what it found."""

    executions: int
    records: int
    states: int
    """That were rebuilt."""
    keyframes: int
    """That were compared."""
    findings: list[str]
    """One a finding, for people; none = all is well."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class ExpiredExecution(Record):
    """An execution that a policy lets go."""

    id: str
    last_commit: Time | None
    removed: bool
    reason: str
    """The word of the rule, or why it stays: "owned", "held", "group", "busy"."""


class ExpireReport(Record):
    """Which executions a policy let go, or would let go."""

    removed: int
    executions: list[ExpiredExecution]
    """Newest first."""


class StoreStats(Record):
    """Figures of a store."""

    executions: int
    snapshots: int
    records: int
    record_bytes: int
    keyframes: int
    keyframe_bytes: int
    blobs: int
    blob_bytes: int
    file_bytes: int
    free_bytes: int
    """Of pages of the file that hold nothing."""
    wal_bytes: int
    longest_chain: int
    """Records from a keyframe to a state."""
    commits: int
    """This and the rest: since this process opened the store."""
    transactions: int
    """Commits are made in groups."""
    syncs: int
    bytes_written: int
    busy_waits: int
    conflicts: int


def info_of(told: dict[str, Any]) -> ExecutionInfo:
    """One execution, of what the library told as JSON."""
    owner = told["owner"]
    if owner is not None:
        owner = known(ExecutionOwner, {**owner, "since": Time.parse(owner["since"])})
    last = told["last_commit"]
    return known(
        ExecutionInfo,
        {
            **told,
            "state": State[told["state"].upper()],
            "started_at": Time.parse(told["started_at"]),
            "created_at": Time.parse(told["created_at"]),
            "last_commit": None if last is None else Time.parse(last),
            "owner": owner,
        },
    )


def page_of(text: str) -> tuple[list[ExecutionInfo], int]:
    """A page of executions, and the cursor of the next; 0 = it is the last."""
    page = decode(text)
    return [info_of(told) for told in page["executions"]], page["next"]


def expired_of(text: str) -> ExpireReport:
    """The report of an expiry, of what the library told as JSON."""
    told = decode(text)
    executions: list[ExpiredExecution] = []
    for one in told["executions"]:
        last = one["last_commit"]
        last = None if last is None else Time.parse(last)
        executions.append(known(ExpiredExecution, {**one, "last_commit": last}))
    return ExpireReport(told["removed"], executions)
