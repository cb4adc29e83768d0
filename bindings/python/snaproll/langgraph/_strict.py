"""LangGraph's serializer, with loading that makes nothing but what is allowed.

JsonPlusSerializer gives back the raw data of a type that is not allowed, or that
could not be made, and logs a line. Here both are errors: a program that goes on with
a dict where it stored an object fails later, and elsewhere. So the extensions of its
msgpack are read here. An exception within its hook would come out as "ext_hook
failed", without its cause: it is kept, and raised behind.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable
from typing import Any, cast

import ormsgpack
from langgraph.checkpoint.serde import _msgpack
from langgraph.checkpoint.serde import jsonplus
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.serde.types import _DeltaSnapshot


class NotAllowed(Exception):
    """A type that may not be loaded."""

    def __init__(self, module: str, name: str) -> None:
        super().__init__(f"{module}.{name}")
        self.module = module
        self.name = name


def listed(serde: SerializerProtocol) -> SerializerProtocol:
    """The serializer, with an allow-list where "all" is what it allows."""
    if isinstance(serde, JsonPlusSerializer):
        if serde._allowed_msgpack_modules is True and not serde._custom_unpack_ext_hook:
            serde = copy.copy(serde)
            serde._allowed_msgpack_modules = None  # LangGraph's own types.
            serde._unpack_ext_hook = jsonplus._create_msgpack_ext_hook(None)
    elif type(serde) is EncryptedSerializer:
        return EncryptedSerializer(serde.cipher, listed(serde.serde))
    return serde


def strict(serde: SerializerProtocol) -> SerializerProtocol:
    """What loads by that allow-list; a serializer of others as it is."""
    if isinstance(serde, JsonPlusSerializer) and not serde._custom_unpack_ext_hook:
        return _Strict(serde)
    if type(serde) is EncryptedSerializer:
        return EncryptedSerializer(serde.cipher, strict(serde.serde))
    return serde


class _Strict:
    """Loads what a JsonPlusSerializer stored."""

    def __init__(self, serde: JsonPlusSerializer) -> None:
        self._serde = serde
        named = serde._allowed_msgpack_modules
        extra = named if isinstance(named, set) else set[tuple[str, ...]]()
        self._allowed = _msgpack.SAFE_MSGPACK_TYPES | extra

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """As the serializer does."""
        return self._serde.dumps_typed(obj)

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """What was stored, or an error."""
        if data[0] != "msgpack":
            return self._serde.loads_typed(data)
        hook = _Hook(self._allowed)
        try:
            return hook.unpack(data[1])
        except Exception as problem:
            raise hook.problem or problem from None


class _Hook:
    """Makes the objects of one msgpack."""

    def __init__(self, allowed: frozenset[tuple[str, ...]]) -> None:
        self._allowed = allowed
        self.problem: BaseException | None = None

    def unpack(self, data: bytes) -> Any:
        """The object of some bytes."""
        option = ormsgpack.OPT_NON_STR_KEYS
        return ormsgpack.unpackb(data, ext_hook=self._made, option=option)

    def _made(self, code: int, data: bytes) -> Any:
        try:
            return self._object(code, self.unpack(data))
        except BaseException as problem:  # Ctrl-C would be lost as well.
            self.problem = self.problem or problem
            raise

    def _object(self, code: int, told: Any) -> Any:
        if code == jsonplus.EXT_DELTA_SNAPSHOT:
            return _DeltaSnapshot(told)
        if code == jsonplus.EXT_NUMPY_ARRAY:
            return _array(*told)
        if code not in _MADE:
            raise ValueError(f"a msgpack extension of unknown code {code}")
        module, name, payload = told[:3]
        if code == jsonplus.EXT_METHOD_SINGLE_ARG:
            allowed = (module, name, told[3]) in _msgpack.SAFE_MSGPACK_METHODS
        else:
            allowed = (module, name) in self._allowed
        if not allowed:
            raise NotAllowed(module, name)
        named = getattr(importlib.import_module(module), name)
        if code == jsonplus.EXT_METHOD_SINGLE_ARG:
            return getattr(named, told[3])(payload)
        if (module, name) == ("langgraph.types", "Send"):
            return jsonplus._send_from_args(payload)
        return _MADE[code](named, payload)


def _model(construct: str) -> Callable[[Any, Any], Any]:
    def made(named: Any, payload: Any) -> Any:
        try:
            return named(**payload)
        except Exception:  # It was built without validation as well.
            return getattr(named, construct)(**payload)

    return made


_MADE: dict[int, Callable[[Any, Any], Any]] = {
    jsonplus.EXT_CONSTRUCTOR_SINGLE_ARG: lambda named, payload: named(payload),
    jsonplus.EXT_CONSTRUCTOR_POS_ARGS: lambda named, payload: named(*payload),
    jsonplus.EXT_CONSTRUCTOR_KW_ARGS: lambda named, payload: named(**payload),
    jsonplus.EXT_METHOD_SINGLE_ARG: lambda named, payload: None,
    jsonplus.EXT_PYDANTIC_V1: _model("construct"),
    jsonplus.EXT_PYDANTIC_V2: _model("model_construct"),
}


def _array(kind: str, shape: Any, order: str, data: bytes) -> Any:
    numpy = cast("Any", importlib.import_module("numpy"))
    flat = numpy.frombuffer(data, dtype=numpy.dtype(kind))
    return flat.reshape(shape, order=order)
