"""What the tests share: a manual clock, contexts, and how hard to try."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest
from hypothesis import HealthCheck, settings

import snaproll

ROOT = pathlib.Path(__file__).resolve().parents[3]
START = 1_700_000_000_000_000_000
SECOND = 1_000_000_000

for tier, examples in (("short", 100), ("medium", 500), ("long", 5_000)):
    settings.register_profile(
        tier,
        max_examples=examples,
        deadline=None,
        print_blob=True,
        derandomize=tier == "short",
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
settings.load_profile(os.environ.get("SNAPROLL_TIER") or "short")


@pytest.fixture
def clock():
    """A clock that moves on by a second with each reading."""
    return snaproll.ManualClock(START, SECOND)


@pytest.fixture
def context():
    with snaproll.Context("flow", execution_id="run-1") as made:
        yield made


@pytest.fixture
def run():
    with snaproll.Execution(workflow_id="flow", execution_id="run-1") as made:
        yield made


@pytest.fixture
def folder():
    """A folder in memory: no sync of a disk is waited for."""
    memory = "/dev/shm"
    made = tempfile.mkdtemp(dir=memory if os.path.isdir(memory) else None)
    yield pathlib.Path(made)
    shutil.rmtree(made)


@pytest.fixture
def path(folder):
    return folder / "runs.db"


@pytest.fixture
def store(path):
    with snaproll.Store.open(path) as made:
        yield made


def start(program, *arguments):
    """Starts a program of Python that has the binding; its outputs are piped."""
    binding = str(pathlib.Path(snaproll.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": binding},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    """What a program printed, once it ended well."""
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    return out


def fill(store, *ids, **options):
    """Executions with a variable and a step each."""
    for id in ids:
        with store.execution(id, **options) as run:
            run["id"] = id
            run.step("n", lambda: id)
