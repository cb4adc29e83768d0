"""Live views against plain Python: random operations on both, side by side."""

import copy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    consumes,
    Bundle,
    invariant,
    multiple,
    precondition,
    rule,
)

import snaproll
from test_json import same

NAMES = st.sampled_from(["a", "b", "", "x/y", "~", "0", "é"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.floats(-2, 2),
    st.text("xé/", max_size=3),
)
ITEMS = st.recursive(
    SCALARS,
    lambda part: st.one_of(
        st.lists(part, max_size=3), st.dictionaries(NAMES, part, max_size=3)
    ),
    max_leaves=6,
)
INDEXES = st.integers(-5, 5)
SLICES = st.slices(5)
STEPS = st.lists(st.one_of(NAMES, INDEXES), max_size=4)


def outcome(action, target):
    """What an action gives, or the kind of its failure."""
    try:
        result = action(target)
    except IndexError:  # A NotFoundError is a KeyError as well.
        return LookupError
    except KeyError:
        return LookupError
    except (TypeError, ValueError) as problem:
        return TypeError if isinstance(problem, TypeError) else ValueError
    return result.plain() if isinstance(result, snaproll.Live) else result


class LiveViews(RuleBasedStateMachine):
    """The variables of an execution and a dict must never differ."""

    snapshots = Bundle("snapshots")

    def __init__(self):
        super().__init__()
        self.run = snaproll.Execution(max_snapshots=snaproll.UNLIMITED)
        self.model = {}

    def both(self, steps, kinds, action):
        """Does `action` at the first place on a path that has such a kind."""
        live, model = self.run, self.model
        for step in [*steps, None]:
            if isinstance(model, kinds) and (step is None or isinstance(model, list)):
                break
            try:
                below = model[step]
            except (KeyError, IndexError, TypeError):
                break
            if not isinstance(below, (dict, list)):
                break
            live, model = live[step], below
        if isinstance(model, kinds):
            expected = outcome(action, model)
            found = outcome(action, live)
            assert same(found, copy.deepcopy(expected)) or found is expected

    def on_list(self, steps, action):
        self.both(steps, list, action)

    def on_dict(self, steps, action):
        self.both(steps, dict, action)

    @rule(steps=STEPS, name=NAMES, item=ITEMS)
    def set_member(self, steps, name, item):
        self.on_dict(steps, lambda d: d.__setitem__(name, copy.deepcopy(item)))

    @rule(steps=STEPS, name=NAMES)
    def delete_member(self, steps, name):
        self.on_dict(steps, lambda d: d.__delitem__(name))

    @rule(steps=STEPS, name=NAMES, item=ITEMS)
    def set_default(self, steps, name, item):
        self.on_dict(steps, lambda d: d.setdefault(name, copy.deepcopy(item)))

    @rule(steps=STEPS, items=st.dictionaries(NAMES, ITEMS, max_size=3))
    def update(self, steps, items):
        self.on_dict(steps, lambda d: d.update(copy.deepcopy(items)))

    @rule(steps=STEPS, name=NAMES, default=st.lists(SCALARS, max_size=1))
    def pop_member(self, steps, name, default):
        self.on_dict(steps, lambda d: d.pop(name, *default))

    @rule(steps=STEPS, name=NAMES)
    def read_member(self, steps, name):
        self.on_dict(steps, lambda d: d[name])
        self.on_dict(steps, lambda d: d.get(name, 7))
        self.on_dict(steps, lambda d: name in d)

    @rule(steps=STEPS)
    def read_dict(self, steps):
        self.on_dict(steps, len)
        self.on_dict(steps, sorted)
        self.on_dict(
            steps, lambda d: {name: part == d[name] for name, part in d.items()}
        )

    @rule(steps=STEPS, item=ITEMS)
    def append(self, steps, item):
        self.on_list(steps, lambda l: l.append(copy.deepcopy(item)))

    @rule(steps=STEPS, items=st.lists(ITEMS, max_size=4))
    def extend(self, steps, items):
        self.on_list(steps, lambda l: l.extend(copy.deepcopy(items)))

    @rule(steps=STEPS, index=INDEXES, item=ITEMS)
    def insert(self, steps, index, item):
        self.on_list(steps, lambda l: l.insert(index, copy.deepcopy(item)))

    @rule(steps=STEPS, index=INDEXES, item=ITEMS)
    def set_element(self, steps, index, item):
        self.on_list(steps, lambda l: l.__setitem__(index, copy.deepcopy(item)))

    @rule(steps=STEPS, index=INDEXES)
    def delete_element(self, steps, index):
        self.on_list(steps, lambda l: l.__delitem__(index))

    @rule(steps=STEPS, index=INDEXES)
    def pop_element(self, steps, index):
        self.on_list(steps, lambda l: l.pop(index))

    @rule(steps=STEPS, part=SLICES, items=st.lists(ITEMS, max_size=3))
    def set_slice(self, steps, part, items):
        self.on_list(steps, lambda l: l.__setitem__(part, copy.deepcopy(items)))

    @rule(steps=STEPS, part=SLICES)
    def delete_slice(self, steps, part):
        self.on_list(steps, lambda l: l.__delitem__(part))

    @rule(steps=STEPS, index=INDEXES, part=SLICES, item=SCALARS)
    def read_list(self, steps, index, part, item):
        self.on_list(steps, lambda l: l[index])
        self.on_list(steps, lambda l: list(l[part]))
        self.on_list(steps, len)
        self.on_list(steps, lambda l: item in l)
        self.on_list(steps, lambda l: l.count(item))
        self.on_list(steps, lambda l: l.index(item))

    @rule(steps=STEPS, item=SCALARS)
    def remove(self, steps, item):
        self.on_list(steps, lambda l: l.remove(item))

    @rule(steps=STEPS)
    def reverse_and_sort(self, steps):
        self.on_list(steps, lambda l: l.reverse())
        self.on_list(steps, lambda l: l.sort(key=repr))

    @rule(steps=STEPS)
    def clear(self, steps):
        if steps:
            self.both(steps, (dict, list), lambda part: part.clear())

    @rule(target=snapshots)
    def take_snapshot(self):
        return self.run.snapshot(), copy.deepcopy(self.model)

    @rule(taken=snapshots)
    def go_back(self, taken):
        identity, self.model = taken[0], copy.deepcopy(taken[1])
        self.run.rollback_to(identity)

    @rule(taken=snapshots, redo=st.booleans())
    def go_back_and_undo(self, taken, redo):
        self.run.rollback_to(taken[0])
        self.run.undo_rollback()
        if redo:
            self.run.redo_rollback()
            self.model = copy.deepcopy(taken[1])

    @rule(taken=snapshots)
    def go_back_by_a_patch(self, taken):
        there = self.run.manager.get(taken[0])
        self.run.apply_patch(snaproll.diff(self.run, there))
        self.model = copy.deepcopy(taken[1])

    @invariant()
    def both_are_the_same(self):
        assert same(self.run.plain(), self.model)

    def teardown(self):
        self.run.close()


TestLiveViews = LiveViews.TestCase
TestLiveViews.settings = settings(stateful_step_count=30)
