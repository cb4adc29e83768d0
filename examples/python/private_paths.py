"""Values that are never stored or not shown, as docs/secrets.md tells it."""

import snaproll

run = snaproll.Execution(workflow_id="shop", auto_snapshot=False)

# [tell]
run.set_private_paths(
    transient=["/variables/session/token"],
    secret=["/variables/cards/*/number"],
)
run["session"] = {"user": "ada", "token": "f0e1d2c3"}
run["cards"] = [{"bank": "first", "number": "4111 1111"}]
# [/tell]

# [captured]
before = run.manager.get(run.snapshot())
print("live:", run["session"]["token"])
print("captured:", before.variables.to_json())

run["session"]["token"] = "a9b8c7d6"
run["session"]["user"] = "bob"
run.rollback()
print("back:", run["session"].plain())
# [/captured]

# [shown]
print(run["cards"])
run["cards"][0]["number"] = "4222 2222"
print(run.context.diff(before))
print(before.variables.masked(run.private_paths, "/variables").to_json())
# [/shown]
