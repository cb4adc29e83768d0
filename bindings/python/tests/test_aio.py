"""The async twins: steps, what is awaited, and what blocks no loop."""

import asyncio
import functools
import time

import pytest

import snaproll
from conftest import START
from snaproll.aio import AsyncExecution, AsyncStore, rollback_group, snapshot_group


class Broken(Exception):
    pass


def in_loop(function):
    """A test that is async, and what it is given."""

    @functools.wraps(function)
    def test(*arguments, **named):
        asyncio.run(function(*arguments, **named))

    return test


async def give(item):
    await asyncio.sleep(0)
    return item


# Steps.


@pytest.mark.parametrize("where", ["memory", "store", "manual"])
@in_loop
async def test_functions_are_run_once(path, where):
    async with AsyncStore.open(path) as store:
        if where == "memory":
            run = AsyncExecution(workflow_id="flow")
        else:
            save = "manual" if where == "manual" else "steps"
            run = await store.execution("a", save=save)
        assert run.is_durable == (where != "memory")
        calls = []

        async def fetch(url, *, times=1):
            calls.append(url)
            return (url, times)

        assert await run.step("fetch", fetch, "u", times=2) == ["u", 2]
        assert await run.step("fetch", fetch, "other") == ["u", 2]
        assert calls == ["u"] and run.is_done("fetch")
        assert await run.step("sync", lambda: 5) == 5
        assert await run.step("late", lambda: give(6)) == 6
        assert await run.step("part", functools.partial(give, 7)) == 7
        assert await run.step("none", give, None) is None
        assert await run.unfinished() == []
        assert [one.node for one in await run.attempts("late")] == ["late"]
        await run.close()
        assert run.closed and repr(run) == "AsyncExecution(<closed>)"
    with snaproll.Store.open(path) as again:
        if where == "store":
            with again.execution("a", mode="read") as read:
                assert len(read.node_results) == 5


@pytest.mark.parametrize("name", ["memory", "store"])
@in_loop
async def test_functions_that_raise_are_rolled_back_or_failed(path, name):
    async def work(run):
        run["a"] = 1
        raise Broken("no")

    def work_now(run):
        run["b"] = 1
        raise Broken("no")

    async with AsyncStore.open(path) as store:
        run = AsyncExecution() if name == "memory" else await store.execution("a")
        for function in (work, work_now):
            with pytest.raises(Broken):
                await run.step("back", function, run)
            assert run == {}
        with pytest.raises(Broken):
            await run.step("fail", work, run, on_error="fail")
        with pytest.raises(snaproll.TypeMismatchError):
            await run.step("no json", give, {1})
        assert run == {"a": 1}
        told = [(one.node, one.outcome, one.error) for one in await run.attempts()]
        assert told[:3] == [("back", "rolled_back", "Broken: no")] * 2 + [
            ("fail", "failed", "Broken: no")
        ]
        assert told[3][:2] == ("no json", "rolled_back")
        await run.close()
    if name == "store":
        with snaproll.Store.open(path) as again, again.execution("a") as read:
            assert read == {"a": 1} and len(read.attempts()) == 4


@in_loop
async def test_steps_as_blocks(path):
    async with AsyncStore.open(path) as store, store.execution("a") as run:
        async with run.step_begin("charge", irreversible=True) as step:
            assert (step.node, step.done, step.attempt) == ("charge", False, 1)
            assert step.snapshot_id is not None
            assert await run.unfinished() == ["charge"]
            key = step.idempotency_key
            step.output = {"paid": 1.5}
        assert step.closed and repr(step) == "AsyncStep(<closed>)"
        async with run.step_begin("charge") as step:
            assert step.done and step.result == {"paid": 1.5}
            assert step.result_json == '{"paid":1.5}'
        (attempt,) = await run.attempts("charge")
        assert attempt.irreversible and attempt.idempotency_key == key
        step = await run.step_begin("hand")
        assert repr(step) == "<AsyncStep 'hand', attempt 1>"
        run["x"] = 1
        assert (await step.rollback("no")).variables_changed == 1
        step = await run.step_begin("hand", on_error="fail")
        await step.fail("no")
        step = await run.step_begin("hand")
        await step.finish_json("[1]")
        with pytest.raises(snaproll.UnusableError):
            await step.finish(2)
        metrics = snaproll.NodeResult()
        metrics.set_token_usage(1, 2)
        await (await run.step_begin("counted")).finish(1, metrics)
        assert run.get_at("/node_results/counted/metrics/token_usage/total_tokens") == 3
        with pytest.raises(Broken):
            async with run.step_begin("block", on_error="fail"):
                raise Broken
        with pytest.raises(snaproll.InvalidArgumentError):
            await run.step_begin("n", on_error="ignore")
        with pytest.raises(snaproll.UnusableError):
            async with step:
                step.close()
                async with step:
                    pass


@in_loop
async def test_decorated_functions(path):
    @snaproll.step
    async def fetch(run, url):
        run["last"] = url
        return await give(url)

    @snaproll.step
    def now(run):
        return 1

    class Agent:
        @snaproll.step("think/{about}", irreversible=True)
        async def think(self, run, about):
            return await give(about)

    async with AsyncStore.open(path, encode=str) as store:
        async with store.execution("a") as run:
            assert await fetch(run, "x") == "x" == await fetch(run, url="x")
            assert await fetch(run, "y") == "y" and run["last"] == "y"
            assert await Agent().think(run, 1) == 1
            with pytest.raises(snaproll.TypeMismatchError) as caught:
                now(run)
            assert "an Execution (it is not async) has to be" in caught.value.message
            assert len(run.node_results) == 3
    with snaproll.Execution() as other:
        with pytest.raises(snaproll.TypeMismatchError) as caught:
            await fetch(other, "x")
        assert "an AsyncExecution (it is async) has to be" in caught.value.message


# What is awaited, and what is not.


@in_loop
async def test_history_is_that_of_the_original(path):
    async with AsyncStore.open(path) as store:
        async with store.execution("a", auto_snapshot=False) as run:
            run["n"] = {"list": [1]}
            first = await run.snapshot("first", reason="why")
            run["n"]["list"].append(2)
            second = await run.snapshot()
            assert [one.id for one in await run.snapshots(label="first")] == [first]
            assert (await run.summary()).total_snapshots == 3
            await run.tag(first, "t")
            assert await run.resolve("t") == first == await run.parent(second)
            assert (await run.diff(first)).apply({"variables": {"n": {"list": [1]}}})
            changes = await run.history("/variables/n/list/1")
            assert [one.after for one in changes] == [2]
            found = await run.bisect("/variables/n/list", lambda one: len(one) > 1)
            assert found.snapshot_id == second
            plan = await run.plan_rollback(to="first")
            assert (await run.apply_plan(plan)).success
            assert run["n"] == {"list": [1]} and run.undo_count == 1
            await run.undo_rollback()
            assert run["n"] == {"list": [1, 2]} and run.redo_count == 1
            await run.rollback_to(first)
            await run.set_policy("keep-last=1")
            assert await run.policy() == "keep-last=1"
            assert (await run.prune()).removed == 2
            await run.set_edges([("a", "b")])
            assert await run.edges() == [("a", "b")]
            assert await run.digest() == run.context.digest()
            assert snaproll.diff(run, run.value()).to_json() == "[]"
            with pytest.raises(snaproll.NotFoundError):
                await run.rollback_to("nothing")


@in_loop
async def test_variables_are_those_of_the_original():
    async with AsyncExecution(workflow_id="flow", encode=str) as run:
        run["a"] = [START]
        run["a"].append({"b": 1})
        run["d"] = asyncio
        assert "module 'asyncio'" in run["d"]
        del run["d"]
        assert run == {"a": [START, {"b": 1}]} and dict(run) and len(run) == 1
        run.set_at("/variables/a/1/b", 2)
        run.set_private_paths(secret=["/variables/a"])
        assert run.private_paths.secret == ("/variables/a",)
        with run.transaction() as t:
            t["c"] = 1
        await run.apply_patch([{"op": "remove", "path": "/variables/a"}])
        assert run.plain() == {"c": 1} and bool(run)
        assert run.state is snaproll.State.RUNNING and run.workflow_id == "flow"
        assert repr(run).startswith("<AsyncExecution '")
        again = AsyncExecution.from_context(run.context)
        assert again == {"c": 1} and again.context is not run.context
    with pytest.raises(snaproll.UnusableError):
        run["c"]
    with pytest.raises(snaproll.UnusableError):
        async with run:
            pass
    await run.close()


@in_loop
async def test_transactions_are_made_again_where_others_came_between():
    async with AsyncExecution() as run:
        run["n"] = 0

        async def add(t):
            seen = t["n"]
            await asyncio.sleep(0)
            t["n"] = seen + 1
            return t["n"]

        numbers = await asyncio.gather(*(run.transact(add, 100) for _ in range(10)))
        assert sorted(numbers) == list(range(1, 11)) and run["n"] == 10
        assert await run.transact(lambda t: t.update(n=0)) is None

        async def spoil(t):
            t["n"] = run["n"] = run["n"] + 1

        with pytest.raises(snaproll.ConflictError):
            await run.transact(spoil, attempts=3)
        assert run["n"] == 3


@in_loop
async def test_stores_do_what_the_original_does(path, folder):
    async with AsyncStore.open(path) as store:
        assert store.path == str(path) and not store.read_only
        assert repr(store) == f"<AsyncStore {str(path)!r}>"
        for number in range(3):
            async with store.execution(f"e{number}", attributes={"n": "x"}) as run:
                run["s"] = "secret"
                await run.step("n", give, number)
        told = [one.id async for one in store.executions(attributes={"n": "x"})]
        assert sorted(told) == ["e0", "e1", "e2"]
        assert (await store.info("e1")).commits > 0 and await store.exists("e1")
        await store.delete("e2")
        await store.copy("e1", "copied")
        await store.fork("e1", "forked", snapshot="start")
        lines = [line async for line in store.export("e1")]
        assert await store.import_(lines, as_="list") == "list"

        async def slowly():
            for line in lines:
                yield await give(line)

        assert await store.import_(slowly(), as_="slow") == "slow"
        full = [line async for line in store.export("slow", full=True)]
        assert '"e1"' not in full[0] and len(full) > 2
        await store.backup(folder / "copy.db")
        async with AsyncStore.open(folder / "copy.db") as other:
            await store.copy("e1", "there", to=other)
            assert await other.exists("there")
        assert (await store.check()).ok
        await store.set_policy("keep-last=5")
        assert await store.policy() == "keep-last=5"
        assert (await store.expire(dry_run=True)).executions == []
        await store.erase("e1", containing="secret", reason="r", dry_run=True)
        assert await store.erasures("e1") == []
        await store.erase("e1", containing="secret", reason="r")
        assert [one.reason for one in await store.erasures("e1")] == ["r"]
        await store.compact()
        assert (await store.stats()).commits > 0
        assert "snaproll" in await store.prometheus()
        with pytest.raises(snaproll.TypeMismatchError, match="an AsyncStore is needed"):
            await store.copy("e1", "x", to=snaproll.Cancel())
        for bad in (["{"], slowly_bad()):
            with pytest.raises(snaproll.SnaprollError):
                await store.import_(bad)
        with pytest.raises(snaproll.NotFoundError):
            [line async for line in store.export("nothing")]
    assert store.closed and repr(store) == "<AsyncStore closed>"
    await store.close()
    with pytest.raises(snaproll.UnusableError):
        await store.stats()
    with pytest.raises(snaproll.UnusableError):
        await store.execution("a")
    with pytest.raises(snaproll.UnusableError):
        async with store:
            pass


async def slowly_bad():
    yield "{"


@in_loop
async def test_lists_of_many_pages_come_whole(path):
    async with AsyncStore.open(path, durability="none") as store:
        for number in range(257):
            await (await store.execution(f"e{number}", start_snapshot=False)).close()
        assert len({one.id async for one in store.executions()}) == 257
        async with store.execution("long") as run:
            for number in range(300):
                run["n"] = number
                await run.snapshot()
        lines = [line async for line in store.export("long")]
        with snaproll.Store.open(path) as same:
            assert lines == list(same.export("long"))


@in_loop
async def test_groups_are_taken_and_gone_back_to_together(path):
    async with AsyncStore.open(path) as store:
        runs = [await store.execution(id) for id in "ab"]
        group = await snapshot_group(runs, "together")
        for run in runs:
            run["x"] = 1
        results = await rollback_group(runs, group)
        assert [one.variables_changed for one in results] == [1, 1]
        assert all(run == {} for run in runs)
        assert [one.label for one in await runs[0].groups()] == ["together"]
        for run in runs:
            await run.close()
    alone = [AsyncExecution() for _ in range(2)]
    await rollback_group(alone, await snapshot_group(alone))
    with pytest.raises(snaproll.TypeMismatchError, match="an AsyncExecution is needed"):
        await snapshot_group([snaproll.Execution()])


@in_loop
async def test_functions_that_block_are_called_by_a_thread():
    async with AsyncExecution() as run:
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.ensure_future(tick())
        await run.step("slow", time.sleep, 0.3)
        ticking.cancel()
        assert ticks >= 5


@in_loop
async def test_twins_are_shown_as_their_originals(path, folder):
    async with AsyncStore.open(path) as store, store.execution("a") as run:
        await run.step("n", give, 1)
        assert "<svg" in run._repr_html_() and "<table" in store._repr_html_()
        page = await run.show(folder / "page.html")
        assert page.read_text().startswith("<!DOCTYPE html>")
        assert (await store.show(folder / "store.html")).stat().st_size > 500


# Openings.


@in_loop
async def test_what_is_never_awaited_is_told(path):
    with pytest.warns(RuntimeWarning, match="AsyncStore.open was never awaited"):
        AsyncStore.open(path)
    assert not path.exists()
    opening = AsyncStore.open(path)
    async with opening as store:
        with pytest.warns(RuntimeWarning, match=r"execution\('a'\) was never awaited"):
            store.execution("a")
        with pytest.raises(RuntimeError, match="was awaited before"):
            await opening
        run = AsyncExecution()
        with pytest.warns(RuntimeWarning, match=r"step_begin\('n'\) was never awaited"):
            run.step_begin("n")


@in_loop
async def test_errors_of_opening_are_those_of_the_original(path):
    with pytest.raises(snaproll.NotFoundError):
        await AsyncStore.open(path, create=False)
    with pytest.raises(snaproll.InvalidArgumentError):
        await AsyncStore.open(path, durability="perhaps")
    with pytest.raises(snaproll.TypeMismatchError, match="a Store is needed"):
        AsyncStore("runs.db")
    async with AsyncStore.open(path) as store, store.execution("a"):
        for options, kind in (
            ({}, snaproll.OwnedError),
            ({"mode": "create"}, snaproll.ExistsError),
            ({"save": "often"}, snaproll.InvalidArgumentError),
            ({"mode": "often"}, snaproll.InvalidArgumentError),
        ):
            with pytest.raises(kind):
                await store.execution("a", **options)
        async with store.execution("a", mode="read") as read:
            with pytest.raises(snaproll.ReadOnlyError):
                await read.step("n", give, 1)
            with pytest.raises(snaproll.ReadOnlyError):
                await read.save()
        with pytest.raises(TypeError):
            await store.execution("a", colour="red")
