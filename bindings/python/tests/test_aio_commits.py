"""The async twins: commits in batches, what can go wrong, loops and processes."""

import asyncio
import contextlib
import gc
import os
import threading
import time
import warnings

import pytest

import snaproll
from conftest import finish, start
from snaproll._aio_batcher import commit_many
from snaproll.aio import AsyncExecution, AsyncStore
from test_aio import Broken, give, in_loop
from test_store_keeping import LOCKER


@contextlib.contextmanager
def locked(path):
    """The store is held by another process: every commit waits."""
    locker = start(LOCKER, path)
    assert locker.stdout.readline() == "locked\n"
    try:
        yield
    finally:
        finish(locker)


async def soon(holds):
    """Waits until something holds."""
    for _ in range(2_000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to be")


def committed(path, id="a"):
    """What is in the file, as another handle reads it."""
    with snaproll.Store.open(path) as store, store.execution(id, mode="read") as run:
        outcomes = [(one.node, one.outcome) for one in run.attempts()]
        return run.plain(), outcomes


# Batches.


@in_loop
async def test_ends_of_many_steps_are_committed_together(path):
    many = 300
    async with AsyncStore.open(path) as store:
        runs = [
            await store.execution(f"e{i}", auto_snapshot=False, start_snapshot=False)
            for i in range(many)
        ]
        before = await store.stats()
        with locked(path):  # Until all of them wait.
            steps = [
                asyncio.ensure_future(run.step("n", give, number))
                for number, run in enumerate(runs)
            ]
            waiting = store._batcher
            lines = [one._line for one in runs]
            await soon(lambda: all(one._pending or one._busy for one in lines))
        assert await asyncio.gather(*steps) == list(range(many))
        assert waiting._queue == [] and waiting._leaders <= 2
        after = await store.stats()
        assert after.commits - before.commits == many
        assert after.transactions - before.transactions <= many // 10
        await store.save_many(runs)
        for run in runs:
            await run.close()
    with snaproll.Store.open(path) as again:
        for number in (0, 1, many - 1):
            with again.execution(f"e{number}", mode="read") as run:
                assert run.node_results["n"]["result"] == {"Success": number}


@in_loop
async def test_steps_of_one_execution_wait_for_the_same_commit(path):
    async with AsyncStore.open(path) as store:
        async with store.execution("a", auto_snapshot=False) as run:
            before = await store.stats()
            names = [f"n{number}" for number in range(50)]
            told = await asyncio.gather(*(run.step(n, give, n) for n in names))
            assert told == names
            commits = (await store.stats()).commits - before.commits
            assert 1 <= commits <= 50
            assert sorted(committed(path)[1]) == sorted((n, "finished") for n in names)


class Pace:
    """The longest that the loop was kept within a block."""

    def __enter__(self):
        self.longest = 0.0
        self.task = asyncio.ensure_future(self.beat())
        return self

    async def beat(self):
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last), now

    def __exit__(self, *_):
        self.task.cancel()


@in_loop
async def test_loop_goes_on_while_commits_wait(path):
    async with AsyncStore.open(path, busy_timeout=60) as store:
        async with store.execution("a", auto_snapshot=False) as run:
            with locked(path), Pace() as pace:
                step = asyncio.ensure_future(run.step("n", give, 1))
                await soon(lambda: run.is_done("n"))
                save = asyncio.ensure_future(run.save())
                for number in range(20):  # Written and read at once.
                    run["x"] = number
                    assert run["x"] == number and run.plain() == {"x": number}
                    await asyncio.sleep(0.005)
                assert not step.done() and not save.done()
                longest = pace.longest
            assert await asyncio.gather(step, save) == [1, None]
            with locked(path), Pace() as pace:
                waiting = [run.snapshot(), run.attempts(), run.unfinished()]
                tasks = [asyncio.ensure_future(call) for call in waiting]
                await asyncio.sleep(0.05)
                tasks.append(asyncio.ensure_future(run.transact(lambda t: t.pop("x"))))
                for number in range(20):  # Read at once.
                    assert run["x"] == 19 and run.value().plain() and run.is_done("n")
                    await asyncio.sleep(0.005)
                assert not tasks[0].done() and not tasks[-1].done()
                longest = max(longest, pace.longest)
            await asyncio.gather(*tasks)
            assert "x" not in run
    assert longest < 2, "the loop was kept"


# What fails.


@in_loop
async def test_end_that_can_not_be_committed_is_in_memory_alone(path):
    async with AsyncStore.open(path, busy_timeout=0.05) as store:
        run = await store.execution("a", auto_snapshot=False)
        runs = []

        async def work():
            runs.append(1)
            run["a"] = 1
            return "done"

        with locked(path):
            for _ in range(2):  # The second time the end is tried again first.
                with pytest.raises(snaproll.BusyError):
                    await run.step("n", work)
            assert run.is_done("n") and committed(path)[1] == []
        assert await run.step("n", work) == "done" and runs == [1]
        assert committed(path) == ({"a": 1}, [("n", "finished")])
        await run.close()


@in_loop
async def test_one_that_fails_takes_nothing_from_the_others(path):
    async with AsyncStore.open(path) as store, AsyncStore.open(path) as other:
        runs = [await store.execution(id, auto_snapshot=False) for id in "abcd"]
        taken = [await other.execution(id, take_over=True) for id in "bd"]
        with locked(path):
            steps = [asyncio.ensure_future(run.step("n", give, 1)) for run in runs]
            await soon(lambda: sum(run.is_done("n") for run in runs) >= 1)
            await asyncio.sleep(0.05)
        told = await asyncio.gather(*steps, return_exceptions=True)
        assert [told[0], told[2]] == [1, 1]
        for failed in (told[1], told[3]):
            assert type(failed) is snaproll.ConflictError
            assert "executions[" not in failed.message
        assert told[1] is not told[3]
        with pytest.raises(snaproll.ConflictError) as caught:
            await store.save_many(runs)
        ok, conflict = snaproll.Code.OK, snaproll.Code.CONFLICT
        assert caught.value.statuses == [ok, conflict, ok, conflict]
        for run in taken:
            await run.close()
        for run in runs[1::2]:
            await run.reload()
            assert not run.is_done("n") and await run.step("n", give, 2) == 2
        await store.save_many(runs)
        for run in runs:
            await run.close()


def test_each_of_a_batch_is_told_its_own_error(path):
    with snaproll.Store.open(path) as store:
        runs = [store.execution(id) for id in "abc"]
        store.execution("b", take_over=True)
        owners = [run._pointer for run in runs]
        runs[2].close()
        first, second, third = commit_many(owners)
        assert first is None and type(second) is snaproll.ConflictError
        assert type(third) is snaproll.UnusableError
        assert third.message == "the commit failed: UNUSABLE"
        assert third.code is snaproll.Code.UNUSABLE


@in_loop
async def test_change_that_fails_is_told_and_the_others_are_made(path):
    async with AsyncStore.open(path) as store:
        run = await store.execution("a", limits={"text_bytes": 1_000})
        with pytest.raises(snaproll.LimitError):
            await run.step("n", give, "x" * 2_000)
        async with run.step_begin("m") as step:
            await step.finish(1)
        one, two = [await run.step_begin("same") for _ in range(2)]
        with pytest.raises(snaproll.ConflictError):
            await one.finish(1)
        await two.finish(2)
        with pytest.raises(Broken, match="x{2000}"):
            await run.step("long", fails, "x" * 2_000)
        assert (await run.attempts("long"))[0].error == ""
        await run.close()
    assert committed(path)[1][:2] == [("n", "rolled_back"), ("m", "finished")]


async def fails(message):
    raise Broken(message)


# Closing, loops, threads, processes.


@in_loop
async def test_closing_waits_for_the_ends_of_steps(path):
    async with AsyncStore.open(path) as store:
        run = await store.execution("a", auto_snapshot=False)
        with locked(path):
            tasks = [asyncio.ensure_future(run.step(n, give, n)) for n in ("a", "b")]
            await soon(lambda: run.is_done("a") or run.is_done("b"))
            await soon(lambda: run._line._pending or run._line._busy)
            closing = asyncio.ensure_future(run.close())
            await store.close()
            await asyncio.sleep(0.05)
            assert not closing.done()
        await closing
        told = await asyncio.gather(*tasks, return_exceptions=True)
        assert "a" in told or "b" in told
        for one in told:
            assert one in ("a", "b") or type(one) is snaproll.UnusableError
        assert store.closed and run.closed
        with pytest.raises(snaproll.UnusableError):
            await run.save()
        with pytest.raises(snaproll.UnusableError):
            await run.step("c", give, 1)
    outcomes = dict(committed(path)[1])
    for node, one in zip(("a", "b"), told):
        assert (outcomes.get(node) == "finished") == (one == node)


@in_loop
async def test_reload_comes_after_the_ends_of_steps(path):
    async with AsyncStore.open(path) as store:
        run = await store.execution("a", auto_snapshot=False)
        with locked(path):
            task = asyncio.ensure_future(run.step("n", give, 1))
            await soon(lambda: run.is_done("n"))
            run["x"] = "is not committed"
            reloading = asyncio.ensure_future(run.reload())
        assert await task == 1
        await reloading
        assert run.is_done("n")
        run["x"] = 1
        await run.reload()
        assert "x" not in run or run["x"] == "is not committed"
        run["secret"] = "hush"
        await run.erase(containing="hush", reason="r")
        assert run["secret"] == "[erased]"
        await run.close()


def test_loops_of_many_threads_share_a_store_and_an_execution(path):
    opened = asyncio.run(open_one(path))
    store, run = opened
    problems = []

    def work(name):
        async def main():
            for number in range(20):
                node = f"{name}/{number}"
                assert await run.step(node, give, number) == number
            async with store.execution(name) as own:
                await own.step("n", give, name)

        try:
            asyncio.run(main())
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(name,)) for name in "bcde"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []

    async def end():
        assert len(run.node_results) == 80
        await run.close()
        await store.close()

    asyncio.run(end())
    assert len(committed(path)[1]) == 80
    assert committed(path, "c")[1] == [("n", "finished")]


async def open_one(path):
    store = await AsyncStore.open(path)
    return store, await store.execution("a", auto_snapshot=False)


def test_threads_end_with_the_store(path):
    def names():
        gc.collect()
        return [one for one in threading.enumerate() if "snaproll" in one.name]

    async def main():
        async with AsyncStore.open(path) as store, store.execution("a") as run:
            await run.step("n", give, 1)
            assert names()

    asyncio.run(main())
    for _ in range(200):
        if not names():
            return
        time.sleep(0.01)
    raise AssertionError(f"still there: {names()}")


def test_forked_process_is_told_and_does_not_hang(path):
    async def main():
        async with AsyncStore.open(path) as store, store.execution("a") as run:
            await run.step("n", give, 1)
            return store, run, os.getpid()

    async def child(store, run):
        for call in (run.save, store.stats, run.snapshot):
            with pytest.raises(snaproll.UnusableError, match="forked"):
                await call()

    async def parent():
        store = await AsyncStore.open(path)
        run = await store.execution("b")
        await run.step("n", give, 1)
        return store, run

    store, run = asyncio.run(parent())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Threads are there.
        forked = os.fork()
    if not forked:
        code = 1
        try:
            asyncio.run(asyncio.wait_for(child(store, run), 20))
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(forked, 0)[1] == 0
    asyncio.run(run.step("m", give, 2))
    asyncio.run(run.close())
    asyncio.run(store.close())


PROGRAM = """
import asyncio, sqlite3, sys
from snaproll.aio import AsyncExecution, AsyncStore
path, end = sys.argv[1:]
kept = []

begun = asyncio.Event()

async def work():
    return 1

async def sleep():
    begun.set()
    await asyncio.sleep(60)

async def main():
    store = await AsyncStore.open(path)
    run = await store.execution("a")
    kept.extend([store, run, await run.step_begin("open"), AsyncExecution()])
    await run.step("n", work)
    asleep = asyncio.ensure_future(run.step("asleep", sleep))
    await begun.wait()
    tasks = [asyncio.ensure_future(run.step(f"n{i}", work)) for i in range(20)]
    tasks.append(asleep)
    kept.append(tasks)
    await asyncio.sleep(0 if end == "at once" else 0.01)
    if end == "exit":
        sys.exit(0)

if end == "closed":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
    for task in kept[-1]:
        task._log_destroy_pending = False
    loop.close()
else:
    asyncio.run(main())
"""


@pytest.mark.parametrize("end", ["return", "at once", "exit", "closed"])
def test_interpreter_ends_silently(path, end):
    assert finish(start(PROGRAM, path, end)) == ""
    outcomes = dict(committed(path)[1])
    assert outcomes.pop("n") == "finished" and outcomes.pop("open") == "open"
    # Dropped with its loop, else cancelled when that ends.
    asleep = "open" if end == "closed" else "rolled_back"
    assert outcomes.pop("asleep") == asleep
    assert set(outcomes.values()) <= {"finished", "open", "rolled_back"}


@in_loop
async def test_in_memory_nothing_waits():
    run = AsyncExecution()
    assert run._worker is None
    before = threading.active_count()
    await run.step("n", give, 1)
    await run.snapshot()
    await run.save()
    await run.reload()
    assert threading.active_count() == before
    assert not run.is_durable
