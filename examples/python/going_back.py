"""Going back, as docs/going-back.md tells it.

A preview, a selective and a dependency-aware rollback, undo and redo, and what
changed as text.
"""

import json

import snaproll


def shown(item):
    """The item as JSON, as the other programs print it."""
    return json.dumps(item, separators=(",", ":"))


def work(node, variable, item, irreversible=False):
    """Runs a node that sets a variable."""
    with run.step_begin(node, irreversible=irreversible) as step:
        run[variable] = item
        step.output = True


# [edges]
run = snaproll.Execution()
run.set_edges([("fetch", "summary"), ("summary", "mail")])
# [/edges]
run["draft"] = "Oslo is a city at the end of a long blue fjord."
run["notes"] = ["tram 12", "tram 19"]
start = run.snapshot()
work("fetch", "pages", 3)
work("photo", "picture", "tram.jpg")
work("summary", "draft", "Oslo has trams.")
work("mail", "sent", True, irreversible=True)

# [preview]
plan = run.plan_rollback(start)
preview = plan.result
print("would remove", shown(preview.removed_nodes))
for effect in preview.effects:
    print("stays done:", effect.node)

run["seen"] = True
try:
    run.apply_plan(plan)
except snaproll.ConflictError as problem:
    print(problem.message)
# [/preview]

# [selective]
run.apply_plan(run.plan_rollback(start, variables=["draft*"]))
print(f"draft {shown(run['draft'])}, pages {run['pages']}")
# [/selective]

# [undo]
run.undo_rollback()
print("undone: draft", shown(run["draft"]))
run.redo_rollback()
print("redone: draft", shown(run["draft"]))
# [/undo]
run.undo_rollback()

# [downstream]
result = run.apply_plan(run.plan_rollback(start, downstream_of=["summary"]))
kept = list(run.node_results)
print(f"removed {shown(result.removed_nodes)}, kept {shown(kept)}")
print("draft", shown(run["draft"]))
# [/downstream]

# [diff]
before = run.snapshot()
run.append_text_at("/variables/draft", " It has boats.")
run.splice_at("/variables/notes", 1, 0, ["boat 5"])
del run["seen"]

patch = run.diff(before)
print(patch)
print(patch.to_compact())
print(patch.to_json())  # RFC 6902
# [/diff]
run.close()
