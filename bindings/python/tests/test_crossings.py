"""How often a call goes into the library: counts, which no machine makes noisy."""

import collections
import gc

import pytest

import snaproll
from snaproll import _library


@pytest.fixture
def crossings(monkeypatch):
    """Counts the calls of each function of the library while `of` runs."""
    counts = collections.Counter()

    def counting(name, function):
        def call(*arguments):
            counts[name] += 1
            return function(*arguments)

        return call

    for name in _library._declared:
        function = getattr(_library.lib, name)
        monkeypatch.setitem(vars(_library.lib), name, counting(name, function))
    for kind in snaproll._columns.Columns.__subclasses__():
        name = f"{kind._noun}_count"
        monkeypatch.setattr(
            kind, "_counting", staticmethod(counting(name, kind._counting))
        )
    # What gives handles back was told to the classes when they were made.
    for kind in snaproll._handle.Owner.__subclasses__():
        name = f"{kind.__name__.removesuffix('_owner')}_free"
        monkeypatch.setattr(kind, "_free", counting(name, kind._free))

    def of(work):
        work()  # What is made once and kept is not counted.
        gc.collect()
        counts.clear()
        work()
        gc.collect()
        return {name.removeprefix("snaproll_"): many for name, many in counts.items()}

    return of


@pytest.fixture
def run():
    with snaproll.Execution(auto_snapshot=False) as made:
        made["text"], made["number"], made["list"] = "x" * 100, 7, [1, {"a": 2}]
        made["object"] = {"a": {"b": 1}}
        yield made


def test_a_snapshot_is_one_crossing(crossings, run):
    manager, context = run.manager, run.context
    once = {"manager_create_snapshot": 1}
    assert crossings(lambda: manager.create_snapshot(context)) == once
    assert crossings(run.snapshot) == {"execution_snapshot": 1}
    told = crossings(lambda: run.snapshot("label", reason="why"))
    assert told == {
        "snapshot_options_new": 1,
        "snapshot_options_set_label": 1,
        "snapshot_options_set_reason": 1,
        "execution_snapshot": 1,
        "snapshot_options_free": 1,
    }


@pytest.mark.parametrize(
    "item, function",
    [
        (1, "int64"),
        (1.5, "double"),
        (True, "bool"),
        (None, "null"),
        ("x", "text"),
        ([1, {"a": 2}], None),
        (2**100, None),
    ],
)
def test_setting_a_variable_is_one_crossing(crossings, run, item, function):
    name = f"context_set_variable{'_' + function if function else ''}"
    assert crossings(lambda: run.__setitem__("x", item)) == {name: 1}


def test_reading_is_a_call_and_giving_back(crossings, run):
    get = "context_get_variable"
    text = crossings(lambda: run.context.get_variable_text("text"))
    assert text == {f"{get}_text": 1, "buf_dispose": 1}
    plain = crossings(lambda: run.context.get_variable("object"))
    assert plain == {get: 1, "buf_dispose": 1}
    number = crossings(lambda: run.context.get_variable_int64("number"))
    assert number == {f"{get}_int64": 1}
    live = crossings(lambda: run["object"])
    assert live == {f"{get}_value": 1, "value_kind": 1, "value_free": 1}
    scalar = crossings(lambda: run["text"])
    assert scalar == {**live, "value_as_text": 1, "buf_dispose": 1}


def test_a_column_is_one_crossing_however_long(crossings, run):
    for number in range(300):
        run.snapshot(f"label {number}", trigger_node="n")
    found, changes = run.snapshots(), run.history("/variables/text")
    for column in ("ids", "created_at", "flags", "labels", "trigger_nodes"):
        told = crossings(lambda: getattr(found, column))
        assert told == {f"snapshot_list_{column}": 1}
    assert crossings(lambda: len(found)) == {}
    for column in ("ids", "created_at", "flags", "before_json", "after_json"):
        name = f"field_history_{column.removesuffix('_json')}"
        assert crossings(lambda: getattr(changes, column)) == {name: 1}
    whole = crossings(lambda: run.snapshots().ids)
    assert whole == {
        "manager_list": 1,
        "context_private_paths": 1,
        "buf_dispose": 1,
        "snapshot_list_count": 1,
        "snapshot_list_ids": 1,
        "snapshot_list_free": 1,
    }


def test_edits_in_place_do_not_read_what_they_edit(crossings, run):
    items = run["list"]
    look = {"context_get_value": 1, "value_kind": 1, "value_free": 1}
    told = crossings(lambda: items.append(1))
    assert told == {**look, "context_append": 1}
    part = run["object"]
    told = crossings(lambda: part.__setitem__("c", 1))
    assert told == {**look, "context_set": 1}


def test_what_tells_of_a_handle_is_one_crossing(crossings, run):
    snapshot = run.manager.get(run.snapshot("x"))
    for name in ("id", "created_at", "label", "is_auto", "variable_count"):
        assert sum(crossings(lambda: getattr(snapshot, name)).values()) == 1, name
    assert crossings(lambda: run.context.version) == {"context_version": 1}
