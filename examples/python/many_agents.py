"""Functions that are steps, items of other types, and many agents at once."""

import asyncio
import datetime
import decimal
import pathlib
import tempfile
from typing import Any

import snaproll
from snaproll.aio import AsyncExecution, AsyncStore


# [encode]
def plain(item):
    """How items are written that JSON has not; told to the store below."""
    if isinstance(item, datetime.date):
        return item.isoformat()
    if isinstance(item, decimal.Decimal):
        return str(item)
    raise TypeError(f"no rule for {type(item).__name__}")
    # [/encode]


# [decorator]
@snaproll.step
async def ask(run: AsyncExecution, question: str) -> str:
    run["messages"].append({"role": "user", "content": question})
    await asyncio.sleep(0.01)  # a model, somewhere
    return question.upper()


@snaproll.step("offer/{customer}", irreversible=True)
async def offer(run: AsyncExecution, customer: str) -> dict[str, Any]:
    run["open"] = True
    return {"price": decimal.Decimal("9.50"), "until": datetime.date(2030, 1, 31)}
    # [/decorator]


# [agents]
async def agent(store: AsyncStore, name: str) -> str:
    async with store.execution(name, kind="agent") as run:
        run["messages"] = []
        answer = await ask(run, f"who is {name}?")  # committed when it returns
        again = await ask(run, f"who is {name}?")  # is not run
        assert answer == again
        made = await offer(run, name)
        await run.snapshot("offered")
        return f"{answer} {made['price']} until {made['until']}"


async def main(path: pathlib.Path) -> None:
    async with AsyncStore.open(path, encode=plain) as store:
        names = [f"agent-{number}" for number in range(100)]
        told = await asyncio.gather(*(agent(store, name) for name in names))
        print(told[-1])
        stats = await store.stats()
        print("shared syncs:", stats.syncs < stats.commits / 2)
        print(sum([info.kind == "agent" async for info in store.executions()]))


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(pathlib.Path(folder) / "runs.db"))
# [/agents]
