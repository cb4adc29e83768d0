"""Value: an immutable JSON value of the library, cheap to hold and to share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ctypes import c_bool, c_double, c_int32, c_int64, c_size_t, c_uint32, c_uint64
from typing import Any

from ._error import SnaprollError, TypeMismatchError
from ._ffi import Function, lib
from ._handle import (
    ImmutableHandle,
    json_pair,
    natural,
    pair,
    pointer_of,
    pointer_or_none,
    position,
    type_of,
)
from ._json import decode, encode_of
from ._json import encode as encoded
from ._walk import Encode, Plain
from .cancel import Cancel
from .options import Options
from .private_paths import PrivatePaths, paths_pair
from .shown import Shown
from .types import Kind

_INT64 = range(-(2**63), 2**63)
_NO_ELEMENTS: tuple[type[Any], ...] = (str, bytes, Mapping)


class Stateful:
    """Base of what has a state: contexts, executions and snapshots."""

    __slots__ = ()

    def value(self) -> Value:
        """State, variables and node results as one value, O(1)."""
        raise NotImplementedError


class Value(ImmutableHandle, Plain, Shown, noun="value"):
    """A JSON value. Immutable: threads may share it.

    `Value(item)` holds plain Python, and what `encode` makes plain, which is
    called for each item that JSON has not; `Value.parse(text)` reads JSON text.
    What changes it gives a new one that shares the unchanged parts.

    >>> import snaproll
    >>> value = snaproll.Value({"a": [1, 2]})
    >>> changed = value.append("/a", 3)
    >>> changed["a"].plain(), value.plain()
    ([1, 2, 3], {'a': [1, 2]})
    """

    def __init__(self, item: Any = None, *, encode: Encode | None = None) -> None:
        function = encode_of(encode)
        kind = type_of(item)
        if item is None:
            self._init(lib.snaproll_value_new_null)
        elif kind is bool:
            self._init(lib.snaproll_value_new_bool, item)
        elif kind is int and item in _INT64:
            self._init(lib.snaproll_value_new_int64, item)
        elif kind is float:
            self._init(lib.snaproll_value_new_double, item)
        elif kind is str:
            self._init(lib.snaproll_value_new_text, *pair(item))
        elif kind is Value:
            self._init(lib.snaproll_value_ref, item._pointer)
        else:
            text = encoded(item, function)
            self._init(lib.snaproll_value_parse, text, len(text), None, None)

    @classmethod
    def parse(
        cls,
        text: str | bytes,
        *,
        options: Options | None = None,
        cancel: Cancel | None = None,
    ) -> Value:
        """Reads one JSON text (rules J5 to J7)."""
        return cls._make(
            lib.snaproll_value_parse,
            *json_pair(text),
            pointer_or_none(options, Options),
            pointer_or_none(cancel, Cancel),
        )

    def ref(self) -> Value:
        """Another handle of the same value."""
        return Value._make(lib.snaproll_value_ref, self._pointer)

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return Kind(self._kind())

    def _kind(self) -> int:
        return self._get(lib.snaproll_value_kind, c_int32)

    def plain(self) -> Any:
        """Plain Python with the same content."""
        return decode(self.to_json())

    def to_json(self, cancel: Cancel | None = None) -> str:
        """Canonical JSON (rule J5)."""
        return self._text(lib.snaproll_value_to_json, pointer_or_none(cancel, Cancel))

    def as_bool(self) -> bool:
        """Reads a boolean."""
        return self._get(lib.snaproll_value_as_bool, c_bool)

    def as_int64(self) -> int:
        """Reads an integer of 64 bits; RangeError for a larger one."""
        return self._get(lib.snaproll_value_as_int64, c_int64)

    def as_double(self) -> float:
        """Reads a number; an integer reads as the nearest float."""
        return self._get(lib.snaproll_value_as_double, c_double)

    def as_text(self) -> str:
        """Reads a string."""
        return self._text(lib.snaproll_value_as_text)

    @property
    def size(self) -> int:
        """Members of a container, bytes of a string, else 0."""
        return self._get(lib.snaproll_value_size, c_size_t)

    @property
    def depth(self) -> int:
        """Levels; a scalar is 1."""
        return self._get(lib.snaproll_value_depth, c_uint32)

    @property
    def json_size(self) -> int:
        """Bytes of its canonical JSON."""
        return self._get(lib.snaproll_value_json_size, c_uint64)

    @property
    def held_bytes(self) -> int:
        """Bytes allocated for it, shared parts included."""
        return self._get(lib.snaproll_value_held_bytes, c_uint64)

    def find(self, name: str) -> Value:
        """The member of an object."""
        return self._derived(lib.snaproll_value_find, *pair(name, "name"))

    def at(self, index: int) -> Value:
        """The element of an array, or the i-th member in the order of names."""
        return self._derived(lib.snaproll_value_at, natural(index, "index"))

    def name_at(self, index: int) -> str:
        """The name of the i-th member of an object."""
        return self._text(lib.snaproll_value_name_at, natural(index, "index"))

    def names(self) -> list[str]:
        """The names of an object's members, in byte order."""
        return self._strings(lib.snaproll_value_names)

    def same(self, other: Value) -> bool:
        """Whether both have the same canonical bytes."""
        return self._compared(lib.snaproll_value_same, other)

    def equivalent(self, other: Value) -> bool:
        """Whether both are equal as RFC 6902 says (4.6): 1 equals 1.0."""
        return self._compared(lib.snaproll_value_equivalent, other)

    def get(self, pointer: str) -> Value:
        """The value at a JSON Pointer."""
        return self._derived(lib.snaproll_value_get, *pair(pointer, "pointer"))

    def set(self, pointer: str, item: Any) -> Value:
        """A value that differs from this one at the pointer (append: /-)."""
        return self._changed(lib.snaproll_value_set, pointer, item)

    def remove(self, pointer: str) -> Value:
        """As this one without what stands at the pointer."""
        return self._derived(lib.snaproll_value_remove, *pair(pointer, "pointer"))

    def append(self, pointer: str, item: Any) -> Value:
        """As this one with an element more in the array at the pointer."""
        return self._changed(lib.snaproll_value_append, pointer, item)

    def append_text(self, pointer: str, text: str) -> Value:
        """As this one with more text in the string at the pointer."""
        where = pair(pointer, "pointer")
        return self._derived(lib.snaproll_value_append_text, *where, *pair(text))

    def splice(
        self, pointer: str, index: int, removed: int, values: Iterable[Any] = ()
    ) -> Value:
        """As this one with a part of the array at the pointer replaced.

        `removed` elements from `index` on give way to those of `values`.
        """
        where, part = pair(pointer, "pointer"), extent(index, "index", removed)
        items = value_of(elements(values))._pointer
        return self._derived(lib.snaproll_value_splice, *where, *part, items)

    def splice_text(
        self, pointer: str, offset: int, removed: int, text: str = ""
    ) -> Value:
        """As this one with a part of the string at the pointer replaced.

        `removed` bytes of its UTF-8 from byte `offset` on give way to `text`;
        both places are borders of characters.
        """
        where, part = pair(pointer, "pointer"), extent(offset, "offset", removed)
        function = lib.snaproll_value_splice_text
        return self._derived(function, *where, *part, *pair(text))

    def test(self, pointer: str, expected: Any) -> None:
        """TestFailedError unless what stands at the pointer equals `expected`.

        As RFC 6902 says (4.6): 1 equals 1.0.
        """
        where = pair(pointer, "pointer")
        self._call(lib.snaproll_value_test, *where, value_of(expected)._pointer)

    def masked(self, paths: PrivatePaths | str | bytes, pointer: str = "") -> Value:
        """As this one with "***" for all that one of the paths names.

        To be shown. `pointer` tells where it stands in a state; it is the whole
        of one by default.
        """
        where = pair(pointer, "pointer")
        return self._derived(lib.snaproll_value_masked, *paths_pair(paths), *where)

    def _derived(self, function: Function, *arguments: object) -> Value:
        return Value._make(function, self._pointer, *arguments)

    def _changed(self, function: Function, pointer: str, item: Any) -> Value:
        where = pair(pointer, "pointer")
        return self._derived(function, *where, value_of(item)._pointer)

    def _compared(self, function: Function, other: Value) -> bool:
        out = c_bool()
        self._call(function, pointer_of(other, Value), out)
        return out.value

    def __getitem__(self, place: str | int) -> Value:
        if isinstance(place, str):
            return self.find(place)
        return self.at(position(place, self.size))

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Any]:
        """Names of an object, elements of an array."""
        kind = self.kind
        if kind is Kind.OBJECT:
            return iter(self.names())
        if kind is Kind.ARRAY:
            return (self.at(index) for index in range(self.size))
        raise TypeMismatchError("only arrays and objects can be walked through")

    def __contains__(self, item: Any) -> bool:
        """Whether an object has the name, or an array the element."""
        if self.kind is Kind.OBJECT:
            return item in self.names()
        try:
            wanted = value_of(item)
        except SnaprollError:
            return False  # What is no JSON is no element.
        return any(element == wanted for element in self)

    def __eq__(self, other: object) -> bool:
        """Equal by rule M11; another type is never equal."""
        if not isinstance(other, Value):
            return NotImplemented
        return self._compared(lib.snaproll_value_equal, other)

    def __repr__(self) -> str:
        return "Value(<closed>)" if self.closed else f"Value({self.plain()!r})"

    def __reduce__(self) -> Any:
        return Value.parse, (self.to_json(),)


def value_of(item: Any, encode: Encode | None = None) -> Value:
    """The item as a Value."""
    return item if isinstance(item, Value) else Value(item, encode=encode)


def elements(values: Any) -> Any:
    """The elements of what may be any iterable, as one array."""
    if isinstance(values, Value):
        return values
    given: Any = values.plain() if isinstance(values, Plain) else values
    if isinstance(given, _NO_ELEMENTS) or not isinstance(given, Iterable):
        raise TypeMismatchError(
            f"an iterable of elements is needed, not {type(given).__name__}"
        )
    return [*given]


def extent(begin: int, what: str, removed: int) -> tuple[int, int]:
    """The begin and the length of a part that is replaced."""
    return natural(begin, what), natural(removed, "removed")
