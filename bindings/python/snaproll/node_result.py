"""NodeResult: the typed helper for results in the base form (rule J3)."""

from __future__ import annotations

from ctypes import c_int32, c_int64, c_uint32
from typing import Any

from ._ffi import lib
from ._handle import SerialHandle, json_pair, natural, pair, pointer_or_none, real
from ._json import decode, encode
from ._walk import Plain
from .clock import ManualClock
from .options import Options, chosen
from .types import Outcome, Time, to_time

_UINT32 = 2**32 - 1


class NodeResult(SerialHandle, Plain, noun="node_result"):
    """How one node went: when, how it ended, and what it cost.

    `NodeResult()` is pending since now. The history itself takes any JSON value
    as the result of a node; this is the form that others know as well.

    >>> import snaproll
    >>> result = snaproll.NodeResult()
    >>> result.succeed({"paid": 9.5})
    >>> result.outcome.name, result.output
    ('SUCCESS', {'paid': 9.5})
    """

    def __init__(
        self, *, clock: ManualClock | None = None, options: Options | None = None
    ) -> None:
        made = pointer_or_none(chosen(options, clock=clock), Options)
        self._init(lib.snaproll_node_result_start, made)

    @classmethod
    def from_json(cls, text: str | bytes) -> NodeResult:
        """Reads the base form."""
        return cls._make(lib.snaproll_node_result_from_json, *json_pair(text))

    def to_json(self) -> str:
        """The base form."""
        return self._text(lib.snaproll_node_result_to_json)

    def plain(self) -> Any:
        """The base form as plain Python."""
        return decode(self.to_json())

    def succeed(self, output: Any = None) -> None:
        """Sets Success, completed_at and metrics.duration_ms."""
        self.succeed_json(encode(output))

    def succeed_json(self, text: str | bytes) -> None:
        """As succeed, with the output as JSON text."""
        self._call(lib.snaproll_node_result_succeed, *json_pair(text))

    def fail(self, message: str) -> None:
        """Sets Failure, completed_at and metrics.duration_ms."""
        self._call(lib.snaproll_node_result_fail, *pair(message, "message"))

    def skip(self) -> None:
        """Sets Skipped, completed_at and metrics.duration_ms."""
        self._call(lib.snaproll_node_result_skip)

    @property
    def started_at(self) -> Time:
        """When the node started."""
        return Time(self._get(lib.snaproll_node_result_started_at, c_int64))

    @property
    def completed_at(self) -> Time | None:
        """When it completed."""
        return to_time(self._get(lib.snaproll_node_result_completed_at, c_int64))

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return Outcome(self._get(lib.snaproll_node_result_outcome, c_int32))

    @property
    def output(self) -> Any:
        """What a success gave, as plain Python; NotFoundError without one."""
        return decode(self.output_json)

    @property
    def output_json(self) -> str:
        """As output, as canonical JSON."""
        return self._text(lib.snaproll_node_result_output)

    @property
    def message(self) -> str:
        """The message of a failure; NotFoundError without one."""
        return self._text(lib.snaproll_node_result_message)

    @property
    def retry_count(self) -> int:
        """How often it was tried again."""
        return self._get(lib.snaproll_node_result_retry_count, c_uint32)

    @retry_count.setter
    def retry_count(self, count: int) -> None:
        number = natural(count, "retry_count", _UINT32)
        self._call(lib.snaproll_node_result_set_retry_count, number)

    @property
    def metrics(self) -> dict[str, Any] | None:
        """The metrics as plain Python, in the form of rule J3."""
        metrics: dict[str, Any] | None = decode(self.metrics_json)
        return metrics

    @metrics.setter
    def metrics(self, metrics: dict[str, Any] | None) -> None:
        self.set_metrics_json(encode(metrics))

    @property
    def metrics_json(self) -> str:
        """As metrics, as JSON text."""
        return self._text(lib.snaproll_node_result_metrics)

    def set_metrics_json(self, text: str | bytes) -> None:
        """Sets the metrics from JSON text."""
        self._call(lib.snaproll_node_result_set_metrics, *json_pair(text))

    def set_token_usage(self, input_tokens: int, output_tokens: int) -> None:
        """Sets metrics.token_usage; the total is the sum."""
        self._call(
            lib.snaproll_node_result_set_token_usage,
            natural(input_tokens, "input_tokens", _UINT32),
            natural(output_tokens, "output_tokens", _UINT32),
        )

    def set_cost_usd(self, cost: float) -> None:
        """Sets metrics.cost_usd."""
        self._call(lib.snaproll_node_result_set_cost_usd, real(cost, "cost"))

    def __repr__(self) -> str:
        if self.closed:
            return "NodeResult(<closed>)"
        return f"<NodeResult {self.outcome.name} since {self.started_at}>"
