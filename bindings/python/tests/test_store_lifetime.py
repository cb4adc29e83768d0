"""Stores and the rest of Python: the collector, forks, threads, the end."""

import gc
import itertools
import os
import pickle
import random
import threading

import pytest

import snaproll
from conftest import finish, start
from snaproll import Store
from test_threads import together

LONG = {"short": 6, "medium": 50, "long": 200}
KILLS = LONG[os.environ.get("SNAPROLL_TIER") or "short"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_of_letting_go_loses_nothing(path, order):
    store = Store.open(path)
    run = store.execution("a")
    run["x"] = 1
    step = run.step_begin("n")
    held = [store, run, step, store.export("a")]
    del store, run, step
    for place in order:
        held[place] = None
        gc.collect()
    with Store.open(path) as store, store.execution("a") as run:
        assert run == {"x": 1}
        assert run.unfinished() == ["n"]
    assert os.listdir(path.parent) == [path.name]


def test_execution_keeps_the_store_open(path):
    store = Store.open(path)
    run = store.execution("a")
    store.close()
    run.step("n", lambda: 1)
    run.close()
    with Store.open(path) as store, store.execution("a") as run:
        assert run.is_done("n")


def test_closed_store_says_to_open_it(store):
    store.close()
    for call in (store.stats, lambda: store.execution("a"), store.__enter__):
        with pytest.raises(snaproll.UnusableError) as caught:
            call()
        assert str(caught.value) == "this store is closed (open it)"


def test_dropped_execution_has_no_owner(store):
    store.execution("a")["x"] = 1
    gc.collect()
    assert store.info("a").owner is None


def test_stores_can_not_be_pickled_or_copied_by_value(store):
    with pytest.raises(snaproll.TypeMismatchError):
        pickle.dumps(store)


def test_error_of_many_keeps_its_statuses_when_pickled(store):
    with store.execution("a") as run:
        with pytest.raises(snaproll.InvalidArgumentError) as caught:
            store.save_many([run, run])
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.statuses == caught.value.statuses == [snaproll.Code(-1)] * 2


FORK = """
import gc, os, sys
import snaproll
path = sys.argv[1]
store = snaproll.Store.open(path)
run, other = store.execution("a"), store.execution("b")
run["x"] = 1
run.save()
lines = store.export("a")
child = os.fork()
if child == 0:
    unusable = 0
    for use in (
        run.save,
        run.snapshot,
        run.reload,
        lambda: run.step("n", lambda: 1),
        lambda: store.info("a"),
        lambda: store.execution("c"),
        lambda: store.executions().__next__(),
        lambda: store.export("a"),
        lambda: snaproll.Store.open(path),
    ):
        try:
            use()
        except snaproll.UnusableError:
            unusable += 1
    assert unusable == 9, unusable
    assert run["x"] == 1  # What is in memory can be read.
    del other, lines
    gc.collect()
    if sys.argv[2] == "close":
        run.close()
        store.close()
    if sys.argv[2] == "with":
        with store, run:
            pass
    if sys.argv[2] == "exit":
        os._exit(0)
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
assert store.info("a").owner and store.info("b").owner
run.step("after", lambda: 1)
other.save()
assert store.check().ok
run.close()
store.close()
other.close()
"""


@pytest.mark.parametrize("end", ["close", "with", "drop", "exit"])
def test_store_inherited_by_fork_is_unusable_and_dropping_it_is_silent(path, end):
    assert finish(start(FORK, path, end)) == ""
    with Store.open(path) as store, store.execution("a") as run:
        assert run == {"x": 1} and run.is_done("after")


SHUTDOWN = """
import sys
import snaproll
store = snaproll.Store.open(sys.argv[1])
run = store.execution("a")
run["x"] = 1
run.step("n", lambda: 1)
class Cycle:
    pass
cycle = Cycle()
cycle.me, cycle.handles = cycle, [run, store, store.executions(), store.export("a")]
sys.modules["kept elsewhere"] = cycle
if sys.argv[2] == "thread":
    import threading
    def work():
        while True:
            run["x"] = 1
            run.save()
    threading.Thread(target=work, daemon=True).start()
if sys.argv[2] == "raise":
    sys.exit(0)
"""


@pytest.mark.parametrize("end", ["fall", "raise", "thread"])
def test_interpreter_ends_silently_and_loses_nothing(path, end):
    assert finish(start(SHUTDOWN, path, end)) == ""
    with Store.open(path) as store, store.execution("a") as run:
        assert run == {"x": 1} and run.is_done("n")


WRITER = """
import sys
import snaproll
with snaproll.Store.open(sys.argv[1], durability="process") as store:
    with store.execution("a") as run:
        if "log" not in run:
            run["log"] = []
        count = len(run.node_results)
        while True:
            with run.step_begin(f"n{count}") as step:
                run["log"].append(count)
                run["last"] = count
                step.output = {"count": count}
            print(count, run.digest(), flush=True)
            count += 1
"""


def test_kill_in_the_middle_of_steps_loses_nothing_acknowledged(path):
    seed = int.from_bytes(os.urandom(4), "big")
    print("seed", seed)
    moments = random.Random(seed)
    done = 0
    for _ in range(KILLS):
        writer = start(WRITER, path)
        lines = [writer.stdout.readline() for _ in range(moments.randrange(1, 40))]
        threading.Event().wait(moments.random() * 0.01)
        writer.kill()
        # Not by `communicate`, which forgets what `readline` has read ahead.
        with writer:
            rest, err = writer.stdout.read(), writer.stderr.read()
        assert err == ""
        whole = [line for line in (*lines, *rest.splitlines(True)) if line[-1:] == "\n"]
        count, digest = whole[-1].split()
        assert int(count) >= done
        with Store.open(path) as store:
            assert store.check().ok
            with store.execution("a") as run:
                done = len(run.node_results)
                # What was killed while it was told may be there besides.
                assert done in (int(count) + 1, int(count) + 2)
                assert run == {"log": list(range(done)), "last": done - 1}
                if done == int(count) + 1:
                    assert run.digest() == digest
                assert run.unfinished() in ([], [f"n{done}"])
                assert run.node_results.keys() == {f"n{n}" for n in range(done)}


def test_threads_share_syncs(tmp_path):
    """On a disk, where a sync takes its time."""
    threads, rounds = 16, 10
    with Store.open(tmp_path / "runs.db") as store:
        runs = [store.execution(f"e{number}") for number in range(threads)]

        def work(run):
            for count in range(rounds):
                run["count"] = count
                run.save()

        before = store.stats()
        together(*(lambda run=run: work(run) for run in runs))
        after = store.stats()
        for run in runs:
            assert run == {"count": rounds - 1}
            run.close()
        assert after.commits - before.commits == threads * rounds
        assert after.transactions - before.transactions < threads * rounds
        assert store.check().ok


def test_threads_share_one_durable_execution(store):
    run = store.execution("a")

    def work(number):
        for count in range(10):
            run.step(f"{number}-{count}", lambda: count)
            run.snapshots(limit=3)
            store.info("a")

    together(*(lambda n=n: work(n) for n in range(6)))
    assert len(run.node_results) == 60
    run.close()
    with store.execution("a") as run:
        assert len(run.node_results) == 60 and run.unfinished() == []


def test_execution_is_closed_while_others_write(store):
    for _ in range(10):
        run = store.execution("a")

        def work():
            while True:
                try:
                    run["x"] = 1
                    run.save()
                except snaproll.UnusableError:
                    return

        together(work, work, run.close)
        assert store.info("a").owner is None
