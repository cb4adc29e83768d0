"""Blobs of a store against a dict: random work on executions that share them.

Whatever is done, the bytes of each reference that a kept state has are there, and
what no row names any more is gone. Each reference is set with a blob that was
put before it, as docs/blobs.md asks for.
"""

import contextlib
import os
import random
import re
import shutil
import sqlite3
import tempfile

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

import snaproll

NAMES = st.sampled_from(["a", "b", "c", "d"])
SIZES = st.sampled_from([0, 1, 64, 4096, 4097, 20_000, 60_000])
PLACES = st.integers(0, 9)
STEPS = {"short": 40, "medium": 80, "long": 200}
EXAMPLES = {"short": 25, "medium": 200, "long": 1_000}
TIER = os.environ.get("SNAPROLL_TIER") or "short"
HASH = re.compile(rb'"([0-9a-f]{64})"')


def hashes(item):
    """Of the references within plain Python."""
    if isinstance(item, dict):
        if list(item) == ["$blob"] and len(item["$blob"]) == 64:
            yield item["$blob"]
        for part in item.values():
            yield from hashes(part)
    elif isinstance(item, list):
        for part in item:
            yield from hashes(part)


def named_and_told(path):
    """What the bodies of a closed file name, and what its rows tell of that."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        numbers = {hash.hex(): number for number, hash in base.execute(
            "SELECT blob, hash FROM blob")}  # fmt: skip
        bodies = base.execute(
            "SELECT exec, seq, -1, body FROM record "
            "UNION ALL SELECT exec, seq, part, body FROM keyframe"
        )
        named = {
            (*key, numbers[found.decode()])
            for *key, body in bodies
            for found in HASH.findall(body)
            if found.decode() in numbers
        }
        told = set(base.execute("SELECT exec, seq, part, blob FROM blob_use"))
    base.close()
    return named, told


class Blobs(RuleBasedStateMachine):
    """Executions of one store, which share blobs."""

    def __init__(self):
        super().__init__()
        memory = "/dev/shm"
        where = memory if os.path.isdir(memory) else None
        self.folder = tempfile.mkdtemp(dir=where)
        self.path = f"{self.folder}/runs.db"
        self.store = self.opened()
        self.runs = []  # The executions, and what their variables are to be.
        self.ids = []
        self.bytes = {}  # What was put, by its hash.
        self.count = 0
        self.many = 0  # Of copies.

    def opened(self):
        return snaproll.Store.open(self.path, compress=False, durability="none")

    @initialize(most=st.sampled_from([1, 3, snaproll.UNLIMITED]))
    def begin(self, most):
        self.most = most
        for id in ("one", "two"):
            self.open(id)

    def open(self, id):
        run = self.store.execution(id, max_snapshots=self.most)
        self.runs.append([run, run.plain()])
        self.ids.append(id)

    def teardown(self):
        try:
            if not self.runs:
                return
            for run, _ in self.runs:
                while run.undo_count:
                    run.undo_rollback()
                    self.look_at(run.plain(), run)
            self.look()
            self.end()
        finally:
            self.store.close()
            shutil.rmtree(self.folder)

    def end(self):
        """What rows name is as they tell; without states there is no blob."""
        for run, _ in self.runs:
            run.close()
        assert self.store.check().findings == []
        self.store.close()
        named, told = named_and_told(self.path)
        assert named == told
        self.store = self.opened()
        for id in self.ids:
            self.store.delete(id)
        self.store.compact()
        stats = self.store.stats()
        assert (stats.blobs, stats.blob_bytes, stats.records) == (0, 0, 0)
        assert self.store.check().findings == []

    # Variables.

    def put(self, place, seed, size, grown):
        """Bytes that are new, were there before, or grew out of such."""
        run, wanted = self.runs[place % len(self.runs)]
        data = random.Random(seed).randbytes(size)
        if grown and self.bytes:
            data = self.bytes[sorted(self.bytes)[seed % len(self.bytes)]] + data[:500]
        hash = run.put_blob(data)
        self.bytes[hash] = data
        return run, wanted, {"$blob": hash}

    @rule(place=PLACES, name=NAMES, seed=PLACES, size=SIZES, grown=st.booleans())
    def set(self, place, name, seed, size, grown):
        run, wanted, item = self.put(place, seed, size, grown)
        run[name] = wanted[name] = item

    @rule(place=PLACES, name=NAMES, seed=PLACES, size=SIZES)
    def append(self, place, name, seed, size):
        run, wanted, item = self.put(place, seed, size, False)
        if isinstance(wanted.get(name), list):
            run[name].append(item)
            wanted[name].append(item)
        else:
            run[name] = [item]
            wanted[name] = [item]

    @rule(place=PLACES, name=NAMES, size=st.sampled_from([1, 200, 5_000]))
    def set_text(self, place, name, size):
        run, wanted = self.runs[place % len(self.runs)]
        self.count += 1
        run[name] = wanted[name] = f"{self.count} " + "x" * size

    @rule(place=PLACES, name=NAMES)
    def remove(self, place, name):
        run, wanted = self.runs[place % len(self.runs)]
        if wanted.pop(name, None) is not None:
            del run[name]

    @rule(place=PLACES, name=NAMES, to=NAMES)
    def move(self, place, name, to):
        run, wanted = self.runs[place % len(self.runs)]
        if name in wanted:
            places = {"from": f"/variables/{name}", "path": f"/variables/{to}"}
            run.apply_patch([{"op": "move", **places}])
            wanted[to] = wanted.pop(name)

    # What is committed.

    @rule(place=PLACES, count=st.sampled_from([1, 1, 1, 30]))
    def snapshot(self, place, count):
        run, wanted = self.runs[place % len(self.runs)]
        for _ in range(count):
            run.snapshot()
            if count > 1:
                self.count += 1
                run["n"] = wanted["n"] = f"{self.count} " + "n" * 3_000

    @rule(place=PLACES)
    def save(self, place):
        self.runs[place % len(self.runs)][0].save()

    @rule(place=PLACES, name=NAMES, seed=PLACES, fails=st.booleans())
    def step(self, place, name, seed, fails):
        run, wanted, item = self.put(place, seed, 9_000, False)
        self.count += 1
        step = run.step_begin(f"node {self.count}")
        run[name] = item
        if fails:
            step.rollback("no")
        else:
            step.finish(item)
            wanted[name] = item

    @rule(place=PLACES, back=PLACES, plan=st.booleans())
    def roll_back(self, place, back, plan):
        one = self.runs[place % len(self.runs)]
        snapshots = one[0].snapshots()
        if not snapshots:
            return
        snapshot = snapshots[back % len(snapshots)]
        wanted = snapshot.variables.plain()
        if plan:
            one[0].apply_plan(one[0].plan_rollback(to=snapshot.id))
        else:
            one[0].rollback_to(snapshot.id)
        one[1] = wanted

    @rule(place=PLACES, redo=st.booleans())
    def undo(self, place, redo):
        one = self.runs[place % len(self.runs)]
        if one[0].redo_count if redo else one[0].undo_count:
            one[0].redo_rollback() if redo else one[0].undo_rollback()
            one[1] = one[0].plain()

    @rule(place=PLACES, back=PLACES)
    def take_what_another_has(self, place, back):
        run, other = self.runs[place % len(self.runs)], self.runs[back % len(self.runs)]
        if snapshots := other[0].snapshots():
            run[0].context.apply(snapshots[back % len(snapshots)])
            run[0].save()
            run[1] = run[0].plain()

    @rule(place=PLACES, back=PLACES, resume=st.booleans())
    def pause(self, place, back, resume):
        context = self.runs[place % len(self.runs)][0].context
        if context.state is snaproll.State.RUNNING:
            context.pause()
        elif resume and context.can_resume:
            context.resume()

    @rule()
    def group(self):
        runs = [run for run, _ in self.runs]
        group = snaproll.snapshot_group(runs)
        runs[0].rollback_n(1)
        snaproll.rollback_group(runs, group)
        for one in self.runs:
            one[0].remove_group(group)
            one[1] = one[0].plain()

    # What leaves.

    @rule(place=PLACES, how=st.sampled_from(["clear", "prune", "remove", "redo"]))
    def leave(self, place, how):
        run, _ = self.runs[place % len(self.runs)]
        if how == "clear":
            run.clear_history()
        elif how == "prune":
            run.prune(policy="keep-last=1")
        elif how == "redo":
            run.clear_undo()
        elif snapshots := run.snapshots():
            run.remove(snapshots[place % len(snapshots)].id)

    @rule()
    def compact(self):
        self.store.compact()

    @rule(place=PLACES, name=NAMES)
    def erase_place(self, place, name):
        self.erase(place, pointer=f"/variables/{name}")

    @rule(place=PLACES, seed=PLACES)
    def erase_reference(self, place, seed):
        if self.bytes:
            hash = sorted(self.bytes)[seed % len(self.bytes)]
            self.erase(place, containing=hash)

    def erase(self, place, **what):
        """Others that share its records are shut out, and go on from what is left."""
        for run, _ in self.runs:
            run.save()
        try:
            self.runs[place % len(self.runs)][0].erase(take_over=True, **what)
        except snaproll.NotFoundError:
            return
        for one in self.runs:
            one[0].reload()
            one[1] = one[0].plain()

    # Executions.

    @precondition(lambda self: len(self.runs) < 5)
    @rule(place=PLACES, how=st.sampled_from(["fork", "copy", "bundle", "full"]))
    def make_another(self, place, how):
        at = place % len(self.runs)
        self.runs[at][0].snapshot()  # Those that are too many leave.
        self.many += 1
        id, made = self.ids[at], f"made {self.many}"
        if how == "fork":
            snapshots = self.runs[at][0].snapshots()
            back = snapshots[place % len(snapshots)].id if snapshots else None
            self.store.fork(id, made, snapshot=back)
        elif how == "copy":
            self.store.copy(id, made)
        else:
            lines = list(self.store.export(id, full=how == "full"))
            with pytest.raises(snaproll.InvalidArgumentError):
                self.store.import_(lines[: len(lines) // 2 + 1], as_="half")
            self.store.import_(lines, as_=made)
        self.open(made)

    @precondition(lambda self: len(self.runs) > 1)
    @rule(place=PLACES)
    def delete(self, place):
        at = place % len(self.runs)
        self.runs.pop(at)[0].close()
        self.store.delete(self.ids.pop(at))

    @rule(place=PLACES, how=st.sampled_from(["again", "reload", "other"]))
    def open_again(self, place, how):
        at = place % len(self.runs)
        run = self.runs[at][0]
        if how == "reload":
            run.reload()
        else:
            if how == "other":
                run.save()
                with self.store.execution(self.ids[at], take_over=True) as other:
                    other["d"] = {"$blob": other.put_blob(b"other")}
                    self.bytes[other["d"]["$blob"]] = b"other"
                    other.save()
                with pytest.raises(snaproll.ConflictError):
                    run.save()
            run.close()
            run = self.store.execution(self.ids[at], mode="existing")
        self.runs[at] = [run, run.plain()]

    @rule()
    def open_all_again(self):
        for run, _ in self.runs:
            run.close()
        self.store.close()
        self.store = self.opened()
        ids, self.runs, self.ids = self.ids, [], []
        for id in ids:
            self.open(id)

    # What must always be so.

    def look_at(self, item, *handles):
        for hash in set(hashes(item)):
            for handle in handles:
                assert handle.get_blob(hash) == self.bytes[hash]

    @rule()
    def look(self):
        for (run, _), id in zip(self.runs, self.ids):
            for snapshot in run.snapshots():
                self.look_at(snapshot.variables.plain(), run, self.store)
                self.look_at(snapshot.node_results.plain(), run, self.store)
            with contextlib.suppress(snaproll.NotFoundError):
                self.look_at(run.context.checkpoint.variables.plain(), run)
            with self.store.execution(id, mode="read") as reader:
                self.look_at(reader.plain(), reader, self.store)

    @invariant()
    def states_are_the_same(self):
        for run, wanted in self.runs:
            assert run.plain() == wanted
            self.look_at(wanted, run)


Blobs.TestCase.settings = settings(
    max_examples=EXAMPLES[TIER], stateful_step_count=STEPS[TIER]
)
TestBlobs = Blobs.TestCase
