"""Three steps that survive kill -9: run it again, and it goes on."""

import os
import signal
import sys

import snaproll


# [run]
def work(run, node):
    run["last"] = node
    print("working on", node, flush=True)
    return node.upper()


with snaproll.Store.open("runs.db") as store, store.execution("trip-1") as run:
    for node in ("book", "pay", "mail"):
        run.step(node, work, run, node)  # committed when it returns
        if sys.argv[1:] == [node]:
            os.kill(os.getpid(), signal.SIGKILL)
    print(f"all {len(run.node_results)} are done, the last was {run['last']}")
# [/run]
