"""Out into a file that the original reads: the same, and whole or not there."""

import os
import sqlite3
import stat

import pytest
from langchain_core.messages import HumanMessage
from langgraph.types import Command

import snaproll
from old_files import (
    ALLOWED,
    GRAPHS,
    PLAIN,
    assert_same,
    exported,
    ids,
    sqlite_saver,
    where,
)
from saver_model import put
from snaproll.langgraph import SnaprollSaver, export_sqlite, import_sqlite


@pytest.fixture
def saver(path):
    with SnaprollSaver(path) as made:
        yield made.with_allowlist(ALLOWED)


@pytest.fixture
def out(folder):
    return folder / "out.db"


def ran(saver, *names):
    for name in names:
        build, run = GRAPHS[name]
        run(build().compile(checkpointer=saver), name)


@pytest.mark.parametrize("name", [name for name in GRAPHS if name != "delta"])
def test_the_original_reads_what_ran_here(saver, out, name):
    ran(saver, name)
    made = export_sqlite(saver, out)
    assert made.threads == 1
    assert made.checkpoints == assert_same(out, saver, exported)


def test_delta_channels_have_the_same_way_without_a_fork(saver, out):
    graph = GRAPHS["delta"][0]().compile(checkpointer=saver)
    for turn in range(4):
        graph.invoke({"log": [turn], "never": []}, where("delta"))
    export_sqlite(saver, out)
    assert_same(out, saver, exported)


@pytest.mark.parametrize("name", PLAIN)
def test_the_graph_goes_on_with_the_original(saver, out, name):
    ran(saver, name)
    export_sqlite(saver, out)
    graph = GRAPHS[name][0]().compile(checkpointer=saver)
    state = graph.get_state(where(name))
    with sqlite_saver(out) as original:
        other = GRAPHS[name][0]().compile(checkpointer=original)
        told = other.get_state(where(name))
        assert told.next == state.next
        if name != "fan":  # It has tuples, which are lists there.
            assert told.values == state.values
        assert told.interrupts == state.interrupts
        if name == "chat":
            found = other.invoke(Command(resume="there"), where(name))
            assert found["messages"][-1].content == "so there"
            other.invoke({"messages": [HumanMessage("more")]}, where(name))


def test_out_and_in_is_the_same(saver, out, folder):
    ran(saver, *PLAIN)
    export_sqlite(saver, out)
    with SnaprollSaver(folder / "in.db") as again:
        assert import_sqlite(out, again).problems == []
        assert ids(again) == ids(saver)
        assert_same(out, again)


def test_threads_that_are_named_go_alone(saver, out):
    ran(saver, "chat", "nested")
    assert export_sqlite(saver, out, threads=["nested"]).threads == 1
    with sqlite_saver(out) as original:
        assert {thread for thread, _, _ in ids(original)} == {"nested"}


def test_a_store_that_is_only_read_will_do(path, out):
    with SnaprollSaver(path) as saver:
        ran(saver, "chat")
    with snaproll.Store.open(path, read_only=True) as store:
        with SnaprollSaver(store) as saver:
            export_sqlite(saver, out)
            assert_same(out, saver, exported)


def test_a_file_that_is_there_stays(saver, out):
    put(saver, 1, {"x": 1})
    out.write_bytes(b"mine")
    with pytest.raises(snaproll.ExistsError, match="is there already$"):
        export_sqlite(saver, out)
    assert out.read_bytes() == b"mine"


def test_nothing_is_left_where_it_fails(saver, out, folder):
    put(saver, 1, {"x": 1})
    put(saver, 2, {"x": 2**70}, parent=1)
    message = "checkpoint 00000002: the checkpoint can not be in a file of SqliteSaver"
    with pytest.raises(snaproll.TypeMismatchError, match=message):
        export_sqlite(saver, out)
    assert not [name for name in os.listdir(folder) if name.startswith("out")]


def test_metadata_that_json_has_not_are_told(saver, out):
    put(saver, 1, {"x": 1}, metadata={"of": {1, 2}})
    message = "thread 't', checkpoint 00000001: its metadata can not be in a file"
    with pytest.raises(snaproll.TypeMismatchError, match=message):
        export_sqlite(saver, out)


def test_a_folder_that_is_not_there_is_told(saver, folder):
    put(saver, 1)
    with pytest.raises(snaproll.StoreIOError, match="No such file or directory$"):
        export_sqlite(saver, folder / "no" / "out.db")


def test_others_may_not_read_it_and_it_is_whole(saver, out):
    ran(saver, "chat")
    export_sqlite(saver, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [name for name in os.listdir(out.parent) if name.startswith("out")] == [
        "out.db"
    ]
    file = sqlite3.connect(out)
    assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert file.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
    file.close()
