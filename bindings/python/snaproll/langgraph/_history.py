"""What a DeltaChannel is made of: a value of it, and what was written to it since.

LangGraph stores the value of such a channel now and then, and asks for the writes
along the way from there. It tells in the metadata of a checkpoint which channels have
such a way (`counters_since_delta_snapshot`). Their way is kept in the state itself:

    $history: {channel: {"seed": value, "writes": [{"task": id, "value": value}, ...]}}

The writes that a checkpoint seals of its parent go behind those of its parent's state;
a checkpoint that has the value itself ends the way. So each state is whole: no walk
over the ancestors is needed, none has to be kept, and a fork has the way of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from langgraph.checkpoint.base import CheckpointMetadata

from .._json import decode
from . import _names
from ._changes import operation
from ._names import HISTORY, place
from ._thread import Thread
from ._writes import Write, merged, place_of

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def channels(values: Mapping[str, Any], metadata: CheckpointMetadata) -> set[str]:
    """The names of the members that `$history` has with a checkpoint."""
    told = metadata.get("counters_since_delta_snapshot") or {}
    return {_names.variable(name) for name in told if name not in values}


def changes(
    thread: Thread,
    values: Mapping[str, Any],
    metadata: CheckpointMetadata,
    parent: str | None,
    anew: bool,
) -> Iterator[str]:
    """The changes of `$history` with a checkpoint; before those of the channels.

    anew: the live state is not that of a parent.
    """
    before, wanted = thread.standing.history, channels(values, metadata)
    for name in before if anew else before - wanted:
        yield operation("remove", place(HISTORY, name))
    if not wanted:
        return
    written = _written(thread, parent)
    for name in wanted:
        channel = _names.channel(name)
        more = [
            _text({"task": write.task_id, "value": write.value})
            for write in written
            if write.channel == channel
        ]
        if anew or name not in before:
            yield from _begun(thread, name, anew)
        for text in more:
            yield operation("append", place(HISTORY, name, "writes"), text)


def _written(thread: Thread, parent: str | None) -> list[Write]:
    """What waits for the parent."""
    if parent is None or not thread.pending.has(parent):
        return []
    assert thread.run is not None
    told = decode(thread.run.context.get_json_at(place_of(parent)))
    return merged([told])


def _begun(thread: Thread, name: str, anew: bool) -> Iterator[str]:
    """A way begins at the value that the parent has, or empty."""
    assert thread.run is not None
    seed = ""
    if not anew and _names.channel(name) in thread.standing.channels:
        seed = f'"seed":{thread.run.context.get_json_at(place(name))},'
    yield operation("set", place(HISTORY, name), f'{{{seed}"writes":[]}}')
