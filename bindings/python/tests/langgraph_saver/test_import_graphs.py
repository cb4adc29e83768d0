"""Files of SqliteSaver that compiled graphs made: here they are the same."""

import datetime
import os
import sqlite3

import pytest
from langgraph.types import Command

from old_files import ALLOWED, GRAPHS, PLAIN, assert_same, make, sqlite_saver, where
from saver_model import exact
from snaproll.langgraph import NotAllowedTypes, SnaprollSaver, import_sqlite

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


@pytest.fixture
def old(folder):
    return folder / "old.db"


@pytest.fixture
def saver(path):
    with SnaprollSaver(path) as made:
        yield made.with_allowlist(ALLOWED)


@pytest.mark.parametrize("name", GRAPHS)
def test_what_a_graph_stored_is_the_same(old, saver, name):
    make(old, name)
    made = import_sqlite(old, saver)
    assert (made.threads, made.problems, made.left, made.let_go) == (1, [], 0, 0)
    assert made.checkpoints == assert_same(old, saver)
    assert saver.store.check().ok


def test_many_threads_come_and_the_file_stays_as_it_was(old, saver):
    make(old, *GRAPHS)
    before = old.read_bytes()
    made = import_sqlite(old, saver)
    assert made.threads == len(GRAPHS)
    assert made.checkpoints == assert_same(old, saver)
    assert old.read_bytes() == before
    with sqlite3.connect(old) as file:
        told = file.execute("SELECT COUNT(*) FROM writes").fetchone()[0]
    file.close()
    assert made.writes == told


def test_nothing_is_left_beside_a_file_that_was_closed(old, saver):
    make(old, "chat")
    import_sqlite(old, saver)
    assert [name for name in os.listdir(old.parent) if name.startswith("old")] == [
        "old.db"
    ]


def test_threads_that_are_named_come_alone(old, saver):
    make(old, "chat", "fan", "delta")
    made = import_sqlite(old, saver, threads=["fan", "delta", "fan"])
    assert made.threads == 2
    assert {one.attributes["thread_id"] for one in saver.store.executions()} == {
        "fan",
        "delta",
    }


@pytest.mark.parametrize("name", PLAIN)
def test_the_graph_goes_on_as_it_would_have(old, saver, name):
    make(old, name)
    import_sqlite(old, saver)
    build = GRAPHS[name][0]
    with sqlite_saver(old) as original:
        graphs = [build().compile(checkpointer=one) for one in (original, saver)]
        states = [graph.get_state(where(name), subgraphs=True) for graph in graphs]
        assert states[0].next == states[1].next
        assert exact(states[0].values, states[1].values)
        assert [one.interrupts for one in states[0].tasks] == [
            one.interrupts for one in states[1].tasks
        ]
        waits = bool(states[0].interrupts)
        given = Command(resume="later") if waits else {"log": ["more"], "never": []}
        ends = [graph.invoke(given, where(name)) for graph in graphs]
        assert _plain(ends[0]) == _plain(ends[1])


def _plain(told):
    """Without the ids of messages, which are new each time."""
    if "messages" not in told:
        return told
    return [(type(one).__name__, one.content) for one in told["messages"]]


@pytest.mark.parametrize("name", PLAIN)
def test_each_checkpoint_of_the_past_gives_the_state_that_it_gave(old, saver, name):
    make(old, name)
    import_sqlite(old, saver)
    build = GRAPHS[name][0]
    with sqlite_saver(old) as original:
        past = [
            [(state.values, state.next, state.metadata) for state in found]
            for found in (
                build().compile(checkpointer=one).get_state_history(where(name))
                for one in (original, saver)
            )
        ]
    assert len(past[0]) > 1
    assert past[0] == past[1]


def test_checkpoints_keep_the_times_they_tell(old, saver):
    make(old, "chat")
    import_sqlite(old, saver)
    with saver.store.execution("chat", mode="read") as run:
        for snapshot in run.snapshots():
            ts = snapshot.variables["$checkpoint"]["ts"].plain()
            told = datetime.datetime.fromisoformat(ts) - EPOCH
            micros = told // datetime.timedelta(microseconds=1)
            assert snapshot.created_at // 1_000 == micros


def test_types_that_may_not_be_loaded_are_named_at_once(old, path):
    make(old, "typed", "chat", "typed", threads=["a", "b", "c"])
    with SnaprollSaver(path) as saver:
        with pytest.raises(NotAllowedTypes) as problem:
            import_sqlite(old, saver)
        assert [*saver.store.executions()] == []
    found = problem.value.found
    assert sorted(found) == [("old_files", "Other"), ("old_files", "Plan")]
    assert [tuple(place) for place in found["old_files", "Plan"]] == [
        ("a", "plan"),
        ("c", "plan"),
    ]
    assert problem.value.message == (
        "types that may not be loaded: old_files:Other, old_files:Plan"
    )


def test_a_log_beside_the_file_is_read(folder, saver):
    old, other = folder / "old.db", folder / "other"
    other.mkdir()
    with sqlite_saver(old) as original:
        build, run = GRAPHS["chat"]
        run(build().compile(checkpointer=original), "1")
        for name in ("old.db", "old.db-wal"):
            (other / name).write_bytes((folder / name).read_bytes())
        assert (other / "old.db-wal").stat().st_size > 0
        # The original is open, and may go on.
        made = import_sqlite(old, saver)
        assert (made.threads, made.problems) == (1, [])
        graph = build().compile(checkpointer=original)
        graph.invoke(Command(resume="x"), where("1"))
    before = [(other / name).read_bytes() for name in ("old.db", "old.db-wal")]
    with SnaprollSaver(folder / "copied.db") as copied:
        assert import_sqlite(other / "old.db", copied).checkpoints == made.checkpoints
    assert [(other / name).read_bytes() for name in ("old.db", "old.db-wal")] == before


def test_a_policy_thins_what_comes(old, path):
    make(old, "chat")
    with SnaprollSaver(path, retain="keep-last=2") as saver:
        made = import_sqlite(old, saver)
        assert made.problems == []
        assert made.let_go > 0
        kept = [one.checkpoint["id"] for one in saver.list(where("chat"))]
        assert (len(kept), made.checkpoints) == (2, 2)
        with sqlite_saver(old) as original:
            told = [one.checkpoint["id"] for one in original.list(where("chat"))]
        assert kept == told[:2]
        again = import_sqlite(old, saver)
        assert (again.left, again.checkpoints, again.problems) == (2, 0, [])
    with SnaprollSaver(path) as saver:
        assert saver.store.info("chat") is not None
