"""The saver does what LangGraph's own in memory does, under random calls."""

import os
import tempfile

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

import snaproll
from saver_model import checkpoint, config, model, same, told
from snaproll.langgraph import SnaprollSaver

texts = st.text(max_size=8) | st.sampled_from(
    ["$set", "$order", "$blob64", "a/b~c", ""]
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | texts
    | st.binary(max_size=8)
    | st.frozensets(st.integers(0, 9), max_size=3)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4)
    | st.tuples(inner, inner)
    | st.dictionaries(texts | st.integers(0, 5), inner, max_size=4),
    max_leaves=12,
)
channels = st.sampled_from(["messages", "$odd", "a/b", "plain", "branch:to:x"])
threads = st.sampled_from(["t", "ü/%"])
tasks = st.sampled_from(["t1", "t2", "a b", "$set", "%20"])


class SaverMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.folder = tempfile.TemporaryDirectory(dir=memory)
        self.path = os.path.join(self.folder.name, "threads.db")
        self.savers = [SnaprollSaver(self.path), SnaprollSaver(self.path)]
        self.model = model()
        self.count = 0
        self.threads = {"t": {}, "ü/%": {}}

    def teardown(self):
        if hasattr(self, "savers"):
            for saver in self.savers:
                saver.close()
            self.folder.cleanup()

    def saver(self, which):
        return self.savers[which % 2]

    @rule(which=st.integers(0, 9), data=st.data(), thread=threads)
    def put(self, which, data, thread):
        known = self.threads[thread]
        parent = data.draw(st.none() | st.sampled_from(sorted(known) or [None]))
        if data.draw(st.booleans()) and known:
            parent = max(known)
        old = known.get(parent, ({}, {}))
        state, versions = dict(old[0]), dict(old[1])
        changed = data.draw(st.dictionaries(channels, values, max_size=3))
        for name in data.draw(st.sets(channels, max_size=1)):
            state.pop(name, None)
            versions.pop(name, None)
        grown = state.get("messages")
        if isinstance(grown, list) and data.draw(st.booleans()):
            changed["messages"] = [*grown, *data.draw(st.lists(values, max_size=3))]
        self.count += 1
        new = {name: f"{self.count}.{name}" for name in changed}
        state.update(changed)
        versions.update(new)
        id = f"{self.count:08}"
        known[id] = (state, versions)
        made = checkpoint(self.count, state, versions)
        metadata = {"source": "loop", "step": self.count, "tag": data.draw(values)}
        saver = self.saver(which)
        if parent is not None:
            saver.get_tuple(config(thread, parent))
        for one in (saver, self.model):
            one.put(config(thread, parent), made, metadata, new)

    @rule(
        which=st.integers(0, 9),
        data=st.data(),
        thread=threads,
        task=tasks,
        path=st.sampled_from(["", "~pull, x", "~a b"]),
    )
    def put_writes(self, which, data, thread, task, path):
        known = self.threads[thread]
        ahead = f"{self.count + 1:08}"  # May come before its checkpoint.
        id = data.draw(st.sampled_from([*sorted(known), ahead]))
        special = st.sampled_from(["__error__", "__interrupt__", "__resume__"])
        writes = data.draw(
            st.lists(st.tuples(channels | special, values), min_size=1, max_size=3)
        )
        for one in (self.saver(which), self.model):
            one.put_writes(config(thread, id), writes, task, path)

    @rule(which=st.integers(0, 9), thread=st.sampled_from(["t", "ü/%", "no"]))
    def latest(self, which, thread):
        one = self.saver(which).get_tuple(config(thread))
        other = self.model.get_tuple(config(thread))
        assert same(one, other), (told(one), told(other))

    @rule(which=st.integers(0, 9), data=st.data(), thread=threads)
    def any_one(self, which, data, thread):
        id = data.draw(st.sampled_from([*sorted(self.threads[thread]), "99999999"]))
        one = self.saver(which).get_tuple(config(thread, id))
        other = self.model.get_tuple(config(thread, id))
        assert same(one, other), (told(one), told(other))

    @rule(which=st.integers(0, 9), data=st.data(), thread=threads)
    def listed(self, which, data, thread):
        count = self.count
        given = {
            "limit": data.draw(st.none() | st.integers(0, 5)),
            "before": data.draw(
                st.none() | st.integers(0, 9).map(lambda n: config(thread, f"{n:08}"))
            ),
            "filter": data.draw(
                st.none() | st.integers(0, count).map(lambda n: {"step": n})
            ),
        }
        one = list(self.saver(which).list(config(thread), **given))
        other = list(self.model.list(config(thread), **given))
        assert len(one) == len(other)
        assert all(map(same, one, other))

    @rule(which=st.integers(0, 1))
    def reopen(self, which):
        self.savers[which].close()
        self.savers[which] = SnaprollSaver(self.path)

    @rule()
    def check(self):
        with snaproll.Store.open(self.path) as store:
            assert store.check().ok


TestSaver = SaverMachine.TestCase
TestSaver.settings = settings(settings(), stateful_step_count=25)
