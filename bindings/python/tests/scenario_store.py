"""The operations of a scenario on stores, and on executions in them."""

import dataclasses
import pathlib
import uuid

import snaproll
from scenario_json import Json, optional
from scenario_place import erased, report
from snaproll import State, Store, Time
from snaproll._error import _CLASSES, Code
from snaproll._handle import to_id, to_uuid

STATES = {state.name.capitalize(): state for state in State}


def told(record):
    """A record as the JSON that the library makes of it."""
    if isinstance(record, list):
        return [told(item) for item in record]
    if dataclasses.is_dataclass(record):
        names = (field.name for field in dataclasses.fields(record))
        return {name: told(getattr(record, name)) for name in names}
    if isinstance(record, State):
        return record.name.capitalize()
    if isinstance(record, (Time, uuid.UUID)):
        return str(record)
    return record


def open_store(things, call):
    wanted = optional(
        call,
        *("durability", "create", "read_only", "file_mode", "busy_timeout"),
        *("memory_budget", "compress"),
    )
    if "busy_timeout" in wanted:
        wanted["busy_timeout"] /= 1e9
    return Store.open(call["path"], **wanted)


def open_execution(things, call):
    wanted = optional(
        call,
        *("mode", "kind", "schema", "attributes", "owner", "take_over"),
        "start_snapshot",
    )
    if "options" in call:
        wanted["options"] = things[call["options"]]
    if not call.get("save_steps", True):
        wanted["save"] = "manual"
    return things[call["store"]].execution(call["id"], **wanted)


def executions(things, call):
    wanted = optional(
        call, "kind", "attributes", "committed_from", "committed_until", "owned"
    )
    if "state" in call:
        wanted["state"] = STATES[call["state"]]
    return report(told(list(things[call["self"]].executions(**wanted))))


def fork(things, call):
    snapshot = None
    if "snapshot" in call:
        named = things.get(call["snapshot"])
        snapshot = to_uuid(to_id(call["snapshot"])) if named is None else named
    things[call["self"]].fork(call["id"], call["as_id"], snapshot=snapshot)


def stopping(things, call):
    """The cancel of a call, where there is one."""
    return {"cancel": things[call["cancel"]]} if "cancel" in call else {}


def erase(things, call):
    wanted = optional(
        call, "pointer", "containing", "reason", "take_over", "dry_run"
    )
    made = things[call["self"]].erase(
        call.get("id"), **wanted, **stopping(things, call)
    )
    return erased(told(made))


def set_migration_function(things, call):
    """One that sets a member of a state, or fails."""

    def change(state):
        if "code" in call:
            raise _CLASSES[Code[call["code"]]](call["message"])
        with snaproll.Value(state) as value:
            item = snaproll.Value.parse(call["json"])
            return value.set(call["pointer"], item).plain()

    things[call["self"]].migration(call["kind"], call["to"], change)


def export(things, call):
    """Into a file, or, where none is told, into the reply."""
    lines = list(things[call["self"]].export(call["id"], **optional(call, "full")))
    if "path" not in call:
        return Json(f"[{','.join(lines)}]")
    text = "".join(f"{line}\n" for line in lines)
    pathlib.Path(call["path"]).write_text(text, encoding="utf-8")
    return len(lines)


def import_(things, call):
    lines = call.get("lines")
    if lines is None:
        text = pathlib.Path(call["path"]).read_text(encoding="utf-8")
        lines = text.removesuffix("\n").split("\n")
    return things[call["self"]].import_(lines, as_=call.get("as_id"))


# Those that the machine has no part in.
FIGURES = (
    *("blobs", "commits", "conflicts", "executions", "keyframes"),
    *("longest_chain", "records", "snapshots"),
)


def stats(store, call):
    found = store.stats()
    return report({name: getattr(found, name) for name in FIGURES})


def policy(things, call):
    found = things[call["self"]].policy
    return Json("null") if found is None else found


def of_store(run):
    """An operation that is of its store and of the line."""
    return lambda things, call: run(things[call["self"]], call)


# What makes an object, gives something, or gives nothing (None).
STORE = {
    "execution.close": of_store(lambda s, c: s.close()),
    "execution.get_blob": of_store(lambda s, c: s.get_blob(c["hash"]).hex()),
    "execution.is_durable": of_store(lambda s, c: s.is_durable),
    "execution.open": open_execution,
    "execution.put_blob": of_store(lambda s, c: s.put_blob(bytes.fromhex(c["bytes"]))),
    "execution.reload": of_store(lambda s, c: s.reload(**optional(c, "take_over"))),
    "execution.save": of_store(lambda s, c: s.save()),
    "snapshot.stored_bytes": of_store(lambda s, c: s.stored_bytes != 0),
    "store.backup": of_store(lambda s, c: s.backup(c["path"])),
    "store.check": lambda t, c: report(
        told(t[c["self"]].check(**optional(c, "quick"), **stopping(t, c)))
    ),
    "store.close": of_store(lambda s, c: s.close()),
    "store.commit_many": lambda t, c: t[c["self"]].save_many(
        t[name] for name in c["executions"]
    ),
    "store.compact": lambda t, c: t[c["self"]].compact(**stopping(t, c)),
    "store.copy": lambda t, c: t[c["self"]].copy(
        c["id"], c.get("as_id", ""), to=t[c["to"]]
    ),
    "store.delete": of_store(lambda s, c: s.delete(c["id"], **optional(c, "take_over"))),
    "store.erase": erase,
    "store.erasures": of_store(lambda s, c: erased(told(s.erasures(c["id"])))),
    "store.executions": executions,
    "store.exists": of_store(lambda s, c: s.exists(c["id"])),
    "store.expire": lambda t, c: report(
        told(t[c["self"]].expire(**optional(c, "dry_run", "now"), **stopping(t, c)))
    ),
    "store.export": export,
    "store.fork": fork,
    "store.get_blob": of_store(lambda s, c: s.get_blob(c["hash"]).hex()),
    "store.id": of_store(lambda s, c: "drawn" if s.id.int else ""),
    "store.import": import_,
    "store.info": of_store(lambda s, c: report(told(s.info(c["id"])))),
    "store.is_read_only": of_store(lambda s, c: s.read_only),
    "store.open": open_store,
    "store.path": of_store(lambda s, c: s.path),
    "store.policy": policy,
    "store.set_migration": lambda t, c: t[c["self"]].migration(
        c["kind"], c["to"], t[c["patch"]]
    ),
    "store.set_migration_function": set_migration_function,
    "store.set_policy": of_store(lambda s, c: s.set_policy(c.get("policy"))),
    "store.stats": of_store(stats),
}
