"""Executions on a store, as docs/quickstart-python.md tells it."""

import pathlib
import tempfile

import snaproll

empty = tempfile.TemporaryDirectory()
folder = pathlib.Path(empty.name)

# [open]
with snaproll.Store.open(folder / "runs.db") as store:
    with store.execution("trip-1", attributes={"user": "ann"}) as run:
        run["seats"] = 3
        run.step("book", lambda: "paid")  # committed when the call returns
        run["seats"] = 2
        run.save()  # commits what no step did
# [/open]

# [again]
store = snaproll.Store.open(folder / "runs.db")
run = store.execution("trip-1", mode="existing", owner="worker 7")
booked = run.step("book", lambda: "is not run")
print(f"{booked}, {run['seats']} seats, {len(run.snapshots())} snapshots")
# [/again]

# [writers]
try:
    store.execution("trip-1")
except snaproll.OwnedError:
    print("it belongs to", store.info("trip-1").owner.name)
other = store.execution("trip-1", take_over=True)  # shuts worker 7 out
other["seats"] = 1
other.save()
try:
    run.save()
except snaproll.ConflictError as problem:
    print(problem.message)
other.close()
run.reload()  # goes on from what the other one committed
print(run["seats"], "seat")
# [/writers]

# [list]
store.fork("trip-1", "trip-2", snapshot=run.snapshots().ids[-1])
for info in store.executions(attributes={"user": "ann"}):  # newest first
    owner = info.owner.name if info.owner else "nobody"
    print(f"{info.id}: {info.state.name}, of {owner}")
# [/list]

# [copies]
store.backup(folder / "copy.db")  # while writers work
with snaproll.Store.open(":memory:") as there:
    there.import_(store.export("trip-1"))  # lines of JSON
    with there.execution("trip-1") as copy:
        print("the same" if copy.digest() == run.digest() else "another")
print(len(store.check().findings), "findings")
# [/copies]

# [close]
run.close()
store.close()
# [/close]
empty.cleanup()
