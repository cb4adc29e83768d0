"""Columns of what is a list: one call of the library tells all entries."""

from __future__ import annotations

import uuid
from ctypes import POINTER, c_int64, c_size_t, c_uint8, c_void_p, string_at
from typing import TYPE_CHECKING, ClassVar

from ._ffi import Function, Id
from ._handle import ImmutableHandle, check, to_uuid
from .types import Time

if TYPE_CHECKING:
    from ctypes import _SimpleCData


class Columns(ImmutableHandle):
    """Base of the lists. A column is borrowed from the handle, and copied."""

    _counting: ClassVar[Function]
    _size: int | None = None  # Never changes once it is known.

    def __len__(self) -> int:
        self._pointer
        if self._size is None:
            self._size = self._get(self._counting, c_size_t)
        return self._size

    def __bool__(self) -> bool:
        return len(self) > 0

    def _numbers(self, function: Function, kind: type[_SimpleCData[int]]) -> list[int]:
        owner, size = self._pointer, len(self)
        column = POINTER(kind)()
        check(function, owner, column)
        numbers: list[int] = column[:size] if column else []
        return numbers

    def _flags(self, function: Function) -> list[int]:
        return self._numbers(function, c_uint8)

    def _times(self, function: Function) -> list[Time]:
        return [*map(Time, self._numbers(function, c_int64))]

    def _ids(self, function: Function) -> list[uuid.UUID]:
        owner, size = self._pointer, len(self) * 16
        column = POINTER(Id)()
        check(function, owner, column)
        data = string_at(column, size) if column else b""
        return [to_uuid(data[at : at + 16]) for at in range(0, len(data), 16)]

    def _texts(self, function: Function) -> list[str]:
        owner, size = self._pointer, len(self)
        offsets, column = POINTER(c_size_t)(), c_void_p()
        check(function, owner, offsets, column)
        ends = offsets[: size + 1] if offsets else [0]
        data = string_at(column, ends[-1]) if column else b""
        return [data[begin:end].decode() for begin, end in zip(ends, ends[1:])]
