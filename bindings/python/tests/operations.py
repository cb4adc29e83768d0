"""Operations that are done very often, good ones and bad ones.

`python operations.py blocks N` does N of them under the counting allocator, and
prints how many blocks were live before and behind them; `traced` the bytes that
tracemalloc knows of.
"""

import asyncio
import ctypes
import gc
import itertools
import sys
import tracemalloc

import snaproll
from snaproll.aio import AsyncStore

CYCLIC = []
CYCLIC.append(CYCLIC)


class Odd:
    pass


def fails():
    raise OSError("no")


def operations(run, stored):
    """One function an operation, each with the exception that it raises."""
    context = run.context
    value = snaproll.Value({"a": [1, "x" * 100]})
    with snaproll.Execution() as other:
        ended = other.step_begin("ended")
        ended.finish(1)
    closed = snaproll.Execution()
    closed.close()
    return [
        (lambda: run.__setitem__("a", {"l": ["x" * 50] * 5, "n": 1}), None),
        (lambda: run["a"]["l"].append("y" * 40), None),
        (lambda: run["a"]["l"].pop(), None),
        (lambda: run["a"].plain(), None),
        (lambda: run.snapshot("label", reason="r", custom={"k": [1]}), None),
        (lambda: snaproll.Execution().step("n", lambda: {"done": True}), None),
        (lambda: snaproll.Execution().step("n", fails), OSError),
        (lambda: run.rollback(), None),
        (lambda: run.undo_rollback(), None),
        (lambda: [one.label for one in run.snapshots()], None),
        (lambda: run.diff(since="latest").to_json(), None),
        (lambda: run.plan_rollback(), None),
        (lambda: run.transact(lambda t: t.update(x=1)), None),
        (lambda: snaproll.Execution(workflow_id="w").close(), None),
        (lambda: snaproll.Context.from_json(context.to_json()), None),
        (lambda: snaproll.diff({"a": 1}, {"a": [2]}).invert({"a": 1}), None),
        (lambda: value.set("/a/0", Odd.__name__).get("/a"), None),
        (lambda: snaproll.Value({"o": [Odd()]}, encode=lambda _: {"k": 1}), None),
        (lambda: stored.__setitem__("b", "z" * 600), None),
        (lambda: stored.save(), None),
        (lambda: stored.step(f"s{next(COUNT) % 50}", lambda: 1), None),
        (lambda: stored.snapshot(), None),
        (lambda: stored.attempts("s1"), None),
        (lambda: run.get_blob(run.put_blob(b"a" * 5_000)), None),
        (lambda: put_another(stored), None),
        # Bad ones.
        (lambda: run.__setitem__("a", {"x": [float("nan")]}), snaproll.RangeError),
        (lambda: run.__setitem__("a", {1: 2}), snaproll.TypeMismatchError),
        (lambda: run.__setitem__("a", CYCLIC), snaproll.InvalidArgumentError),
        (lambda: run.__setitem__("a", {"x": {1}}), snaproll.TypeMismatchError),
        (lambda: run.__setitem__("\ud800", 1), snaproll.ParseError),
        (lambda: run.__setitem__("x" * 70_000, 1), snaproll.LimitError),
        (lambda: run["nothing"], KeyError),
        (lambda: run.get_at("no pointer"), snaproll.ParseError),
        (lambda: run.rollback_to("nothing"), snaproll.NotFoundError),
        (lambda: run.rollback_n(10**30), snaproll.RangeError),
        (lambda: run.apply_patch([{"op": "bad"}]), snaproll.SnaprollError),
        (lambda: run.apply_patch("{"), snaproll.ParseError),
        (lambda: context.apply(value), snaproll.TypeMismatchError),
        (lambda: closed.snapshot(), snaproll.UnusableError),
        (lambda: ended.finish(2), snaproll.UnusableError),
        (lambda: snaproll.Value.parse(b"[1,"), snaproll.ParseError),
        (lambda: snaproll.Value(Odd(), encode=fails_on), snaproll.TypeMismatchError),
        (lambda: snaproll.Context.from_json("[]"), snaproll.TypeMismatchError),
        (lambda: snaproll.Execution(max_snapshots=-1), snaproll.RangeError),
        (lambda: stored.switch("nothing"), snaproll.NotFoundError),
        (lambda: stored.get_blob("0" * 64), snaproll.NotFoundError),
        (lambda: stored.get_blob("0"), snaproll.InvalidArgumentError),
        (lambda: stored.put_blob("text"), snaproll.TypeMismatchError),
    ]


def fails_on(item):
    raise OSError(item)


def put_another(stored):
    """One that takes the place of the one before, which leaves in the end."""
    data = next(COUNT).to_bytes(8, "big") * 1_000
    stored["blob"] = {"$blob": stored.put_blob(data)}
    stored.save()
    assert stored.get_blob(stored["blob"]["$blob"]) == data


COUNT = itertools.count()


def repeat(count, run, stored):
    """Does so many operations, in turn."""
    told = operations(run, stored)
    for number in range(count):
        operation, kind = told[number % len(told)]
        try:
            operation()
        except Exception as problem:
            if kind is None or not isinstance(problem, kind):
                raise
        else:
            if kind is not None:
                raise AssertionError(f"operation {number % len(told)} raised nothing")


async def work(store, run, node, number):
    """A step that is done, one that fails, or one that is cancelled."""
    step = run.step(node, [len, fails_on, asyncio.sleep][number % 3], [60])
    task = asyncio.ensure_future(step)
    await asyncio.sleep(0)
    if number % 3 == 2:
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def repeat_async(count):
    """Does so many steps of tasks, ten at a time."""
    async with AsyncStore.open(":memory:") as store:
        for _ in range(0, count, 10):
            async with store.execution("a") as run:
                tasks = [work(store, run, f"n{one}", one) for one in range(10)]
                await asyncio.gather(*tasks)
                run["x"] = 1
                await run.rollback()
            await store.delete("a")


def main(measure, count):
    """Prints what `measure` tells in the middle and at the end."""
    with snaproll.Store.open(":memory:") as store:
        with store.execution("a", max_snapshots=20) as stored:
            with snaproll.Execution(max_snapshots=20, undo_limit=5) as run:
                repeat(count // 10, run, stored)
                asyncio.run(repeat_async(count // 100))
                middle = measure()
                repeat(count, run, stored)
                asyncio.run(repeat_async(count // 50))
                print(middle, measure())


def live_blocks():
    """Of the allocator of C, under counting.c."""
    count = ctypes.CDLL(None).counting_live
    count.restype = ctypes.c_long
    gc.collect()
    return count()


def traced_bytes():
    """Of the allocator of Python."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


if __name__ == "__main__":
    if sys.argv[1] == "traced":
        tracemalloc.start()
    main({"blocks": live_blocks, "traced": traced_bytes}[sys.argv[1]], int(sys.argv[2]))
