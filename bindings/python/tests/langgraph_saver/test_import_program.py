"""`snaproll-import-langgraph` and `snaproll-export-langgraph` as they are called."""

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys

import pytest

import snaproll
from conftest import start
from old_files import ALLOWED, assert_same, make, sqlite_saver
from snaproll.langgraph import SnaprollSaver

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = """
import sys
name = sys.argv.pop(1)
from snaproll import _langgraph
sys.exit(getattr(_langgraph, name)())
"""
WITHOUT = (
    """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("langgraph", "langchain_core", "ormsgpack"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""
    + PROGRAM
)


def call(name, *arguments, program=PROGRAM):
    process = start(program, name, *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def import_(*arguments):
    return call("import_langgraph", *arguments)


def export(*arguments):
    return call("export_langgraph", *arguments)


@pytest.fixture
def old(folder):
    return folder / "old.db"


def test_it_tells_what_came_and_nothing_else(old, path):
    make(old, "chat", "nested")
    code, out, err = import_(old, path)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("2 threads: ")
    assert lines[1:] == ["verified: what came was read back and compared"]
    with SnaprollSaver(path) as saver:
        count = assert_same(old, saver)
    assert f" {count} checkpoints came in " in lines[0]
    code, out, err = import_(old, path, "--no-verify")
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == [f"{count} checkpoints were there, and are the same"]


def test_quiet_tells_nothing_and_json_is_json(old, path):
    make(old, "chat")
    assert import_(old, path, "--quiet") == (0, "", "")
    code, out, err = import_(old, path, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    left = told.pop("left")
    assert left > 0
    assert told == {
        "threads": 1,
        "checkpoints": 0,
        "writes": told["writes"],
        "let_go": 0,
        "lost_writes": 0,
        "verified": True,
        "problems": [],
    }


def test_only_threads_that_are_named_come(old, path):
    make(old, "chat", "fan", "delta")
    code, out, _ = import_(old, path, "--thread", "fan", "--thread=delta")
    assert (code, out[:9]) == (0, "2 threads")
    assert import_(old, path, "--thread", "no")[::2] == (
        3,
        f"snaproll: {str(old)!r} has no thread 'no'\n",
    )


def test_types_are_named_all_at_once_with_the_option_that_allows_them(
    old, path, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", HERE)
    make(old, "typed", "chat", "typed", threads=["a", "b", "c"])
    assert import_(old, path) == (
        2,
        "",
        "snaproll: 2 types may not be loaded\n"
        "  old_files:Other in thread 'a', channel plan; thread 'c', channel plan\n"
        "  old_files:Plan in thread 'a', channel plan; thread 'c', channel plan\n".replace(
            "channel plan", "channel 'plan'"
        )
        + "  where you trust them: --allow old_files:Other --allow old_files:Plan\n",
    )
    assert not path.exists()


def test_allowed_types_come(old, path):
    make(old, "typed")
    program = f"import sys; sys.path.insert(0, {HERE!r})" + PROGRAM
    allow = [f"--allow={module}:{name}" for module, name in ALLOWED]
    code, out, err = call("import_langgraph", old, path, *allow, program=program)
    assert (code, err) == (0, "")
    with SnaprollSaver(path) as saver:
        assert_same(old, saver.with_allowlist(ALLOWED))


def test_a_policy_is_told_and_stays(old, path):
    make(old, "chat")
    assert import_(old, path, "--retain", "keep-lost=1")[0] == 2
    assert not path.exists()
    code, out, _ = import_(old, path, "--retain=keep-last=2")
    assert code == 0
    assert out.splitlines()[1].endswith(" checkpoints the policy does not keep")
    with snaproll.Store.open(path) as store:
        with store.execution("chat", mode="read") as run:
            assert run.policy == "keep-last=2"


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (["OLD"], 2, "the following arguments are required: new"),
        (
            ["OLD", "NEW", "--allow", "x"],
            2,
            "argument --allow: 'x' is not MODULE:CLASS",
        ),
        (["OLD", "NEW", "--verif"], 2, "unrecognized arguments: --verif"),
        (["OLD", "OLD"], 2, "the two files are one and the same"),
        (["NO", "NEW"], 3, "there is no file 'NO'"),
        (["OLD", "/no/folder/new.db"], 3, "/no/folder/new.db"),
    ],
)
def test_what_can_not_be_done_is_told_in_a_line(old, path, arguments, code, message):
    make(old, "chat")
    names = {"OLD": str(old), "NEW": str(path), "NO": str(path.parent / "no.db")}
    given = [names.get(one, one) for one in arguments]
    ended, out, err = import_(*given)
    for name, real in names.items():
        err = err.replace(real, name)
    assert (ended, out) == (code, ""), err
    assert err.startswith(f"snaproll: {message}")


def test_the_same_file_by_another_name_is_refused(old, path):
    make(old, "chat")
    os.link(old, path)
    before = old.read_bytes()
    assert import_(old, path)[0] == 2
    assert old.read_bytes() == before


def test_problems_are_told_and_end_with_their_code(old, path):
    make(old, "chat", "fan")
    file = sqlite3.connect(old)
    with file:
        file.execute(
            "UPDATE checkpoints SET checkpoint = x'c1' WHERE thread_id = 'fan'"
        )
    file.close()
    code, out, err = import_(old, path)
    assert code == 6
    assert out.startswith("1 thread: ")
    lines = err.splitlines()
    assert lines[0].startswith("snaproll: thread 'fan', checkpoint '")
    assert lines[1:] == ["  1 thread did not come"]
    told = json.loads(import_(old, path, "--json")[1])
    assert [(one["thread"], one["code"]) for one in told["problems"]] == [
        ("fan", "CORRUPT")
    ]
    assert import_(path, path.parent / "x.db")[0] == 6  # A store is no file of theirs.


def test_progress_is_shown_on_a_terminal(old, path):
    make(old, "chat")
    shown, end = pty.openpty()
    binding = os.path.dirname(os.path.dirname(snaproll.__file__))
    command = [sys.executable, "-c", PROGRAM, "import_langgraph", str(old), str(path)]
    ended = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": binding},
        stdout=subprocess.PIPE,
        stderr=end,
        timeout=120,
    )
    os.close(end)
    told = os.read(shown, 10_000).decode()
    os.close(shown)
    assert ended.returncode == 0
    assert "\rlooking over: 1 of " in told
    assert told.endswith("\r")


def test_interrupted_it_ends_by_the_signal_and_goes_on(old, path):
    make(old, "chat", "nested", "delta")
    program = (
        """
import snaproll.langgraph._bring as bring, time
real, done = bring.Bringer._put, []
def slow(*given):
    done.append(1)
    if len(done) == 3:
        print("third", flush=True)
        time.sleep(100)
    return real(*given)
bring.Bringer._put = slow
"""
        + PROGRAM
    )
    process = start(program, "import_langgraph", old, path)
    assert process.stdout.readline() == "third\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGINT, err
    assert err == "\nsnaproll: interrupted; doing it again goes on from here\n"
    assert import_(old, path)[0] == 0
    with SnaprollSaver(path) as saver:
        assert_same(old, saver)


@pytest.mark.parametrize("name", ["import_langgraph", "export_langgraph"])
def test_without_langgraph_it_tells_what_to_install(name):
    command = name.replace("_", "-")
    assert call(name, "a", "b", program=WITHOUT) == (
        2,
        "",
        f"snaproll {command}: snaproll.langgraph needs LangGraph: "
        "pip install snaproll[langgraph]\n",
    )


def test_threads_go_out_and_in_again(old, path, folder):
    make(old, "chat", "fan", "nested", "delta")
    assert import_(old, path)[0] == 0
    back = folder / "back.db"
    code, out, err = export(path, back)
    assert (code, err) == (0, "")
    assert out.startswith("4 threads, ")
    with SnaprollSaver(path) as saver:
        assert_same(back, saver)
    assert export(path, back)[::2] == (5, f"snaproll: {str(back)!r} is there already\n")
    assert export(path, path)[0] == 2
    assert export(folder / "no.db", folder / "x.db")[0] == 3
    assert export(path, folder / "x.db", "--thread=no")[0] == 3
    assert not (folder / "x.db").exists()


def test_the_answers_of_an_export(old, path, folder):
    make(old, "chat")
    import_(old, path)
    assert export(path, folder / "a.db", "--quiet") == (0, "", "")
    code, out, err = export(path, folder / "b.db", "--json")
    assert (code, err) == (0, "")
    with sqlite_saver(folder / "b.db") as saver:
        assert json.loads(out)["checkpoints"] == len([*saver.list(None)])
