"""Lifetime: closing, any order, and a silent end of the interpreter."""

import gc
import itertools
import os
import subprocess
import sys

import pytest

import snaproll


def handles():
    """One handle of each noun."""
    run = snaproll.Execution(workflow_id="flow")
    run["a"] = [1]
    run.snapshot()
    run.context.pause()
    return {
        "execution": run,
        "context": run.context,
        "manager": run.manager,
        "value": run.context.variables,
        "snapshot": run.manager.latest(),
        "list": run.snapshots(),
        "summary": run.summary(),
        "result": run.rollback(),
        "plan": run.plan_rollback(),
        "patch": snaproll.diff([1], [2]),
        "checkpoint": run.context.checkpoint,
        "transaction": run.transaction(),
        "step": run.step_begin("n"),
        "node_result": snaproll.NodeResult(),
        "options": snaproll.Options(),
        "clock": snaproll.ManualClock(),
        "cancel": snaproll.Cancel(),
    }


USES = {
    "execution": lambda h: h.snapshot(),
    "context": lambda h: h.to_json(),
    "manager": lambda h: h.list(),
    "value": lambda h: h.plain(),
    "snapshot": lambda h: h.label,
    "list": lambda h: h.ids,
    "summary": lambda h: h.to_json(),
    "result": lambda h: h.error,
    "plan": lambda h: h.result,
    "patch": lambda h: h.to_compact(),
    "checkpoint": lambda h: h.state,
    "transaction": lambda h: h.commit(),
    "step": lambda h: h.node,
    "node_result": lambda h: h.outcome,
    "options": lambda h: snaproll.Manager(options=h),
    "clock": lambda h: h.now(),
    "cancel": lambda h: h.trigger(),
}


@pytest.mark.parametrize("noun", USES)
def test_use_after_close_is_unusable(noun):
    handle = handles()[noun]
    assert not handle.closed
    handle.close()
    handle.close()
    assert handle.closed
    with pytest.raises(snaproll.UnusableError) as caught:
        USES[noun](handle)
    assert "is closed" in str(caught.value)
    assert "closed" in repr(handle)
    with pytest.raises(snaproll.UnusableError):
        with handle:
            pass


@pytest.mark.parametrize("noun", USES)
def test_what_the_collector_took_first_is_closed(noun):
    handle = handles()[noun]
    handle._owned.__del__()  # In a cycle, it may come before who uses it.
    assert handle.closed
    with pytest.raises(snaproll.UnusableError, match="is closed"):
        USES[noun](handle)
    handle.close()


@pytest.mark.parametrize("noun", USES)
def test_context_manager_closes(noun):
    handle = handles()[noun]
    with handle as same:
        assert same is handle and handle
    assert handle.closed


def test_handles_may_be_closed_in_any_order():
    nouns = ("execution", "value", "snapshot", "step", "transaction", "list")
    for order in itertools.permutations(nouns):
        made = handles()
        for noun in order:
            made[noun].close()
    nouns = list(USES)
    for shift in range(len(nouns)):
        made = handles()
        for noun in nouns[shift:] + nouns[:shift]:
            made.pop(noun).close()


def test_parts_outlive_what_they_came_from():
    made = handles()
    for noun in ("execution", "context", "manager"):
        made[noun].close()
    assert made["value"].plain() == {"a": [1]}
    assert made["snapshot"].variables.plain() == {"a": [1]}
    assert made["list"][0].id == made["snapshot"].id
    assert made["step"].node == "n"
    made["step"].finish(1)


def test_views_of_a_closed_execution_are_unusable():
    with snaproll.Execution() as run:
        run["a"] = {"l": []}
        view = run["a"]["l"]
        context = run.context
    for use in (lambda: view.append(1), lambda: run["a"], lambda: context["a"]):
        with pytest.raises(snaproll.UnusableError):
            use()
    assert repr(view) == "<LiveList at '/variables/a/l': UNUSABLE>"


def test_handles_can_not_be_copied_by_value():
    import copy
    import pickle

    for noun in ("execution", "context", "manager", "step", "options"):
        handle = handles()[noun]
        with pytest.raises(snaproll.TypeMismatchError):
            pickle.dumps(handle)
        with pytest.raises(snaproll.TypeMismatchError):
            copy.deepcopy(handle)


def test_immutable_handles_are_copied_with_all_that_they_hold():
    import copy

    nouns = ("value", "snapshot", "list", "summary", "result", "checkpoint")
    for noun in (*nouns, "plan", "patch"):
        handle = handles()[noun]
        for again in (copy.copy(handle), copy.deepcopy([handle])[0]):
            assert type(again) is type(handle)
            again.close()
            USES[noun](handle)
        again = copy.deepcopy(handle)
        handle.close()
        USES[noun](again)
    run = snaproll.Execution()
    parent = run.snapshot()
    assert copy.copy(run.context.take_snapshot()).parent == parent


def test_what_has_a_json_form_to_read_can_be_pickled():
    import pickle

    for noun in ("value", "snapshot", "result", "checkpoint"):
        handle = handles()[noun]
        again = pickle.loads(pickle.dumps(handle))
        assert again.to_json() == handle.to_json()


def test_closed_handles_are_refused_as_arguments(context):
    made = handles()
    nouns = ("context", "snapshot", "options", "value", "clock", "checkpoint")
    for noun in (*nouns, "plan", "patch"):
        made[noun].close()
    for call in (
        lambda: snaproll.Manager().rollback(made["context"]),
        lambda: snaproll.Manager().plan_rollback(made["context"]),
        lambda: context.apply_plan(made["plan"]),
        lambda: context.apply_patch(made["patch"]),
        lambda: context.diff(made["snapshot"]),
        lambda: snaproll.diff(made["context"], context),
        lambda: context.apply(made["snapshot"]),
        lambda: snaproll.Execution(options=made["options"]),
        lambda: context.set_variable("a", made["value"]),
        lambda: context.set_value_at("/variables/a", made["value"]),
        lambda: context.set_variable("a", [made["value"]]),
        lambda: snaproll.Context("flow", clock=made["clock"]),
        lambda: snaproll.Context.resume_from_checkpoint(made["checkpoint"], "flow"),
    ):
        with pytest.raises(snaproll.UnusableError):
            call()


def test_failed_constructors_leave_nothing_behind():
    for make in (
        lambda: snaproll.Context(""),
        lambda: snaproll.Execution(workflow_id=5),
        lambda: snaproll.Value({1: 2}),
        lambda: snaproll.ManualClock("now"),
    ):
        with pytest.raises((ValueError, TypeError)):
            make()
    handle = snaproll.Context.__new__(snaproll.Context)
    with pytest.raises(snaproll.UnusableError):
        handle.to_json()
    handle.close()


def test_memory_is_given_back():
    def work():
        for _ in range(200):
            with snaproll.Execution() as run:
                run["a"] = {"l": ["x" * 1_000] * 10}
                run["a"]["l"].append("y")
                run.step("n", lambda: run["a"])
                run.rollback()
                try:
                    run["none"]
                except KeyError:
                    pass

    def resident():
        gc.collect()
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    work()
    before = resident()
    for _ in range(5):
        work()
    assert resident() - before < 4_000_000


SHUTDOWN = """
import sys
import snaproll
kept = snaproll.Execution(workflow_id="flow")
kept["a"] = {"l": [1]}
kept.snapshot()
view, step, value = kept["a"]["l"], kept.step_begin("n"), kept.context.variables
class Cycle:
    pass
cycle = Cycle()
cycle.me, cycle.handles = cycle, [kept.context.copy(), snaproll.NodeResult()]
sys.modules["kept elsewhere"] = cycle
if sys.argv[1] == "exit":
    sys.exit(0)
if sys.argv[1] == "thread":
    import threading
    def work():
        while True:
            kept["a"]["l"].append(1)
            kept["a"]["l"].pop()
    threading.Thread(target=work, daemon=True).start()
"""


@pytest.mark.parametrize("end", ["fall", "exit", "thread"])
def test_interpreter_ends_silently(end):
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", SHUTDOWN, end],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
