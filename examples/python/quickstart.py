"""The quick start of docs/quickstart-python.md, part by part."""

import snaproll

# [open]
run = snaproll.Execution(workflow_id="trip")
# [/open]

# [variables]
run["city"] = "Oslo"
run["seats"] = 3
run["messages"] = []
run["messages"].append({"role": "user", "text": "hi"})  # writes through

role = run.context.get_json_at("/variables/messages/0/role")
print(f"{run['seats']} seats, first role {role}")
# [/variables]

# [rollback]
before = run.snapshot("before the sale")
run["seats"] = 0
run["sold_out"] = True
back = run.rollback_to(before)
print(f"back: {back.variables_changed} variables changed, {run['seats']} seats")
# [/rollback]

# [step]
card_works = False


def book():
    run["seats"] = 2
    if not card_works:
        raise RuntimeError("card refused")
    return "paid"


try:
    run.step("book", book)
except RuntimeError as problem:
    print(f"{problem}: {run['seats']} seats")
card_works = True
booked = run.step("book", book)
again = run.step("book", book)  # is not run
print(f'"{booked}", recorded "{again}", {len(run.attempts("book"))} attempts')
# [/step]

# [key]
with run.step_begin("mail", irreversible=True) as step:
    if not step.done:
        # Given to the service, the key lets it know a second try as such.
        step.output = {"sent_with": step.idempotency_key}
# [/key]

# [changes]
with run.transaction() as change:
    change["seats"] = 1
    change["messages"].append({"role": "user", "text": "bye"})
    change["city"] += " S"
try:
    with run.transaction() as change:
        change["seats"] = 0
        run["seats"] = 5  # meanwhile
except snaproll.ConflictError as problem:
    print(problem.message)
# [/changes]

# [history]
for snapshot in run.snapshots():  # newest first
    print(
        f"{snapshot.label or f'before {snapshot.trigger_node}'}:"
        f" {snapshot.completed_node_count} node results,"
        f" {snapshot.variable_count} variables"
    )
# [/history]

# [save]
saved = run.context.to_json()
later = snaproll.Execution.from_context(snaproll.Context.from_json(saved))
done = "done" if later.is_done("book") else "not done"
print(f'loaded: "{later["city"]}", book is {done}')
# [/save]

# [errors]
try:
    run.context.set_variable_json("greeting", "hello")
except snaproll.ParseError as problem:
    print(f"{problem.code_name} at byte {problem.offset}: {problem.message}")
# [/errors]

# [close]
run.close()
later.close()
# [/close]
