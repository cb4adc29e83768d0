"""Every public method of every class, each argument of it wrong in turn.

What is raised is of a kind that Python or this package has for it, and never
comes from inside: no ctypes.ArgumentError, no AttributeError, no crash.
"""

import asyncio
import ctypes
import inspect
import uuid

import pytest

import snaproll
from snaproll import aio
from snaproll._handle import Handle
from test_aio import give
from test_lifetime import handles

NATURAL = (snaproll.SnaprollError, TypeError, ValueError, LookupError, OverflowError)
NATURAL += (OSError,)  # Of a path.


def closed(handle):
    handle.close()
    return handle


def bad_values():
    """Wrong for nearly every argument; handles that are closed, or others."""
    return [
        *(None, object(), 10**400, -1, float("nan"), 1j, b"\xff", "\ud800", "", ...),
        *(set(), [object()], {1: 2}, print, snaproll, snaproll.Execution),
        *(closed(snaproll.Execution()), closed(snaproll.Value([1]))),
        *(closed(snaproll.Context("flow")), closed(snaproll.Cancel())),
        *(closed(snaproll.Options()), closed(snaproll.Execution().context.value())),
        *(closed(snaproll.Store.open(":memory:")), closed(snaproll.NodeResult())),
        *(closed(snaproll.diff(1, 2)), closed(snaproll.ManualClock())),
        *(closed(snaproll.Execution().context.take_snapshot()), snaproll.Cancel()),
        *(snaproll.NodeResult(), snaproll.Manager(), snaproll.Store.open(":memory:")),
    ]


# An argument of that name that is all right, or nearly so.
GOOD = {
    **dict.fromkeys(("name", "id", "as_", "branch", "kind", "head"), "a"),
    **dict.fromkeys(("node", "from_node", "label", "reason"), "n"),
    **dict.fromkeys(("to_node", "message", "output", "place"), "m"),
    **dict.fromkeys(("snapshot", "one", "snapshots"), "latest"),
    **dict.fromkeys(("item", "value", "values", "expected", "items"), [1]),
    **dict.fromkeys(("function", "predicate", "change", "key"), lambda *_: None),
    **dict.fromkeys(("index", "offset"), 0),
    **dict.fromkeys(("removed", "steps", "now", "by"), 1),
    **dict.fromkeys(("cost", "max_snapshots", "interval", "time", "moment"), 1),
    **dict.fromkeys(("input_tokens", "output_tokens", "to", "state"), 1),
    **dict.fromkeys(("edges", "lines", "executions", "bounds"), []),
    **dict.fromkeys(("arguments", "other", "args", "default"), ()),
    **dict.fromkeys(("named", "told", "wanted", "kwargs"), {}),
    **dict.fromkeys(("patch", "changes", "next"), []),
    **dict.fromkeys(("group",), uuid.UUID(int=1)),
    **dict.fromkeys(("metrics", "paths"), "{}"),
    **{"pointer": "/variables/a", "path": "other.db", "policy": "keep-last=1"},
    **{"rules": {"before": ["x"]}, "text": "[1]", "workflow_id": "flow"},
    **{"execution": "a", "limit": 1, "start": 0, "stop": 1, "number": 1},
    **{"data": b"a", "hash": "0" * 64},
}
GOOD_FOR = {
    ("Value", "same", "other"): snaproll.Value(1),
    ("Value", "equivalent", "other"): snaproll.Value(1),
    ("Execution", "common_ancestor", "other"): "latest",
    ("Manager", "common_ancestor", "other"): "latest",
    ("Context", "set_value_at", "value"): snaproll.Value(1),
    ("Execution", "set_value_at", "value"): snaproll.Value(1),
    ("Transaction", "set_value_at", "value"): snaproll.Value(1),
    ("Store", "copy", "as_"): "copied",
    ("Store", "fork", "as_"): "forked",
    ("Store", "migration", "to"): 2,
    ("Store", "copy", "to"): None,
    ("AsyncStore", "copy", "to"): None,
    ("Execution", "plan_rollback", "to"): None,
    ("Execution", "rename_branch", "to"): "b",
    ("Manager", "rename_branch", "to"): "b",
}


def good(kind, method, name, made):
    """A value for an argument that is not the wrong one."""
    if (kind, method, name) in GOOD_FOR:
        return GOOD_FOR[kind, method, name]
    if name == "snapshot" and method in ("apply", "push_snapshot"):
        return made["snapshot"]
    if name in ("context", "plan", "checkpoint", "before", "after", "since"):
        part = {"before": "value", "after": "snapshot", "since": "snapshot"}
        return made[part.get(name, name)]
    assert name in GOOD, f"{kind}.{method}: what is good for {name!r}?"
    return GOOD[name]


def calls(kind, name, function, made):
    """The arguments of calls, each with another one wrong."""
    parameters = [
        one
        for one in inspect.signature(function).parameters.values()
        if one.name not in ("self", "cls") and not one.name.startswith("_")
    ]
    for wrong in parameters:
        for bad in bad_values():
            arguments, named = [], {}
            for one in parameters:
                needed = one.default is inspect.Parameter.empty
                if one is wrong:
                    item = bad
                elif one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) or not needed:
                    continue
                else:
                    item = good(kind, name, one.name, made)
                if one.kind in (one.POSITIONAL_ONLY, one.VAR_POSITIONAL):
                    arguments.append(item)
                elif one.kind is one.VAR_KEYWORD:
                    named["unheard_of"] = item
                elif one.kind is one.POSITIONAL_OR_KEYWORD and not named:
                    if len(arguments) == parameters.index(one):
                        arguments.append(item)
                    else:
                        named[one.name] = item
                else:
                    named[one.name] = item
            yield wrong.name, bad, arguments, named


SPECIAL = ("__init__", "__getitem__", "__setitem__", "__delitem__", "__contains__")
SPECIAL += ("__eq__", "__or__", "__ior__", "__iadd__")


def methods(kind):
    for name in dir(kind):
        if name.startswith("_") and name not in SPECIAL:
            continue
        member = inspect.getattr_static(kind, name)
        if isinstance(member, (classmethod, staticmethod)) or callable(member):
            if name == "__init__" and "__init__" not in vars(kind):
                continue
            if not isinstance(member, type(object.__init__)):
                yield name


def tried(call, what):
    """A call that may fail, but only as it should."""
    try:
        return call()
    except NATURAL as problem:
        assert not isinstance(problem, (UnboundLocalError, RecursionError)), what
        return None
    except (AttributeError, ctypes.ArgumentError) as problem:
        raise AssertionError(f"{what} raised {type(problem).__name__}") from problem


def instances(store):
    """What a class is tried on: made anew, since a call may close it."""
    made = handles()
    made["execution"].snapshot("a")
    made["store"], made["exporter"] = store, None
    made["rules"] = snaproll.SnapshotRules(before=["x"])
    made["history"] = made["execution"].history("/variables/a")
    made["dict"], made["list of a"] = made["context"], made["execution"]["a"]
    made["execution"]["d"] = {"a": 1}
    made["dict"], made["results"] = made["execution"]["d"], made["context"].node_results
    return made


def test_each_argument_of_each_method_is_wrong_in_turn(folder, monkeypatch):
    monkeypatch.chdir(folder)  # Some wrong paths are names of files.
    seen = 0
    with snaproll.Store.open("runs.db", durability="none") as kept:
        with kept.execution("a") as run:
            run.step("n", lambda: 1)
        made = instances(kept)
        for noun in [noun for noun, one in made.items() if one is not None]:
            kind = type(made[noun])
            for name in methods(kind):
                one, told = made[noun], f"{kind.__name__}.{name}"
                if noun != "store" and name in ("close", "commit", "abort"):
                    continue  # They take no arguments.
                if name == "__init__":
                    target = kind
                elif one is kept and name == "close":
                    continue
                else:
                    target = getattr(one, name)
                function = target if name != "__init__" else kind.__init__
                for wrong, bad, given, named in calls(
                    kind.__name__, name, function, made
                ):
                    what = f"{told}({wrong}={bad!r})"
                    result = tried(lambda: target(*given, **named), what)
                    if inspect.isgenerator(result):
                        tried(lambda: list(result), what)
                    if isinstance(result, snaproll.Store) and result is not kept:
                        result.close()
                    seen += 1
                if name in ENDING:
                    made = instances(kept)
    assert seen > 5_000


# After these the instances are not what they were.
ENDING = ("close", "clear", "rollback", "remove", "clear_history", "prune", "finish")
ENDING += ("fail", "erase", "reload", "apply_plan", "switch", "abort", "commit")
ENDING += ("popitem", "pop", "__setitem__", "__delitem__", "update", "set_at")


# What a handle that is closed still tells, or does not need to.
TOLD_BY_CLOSED = {"close", "closed", "output", "__init__", "__eq__", "__hash__"}


def test_all_of_a_closed_handle_is_unusable(folder, monkeypatch):
    monkeypatch.chdir(folder)
    with snaproll.Store.open("runs.db", durability="none") as kept:
        for noun, one in instances(kept).items():
            if not isinstance(one, Handle):
                continue
            made = instances(kept)
            kind, shut = type(made[noun]), made[noun]
            if noun == "store":
                shut = snaproll.Store.open("other.db")
            shut.close()
            for name in dir(kind):
                member = inspect.getattr_static(kind, name)
                if name in TOLD_BY_CLOSED or isinstance(member, classmethod):
                    continue
                if isinstance(member, property) and not name.startswith("_"):
                    reached = reach(lambda: getattr(shut, name))
                elif name in set(methods(kind)):
                    told = good_call(kind, name, getattr(shut, name), made)
                    reached = reach(lambda: getattr(shut, name)(*told))
                else:
                    continue
                if (kind.__name__, name) not in REACHED:
                    assert reached is snaproll.UnusableError, (kind, name)


# What it hands out and says so when it is used; and where an argument is missing.
REACHED = {
    *(("Execution", name) for name in ("context", "manager", "node_results")),
    *((kind, "node_results") for kind in ("Context", "Transaction")),
    *(
        (kind, name)
        for kind in ("Execution", "Context", "Transaction")
        for name in ("keys", "items", "values")
    ),
    *((kind, "erase") for kind in ("Execution", "Store")),
}


def good_call(kind, name, function, made):
    parameters = inspect.signature(function).parameters.values()
    return [
        good(kind.__name__, name, one.name, made)
        for one in parameters
        if one.default is one.empty
        and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]


def reach(call):
    """The kind of what it raises; a generator is begun."""
    try:
        result = call()
        if inspect.isgenerator(result):
            next(result, None)
    except Exception as problem:
        return type(problem)
    return None


@pytest.mark.parametrize("function", ["diff", "snapshot_group", "rollback_group"])
def test_each_argument_of_each_function_is_wrong_in_turn(function):
    made = instances(None)
    target = getattr(snaproll, function)
    for wrong, bad, given, named in calls("", function, target, made):
        tried(lambda: target(*given, **named), f"{function}({wrong}={bad!r})")


def test_plain_types_take_nothing_wrong():
    for make in (
        snaproll.policy_text,
        snaproll.Time.parse,
        snaproll.Time.of,
        lambda bad: snaproll.PrivatePaths(bad).to_json(),
        lambda bad: snaproll.PrivatePaths((), bad).to_json(),
        snaproll.step,
        lambda bad: snaproll.step(on_error=bad),
    ):
        for bad in bad_values():
            tried(lambda: make(bad), f"{make}({bad!r})")


def test_each_argument_of_each_async_method_is_wrong_in_turn(folder, monkeypatch):
    monkeypatch.chdir(folder)

    async def drained(result, what):
        try:
            if inspect.isawaitable(result):
                result = await result
            if hasattr(result, "__aiter__"):
                [one async for one in result]
        except BaseException as problem:
            tried(lambda: raised(problem), what)
            return
        if isinstance(result, (aio.AsyncExecution, aio.AsyncStore)):
            await result.close()

    async def main():
        seen = 0
        async with aio.AsyncStore.open("runs.db", durability="none") as store:
            async with store.execution("a") as run:
                await run.step("n", give, 1)
                await run.snapshot("a")
                step = await run.step_begin("m")
                run["a"] = [1]
                made = {**instances(None), "context": run.context}
                for one in (store, run, step):
                    kind = type(one)
                    for name in methods(kind):
                        if name in ("close", "__init__"):
                            continue
                        target = getattr(one, name)
                        for wrong, bad, given, named in calls(
                            kind.__name__, name, target, made
                        ):
                            what = f"{kind.__name__}.{name}({wrong}={bad!r})"
                            result = tried(lambda: target(*given, **named), what)
                            await drained(result, what)
                            seen += 1
        assert seen > 2_000

    asyncio.run(main())


def raised(problem):
    raise problem
