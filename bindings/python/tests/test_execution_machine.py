"""Executions against a plain model: random operations on both, side by side.

The model copies everything. In memory and on a store the two must never differ
in the state, the history, its tree and branches, and what can be undone; on a
store also after it was closed at any moment and opened again.
"""

import copy
import os
import shutil
import tempfile
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import snaproll
from test_json import same
from test_live_machine import ITEMS, NAMES, SCALARS

NODES = st.sampled_from(["fetch", "parse", "a/b", "é"])
BRANCHES = st.sampled_from(["plan A", "plan B"])
PLACES = st.integers(0, 5)
STEPS = {"short": 40, "medium": 80, "long": 200}
EXAMPLES = {"short": 50, "medium": 300, "long": 2_000}
TIER = os.environ.get("SNAPROLL_TIER") or "short"


@dataclass
class State:
    """What a rollback sets back, and what can be undone and redone."""

    variables: dict = field(default_factory=dict)
    results: dict = field(default_factory=dict)
    position: object = None
    undo: list = field(default_factory=list)
    redo: list = field(default_factory=list)

    def captured(self):
        return copy.deepcopy((self.variables, self.results, self.position))

    def set_to(self, captured):
        self.variables, self.results, self.position = copy.deepcopy(captured)


class Failed(Exception):
    """What a step of the test raises."""


class Executions(RuleBasedStateMachine):
    """One in memory."""

    def __init__(self):
        super().__init__()
        self.run = self.opened()
        self.now = State()
        self.kept = None  # The state that was committed last.
        self.snapshots = []  # Newest first: (id, label, captured, parent).
        self.branches = {}
        self.selected = None
        self.committed()

    def opened(self):
        most = snaproll.UNLIMITED
        return snaproll.Execution(max_snapshots=most, auto_snapshot=False)

    def teardown(self):
        self.run.close()

    def committed(self):
        self.kept = copy.deepcopy(self.now)

    def changed(self):
        self.now.redo.clear()

    # Variables.

    @rule(name=NAMES, item=ITEMS)
    def set(self, name, item):
        if not (name in self.now.variables and same(self.now.variables[name], item)):
            self.changed()
        self.run[name] = item
        self.now.variables[name] = copy.deepcopy(item)

    @rule(name=NAMES)
    def remove(self, name):
        if name in self.now.variables:
            del self.run[name], self.now.variables[name]
            self.changed()
        else:
            with pytest.raises(KeyError):
                del self.run[name]

    @rule(name=NAMES, item=ITEMS)
    def edit_in_place(self, name, item):
        here, there = self.now.variables.get(name), self.run.get(name)
        if isinstance(here, list):
            here.append(copy.deepcopy(item))
            there.append(item)
        elif isinstance(here, dict):
            if "new" not in here or not same(here["new"], item):
                self.changed()
            here["new"] = copy.deepcopy(item)
            there["new"] = item
            return
        else:
            return
        self.changed()

    @rule(items=st.dictionaries(NAMES, ITEMS, min_size=1), commit=st.booleans())
    def transaction(self, items, commit):
        before = copy.deepcopy(self.now.variables)
        with self.run.transaction() as t:
            for name, item in items.items():
                t[name] = item
            if not commit:
                t.abort()
        if commit:
            self.now.variables.update(copy.deepcopy(items))
            if not same(before, self.now.variables):
                self.changed()

    @rule(name=NAMES, item=SCALARS)
    def transaction_that_is_overtaken(self, name, item):
        with pytest.raises(snaproll.ConflictError):
            with self.run.transaction() as t:
                t[name] = "lost"
                self.run["winner"] = [item]
                self.run["winner"].append(item)
        self.now.variables["winner"] = [item, item]
        self.changed()

    # Steps.

    @rule(node=NODES, name=NAMES, item=ITEMS, output=ITEMS)
    def step(self, node, name, item, output):
        done = self.now.results.get(node)

        def work():
            self.run[name] = item
            return output

        found = self.run.step(node, work)
        if done and "Success" in done:
            assert same(found, done["Success"])
            return
        assert same(found, output)
        self.now.variables[name] = copy.deepcopy(item)
        self.recorded(node, {"Success": copy.deepcopy(output)})

    @rule(node=NODES, name=NAMES, on_error=st.sampled_from(["rollback", "fail"]))
    def step_that_fails(self, node, name, on_error):
        if "Success" in self.now.results.get(node, ()):
            return
        before = self.now.captured()
        with pytest.raises(Failed):
            with self.run.step_begin(node, on_error=on_error):
                self.run[name] = "half"
                raise Failed("no luck")
        if on_error == "fail":
            self.now.variables[name] = "half"
            self.recorded(node, {"Failure": "Failed: no luck"})
            return
        self.now.variables[name] = "half"
        self.gone_back(before)

    def recorded(self, node, result):
        self.now.results.pop(node, None)
        self.now.results[node] = result  # Recorded anew it is the last (J8).
        self.changed()
        self.committed()

    # The history.

    @rule(label=st.sampled_from([None, "a", "b"]))
    def snapshot(self, label):
        self.took(self.run.snapshot(label), label)

    def took(self, id, label):
        parent = self.now.position
        self.now.position = id
        self.snapshots.insert(0, (id, label, self.now.captured(), parent))
        if self.selected is not None and self.branches[self.selected] == parent:
            self.branches[self.selected] = id
        self.committed()

    def gone_back(self, captured):
        self.now.undo.append(self.now.captured())
        self.now.set_to(captured)
        self.changed()
        self.committed()

    @precondition(lambda self: self.snapshots)
    @rule(place=PLACES, by=st.sampled_from(["id", "text", "number", "plan"]))
    def rollback(self, place, by):
        place %= len(self.snapshots)
        id, _, captured, _ = self.snapshots[place]
        if by == "number":
            result = self.run.rollback_n(place + 1)
        elif by == "plan":
            result = self.run.apply_plan(self.run.plan_rollback(to=id))
        else:
            result = self.run.rollback_to(id if by == "id" else str(id))
        assert result.success and result.applied_snapshot_id == id
        gone = [node for node in self.now.results if node not in captured[1]]
        assert result.removed_nodes == gone[::-1]
        lost = set(self.now.variables) - set(captured[0])
        assert set(result.removed_variables) == lost
        assert set(result.reappeared_variables) == set(captured[0]) - set(
            self.now.variables
        )
        self.gone_back(captured)

    @rule()
    def rollback_of_nothing(self):
        with pytest.raises(snaproll.RangeError):
            self.run.rollback_n(len(self.snapshots) + 1)

    @precondition(lambda self: self.snapshots)
    @rule(place=PLACES, name=NAMES)
    def rollback_of_one_variable(self, place, name):
        id, _, captured, _ = self.snapshots[place % len(self.snapshots)]
        plan = self.run.plan_rollback(
            to=id, pointers=[place_of(name)], allow_nothing=True
        )
        self.run.apply_plan(plan)
        wanted = (dict(self.now.variables), self.now.results, self.now.position)
        wanted[0].pop(name, None)
        if name in captured[0]:
            wanted[0][name] = captured[0][name]
        self.gone_back(wanted)

    @rule()
    def undo(self):
        if not self.now.undo:
            with pytest.raises(snaproll.NotFoundError):
                self.run.undo_rollback()
            return
        self.run.undo_rollback()
        self.now.redo.append(self.now.captured())
        self.now.set_to(self.now.undo.pop())
        self.committed()

    @rule()
    def redo(self):
        if not self.now.redo:
            with pytest.raises(snaproll.NotFoundError):
                self.run.redo_rollback()
            return
        self.run.redo_rollback()
        self.now.undo.append(self.now.captured())
        self.now.set_to(self.now.redo.pop())
        self.committed()

    # Branches.

    @precondition(lambda self: self.now.position is not None)
    @rule(name=BRANCHES)
    def create_branch(self, name):
        if name in self.branches:
            with pytest.raises(snaproll.ExistsError):
                self.run.create_branch(name)
            return
        self.run.create_branch(name)
        self.branches[name], self.selected = self.now.position, name

    @rule(name=BRANCHES)
    def switch(self, name):
        if name not in self.branches:
            with pytest.raises(snaproll.NotFoundError):
                self.run.switch(name)
            return
        self.run.switch(name)
        self.selected, head = name, self.branches[name]
        self.gone_back(next(one[2] for one in self.snapshots if one[0] == head))

    @rule(name=BRANCHES)
    def remove_branch(self, name):
        if self.branches.pop(name, None) is None:
            with pytest.raises(snaproll.NotFoundError):
                self.run.remove_branch(name)
            return
        self.run.remove_branch(name)
        self.selected = None if self.selected == name else self.selected

    # What must never differ.

    @invariant()
    def state_is_the_same(self):
        assert same(self.run.plain(), self.now.variables)
        assert sorted(self.now.variables, key=str.encode) == list(self.run)
        results = self.run.node_results
        assert list(results) == list(self.now.results)
        for node, result in self.now.results.items():
            assert same(results[node]["result"].plain(), result)
        assert self.run.context.position == self.now.position

    @invariant()
    def history_is_the_same(self):
        found = self.run.snapshots()
        assert found.ids == [id for id, *_ in self.snapshots]
        assert found.labels == [label for _, label, *_ in self.snapshots]
        for one, (_, _, captured, _) in zip(found, self.snapshots):
            assert same(one.variables.plain(), captured[0])
            assert list(one.node_results.names()) == sorted(captured[1], key=str.encode)
        assert self.run.tree() == [(id, parent) for id, _, _, parent in self.snapshots]
        named = [one for one in self.run.branches() if one.name is not None]
        assert {one.name: one.head for one in named} == self.branches
        assert [one.name for one in named if one.selected] == (
            [] if self.selected is None else [self.selected]
        )

    @invariant()
    def undo_is_the_same(self):
        counts = len(self.now.undo), len(self.now.redo)
        assert (self.run.undo_count, self.run.redo_count) == counts


class StoredExecutions(Executions):
    """One on a store, which is closed and opened again at any moment."""

    def opened(self):
        memory = "/dev/shm"
        where = memory if os.path.isdir(memory) else None
        self.folder = tempfile.mkdtemp(dir=where)
        self.store = self.store_opened()
        most = snaproll.UNLIMITED
        return self.store.execution(
            "a", max_snapshots=most, auto_snapshot=False, start_snapshot=False
        )

    def store_opened(self):
        return snaproll.Store.open(f"{self.folder}/runs.db", durability="none")

    def teardown(self):
        super().teardown()
        assert self.store.check().ok
        self.store.close()
        shutil.rmtree(self.folder)

    @rule()
    def save(self):
        self.run.save()
        self.committed()

    @rule(close_store=st.booleans())
    def open_again(self, close_store):
        """What was not committed is gone."""
        self.run.close()
        if close_store:
            self.store.close()
            self.store = self.store_opened()
        self.run = self.store.execution("a", mode="existing", start_snapshot=False)
        self.now = copy.deepcopy(self.kept)

    @rule()
    def reload(self):
        self.run.reload()
        self.now = copy.deepcopy(self.kept)

    @rule()
    def others_read_what_was_committed(self):
        with self.store.execution("a", mode="read") as other:
            assert same(other.plain(), self.kept.variables)
            assert list(other.node_results) == list(self.kept.results)
            assert other.snapshots().ids == [id for id, *_ in self.snapshots]


def place_of(name):
    return "/variables/" + name.replace("~", "~0").replace("/", "~1")


for machine in (Executions, StoredExecutions):
    machine.TestCase.settings = settings(
        max_examples=EXAMPLES[TIER], stateful_step_count=STEPS[TIER]
    )
TestExecutions = Executions.TestCase
TestStoredExecutions = StoredExecutions.TestCase
