"""Changing the shape of a state, as docs/state-shape.md tells it."""

import snaproll

store = snaproll.Store.open(":memory:")

# What the application of last year did.
with store.execution("chat-1", kind="chat", schema=1) as run:
    run["name"] = "Ann"
    run["messages"] = ["hi"]
    first = run.snapshot()
    run["messages"].append("oh")
    run.save()


# [function]
def counted(state):
    variables = state["variables"]
    variables["count"] = len(variables.get("messages", []))


# [/function]

# [tell]
store.migration("chat", 2, [
    {"op": "move", "from": "/variables/name", "path": "/variables/user"},
])  # fmt: skip
store.migration("chat", 3, counted)
# [/tell]

# [open]
with store.execution("chat-1", kind="chat", schema=3) as run:
    print("version 3:", run.value().get("/variables").to_json())
    run.rollback_to(first)
    print("the first snapshot:", run.value().get("/variables").to_json())
# [/open]

# [newer]
try:
    store.execution("chat-1", schema=1)
except snaproll.FormatError as problem:
    print(problem.message)
# [/newer]

# [raw]
with store.execution("chat-1", mode="read") as run:
    then = run.manager.get(first)
    print("as it was committed:", then.variables.to_json())
# [/raw]

store.close()
