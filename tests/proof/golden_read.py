"""All that can be read from a store, as JSON: what golden files are compared by."""

import hashlib
import json

import snaproll


def text_of(item):
    return json.loads(json.dumps(item, default=str))


def read(path):
    """Of each execution: what is told of it, its state, its history."""
    with snaproll.Store.open(path, read_only=True) as store:
        seen = {
            "policy": store.policy,
            "executions": {
                info.id: {"told": told(info), **execution(store, info.id)}
                for info in store.executions()
            },
        }
        report = store.check()
        seen["check"] = [report.executions, report.records, report.states,
                         report.keyframes, report.findings]
        figures = store.stats()
        seen["figures"] = [figures.snapshots, figures.records, figures.keyframes,
                           figures.blobs, figures.longest_chain]
    return text_of(seen)


def told(info):
    names = ("id", "kind", "schema", "state", "workflow_id", "started_at", "attributes")
    return {name: str(getattr(info, name)) for name in names}


def execution(store, name):
    with store.execution(name, mode="read") as run:
        manager, context = run.manager, run.context
        return {
            "context": hashlib.sha256(context.to_json().encode()).hexdigest(),
            "digest": run.digest(),
            "recorded": context.recorded_nodes,
            "version_of_state": str(context.position),
            "tree": manager.tree_json(),
            "names": [manager.branches_json(), manager.tags_json(),
                      manager.holds_json(), manager.groups_json()],
            "policy": manager.policy,
            "summary": manager.summary().to_json(),
            "attempts": run.attempts_json(),
            "unfinished": run.unfinished(),
            "edges": run.edges,
            "private": run.private_paths.to_json(),
            "undo": [run.undo_count, run.redo_count],
            "erasures": [[one.pointer, one.reason] for one in run.erasures()],
            "blobs": [hashlib.sha256(run.get_blob(one)).hexdigest()
                      for one in blobs_of(context.to_json())],
            "snapshots": [snapshot(one) for one in run.snapshots()],
        }


def blobs_of(text):
    variables = json.loads(text)["variables"]
    return [one["$blob"] for one in variables.values()
            if isinstance(one, dict) and "$blob" in one]


def snapshot(one):
    """All that is told of it; its state by its digest."""
    form = json.loads(one.to_json())
    for part in ("variables", "node_results"):
        del form[part]
    return {"form": form, "digest": one.digest(), "parent": one.parent}
