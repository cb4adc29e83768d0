"""The async twins: tasks that are cancelled, once and more often, and what is closed."""

import asyncio
import threading

import pytest

import snaproll
from conftest import finish, start
from snaproll.aio import AsyncExecution, AsyncStore
from test_aio import Broken, give, in_loop
from test_aio_commits import committed, locked, soon


@in_loop
async def test_function_that_is_cancelled_is_rolled_back(path):
    async with AsyncStore.open(path) as store, store.execution("a") as run:
        begun = asyncio.Event()

        async def work():
            run["a"] = 1
            begun.set()
            await asyncio.sleep(60)

        async def cancelled(step):
            task = asyncio.ensure_future(step)
            await begun.wait()
            begun.clear()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        await cancelled(run.step("n", work))
        assert run == {} and not run.is_done("n")
        (attempt,) = await run.attempts()
        assert (attempt.outcome, attempt.error) == ("rolled_back", "CancelledError")
        assert committed(path) == ({}, [("n", "rolled_back")])
        await cancelled(run.step("f", work, on_error="fail"))
        assert run == {"a": 1} and committed(path)[1][1] == ("f", "failed")


@in_loop
async def test_function_of_a_thread_ends_before_the_cancellation(path):
    async with AsyncStore.open(path) as store, store.execution("a") as run:
        begun, go = threading.Event(), threading.Event()

        def work(problem=None):
            begun.set()
            go.wait(10)
            run["a"] = 1
            if problem:
                raise problem
            return "paid"

        for node, problem in (("good", None), ("bad", Broken("no"))):
            begun.clear(), go.clear()
            task = asyncio.ensure_future(run.step(node, work, problem))
            await soon(begun.is_set)
            task.cancel()
            await asyncio.sleep(0.02)
            assert not task.done()
            go.set()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await run.step("good", work) == "paid"
        outcomes = [("good", "finished"), ("bad", "rolled_back")]
        assert committed(path) == ({"a": 1}, outcomes)


@in_loop
async def test_cancelled_end_is_committed_before_the_cancellation(path):
    async with AsyncStore.open(path) as store:
        async with store.execution("a", auto_snapshot=False) as run:
            with locked(path):
                task = asyncio.ensure_future(run.step("n", give, 1))
                await soon(lambda: run.is_done("n"))
                for _ in range(3):
                    task.cancel()
                    await asyncio.sleep(0.01)
                assert not task.done()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert committed(path)[1] == [("n", "finished")]


@in_loop
async def test_cancelled_begin_is_taken_back(path):
    async with AsyncStore.open(path) as store, store.execution("a") as run:
        calls = []
        with locked(path):  # The automatic snapshot of the begin waits.
            task = asyncio.ensure_future(run.step("n", calls.append, 1))
            await asyncio.sleep(0.1)
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert calls == [] and await run.unfinished() == []
        assert committed(path)[1] == [("n", "rolled_back")]


@in_loop
async def test_what_had_not_begun_is_withdrawn(path):
    async with AsyncStore.open(path) as store:
        runs = [await store.execution(f"e{number}") for number in range(4)]
        with locked(path):
            saves = [asyncio.ensure_future(run.save()) for run in runs[:3]]
            await soon(lambda: all(run._line._busy for run in runs[:2]))
            again = asyncio.ensure_future(runs[0].save())
            await asyncio.sleep(0.02)
            again.cancel()
            await asyncio.sleep(0.02)
            assert again.cancelled(), "it waited for a commit that it is not in"
            assert runs[0]._line._pending == []
        await asyncio.gather(*saves)
        for run in runs:
            await run.close()


@in_loop
async def test_opening_that_is_cancelled_leaves_nothing_open(path):
    async with AsyncStore.open(path) as store:
        with locked(path):
            task = asyncio.ensure_future(store.execution("a").__aenter__())
            await asyncio.sleep(0.1)
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with store.execution("a") as run:  # Nobody owns it.
            await run.step("n", give, 1)


async def cancelled_often(task, store):
    """Cancels a task while no thread is free, and once it had threads again."""
    hold = threading.Event()
    for _ in range(64):  # As many again as there are threads.
        store._worker.submit(lambda: hold.wait(10))
    for _ in range(5):
        task.cancel()
        await asyncio.sleep(0.005)
    hold.set()
    with pytest.raises(asyncio.CancelledError) as raised:
        await task
    return raised.value  # Its frames keep what they have.


@in_loop
async def test_begin_of_a_node_that_is_done_is_cancelled_as_any(path):
    async with AsyncStore.open(path) as store:
        async with store.execution("a", auto_snapshot=False) as run:
            await run.step("n", give, 1)
            begun, go = threading.Event(), threading.Event()

            def slow(run):
                begun.set()
                go.wait(10)
                return run.step_begin("n")

            task = asyncio.ensure_future(run._begun(slow))
            await soon(begun.is_set)
            task.cancel()
            await asyncio.sleep(0.01)
            go.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await run.step("n", give, 2) == 1


@pytest.mark.parametrize("save", ["steps", "manual"])
@in_loop
async def test_begin_is_taken_back_however_often_it_is_cancelled(path, save):
    async with AsyncStore.open(path) as store:
        run = await store.execution("a", save=save)
        begun, go = threading.Event(), threading.Event()

        def slow(run):
            begun.set()
            go.wait(10)
            return run.step_begin("n")

        task = asyncio.ensure_future(run._begun(slow))
        await soon(begun.is_set)
        asyncio.get_running_loop().call_later(0.01, go.set)
        await cancelled_often(task, store)
        assert await run.unfinished() == []
        (attempt,) = await run.attempts()
        assert (attempt.outcome, attempt.error) == ("rolled_back", "CancelledError")
        if save == "manual":
            await run.save()
        assert committed(path)[1] == [("n", "rolled_back")]
        await run.close()


@pytest.mark.parametrize("save", ["steps", "manual"])
@in_loop
async def test_function_goes_back_however_often_it_is_cancelled(path, save):
    async with AsyncStore.open(path) as store:
        run = await store.execution("a", save=save)
        begun = asyncio.Event()

        async def work():
            run["a"] = 1
            begun.set()
            await asyncio.sleep(60)

        task = asyncio.ensure_future(run.step("n", work))
        await begun.wait()
        await cancelled_often(task, store)
        assert run == {} and await run.unfinished() == []
        await run.close()


@in_loop
async def test_closing_is_done_however_often_it_is_cancelled(path):
    async with AsyncStore.open(path) as store:
        inside = asyncio.Event()

        async def work():
            async with store.execution("a"):
                inside.set()
                await asyncio.sleep(60)

        task = asyncio.ensure_future(work())
        await inside.wait()
        problem = await cancelled_often(task, store)
        async with store.execution("a"):  # Nobody owns it.
            assert problem.__traceback__ is not None


@in_loop
async def test_cancellation_goes_on_where_nothing_can_be_taken_back(path):
    async with AsyncStore.open(path) as store:
        run = await store.execution("a")
        task = asyncio.ensure_future(run.step("n", asyncio.sleep, 60))
        await soon(lambda: run._run.unfinished())
        async with store.execution("a", take_over=True):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        with pytest.raises(snaproll.ConflictError):  # It was shut out.
            await run.save()
        await run.close()


@pytest.mark.parametrize("where", ["memory", "store"])
@in_loop
async def test_cancellation_goes_on_where_the_result_is_refused(path, where):
    async with AsyncStore.open(path) as store:
        durable = where == "store"
        run = await store.execution("a") if durable else AsyncExecution()
        begun, go = threading.Event(), threading.Event()

        def work():
            run["a"] = 1
            begun.set()
            go.wait(10)
            return {1}

        task = asyncio.ensure_future(run.step("n", work))
        await soon(begun.is_set)
        task.cancel()
        await asyncio.sleep(0.01)
        go.set()
        with pytest.raises(asyncio.CancelledError) as raised:
            await task
        assert isinstance(raised.value.__context__, snaproll.TypeMismatchError)
        assert run == {} and (await run.attempts())[0].outcome == "rolled_back"
        with pytest.raises(snaproll.TypeMismatchError) as raised:
            await run.step("m", work)  # Nobody cancels that one.
        assert raised.value.__context__ is None
        await run.close()


@in_loop
async def test_block_whose_output_is_refused_is_rolled_back_or_failed(path):
    async with AsyncStore.open(path) as store, store.execution("a") as run:
        for on_error, outcome, left in (
            ("rollback", "rolled_back", {}),
            ("fail", "failed", {"a": 1}),
        ):
            with pytest.raises(snaproll.TypeMismatchError, match="set is no type"):
                async with run.step_begin(on_error, on_error=on_error) as step:
                    run["a"] = 1
                    step.output = {1}
            (attempt,) = await run.attempts(on_error)
            assert attempt.outcome == outcome and run == left
            assert attempt.error.startswith("TypeMismatchError: set is no type")


@in_loop
async def test_block_of_a_generator_that_is_closed_is_rolled_back(path):
    async with AsyncStore.open(path) as store:

        async def words():
            async with store.execution("a") as run:
                async with run.step_begin("n"):
                    run["a"] = 1
                    yield "one"

        stream = words()
        assert await stream.__anext__() == "one"
        await stream.aclose()
        assert committed(path) == ({}, [("n", "rolled_back")])
        async with store.execution("a") as run:  # Nobody owns it.
            assert await run.unfinished() == []


DROPPED = """
import asyncio, gc, sys
from snaproll.aio import AsyncStore

async def words(run):
    async with run.step_begin("m"):
        yield 1

async def work():
    async with AsyncStore.open(sys.argv[1]) as store, store.execution("a") as run:
        async with run.step_begin("n"):
            run["a"] = 1
            async for _ in words(run):
                loop.stop()
                await asyncio.sleep(60)

loop = asyncio.new_event_loop()
task = loop.create_task(work())
loop.run_forever()
loop.close()
task._log_destroy_pending = False
del task
gc.collect()
"""


def test_blocks_that_are_dropped_with_their_loop_are_silent(path):
    finish(start(DROPPED, path))
    assert dict(committed(path)[1]) == {"n": "open", "m": "open"}
    with snaproll.Store.open(path) as store:
        store.execution("a").close()  # Nobody owns it.
