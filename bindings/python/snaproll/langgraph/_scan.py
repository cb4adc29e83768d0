"""What stored values hold, found out without making anything of them.

The extensions of LangGraph's msgpack name a module and a type. Here they are read and
noted, and neither imported nor called.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ormsgpack
from langgraph.checkpoint.serde import _msgpack, jsonplus
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer

from .._error import FormatError, SealingKeyError, TypeMismatchError
from .._walk import is_a
from ._strict import _Strict, strict

Named = tuple[str, str]  # A module and a type.
_PLAIN = frozenset({"null", "bytes", "bytearray"})
_NAMED = frozenset(
    {
        jsonplus.EXT_CONSTRUCTOR_SINGLE_ARG,
        jsonplus.EXT_CONSTRUCTOR_POS_ARGS,
        jsonplus.EXT_CONSTRUCTOR_KW_ARGS,
        jsonplus.EXT_METHOD_SINGLE_ARG,
        jsonplus.EXT_PYDANTIC_V1,
        jsonplus.EXT_PYDANTIC_V2,
    }
)
_BARE = frozenset({jsonplus.EXT_NUMPY_ARRAY, jsonplus.EXT_DELTA_SNAPSHOT})


class _Held:
    """An extension that nothing was made of."""

    def __init__(self, code: int, data: bytes) -> None:
        self.code = code
        self.data = data


class _Envelope(dict[str, Any]):
    """An object of JSON that stands for one of a type."""


class Scan:
    """Looks at values that a serializer stored."""

    def __init__(self, serde: SerializerProtocol) -> None:
        self._cipher = serde.cipher if type(serde) is EncryptedSerializer else None
        inner: Any = serde.serde if type(serde) is EncryptedSerializer else serde
        told = strict(inner)
        # What a serializer of others may load is its own matter.
        self._allowed = told._allowed if isinstance(told, _Strict) else None

    def types(self, kind: Any, data: Any) -> dict[str, set[Named]]:
        """The types that may not be loaded, by the channel of a checkpoint.

        Of what is no checkpoint, and beside the channels, by the name "". An error
        where it is nothing that can be read.
        """
        if self._allowed is None or kind in _PLAIN:
            return {}
        kind, data = self._plain(kind, data)
        if kind == "json":
            return self._by_channel(json.loads(data, object_hook=_enveloped))
        if kind != "msgpack":
            raise _unknown(kind)
        met: set[Named] = set()
        self._unpack(data, met)
        return self._by_channel(_held(data)) if met else {}

    def _plain(self, kind: Any, data: Any) -> tuple[str, bytes]:
        """Decrypted, where it is encrypted and there is a key."""
        if not isinstance(kind, str) or not isinstance(data, bytes):
            raise FormatError("no value is stored")
        inner, _, cipher = kind.partition("+")
        if not cipher:
            return kind, data
        if self._cipher is None:
            raise SealingKeyError(
                f"a value is encrypted by {cipher!r}",
                hint="call snaproll.langgraph.import_sqlite with its serializer",
            )
        return inner, self._cipher.decrypt(cipher, data)

    def _by_channel(self, told: Any) -> dict[str, set[Named]]:
        found: dict[str, set[Named]] = {}
        values: Any = told.get("channel_values") if is_a(told, dict) else None
        if is_a(values, dict):
            for channel, value in values.items():
                found[channel] = self._of(value)
            told = {**told, "channel_values": None}
        found[""] = found.get("", set()) | self._of(told)
        return {channel: names for channel, names in found.items() if names}

    def _of(self, told: Any) -> set[Named]:
        met: set[Named] = set()
        for part in _walk(told):
            if isinstance(part, _Held):
                self._note(part.code, part.data, met)
            else:
                self._note_envelope(part, met)
        return met

    def _unpack(self, data: bytes, met: set[Named]) -> Any:
        problem: BaseException | None = None

        def hook(code: int, inner: bytes) -> None:
            nonlocal problem
            try:
                self._note(code, inner, met)
            except BaseException as found:
                problem = found
                raise

        option = ormsgpack.OPT_NON_STR_KEYS
        try:
            return ormsgpack.unpackb(data, ext_hook=hook, option=option)
        except Exception as told:  # Of its hook it tells no more than that it failed.
            raise problem or told from None

    def _note(self, code: int, data: bytes, met: set[Named]) -> None:
        told = self._unpack(data, met)
        if code in _BARE:
            return
        if code not in _NAMED:
            raise ValueError(f"a msgpack extension of unknown code {code}")
        module, name = str(told[0]), str(told[1])
        if code == jsonplus.EXT_METHOD_SINGLE_ARG:
            allowed = (module, name, told[3]) in _msgpack.SAFE_MSGPACK_METHODS
        else:
            allowed = (module, name) in (self._allowed or ())
        if not allowed:
            met.add((module, name))

    def _note_envelope(self, told: _Envelope, met: set[Named]) -> None:
        *module, name = map(str, told["id"])
        named = (".".join(module), name)
        # Of LangChain's own (1) the reviver has a list; others are by our list.
        if told["lc"] == 2 and named not in (self._allowed or ()):
            met.add(named)


def _held(data: bytes) -> Any:
    """The value, with its outermost extensions as they are stored."""
    option = ormsgpack.OPT_NON_STR_KEYS
    return ormsgpack.unpackb(data, ext_hook=_Held, option=option)


def _enveloped(told: dict[str, Any]) -> dict[str, Any]:
    is_one = told.get("type") == "constructor" and "lc" in told
    return _Envelope(told) if is_one and is_a(told.get("id"), list) else told


def _walk(told: Any) -> Iterator[_Held | _Envelope]:
    """All that stands for an object."""
    if is_a(told, _Held, _Envelope):
        yield told
    if is_a(told, dict):
        for name, item in told.items():
            yield from _walk(name)
            yield from _walk(item)
    elif is_a(told, list, tuple):
        for item in told:
            yield from _walk(item)


def _unknown(kind: str) -> Exception:
    if kind == "pickle":
        return TypeMismatchError("a value is a pickle, which is code: it is not loaded")
    return FormatError(f"a value is stored as {kind!r}, which is not known")
