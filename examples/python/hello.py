"""An agent that talks, fails, goes back and goes on."""

import snaproll


def fetch(url):
    return {"url": url, "status": 200}


with snaproll.Execution(workflow_id="demo") as run:
    run["messages"] = []
    run["messages"].append({"role": "user", "content": "hi"})  # writes through
    print("fetched:", run.step("fetch", fetch, "https://example.org"))
    print("again:  ", run.step("fetch", fetch, "elsewhere"))  # is not run twice
    before = run.snapshot(label="before the answer")
    run["messages"].append({"role": "assistant", "content": "42"})
    print("back:   ", run.rollback_to(before).variables_changed, "variable changed")
    try:
        with run.step_begin("charge"):
            run["paid"] = True
            raise RuntimeError("card refused")
    except RuntimeError as problem:
        print("failed: ", problem, "- paid" if "paid" in run else "- not paid")
    print("now:    ", run.plain())
