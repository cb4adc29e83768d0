"""A program of a user, as the checkers read it; it is never run.

Each `reveal`-like assignment tells a type that a user relies on; a wrong one is
an error of both checkers.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import snaproll
from snaproll.aio import AsyncExecution, AsyncStep, AsyncStore, snapshot_group


def executions() -> None:
    with snaproll.Execution(workflow_id="flow", auto_snapshot=5) as run:
        opened: snaproll.Execution = run
        run["plan"] = {"steps": [1, 2.5, None, "x"]}
        run |= {"more": True}
        names: list[str] = list(run)
        plain: dict[str, Any] = run.plain()
        plan: Any = run["plan"]
        plan["steps"].append(3)
        before: uuid.UUID = run.snapshot("before", reason="why", custom={"cost": 1})
        found: snaproll.Snapshot = run.manager.get(before)
        state: snaproll.State = found.state
        label: str | None = found.label
        when: snaproll.Time = found.created_at
        day: datetime.datetime = when.datetime
        result: snaproll.RollbackResult = run.rollback_to("before~1")
        removed: list[str] = result.removed_nodes
        count: int = result.variables_changed
        print(opened, names, plain, state, label, day, removed, count)


def columns(run: snaproll.Execution) -> None:
    found = run.snapshots(label="x", limit=10)
    one: snaproll.Snapshot = found[0]
    some: list[snaproll.Snapshot] = found[1:3]
    ids: list[uuid.UUID] = found.ids
    labels: list[str | None] = found.labels
    every: Iterator[snaproll.Snapshot] = iter(found)
    change: snaproll.FieldChange = run.history("/variables/x")[0]
    print(one, some, ids, labels, every, change)


def steps(run: snaproll.Execution) -> None:
    with run.step_begin("charge", irreversible=True, on_error="fail") as step:
        begun: snaproll.Step = step
        step.output = {"paid": 9.5}
    attempts: list[snaproll.Attempt] = run.attempts("charge")
    outcome: str = attempts[0].outcome
    ended: snaproll.Time | None = attempts[0].ended_at
    print(begun, outcome, ended)


def transactions(run: snaproll.Execution) -> None:
    def change(t: snaproll.Transaction) -> int:
        t["x"] = 1
        return 5

    five: int = run.transact(change, attempts=3)
    with run.transaction() as t:
        inside: snaproll.Transaction = t
    print(five, inside)


def patches(run: snaproll.Execution, value: snaproll.Value) -> None:
    patch: snaproll.Patch = snaproll.diff({"a": 1}, {"a": 2})
    changed: snaproll.Value = patch.apply(value)
    state: snaproll.Value = patch.apply(run)
    operation: dict[str, Any] = next(iter(patch))
    plan: snaproll.RollbackPlan = run.plan_rollback(variables=["agent/*"])
    done: snaproll.RollbackResult = run.apply_plan(plan)
    print(changed, state, operation, done)


def stores() -> None:
    with snaproll.Store.open("runs.db", durability="process") as store:
        opened: snaproll.Store = store
        run: snaproll.Execution = store.execution("a", mode="create", save="manual")
        for info in store.executions(attributes={"user": "ann"}):
            owner: snaproll.ExecutionOwner | None = info.owner
            print(info.id.upper(), owner)
        report: snaproll.CheckReport = store.check()
        fine: bool = report.ok
        lines: list[str] = list(store.export("a"))
        name: str = store.import_(lines, as_="b")
        try:
            run.save()
        except snaproll.SnaprollError as problem:
            pointer: str | None = problem.pointer
            statuses: list[snaproll.Code] | None = problem.statuses
            print(pointer, statuses)
        print(opened, fine, name)


def records(branch: snaproll.Branch) -> None:
    made = snaproll.Branch("main", branch.head, selected=True)
    name: str | None = made.name
    paths = snaproll.PrivatePaths(secret=("/variables/key",))
    match made:
        case snaproll.Branch(head=head):
            where: uuid.UUID = head
            print(where)
    print(name, paths)


@snaproll.step
def fetch(run: snaproll.Execution, url: str, *, times: int = 1) -> dict[str, int]:
    return {url: times}


class Agent:
    @snaproll.step("think/{about}", irreversible=True, on_error="fail")
    async def think(self, run: AsyncExecution, about: str) -> int:
        return len(about)


def decorated(run: snaproll.Execution) -> None:
    told: dict[str, int] = fetch(run, "a", times=2)
    again: dict[str, int] = fetch(run=run, url="a")
    print(told, again)


async def twins() -> None:
    async with AsyncStore.open("runs.db", durability="process", encode=str) as store:
        opened: AsyncStore = store
        async with store.execution("a", kind="agent", save="manual") as run:
            made: AsyncExecution = run
            number: int = await Agent().think(run, "it")
            async with run.step_begin("n", irreversible=True) as step:
                begun: AsyncStep = step
                step.output = 1
            taken: uuid.UUID = await run.snapshot("label", reason="why")
            result: snaproll.RollbackResult = await run.rollback_to(taken)
            run["x"] = [1]
            print(opened, made, number, begun, result, await run.policy())
        one: AsyncExecution = await store.execution("a")
        group: uuid.UUID = await snapshot_group([one])
        names: list[str] = [info.id async for info in store.executions()]
        lines: list[str] = [line async for line in store.export("a")]
        print(group, names, await store.import_(lines, as_="b"))
