"""The tree of a history and names in it, as docs/history.md tells it."""

import snaproll

run = snaproll.Execution(workflow_id="trip", auto_snapshot=False)

# [grow]
run["seats"] = 3
start = run.snapshot(label="start")
run["hotel"] = "Astoria"
run.snapshot()
run.create_branch("hotel first")  # its head is where the state is

run.rollback_to(start)
run["train"] = "ICE 703"
train = run.snapshot()  # grows another branch
run.create_branch("train first")
run["seat"] = "12A"
run.snapshot()  # the selected branch moves along
# [/grow]

# [tree]
for branch in run.branches():
    print(branch.name + (", selected" if branch.selected else ""))
before = run.common_ancestor("hotel first", "train first")
print("they part at start:", before == start)
print("behind it:", len(run.children(start)), "snapshots")
# [/tree]

# [switch]
run.switch("hotel first")
print(sorted(run))
# [/switch]

# [names]
run.tag(train, "good price")
print("seat" in run.manager.get("train first").variables)
print(run.resolve("train first~1") == run.resolve("good price") == train)
try:
    run.resolve("nowhere")
except snaproll.NotFoundError as problem:
    print(problem.message)
# [/names]

# [hold]
run.hold("good price", "audit", reason="the price was promised")
try:
    run.remove("good price")
except snaproll.HeldError as problem:
    print(problem.message)
run.release("good price", "audit")
run.remove("good price")
print(run.parent("train first") == start)
# [/hold]

# [group]
hotel = snaproll.Execution(workflow_id="hotel")
hotel["room"] = 7
both = snaproll.snapshot_group([run, hotel], label="before booking")
run["booked"] = True
hotel["room"] = 8
snaproll.rollback_group([run, hotel], both)
print("booked" in run, hotel["room"])
# [/group]
