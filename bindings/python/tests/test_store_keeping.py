"""Stores that are checked, copied, compacted, told of, read and waited for."""

import dataclasses
import datetime
import json
import os
import re
import sqlite3
from contextlib import closing

import pytest

import snaproll
from conftest import fill, finish, start
from snaproll import Store


def sabotage(path):
    """Turns bytes round where the records are."""
    with closing(sqlite3.connect(path)) as file:
        told = "SELECT rootpage FROM sqlite_schema WHERE name = 'record'"
        page = file.execute(told).fetchone()[0]
    data = bytearray(path.read_bytes())
    for place in range((page - 1) * 4096, page * 4096, 97):
        data[place] ^= 0xFF
    path.write_bytes(data)


# The store as a whole.


def test_check_tells_what_it_went_through_and_what_it_found(path):
    with Store.open(path) as store:
        fill(store, "a", "b")
        report = store.check()
        assert report.ok and report.findings == []
        assert report.executions == 2 and report.records >= 6
        assert report.states >= 2
        assert store.check(quick=True).ok
    sabotage(path)
    with Store.open(path) as store:
        for quick in (True, False):
            report = store.check(quick=quick)
            assert not report.ok
            assert all(isinstance(finding, str) for finding in report.findings)
        with pytest.raises(snaproll.CorruptError) as caught:
            store.execution("a")
        assert caught.value.native == sqlite3.SQLITE_CORRUPT


def test_long_work_can_be_stopped(store):
    fill(store, "a")
    cancel = snaproll.Cancel()
    cancel.trigger()
    for work in (store.check, store.compact):
        with pytest.raises(snaproll.StoppedError):
            work(cancel=cancel)
        work()
    assert store.exists("a")


def test_backup_is_the_store_while_a_writer_works(folder, store):
    run = store.execution("a")
    for number in range(5):
        run[f"v{number}"] = number
        run.save()
        store.backup(folder / f"{number}.db")
    for number in range(5):
        with Store.open(folder / f"{number}.db") as copy:
            assert copy.id == store.id
            assert copy.check().ok
            with copy.execution("a", take_over=True) as then:
                assert list(then) == [f"v{n}" for n in range(number + 1)]
    with pytest.raises(snaproll.ExistsError):
        store.backup(folder / "0.db")
    with pytest.raises(snaproll.NotFoundError):
        store.backup(folder / "none" / "0.db")
    run.close()


def test_compact_gives_pages_back(path, store):
    with store.execution("a") as run:
        for _ in range(50):
            run["text"] = os.urandom(20_000).hex()
            run.snapshot()
    store.delete("a")
    store.compact()
    stats = store.stats()
    assert stats.executions == 0
    assert stats.free_bytes == 0
    assert stats.file_bytes < 200_000


def test_stats_are_numbers_of_what_was_done(store):
    before = store.stats()
    fill(store, "a")
    after = store.stats()
    assert after.executions == 1 and after.snapshots == 2
    assert after.commits - before.commits == 5
    assert after.records == 4 and after.record_bytes > 100
    assert after.bytes_written > before.bytes_written
    assert after.syncs > before.syncs
    assert all(type(figure) is int for figure in dataclasses.astuple(after))


def test_prometheus_text_has_each_figure_once(store):
    fill(store, "a")
    text = store.prometheus()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) == len(dataclasses.fields(store.stats()))
    label = re.escape(f'{{store="{store.id}"}}')
    for line in lines:
        assert re.fullmatch(rf"snaproll_store_\w+{label} \d+", line), line
    assert f'snaproll_store_executions{{store="{store.id}"}} 1' in lines
    assert "# TYPE snaproll_store_commits_total counter" in text


def test_stats_have_a_field_for_each_figure(store):
    from snaproll._ffi import lib

    told = json.loads(store._text(lib.snaproll_store_stats))
    fields = [field.name for field in dataclasses.fields(snaproll.StoreStats)]
    assert list(told) == fields


# Reading only, and waiting for others.


def test_store_opened_for_reading_writes_nothing(path):
    with Store.open(path) as store:
        fill(store, "a")
    before = path.read_bytes()
    with Store.open(path, read_only=True) as store:
        assert store.read_only
        with store.execution("a", mode="read") as run:
            assert run == {"id": "a"}
            assert len(run.snapshots()) == 2
        with store.execution("a") as run:
            run["id"] = "b"
            for write in (run.save, run.snapshot, lambda: run.step("m", str)):
                with pytest.raises(snaproll.ReadOnlyError):
                    write()
        for write in (
            lambda: store.delete("a"),
            lambda: store.fork("a", "b"),
            lambda: store.copy("a", "b"),
            lambda: store.import_(list(store.export("a")), as_="b"),
            store.compact,
        ):
            with pytest.raises(snaproll.ReadOnlyError):
                write()
        assert store.check().ok
        assert store.stats().executions == 1
    assert path.read_bytes() == before


LOCKER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
database.close()
"""


def test_busy_error_comes_after_the_timeout_and_nothing_is_changed(path):
    with Store.open(path, busy_timeout=datetime.timedelta(milliseconds=50)) as store:
        run = store.execution("a")
        locker = start(LOCKER, path)
        assert locker.stdout.readline() == "locked\n"
        run["x"] = 1
        with pytest.raises(snaproll.BusyError):
            run.save()
        with store.execution("a", mode="read") as reader:
            assert reader == {}  # Readers wait for nobody.
        finish(locker)
        run.save()
        assert store.stats().busy_waits > 0
        run.close()
