"""The plain types: times, states, kinds, outcomes and their like."""

from __future__ import annotations

import datetime
import enum
import uuid
from ctypes import c_int64

from ._error import RangeError, TypeMismatchError
from ._ffi import NO_TIME, SIZE_MAX, Buf, Id, lib
from ._handle import check, integer, pair, real, taken, to_uuid
from ._walk import is_a

UNLIMITED = SIZE_MAX
"""A maximum of snapshots that keeps all."""

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Time(int):
    """A time: nanoseconds since 1970 UTC. Its str is RFC 3339 text (J4).

    >>> import snaproll
    >>> time = snaproll.Time.parse("2026-01-02T03:04:05.000000001Z")
    >>> time % 1_000, str(time)
    (1, '2026-01-02T03:04:05.000000001Z')
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Time:
        """Reads RFC 3339 text."""
        out = c_int64()
        check(lib.snaproll_time_parse, *pair(text, "time"), out)
        return cls(out.value)

    @classmethod
    def of(cls, moment: datetime.datetime) -> Time:
        """The time of a datetime that knows its offset."""
        if not is_a(moment, datetime.datetime):
            raise TypeMismatchError(
                f"a datetime is needed, not {type(moment).__name__}"
            )
        if moment.tzinfo is None:
            raise ValueError("a datetime without an offset is no time")
        passed = moment - _EPOCH
        seconds = passed.days * 86_400 + passed.seconds
        return cls((seconds * 1_000_000 + passed.microseconds) * 1_000)

    @property
    def datetime(self) -> datetime.datetime:
        """As a datetime in UTC, whole microseconds."""
        return _EPOCH + datetime.timedelta(microseconds=self // 1_000)

    def __str__(self) -> str:
        buf = Buf()
        check(lib.snaproll_time_text, integer(self, "time"), buf)
        return taken(buf)

    def __repr__(self) -> str:
        return f"Time({int(self)})"


def to_time(nanoseconds: int) -> Time | None:
    """A time of the library; None where it is absent."""
    return None if nanoseconds == NO_TIME else Time(nanoseconds)


def nanoseconds(time: int | datetime.datetime) -> int:
    """A time as the library takes it."""
    if isinstance(time, datetime.datetime):
        time = Time.of(time)
    return integer(time, "time", NO_TIME + 1)


def duration(time: float | datetime.timedelta, what: str) -> int:
    """Nanoseconds of a duration in seconds."""
    if isinstance(time, datetime.timedelta):
        microseconds = time // datetime.timedelta(microseconds=1)
        return integer(microseconds * 1_000, what)
    if isinstance(time, int):
        return integer(time * 1_000_000_000, what)
    try:
        return integer(round(real(time, what) * 1e9), what)
    except (OverflowError, ValueError):
        raise RangeError(f"{what} has to be finite") from None


class State(enum.IntEnum):
    """States of an execution (rule C3)."""

    RUNNING = 0
    COMPLETED = 1
    FAILED = 2
    CANCELLED = 3
    PAUSED = 4


def told_state(number: int, message: str | None) -> tuple[State, str | None]:
    """A state, and its message where it is FAILED."""
    state = State(number)
    return state, (message or "") if state is State.FAILED else None


class Kind(enum.IntEnum):
    """Kinds of values."""

    NULL = 0
    BOOL = 1
    INTEGER = 2
    DOUBLE = 3
    TEXT = 4
    ARRAY = 5
    OBJECT = 6


class Outcome(enum.IntEnum):
    """How a node ended (rule J3)."""

    PENDING = 0
    SUCCESS = 1
    FAILURE = 2
    SKIPPED = 3


class SnapshotFlag(enum.IntFlag):
    """Flags of the entries of a SnapshotList."""

    AUTO = 1
    HAS_LABEL = 2
    HAS_TRIGGER_NODE = 4


class FieldFlag(enum.IntFlag):
    """Flags of the changes of a FieldHistory."""

    HAS_BEFORE = 1
    HAS_AFTER = 2


def count_text(count: int, one: str) -> str:
    """1 step, 2 steps."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def new_id() -> uuid.UUID:
    """Draws a new id (UUID version 7).

    >>> import snaproll
    >>> snaproll.new_id().version
    7
    """
    out = Id()
    check(lib.snaproll_id_new, out)
    return to_uuid(out)


def version() -> str:
    """The version of the library that is loaded.

    >>> import snaproll
    >>> snaproll.version() == snaproll.__version__
    True
    """
    told: bytes = lib.snaproll_version_string()
    return told.decode()
