"""Replays a scenario (tests/scenario/README.md) through the binding.

python scenario.py core.jsonl    writes the replies to standard output
"""

import json
import sys
import uuid

import scenario_keeping
import snaproll
from scenario_json import Json, optional
from scenario_place import folder, plain
from scenario_store import STATES, STORE
from snaproll import (
    Cancel,
    Checkpoint,
    Context,
    Execution,
    Manager,
    ManualClock,
    NodeResult,
    Options,
    Patch,
    RollbackResult,
    Snapshot,
    SnapshotRules,
    State,
    Time,
    Value,
)
from snaproll._handle import to_id, to_uuid
from snaproll._json import encode

OBJECTS = {  # The inputs that are names of objects made before.
    *("options", "cancel", "context", "value", "item", "snapshot", "checkpoint"),
    *("clock", "metrics", "b", "snapshot_rules", "items", "expected", "before"),
    *("after", "patch", "next", "plan"),
}
IDS = ("id", "one", "other", "head")


def told(call):
    """What is told of a snapshot."""
    names = ("label", "trigger_node", "reason", "created_by", "is_auto")
    custom = call.get("custom", {})
    return {
        **optional(call, *names),
        "custom": {name: Value.parse(text) for name, text in custom.items()},
    }


def state_json(state, failure):
    name = state.name.capitalize()
    if state is State.FAILED:
        return Json(encode({name: failure}).decode())
    return Json(f'"{name}"')


def selecting(call):
    """The inputs of a plan but for its target."""
    if "selector" not in call:
        return {}
    return {"variables": [], **call["selector"]}


def set_state(self, call):
    state = call["state"]
    if isinstance(state, dict):
        self.set_state(State.FAILED, state["Failed"])
    else:
        self.set_state(STATES[state])


def make_options(call):
    wanted = optional(
        call,
        *("clock", "id_seed", "limits", "execution_id", "workflow_id"),
        *("max_snapshots", "undo_limit", "auto_snapshot", "snapshot_rules"),
    )
    if wanted.get("max_snapshots", 0) is None:
        wanted["max_snapshots"] = snaproll.UNLIMITED
    return Options(**wanted)


def make_rules(call):
    wanted = optional(
        call,
        *("at_least_nodes", "at_least_time", "at_least_bytes", "before"),
        *("before_irreversible", "skip_unchanged"),
    )
    if "at_least_time" in wanted:
        wanted["at_least_time"] /= 1e9
    return SnapshotRules(**wanted)


def make_manager(call):
    maximum = call["maximum"]
    return Manager(
        snaproll.UNLIMITED if maximum is None else maximum, **optional(call, "options")
    )


def grouped(run, call):
    """The executions of a group."""
    return [run, call["other"]] if "other" in call else [run]


def roll_back_group(run, call):
    snaproll.rollback_group(grouped(run, call), call["id"])


# What gives nothing back, so that its reply has no `out`.
SILENT = {
    *("abort", "add_edge", "advance", "append", "append_text", "append_value"),
    *("apply", "apply_patch", "cancel", "clear", "clear_undo", "commit"),
    *("disable_auto_snapshot", "fail", "finish", "splice", "splice_text", "test"),
    *("finish_text", "free", "mark_completed", "pause", "push_snapshot"),
    *("record_node_result", "record_node_result_value", "remove"),
    *("remove_node_result", "remove_variable", "resume", "set", "skip", "succeed"),
    *("trigger", "update", "create_branch", "rename_branch", "remove_branch"),
    *("tag", "untag", "hold", "release", "remove_group", "rollback_group"),
}


# What gives a rollback result that is told in the reply.
RESULTS = {
    *("rollback", "rollback_to", "rollback_n", "apply_plan", "undo_rollback"),
    *("redo_rollback", "result", "switch_branch"),
}


# What makes an object from nothing, or needs none.
MAKERS = {
    "cancel.new": lambda c: Cancel(),
    "checkpoint.from_json": lambda c: Checkpoint.from_json(
        c["json"], **optional(c, "options")
    ),
    "clock.new_manual": lambda c: ManualClock(c["start"], c["step"]),
    "context.from_json": lambda c: Context.from_json(
        c["json"], **optional(c, "options", "cancel")
    ),
    "context.new": lambda c: Context(c["workflow_id"], **optional(c, "options")),
    "context.resume_from_checkpoint": lambda c: Context.resume_from_checkpoint(
        c["checkpoint"], c["workflow_id"], **optional(c, "options")
    ),
    "execution.from_context": lambda c: Execution.from_context(
        c["context"], **optional(c, "options")
    ),
    "execution.new": lambda c: Execution(**optional(c, "options")),
    "id.parse": lambda c: to_uuid(to_id(c["text"])),
    "manager.new": make_manager,
    "node_result.from_json": lambda c: NodeResult.from_json(c["json"]),
    "node_result.start": lambda c: NodeResult(**optional(c, "options")),
    "options.new": make_options,
    "patch.diff": lambda c: snaproll.diff(
        c["before"], c["after"], **optional(c, "cancel")
    ),
    "patch.from_json": lambda c: Patch.from_json(c["json"], **optional(c, "options")),
    "rollback_result.from_json": lambda c: RollbackResult.from_json(c["json"]),
    "snapshot_rules.new": make_rules,
    "snapshot.from_json": lambda c: Snapshot.from_json(
        c["json"], **optional(c, "options", "cancel")
    ),
    "time.parse": lambda c: Time.parse(c["text"]),
    "time.text": lambda c: str(Time(c["time"])),
    "value.new_bool": lambda c: Value(c["boolean"]),
    "value.new_double": lambda c: Value(float(c["number"])),
    "value.new_int64": lambda c: Value(c["integer"]),
    "value.new_null": lambda c: Value(None),
    "value.new_text": lambda c: Value(c["utf8"]),
    "value.parse": lambda c: Value.parse(c["json"], **optional(c, "options", "cancel")),
    **scenario_keeping.MAKERS,
}

# Operations that are not the method of their name with the inputs in order.
VERBS = {
    "context.append": lambda s, c: s.append_json_at(c["pointer"], c["json"]),
    "context.append_text": lambda s, c: s.append_text_at(c["pointer"], c["utf8"]),
    "context.append_value": lambda s, c: s.append_at(c["pointer"], c["value"]),
    "context.begin": lambda s, c: s.transaction(),
    "context.commit": lambda s, c: snaproll.Transaction.commit(s),
    "context.abort": lambda s, c: snaproll.Transaction.abort(s),
    "context.diff": lambda s, c: s.diff(c["before"], **optional(c, "cancel")),
    "context.get": lambda s, c: Json(s.get_json_at(c["pointer"])),
    "context.get_node_result": lambda s, c: Json(s.get_node_result_json(c["node"])),
    "context.get_value": lambda s, c: s.get_value_at(c["pointer"]),
    "context.get_variable": lambda s, c: Json(s.get_variable_json(c["name"])),
    "context.node_results": lambda s, c: s.node_results_value,
    "context.record_node_result": lambda s, c: s.record_node_result_json(
        c["node"], c["json"]
    ),
    "context.record_node_result_value": lambda s, c: s.record_node_result(
        c["node"], c["value"]
    ),
    "context.recorded_nodes": lambda s, c: Json(encode(s.recorded_nodes).decode()),
    "context.remove": lambda s, c: s.remove_at(c["pointer"]),
    "context.set": lambda s, c: s.set_json_at(c["pointer"], c["json"]),
    "context.set_state": set_state,
    "context.set_value": lambda s, c: s.set_value_at(c["pointer"], c["value"]),
    "context.set_variable": lambda s, c: s.set_variable_json(c["name"], c["json"]),
    "context.set_variable_bool": lambda s, c: s.set_variable(c["name"], c["boolean"]),
    "context.set_variable_double": lambda s, c: s.set_variable(
        c["name"], float(c["number"])
    ),
    "context.set_variable_int64": lambda s, c: s.set_variable(c["name"], c["integer"]),
    "context.set_variable_null": lambda s, c: s.set_variable(c["name"], None),
    "context.set_variable_value": lambda s, c: s.set_variable(c["name"], c["value"]),
    "context.splice": lambda s, c: s.splice_json_at(
        c["pointer"], c["index"], c["removed"], c["json"]
    ),
    "context.splice_text": lambda s, c: s.splice_text_at(
        c["pointer"], c["offset"], c["removed"], c["utf8"]
    ),
    "context.state": lambda s, c: state_json(s.state, s.failure),
    "context.take_snapshot": lambda s, c: s.take_snapshot(**told(c)),
    "context.test": lambda s, c: s.test_json_at(c["pointer"], c["json"]),
    "context.private_paths": lambda s, c: Json(s.private_paths.to_json()),
    "context.set_private_paths": lambda s, c: s.set_private_paths(
        **json.loads(c["paths"])
    ),
    "context.update": lambda s, c: s.update_json_at(c["json"]),
    "checkpoint.completed_nodes": lambda s, c: Json(encode(s.completed_nodes).decode()),
    "checkpoint.state": lambda s, c: state_json(s.state, s.failure),
    "execution.attempts": lambda s, c: Json(s.attempts_json(c["node"])),
    "execution.clear": lambda s, c: s.clear_history(),
    "execution.edges": lambda s, c: Json(encode(s.edges).decode()),
    "execution.plan_rollback": lambda s, c: s.plan_rollback(**selecting(c)),
    "execution.plan_rollback_n": lambda s, c: s.plan_rollback(
        steps=c["steps"], **selecting(c)
    ),
    "execution.plan_rollback_to": lambda s, c: s.plan_rollback(c["id"], **selecting(c)),
    "execution.rollback_group": roll_back_group,
    "execution.set_edges": lambda s, c: s.set_edges_json(c["json"]),
    "execution.snapshot": lambda s, c: s.snapshot(**told(c)),
    "execution.snapshot_group": lambda s, c: snaproll.snapshot_group(
        grouped(s, c), **told(c)
    ),
    "execution.step_begin": lambda s, c: s.step_begin(
        c["node"], **optional(c, "irreversible")
    ),
    "execution.switch_branch": lambda s, c: s.switch(c["name"]),
    "execution.unfinished": lambda s, c: Json(encode(s.unfinished()).decode()),
    "field_history.after": lambda s, c: s.after_json,
    "field_history.after_at": lambda s, c: s[c["index"]].after_value,
    "field_history.at": lambda s, c: s[c["index"]].snapshot,
    "field_history.before": lambda s, c: s.before_json,
    "field_history.before_at": lambda s, c: s[c["index"]].before_value,
    "field_history.count": lambda s, c: len(s),
    "manager.branches": lambda s, c: Json(s.branches_json()),
    "manager.groups": lambda s, c: Json(s.groups_json()),
    "manager.holds": lambda s, c: Json(s.holds_json()),
    "manager.switch_branch": lambda s, c: s.switch(c["context"], c["name"]),
    "manager.tag": lambda s, c: s.tag(c["id"], c["name"], **optional(c, "unique")),
    "manager.tags": lambda s, c: Json(s.tags_json()),
    "manager.tree": lambda s, c: Json(s.tree_json()),
    "manager.plan_rollback": lambda s, c: s.plan_rollback(c["context"], **selecting(c)),
    "manager.plan_rollback_n": lambda s, c: s.plan_rollback(
        c["context"], steps=c["steps"], **selecting(c)
    ),
    "manager.plan_rollback_to": lambda s, c: s.plan_rollback(
        c["context"], c["id"], **selecting(c)
    ),
    "manager.set_snapshot_rules": lambda s, c: s.set_snapshot_rules(
        c.get("snapshot_rules")
    ),
    "manager.create_snapshot": lambda s, c: s.create_snapshot(c["context"], **told(c)),
    "node_result.metrics": lambda s, c: Json(s.metrics_json),
    "node_result.output": lambda s, c: Json(s.output_json),
    "node_result.outcome": lambda s, c: s.outcome.name.lower(),
    "node_result.set_metrics": lambda s, c: s.set_metrics_json(c["json"]),
    "node_result.set_retry_count": lambda s, c: setattr(s, "retry_count", c["count"]),
    "node_result.succeed": lambda s, c: s.succeed_json(c["json"]),
    "patch.size": lambda s, c: len(s),
    "patch.to_compact": lambda s, c: Json(s.to_compact()),
    "patch.to_text": lambda s, c: s.text(),
    "rollback_result.effects": lambda s, c: Json(s.effects_json),
    "rollback_result.patch": lambda s, c: s.diff(**optional(c, "cancel")),
    "rollback_result.state_after": lambda s, c: state_json(
        s.state_after, s.failure_after
    ),
    "rollback_result.state_before": lambda s, c: state_json(
        s.state_before, s.failure_before
    ),
    "snapshot.diff": lambda s, c: s.diff(c["after"], **optional(c, "cancel")),
    "snapshot.get": lambda s, c: Json(s.get_json(c["pointer"])),
    "snapshot.get_id": lambda s, c: s.id,
    "snapshot.state": lambda s, c: state_json(s.state, s.failure),
    "snapshot_list.at": lambda s, c: s[c["index"]],
    "snapshot_list.count": lambda s, c: len(s),
    "step.finish": lambda s, c: s.finish_json(c["json"], c.get("metrics")),
    "step.finish_text": lambda s, c: s.finish(c["utf8"]),
    "step.result": lambda s, c: Json(s.result_json),
    "value.equal": lambda s, c: s == c["b"],
    "value.kind": lambda s, c: s.kind.name.lower(),
    "value.names": lambda s, c: Json(encode(s.names()).decode()),
    **scenario_keeping.VERBS,
}

NO_INPUTS = {"op", "self", "as", "hint"}


class Runner:
    """Knows the things that were named."""

    def __init__(self):
        self.things = {}

    def run(self, line):
        """The reply to one line."""
        call = json.loads(line)
        if "op" not in call:
            return line
        try:
            result = self.do(call)
        except snaproll.SnaprollError as problem:
            return self.failed(call, problem)
        if "as" in call and result is not None:
            self.things[call["as"]] = result
        verb = call["op"].split(".")[1]
        if isinstance(result, RollbackResult) and verb in RESULTS:
            return self.reply("ok", "true", "out", result.to_json())
        silent = verb in SILENT or verb.startswith("set_") or call["op"] in STORE
        if result is None and silent:
            return self.reply("ok", "true")
        return self.reply("ok", "true", *self.out(result))

    def do(self, call):
        noun, verb = call["op"].split(".")
        if call["op"] in STORE:
            return STORE[call["op"]](self.things, call)
        # What a list is to be behind is an id, and may be told as its text.
        ids = (*IDS, "after") if verb == "list_filtered" else IDS
        for name in OBJECTS & call.keys() - set(ids):
            if isinstance(call[name], str):
                call[name] = self.things[call[name]]
        for name in ids:
            if isinstance(call.get(name), str):
                call[name] = self.things.get(call[name], call[name])
        if "ids" in call:
            call["ids"] = [self.things.get(one, one) for one in call["ids"]]
        if verb == "free":
            del self.things[call["self"]]
            return None
        if call["op"] in MAKERS:
            return MAKERS[call["op"]](call)
        me = self.things[call["self"]]
        if call["op"] in VERBS:
            return VERBS[call["op"]](me, call)
        member = getattr(me, verb)
        if callable(member):
            names = [name for name in call if name not in NO_INPUTS]
            member = member(*(call[name] for name in names))
        return Json(member) if verb == "to_json" else member

    def failed(self, call, problem):
        parts = ["error", json.dumps(problem.code_name)]
        parts += ["message", encode(plain(problem.message)).decode()]
        if "hint" in call:
            parts += ["hint", encode(problem.hint).decode()]
        if problem.pointer is not None:
            parts += ["pointer", encode(problem.pointer).decode()]
        if problem.offset is not None:
            parts += ["offset", str(problem.offset)]
        if problem.result is not None:
            parts += ["out", problem.result.to_json()]
            if "as" in call:
                self.things[call["as"]] = problem.result
        if problem.statuses is not None:
            names = [status.name for status in problem.statuses]
            parts += ["out", encode(names).decode()]
        return self.reply(*parts)

    def out(self, result):
        """The member `out` of a reply, where there is one."""
        if hasattr(result, "close"):
            return []
        if isinstance(result, Json):
            return ["out", result]
        return ["out", self.json(result)]

    def json(self, result):
        if isinstance(result, list):
            return f"[{','.join(map(self.json, result))}]"
        if isinstance(result, uuid.UUID):
            return f'"{result}"'
        return encode(result).decode()

    @staticmethod
    def reply(*parts):
        pairs = zip(parts[::2], parts[1::2])
        return "{" + ",".join(f'"{name}":{text}' for name, text in pairs) + "}"


def replay(lines):
    """The replies to the lines of a scenario."""
    with folder():
        runner = Runner()
        return [runner.run(line) for line in lines]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", newline="\n") as scenario:
        for reply in replay(scenario.read().split("\n")[:-1]):
            sys.stdout.buffer.write(reply.encode() + b"\n")
