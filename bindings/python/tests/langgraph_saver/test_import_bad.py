"""Files that are not what they should be: told, and nothing half."""

import sqlite3

import ormsgpack
import pytest

import snaproll
from conftest import start
from old_files import ALLOWED, assert_same, make, sqlite_saver, where
from snaproll.langgraph import NotAllowedTypes, SnaprollSaver, import_sqlite


@pytest.fixture
def old(folder):
    return folder / "old.db"


@pytest.fixture
def saver(path):
    with SnaprollSaver(path) as made:
        yield made


def change(path, *statements):
    file = sqlite3.connect(path)
    with file:
        for one in statements:
            given = (one,) if isinstance(one, str) else one
            assert file.execute(*given).rowcount != 0
    file.close()


def threads(saver):
    return {one.attributes["thread_id"] for one in saver.store.executions()}


def row(old, thread, nth=1):
    """The id of a checkpoint."""
    file = sqlite3.connect(old)
    found = file.execute(
        "SELECT checkpoint_id FROM checkpoints WHERE thread_id = ? AND "
        "checkpoint_ns = '' ORDER BY checkpoint_id",
        (thread,),
    ).fetchall()
    file.close()
    return found[nth][0]


# Files.


def test_a_file_that_is_not_there(folder, saver):
    with pytest.raises(snaproll.NotFoundError, match="^there is no file '.*/no.db'"):
        import_sqlite(folder / "no.db", saver)


@pytest.mark.parametrize("data", [b"", b"SQLite", b"%PDF-1.7" * 100])
def test_a_file_that_is_no_sqlite(old, saver, data):
    old.write_bytes(data)
    with pytest.raises(snaproll.FormatError, match="old.db' is no SQLite file$"):
        import_sqlite(old, saver)


def test_a_folder(folder, saver):
    with pytest.raises(snaproll.FormatError, match="is a folder$"):
        import_sqlite(folder, saver)


def test_only_the_head_of_a_sqlite_file(old, saver):
    old.write_bytes(b"SQLite format 3\0" + b"\xff" * 500)
    with pytest.raises(snaproll.FormatError, match="is no SQLite file$"):
        import_sqlite(old, saver)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off(old, saver, part):
    make(old, "chat", "delta")
    data = old.read_bytes()
    old.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(snaproll.CorruptError, match="is cut off"):
        import_sqlite(old, saver)
    assert threads(saver) == set()


def test_a_file_of_another_program(old, saver):
    change(old, "CREATE TABLE places (url TEXT)", "INSERT INTO places VALUES ('x')")
    with pytest.raises(snaproll.FormatError, match="it has no table 'checkpoints'$"):
        import_sqlite(old, saver)


@pytest.mark.parametrize("table", ["checkpoints", "writes"])
def test_a_table_that_is_missing(old, saver, table):
    make(old, "chat")
    change(old, f"DROP TABLE {table}")
    with pytest.raises(snaproll.FormatError, match=f"it has no table '{table}'$"):
        import_sqlite(old, saver)


@pytest.mark.parametrize(
    "table, column",
    [("checkpoints", "metadata"), ("checkpoints", "type"), ("writes", "channel")],
)
def test_a_column_that_is_missing(old, saver, table, column):
    make(old, "chat")
    change(old, f"ALTER TABLE {table} RENAME COLUMN {column} TO other")
    message = f"table '{table}' has no column '{column}'"
    with pytest.raises(snaproll.FormatError, match=message) as problem:
        import_sqlite(old, saver)
    assert problem.value.hint == "files of SqliteSaver 2 and 3 have it"


def test_columns_of_a_newer_version_are_passed_over(old, saver):
    make(old, "chat")
    change(
        old,
        "ALTER TABLE checkpoints ADD COLUMN later TEXT DEFAULT 'x'",
        "ALTER TABLE writes ADD COLUMN later BLOB",
        "CREATE TABLE checkpoint_migrations (v INTEGER)",
    )
    assert import_sqlite(old, saver).problems == []
    # The original can not write to it, and still reads it.
    assert_same(old, saver)


def test_a_file_of_before_paths_of_tasks(old, saver):
    make(old, "chat", "fan")
    change(old, "ALTER TABLE writes DROP COLUMN task_path")
    assert import_sqlite(old, saver).problems == []
    assert_same(old, saver)  # The original adds the column.


def test_a_file_without_threads(old, saver):
    with sqlite_saver(old) as original:
        original.setup()
    made = import_sqlite(old, saver)
    assert (made.threads, made.checkpoints, made.problems) == (0, 0, [])


def test_a_thread_that_is_not_there(old, saver):
    make(old, "chat")
    with pytest.raises(snaproll.NotFoundError, match="has no thread 'other'$"):
        import_sqlite(old, saver, threads=["chat", "other"])
    with pytest.raises(snaproll.InvalidArgumentError):
        import_sqlite(old, saver, threads="chat")
    assert threads(saver) == set()


# Rows.

BROKEN = {
    "cut off": ("msgpack", b"\xde\x00\x20\xa1v"),
    "no msgpack": ("msgpack", b"\xc1"),
    "unknown extension": ("msgpack", ormsgpack.packb(ormsgpack.Ext(77, b"\xc0"))),
    "no json": ("json", b"{"),
    "another type": ("yaml", b"a: 1"),
    "no value": (None, None),
    "text": ("msgpack", "text"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_checkpoint_is_told_and_its_thread_left_out(old, saver, name):
    make(old, "chat", "fan", "nested")
    id = row(old, "fan")
    text = "UPDATE checkpoints SET type = ?, checkpoint = ? WHERE checkpoint_id = ?"
    change(old, (text, (*BROKEN[name], id)))
    made = import_sqlite(old, saver)
    assert [one[:4] for one in made.problems] == [("fan", "", id, None)]
    assert made.problems[0].code == snaproll.Code.CORRUPT
    assert threads(saver) == {"chat", "nested"}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_write_is_told_with_its_channel(old, saver, name):
    make(old, "chat", "fan")
    text = "UPDATE writes SET type = ?, value = ? WHERE thread_id = 'fan' AND channel = 'log'"
    change(old, (text, BROKEN[name]))
    made = import_sqlite(old, saver)
    assert [(one.thread, one.channel) for one in made.problems] == [("fan", "log")]
    assert threads(saver) == {"chat"}


def test_a_thread_is_left_out_whole_where_its_subgraph_is_broken(old, saver):
    make(old, "chat", "nested")
    text = "UPDATE checkpoints SET checkpoint = x'c1' WHERE checkpoint_ns <> ''"
    change(old, text)
    made = import_sqlite(old, saver)
    assert [one.thread for one in made.problems] == ["nested"]
    assert made.problems[0].namespace.startswith("sub:")
    assert threads(saver) == {"chat"}


@pytest.mark.parametrize(
    "metadata, message",
    [
        ("{", "the metadata can not be read: JSONDecodeError: "),
        ("[1]", "the metadata are no object"),
        (b"\xff", "the metadata can not be read: UnicodeDecodeError: "),
    ],
)
def test_broken_metadata_are_told(old, saver, metadata, message):
    make(old, "chat")
    text = "UPDATE checkpoints SET metadata = ? WHERE checkpoint_id = ?"
    change(old, (text, (metadata, row(old, "chat"))))
    made = import_sqlite(old, saver)
    assert [one.message[: len(message)] for one in made.problems] == [message]


def test_metadata_that_are_missing_are_none(old, saver):
    make(old, "chat")
    change(old, "UPDATE checkpoints SET metadata = NULL")
    assert import_sqlite(old, saver).problems == []
    assert_same(old, saver)


@pytest.mark.parametrize(
    "told, message",
    [
        ([1, 2], "what is stored is not this checkpoint"),
        ({"id": "other"}, "what is stored is not this checkpoint"),
        ({"id": None}, "the checkpoint has no 'channel_values'"),
    ],
)
def test_what_is_no_checkpoint_is_told(old, saver, told, message):
    make(old, "chat")
    id = row(old, "chat")
    if told == {"id": None}:
        told = {"id": id}
    text = "UPDATE checkpoints SET checkpoint = ? WHERE checkpoint_id = ?"
    change(old, (text, (ormsgpack.packb(told), id)))
    made = import_sqlite(old, saver)
    assert [(one.checkpoint, one.message) for one in made.problems] == [(id, message)]
    assert threads(saver) == set()


def test_a_problem_is_one_line_whatever_the_names_are(old, saver):
    make(old, "chat")
    evil = "a\x1b[31m\n\u202e<script>"
    change(old, ("UPDATE checkpoints SET checkpoint = x'c1', thread_id = ?", (evil,)))
    told = str(import_sqlite(old, saver).problems[0])
    assert told.isprintable()
    assert told.startswith("thread 'a\\x1b[31m\\n\\u202e<script>', checkpoint '")


def test_writes_without_a_checkpoint_stay_behind(old, saver):
    make(old, "chat")
    text = "DELETE FROM checkpoints WHERE checkpoint_id = ?"
    change(old, (text, (row(old, "chat", 0),)))
    made = import_sqlite(old, saver)
    assert made.problems == []
    assert made.lost_writes > 0
    assert_same(old, saver)


def test_parents_that_lead_to_themselves_are_taken_as_they_are(old, saver):
    make(old, "chat")
    first, second = row(old, "chat", 0), row(old, "chat", 1)
    text = "UPDATE checkpoints SET parent_checkpoint_id = ? WHERE checkpoint_id = ?"
    change(old, (text, (second, first)))
    made = import_sqlite(old, saver)
    assert made.problems == []
    assert_same(old, saver)


# Types, and what could run.


def ext(code, *told):
    return ormsgpack.Ext(code, ormsgpack.packb(told))


def poison(old, id, value):
    with sqlite_saver(old, ALLOWED) as original:
        found = original.get_tuple(where("chat", id))
    found.checkpoint["channel_values"] = {"messages": [], "evil": value}
    data = ormsgpack.packb(found.checkpoint)
    text = "UPDATE checkpoints SET checkpoint = ? WHERE checkpoint_id = ?"
    change(old, (text, (data, id)))


@pytest.mark.parametrize("code", [0, 1, 2, 4, 5])
def test_nothing_is_run_by_looking_and_what_would_is_named(old, saver, folder, code):
    make(old, "chat")
    mark = folder / "ran"
    evil = ext(code, "os", "system", f"touch {mark}")
    inner = ext(7, 1) if code == 0 else ext(2, "collections", "deque", [evil])
    poison(old, row(old, "chat"), {"a": [evil, inner]})
    with pytest.raises(NotAllowedTypes) as problem:
        import_sqlite(old, saver)
    assert ("os", "system") in problem.value.found
    assert [tuple(one) for one in problem.value.found["os", "system"]] == [
        ("chat", "evil")
    ]
    assert not mark.exists()
    assert threads(saver) == set()


def test_a_module_is_not_imported_to_be_named(old, saver, folder, monkeypatch):
    (folder / "evil_module.py").write_text("raise SystemExit(9)")
    monkeypatch.syspath_prepend(folder)
    make(old, "chat")
    poison(old, row(old, "chat"), ext(2, "evil_module", "Evil", {}))
    with pytest.raises(NotAllowedTypes, match="evil_module:Evil"):
        import_sqlite(old, saver)


def test_a_pickle_is_not_loaded(old, saver, folder):
    make(old, "chat")
    mark = folder / "ran"
    data = f"cos\nsystem\n(S'touch {mark}'\ntR.".encode()
    text = "UPDATE writes SET type = 'pickle', value = ? WHERE channel = 'messages'"
    change(old, (text, (data,)))
    made = import_sqlite(old, saver)
    assert [one.message for one in made.problems] == [
        "a value is a pickle, which is code: it is not loaded"
    ]
    assert not mark.exists()


def test_types_of_json_are_named_as_well(old, saver):
    make(old, "chat")
    told = b'{"lc": 2, "type": "constructor", "id": ["os", "system"], "args": ["x"]}'
    text = "UPDATE writes SET type = 'json', value = ? WHERE channel = 'messages'"
    change(old, (text, (told,)))
    with pytest.raises(NotAllowedTypes, match="os:system"):
        import_sqlite(old, saver)


def test_what_is_encrypted_is_told(old, saver):
    make(old, "chat")
    change(old, "UPDATE checkpoints SET type = 'msgpack+aes'")
    made = import_sqlite(old, saver)
    assert [one.message for one in made.problems] == ["a value is encrypted by 'aes'"]


def test_an_allowed_type_that_can_not_be_made_any_more_is_told(old, path):
    make(old, "chat")
    id = row(old, "chat")
    poison(old, id, ext(2, "old_files", "Gone", {}))
    with SnaprollSaver(path) as made:
        saver = made.with_allowlist([("old_files", "Gone")])
        told = import_sqlite(old, saver).problems
        assert [(one.checkpoint, one.message.split(":")[1]) for one in told] == [
            (id, " AttributeError")
        ]
        assert threads(saver) == set()


# The machine.

PROGRAM = """
import os, sys
sys.argv[0] = "snaproll-import-langgraph"
kind = sys.argv.pop(1)
if kind == "limited":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    print("limited")
if kind == "nobody":
    from snaproll import _langgraph
    import snaproll.langgraph._program
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    assert os.geteuid() != 0
    try:
        open(sys.argv[1], "rb")
    except PermissionError:
        print("may not")
from snaproll._langgraph import import_langgraph
sys.exit(import_langgraph())
"""


def test_a_file_that_may_not_be_read_is_told(old, folder):
    make(old, "chat")
    folder.chmod(0o755)
    old.chmod(0)
    process = start(PROGRAM, "nobody", old, folder / "new.db")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (7, "may not\n"), err
    assert err == f"snaproll: {str(old)!r} can not be read: Permission denied\n"
    assert not (folder / "new.db").exists()


def test_no_space_is_told_and_what_came_is_whole(old, folder, path):
    make(old, "chat", "fan", "nested", "delta")
    process = start(PROGRAM, "limited", old, path)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (7, "limited\n"), err
    assert "File too large" in err
    with SnaprollSaver(path) as saver:
        told = [one.attributes for one in saver.store.executions()]
        whole = {one["thread_id"] for one in told if not one["checkpoint_ns"]}
        assert len(whole) < 4
        assert import_sqlite(old, saver).problems == []
        assert_same(old, saver)
        assert saver.store.check().ok
