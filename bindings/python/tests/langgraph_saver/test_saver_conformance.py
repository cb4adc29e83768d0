"""LangGraph's own suite of what a saver has to do, base and optional."""

import asyncio

import pytest
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import (
    ALL_CAPABILITIES,
    DetectedCapabilities,
)

from snaproll.langgraph import SnaprollSaver

CALLS = {
    "put": 17,
    "put_writes": 10,
    "get_tuple": 10,
    "list": 16,
    "delete_thread": 5,
    "delete_for_runs": 7,
    "copy_thread": 8,
    "prune": 8,
}


class SyncSaver(SnaprollSaver):
    """One whose async calls are the sync ones, so that the suite tests these."""

    async def aget_tuple(self, config):
        return self.get_tuple(config)

    async def alist(self, config, **given):
        for one in self.list(config, **given):
            yield one

    async def aput(self, *given):
        return self.put(*given)

    async def aput_writes(self, *given, **named):
        self.put_writes(*given, **named)

    async def adelete_thread(self, thread_id):
        self.delete_thread(thread_id)

    async def adelete_for_runs(self, run_ids):
        self.delete_for_runs(run_ids)

    async def acopy_thread(self, source, target):
        self.copy_thread(source, target)

    async def aprune(self, thread_ids, *, strategy="keep_latest"):
        self.prune(thread_ids, strategy=strategy)


@pytest.mark.parametrize("kind", [SnaprollSaver, SyncSaver])
def test_all_81_tests_pass_sync_and_async(kind, path):
    @checkpointer_test(name=kind.__name__)
    async def saver():
        async with kind.from_path(path) as made:
            yield made

    report = asyncio.run(validate(saver))
    failed = [line for one in report.results.values() for line in one.failures or ()]
    assert failed == []
    passed = {name: one.tests_passed for name, one in report.results.items()}
    assert passed == CALLS and sum(passed.values()) == 81


def test_every_capability_is_there(path):
    with SnaprollSaver(path) as saver:
        found = DetectedCapabilities.from_instance(saver)
    assert found.detected == ALL_CAPABILITIES and not found.missing
