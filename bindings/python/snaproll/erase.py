"""Erasing one value from all that is kept; docs/secrets.md has the rules."""

from __future__ import annotations

import uuid

from ._error import InvalidArgumentError
from ._ffi import lib
from ._handle import Handle, pair
from ._json import decode
from ._record import Record, known
from .types import Time


class EraseReport(Record):
    """What an erase did, or would do."""

    id: uuid.UUID | None
    """Of the tombstone; None of a dry run."""
    dry_run: bool
    states: int
    """That held it."""
    records: int
    """That were written anew."""
    keyframes: int
    names: int
    """Tags, branches, holds, attributes and words of the execution."""
    executions: list[str]
    """Those that held it, also by records that they share."""
    kept: list[str]
    """Those whose id itself holds the text, which stays."""
    pending: bool
    """Its bytes may stand in the file still, since a reader was open:
    `Store.compact`, or the next open for writing, goes on."""


class Erasure(Record):
    """A tombstone: that something was taken out.

    >>> import snaproll
    >>> run = snaproll.Execution()
    >>> run["mail"] = "ann@example.org"
    >>> run.erase(pointer="/variables/mail", reason="asked to").dry_run
    False
    >>> [(one.pointer, one.reason) for one in run.erasures()]
    [('/variables/mail', 'asked to')]
    """

    id: uuid.UUID
    at: Time
    reason: str
    pointer: str | None
    """None of a text, which is not told."""
    states: int


class EraseOptions(Handle, noun="erase_options"):
    """What is erased, for one call."""

    def __init__(
        self,
        pointer: str | None,
        containing: str | None,
        reason: str,
        take_over: bool,
        dry_run: bool,
    ) -> None:
        if (pointer is None) == (containing is None):
            raise InvalidArgumentError(
                "an erase is by a pointer or by a text, one of both"
            )
        self._init(lib.snaproll_erase_options_new)
        if pointer is not None:
            named = pair(pointer, "pointer")
            self._call(lib.snaproll_erase_options_set_pointer, *named)
        if containing is not None:
            text = pair(containing, "containing")
            self._call(lib.snaproll_erase_options_set_containing, *text)
        why = pair(reason, "reason")
        self._call(lib.snaproll_erase_options_set_reason, *why)
        self._call(lib.snaproll_erase_options_set_take_over, bool(take_over))
        self._call(lib.snaproll_erase_options_set_dry_run, bool(dry_run))


def report_of(text: str) -> EraseReport:
    """What an erase did, of what the library told as JSON."""
    told = decode(text)
    told["id"] = None if told["id"] is None else uuid.UUID(told["id"])
    return known(EraseReport, told)


def erasures_of(text: str) -> list[Erasure]:
    """Tombstones, of what the library told as JSON."""
    return [
        Erasure(
            uuid.UUID(one["id"]),
            Time.parse(one["at"]),
            one["reason"],
            one["pointer"],
            one["states"],
        )
        for one in decode(text)
    ]
