"""Values of channels from their JSON: data only."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.types import _DeltaSnapshot

from .._error import SnaprollError, TypeMismatchError
from .._json import decode
from .._walk import escape, is_a
from ..store import Store
from . import _blobs, _messages
from ._codec import ORDER
from ._strict import NotAllowed, strict


class Reviver:
    """Makes values of JSON text, see _codec."""

    def __init__(self, serde: SerializerProtocol, store: Store) -> None:
        self._serde = strict(serde)
        self._store = store
        self._ways: dict[str, Callable[[dict[str, Any]], Any]] = {
            _blobs.MARK: self._blob,
            _blobs.INLINE: self._blob,
            _messages.MARK: lambda told: _messages.message_of(told[_messages.MARK]),
            "$dict": lambda told: {name: item for name, item in told["$dict"]},
            "$float": lambda told: float(told["$float"]),
            "$frozenset": lambda told: frozenset(told["$frozenset"]),
            "$int": lambda told: int(told["$int"], 16),
            "$set": lambda told: set(told["$set"]),
            "$snapshot": lambda told: _DeltaSnapshot(told["$snapshot"]),
            "$text": _text,
            "$tuple": lambda told: tuple(told["$tuple"]),
        }
        self._decode = json.JSONDecoder(object_hook=self._made).raw_decode

    def value(self, text: str, place: str, whose: str) -> Any:
        """The value of a text.

        TypeMismatchError where it holds a type that may not be loaded, or that
        can not be made any more; it tells the place, and `whose` it is.
        """
        if '"$' not in text:
            return decode(text)
        try:
            return self._decode(text)[0]
        except SnaprollError:
            raise
        except Exception as problem:
            raise self._failed(decode(text), place, whose, problem) from problem

    def _made(self, told: dict[str, Any]) -> Any:
        names = told.pop(ORDER, None)
        if names is not None:
            return {name: told[name] for name in names}
        if 0 < len(told) <= 2:
            way = self._ways.get(next(iter(told)))
            if way is not None:
                return way(told)
        return told

    def _blob(self, told: dict[str, Any]) -> Any:
        return self._serde.loads_typed((told["type"], _blobs.get(self._store, told)))

    def _failed(
        self, told: Any, place: str, whose: str, problem: Exception
    ) -> SnaprollError:
        """The error of a value that can not be made, with its place."""
        for steps, part in _parts(told, ()):
            try:
                self._decode(json.dumps(part))
            except Exception as found:
                problem = found
                place += "".join(f"/{escape(step)}" for step in steps)
                break
        hint = ""
        if isinstance(problem, NotAllowed):
            named = (problem.module, problem.name)
            message = f"{problem} is no type that may be loaded, in {whose}"
            hint = f"saver.with_allowlist([{named!r}]) allows it"
        else:
            kind = type(problem).__name__
            message = f"a value can not be loaded, in {whose}: {kind}: {problem}"
        return TypeMismatchError(message, hint=hint, pointer=place)


def _text(told: dict[str, Any]) -> str:
    data = base64.b64decode(told["$text"], validate=True)
    return data.decode("utf-8", "surrogatepass")


def _parts(told: Any, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each object that has members of ours, the inner ones first, and its place."""
    if is_a(told, dict):
        named: dict[str, Any] = told
        for name, item in named.items():
            inner = steps if name.startswith("$") else (*steps, name)
            yield from _parts(item, inner)
        if any(name.startswith("$") for name in named):
            yield steps, named
    elif is_a(told, list):
        for number, item in enumerate(told):
            yield from _parts(item, (*steps, str(number)))
