"""The async twins have all that their originals have, by the same names."""

import inspect

import pytest

import snaproll
from snaproll import aio

TWINS = [
    (snaproll.Execution, aio.AsyncExecution),
    (snaproll.Store, aio.AsyncStore),
    (snaproll.Step, aio.AsyncStep),
]
# What is left out, and why.
LEFT_OUT = {
    (snaproll.Execution, "manager"): "its verbs wait; the twin has them itself",
}
# What is no coroutine: all that is in memory alone.
PLAIN = {
    aio.AsyncExecution: {
        *("append_at", "append_json_at", "append_text_at", "clear"),
        *("closed", "context", "execution_id", "from_context", "get", "get_at"),
        *("get_json_at", "get_value_at", "is_done", "is_durable", "items", "keys"),
        *("node_results", "plain", "pop", "popitem", "private_paths", "redo_count"),
        *("remove_at", "set_at", "set_json_at", "set_private_paths", "set_value_at"),
        *("setdefault", "splice_at", "splice_json_at", "splice_text_at", "state"),
        *("test_at", "test_json_at", "transaction", "undo_count", "update"),
        *("update_at", "update_json_at", "value", "values", "workflow_id"),
    },
    aio.AsyncStore: {"closed", "id", "migration", "path", "read_only"},
    aio.AsyncStep: {
        *("attempt", "close", "closed", "done", "idempotency_key", "node"),
        *("output", "result", "result_json", "snapshot_id"),
    },
}
# What is opened by `await` or by `async with`.
OPENED = {
    (aio.AsyncExecution, "step_begin"),
    (aio.AsyncStore, "execution"),
    (aio.AsyncStore, "open"),
}

# Twins of stores and steps are made of what was opened.
# Those that take twins, or functions and lines that are async.
WIDER = {"copy", "import_", "save_many", "transact"}
OTHER = {(aio.AsyncStore, "__init__"), (aio.AsyncStep, "__init__")}


def public(kind):
    return {name for name in dir(kind) if not name.startswith("_")}


def awaited(member):
    return inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member)


@pytest.mark.parametrize("original, twin", TWINS)
def test_twin_has_every_public_name(original, twin):
    left_out = {name for kind, name in LEFT_OUT if kind is original}
    assert public(original) - public(twin) == left_out
    assert public(twin) - public(original) == set()


@pytest.mark.parametrize("original, twin", TWINS)
def test_what_may_wait_is_awaited_and_nothing_else(original, twin):
    plain = {name for name in public(twin) if not awaited(getattr(twin, name))}
    opened = {name for kind, name in OPENED if kind is twin}
    assert plain == PLAIN[twin] | opened


@pytest.mark.parametrize("original, twin", TWINS)
def test_parameters_are_those_of_the_original(original, twin):
    for name in public(twin) | {"__init__"}:
        one, other = getattr(original, name), getattr(twin, name)
        if not callable(one) or (twin, name) in OTHER:
            continue
        assert parameters(one) == parameters(other), name
        told, twins = (inspect.signature(each) for each in (one, other))
        if inspect.iscoroutinefunction(other) and name not in WIDER:
            annotations = [
                {each.name: each.annotation for each in signature.parameters.values()}
                for signature in (told, twins)
            ]
            assert annotations[0] == annotations[1], name
            assert told.return_annotation == twins.return_annotation, name


def parameters(function):
    told = inspect.signature(function).parameters.values()
    return [(one.name, one.kind, one.default) for one in told]


@pytest.mark.parametrize("original, twin", TWINS)
def test_twin_says_what_it_does(original, twin):
    for name in public(twin) - {"output"}:
        assert inspect.getdoc(getattr(twin, name)), name


def test_functions_have_their_twins():
    for name in ("snapshot_group", "rollback_group"):
        twin = getattr(aio, name)
        assert awaited(twin)
        assert parameters(twin) == parameters(getattr(snaproll, name))


def test_nothing_of_it_is_imported_before_it_is_used():
    from conftest import finish, start

    program = "import sys, snaproll; print('asyncio' in sys.modules)"
    assert finish(start(program)) == "False\n"
