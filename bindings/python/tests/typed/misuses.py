# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""What a checker has to refuse: a line that it takes is an unused `ignore`."""

from __future__ import annotations

import snaproll
from snaproll.aio import AsyncExecution, AsyncStore


def executions(run: snaproll.Execution) -> None:
    snaproll.Execution(workflow="flow")  # type: ignore[call-arg]
    snaproll.Execution(max_snapshots="10")  # type: ignore[arg-type]
    run[1] = 2  # type: ignore[index]
    run.snapshot(1)  # type: ignore[arg-type]
    run.snapshot(reson="typo")  # type: ignore[call-arg]
    run.snapshot(is_auto="yes")  # type: ignore[arg-type]
    run.rollback_to(5)  # type: ignore[arg-type]
    run.rollback_n("1")  # type: ignore[arg-type]
    run.plan_rollback(to="a", step=1)  # type: ignore[call-arg]
    run.state = snaproll.State.PAUSED  # type: ignore[misc]
    run.apply_plan(run.rollback())  # type: ignore[arg-type]
    run.transact(lambda: 1)  # type: ignore[arg-type,misc]
    run.set_edges([("a", 1)])  # type: ignore[list-item]


def steps(run: snaproll.Execution) -> None:
    run.step_begin("a", on_error="ignore")  # type: ignore[arg-type]
    run.step("a", 5)  # type: ignore[arg-type]
    print(run.attempts()[0].outcome == "done")  # type: ignore[comparison-overlap]


def values(run: snaproll.Execution) -> None:
    text: str = snaproll.Value(1).as_int64()  # type: ignore[assignment]
    name: str = run.snapshots().labels[0]  # type: ignore[assignment]
    snaproll.Value(1).same(1)  # type: ignore[arg-type]
    run.context.get_variable_text(5)  # type: ignore[arg-type]
    run.private_paths.secret = ()  # type: ignore[misc]
    print(text, name)


def stores(store: snaproll.Store) -> None:
    snaproll.Store.open("a", durability="disk")  # type: ignore[arg-type]
    store.execution("a", mode="write")  # type: ignore[arg-type]
    store.execution(b"a")  # type: ignore[arg-type]
    store.import_(5)  # type: ignore[arg-type]
    print(store.info("a").owner.name)  # type: ignore[union-attr]
    snaproll.Branch("main")  # type: ignore[call-arg]
    store.close(1)  # type: ignore[call-arg]


@snaproll.step
def fetch(run: snaproll.Execution, url: str) -> str:
    return url


async def twins(run: AsyncExecution, store: AsyncStore) -> None:
    fetch("a")  # type: ignore[call-arg, arg-type]
    fetch(run, "a")  # type: ignore[arg-type]
    snaproll.step("n", on_error="ignore")  # type: ignore[call-overload]
    print(run.rollback().success)  # type: ignore[attr-defined]
    await run.tag("latest", 5)  # type: ignore[arg-type]
    await AsyncStore.open("a", durability="disk")  # type: ignore[arg-type]
    AsyncExecution(workflow_id=5)  # type: ignore[arg-type]
    async with store.execution("a", mode="write"):  # type: ignore[arg-type]
        pass
