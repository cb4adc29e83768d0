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
from hostile import read

EXAMPLES = ROOT / "examples" / "python"
BINDING = pathlib.Path(snaproll.__file__).parents[1]


@pytest.mark.parametrize("name", ["hello", "stores", "many_agents"])
def test_example_prints_its_output(name):
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / f"{name}.py"],
        env={**os.environ, "PYTHONPATH": str(BINDING)},
        capture_output=True,
        text=True,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == (EXAMPLES / f"{name}.output").read_text()


def test_a_run_is_written_as_a_page(folder):
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / "show_page.py"],
        env={**os.environ, "PYTHONPATH": str(BINDING)},
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == "failed: card refused\nwritten: trip.html\n"
    told = "\n".join(read((folder / "trip.html").read_text("utf-8")).texts)
    for text in ("by train", "before paying", "RuntimeError: card refused", "N 42"):
        assert text in told
    assert "4111" not in told


def test_readme_shows_hello():
    text = (ROOT / "bindings" / "python" / "README.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert (EXAMPLES / "hello.py").read_text() in blocks


def test_snippets_of_the_readme_run(folder, monkeypatch):
    monkeypatch.chdir(folder)
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


FAILS_ONCE = "sleep 0.02; test -e {0} || {{ touch {0}; exit 1; }}; echo {0}=1"
NODES = [
    {"id": "a", "command": "sleep 0.02; echo x=1"},
    {"id": "b", "command": FAILS_ONCE.format("y"), "retries": 1},
    {"id": "c", "command": "sleep 0.02; echo z=5", "depends_on": ["b"]},
    {"id": "d", "command": FAILS_ONCE.format("w"), "retries": 1, "back_to": "c"},
    {"id": "e", "command": "sleep 0.02; echo $STEP_KEY >>keys; echo last=$x"},
]


def write_flow(folder, nodes):
    flow = folder / "flow.json"
    flow.write_text(json.dumps({"id": "flow", "nodes": nodes}))
    return flow


def told(work):
    """What the run came to: everything but times and the log."""
    with snaproll.Store.open(work / "runs.db") as store:
        assert store.check().ok
        assert store.info("flow").owner is None
        with store.execution("flow", mode="read") as run:
            variables = {name: run.get_json_at(f"/variables/{name}") for name in run}
            variables.pop("log")
            lines = {
                node: run.get_at(f"/node_results/{node}/result/Success/lines").plain()
                for node in run.node_results
            }
            return variables, lines, run.state


@pytest.mark.parametrize("seed", range(3))
def test_host_that_is_killed_at_any_moment_comes_to_the_same(folder, seed):
    moments = random.Random(seed)
    flow = write_flow(folder, NODES)
    whole = host(folder, flow, "whole")
    out, err = whole.communicate(timeout=60)
    assert (whole.returncode, err) == (0, "")
    assert out.count("trying again") == 2
    kills = 0
    while True:
        running = host(folder, flow, "work")
        assert running.stdout.readline() == "flow  5 nodes in work\n"
        try:
            # Longer each time, so that it gets on also on a busy machine.
            some = moments.uniform(0, 0.15 + kills / 50 if kills else 0.05)
            err = running.communicate(timeout=some)[1]
            break
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            kills += 1
            assert kills < 100
    assert (running.returncode, err) == (0, "")
    assert kills
    assert told(folder / "work") == told(folder / "whole")
    keys = set((folder / "work" / "keys").read_text().split())
    assert len(keys) == 1  # Whoever has seen it knows it again.


def test_host_that_was_killed_before_it_went_back_goes_back(folder):
    """As if between the end of the failed node and the rollback."""
    flow = write_flow(folder, NODES)
    (folder / "work").mkdir()
    (folder / "work" / "w").touch()
    with snaproll.Store.open(folder / "work" / "runs.db") as store:
        with store.execution("flow", workflow_id="flow") as run:
            run.update(log=[], progress={"done": 3, "node": "d", "total": 5}, x=1)
            for node in "abc":
                run.step(node, lambda: {"lines": []})
            run.step_begin("d").fail("exit 1")
    running = host(folder, flow, "work")
    out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, "")
    lines = [line.strip() for line in out.splitlines()]
    assert lines[2] == "going on after 3 of 5 nodes"
    assert lines[3] == "going back to before c would"
    assert "trying again, attempt 2 of 2" in lines
    assert [line.split()[1] for line in lines if "/5  " in line] == ["c", "d", "e"]


def test_host_begins_anew_what_has_ended_and_tells_who_has_the_run(folder):
    flow = write_flow(folder, [{"id": "a", "command": "echo x=1"}])
    for _ in range(2):
        running = host(folder, flow, "work")
        out, err = running.communicate(timeout=60)
        assert (running.returncode, err) == (0, "")
        assert "\n  1/1  a  ok " in out
        assert "\ncompleted  1 node result, 1 attempt, 0 failed\n" in out
    with snaproll.Store.open(folder / "work" / "runs.db") as store:
        with store.execution("flow", owner="test"):
            running = host(folder, flow, "work")
            out, err = running.communicate(timeout=60)
            assert (running.returncode, out) == (2, "")
            assert "execution 'flow' belongs to 'test'" in err
    (folder / "work" / "runs.db").write_text("no store " * 1_000)
    running = host(folder, flow, "work")
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (2, "")
    assert "this is no store" in err and err.count("\n") == 1
