"""A run that goes back once, as a page: what a notebook shows, in one file."""

import snaproll


def refused():
    raise RuntimeError("card refused")


with snaproll.Execution(workflow_id="trip", execution_id="trip-1") as run:
    run.set_private_paths(secret=["/variables/card"])
    run["card"] = "4111 1111 1111 1111"
    run["seats"] = 3
    start = run.snapshot(label="start", created_by="ada")
    run.step("search", lambda: {"train": "ICE 703", "price": 49.9})
    run["train"] = "ICE 703"
    run.snapshot(label="before paying", reason="the price was agreed")
    run.create_branch("by train")
    try:
        run.step("pay", refused, irreversible=True)
    except RuntimeError as problem:
        print("failed:", problem)
    run.rollback_to(start)
    run["bus"] = "N 42"
    run.step("pay", lambda: "paid", irreversible=True)
    print("written:", run.show("trip.html"))
