"""Importing again: what is there stays, what differs is told, what is missing comes."""

import os
import signal
import sqlite3

import pytest
from langgraph.types import Command

import snaproll
from conftest import finish, start
from old_files import GRAPHS, assert_same, ids, make, sqlite_saver, where
from saver_model import put
from snaproll.langgraph import SnaprollSaver, import_sqlite
from snaproll.langgraph._thread_import import ThreadImport

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = """
import os, signal, sys
from snaproll import Store
from snaproll.langgraph import SnaprollSaver, import_sqlite
from snaproll.langgraph._bring import Bringer
kind, count = sys.argv[3], int(sys.argv[4])
owner, name = {"put": (Bringer, "_put"), "copy": (Store, "copy")}[kind]
real = getattr(owner, name)
def killed(*given, **named):
    global count
    count -= 1
    if count < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)
setattr(owner, name, killed)
with SnaprollSaver(sys.argv[2]) as saver:
    import_sqlite(sys.argv[1], saver)
print("done", flush=True)
"""


@pytest.fixture
def old(folder):
    return folder / "old.db"


@pytest.fixture
def saver(path):
    with SnaprollSaver(path) as made:
        yield made


def execution_ids(saver):
    return {one.id for one in saver.store.executions()}


@pytest.mark.parametrize("kind, most", [("put", 60), ("copy", 10)])
def test_killed_at_any_time_it_goes_on_where_it_was(old, path, kind, most):
    make(old, "chat", "nested", "delta")
    with sqlite_saver(old) as original:
        namespaces = {}
        for thread, namespace, _ in ids(original):
            namespaces.setdefault(thread, set()).add(namespace)
    for count in range(0, most, 7 if kind == "put" else 1):
        process = start(PROGRAM, old, path, kind, count)
        out, err = process.communicate(timeout=120)
        if process.returncode == 0:
            break
        assert (process.returncode, out, err) == (-signal.SIGKILL, "", "")
        with SnaprollSaver(path) as saver:
            # A thread is there when its main namespace is: then all of it is.
            told = [one.attributes for one in saver.store.executions()]
            for thread in (
                one["thread_id"] for one in told if not one["checkpoint_ns"]
            ):
                mine = {
                    one["checkpoint_ns"] for one in told if one["thread_id"] == thread
                }
                assert mine == namespaces[thread]
    else:
        pytest.fail("it was killed each time")
    with SnaprollSaver(path) as saver:
        made = import_sqlite(old, saver)
        assert (made.checkpoints, made.problems) == (0, [])
        assert made.left == assert_same(old, saver)
        assert saver.store.check().ok


def test_what_the_old_program_added_since_comes(old, saver):
    make(old, "chat", "nested", "delta")
    first = import_sqlite(old, saver)
    with sqlite_saver(old) as original:
        for name in ("chat", "nested", "delta"):
            build, run = GRAPHS[name]
            graph = build().compile(checkpointer=original)
            if name != "delta":
                graph.invoke(Command(resume="now"), where(name))
            run(graph, name)
    made = import_sqlite(old, saver)
    assert made.problems == []
    assert made.left == first.checkpoints
    assert made.checkpoints > 0
    assert made.left + made.checkpoints == assert_same(old, saver)


def test_what_the_new_program_added_since_stays(old, saver):
    make(old, "chat")
    first = import_sqlite(old, saver)
    graph = GRAPHS["chat"][0]().compile(checkpointer=saver)
    graph.invoke(Command(resume="here"), where("chat"))
    before = ids(saver)
    made = import_sqlite(old, saver)
    assert (made.left, made.checkpoints, made.problems) == (first.checkpoints, 0, [])
    assert ids(saver) == before
    assert graph.get_state(where("chat")).values["messages"][-1].content == "so here"


def test_writes_that_a_checkpoint_lacks_come(old, saver):
    make(old, "chat")
    import_sqlite(old, saver)
    with sqlite_saver(old) as original:
        latest = original.get_tuple(where("chat"))
        original.put_writes(latest.config, [("messages", ["late"])], "task", "~path")
    made = import_sqlite(old, saver)
    assert (made.checkpoints, made.problems) == (0, [])
    assert_same(old, saver)


@pytest.mark.parametrize(
    "change, channel, message",
    [
        (
            lambda one: one["channel_values"]["messages"].pop(),
            "messages",
            "the value differs at '/messages'",
        ),
        (
            lambda one: one["channel_values"].update(total=True),
            "total",
            "the value differs at '/total'",
        ),
        (
            lambda one: one["channel_versions"].update(messages="x"),
            None,
            "the checkpoint differs at '/channel_versions/messages'",
        ),
    ],
)
def test_what_differs_is_an_error_with_its_place(old, saver, change, channel, message):
    make(old, "chat", "fan")
    import_sqlite(old, saver)
    with sqlite_saver(old) as original:
        found = original.get_tuple(where("chat"))
        change(found.checkpoint)
        original.put(found.parent_config, found.checkpoint, found.metadata, {})
    before = ids(saver)
    made = import_sqlite(old, saver)
    assert made.threads == 1
    assert [one[:5] for one in made.problems] == [
        ("chat", "", found.checkpoint["id"], channel, message)
    ]
    assert made.problems[0].code == snaproll.Code.CONFLICT
    assert ids(saver) == before


def test_writes_and_metadata_that_differ_are_told(old, saver):
    make(old, "chat", "fan")
    import_sqlite(old, saver)
    file = sqlite3.connect(old)
    with file:
        file.execute("UPDATE checkpoints SET metadata = '{}' WHERE thread_id = 'fan'")
        file.execute(
            """UPDATE writes SET type = 'null', value = x''
            WHERE thread_id = 'chat' AND channel = '__interrupt__'"""
        )
    file.close()
    told = {one.thread: one for one in import_sqlite(old, saver).problems}
    assert told["fan"].message.startswith("the metadata differ at '/")
    assert told["chat"].channel == "__interrupt__"
    assert told["chat"].message.endswith("differs at ''")


def test_a_thread_that_came_wrong_is_taken_back(old, saver, monkeypatch):
    make(old, "chat", "fan")
    real = SnaprollSaver.get_tuple

    def wrong(self, config):
        found = real(self, config)
        if config["configurable"]["thread_id"] == "chat":
            values = found.checkpoint["channel_values"]
            if "messages" in values:
                values["messages"] = ["another"]
        return found

    monkeypatch.setattr(SnaprollSaver, "get_tuple", wrong)
    made = import_sqlite(old, saver)
    monkeypatch.undo()
    assert [(one.thread, one.channel) for one in made.problems] == [
        ("chat", "messages")
    ]
    assert made.problems[0].message == "the value differs at '/messages/0'"
    assert execution_ids(saver) == {"fan"}
    assert import_sqlite(old, saver).problems == []
    assert_same(old, saver)


def test_what_is_not_verified_is_not_read_back(old, saver, monkeypatch):
    make(old, "chat")
    monkeypatch.setattr(ThreadImport, "_read_back", lambda *_: pytest.fail("read back"))
    made = import_sqlite(old, saver, verify=False)
    assert (made.verified, made.problems) == (False, [])
    monkeypatch.undo()
    assert_same(old, saver)


def test_an_execution_that_is_no_thread_keeps_its_place(old, saver):
    make(old, "chat")
    with saver.store.execution("chat", kind="other") as run:
        run["x"] = 1
    with pytest.raises(snaproll.ExistsError, match="is no thread of LangGraph"):
        import_sqlite(old, saver)


def test_a_thread_of_the_store_alone_is_not_touched(old, saver):
    put(saver, 1, {"x": 1}, thread="mine")
    make(old, "chat")
    import_sqlite(old, saver)
    assert saver.get_tuple(where("mine")).checkpoint["channel_values"] == {"x": 1}


@pytest.mark.parametrize("retain", [None, "expire-idle=30d"])
def test_a_thread_is_idle_since_what_it_tells_not_since_it_came(old, path, retain):
    make(old, "chat", "fan")
    with sqlite_saver(old) as original:
        found = original.get_tuple(where("chat"))
        found.checkpoint["ts"] = "2020-01-01T00:00:00+00:00"
        original.put(found.parent_config, found.checkpoint, found.metadata, {})
    with SnaprollSaver(path, retain=retain) as saver:
        assert import_sqlite(old, saver).problems == []
        assert execution_ids(saver) == {"chat", "fan"}
        assert [one.id for one in saver.store.executions()] == ["fan", "chat"]
    with SnaprollSaver(path, retain=retain) as saver:
        assert execution_ids(saver) == ({"fan"} if retain else {"chat", "fan"})


def test_two_imports_at_once_end_with_one_of_each(old, path):
    make(old, "chat", "nested", "delta")
    processes = [start(PROGRAM, old, path, "put", 10_000) for _ in range(2)]
    ends = [process.communicate(timeout=120) for process in processes]
    assert any(out == "done\n" for out, _ in ends)
    finish(start(PROGRAM, old, path, "put", 10_000))
    with SnaprollSaver(path) as saver:
        assert_same(old, saver)
        assert saver.store.check().ok
