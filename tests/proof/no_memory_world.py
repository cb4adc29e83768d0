"""The world that operations of the Python binding change, and what can be seen
of it: in memory, on a store in a file ("store") or in memory ("inner").
"""

import os
import random

import snaproll

LONG = "a text that is longer than what strings hold in themselves"
HASH_OF_NOTHING = "0" * 64


class World:
    """One execution with a history, and a handle of every kind."""

    def __init__(self, seed, folder, place):
        self.folder = folder
        self.store = None
        self.others = []
        self.clock = snaproll.ManualClock(1_000, 1)
        told = {"clock": self.clock, "id_seed": 7, "max_snapshots": 6}
        if place != "memory":
            self.store = snaproll.Store.open(self.path(place), durability="none", busy_timeout=0.1)
            self.run = self.store.execution("run", start_snapshot=False, **told)
            self.two = self.store.execution("two", kind="k", schema=1, id_seed=8)
            self.gone = self.store.execution("gone")
        else:
            self.run = snaproll.Execution(execution_id="run", **told)
            self.two = snaproll.Execution(execution_id="two", clock=self.clock)
            self.gone = snaproll.Execution()
            self.gone.snapshot()
        self.fill(random.Random(seed))

    def path(self, place):
        """Of its store."""
        return ":memory:" if place == "inner" else os.path.join(self.folder, "w.db")

    def fill(self, rng):
        """A state with values of all sizes, and a history that branches."""
        run = self.run
        self.big = [rng.randrange(10**6) for _ in range(400)]
        for number in range(10):
            run[f"v{number}"] = {"a": [1, 2], "b": LONG, "n": rng.random()}
        run["big"] = self.big
        run["rope"] = "".join(rng.choice("abcd ") for _ in range(3_000))
        run.step("done", lambda: {"list": [1, 2, 3]})
        self.first = run.snapshot("first", reason=LONG)
        run["v0"] = rng.random()
        self.second = run.snapshot("second", custom={"k": [1]})
        run.manager.tag(self.first, "tag")
        run.manager.hold(self.first, "hold", LONG)
        run.rollback_to(self.second)
        run["v1"] = None
        run.add_edge("done", "open")
        self.blob = run.put_blob(rng.randbytes(6_000))
        run["blob"] = {"$blob": self.blob}
        self.third = run.snapshot("third")
        run.create_branch("side", self.first)
        self.group = snaproll.snapshot_group([run, self.two], label="group")
        self.step = run.step_begin("open")
        run["v2"] = 17
        self.handles()

    def handles(self):
        """Objects that operations are given."""
        run = self.run
        self.value = snaproll.Value({"a": [1, LONG], "big": self.big})
        self.snapshot = run.context.take_snapshot("kept")
        self.transaction = run.context.transaction()
        self.transaction["t"] = 1
        self.told = snaproll.NodeResult(options=snaproll.Options(clock=self.clock))
        self.patch = snaproll.diff({"a": [1, 2]}, {"a": [2], "b": LONG})
        self.context_json = run.context.to_json()
        self.snapshot_json = self.snapshot.to_json()
        self.lines = []
        if self.store is not None:
            run.save()
            self.lines = list(self.store.export("run"))
            self.full = list(self.store.export("run", full=True))

    def see(self):
        """All that can be seen of it."""
        run, manager, context = self.run, self.run.manager, self.run.context
        seen = [
            context.to_json(),
            context.version,
            context.position,
            (run.undo_count, run.redo_count),
            context.recorded_nodes,
            manager.tree_json(),
            (manager.branches_json(), manager.tags_json()),
            (manager.holds_json(), manager.groups_json()),
            (manager.policy, manager.left(), manager.summary().to_json()),
            (run.attempts_json(), run.unfinished(), run.edges),
            run.private_paths.to_json(),
            (self.transaction.to_json(), self.told.to_json()),
            (self.two.context.to_json(), self.two.manager.tree_json()),
            "closed" if self.gone.closed else self.gone.manager.tree_json(),
        ]
        if self.store is not None:
            figures = self.store.stats()
            seen += [
                [str(self.store.info(one.id)) for one in self.store.executions()],
                (figures.records, figures.keyframes, figures.blobs),
                (self.store.policy, str(run.erasures())),
                sorted(os.listdir(self.folder)),
            ]
        return seen

    def whole(self):
        """Whether the store says of itself that it is whole."""
        return self.store is None or self.store.check().ok

    def close(self):
        """Gives all back; what could not be, or None."""
        wrong = None
        handles = [self.step, self.transaction, self.run, self.two, self.gone]
        for handle in [*handles, *self.others, self.store]:
            try:
                if handle is not None:
                    handle.close()
            except snaproll.SnaprollError as problem:
                wrong = f"can not be closed: {problem}"
        for name in os.listdir(self.folder):
            os.remove(os.path.join(self.folder, name))
        return wrong
