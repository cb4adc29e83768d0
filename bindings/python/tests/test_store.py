"""Stores: how they are opened, and what is asked of them as a whole."""

import datetime
import os
import sqlite3
import stat

import pytest

import snaproll
from conftest import SECOND, START, fill
from snaproll import Store


# Opening.


def test_store_is_made_for_its_owner_alone(path, store):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert store.path == str(path)
    assert not store.read_only
    assert repr(store) == f"<Store {str(path)!r}>"


def test_file_mode_is_that_of_the_option(path):
    with Store.open(path, file_mode=0o640):
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_paths_may_hold_any_bytes(folder):
    path = os.path.join(os.fsencode(folder), b"r\xff\xc3\xbc.db")
    with Store.open(os.fsdecode(path)) as store:
        assert os.fsencode(store.path) == path
    assert os.path.exists(path)


def test_store_in_memory_is_one_of_its_own():
    with Store.open(":memory:") as one, Store.open(":memory:") as two:
        fill(one, "a")
        assert one.exists("a") and not two.exists("a")
        assert one.id != two.id
        assert one.path == ":memory:"


@pytest.mark.parametrize("durability", ["power", "process", "none"])
def test_each_durability_keeps_what_was_committed(path, durability):
    with Store.open(path, durability=durability, compress=False) as store:
        fill(store, "a")
    with Store.open(path) as store, store.execution("a") as run:
        assert run == {"id": "a"}


def test_two_opens_of_one_file_share_all_but_their_handles(path, store):
    with Store.open(path) as other:
        assert other.id == store.id
        fill(other, "a")
    assert store.exists("a")
    assert store.stats().commits > 0


@pytest.mark.parametrize(
    "options, error",
    [
        ({"durability": "full"}, snaproll.InvalidArgumentError),
        ({"durability": 0}, snaproll.InvalidArgumentError),
        ({"file_mode": 0o1777}, snaproll.InvalidArgumentError),
        ({"file_mode": -1}, snaproll.RangeError),
        ({"busy_timeout": -1}, snaproll.InvalidArgumentError),
        ({"busy_timeout": float("inf")}, snaproll.RangeError),
        ({"busy_timeout": "5"}, snaproll.TypeMismatchError),
        ({"memory_budget": -1}, snaproll.RangeError),
        ({"create": False}, snaproll.NotFoundError),
        ({"read_only": True}, snaproll.NotFoundError),
    ],
)
def test_options_that_can_not_be_are_refused(path, options, error):
    with pytest.raises(error):
        Store.open(path, **options)
    assert not path.exists()


def test_paths_that_can_not_be_are_refused(folder):
    for path, error in (
        (folder, snaproll.InvalidArgumentError),
        ("", snaproll.InvalidArgumentError),
        (f"{folder}/a\0b", snaproll.InvalidArgumentError),
        (folder / "none" / "runs.db", snaproll.NotFoundError),
        (5, snaproll.TypeMismatchError),
    ):
        with pytest.raises(error):
            Store.open(path)
    assert list(folder.iterdir()) == []


def test_files_that_are_no_store_are_left_as_they_are(folder):
    text, other = folder / "text", folder / "other"
    text.write_text("no store\n" * 1_000)
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE t (a)")
    database.close()
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(snaproll.FormatError) as caught:
            Store.open(path)
        assert str(path) in str(caught.value)
        assert path.read_bytes() == before


def test_stores_that_are_closed_are_unusable(path):
    store = Store.open(path)
    fill(store, "a")
    pages, lines = store.executions(), store.export("a")
    store.close()
    store.close()
    assert store.closed and repr(store) == "<Store closed>"
    for use in (
        lambda: store.path,
        lambda: store.id,
        lambda: store.execution("a"),
        lambda: store.executions(),
        lambda: list(pages),
        lambda: store.info("a"),
        lambda: store.delete("a"),
        lambda: store.copy("a", "b"),
        lambda: store.save_many([]),
        lambda: store.export("a"),
        lambda: store.import_([]),
        lambda: store.check(),
        lambda: store.stats(),
    ):
        with pytest.raises(snaproll.UnusableError):
            use()
    assert len(list(lines)) > 1  # An export keeps the store open.
    assert os.listdir(path.parent) == [path.name]


# What is told of executions.


def test_executions_are_told_newest_first_without_their_states(store):
    with store.execution(
        "a",
        kind="agent",
        schema=3,
        attributes={"tenant": "t1", "user": "ü"},
        owner="worker 1",
        workflow_id="trip",
        clock=snaproll.ManualClock(START, SECOND),
    ) as run:
        run.step("n", lambda: 1)
        info = store.info("a")
        assert info.owner.name == "worker 1" and info.owner.lives
        assert str(os.getpid()) in info.owner.process
        started = run.context.started_at
    fill(store, "b")
    info = store.info("a")
    assert (info.id, info.kind, info.schema) == ("a", "agent", 3)
    assert info.attributes == {"tenant": "t1", "user": "ü"}
    assert (info.workflow_id, info.state) == ("trip", snaproll.State.RUNNING)
    assert info.started_at == started
    assert info.last_commit > info.created_at >= START
    assert info.commits > 2 and info.owner is None
    assert [one.id for one in store.executions()] == ["b", "a"]
    assert list(store.executions())[1] == info


def test_executions_come_page_by_page(store):
    fill(store, *(f"e{number:03}" for number in range(230)))
    ids = [info.id for info in store.executions()]
    assert ids == [f"e{number:03}" for number in range(229, -1, -1)]
    some = store.executions()
    assert next(some).id == "e229"
    store.delete("e000")
    assert len(list(some)) == 228


def test_executions_are_filtered_by_all_that_is_given(store):
    fill(store, "a", kind="k1", attributes={"tenant": "t1", "user": "u1"})
    fill(store, "b", kind="k1", attributes={"tenant": "t1", "user": "u2"})
    fill(store, "c", kind="k2", attributes={"tenant": "t2"})
    with store.execution("c") as run:
        run.context.pause()
        run.save()

        def ids(**wanted):
            return [info.id for info in store.executions(**wanted)]

        assert ids(kind="k1") == ["b", "a"]
        assert ids(attributes={"tenant": "t1"}) == ["b", "a"]
        assert ids(attributes={"tenant": "t1", "user": "u1"}) == ["a"]
        assert ids(kind="k2", attributes={"tenant": "t1"}) == []
        assert ids(state=snaproll.State.PAUSED) == ["c"]
        assert ids(owned=True) == ["c"] and ids(owned=False) == ["b", "a"]
        last = store.info("b").last_commit
        assert ids(committed_from=last) == ["c", "b"]
        assert ids(committed_until=last) == ["a"]
        day = datetime.timedelta(days=1)
        now = datetime.datetime.now(datetime.timezone.utc)
        assert ids(committed_from=now - day, committed_until=now + day) != []
        assert ids(committed_from=now + day) == []


def test_filters_that_can_not_be_are_refused_at_once(store):
    for wanted, error in (
        ({"state": 9}, snaproll.InvalidArgumentError),
        ({"kind": 5}, snaproll.TypeMismatchError),
        ({"kind": "\ud800"}, snaproll.ParseError),
        ({"attributes": {"a": 5}}, snaproll.TypeMismatchError),
        ({"committed_from": "now"}, snaproll.TypeMismatchError),
    ):
        with pytest.raises(error):
            store.executions(**wanted)


def test_execution_that_is_not_there_is_not_found(store):
    assert not store.exists("a")
    for use in (
        lambda: store.info("a"),
        lambda: store.delete("a"),
        lambda: store.copy("a", "b"),
        lambda: store.fork("a", "b"),
        lambda: store.export("a"),
        lambda: store.execution("a", mode="existing"),
        lambda: store.execution("a", mode="read"),
    ):
        with pytest.raises(snaproll.NotFoundError):
            use()
    assert list(store.executions()) == []


# Executions as a whole.


def test_deleted_execution_is_gone_and_its_fork_stays(store):
    fill(store, "a")
    store.fork("a", "b")
    with store.execution("a"):
        with pytest.raises(snaproll.OwnedError):
            store.delete("a")
    store.delete("a")
    assert not store.exists("a")
    with store.execution("b", mode="existing") as run:
        assert run == {"id": "a"} and run.is_done("n")
    assert store.check().ok


def test_copy_has_history_and_state_here_and_in_another_store(folder, store):
    fill(store, "a", kind="k", attributes={"t": "1"})
    store.copy("a", "b")
    with Store.open(folder / "other.db") as other:
        store.copy("a", "a", to=other)
        with store.execution("a") as run:
            digests = [snapshot.digest() for snapshot in run.snapshots()]
            for where, id in ((store, "b"), (other, "a")):
                with where.execution(id, mode="existing") as copy:
                    assert copy.digest() == run.digest()
                    assert copy.snapshots().ids == run.snapshots().ids
                    assert [one.digest() for one in copy.snapshots()] == digests
                assert where.info(id).attributes == {"t": "1"}
        assert other.check().ok
    with pytest.raises(snaproll.ExistsError):
        store.copy("a", "b")
    with pytest.raises(snaproll.TypeMismatchError):
        store.copy("a", "c", to=folder)


def test_fork_begins_at_a_snapshot_of_another(store):
    with store.execution("a") as run:
        run["n"] = 1
        then = run.snapshot("one")
        run["n"] = 2
        run.save()
        store.fork("a", "then", snapshot=then)
        store.fork("a", "now")
        key = run.step_begin("x").idempotency_key
    for id, number in (("then", 1), ("now", 2)):
        with store.execution(id, mode="existing") as fork:
            assert fork == {"n": number}
            assert fork.step_begin("x").idempotency_key != key
    with pytest.raises(snaproll.NotFoundError):
        store.fork("a", "none", snapshot=snaproll.new_id())
    with pytest.raises(snaproll.ExistsError):
        store.fork("a", "now")
    with pytest.raises(snaproll.InvalidArgumentError):
        store.fork("a", "")


def test_fork_begins_at_what_a_text_names(store):
    with store.execution("a") as run:
        for n in (1, 2, 3):
            run["n"] = n
            run.snapshot(f"number {n}")
        store.fork("a", "label", snapshot="number 2")
        store.fork("a", "before", snapshot="latest~2")
        with pytest.raises(snaproll.NotFoundError):
            store.fork("a", "none", snapshot="nothing")
        with pytest.raises(snaproll.NotFoundError):
            store.fork("no", "none", snapshot="latest")
    for id, number in (("label", 2), ("before", 1)):
        with store.execution(id, mode="read") as fork:
            assert fork == {"n": number}
    assert not store.exists("none")


def test_many_are_saved_at_once_and_each_has_its_status(store):
    runs = [store.execution(f"e{number}") for number in range(20)]
    for number, run in enumerate(runs):
        run["number"] = number
    before = store.stats()
    store.save_many(run for run in runs)
    after = store.stats()
    assert after.commits - before.commits == 20
    assert after.transactions - before.transactions == 1
    taker = store.execution("e3", take_over=True)
    runs[4]["number"] = 44
    with pytest.raises(snaproll.ConflictError) as caught:
        store.save_many(runs)
    assert caught.value.message.startswith("executions[3]: ")
    statuses = [snaproll.Code.OK] * 20
    statuses[3] = snaproll.Code.CONFLICT
    assert caught.value.statuses == statuses
    with store.execution("e4", mode="read") as reader:
        assert reader == {"number": 44}
    with pytest.raises(snaproll.InvalidArgumentError) as caught:
        store.save_many([taker, runs[0], taker])
    assert caught.value.statuses == [snaproll.Code.INVALID_ARGUMENT] * 3
    with pytest.raises(snaproll.TypeMismatchError):
        store.save_many([runs[0], store])
    store.save_many([])
    for run in (*runs, taker):
        run.close()
