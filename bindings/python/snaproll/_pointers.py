"""What stands at a JSON Pointer, of a context or of an execution's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ._ffi import lib
from ._handle import json_pair, pair, pointer_of
from ._json import encode
from .live import seen
from .value import Value, elements, extent

if TYPE_CHECKING:
    from .context import Context


class PointerVerbs:
    """The verbs that take JSON Pointers; a part of Context and Execution.

    Pointers start with /variables, /node_results or /state.
    """

    __slots__ = ()
    _context: Context

    def get_at(self, pointer: str) -> Any:
        """What stands at a pointer: live where it is a list or a dict."""
        return seen(self._context, self.get_value_at(pointer)._pointer, pointer)

    def get_json_at(self, pointer: str) -> str:
        """Canonical JSON of what stands at a pointer."""
        return self._context._text(
            lib.snaproll_context_get, *pair(pointer, "a pointer")
        )

    def get_value_at(self, pointer: str) -> Value:
        """The Value that stands at a pointer."""
        where = pair(pointer, "a pointer")
        return Value._make(
            lib.snaproll_context_get_value, self._context._pointer, *where
        )

    def set_at(self, pointer: str, item: Any) -> None:
        """Sets or replaces what stands at a pointer (append: /-)."""
        self.set_json_at(pointer, encode(item, self._context._encode))

    def set_json_at(self, pointer: str, text: str | bytes) -> None:
        """As set_at, to JSON text."""
        where = pair(pointer, "a pointer")
        self._context._call(lib.snaproll_context_set, *where, *json_pair(text))

    def set_value_at(self, pointer: str, value: Value) -> None:
        """As set_at, to a Value."""
        held = pointer_of(value, Value)
        self._context._call(
            lib.snaproll_context_set_value, *pair(pointer, "a pointer"), held
        )

    def remove_at(self, pointer: str) -> None:
        """Removes what stands at a pointer."""
        self._context._call(lib.snaproll_context_remove, *pair(pointer, "a pointer"))

    def append_at(self, pointer: str, item: Any) -> None:
        """Appends to the array at a pointer."""
        if isinstance(item, Value):
            where = pair(pointer, "a pointer")
            self._context._call(
                lib.snaproll_context_append_value, *where, item._pointer
            )
        else:
            self.append_json_at(pointer, encode(item, self._context._encode))

    def append_json_at(self, pointer: str, text: str | bytes) -> None:
        """As append_at, from JSON text."""
        where = pair(pointer, "a pointer")
        self._context._call(lib.snaproll_context_append, *where, *json_pair(text))

    def append_text_at(self, pointer: str, text: str) -> None:
        """Appends text to the string at a pointer."""
        where = pair(pointer, "a pointer")
        self._context._call(lib.snaproll_context_append_text, *where, *pair(text))

    def splice_at(
        self, pointer: str, index: int, removed: int, values: Iterable[Any] = ()
    ) -> None:
        """Replaces a part of the array at a pointer, at the cost of that part.

        `removed` elements from `index` on give way to those of `values`.
        """
        text = encode(elements(values), self._context._encode)
        self.splice_json_at(pointer, index, removed, text)

    def splice_json_at(
        self, pointer: str, index: int, removed: int, text: str | bytes
    ) -> None:
        """As splice_at, by the elements of a JSON array."""
        where, part = pair(pointer, "a pointer"), extent(index, "index", removed)
        function = lib.snaproll_context_splice
        self._context._call(function, *where, *part, *json_pair(text))

    def splice_text_at(
        self, pointer: str, offset: int, removed: int, text: str = ""
    ) -> None:
        """Replaces a part of the string at a pointer.

        `removed` bytes of its UTF-8 from byte `offset` on give way to `text`;
        both places are borders of characters.
        """
        where, part = pair(pointer, "a pointer"), extent(offset, "offset", removed)
        function = lib.snaproll_context_splice_text
        self._context._call(function, *where, *part, *pair(text))

    def test_at(self, pointer: str, expected: Any) -> None:
        """TestFailedError unless what stands at a pointer equals `expected`.

        As RFC 6902 says (4.6): 1 equals 1.0.
        """
        self.test_json_at(pointer, encode(expected, self._context._encode))

    def test_json_at(self, pointer: str, text: str | bytes) -> None:
        """As test_at, by JSON text."""
        where = pair(pointer, "a pointer")
        self._context._call(lib.snaproll_context_test, *where, *json_pair(text))

    def update_at(self, changes: Iterable[Mapping[str, Any]]) -> None:
        """Makes a list of changes as one, or none.

        Each is {"op": "set", "append" or "test", "pointer": ..., "value": ...},
        {"op": "remove", "pointer": ...},
        {"op": "append_text", "pointer": ..., "text": ...},
        {"op": "splice", "pointer": ..., "at": ..., "removed": ..., "value": [...]}
        or the same of "splice_text" with a "text".
        """
        self.update_json_at(encode(list(changes), self._context._encode))

    def update_json_at(self, text: str | bytes) -> None:
        """As update_at, from JSON text."""
        self._context._call(lib.snaproll_context_update, *json_pair(text))
