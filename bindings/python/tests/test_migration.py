"""Migrations: what is opened as a newer version of the application's state."""

import gc
import threading
import weakref

import pytest

import snaproll
from snaproll import Store

NODES = "/node_results"
RENAME = [{"op": "move", "from": "/variables/name", "path": "/variables/title"}]


def listed(state):
    """Version 3: a list of titles. Changes what it is given."""
    state["variables"]["titles"] = [state["variables"].pop("title")]


@pytest.fixture
def old(store):
    """A store with an execution of version 1 and a snapshot `one` of it."""
    with store.execution("run", kind="chat", schema=1) as run:
        run["name"] = "one"
        run.snapshot("one")
        run["name"] = "two"
        run.save()
    return store


def variables(store, schema=None):
    with store.execution("run", mode="read", schema=schema) as run:
        return run.plain()


@pytest.mark.parametrize(
    "rename",
    [
        RENAME,
        snaproll.Patch.from_json(RENAME),
        '[["move","/variables/title","/variables/name"]]',
    ],
)
def test_a_patch_migrates_what_is_opened_as_newer(old, rename):
    old.migration("chat", 2, rename)
    assert variables(old, 2) == {"title": "two"}
    assert old.info("run").schema == 1
    with old.execution("run", schema=2) as run:
        assert run.plain() == {"title": "two"}
        assert old.info("run").schema == 2
        run.rollback_to(run.snapshots()[0].id)
        assert run.plain() == {"title": "one"}
    with pytest.raises(snaproll.FormatError, match="version 2 of 'chat', newer than 1"):
        old.execution("run", schema=1)
    assert variables(old) == {"title": "one"}


def test_functions_and_patches_are_chained(old):
    old.migration("chat", 2, RENAME)
    old.migration("chat", 3, listed)
    with old.execution("run", schema=3) as run:
        assert run.plain() == {"titles": ["two"]}
        assert run.snapshots()[0].variables.plain() == {"titles": ["one"]}


def test_a_function_may_return_a_new_state_or_a_value(old):
    def fresh(state):
        assert set(state) == {"node_results", "state", "variables"}
        return {**state, "variables": {"n": [1, 1.0, 10**20, -0.0]}}

    old.migration("chat", 2, fresh)
    old.migration("chat", 3, lambda state: snaproll.Value(state))
    with old.execution("run", schema=3) as run:
        assert repr(run.plain()) == "{'n': [1, 1.0, 100000000000000000000, -0.0]}"


def test_a_missing_step_is_named(old):
    old.migration("chat", 3, listed)
    with pytest.raises(snaproll.NotFoundError, match="'chat' to version 2 from 1"):
        old.execution("run", schema=3)


def test_each_step_is_told_once(old):
    old.migration("chat", 2, RENAME)
    with pytest.raises(snaproll.ExistsError):
        old.migration("chat", 2, listed)
    with Store.open(old.path) as other, pytest.raises(snaproll.ExistsError):
        other.migration("chat", 2, RENAME)
    with pytest.raises(snaproll.InvalidArgumentError):
        old.migration("chat", 0, listed)


@pytest.mark.parametrize(
    "to, change, error",
    [
        ("2", listed, snaproll.TypeMismatchError),
        (2, 7, snaproll.TypeMismatchError),
        (2, "{", snaproll.ParseError),
        (2**63, listed, snaproll.RangeError),
    ],
)
def test_bad_arguments_are_refused(old, to, change, error):
    with pytest.raises(error):
        old.migration("chat", to, change)


def test_what_a_function_raises_is_the_cause_and_nothing_changes(old):
    problem = ValueError("no\ntitle \udcff")

    def fails(state):
        raise problem

    old.migration("chat", 2, fails)
    commits = old.info("run").commits
    for mode in ("existing", "read"):
        with pytest.raises(snaproll.InvalidArgumentError) as caught:
            old.execution("run", schema=2, mode=mode)
        assert caught.value.__cause__ is problem
        assert caught.value.message == (
            "the migration of 'chat' to version 2: ValueError: no title ?"
        )
    assert old.info("run").commits == commits
    assert old.info("run").schema == 1 and old.info("run").owner is None
    assert variables(old) == {"name": "two"}
    with pytest.raises(snaproll.NotFoundError) as caught:
        old.info("other")
    assert caught.value.__cause__ is None


def test_an_error_of_the_library_keeps_its_code(old):
    def fails(state):
        raise snaproll.TestFailedError("not this one")

    old.migration("chat", 2, fails)
    with pytest.raises(snaproll.TestFailedError, match="not this one"):
        old.execution("run", schema=2)


def test_an_interrupt_goes_on(old):
    def fails(state):
        raise KeyboardInterrupt

    old.migration("chat", 2, fails)
    with pytest.raises(KeyboardInterrupt):
        old.execution("run", schema=2)
    assert variables(old) == {"name": "two"}


@pytest.mark.parametrize(
    "made, error, pointer",
    [
        (7, snaproll.TypeMismatchError, None),
        ({"state": "Running", "variables": {}}, snaproll.NotFoundError, NODES),
        ({"more": 1}, snaproll.InvalidArgumentError, "/more"),
        (object(), snaproll.TypeMismatchError, None),
    ],
)
def test_what_is_no_state_is_refused(old, made, error, pointer):
    old.migration("chat", 2, lambda state: made)
    with pytest.raises(error, match="the migration of 'chat' to version 2") as caught:
        old.execution("run", schema=2)
    assert caught.value.pointer == pointer
    assert variables(old) == {"name": "two"}


def test_functions_live_as_long_as_the_store_and_its_executions(path):
    class Listed:
        def __call__(self, state):
            return state

    change = Listed()
    held = weakref.ref(change)
    store = Store.open(path)
    run = store.execution("run", kind="chat", schema=1)
    store.migration("chat", 2, change)
    with pytest.raises(snaproll.ExistsError):
        store.migration("chat", 2, change)
    del change
    store.close()
    gc.collect()
    assert held() is not None
    run.close()
    del run, store
    gc.collect()
    assert held() is None


def test_threads_migrate_at_once(old):
    old.migration("chat", 2, RENAME)
    old.migration("chat", 3, listed)
    seen = []

    def read():
        for _ in range(20):
            seen.append(variables(old, 3))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [{"titles": ["two"]}] * 80
