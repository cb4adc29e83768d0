"""A worker of a fleet: many of these processes share one store.

    worker.py STORE add ID...     hands in reports to be made
    worker.py STORE work NAME     makes reports until none is left
    worker.py STORE list          tells what became of them

Kill workers at any moment and start others: no report is lost, none is made by
two at once, and each is sent once.
"""

import os
import sys
import time

import snaproll
from snaproll import State

NODES = ("fetch", "summarise", "send")


def send(run, key):
    """A service that is given the idempotency key knows a second try as such."""
    os.makedirs("sent", exist_ok=True)
    try:
        with open(f"sent/{key}", "x") as letter:
            letter.write(run["summary"])
    except FileExistsError:
        pass  # an attempt before this one sent it


def work(run, step):
    time.sleep(0.01)
    if step.node == "fetch":
        run["pages"] = ["a page about " + run.execution_id] * 3
    elif step.node == "summarise":
        run["summary"] = f"{len(run['pages'])} pages"
    else:
        send(run, step.idempotency_key)
    return "ok"


# [add]
def add(store, ids):
    for id in ids:
        store.execution(id, mode="create", kind="report").close()


# [/add]


# [take]
def take(store, worker):
    """An execution to work on that no living worker has; None without one."""
    for told in store.executions(kind="report", state=State.RUNNING, owned=False):
        try:
            run = store.execution(told.id, mode="existing", owner=worker)
        except (snaproll.OwnedError, snaproll.NotFoundError):
            continue  # another worker was faster
        if run.state is State.RUNNING:
            return run
        run.close()  # another one finished it meanwhile
    return None


# [/take]


# [finish]
def finish(run, worker):
    for node in run.unfinished():  # a worker died in the middle of it
        print(f"{worker}: {run.execution_id}: {node} once more", flush=True)
    for node in NODES:
        with run.step_begin(node, irreversible=node == "send") as step:
            if not step.done:
                step.output = work(run, step)
    run.context.set_state(State.COMPLETED)
    run.context.mark_completed()
    run.save()  # what changes the context alone is committed by this


# [/finish]


# [loop]
def loop(store, worker):
    while (run := take(store, worker)) is not None:
        with run:
            try:
                finish(run, worker)
            except snaproll.ConflictError:
                print(f"{worker}: {run.execution_id} was taken over", flush=True)
            except snaproll.SnaprollError:
                raise  # of the store: no report is to blame
            except Exception as problem:
                run.context.set_state(State.FAILED, str(problem))
                run.save()


# [/loop]


def show(store):
    for told in sorted(store.executions(), key=lambda told: told.id):
        owner = told.owner.name if told.owner else "nobody"
        print(f"{told.id}: {told.state.name.lower()}, owned by {owner}")


def main():
    path, verb, *names = sys.argv[1:]
    with snaproll.Store.open(path) as store:
        if verb == "add":
            add(store, names)
        elif verb == "work":
            loop(store, *names)
        else:
            show(store)


main()
