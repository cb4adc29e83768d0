"""The operations of the Python binding that are done without memory.

Each is one call, or several of which at most the last one changes something;
`STEPWISE` are those of several that change something.
"""

import os

import snaproll
from no_memory_world import HASH_OF_NOTHING, LONG

UPDATE = [
    {"op": "set", "pointer": "/variables/new", "value": [1, 2]},
    {"op": "remove", "pointer": "/node_results/done/result/Success/list/1"},
    {"op": "remove", "pointer": "/variables/v1"},
]
PATHS = {"transient": ["/variables/v3"], "secret": ["/variables/v4/b"]}


def path(w, name):
    return os.path.join(w.folder, name)


def opened(w, name, **told):
    """Opens an execution, which is closed with the world."""
    w.others.append(w.store.execution(name, **told))


def on_node(w):
    w.run.manager.set_auto_snapshot(1)
    w.run.manager.on_node_execute(w.run.context, LONG)


CHANGES = {
    "set": lambda w: w.run.__setitem__("new", {"l": w.big, "t": LONG}),
    "set over": lambda w: w.run.__setitem__("big", [*w.big, "more"]),
    "set a text": lambda w: w.run.__setitem__("new", LONG * 100),
    "set a number": lambda w: w.run.__setitem__("v5", 1.5),
    "remove": lambda w: w.run.__delitem__("big"),
    "update a mapping": lambda w: w.run.update(x=[1], y=LONG),
    "clear a mapping": lambda w: w.run.clear(),
    "set a member": lambda w: w.run["v6"].__setitem__("c", LONG),
    "append to a list": lambda w: w.run["big"].append({"k": LONG}),
    "slice of a list": lambda w: w.run["big"].__setitem__(slice(1, 3), [LONG]),
    "delete of a list": lambda w: w.run["big"].__delitem__(7),
    "set_at": lambda w: w.run.set_at("/variables/big/7", LONG),
    "set_value_at": lambda w: w.run.set_value_at("/variables/new", w.value),
    "remove_at": lambda w: w.run.remove_at("/variables/big/7"),
    "append_at": lambda w: w.run.append_at("/variables/big", [LONG]),
    "append_text_at": lambda w: w.run.append_text_at("/variables/rope", LONG),
    "splice_at": lambda w: w.run.splice_at("/variables/big", 3, 9, [LONG]),
    "splice_text_at": lambda w: w.run.splice_text_at("/variables/rope", 9, 9, LONG),
    "update_at": lambda w: w.run.update_at(UPDATE),
    "record": lambda w: w.run.context.record_node_result("done", {"o": w.big}),
    "remove_result": lambda w: w.run.context.remove_node_result("done"),
    "set_state": lambda w: w.run.context.set_state(snaproll.State.FAILED, LONG),
    "pause": lambda w: w.run.context.pause(),
    "checkpoint": lambda w: w.run.context.create_checkpoint().close(),
    "apply": lambda w: w.run.context.apply(w.snapshot),
    "apply_patch": lambda w: w.run.apply_patch(
        [{"op": "replace", "path": "/variables/v7/a", "value": [LONG]}]
    ),
    "commit": lambda w: w.run.context.transact(lambda t: t.update(t=LONG)),
    "private paths": lambda w: w.run.set_private_paths(**PATHS),
    "snapshot": lambda w: w.run.snapshot(LONG, reason=LONG, custom={"k": w.big}),
    "push": lambda w: w.run.manager.push_snapshot(w.snapshot),
    "rollback": lambda w: w.run.rollback(),
    "rollback_to": lambda w: w.run.rollback_to(w.first),
    "rollback_n": lambda w: w.run.rollback_n(2),
    "plan and apply": lambda w: w.run.apply_plan(w.run.plan_rollback(w.first)),
    "apply a part": lambda w: w.run.apply_plan(
        w.run.plan_rollback(w.second, variables=["v*"])
    ),
    "undo": lambda w: w.run.undo_rollback(),
    "switch": lambda w: w.run.switch("side"),
    "create_branch": lambda w: w.run.create_branch(LONG, w.second),
    "rename_branch": lambda w: w.run.manager.rename_branch("side", LONG),
    "remove_branch": lambda w: w.run.manager.remove_branch("side"),
    "tag": lambda w: w.run.manager.tag(w.second, LONG),
    "untag": lambda w: w.run.manager.untag(w.first, "tag"),
    "hold": lambda w: w.run.manager.hold(w.second, LONG, LONG),
    "release": lambda w: w.run.manager.release(w.first, "hold"),
    "remove a snapshot": lambda w: w.run.manager.remove(w.second),
    "remove_group": lambda w: w.run.manager.remove_group(w.group),
    "snapshot_group": lambda w: snaproll.snapshot_group([w.run, w.two], LONG),
    "rollback_group": lambda w: snaproll.rollback_group([w.run, w.two], w.group),
    "set_policy": lambda w: w.run.manager.set_policy("keep-last=3 keep-tagged"),
    "prune": lambda w: w.run.manager.prune(policy="keep-last=1"),
    "step_begin": lambda w: w.run.step_begin(LONG).close(),
    "begin again": lambda w: w.run.step_begin("open").close(),
    "finish": lambda w: w.step.finish(w.big, w.told),
    "fail": lambda w: w.step.fail(LONG),
    "roll a step back": lambda w: w.step.rollback(LONG),
    "add_edge": lambda w: w.run.add_edge("open", LONG),
    "set_edges": lambda w: w.run.set_edges([("a", "b"), ("b", LONG)]),
    "succeed": lambda w: w.told.succeed(w.big),
    "set metrics": lambda w: w.told.set_token_usage(1, 2),
    "put_blob": lambda w: w.run.put_blob(LONG.encode() * 500),
    "erase, dry": lambda w: w.run.erase(containing="text that", dry_run=True),
}

READS = {
    "get": lambda w: w.run["big"].plain(),
    "items": lambda w: dict(w.run.items()),
    "plain": lambda w: w.run.plain(),
    "get_at": lambda w: w.run.get_at("/variables/v9/b"),
    "to_json": lambda w: w.run.context.to_json(),
    "from_json": lambda w: snaproll.Context.from_json(w.context_json).close(),
    "copy": lambda w: w.run.context.copy().close(),
    "digest": lambda w: w.run.digest(),
    "snapshots": lambda w: [(one.label, one.id) for one in w.run.snapshots()],
    "filtered": lambda w: w.run.manager.list(label="second", limit=2).labels,
    "values of snapshots": lambda w: w.run.manager.get(w.first).value().plain(),
    "snapshot json": lambda w: snaproll.Snapshot.from_json(w.snapshot_json).to_json(),
    "resolve": lambda w: w.run.resolve("third~1"),
    "history": lambda w: [one.after_json for one in w.run.history("/variables/v0")],
    "usage": lambda w: w.run.manager.usage(),
    "prune, dry": lambda w: w.run.manager.prune(policy="keep-last=1", dry_run=True),
    "diff": lambda w: w.run.diff(w.first).to_json(),
    "diff text": lambda w: w.run.diff(w.first).text(),
    "compact patch": lambda w: w.patch.to_compact(),
    "patch applied": lambda w: w.patch.apply({"a": [1, 2]}),
    "patch composed": lambda w: w.patch.compose([]).close(),
    "patch inverted": lambda w: w.patch.invert({"a": [1, 2]}).close(),
    "patch parsed": lambda w: snaproll.Patch.from_json(w.patch.to_json()).close(),
    "value": lambda w: snaproll.Value({"a": w.big, "t": LONG}).close(),
    "value parsed": lambda w: snaproll.Value.parse(b'{"a":[1,{"b":"c"}]}').close(),
    "value edited": lambda w: w.value.set("/big/3", LONG).remove("/a").to_json(),
    "value spliced": lambda w: w.value.splice("/big", 1, 2, [LONG]).close(),
    "value masked": lambda w: w.value.masked(
        '{"secret":["/variables/a"],"transient":[]}', "/variables"
    ),
    "plan": lambda w: w.run.plan_rollback(w.first, variables=["v*"]).text,
    "attempts": lambda w: w.run.attempts(),
    "tree": lambda w: w.run.manager.tree(),
    "children": lambda w: len(w.run.manager.children(w.first)),
    "ancestor": lambda w: w.run.manager.common_ancestor(w.first, w.third),
    "a new one": lambda w: snaproll.Execution(workflow_id="w").close(),
    "from a context": lambda w: snaproll.Execution.from_context(w.run.context).close(),
    "a new manager": lambda w: w.run.manager.copy().close(),
    "get_blob": lambda w: w.run.get_blob(w.blob),
}

STORED = {
    "save": lambda w: (w.run.save()),
    "reload": lambda w: w.two.reload(),
    "info": lambda w: w.store.info("run"),
    "executions": lambda w: list(w.store.executions(kind="k")),
    "stats": lambda w: w.store.stats(),
    "check": lambda w: w.store.check(),
    "quick check": lambda w: w.store.check(quick=True),
    "policy of the store": lambda w: w.store.set_policy("keep-last=3"),
    "expire, dry": lambda w: w.store.expire(dry_run=True),
    "copy of a store": lambda w: w.store.copy("two", "three"),
    "fork": lambda w: w.store.fork("run", "three", snapshot=w.first),
    "export": lambda w: list(w.store.export("run")),
    "export, full": lambda w: list(w.store.export("run", full=True)),
    "import": lambda w: w.store.import_(w.lines, as_="three"),
    "read": lambda w: w.store.execution("run", mode="read").close(),
    "read a state": lambda w: (
        w.store.execution("run", mode="read").manager.get(w.first).digest()
    ),
    "migration": lambda w: w.store.migration("k", 2, lambda state: state),
    "blob of the store": lambda w: w.store.get_blob(w.blob),
    "a new store": lambda w: snaproll.Store.open(":memory:").close(),
}

# They commit more than once, or leave work for the next call.
STEPWISE = {
    "a step": lambda w: w.run.step("n", lambda: {"done": w.big}),
    "a step that fails": lambda w: fails(w),
    "on_node": on_node,
    "open": lambda w: opened(w, "three", workflow_id="w"),
    "delete": lambda w: (w.gone.close(), w.store.delete("gone")),
    "save_many": lambda w: w.store.save_many([w.run, w.two]),
    "import, full": lambda w: w.store.import_(w.full, as_="three"),
    "compact": lambda w: w.store.compact(),
    "a store in a file": lambda w: snaproll.Store.open(path(w, "a.db")).close(),
    "backup": lambda w: w.store.backup(path(w, "backup.db")),
    "erase": lambda w: w.run.erase(pointer="/variables/v8", reason=LONG),
    "clear": lambda w: w.gone.clear_history(),
}
OF_A_STORE = {
    *("open", "delete", "compact", "a store in a file", "backup"),
    *("save_many", "import, full"),
}

# What fails also with memory, each with its error.
BAD = {
    "not a number": (lambda w: w.run.__setitem__("a", [float("nan")]), "RANGE"),
    "no name": (lambda w: w.run.get_at("/variables/none"), "NOT_FOUND"),
    "no pointer": (lambda w: w.run.get_at("none"), "PARSE"),
    "no snapshot": (lambda w: w.run.rollback_to(HASH_OF_NOTHING[:32]), "NOT_FOUND"),
    "too many steps": (lambda w: w.run.rollback_n(1_000), "RANGE"),
    "a bad patch": (lambda w: w.run.apply_patch([{"op": "bad"}]), "INVALID_ARGUMENT"),
    "bad text": (lambda w: snaproll.Value.parse(b"[1,"), "PARSE"),
    "a test": (lambda w: w.run.test_at("/variables/v5/a", [LONG]), "TEST_FAILED"),
    "held": (lambda w: w.run.manager.remove(w.first), "HELD"),
    "no blob": (lambda w: w.run.get_blob(HASH_OF_NOTHING), "NOT_FOUND"),
}


def fails(w):
    def raises():
        raise OSError(LONG)

    try:
        w.run.step("n", raises)
    except OSError:
        pass


def table(place):
    """Name, function, the error it has with memory, whether it is stepwise."""
    on_store = place != "memory"
    told = [(name, one, None, False) for name, one in {**CHANGES, **READS}.items()]
    if on_store:
        told += [(name, one, None, False) for name, one in STORED.items()]
    for name, one in STEPWISE.items():
        if on_store or name not in OF_A_STORE:
            told.append((name, one, None, True))
    told += [(name, one, code, False) for name, (one, code) in BAD.items()]
    return told
