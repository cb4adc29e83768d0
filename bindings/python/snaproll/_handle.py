"""Handles: objects of the library that Python owns.

A handle object refers to an Owner, and the Owner frees the handle of the
library when the last reference to it goes. A call passes the Owner itself, so
that ctypes refers to it as long as the call runs; `close` only drops the
reference of the handle object. So a handle can be closed on one thread while
another is inside a call with it: the call ends first.
"""

from __future__ import annotations

import operator
import sys
import threading
import uuid
from collections.abc import Callable
from ctypes import Structure, c_bool, c_void_p, string_at
from typing import TYPE_CHECKING, Any, ClassVar, SupportsFloat, SupportsIndex, TypeVar

from ._error import (
    NotFoundError,
    ParseError,
    RangeError,
    TypeMismatchError,
    UnusableError,
    take,
)
from ._ffi import SIZE_MAX, Buf, Function, Id, View, lib
from ._json import decode

if TYPE_CHECKING:
    from ctypes import _SimpleCData  # Generic for type checkers alone.

_T = TypeVar("_T")
Self = TypeVar("Self", bound="Handle")
_Serial = TypeVar("_Serial", bound="SerialHandle")


class Owner(c_void_p):
    """Owns one handle of the library. Also the place a call writes it to."""

    __slots__ = ()
    _free: ClassVar[Function]
    value: int | None

    def __del__(self, finalizing: Function = sys.is_finalizing) -> None:
        if self.value and not finalizing():
            self._free(self)
            self.value = None  # Collected before what uses it, it is closed.


def owner_of(noun: str) -> type[Owner]:
    """The Owner of the handles of one noun."""
    free: Function = getattr(lib, f"snaproll_{noun}_free")
    return type(f"{noun}_owner", (Owner,), {"__slots__": (), "_free": free})


def check(function: Function, *arguments: object) -> None:
    """Calls a function that returns a status; raises what it reports."""
    error = c_void_p()
    status = function(*arguments, error)
    if status:
        raise take(status, error)


class Handle:
    """Base of everything that has to be closed; a context manager.

    Closing twice is fine. Any use after it raises UnusableError.
    """

    _noun: ClassVar[str]
    _Owner: ClassVar[type[Owner]]
    _owned: Owner | None = None

    def __init_subclass__(cls, noun: str | None = None) -> None:
        super().__init_subclass__()
        if noun is not None:
            cls._noun = noun
            cls._Owner = owner_of(noun)

    @classmethod
    def _adopt(cls: type[Self], owner: Owner) -> Self:
        """A handle object of an owner that was filled."""
        self = cls.__new__(cls)
        self._owned = owner
        return self

    @classmethod
    def _make(cls: type[Self], function: Function, *arguments: object) -> Self:
        """A handle object of what `function` writes to its output."""
        self = cls.__new__(cls)
        self._init(function, *arguments)
        return self

    def _init(self, function: Function, *arguments: object) -> None:
        owner = self._Owner()
        error = c_void_p()
        status = function(*arguments, owner, error)
        if status:
            raise take(status, error)
        self._owned = owner

    @property
    def _pointer(self) -> Owner:
        owner = self._owned
        if not owner:
            raise UnusableError(f"this {type(self).__name__} is closed")
        return owner

    def _call(self, function: Function, *arguments: object) -> None:
        error = c_void_p()
        status = function(self._owned or self._pointer, *arguments, error)
        if status:
            raise take(status, error)

    def _text(self, function: Function, *arguments: object) -> str:
        """What `function` writes to a snaproll_buf."""
        buf, error = Buf(), c_void_p()
        status = function(self._owned or self._pointer, *arguments, buf, error)
        if status:
            raise take(status, error)
        return taken(buf)

    def _bytes(self, function: Function, *arguments: object) -> bytes:
        """What `function` writes to a snaproll_buf, where it is no text."""
        buf, error = Buf(), c_void_p()
        status = function(self._owned or self._pointer, *arguments, buf, error)
        if status:
            raise take(status, error)
        return taken_bytes(buf)

    def _strings(self, function: Function, *arguments: object) -> list[str]:
        """What `function` writes to a snaproll_buf as an array of strings."""
        told: list[str] = decode(self._text(function, *arguments))
        return told

    def _get(self, function: Function, kind: type[_SimpleCData[_T]]) -> _T:
        """What `function` writes to a number or a bool."""
        out = kind()
        self._call(function, out)
        return out.value

    def _optional_id(self, function: Function) -> uuid.UUID | None:
        """What `function` writes to an id and to whether there is one."""
        out, present = Id(), c_bool()
        self._call(function, out, present)
        return to_uuid(out) if present.value else None

    def _view(self, function: Function, *outputs: object) -> str | None:
        """What `function` writes to a snaproll_view, its last output."""
        owner = self._pointer  # The view is borrowed from it.
        view = View()
        check(function, owner, *outputs, view)
        return viewed(view)

    def close(self) -> None:
        """Gives the handle back, as soon as no call is using it."""
        self._owned = None

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return not self._owned

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"{name}(<closed>)" if self.closed else f"<{name}>"

    def __bool__(self) -> bool:
        return True

    def __enter__(self: Self) -> Self:
        self._pointer
        return self

    def __exit__(self, kind: Any, problem: Any, traceback: Any) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeMismatchError(
            f"{type(self).__name__}: can not be pickled or copied by value"
        )


class ImmutableHandle(Handle):
    """A handle of what never changes: a copy stands for the same thing."""

    def __copy__(self: Self) -> Self:
        return self._adopt(self._pointer)

    def __deepcopy__(self: Self, memo: Any) -> Self:
        return self._adopt(self._pointer)


class SerialHandle(Handle):
    """A handle that the library lets one thread use at a time: takes turns."""

    _turn: threading.RLock

    def __new__(cls: type[_Serial], *_: Any, **__: Any) -> _Serial:
        self = object.__new__(cls)
        self._turn = threading.RLock()
        return self

    def _call(self, function: Function, *arguments: object) -> None:
        with self._turn:
            super()._call(function, *arguments)

    def _text(self, function: Function, *arguments: object) -> str:
        with self._turn:
            return super()._text(function, *arguments)


# What `type` gives of Any is unknown to a checker; this is told.
type_of: Callable[[object], type[object]] = type


def pointer_of(handle: Handle | Any, kind: type[Handle]) -> Owner:
    """The handle of an argument that has to be a `kind`."""
    if not isinstance(handle, kind):
        raise TypeMismatchError(
            f"a {kind.__name__} is needed, not {type(handle).__name__}"
        )
    return handle._owned or handle._pointer


def pointer_or_none(handle: Handle | Any | None, kind: type[Handle]) -> Owner | None:
    """As pointer_of, for an argument that may be None."""
    return None if handle is None else pointer_of(handle, kind)


def taken(buf: Buf) -> str:
    """The text of a buffer, which is given back."""
    return taken_bytes(buf).decode()


def taken_bytes(buf: Buf) -> bytes:
    """The bytes of a buffer, which is given back."""
    try:
        data: bytes = buf.data or b""
        if len(data) != buf.size:  # It ends at the first NUL: there are others.
            data = string_at(_Address.from_buffer(buf).data, buf.size)
        return data
    finally:
        lib.snaproll_buf_dispose(buf)


class _Address(Structure):
    """The beginning of a Buf, with the address of the text."""

    _fields_ = [("data", c_void_p)]


def viewed(view: View) -> str | None:
    """The text of a view, None where it is absent."""
    return None if view.data is None else string_at(view.data, view.size).decode()


def utf8(text: str | Any, what: str = "text") -> bytes:
    """The bytes of a str."""
    if not isinstance(text, str):
        raise TypeMismatchError(f"{what} has to be a str, not {type(text).__name__}")
    try:
        return text.encode()
    except UnicodeEncodeError as problem:
        raise ParseError(
            f"{what} holds a lone surrogate, which is no character",
            offset=len(text[: problem.start].encode()),
        ) from None


def pair(text: str, what: str = "text") -> tuple[bytes, int]:
    """A str as the two arguments pointer and length."""
    data = utf8(text, what)
    return data, len(data)


def bytes_pair(data: bytes | bytearray | memoryview | Any) -> tuple[bytes, int]:
    """What has a buffer of bytes, as the two arguments pointer and length."""
    if not isinstance(data, bytes):
        try:
            view = memoryview(data)
        except TypeError:
            raise TypeMismatchError(
                f"data has to be bytes, not {type(data).__name__}"
            ) from None
        data = bytes(view)
    return data, len(data)


def json_pair(text: str | bytes) -> tuple[bytes, int]:
    """JSON text as the two arguments; bytes go as they are."""
    data = text if isinstance(text, bytes) else utf8(text, "JSON text")
    return data, len(data)


def natural(number: Any, what: str, highest: int = SIZE_MAX) -> int:
    """An integer from 0 to `highest`, which ctypes would cut silently."""
    return integer(number, what, 0, highest)


def integer(
    number: Any, what: str, lowest: int = -(2**63), highest: int = 2**63 - 1
) -> int:
    """An integer within bounds, which ctypes would cut silently."""
    try:
        result = operator.index(number)
    except TypeError:
        raise TypeMismatchError(
            f"{what} has to be an int, not {type(number).__name__}"
        ) from None
    if not lowest <= result <= highest:
        raise RangeError(f"{what} has to be from {lowest} to {highest}")
    return result


def real(number: Any, what: str) -> float:
    """A number as a float."""
    if not isinstance(number, (SupportsFloat, SupportsIndex)):
        raise TypeMismatchError(
            f"{what} has to be a number, not {type(number).__name__}"
        )
    try:
        return float(number)
    except OverflowError:
        raise RangeError(f"{what} is too large for a float") from None


def position(index: Any, size: int) -> int:
    """An index of a sequence, counted from the front."""
    place = operator.index(index)
    if place < 0:
        place += size
    if not 0 <= place < size:
        raise NotFoundError(f"index {index} is out of range")
    return place


def to_uuid(
    identity: Id | bytes,
    new: Function = object.__new__,
    put: Function = vars(uuid.UUID)["int"].__set__,
    number: Function = int.from_bytes,
    tell: Function = vars(uuid.UUID)["is_safe"].__set__,
    unknown: uuid.SafeUUID = uuid.SafeUUID.unknown,
) -> uuid.UUID:
    """The UUID of its 16 bytes: what the constructor does, at a fifth of the time."""
    made: uuid.UUID = new(uuid.UUID)
    put(made, number(identity, "big"))
    tell(made, unknown)
    return made


def to_id(identity: uuid.UUID | str | Any) -> Id:
    """The id of a UUID, or of its text."""
    if isinstance(identity, uuid.UUID):
        return Id.from_buffer_copy(identity.bytes)
    if not isinstance(identity, str):
        raise TypeMismatchError(
            f"an id is a UUID or its text, not {type(identity).__name__}",
        )
    out = Id()
    check(lib.snaproll_id_parse, *pair(identity, "id"), out)
    return out
