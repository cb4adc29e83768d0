"""Taking a secret out of all that is kept, as docs/secrets.md tells it."""

import snaproll

store = snaproll.Store.open(":memory:")
run = store.execution("run")
run["config"] = {"user": "ada", "key": "sk-4f7a9c"}
run.snapshot(label="with sk-4f7a9c")
run["call"] = '{"headers": {"auth": "Bearer sk-4f7a9c"}}'
run.snapshot()

# [erase]
planned = run.erase(containing="sk-4f7a9c", dry_run=True)
print("would rewrite", planned.records, "records of", planned.executions)

report = run.erase(containing="sk-4f7a9c", reason="leaked, rotated since")
print("pending:", report.pending)
print(run["config"]["key"], run["call"])
print([snapshot.label for snapshot in run.snapshots()])

run.erase(pointer="/variables/config/user")
for erasure in run.erasures():
    print(erasure.pointer, repr(erasure.reason), erasure.states)
# [/erase]
