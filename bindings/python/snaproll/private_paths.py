"""PrivatePaths: values that are never stored, and values that are not shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from ._error import SnaprollError, TypeMismatchError
from ._ffi import lib
from ._handle import ImmutableHandle, json_pair, utf8
from ._record import Record
from ._json import decode, encode

if TYPE_CHECKING:
    from .context import Context

_Self = TypeVar("_Self", bound="Hiding")


class PrivatePaths(Record):
    """Places of a state: JSON Pointers below /variables or /node_results.

    A `*` stands for any run of characters of one token, and ~2 for a `*` that
    is meant as it stands.

    >>> import snaproll
    >>> run = snaproll.Execution()
    >>> run.set_private_paths(secret=["/variables/key"])
    >>> run.private_paths
    PrivatePaths(transient=(), secret=('/variables/key',))
    """

    transient: tuple[str, ...] = ()
    """What stays in the live context alone, and is in nothing that is stored."""
    secret: tuple[str, ...] = ()
    """What is stored, and shown as "***"."""

    def to_json(self) -> str:
        """As the library reads it."""
        told = {"secret": [*self.secret], "transient": [*self.transient]}
        return encode(told).decode()


class PrivateVerbs:
    """What contexts and executions have alike."""

    _context: Context

    def set_private_paths(
        self, *, transient: Iterable[str] = (), secret: Iterable[str] = ()
    ) -> None:
        """Which values are private, in place of what was told before.

        Transient ones are read as ever, and are in no snapshot, record, patch,
        digest, JSON form or export that is made from now on. Secret ones are
        stored, and masked where they are shown. On a store both lists are kept
        with the execution, by its next commit.
        """
        paths = PrivatePaths(_listed(transient, "transient"), _listed(secret, "secret"))
        text = json_pair(paths.to_json())
        self._context._call(lib.snaproll_context_set_private_paths, *text)

    @property
    def private_paths(self) -> PrivatePaths:
        """What was told last."""
        told = decode(self._private_json())
        return PrivatePaths(tuple(told["transient"]), tuple(told["secret"]))

    def _private_json(self) -> str:
        return self._context._text(lib.snaproll_context_private_paths)


def paths_pair(paths: PrivatePaths | str | bytes) -> tuple[bytes, int]:
    """Paths, or their text, as the two arguments."""
    return json_pair(paths.to_json() if isinstance(paths, PrivatePaths) else paths)


def paths_of(item: object) -> str | None:
    """The paths of what belongs to a context, as text; None where it has none."""
    if isinstance(item, Hiding):
        return item._paths
    context = getattr(item, "_context", None)
    if not isinstance(context, PrivateVerbs):
        return None
    try:
        return context._private_json()
    except SnaprollError:
        return None  # It is closed, or a transaction that has ended.


class Hiding(ImmutableHandle):
    """What is shown with the values masked that its context holds private."""

    _paths: str | None = None

    def __copy__(self: _Self) -> _Self:
        return self._adopt(self._pointer)._hide(self)

    def __deepcopy__(self: _Self, memo: Any) -> _Self:
        return self._adopt(self._pointer)._hide(self)

    def _hide(self: _Self, item: object) -> _Self:
        """This, after it was made of `item`."""
        self._paths = paths_of(item)
        return self


def _listed(paths: Iterable[str], what: str) -> tuple[str, ...]:
    if isinstance(paths, str):
        raise TypeMismatchError(f"{what} has to be a list of str, not one str")
    listed = tuple(paths)
    for path in listed:
        utf8(path, f"each of {what}")
    return listed
