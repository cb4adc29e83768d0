"""The variables and node results of a context."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_bool, c_double, c_int64
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ._ffi import Function, lib
from ._handle import Handle, json_pair, pair, type_of
from ._json import decode, encode
from ._walk import Encode
from .live_dict import LiveMapping
from .node_result import NodeResult
from .value import Value

if TYPE_CHECKING:
    from ctypes import _SimpleCData

    from .context import Context

_T = TypeVar("_T")
_INT64 = range(-(2**63), 2**63)


class NodeResults(LiveMapping):
    """The node results of a context, in the order of their recording (J8)."""

    __slots__ = ("_context",)
    _place = "/node_results"

    def __init__(self, context: Context) -> None:
        self._context = context

    def _on(self, context: Context) -> NodeResults:
        return NodeResults(context)

    def __setitem__(self, node: str, item: Any) -> None:
        self._context.record_node_result(node, item)

    def __delitem__(self, node: str) -> None:
        self._context.remove_node_result(node)

    def __iter__(self) -> Iterator[str]:
        """The ids of now, in the order of their recording."""
        return iter(self._context.recorded_nodes)

    def update(self, other: Any = (), /, **named: Any) -> None:
        """Records many results as one change, in the order given."""

        def change(view: NodeResults) -> None:
            for node, item in dict(other, **named).items():
                view[node] = item

        self._at_once(change)

    def __repr__(self) -> str:
        return self._repr("NodeResults")


class ContextData(Handle):
    """What is read and written within a context; a part of Context."""

    _encode: Encode | None = None  # What was told as `encode=`.

    # Variables.

    def set_variable(self, name: str, item: Any) -> None:
        """Sets or replaces a variable (rule C4); shares what is the same."""
        named = pair(name, "a name")
        kind = type_of(item)
        if kind is str:
            function = lib.snaproll_context_set_variable_text
            self._call(function, *named, *pair(item))
        elif kind is int and item in _INT64:
            self._call(lib.snaproll_context_set_variable_int64, *named, item)
        elif kind is float:
            self._call(lib.snaproll_context_set_variable_double, *named, item)
        elif kind is bool:
            self._call(lib.snaproll_context_set_variable_bool, *named, item)
        elif item is None:
            self._call(lib.snaproll_context_set_variable_null, *named)
        elif isinstance(item, Value):
            function = lib.snaproll_context_set_variable_value
            self._call(function, *named, item._pointer)
        else:
            text = encode(item, self._encode)
            self._call(lib.snaproll_context_set_variable, *named, text, len(text))

    def set_variable_json(self, name: str, text: str | bytes) -> None:
        """As set_variable, to JSON text."""
        named = pair(name, "a name")
        self._call(lib.snaproll_context_set_variable, *named, *json_pair(text))

    def set_variable_text(self, name: str, text: str) -> None:
        """As set_variable, to a string, given without quotes."""
        named = pair(name, "a name")
        self._call(lib.snaproll_context_set_variable_text, *named, *pair(text))

    def get_variable(self, name: str) -> Any:
        """Plain Python of a variable; `context[name]` is live."""
        return decode(self.get_variable_json(name))

    def get_variable_json(self, name: str) -> str:
        """Canonical JSON of a variable."""
        return self._text(lib.snaproll_context_get_variable, *pair(name, "a name"))

    def get_variable_value(self, name: str) -> Value:
        """The Value of a variable."""
        function = lib.snaproll_context_get_variable_value
        return Value._make(function, self._pointer, *pair(name, "a name"))

    def get_variable_bool(self, name: str) -> bool:
        """A boolean variable; TypeMismatchError for another."""
        return self._typed(lib.snaproll_context_get_variable_bool, name, c_bool)

    def get_variable_int64(self, name: str) -> int:
        """An integer variable of 64 bits; TypeMismatchError for another."""
        return self._typed(lib.snaproll_context_get_variable_int64, name, c_int64)

    def get_variable_double(self, name: str) -> float:
        """A number variable as a float; TypeMismatchError for another."""
        return self._typed(lib.snaproll_context_get_variable_double, name, c_double)

    def get_variable_text(self, name: str) -> str:
        """A string variable; TypeMismatchError for another."""
        function = lib.snaproll_context_get_variable_text
        return self._text(function, *pair(name, "a name"))

    def _typed(self, function: Function, name: str, kind: type[_SimpleCData[_T]]) -> _T:
        out = kind()
        self._call(function, *pair(name, "a name"), out)
        return out.value

    def remove_variable(self, name: str) -> None:
        """Removes a variable."""
        self._call(lib.snaproll_context_remove_variable, *pair(name, "a name"))

    @property
    def variables(self) -> Value:
        """All variables as one object, captured."""
        return Value._make(lib.snaproll_context_variables, self._pointer)

    # Node results.

    def record_node_result(self, node: str, item: Any) -> None:
        """Sets or replaces the result of a node (rule C5): any JSON."""
        named = pair(node, "a node")
        if isinstance(item, NodeResult):
            self.record_node_result_json(node, item.to_json())
        elif isinstance(item, Value):
            function = lib.snaproll_context_record_node_result_value
            self._call(function, *named, item._pointer)
        else:
            self.record_node_result_json(node, encode(item, self._encode))

    def record_node_result_json(self, node: str, text: str | bytes) -> None:
        """As record_node_result, from JSON text."""
        function = lib.snaproll_context_record_node_result
        self._call(function, *pair(node, "a node"), *json_pair(text))

    def get_node_result(self, node: str) -> Any:
        """Plain Python of the result of a node."""
        return decode(self.get_node_result_json(node))

    def get_node_result_json(self, node: str) -> str:
        """Canonical JSON of the result of a node."""
        return self._text(lib.snaproll_context_get_node_result, *pair(node, "a node"))

    def get_node_result_value(self, node: str) -> Value:
        """The Value of the result of a node."""
        function = lib.snaproll_context_get_node_result_value
        return Value._make(function, self._pointer, *pair(node, "a node"))

    def remove_node_result(self, node: str) -> None:
        """Removes the result of a node."""
        self._call(lib.snaproll_context_remove_node_result, *pair(node, "a node"))

    @property
    def node_results(self) -> NodeResults:
        """The node results as a live mapping, in the order of recording."""
        return NodeResults(cast("Context", self))

    @property
    def node_results_value(self) -> Value:
        """All node results as one object, captured."""
        return Value._make(lib.snaproll_context_node_results, self._pointer)

    @property
    def recorded_nodes(self) -> list[str]:
        """Ids of the node results in the order of their recording (J8)."""
        return self._strings(lib.snaproll_context_recorded_nodes)
