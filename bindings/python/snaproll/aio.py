"""The async twins of Store and Execution, for asyncio.

    from snaproll.aio import AsyncStore

    async with AsyncStore.open("runs.db") as store:
        async with store.execution("trip-1") as run:
            run["seats"] = 3
            await run.step("book", book)

They have the methods of the others, under the same names. Those that may wait
are awaited, and block no loop: a few threads wait for them. What is in memory is
read and written at once. Properties that may wait are methods here: `policy`,
`edges`.

The functions of steps may be async. A function that is not is called by a thread.

Where a task is cancelled, CancelledError goes on when nothing of the call that
it waited for goes on any more: what had not begun never does, and what had is at
its end. So a step has ended, or has gone back, or never began.
"""

from ._aio_execution import AsyncExecution
from ._aio_step import AsyncStep
from ._aio_store import AsyncStore, rollback_group, snapshot_group

__all__ = [
    "AsyncExecution",
    "AsyncStep",
    "AsyncStore",
    "rollback_group",
    "snapshot_group",
]
