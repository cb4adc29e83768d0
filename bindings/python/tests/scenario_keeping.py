"""What stays and what leaves: policies, filters, figures and erasing."""

import snaproll
from scenario_json import Json, optional


def list_filtered(manager, call):
    wanted = optional(call, "label", "trigger_node", "automatic", "after", "limit")
    if "from" in call:
        wanted["created_from"] = call["from"]
    if "until" in call:
        wanted["created_until"] = call["until"]
    return manager.list(**wanted)


def told_of(record, **instead):
    """The members of a record, in their order; `instead` of some."""
    names = record.__match_args__
    return {name: instead.get(name, getattr(record, name)) for name in names}


def prune(manager, call):
    report = manager.prune(**optional(call, "policy", "dry_run", "cancel"))
    snapshots = [
        Json.object_of(told_of(one, id=str(one.id), created_at=str(one.created_at)))
        for one in report.snapshots
    ]
    return Json.object_of(told_of(report, snapshots=Json.list_of(snapshots)))


def erase(run, call):
    report = run.erase(
        **optional(call, "pointer", "containing", "reason", "take_over", "dry_run"),
        **optional(call, "cancel"),
    )
    id = None if report.id is None else str(report.id)
    return Json(Json.text_of(told_of(report, id=id)))


def erasures(run, call):
    return Json.list_of(
        told_of(one, id=str(one.id), at=str(one.at)) for one in run.erasures()
    )


def usage(manager, call):
    figures = manager.usage(*call["ids"], **optional(call, "cancel"))
    return Json.object_of(told_of(figures))


MAKERS = {"policy.text": lambda c: snaproll.policy_text(c["policy"])}

VERBS = {
    "execution.erase": erase,
    "execution.erasures": erasures,
    "manager.list_filtered": list_filtered,
    "manager.prune": prune,
    "manager.set_policy": lambda s, c: s.set_policy(c.get("policy")),
    "manager.usage": usage,
}
