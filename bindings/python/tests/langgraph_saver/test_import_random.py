"""Random files of SqliteSaver come over, go back, and differ where they were changed."""

import os
import sqlite3
import tempfile

from hypothesis import given
from hypothesis import strategies as st

from old_files import assert_same, exported, sqlite_saver, where
from saver_model import checkpoint
from snaproll.langgraph import SnaprollSaver, export_sqlite, import_sqlite

texts = st.text(max_size=8) | st.sampled_from(
    ["$set", "$order", "$blob64", "a/b~c", ""]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats()
    | texts
    | st.binary(max_size=8)
    | st.datetimes()
    | st.uuids()
    | st.frozensets(st.integers(0, 9), max_size=3),
    lambda inner: st.lists(inner, max_size=4)
    | st.tuples(inner, inner)
    | st.dictionaries(texts | st.integers(0, 5), inner, max_size=4),
    max_leaves=10,
)
channels = st.sampled_from(["messages", "$odd", "a/b", "plain", "branch:to:x"])
special = st.sampled_from(["__error__", "__interrupt__", "__resume__", "__scheduled__"])
names = st.sampled_from(["t", "\u00fc/%", "", "n:1|m:2"])
calls = st.tuples(
    st.sampled_from(["t1", "t2", "a b", "$set", "%20"]),
    st.sampled_from(["", "~__pregel_pull, x", "~a b"]),
    st.lists(st.tuples(channels | special, values), min_size=1, max_size=3),
)


@st.composite
def files(draw):
    """What is put on each thread and namespace: checkpoints and writes in turn."""
    told = []
    for key in draw(st.sets(st.tuples(names, names), min_size=1, max_size=3)):
        known = []
        for number in range(draw(st.integers(1, 6))):
            parent = draw(st.none() | st.sampled_from([*known, 77]))
            state = draw(st.dictionaries(channels, values, max_size=3))
            versions = {name: draw(st.integers(0, 9) | texts) for name in state}
            metadata = draw(st.dictionaries(texts, json_values, max_size=3))
            if draw(st.booleans()):
                metadata |= {"source": "loop", "step": number}
            writes = draw(st.lists(calls, max_size=3))
            told.append((key, number, parent, state, versions, metadata, writes))
            known.append(number)
    return told


def fill(path, told):
    with sqlite_saver(path) as saver:
        for (
            (thread, namespace),
            number,
            parent,
            state,
            versions,
            metadata,
            writes,
        ) in told:
            above = None if parent is None else f"{parent:08}"
            made = checkpoint(number, state, versions)
            made["ts"] = f"2026-01-0{number + 1}T00:00:00+00:00"
            saver.put(where(thread, above, namespace), made, metadata, versions)
            for task, task_path, given in writes:
                config = where(thread, f"{number:08}", namespace)
                saver.put_writes(config, given, task, task_path)


def folder():
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    return tempfile.TemporaryDirectory(dir=memory)


@given(files())
def test_any_file_comes_over_and_goes_back(told):
    with folder() as place, SnaprollSaver(":memory:") as saver:
        old, out = os.path.join(place, "old.db"), os.path.join(place, "out.db")
        fill(old, told)
        made = import_sqlite(old, saver)
        assert made.problems == []
        assert made.checkpoints == assert_same(old, saver)
        again = import_sqlite(old, saver)
        assert (again.checkpoints, again.problems) == (0, [])
        assert again.left == made.checkpoints
        export_sqlite(saver, out)
        assert_same(out, saver, exported)
        assert saver.store.check().ok


@given(files(), st.data())
def test_any_row_that_changed_since_is_found(told, data):
    with folder() as place, SnaprollSaver(":memory:") as saver:
        old = os.path.join(place, "old.db")
        fill(old, told)
        import_sqlite(old, saver)
        (thread, namespace), number, *_ = data.draw(st.sampled_from(told))
        with sqlite_saver(old) as original:
            config = where(thread, f"{number:08}", namespace)
            found = original.get_tuple(config)
            found.checkpoint["channel_values"]["new one"] = 1
            _store(original, config, found.checkpoint)
        made = import_sqlite(old, saver)
        assert [one[:4] for one in made.problems] == [
            (thread, namespace, f"{number:08}", "new one")
        ]


def _store(saver, config, checkpoint):
    told = config["configurable"]
    names = ("thread_id", "checkpoint_ns", "checkpoint_id")
    data = saver.serde.dumps_typed(checkpoint)[1]
    with saver.conn:
        saver.conn.execute(
            "UPDATE checkpoints SET checkpoint = ? "
            "WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?",
            (data, *(told[name] for name in names)),
        )


@given(st.binary(max_size=64), st.sampled_from(["msgpack", "json", "bytes", "null"]))
def test_any_bytes_are_read_or_told_and_never_run(data, kind):
    with folder() as place, SnaprollSaver(":memory:") as saver:
        old = os.path.join(place, "old.db")
        state = ({"x": 1}, {"x": 1}, {}, [("task", "", [("x", 1)])])
        fill(old, [(("t", ""), 0, None, *state), (("u", ""), 0, None, *state)])
        file = sqlite3.connect(old)
        with file:
            file.execute(
                "UPDATE writes SET type = ?, value = ? WHERE thread_id = 't'",
                (kind, data),
            )
        file.close()
        made = import_sqlite(old, saver)
        assert {one.thread for one in made.problems} <= {"t"}
        there = {one.attributes["thread_id"] for one in saver.store.executions()}
        assert there == ({"u"} if made.problems else {"t", "u"})
