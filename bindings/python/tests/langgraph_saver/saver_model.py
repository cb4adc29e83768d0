"""What the tests of the saver share: configs, checkpoints, and what equal is."""

import math
import pickle

from langgraph.checkpoint.memory import InMemorySaver


class Pickled:
    """A serializer that gives back exactly what it was given."""

    def dumps_typed(self, obj):
        return "pickle", pickle.dumps(obj)

    def loads_typed(self, data):
        return pickle.loads(data[1])


def model():
    """The saver that ours is compared with."""
    return InMemorySaver(serde=Pickled())


def config(thread="t", checkpoint=None, namespace=""):
    told = {"thread_id": thread, "checkpoint_ns": namespace}
    if checkpoint is not None:
        told["checkpoint_id"] = checkpoint
    return {"configurable": told}


def checkpoint(number, values=None, versions=None, **more):
    """A checkpoint whose ids are in the order of their numbers."""
    return {
        "v": 4,
        "id": f"{number:08}",
        "ts": f"2026-01-01T00:00:00+00:00/{number}",
        "channel_values": values or {},
        "channel_versions": versions or {},
        "versions_seen": {},
        "updated_channels": None,
        **more,
    }


def put(saver, number, values=None, parent=None, thread="t", metadata=None, **more):
    """Puts a checkpoint whose channels are all new; its config."""
    values = values or {}
    versions = {name: number for name in values}
    made = checkpoint(number, values, versions, **more)
    told = {"source": "loop", "step": number, "parents": {}, **(metadata or {})}
    above = None if parent is None else f"{parent:08}"
    return saver.put(config(thread, above), made, told, versions)


def exact(one, other):
    """Whether two values are equal in types and order as well."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float) and math.isnan(one):
        return math.isnan(other)
    if isinstance(one, dict):
        return [*one] == [*other] and all(exact(one[name], other[name]) for name in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(exact, one, other))
    if isinstance(one, float):
        return repr(one) == repr(other)
    return one == other


def told(found):
    """A tuple as it can be compared; None for none."""
    if found is None:
        return None
    parent = found.parent_config
    return {
        "id": found.config["configurable"]["checkpoint_id"],
        "parent": parent and parent["configurable"]["checkpoint_id"],
        "checkpoint": {
            name: found.checkpoint[name]
            for name in ("v", "id", "ts", "channel_versions", "versions_seen")
        },
        "values": [*sorted(found.checkpoint["channel_values"].items())],
        "metadata": [*sorted(found.metadata.items())],
        "writes": [tuple(write) for write in found.pending_writes],
    }


def same(one, other):
    """Whether two tuples tell the same."""
    one, other = told(one), told(other)
    if one is None or other is None:
        return one is other
    return (
        one["checkpoint"] == other["checkpoint"]
        and (one["id"], one["parent"]) == (other["id"], other["parent"])
        and all(
            exact(one[name], other[name]) for name in ("values", "metadata", "writes")
        )
    )
