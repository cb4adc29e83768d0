"""The scenarios that all languages replay must give the same bytes."""

import json

import pytest

from conftest import ROOT
from scenario import replay
from snaproll import _library

FOLDER = ROOT / "tests" / "scenario"
NAMES = sorted(path.stem for path in FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("name", NAMES)
def test_replies_are_those_expected(name):
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    expected = (FOLDER / f"{name}.expected").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "" and expected.pop() == ""
    replies = replay(lines)
    for number, (line, reply, wanted) in enumerate(
        zip(lines, replies, expected), start=1
    ):
        assert reply == wanted, f"line {number}: {line}"
    assert len(replies) == len(expected)


# What no line of the scenarios calls, by the beginning of the name, and why.
# The tests of each language have these; a line here is a gap between them.
UNREACHED = {
    # They differ from run to run, from build to build, or are constants.
    "id_new": "drawn anew",
    "store_stats_prometheus": "figures of the machine; C++ has them as numbers",
    "value_held_bytes": "of the allocator",
    "version_": "of the build",
    # Reached without an operation of their own.
    "buf_dispose": "by every reply that is text",
    "code_name": "by every reply that is an error",
    "error_": "by every reply that is an error",
    "exporter_next": "by every store.export",
    "importer_": "by every store.import",
    "id_text": "by every reply that is an id",
}
# Nouns that are inputs: the operations that are told them, and renamed members.
INPUTS = {
    "erase_options_set_": ("execution.erase", {}),
    "execution_filter_add_": ("store.executions", {"attribute": "attributes"}),
    "execution_filter_set_": ("store.executions", {}),
    "open_options_add_": ("execution.open", {"attribute": "attributes"}),
    "open_options_set_": ("execution.open", {}),
    "options_set_": ("options.new", {"limit": "limits"}),
    "snapshot_filter_set_": ("manager.list_filtered", {}),
    "snapshot_options_set_": ("snapshot", {"auto": "is_auto"}),
    "snapshot_rules_set_": ("snapshot_rules.new", {}),
    "snapshot_rules_add_": ("snapshot_rules.new", {}),
    "step_options_set_": ("execution.step_begin", {}),
    "store_options_set_": ("store.open", {}),
}
SELECTOR = {
    "variable": "variables",
    "node_result": "node_results",
    "pointer": "pointers",
}


def called():
    """The lines of all scenarios that call something."""
    for name in NAMES:
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            call = json.loads(line)
            if "op" in call:
                yield call


def by_input(name, calls):
    """Whether a function is reached by what an operation is told."""
    for prefix, (op, renamed) in INPUTS.items():
        if name.startswith(prefix):
            told = name.removeprefix(prefix)
            told = renamed.get(told, told)
            return any(call["op"].endswith(op) and told in call for call in calls)
    if name.startswith("selector_"):
        told = name.split("_", 2)[-1]
        told = SELECTOR.get(told, told)
        return any(told in call.get("selector", ()) for call in calls)
    return False


def test_scenarios_reach_all_but_what_is_told():
    calls = list(called())
    reached = {call["op"].replace(".", "_") for call in calls}
    names = {name.removeprefix("snaproll_") for name in _library._declared}
    assert reached <= names, "an operation is no function"
    left = {
        name
        for name in names - reached
        if not by_input(name, calls)
        # What is made is given back; what an operation is told is made for it.
        and not name.endswith(("_free", "_options_new", "_filter_new"))
        and name != "selector_new"
    }
    unexplained = {n for n in left if not n.startswith(tuple(UNREACHED))}
    assert unexplained == set()
    stale = {p for p in UNREACHED if not any(n.startswith(p) for n in left)}
    assert stale == set(), "what is reached is no gap"
