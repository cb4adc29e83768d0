"""The end: of handles in any order, and of the interpreter with all of them."""

import os
import subprocess
import sys

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import snaproll
from snaproll import Store

TIER = os.environ.get("SNAPROLL_TIER") or "short"

# One handle of each kind, in `made`; what some are made of is in there as well.
HANDLES = """
import gc, os, random, sys
import snaproll
from snaproll import *

def handles(path):
    store = Store.open(path)
    stored = store.execution("a", mode="open_or_create")
    stored["x"] = {"l": [1]}
    stored.save()
    run = Execution(workflow_id="flow")
    run["a"] = {"l": [1]}
    run.snapshot("s")
    run.context.pause()
    history = run.history("/variables/a")
    return {
        "cancel": Cancel(), "checkpoint": run.context.checkpoint,
        "clock": ManualClock(), "context": run.context, "copy": run.context.copy(),
        "execution": run, "exporter": store.export("a"), "field_history": history,
        "change": history[0], "live": run["a"]["l"], "manager": run.manager,
        "node_result": NodeResult(), "options": Options(), "patch": diff([1], [2]),
        "pages": store.executions(), "plan": run.plan_rollback(),
        "result": run.rollback(), "rules": SnapshotRules(at_least_nodes=2),
        "snapshot": run.manager.latest(), "snapshots": run.snapshots(),
        "step": run.step_begin("n"), "store": store, "stored": stored,
        "stored_step": stored.step_begin("n"), "summary": run.summary(),
        "transaction": run.transaction(), "value": run.context.variables,
    }
"""

ORDERS = HANDLES + """
seeds = [int(seed) for seed in sys.argv[2:]]
for seed in seeds:
    draw = random.Random(seed)
    made = handles(sys.argv[1])
    names = list(made)
    draw.shuffle(names)
    for name in names:
        handle = made.pop(name)
        how = draw.choice(["close", "with", "drop", "cycle", "twice"])
        if not hasattr(handle, "__enter__"):
            how = "drop"
        if how == "with" and "step" in name or name == "transaction":
            how = "close"  # The end of their blocks does more than that.
        if how in ("close", "twice"):
            handle.close()
        if how == "twice":
            handle.close()
        if how == "with" and not handle.closed:  # By what it is a part of.
            with handle:
                pass
        if how == "cycle":
            ring = [handle]
            ring.append(ring)
            del ring
        del handle
        if draw.random() < 0.2:
            gc.collect()
    gc.collect()
with Store.open(sys.argv[1]) as store, store.execution("a") as run:
    assert run == {"x": {"l": [1]}}, run
    assert store.check().ok
print(len(seeds))
"""


def strictly(program, *arguments):
    """Runs a program where each warning is an error, and all that is said counts."""
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", program]
        + [str(argument) for argument in arguments],
        capture_output=True,
        text=True,
        timeout=120,
    )


@settings(
    max_examples={"short": 3, "medium": 20, "long": 100}[TIER],
    phases=[Phase.generate],  # Shorter seeds tell nothing more.
)
@given(seeds=st.lists(st.integers(0, 2**32), min_size=20, max_size=20))
def test_handles_are_let_go_in_any_order(tmp_path_factory, seeds):
    path = tmp_path_factory.mktemp("orders") / "runs.db"
    done = strictly(ORDERS, path, *seeds)
    assert (done.returncode, done.stdout, done.stderr) == (0, "20\n", ""), seeds


def test_every_kind_of_handle_is_among_them(path):
    """So that a new noun can not be forgotten."""
    scope = {}
    exec(HANDLES, scope)
    made = scope["handles"](path)
    nouns = {getattr(type(one), "_noun", None) for one in made.values()} - {None}
    # What erases and opens is made for one call and is never handed out.
    assert nouns == {
        kind._noun
        for kind in all_kinds(snaproll._handle.Handle)
        if hasattr(kind, "_noun")
    } - {"erase_options"}


def all_kinds(kind):
    for one in kind.__subclasses__():
        yield one
        yield from all_kinds(one)


ENDS = HANDLES + """
import atexit, threading, weakref
how = sys.argv[2]
made = handles(sys.argv[1])
kept = list(made.values())
class Cycle:
    def __del__(self):
        self.handles  # The finalizer of another reaches them.
cycle = Cycle()
cycle.me, cycle.handles = cycle, kept
sys.modules["kept elsewhere"] = cycle
globals().update(made)
if how == "atexit":
    # Before and behind those of the package and of threads.
    atexit.register(lambda: [one.close() for one in kept if hasattr(one, "close")])
if how == "reads at exit":
    atexit.register(lambda: made["execution"].plain() and made["store"].info("a"))
if how == "daemon":
    def work(call):
        while True:
            call()
    for call in (
        lambda: made["execution"].snapshot(),
        lambda: made["live"].append(1),
        lambda: made["stored"].save(),
        lambda: made["store"].info("a"),
        lambda: Value({"a": [1]}).plain(),
        lambda: Execution().close(),
    ):
        threading.Thread(target=work, args=(call,), daemon=True).start()
if how == "thread":
    def last():
        for _ in range(200):
            made["execution"].snapshot()
            Execution()
    threading.Thread(target=last).start()  # The end waits for it.
if how == "local":
    here = threading.local()
    here.kept = kept
if how == "weak":
    weakref.finalize(cycle, lambda: None)
if how == "_exit":
    os._exit(0)
if how == "exit":
    sys.exit(0)
if how == "closed":
    for one in kept:
        hasattr(one, "close") and one.close()
"""


@pytest.mark.parametrize(
    "how",
    "fall exit _exit atexit thread daemon local weak closed".split()
    + ["reads at exit"],
)
def test_interpreter_ends_silently_with_every_kind_of_handle(path, how):
    for _ in range({"daemon": 5}.get(how, 1)):
        done = strictly(ENDS, path, how)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        with Store.open(path) as store, store.execution("a") as run:
            assert run["x"] == {"l": [1]} and store.check().ok
