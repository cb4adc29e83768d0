"""Makes the golden files of the present format: tests/golden/<format>/.

store.db.gz is a store with every kind of row, bundle.jsonl and full.jsonl are
exports of it, expected.json is what has to be read from them. Seeds and clock
are fixed; the id of the store and those of commits are drawn by the library.
Done once for a format that is given out: what is there is never written anew.
"""

import contextlib
import gzip
import json
import pathlib
import random
import sqlite3
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "bindings" / "python"), str(HERE.parent / "proof")]

import snaproll  # noqa: E402
from golden_read import read  # noqa: E402

FORMAT = 1
START = 980_000_000 * 10**9


def first(store, clock, rng):
    """Steps, branches, names, blobs, private paths, a policy, undone moves."""
    told = {"clock": clock, "id_seed": 1, "workflow_id": "golden", "undo_limit": 5}
    with store.execution("run", attributes={"tenant": "a", "user": "b"}, **told) as run:
        run.set_private_paths(secret=["/variables/key"],
                              transient=["/variables/cache"])
        run["key"], run["cache"] = "not to be shown", "not to be stored"
        run["numbers"] = [0, -1, 2**70, 1.5, -0.0, 1e300, 1e-7]
        run["text"] = "é\n\"\\\u2028 and more"
        run["deep"] = {"a": {"b": [{"c": None}, True, ""]}, "": {}}
        run["large"] = [rng.randrange(10**9) for _ in range(150)]
        run["blob"] = {"$blob": run.put_blob(rng.randbytes(4_200))}
        run["small"] = {"$blob": run.put_blob(b"a few bytes")}
        run.step("fetch", lambda: {"status": 200})
        run.step("charge", lambda: {"paid": 9.5}, irreversible=True)
        one = run.snapshot("one", reason="golden", created_by="make.py",
                           custom={"cost": 1.5})
        for number in range(12):
            run["large"].append({"number": number})
            run[f"v{number % 4}"] = {"n": number, "text": "x" * 40}
            run.save()
        two = run.snapshot("two")
        run.set_edges([("fetch", "charge"), ("charge", "mail")])
        try:
            run.step("mail", fails)
        except OSError:
            pass
        run.rollback_to(one)
        run["after"] = "the rollback"
        three = run.snapshot("three")
        run.create_branch("side", two)
        run.manager.tag(one, "first")
        run.manager.hold(two, "audit", "for the books")
        run.manager.set_policy("keep-last=5 keep-tagged")
        run.undo_rollback()
        run.rollback_to(three)
        run.context.pause()
        run.save()
        run.step_begin("open").close()
        run.erase(pointer="/variables/v1", reason="asked for")


def keyframes(path, clock):
    """Bodies that are not compressed, with chains that outweigh their state."""
    with snaproll.Store.open(path, compress=False) as store:
        with store.execution("frames", id_seed=6, clock=clock) as run:
            for number in range(14):
                run["text"] = f"{number} repeated " * 2_500
                run.snapshot(f"f{number}")


def every_kind(path):
    """Fails where a table, or a kind of record or name, is not there."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        def column(sql):
            return {row[0] for row in file.execute(sql)}

        for table in column("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            assert column(f"SELECT count(*) FROM {table}") != {0}, table
        kinds = column("SELECT kind FROM record")
        assert kinds >= {1, 2, 3, 4, 5, 6}, kinds
        kinds = column("SELECT kind FROM name")
        assert kinds >= set(range(10)), kinds
        assert column("SELECT codec FROM record") == {0, 1}


def fails():
    raise OSError("no mail")


def others(store, clock):
    """A group of two, a fork, one of a kind with versions, one that is deleted."""
    told = {"clock": clock, "workflow_id": "golden"}
    with store.execution("left", id_seed=2, **told) as left:
        with store.execution("right", id_seed=3, kind="agent", schema=3, **told) as right:
            left["x"], right["y"] = 1, [2]
            snaproll.snapshot_group([left, right], "together")
            middle = left.snapshot("middle")
            left["x"] = 2
            left.create_branch("work", left.snapshot("behind"))
            left.manager.remove(middle)
            left.switch("work")
            left["x"] = 3
            left.snapshot("of work")
            left.context.set_state(snaproll.State.FAILED, "on purpose")
            left.save()
    store.fork("run", "fork", snapshot="two")
    store.copy("right", "copy")
    with store.execution("small", id_seed=4, max_snapshots=2, **told) as small:
        small.step("early", lambda: 1)
        for number in range(6):
            small["n"] = number
            small.snapshot(f"s{number}")
        small.manager.prune(policy="keep-last=1")
    store.execution("gone", id_seed=5, **told).close()
    store.delete("gone")
    store.set_policy("keep-last=100")


def main():
    target = HERE / str(FORMAT)
    if (target / "expected.json").exists():
        sys.exit(f"{target} is there: what was given out does not change")
    target.mkdir(exist_ok=True)
    clock = snaproll.ManualClock(START, 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "store.db")
        with snaproll.Store.open(path) as store:
            first(store, clock, random.Random(1))
            others(store, clock)
            store.compact()
            bundle, full = list(store.export("run")), list(store.export("run", full=True))
        keyframes(path, clock)
        every_kind(path)
        expected = read(path)
        data = path.read_bytes()
    (target / "store.db.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    for name, lines in (("bundle", bundle), ("full", full)):
        text = "".join(f"{line}\n" for line in lines).encode()
        (target / f"{name}.jsonl.gz").write_bytes(gzip.compress(text, 9, mtime=0))
    (target / "expected.json").write_text(
        json.dumps(expected, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
