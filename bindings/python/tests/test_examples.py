"""The examples run and print what is written down."""

import json
import os
import pathlib
import random
import re
import subprocess
import sys

import pytest

import snaproll
from conftest import ROOT

EXAMPLES = ROOT / "examples" / "python"
BINDING = pathlib.Path(snaproll.__file__).parents[1]


@pytest.mark.parametrize("name", ["hello", "stores"])
def test_example_prints_its_output(name):
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / f"{name}.py"],
        env={**os.environ, "PYTHONPATH": str(BINDING)},
        capture_output=True,
        text=True,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == (EXAMPLES / f"{name}.output").read_text()


def test_readme_shows_hello():
    text = (ROOT / "bindings" / "python" / "README.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert (EXAMPLES / "hello.py").read_text() in blocks


def test_snippets_of_the_readme_run():
    text = (ROOT / "bindings" / "python" / "README.md").read_text()
    for block in re.findall(r"```python\n(.*?)```", text, re.S):
        exec(compile(block, "README.md", "exec"), {"print": lambda *_: None})


def test_snippets_of_the_module_run(folder, monkeypatch):
    monkeypatch.chdir(folder)
    text = snaproll.Store.__doc__
    example = "import snaproll\nbook = lambda: 1\n" + re.sub(
        r"(?m)^ {8}", "", "".join(re.findall(r"(?m)^ {8}.*\n", text))
    )
    exec(compile(example, "Store", "exec"), {})
    assert (folder / "runs.db").exists()


def host(folder, *arguments, **options):
    """Starts the workflow host."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", EXAMPLES / "workflow_host.py", *arguments],
        env={**os.environ, "PYTHONPATH": str(BINDING)},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


NODES = [
    {"id": "a", "command": "sleep 0.02; echo x=$((1 + ATTEMPT))"},
    {"id": "b", "command": "test $ATTEMPT = 2 && echo y=$((x * 2))", "retries": 1},
    {"id": "c", "command": "sleep 0.02; echo z=5", "depends_on": ["b"]},
    {
        "id": "d",
        "command": "sleep 0.02; test $ATTEMPT = 2 && echo end=1",
        "retries": 1,
        "back_to": "c",
    },
    {"id": "e", "command": "sleep 0.02; echo $STEP_KEY >>keys; echo last=1"},
]


def told(store):
    """What the run came to: everything but times and the log."""
    with snaproll.Store.open(store) as opened:
        assert opened.check().ok
        assert opened.info("flow").owner is None
        with opened.execution("flow", mode="read") as run:
            variables = {name: run.get_json_at(f"/variables/{name}") for name in run}
            variables.pop("log")
            lines = {
                node: run.get_at(f"/node_results/{node}/result/Success/lines").plain()
                for node in run.node_results
            }
            ended = [one.node for one in run.attempts() if one.outcome != "open"]
            return variables, lines, ended, run.state


@pytest.mark.parametrize("seed", range(3))
def test_host_that_is_killed_at_any_moment_comes_to_the_same(folder, seed):
    moments = random.Random(seed)
    flow = folder / "flow.json"
    flow.write_text(json.dumps({"id": "flow", "nodes": NODES}))
    whole = host(folder, "--store", "whole.db", flow, "whole")
    out, err = whole.communicate(timeout=60)
    assert (whole.returncode, err) == (0, "")
    kills = 0
    while True:
        running = host(folder, "--store", "runs.db", flow, "work")
        header = running.stdout.readline()
        assert header == "flow  5 nodes in work\n"
        try:
            some = moments.uniform(0, 0.15 if kills else 0.05)
            again, err = running.communicate(timeout=some)
            break
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            kills += 1
            assert kills < 100
    assert (running.returncode, err) == (0, "")
    assert kills
    assert told(folder / "runs.db") == told(folder / "whole.db")
    end = re.search(r"\ncompleted .*\n", out)[0]
    assert end in again
    keys = set((folder / "work" / "keys").read_text().split())
    assert len(keys) == 1  # Whoever has seen it knows it again.


def test_host_tells_what_was_done_before_and_who_has_the_run(folder):
    flow = folder / "flow.json"
    nodes = [{"id": "a", "command": "echo x=1"}, {"id": "bb", "command": "echo y=2"}]
    flow.write_text(json.dumps({"id": "flow", "nodes": nodes}))
    options = ("--store", "runs.db", "--execution", "run-1")
    first = host(folder, *options, flow, "work").communicate(timeout=60)[0]
    assert "  1/2  a   ok" in first
    second = host(folder, *options, flow, "work").communicate(timeout=60)[0]
    assert "\n  1/2  a   done before\n  2/2  bb  done before\n\ncompleted" in second
    assert first[first.index("completed") :] == second[second.index("completed") :]
    with snaproll.Store.open(folder / "runs.db") as store:
        with store.execution("run-1", owner="test"):
            running = host(folder, *options, flow, "work")
            out, err = running.communicate(timeout=60)
            assert (running.returncode, out) == (2, "")
            assert err.startswith("workflow_host: execution 'run-1' belongs to 'test'")
            assert err.count("\n") == 1
        store.execution("other").close()
    running = host(folder, "--store", "runs.db", "--execution", "other", flow, "work")
    assert "runs workflow 'workflow'" in running.communicate(timeout=60)[1]
    assert running.returncode == 2
    for arguments in (
        ("--store",),
        ("--store", "", flow),
        ("--execution", "x", flow),
        ("--store", folder / "none" / "runs.db", flow, "work"),
        ("--store", flow, flow, "work"),
    ):
        running = host(folder, *arguments)
        out, err = running.communicate(timeout=60)
        assert (running.returncode, out, err.count("\n")) == (2, "", 1)
