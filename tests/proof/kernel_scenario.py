"""What the workers under the kernel's faults commit, and what has to be there then.

A model in plain Python tells the state after each commit (STATES), so what a
store holds is compared with an oracle that shares nothing with the library.
"""

import copy
import hashlib
import json

import shipped  # noqa: F401
from snaproll import Store

NAME = "run"
BLOB = b"bytes" * 3000
BLOB_HASH = "7a494c0d655e98f157ede904503cc3d7777fa7855f9c3dcd5fdd4d25105e6290"

# One commit each; a text of 20,000 characters is several pages.
PLAN = (
    ("step", "one", "a", "x" * 3000),
    ("snapshot", "s1", "big", "0123456789" * 2000),
    ("begin", "pay"),
    ("finish", "pay", "paid", True),
    ("snapshot", "s2", "note", "before the way back"),
    ("rollback", "s1"),
    ("save", "z", [1, 2, {"deep": "y" * 500}]),
    ("step", "two", "b", "z" * 9000),
    ("blob", "c", BLOB),
    ("save", "end", None),
)
MADE, STARTED = 1, 2  # Indices of STATES behind which the plan begins.


def _state_after(state, verb, name, *rest):
    """The next state; see fingerprint for its form."""
    state = copy.deepcopy(state)
    variables, nodes, unfinished, snapshots = state
    if verb == "rollback":
        kept = next(one for one in snapshots if one[0] == name)
        state[:2] = copy.deepcopy(kept[1:])
    elif verb == "begin":
        unfinished.append(name)
    elif verb == "save":
        variables[name] = rest[0]
    elif verb == "blob":
        variables[name] = {"$blob": BLOB_HASH}
    else:
        variables[rest[0]] = rest[1]
    if verb == "snapshot":
        snapshots.insert(0, [name, copy.deepcopy(variables), copy.deepcopy(nodes)])
    elif verb in ("step", "finish"):
        nodes[name] = rest[1]
    if verb == "finish":
        unfinished.remove(name)
    return state


def _states():
    yield None  # There is no execution.
    state = [{}, {}, [], []]
    yield state
    state = [{}, {}, [], [["start", {}, {}]]]
    yield state
    for operation in PLAN:
        state = _state_after(state, *operation)
        yield state


def _short(state):
    """A state as a text; equal states have equal texts."""
    told = json.dumps(state, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


STATES = [_short(state) for state in _states()]
END = len(STATES) - 1
assert len(set(STATES)) == len(STATES)


def _outputs(results):
    return {node: result["result"]["Success"] for node, result in results.items()}


def fingerprint(run):
    """All of an execution that commits keep, in the form of STATES."""
    kept = [
        [one.label, one.variables.plain(), _outputs(one.node_results.plain())]
        for one in run.snapshots()
    ]
    results = _outputs(run.node_results.plain())
    return _short([run.plain(), results, run.unfinished(), kept])


def open_store(path, durability="power", **options):
    return Store.open(path, durability=durability, busy_timeout=0.2, **options)


def open_run(store, **options):
    return store.execution(NAME, auto_snapshot=False, owner="worker", **options)


def found_in(store):
    """The index of the state that the store holds, by a reader that writes nothing."""
    if not store.exists(NAME):
        return 0
    with open_run(store, mode="read") as run:
        seen = fingerprint(run)
        blob = run.plain().get("c")
        if blob is not None and run.get_blob(blob["$blob"]) != BLOB:
            return -1
    return STATES.index(seen) if seen in STATES else -1


class Doer:
    """Does the plan to one execution, one commit a call."""

    def __init__(self, run):
        self.run = run
        self._step = None

    def prepare(self, index):
        """What an operation changes in memory before its commit."""
        verb, name, *rest = PLAN[index]
        if verb in ("step", "finish"):
            if self._step is None:
                self._step = self.run.step_begin(name, irreversible=verb == "finish")
            self.run[rest[0]] = rest[1]
        elif verb == "blob":
            self.run[name] = {"$blob": self.run.put_blob(rest[0])}
        elif verb == "snapshot":
            self.run[rest[0]] = rest[1]
        elif verb == "save":
            self.run[name] = rest[0]

    def commit(self, index):
        verb, name, *rest = PLAN[index]
        if verb in ("step", "finish"):
            self._step.finish(rest[1])
            self._step = None
        elif verb == "begin":
            self._step = self.run.step_begin(name, irreversible=True)
        elif verb == "snapshot":
            self.run.snapshot(label=name)
        elif verb == "rollback":
            self.run.rollback_to(name)
        else:
            self.run.save()

    def memory(self):
        """What a commit that failed must not have changed."""
        return [sorted(self.run.node_results.plain()), len(self.run.snapshots())]

    def close(self):
        self._step = None
        self.run.close()
