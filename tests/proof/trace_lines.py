"""Traces: operations drawn by a seed, as lines of a scenario (tests/scenario)."""

import json
import random

NAMES = ["a", "b", "list", "text", "deep", ""]
NODES = ["fetch", "think", "pay", "mail"]
POINTERS = ["/variables/list", "/variables/list/0", "/variables/deep/x/1",
            "/variables/text", "/variables/none", "/node_results/fetch", "bad"]
POLICIES = ["keep-last=2", "keep-last=1 keep-tagged", "keep-last=", "max-count=3"]


def value(rng, depth=0):
    """JSON text of some value."""
    kind = rng.randrange(7 if depth < 3 else 5)
    if kind == 0:
        return rng.choice(["null", "true", "false"])
    if kind == 1:
        return str(rng.randrange(-10**12, 10**12))
    if kind == 2:
        return repr(rng.uniform(-1e9, 1e9) * 10.0 ** rng.randrange(-12, 12))
    if kind in (3, 4):
        return json.dumps("".join(rng.choice('ab "é\n€') for _ in range(rng.randrange(40))))
    parts = [value(rng, depth + 1) for _ in range(rng.randrange(6))]
    if kind == 5:
        return "[" + ",".join(parts) + "]"
    return "{" + ",".join(f'"{rng.choice("xyz")}":{one}' for one in parts) + "}"


class Trace:
    """One trace: it makes what it needs and gives it back."""

    def __init__(self, seed, length):
        self.rng = random.Random(seed)
        self.lines = []
        self.taken = 0
        self.begun = False
        self.durable = self.rng.random() < 0.3
        self.begin(seed)
        for _ in range(length):
            self.rng.choice(self.VERBS)(self)
        self.end()

    def put(self, op, of=None, **inputs):
        line = {"op": op}
        if of is not None:
            line["self"] = of
        self.lines.append(json.dumps({**line, **inputs}, ensure_ascii=False))

    def begin(self, seed):
        rng = self.rng
        self.put("clock.new_manual", start=980_000_000 * 10**9, step=1_000,
                 **{"as": "clock"})
        most = rng.choice([3, 8, None])
        self.put("options.new", clock="clock", id_seed=seed % 2**31,
                 max_snapshots=most, **{"as": "o"})
        if self.durable:
            self.put("store.open", path=":memory:", **{"as": "s"})
            self.put("execution.open", store="s", id="run", options="o",
                     **{"as": "run"})
        else:
            self.put("execution.new", options="o", **{"as": "run"})
        self.put("execution.context", "run", **{"as": "c"})
        self.put("execution.manager", "run", **{"as": "m"})
        self.put("context.set_variable", "c", name="list", json="[1,2,3]")
        self.put("context.set_variable_text", "c", name="text", utf8="a rope")
        self.snapshot()

    def end(self):
        self.put("context.to_json", "c")
        self.put("context.digest", "c")
        self.put("manager.tree", "m")
        self.put("execution.attempts", "run", node="")
        if self.durable:
            self.put("execution.save", "run")
            self.put("store.check", "s")
        if self.begun:
            self.put("step.free", "step")
        for number in range(self.taken):
            self.put("snapshot.free", f"kept{number}")
        for noun, name in (("manager", "m"), ("context", "c"), ("execution", "run")):
            self.put(f"{noun}.free", name)
        if self.durable:
            self.put("store.free", "s")

    def name(self):
        return self.rng.choice(NAMES)

    def pointer(self):
        return self.rng.choice(POINTERS)

    def id(self):
        return f"id{self.rng.randrange(self.taken)}"

    def set(self):
        self.put("context.set_variable", "c", name=self.name(), json=value(self.rng))

    def set_number(self):
        self.put("context.set_variable_int64", "c", name=self.name(),
                 integer=self.rng.randrange(-2**63, 2**63))

    def remove(self):
        self.put("context.remove_variable", "c", name=self.name())

    def set_place(self):
        self.put("context.set", "c", pointer=self.pointer(), json=value(self.rng))

    def append(self):
        self.put("context.append", "c", pointer=self.pointer(), json=value(self.rng))

    def append_text(self):
        self.put("context.append_text", "c", pointer=self.pointer(), utf8="and é")

    def splice(self):
        self.put("context.splice", "c", pointer="/variables/list",
                 index=self.rng.randrange(4), removed=self.rng.randrange(3),
                 json="[7,[8]]")

    def get(self):
        self.put("context.get", "c", pointer=self.pointer())

    def update(self):
        changes = [{"op": "set", "pointer": "/variables/u", "value": 1},
                   {"op": "remove", "pointer": self.pointer()}]
        self.put("context.update", "c", json=json.dumps(changes))

    def record(self):
        self.put("context.record_node_result", "c", node=self.rng.choice(NODES),
                 json=value(self.rng))

    def snapshot(self):
        self.put("execution.snapshot", "run", label=f"l{self.taken}",
                 **{"as": f"id{self.taken}"})
        self.put("context.take_snapshot", "c", **{"as": f"kept{self.taken}"})
        self.taken += 1

    def back(self):
        self.put("execution.rollback", "run")

    def back_to(self):
        self.put("execution.rollback_to", "run", id=self.id())

    def back_n(self):
        self.put("execution.rollback_n", "run", steps=self.rng.randrange(5))

    def undo(self):
        self.put("execution.undo_rollback", "run")

    def redo(self):
        self.put("execution.redo_rollback", "run")

    def diff(self):
        number = self.rng.randrange(self.taken)
        self.put("context.diff", "c", before=f"kept{number}", **{"as": "patch"})
        self.put("patch.to_compact", "patch")
        self.put("patch.to_json", "patch")

    def branch(self):
        self.put("manager.create_branch", "m", context="c",
                 name=self.rng.choice(["x", "y"]), head=self.id())

    def switch(self):
        self.put("execution.switch_branch", "run", name=self.rng.choice("xyz"))

    def tag(self):
        self.put("manager.tag", "m", id=self.id(), name=self.rng.choice("pq"))

    def hold(self):
        self.put("manager.hold", "m", id=self.id(), name="h", reason="why")

    def release(self):
        self.put("manager.release", "m", id=self.id(), name="h")

    def drop(self):
        self.put("manager.remove", "m", id=self.id())

    def step(self):
        self.put("execution.step_begin", "run", node=self.rng.choice(NODES),
                 **{"as": "step"})
        self.begun = True
        self.put("step.attempt", "step")

    def end_step(self):
        if not self.begun:
            return self.step()
        how = self.rng.randrange(3)
        if how == 0:
            self.put("step.finish", "step", json=value(self.rng))
        elif how == 1:
            self.put("step.fail", "step", message="failed")
        else:
            self.put("step.rollback", "step", message="back")

    def edge(self):
        one, other = self.rng.choice(NODES), self.rng.choice(NODES)
        self.put("execution.add_edge", "run", **{"from": one, "to": other})

    def plan(self):
        self.put("execution.plan_rollback_to", "run", id="id0",
                 selector={"variables": ["*"], "allow_nothing": True},
                 **{"as": "plan"})

    def look(self):
        self.put("context.digest", "c")
        self.put("context.version", "c")
        self.put("manager.branches", "m")

    VERBS = [set, set, set, set_number, remove, set_place, append, append_text,
             splice, get, update, record, snapshot, snapshot, back, back_to,
             back_n, undo, redo, diff, branch, switch, tag, hold, release, drop,
             step, step, end_step, end_step, edge, plan, look]
