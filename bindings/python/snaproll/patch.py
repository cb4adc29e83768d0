"""Patch: what changed between two states or values, or what shall change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ctypes import c_size_t
from itertools import takewhile
from typing import Any, TypeGuard, overload

from ._error import TypeMismatchError
from ._ffi import lib
from ._handle import json_pair, pointer_or_none
from ._json import decode, encode
from ._walk import Encode
from .cancel import Cancel
from .live import Live
from .options import Options
from .private_paths import Hiding, PrivatePaths, paths_of, paths_pair
from .shown import Shown
from .value import Stateful, Value, value_of

_SHOWN = 3  # Operations that a repr shows.

# The parts of each operation of the compact form, behind its name.
_PARTS: dict[str, tuple[str, ...]] = {
    "add": ("path", "value"),
    "set": ("path", "value"),
    "remove": ("path",),
    "append": ("path", "value"),
    "splice": ("path", "at", "removed", "value"),
    "copy": ("path", "from"),
    "move": ("path", "from"),
    "test": ("path", "value"),
}
# RFC 6902 has none for these; as dicts they are named as in the compact form.
_BEYOND = ("append", "splice")


class Patch(Hiding, Shown, noun="patch"):
    """Operations that apply as a whole or not at all. Immutable: share freely.

    Made by `diff`, or read by `Patch.from_json`. Two are equal where their
    operations are. Iterating gives each operation as a plain dict; those of
    RFC 6902 are as it says, the others {"op": "append", "path", "value"} and
    {"op": "splice", "path", "at", "removed", "value"}, with a list of elements
    or, within a string (`at` and `removed` count its bytes), text as value.

    >>> import snaproll
    >>> patch = snaproll.diff({"a": [1, 2]}, {"a": [1, 2, 3], "b": None})
    >>> for operation in patch:
    ...     print(operation)
    {'op': 'append', 'path': '/a', 'value': [3]}
    {'op': 'add', 'path': '/b', 'value': None}
    >>> patch.apply({"a": [1, 2]})
    {'a': [1, 2, 3], 'b': None}
    """

    @classmethod
    def from_json(
        cls, patch: str | bytes | Iterable[Any], *, options: Options | None = None
    ) -> Patch:
        """Reads a JSON Patch (RFC 6902) or the compact form.

        From its text, or from a list of its operations in plain Python.
        """
        if isinstance(patch, (str, bytes)):
            text = json_pair(patch)
        else:
            text = json_pair(encode(_operations(patch)))
        limits = pointer_or_none(options, Options)
        return cls._make(lib.snaproll_patch_from_json, *text, limits)

    def to_json(self) -> str:
        """As a JSON Patch (RFC 6902).

        FormatError where it was read from a compact form with changes within
        strings, which RFC 6902 has not.
        """
        return self._text(lib.snaproll_patch_to_json)

    def to_compact(self) -> str:
        """The compact form: an array of arrays, new values alone."""
        return self._text(lib.snaproll_patch_to_compact)

    def text(self) -> str:
        """A line an operation, for people; long values are cut."""
        return self._text(lib.snaproll_patch_to_text)

    @overload
    def apply(self, value: Value | Stateful) -> Value: ...

    @overload
    def apply(self, value: Any) -> Any: ...

    def apply(self, value: Any) -> Any:
        """`value` with all operations done: a Value of a Value, else plain Python.

        Of a context, an execution or a snapshot it is the Value of its state,
        which itself stays as it is (Context.apply_patch changes it). On an
        error nothing is done; its message names the index of the operation.
        """
        old = state_of(value)
        made = Value._make(lib.snaproll_patch_apply, self._pointer, old._pointer)
        return made if isinstance(value, (Value, Stateful)) else made.plain()

    def compose(self, next: Patch | Iterable[Any]) -> Patch:
        """One patch with the effect of this one and then `next`."""
        then = patch_of(next)
        function, both = lib.snaproll_patch_compose, (self._pointer, then._pointer)
        return Patch._make(function, *both)._hide(then if then._paths else self)

    def invert(self, before: Any) -> Patch:
        """What takes this patch back from what it makes of `before`."""
        old = state_of(before)
        made = Patch._make(lib.snaproll_patch_invert, self._pointer, old._pointer)
        return made._hide(self)

    def masked(self, paths: PrivatePaths | str | bytes) -> Patch:
        """As this one with "***" for all values that one of the paths names.

        To be shown, not to be applied: it tells what changed, not to what. A
        patch that was made of a context or an execution shows itself so.
        """
        told = paths_pair(paths)
        return Patch._make(lib.snaproll_patch_masked, self._pointer, *told)

    def ref(self) -> Patch:
        """Another handle of the same patch."""
        return Patch._make(lib.snaproll_patch_ref, self._pointer)._hide(self)

    def __len__(self) -> int:
        """Number of operations."""
        return self._get(lib.snaproll_patch_size, c_size_t)

    def __bool__(self) -> bool:
        """Whether it has an operation."""
        return len(self) > 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(_as_dict, decode(self.to_compact()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Patch):
            return NotImplemented
        return self.to_compact() == other.to_compact()

    def __hash__(self) -> int:
        return hash(self.to_compact())

    def _shown(self) -> str:
        """Its text, with what its context holds private masked."""
        if self._paths is None:
            return self.text()
        with self.masked(self._paths) as masked:
            return masked.text()

    def __str__(self) -> str:
        """Its text without the last line's end; private values are masked."""
        return self._shown().removesuffix("\n")

    def __repr__(self) -> str:
        if self.closed:
            return "Patch(<closed>)"
        lines = self._shown().split("\n")[:-1]
        shown = "; ".join(lines[:_SHOWN])
        more = "; …" if len(lines) > _SHOWN else ""
        return f"<Patch of {len(lines)}{': ' if lines else ''}{shown}{more}>"

    def __reduce__(self) -> Any:
        return Patch.from_json, (self.to_compact(),)


def diff(before: Any, after: Any, *, cancel: Cancel | None = None) -> Patch:
    """What turns `before` into `after`.

    Each is a context, an execution or a snapshot, which stand for their state,
    or a Value, or plain Python. The cost follows what the two do not share.

    >>> import snaproll
    >>> print(snaproll.diff({"a": [1, 2]}, {"a": [0, 1, 2]}))
    ~ /a: at 0, 1 element inserted: [0]
    """
    old, new = state_of(before), state_of(after)
    stop = pointer_or_none(cancel, Cancel)
    made = Patch._make(lib.snaproll_patch_diff, old._pointer, new._pointer, stop)
    return made._hide(after if paths_of(after) else before)


def patch_of(
    patch: Patch | str | bytes | Iterable[Any], encode_by: Encode | None = None
) -> Patch:
    """The patch itself, or the one that its operations or its text tell."""
    if isinstance(patch, Patch):
        return patch
    if not isinstance(patch, (str, bytes)):
        patch = encode(_operations(patch), encode_by)
    return Patch.from_json(patch)


def state_of(item: Any) -> Value:
    """The state of what has one, else the item as a Value."""
    if isinstance(item, Stateful):
        return item.value()
    return item._value() if isinstance(item, Live) else value_of(item)


def _operations(patch: Iterable[Any] | Any) -> list[Any]:
    """A list of operations as it can be read: dicts of RFC 6902, and arrays."""
    given: object = patch
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise TypeMismatchError(
            f"a list of operations is needed, not {patch.__class__.__name__}"
        )
    return [_as_array(operation) for operation in patch]


def _as_array(operation: Any) -> Any:
    """An operation that RFC 6902 has not as the compact form has it."""
    if not _is_mapping(operation) or operation.get("op") not in _BEYOND:
        return operation
    names = takewhile(operation.__contains__, ("op", *_PARTS[operation["op"]]))
    return [operation[name] for name in names]


def _is_mapping(item: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(item, Mapping)


def _as_dict(operation: list[Any]) -> dict[str, Any]:
    """An operation of the compact form by the names of its parts."""
    name, *parts = operation
    named = dict(zip(_PARTS[name], parts))
    return {"op": "replace" if name == "set" else name, **named}
