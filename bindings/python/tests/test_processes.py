"""Many processes: forks of every kind, pools, and a server that loads before it forks."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

import snaproll
from conftest import finish, start
from snaproll import Store

FORKED = """
import gc, os, sys, threading
import snaproll
from snaproll import Execution, Store, UnusableError

store = Store.open(sys.argv[1])
stored = store.execution("a")
memory = Execution()
memory["x"] = 1
memory.snapshot()

def in_child(work):
    # The child ends as any program does.
    child = os.fork()
    if child == 0:
        work()
        sys.exit(0)
    return child

def refused(call):
    try:
        call()
    except UnusableError:
        return True
    raise AssertionError("a store that was open at a fork was used")

def child():
    refused(lambda: store.info("a"))
    refused(lambda: stored.step("n", lambda: 1))
    refused(lambda: Store.open(sys.argv[1]))
    memory["x"] = 2  # What is in memory is the child's own.
    assert memory.rollback().variables_changed == 1
    with Store.open(sys.argv[1] + str(os.getpid())) as other:
        with other.execution("b") as run:
            run.step("n", lambda: 1)
        assert other.check().ok

"""


def test_workers_of_a_fork_use_what_is_theirs(path):
    """As under `gunicorn --preload`: many children, one after the other and at once."""
    program = FORKED + """
children = [in_child(child) for _ in range(4)]
grandchild = in_child(lambda: os.waitpid(in_child(child), 0)[1] and os._exit(1))
for one in [*children, grandchild]:
    assert os.waitpid(one, 0)[1] == 0
assert memory["x"] == 1
stored.step("after", lambda: 1)
assert store.check().ok
stored.close()
store.close()
"""
    assert finish(start(program, path)) == ""


def test_fork_while_other_threads_are_in_calls(path):
    """The child uses nothing that they may have locked, and ends silently."""
    program = FORKED + """
going = True
def busy(call):
    while going:
        call()
calls = (
    lambda: memory.snapshot(),
    lambda: memory.__setitem__("x", [1]),
    lambda: stored.save(),
    lambda: store.info("a"),
)
threads = [threading.Thread(target=busy, args=(call,)) for call in calls]
for thread in threads:
    thread.start()
def alone():
    with Execution() as run:  # Made here: nobody else has its lock.
        run["x"] = 1
        run.step("n", lambda: 1)
for _ in range(20):
    assert os.waitpid(in_child(alone), 0)[1] == 0
going = False
for thread in threads:
    thread.join()
assert store.check().ok
stored.close()
store.close()
"""
    assert finish(start(program, path)) == ""


POOL = """
import multiprocessing, os, sys
import snaproll

def work(path, number):
    with snaproll.Store.open(path) as store:
        with store.execution(f"e{number}") as run:
            run["x"] = number
            run.step("n", lambda: os.getpid())
            return os.getpid()

if __name__ == "__main__":
    path, method = sys.argv[1:]
    context = multiprocessing.get_context(method)
    kept = snaproll.Execution()  # Alive in this process all the time.
    kept["x"] = 1
    with snaproll.Store.open(path) as store:
        with context.Pool(2) as pool:
            done = pool.starmap(work, [(path, number) for number in range(6)])
            pool.close()
            pool.join()
        assert os.getpid() not in done
        assert len(list(store.executions())) == 6
        assert store.check().ok
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_of_a_pool_write_to_one_store(path, method, tmp_path):
    program = tmp_path / "pool.py"
    program.write_text(POOL)
    done = subprocess.run(
        [sys.executable, "-W", "error", program, path, method],
        env={**os.environ, "PYTHONPATH": os.path.dirname(snaproll.__path__[0])},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


APPLICATION = """
import os
import snaproll

kept = snaproll.Execution(workflow_id="preloaded")
kept["x"] = 1
kept.snapshot()
path = os.environ["RUNS"]
store = None

def application(request, answer):
    global store
    if store is None:  # Behind the fork, in each worker its own.
        store = snaproll.Store.open(path)
    with store.execution(request["PATH_INFO"]) as run:
        run["worker"] = os.getpid()
        run.step("answer", lambda: "done")
    kept["x"] += 1
    kept.rollback()
    answer("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {kept['x']}".encode()]
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def asked(url):
    """The answer, also where the server has yet to start."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def test_gunicorn_with_preload(path, tmp_path):
    (tmp_path / "served.py").write_text(APPLICATION)
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-W", "error::ResourceWarning", "-m", "gunicorn", "--preload"]
        + ["--workers", "2", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
        + ["--no-control-socket", "served:application"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": os.path.dirname(snaproll.__path__[0]),
            "RUNS": str(path),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        answers = [asked(f"http://127.0.0.1:{port}/e{n}").split() for n in range(40)]
        server.send_signal(signal.SIGTERM)
        said = server.communicate(timeout=60)[0]
    assert server.returncode == 0, said
    assert "Traceback" not in said and "rror" not in said, said
    workers = {int(worker) for worker, _ in answers}
    assert server.pid not in workers and {x for _, x in answers} == {"1"}
    with Store.open(path) as store:
        found = list(store.executions())
        assert len(found) == 40 and all(info.owner is None for info in found)
        assert store.check().ok
