"""Two writers, threads, loops, processes and crashes on one thread or one file."""

import asyncio
import json
import os
import signal
import threading
import time

import pytest

import snaproll
from conftest import finish, start
from saver_model import checkpoint, config, put
from snaproll.langgraph import SnaprollSaver

PROGRAM = """
import sys, pathlib
sys.path.insert(0, sys.argv[2])
from saver_model import checkpoint, config, put
from snaproll.langgraph import SnaprollSaver
saver = SnaprollSaver(sys.argv[1])
"""
HERE = os.path.dirname(os.path.abspath(__file__))


def ids(found):
    return [one.config["configurable"]["checkpoint_id"] for one in found]


@pytest.fixture(params=["one saver", "two savers"])
def pair(request, path):
    with SnaprollSaver(path) as one, SnaprollSaver(path) as other:
        yield (one, one) if request.param == "one saver" else (one, other)


def test_the_second_of_two_runs_on_the_same_latest_gets_conflict(pair):
    one, other = pair
    put(one, 1, {"n": "start"})
    for saver in pair:
        assert saver.get_tuple(config()).checkpoint["id"] == "00000001"
    put(one, 2, {"n": "first"}, parent=1)
    with pytest.raises(snaproll.ConflictError) as problem:
        put(other, 3, {"n": "second"}, parent=1)
    assert problem.value.message == (
        "thread 't': checkpoint 00000001 was read as the latest, "
        "and 00000002 was put since"
    )
    for saver in pair:
        assert saver.get_tuple(config()).checkpoint["channel_values"] == {"n": "first"}
        assert ids(saver.list(config())) == ["00000002", "00000001"]


def test_the_run_that_lost_goes_on_once_it_has_read_again(pair):
    one, other = pair
    put(one, 1)
    other.get_tuple(config())
    put(one, 2, parent=1)
    with pytest.raises(snaproll.ConflictError):
        put(other, 3, parent=1)
    assert other.get_tuple(config()).checkpoint["id"] == "00000002"
    put(other, 3, parent=2)
    assert ids(one.list(config())) == ["00000003", "00000002", "00000001"]


def test_a_checkpoint_that_was_asked_for_by_its_id_may_be_forked(pair):
    one, other = pair
    put(one, 1, {"n": 1})
    other.get_tuple(config())
    put(one, 2, {"n": 2}, parent=1)
    assert other.get_tuple(config(checkpoint="00000001")) is not None
    put(other, 3, {"n": 3}, parent=1)
    found = {one.checkpoint["id"]: one for one in one.list(config())}
    assert (
        found["00000003"].parent_config["configurable"]["checkpoint_id"] == "00000001"
    )
    assert one.store.check().ok


def test_a_checkpoint_that_nobody_was_given_may_be_forked(pair):
    one, other = pair
    put(one, 1)
    put(one, 2, parent=1)
    put(other, 3, parent=1)
    assert len(list(one.list(config()))) == 3


def test_the_tree_of_the_store_is_that_of_the_thread(path):
    with SnaprollSaver(path) as saver:
        for number, parent in ((1, None), (2, 1), (3, 2), (4, 1), (5, 4)):
            put(saver, number, {"n": number}, parent=parent)
        with saver.store.execution("t", mode="read") as run:
            labels = dict(zip(run.snapshots().ids, run.snapshots().labels))
            tree = {labels[id]: labels.get(parent) for id, parent in run.tree()}
    numbers = {1: None, 2: 1, 3: 2, 4: 1, 5: 4}
    assert tree == {
        f"{one:08}": other and f"{other:08}" for one, other in numbers.items()
    }


def test_two_savers_that_alternate_work_without_errors(path):
    with SnaprollSaver(path) as one, SnaprollSaver(path) as other:
        for number in range(1, 30):
            saver = (one, other)[number % 2]
            found = saver.get_tuple(config())
            assert (found is None) == (number == 1)
            put(saver, number, {"n": list(range(number))}, parent=number - 1 or None)
            saver.put_writes(config(checkpoint=f"{number:08}"), [("n", number)], "task")
        found = one.get_tuple(config())
        assert found.checkpoint["channel_values"] == {"n": list(range(29))}
        assert found.pending_writes == [("task", "n", 29)]
        before = other.get_tuple(config(checkpoint="00000028"))
        assert before.pending_writes == [("task", "n", 28)]


ALTERNATE = """
me, count = int(sys.argv[3]), int(sys.argv[4])
for line in sys.stdin:
    number = int(line)
    found = saver.get_tuple(config())
    assert (int(found.checkpoint["id"]) if found else 0) == number - 1
    put(saver, number, {"n": list(range(number))}, parent=number - 1 or None)
    print(number, flush=True)
"""


def test_two_processes_that_alternate_work_without_errors(path):
    run = [start(PROGRAM + ALTERNATE, path, HERE, me, 20) for me in range(2)]
    for number in range(1, 21):
        process = run[number % 2]
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        assert process.stdout.readline() == f"{number}\n", process.stderr.read()
    for process in run:
        finish(process)
    with SnaprollSaver(path) as saver:
        assert len(list(saver.list(config()))) == 20
        assert saver.store.check().ok


def test_threads_put_each_of_their_writes(path):
    with SnaprollSaver(path) as saver:
        put(saver, 1)
        told = config(checkpoint="00000001")

        def write(number):
            for at in range(20):
                saver.put_writes(told, [("n", (number, at))], f"{number} {at}")

        threads = [threading.Thread(target=write, args=(one,)) for one in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = {write[2] for write in saver.get_tuple(config()).pending_writes}
        assert found == {(number, at) for number in range(8) for at in range(20)}


def test_two_event_loops_share_a_saver_that_blocks_neither(path):
    async def work(saver, thread, loops):
        for number in range(1, 10):
            await aput(saver, number, thread)
            loops.append(thread)
            await asyncio.sleep(0)
        return (await saver.aget_tuple(config(thread))).checkpoint["id"]

    async def aput(saver, number, thread):
        made = checkpoint(number, {"n": number}, {"n": number})
        parent = f"{number - 1:08}" if number > 1 else None
        told = {"source": "loop", "step": number}
        await saver.aput(config(thread, parent), made, told, {"n": number})

    async def main(saver, name, seen):
        names = [f"{name}{number}" for number in range(4)]
        return await asyncio.gather(*(work(saver, one, seen) for one in names))

    with SnaprollSaver(path) as saver:
        results, seen = {}, []

        def run(name):
            results[name] = asyncio.run(main(saver, name, seen))

        threads = [threading.Thread(target=run, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == {"a": ["00000009"] * 4, "b": ["00000009"] * 4}
        assert len(list(saver.list(None))) == 72


def test_a_task_that_is_cancelled_leaves_a_whole_checkpoint_or_none(path):
    async def main(saver):
        made = checkpoint(1, {"n": 1}, {"n": 1})
        task = asyncio.create_task(saver.aput(config(), made, {"source": "loop"}, {}))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        found = await saver.aget_tuple(config())
        assert found is None or found.checkpoint["channel_values"] == {"n": 1}

    with SnaprollSaver(path) as saver:
        asyncio.run(main(saver))


KILLED = """
number = int(sys.argv[3])
while True:
    number += 1
    values = {"n": list(range(number))}
    saver.put_writes(config(checkpoint=f"{number - 1:08}"), [("n", number)], "task")
    print("write", number - 1, flush=True)
    put(saver, number, values, parent=number - 1)
    print("put", number, flush=True)
"""


def test_kill_9_loses_nothing_that_was_acknowledged(path):
    number = 1
    with SnaprollSaver(path) as saver:
        put(saver, 1, {"n": [0]})
    for turn in range(6):
        process = start(PROGRAM + KILLED, path, HERE, number)
        process.stdout.readline()
        time.sleep(0.02 * (turn + 1))
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate(timeout=60)
        told = [line.split() for line in out.splitlines() if len(line.split()) == 2]
        puts = [int(one) for what, one in told if what == "put"]
        writes = [int(one) for what, one in told if what == "write"]
        with SnaprollSaver(path) as saver:
            found = saver.get_tuple(config())
            latest = int(found.checkpoint["id"])
            assert latest >= max(puts, default=number)
            assert found.checkpoint["channel_values"] == {"n": list(range(latest))}
            for one in writes[-3:]:
                kept = saver.get_tuple(config(checkpoint=f"{one:08}"))
                assert kept.pending_writes == [("task", "n", one + 1)]
            assert saver.store.check().ok
        number = latest


def test_a_commit_that_fails_leaves_the_thread_as_it_was(path, monkeypatch):
    with SnaprollSaver(path) as saver:
        put(saver, 1, {"n": 1})

        def fails(*_):
            raise snaproll.StoreIOError("the disk is full")

        thread = saver._thread(config())
        monkeypatch.setattr(thread.run, "_call", fails)
        with pytest.raises(snaproll.StoreIOError, match="the disk is full"):
            put(saver, 2, {"n": 2}, parent=1)
        assert saver.get_tuple(config()).checkpoint["channel_values"] == {"n": 1}
        put(saver, 3, {"n": 3}, parent=1)
        assert ids(saver.list(config())) == ["00000003", "00000001"]


def test_one_thread_in_the_store_reads_as_history_and_diff(path):
    with SnaprollSaver(path) as saver:
        for number in range(1, 4):
            put(saver, number, {"m": ["hi"] * number}, parent=number - 1 or None)
        with saver.store.execution("t", mode="read") as run:
            changes = [len(one.after) for one in run.history("/variables/m")]
            assert changes == [3, 2, 1]
            assert "~ /variables/m" in str(run.snapshots()[1].diff(run.snapshots()[0]))
            info = saver.store.info("t")
    assert (info.kind, info.attributes) == (
        "langgraph",
        {"thread_id": "t", "checkpoint_ns": ""},
    )
    assert json.loads(json.dumps(info.attributes))["thread_id"] == "t"
