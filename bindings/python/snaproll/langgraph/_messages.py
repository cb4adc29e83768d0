"""Messages of LangChain as readable JSON, and back.

Only of the classes below, not of classes derived from them: what is loaded is made
of this table, never of a name that stands in the file. A member that has its
default is left out; it comes back by `model_construct`, which runs no code of ours
or of a message's own.
"""

from __future__ import annotations

from typing import Any

from langchain_core import messages
from langchain_core.messages import BaseMessage

MARK = "$message"

_CLASSES: tuple[type[BaseMessage], ...] = (
    messages.AIMessage,
    messages.AIMessageChunk,
    messages.ChatMessage,
    messages.ChatMessageChunk,
    messages.FunctionMessage,
    messages.FunctionMessageChunk,
    messages.HumanMessage,
    messages.HumanMessageChunk,
    messages.RemoveMessage,
    messages.SystemMessage,
    messages.SystemMessageChunk,
    messages.ToolMessage,
    messages.ToolMessageChunk,
)
CLASSES = frozenset(_CLASSES)


def _kind(message: type[BaseMessage]) -> str:
    kind: str = message.model_fields["type"].default
    return kind


_BY_KIND = {_kind(message): message for message in _CLASSES}
_DEFAULTS: dict[type[BaseMessage], dict[str, Any]] = {
    message: {
        name: field.get_default(call_default_factory=True)
        for name, field in message.model_fields.items()
        if not field.is_required() and name != "type"
    }
    for message in _CLASSES
}


def members(message: BaseMessage) -> dict[str, Any] | None:
    """What there is to tell of a message of these classes.

    None where it is not what its class makes: it goes another way then.
    """
    cls = type(message)
    told = {**vars(message), **(message.__pydantic_extra__ or {})}
    if message.__pydantic_private__ or told.get("type") != _kind(cls):
        return None
    for name, default in _DEFAULTS[cls].items():
        value = told.get(name, default)
        if type(value) is type(default) and value == default:
            told.pop(name, None)
    return told


def message_of(told: dict[str, Any]) -> BaseMessage:
    """The message of what was told of it."""
    return _BY_KIND[told["type"]].model_construct(**told)
