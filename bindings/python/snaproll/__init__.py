"""Snaproll: snapshots and rollback of execution state.

    with snaproll.Execution(workflow_id="demo") as run:
        run["messages"] = []
        run["messages"].append({"role": "user", "content": "hi"})
        before = run.snapshot(label="before")
        run["messages"].append({"role": "assistant", "content": "oh"})
        run.rollback_to(before)

Execution is the front door. Context and Manager are what it is made of, and
can be used alone. A Store keeps executions in a file. `step` makes functions steps;
`snaproll.aio` has the twins for asyncio.
"""

from ._error import (
    AmbiguousError,
    BusyError,
    Code,
    ConflictError,
    CorruptError,
    ExistsError,
    FormatError,
    HeldError,
    InternalError,
    InvalidArgumentError,
    LimitError,
    NoMemoryError,
    NotFoundError,
    OwnedError,
    ParseError,
    RangeError,
    ReadOnlyError,
    SealingKeyError,
    SnaprollError,
    StoppedError,
    StoreIOError,
    TestFailedError,
    TypeMismatchError,
    UnknownOutcomeError,
    UnusableError,
)
from ._library import VERSION as __version__
from .cancel import Cancel
from .checkpoint import Checkpoint
from .clock import ManualClock
from .context import Context, Transaction
from .decorator import step
from .erase import EraseReport, Erasure
from .execution import Execution
from .field_history import FieldChange, FieldHistory
from .group import rollback_group, snapshot_group
from .history import (
    Branch,
    Group,
    Hold,
    PrunedSnapshot,
    PruneReport,
    Tag,
    Usage,
    policy_text,
)
from .live import Live
from .live_dict import LiveDict
from .live_list import LiveList
from .manager import Manager, Summary
from .node_result import NodeResult
from .options import Limit, Options
from .patch import Patch, diff
from .private_paths import PrivatePaths
from .rollback import Effect, RollbackPlan, RollbackResult
from .snapshot import Snapshot, SnapshotDetails, SnapshotList
from .snapshot_rules import SnapshotRules
from ._step import Attempt, Step
from .store import Store
from .store_types import (
    CheckReport,
    ExecutionInfo,
    ExecutionOwner,
    ExpiredExecution,
    ExpireReport,
    StoreStats,
)
from .transfer import Exporter
from .types import (
    UNLIMITED,
    FieldFlag,
    Kind,
    Outcome,
    SnapshotFlag,
    State,
    Time,
    new_id,
    version,
)
from .value import Value

__all__ = [
    "AmbiguousError",
    "Attempt",
    "Branch",
    "BusyError",
    "Cancel",
    "CheckReport",
    "Checkpoint",
    "Code",
    "ConflictError",
    "Context",
    "CorruptError",
    "Effect",
    "EraseReport",
    "Erasure",
    "Execution",
    "ExecutionInfo",
    "ExecutionOwner",
    "ExistsError",
    "ExpireReport",
    "ExpiredExecution",
    "Exporter",
    "FieldChange",
    "FieldFlag",
    "FieldHistory",
    "FormatError",
    "Group",
    "HeldError",
    "Hold",
    "InternalError",
    "InvalidArgumentError",
    "Kind",
    "Limit",
    "LimitError",
    "Live",
    "LiveDict",
    "LiveList",
    "Manager",
    "ManualClock",
    "NoMemoryError",
    "NodeResult",
    "NotFoundError",
    "Options",
    "Outcome",
    "OwnedError",
    "ParseError",
    "Patch",
    "PrivatePaths",
    "PruneReport",
    "PrunedSnapshot",
    "RangeError",
    "ReadOnlyError",
    "RollbackPlan",
    "RollbackResult",
    "SealingKeyError",
    "SnaprollError",
    "Snapshot",
    "SnapshotDetails",
    "SnapshotFlag",
    "SnapshotList",
    "SnapshotRules",
    "State",
    "Step",
    "StoppedError",
    "Store",
    "StoreIOError",
    "StoreStats",
    "Summary",
    "Tag",
    "TestFailedError",
    "Time",
    "Transaction",
    "TypeMismatchError",
    "UNLIMITED",
    "UnknownOutcomeError",
    "UnusableError",
    "Usage",
    "Value",
    "diff",
    "new_id",
    "policy_text",
    "rollback_group",
    "snapshot_group",
    "step",
    "version",
]
