"""Bytes beside the state, as docs/blobs.md tells it."""

import snaproll

PICTURE = b"\x89PNG and what follows"

store = snaproll.Store.open(":memory:")
run = store.execution("scan-1")

# [put]
hash = run.put_blob(PICTURE)
run["picture"] = {"$blob": hash}
run.snapshot()  # the state and the bytes are in the store, or neither
# [/put]
print("the state:", run.value().get("/variables").to_json())

# [get]
data = run.get_blob(run["picture"]["$blob"])
# [/get]
print("the bytes:", len(data))

# [gone]
run.erase(pointer="/variables/picture")
try:
    store.get_blob(hash)
except snaproll.NotFoundError as problem:
    print(problem.message)
# [/gone]

run.close()
store.close()
