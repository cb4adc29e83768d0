"""Errors: one class for each code of the library, all of them SnaprollErrors.

Where Python has a class for the same thing (ValueError, TypeError, KeyError,
IndexError, MemoryError) the class is one of that kind as well.
"""

from __future__ import annotations

import enum
import re
import threading
from ctypes import c_void_p, string_at
from typing import TYPE_CHECKING, Any, ClassVar

from ._ffi import SIZE_MAX, lib

if TYPE_CHECKING:
    from .rollback import RollbackResult


class Code(enum.IntEnum):
    """The codes of the library: pinned, never reused."""

    OK = 0
    INVALID_ARGUMENT = -1
    PARSE = -2
    TYPE = -3
    RANGE = -4
    LIMIT = -5
    NOT_FOUND = -6
    EXISTS = -7
    AMBIGUOUS = -8
    CONFLICT = -9
    OWNED = -10
    TEST_FAILED = -11
    HELD = -12
    BUSY = -13
    STOPPED = -14
    CORRUPT = -15
    FORMAT = -16
    READ_ONLY = -17
    IO = -18
    UNKNOWN = -19
    UNUSABLE = -20
    KEY = -21
    NO_MEMORY = -22
    INTERNAL = -23


class SnaprollError(Exception):
    """Base of all errors of this package.

    code: the number of the library, a Code where it is a known one.
    message: one line for a human.
    hint: what to call next, or "".
    pointer: JSON Pointer of the place, or None.
    offset: byte offset in the text that was read, or None.
    native: the store's own code, or 0.
    result: what a failed rollback reports (rule M12), else None.
    statuses: the code of each execution of a failed save_many, else None.

    >>> import snaproll
    >>> try:
    ...     snaproll.Value({"a": [1, {2}]})
    ... except snaproll.SnaprollError as problem:
    ...     print(problem.code_name, problem.pointer)
    TYPE /a/1
    """

    default_code: ClassVar[int] = Code.INTERNAL
    code: int
    message: str
    hint: str
    pointer: str | None
    offset: int | None
    native: int
    result: RollbackResult | None = None
    statuses: list[Code] | None = None

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        hint: str = "",
        pointer: str | None = None,
        offset: int | None = None,
        native: int = 0,
    ) -> None:
        super().__init__(message)
        self.code = self.default_code if code is None else code
        self.message = message
        self.hint = hint
        self.pointer = pointer
        self.offset = offset
        self.native = native

    @property
    def code_name(self) -> str:
        """The name of the code, as NOT_FOUND."""
        name: bytes = lib.snaproll_code_name(self.code)
        return name.decode()

    def __str__(self) -> str:
        """The message, with the place and the hint."""
        text = self.message
        if self.pointer:
            text += f' at "{self.pointer}"'
        if self.offset is not None:
            text += f" at byte {self.offset}"
        return f"{text} ({self.hint})" if self.hint else text

    def __reduce__(self) -> Any:
        told = (self.code, self.hint, self.pointer, self.offset, self.native)
        kept = {"result": self.result, "statuses": self.statuses}
        rest = {name: item for name, item in kept.items() if item is not None}
        return _restore, (type(self), self.message, *told), rest or None


def _restore(
    kind: type[SnaprollError],
    message: str,
    code: int,
    hint: str,
    pointer: str | None,
    offset: int | None,
    native: int,
) -> SnaprollError:
    """What unpickling calls."""
    return kind(
        message, code=code, hint=hint, pointer=pointer, offset=offset, native=native
    )


class InvalidArgumentError(SnaprollError, ValueError):
    """A handle, an id or an option that can not be used so."""

    default_code: ClassVar[int] = Code.INVALID_ARGUMENT


class ParseError(SnaprollError, ValueError):
    """Not JSON, not UTF-8, not a JSON Pointer, not a time."""

    default_code: ClassVar[int] = Code.PARSE


class TypeMismatchError(SnaprollError, TypeError):
    """Another type was needed there."""

    default_code: ClassVar[int] = Code.TYPE


class RangeError(SnaprollError, ValueError):
    """A number or a time that does not fit."""

    default_code: ClassVar[int] = Code.RANGE


class LimitError(SnaprollError, ValueError):
    """Larger than a limit (rule J7)."""

    default_code: ClassVar[int] = Code.LIMIT


class NotFoundError(SnaprollError, KeyError, IndexError):
    """Nothing is there: no such name, index, snapshot or result."""

    default_code: ClassVar[int] = Code.NOT_FOUND

    def __str__(self) -> str:
        """Not that of a KeyError, which shows a repr."""
        return SnaprollError.__str__(self)


class ExistsError(SnaprollError):
    """It is there already."""

    default_code: ClassVar[int] = Code.EXISTS


class AmbiguousError(SnaprollError, LookupError):
    """More than one fits."""

    default_code: ClassVar[int] = Code.AMBIGUOUS


class ConflictError(SnaprollError):
    """It moved meanwhile; nothing was changed."""

    default_code: ClassVar[int] = Code.CONFLICT


class OwnedError(SnaprollError):
    """A living owner holds it."""

    default_code: ClassVar[int] = Code.OWNED


class TestFailedError(SnaprollError):
    """A test of a JSON Patch failed."""

    default_code: ClassVar[int] = Code.TEST_FAILED
    __test__ = False


class HeldError(SnaprollError):
    """A hold forbids it."""

    default_code: ClassVar[int] = Code.HELD


class BusyError(SnaprollError):
    """Others are using it."""

    default_code: ClassVar[int] = Code.BUSY


class StoppedError(SnaprollError):
    """A Cancel was triggered."""

    default_code: ClassVar[int] = Code.STOPPED


class CorruptError(SnaprollError):
    """What was stored is damaged."""

    default_code: ClassVar[int] = Code.CORRUPT


class FormatError(SnaprollError):
    """What was stored has a form that this version does not know."""

    default_code: ClassVar[int] = Code.FORMAT


class ReadOnlyError(SnaprollError):
    """It can not be written."""

    default_code: ClassVar[int] = Code.READ_ONLY


class StoreIOError(SnaprollError):
    """The store's input or output failed; `native` is its own code."""

    default_code: ClassVar[int] = Code.IO


class UnknownOutcomeError(SnaprollError):
    """Whether it was committed is not known."""

    default_code: ClassVar[int] = Code.UNKNOWN


class UnusableError(SnaprollError):
    """Closed, ended or poisoned."""

    default_code: ClassVar[int] = Code.UNUSABLE


class SealingKeyError(SnaprollError):
    """A sealing key is missing or does not fit."""

    default_code: ClassVar[int] = Code.KEY


class NoMemoryError(SnaprollError, MemoryError):
    """The memory did not suffice; nothing was changed."""

    default_code: ClassVar[int] = Code.NO_MEMORY


class InternalError(SnaprollError, RuntimeError):
    """A fault of the library itself."""

    default_code: ClassVar[int] = Code.INTERNAL


_CLASSES: dict[int, type[SnaprollError]] = {
    int(kind.default_code): kind for kind in SnaprollError.__subclasses__()
}


def error_of(code: int, like: SnaprollError) -> SnaprollError:
    """An error of its own as `like`, or one of the code alone if that differs."""
    if code == like.code:
        told = (like.code, like.hint, like.pointer, like.offset, like.native)
        return _restore(type(like), like.message, *told)
    kind = _CLASSES.get(code, SnaprollError)
    name = lib.snaproll_code_name(code).decode()
    known = Code(code) if code in _CLASSES else code
    return kind(f"the commit failed: {name}", code=known)


_C_NAME = re.compile(
    r"snaproll_(snapshot_list|node_result|rollback_[a-z]+|[a-z]+)_([a-z0-9_]+)"
)
# Those whose names in Python do not follow from the noun and the verb.
_RENAMED = {
    "snaproll_context_append_value": "Context.append_at",
    "snaproll_context_record_node_result_value": "Context.record_node_result",
    "snaproll_context_set_value": "Context.set_value_at",
    "snaproll_step_finish_text": "Step.finish",
    "snaproll_value_new_text": "Value",
}


def python_names(hint: str) -> str:
    """A hint with the names of functions as Python has them."""

    def renamed(match: re.Match[str]) -> str:
        noun = "".join(part.capitalize() for part in match[1].split("_"))
        return _RENAMED.get(match[0], f"{noun}.{match[2]}")

    return _C_NAME.sub(renamed, hint)


# What a callback of this thread raised last, and the line that was told of it.
_raised = threading.local()


def remember_cause(problem: BaseException, line: str) -> None:
    """Makes it the cause of the error that ends with this line."""
    _raised.last = (problem, line)


def _caused(error: SnaprollError) -> BaseException:
    problem, line = vars(_raised).pop("last", (None, ""))
    if problem is None or not error.message.endswith(line):
        return error
    if isinstance(problem, BaseException) and not isinstance(problem, Exception):
        return problem  # as KeyboardInterrupt: it goes on
    error.__cause__ = problem
    return error


def take(status: int, handle: c_void_p) -> BaseException:
    """The exception of a call that returned `status`; frees the handle."""
    return _caused(_taken(status, handle))


def _taken(status: int, handle: c_void_p) -> SnaprollError:
    kind = _CLASSES.get(status, SnaprollError)
    if not handle:
        return kind(lib.snaproll_code_name(status).decode(), code=status)
    try:
        pointer = lib.snaproll_error_pointer(handle)
        offset = lib.snaproll_error_offset(handle)
        hint = lib.snaproll_error_hint(handle).decode(errors="replace")
        return kind(
            lib.snaproll_error_message(handle).decode(errors="replace"),
            code=Code(status) if status in _CLASSES else status,
            hint=python_names(hint),
            pointer=(
                string_at(pointer.data, pointer.size).decode(errors="replace")
                if pointer.size
                else None
            ),
            offset=None if offset == SIZE_MAX else offset,
            native=lib.snaproll_error_native(handle),
        )
    finally:
        lib.snaproll_error_free(handle)
