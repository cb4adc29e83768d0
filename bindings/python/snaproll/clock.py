"""A clock set by hand, so that tests and replays give the same bytes."""

from __future__ import annotations

import datetime
from ctypes import c_int64

from ._ffi import lib
from ._handle import Handle, integer
from .types import Time, nanoseconds


class ManualClock(Handle, noun="clock"):
    """Reads `start` and moves on by `step` nanoseconds with each reading.

    Internally synchronized: threads may share it.

    >>> import snaproll
    >>> clock = snaproll.ManualClock(1_700_000_000_000_000_000, step=1_000_000_000)
    >>> str(clock.now()), str(clock.now())
    ('2023-11-14T22:13:20Z', '2023-11-14T22:13:21Z')
    """

    def __init__(self, start: int | datetime.datetime = 0, step: int = 0) -> None:
        begin = nanoseconds(start)
        self._init(lib.snaproll_clock_new_manual, begin, integer(step, "step"))

    def now(self) -> Time:
        """Reads the clock, and moves it by its step."""
        return Time(self._get(lib.snaproll_clock_now, c_int64))

    def set(self, now: int | datetime.datetime) -> None:
        """Sets the clock."""
        self._call(lib.snaproll_clock_set, nanoseconds(now))

    def advance(self, by: int) -> None:
        """Moves the clock by nanoseconds."""
        self._call(lib.snaproll_clock_advance, integer(by, "by"))
