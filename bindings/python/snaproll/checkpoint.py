"""Checkpoint: the record that a pause leaves (rule C8)."""

from __future__ import annotations

from ctypes import c_int32, c_int64
from typing import Any

from ._ffi import lib
from ._handle import ImmutableHandle, json_pair, pointer_or_none
from .options import Options
from .types import State, Time, told_state
from .value import Value


class Checkpoint(ImmutableHandle, noun="checkpoint"):
    """What was done and known at a pause. Immutable: threads may share it.

    >>> import snaproll
    >>> context = snaproll.Context("flow")
    >>> context["x"] = 1
    >>> context.pause()
    >>> context.checkpoint.variables.plain()
    {'x': 1}
    """

    @classmethod
    def from_json(
        cls, text: str | bytes, *, options: Options | None = None
    ) -> Checkpoint:
        """Reads the JSON form."""
        chosen = pointer_or_none(options, Options)
        return cls._make(lib.snaproll_checkpoint_from_json, *json_pair(text), chosen)

    def to_json(self) -> str:
        """The JSON form: timestamp, completed_nodes, variables, state."""
        return self._text(lib.snaproll_checkpoint_to_json)

    @property
    def timestamp(self) -> Time:
        """When it was taken."""
        return Time(self._get(lib.snaproll_checkpoint_timestamp, c_int64))

    @property
    def completed_nodes(self) -> list[str]:
        """Ids of the completed nodes."""
        return self._strings(lib.snaproll_checkpoint_completed_nodes)

    @property
    def variables(self) -> Value:
        """Its variables, one object."""
        return Value._make(lib.snaproll_checkpoint_variables, self._pointer)

    @property
    def state(self) -> State:
        """Its state."""
        return self._state()[0]

    @property
    def failure(self) -> str | None:
        """The message of State.FAILED."""
        return self._state()[1]

    def _state(self) -> tuple[State, str | None]:
        state = c_int32()
        message = self._view(lib.snaproll_checkpoint_state, state)
        return told_state(state.value, message)

    def ref(self) -> Checkpoint:
        """Another handle of the same checkpoint."""
        return Checkpoint._make(lib.snaproll_checkpoint_ref, self._pointer)

    def __reduce__(self) -> Any:
        return Checkpoint.from_json, (self.to_json(),)

    def __repr__(self) -> str:
        return (
            "Checkpoint(<closed>)" if self.closed else f"<Checkpoint {self.timestamp}>"
        )
