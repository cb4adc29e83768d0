"""A reader of stores that was written from docs/format.md alone.

Makes a store with the library, reads the closed file with Python's own SQLite
and BLAKE2b (of the library only values and patches), and compares what it
finds with what the library says: the file's properties, the checksum of each
row, the sections of records, each state and keyframe, digests, attempts, blobs
and what names them, and the lines of an export.
"""

import hashlib
import json
import os
import sqlite3
import struct
import tempfile
import uuid

import snaproll
from read_blobs import compare_blob_lines, compare_blobs, put_blobs, there
from reader import Reader

SECTIONS = ("head", "delta", "checkpoint", "moves", "edges", "rules", "writes")
HEAD = (
    "maximum", "floor", "next", "count", "left", "nodes_processed", "nodes_since",
    "interval", "next_sequence", "next_ticket", "working", "checkpoint", "moves",
    "edges", "rules", "path", "keyframe_path", "keyframe_bytes", "credit",
)  # fmt: skip
FOLD = ("fold", "fold_again")
SWEEP = ("swept", "from", "to", "again")
KEYFRAME = ("seq", "parts", "bytes", "ahead")
OUTCOMES = ("open", "finished", "failed", "rolled_back")
EMPTY = '{"node_results":{},"recorded":{},"state":"Running","variables":{}}'


# Checksums ------------------------------------------------------------------


def field(value):
    if value is None:
        return b"\x03" + bytes(8)
    if isinstance(value, int):
        return b"\x02" + struct.pack("<q", value)
    data = value.encode() if isinstance(value, str) else value
    return b"\x01" + struct.pack("<Q", len(data)) + data


def blake2b(domain, fields):
    name = domain.encode()
    data = b"\x00" + struct.pack("<Q", len(name)) + name
    return hashlib.blake2b(data + b"".join(map(field, fields)), digest_size=32).digest()


def checksum(store, table, row, more=()):
    columns = [value for name, value in row.items() if name not in ("checksum", "body")]
    columns += more
    if "body" not in row:
        return blake2b(table, [store, *columns])
    half = blake2b("body", [row["body"]])[:16]
    return blake2b(table, [store, *columns, len(row["body"]), half])[:16] + half


# Bodies ---------------------------------------------------------------------


def read_head(data):
    reader = Reader(data)
    flags = reader.varint()
    head = {name: reader.varint() for name in HEAD}
    head["maximum"] -= 1  # -1 keeps all
    head["automatic"], head["redo_holds"] = bool(flags & 1), bool(flags & 8)
    head["position"] = reader.id() if flags & 2 else None
    head["completed_at"] = reader.fixed() if flags & 4 else None
    head["sweep"] = {name: reader.varint() for name in SWEEP if flags & 16}
    head["keyframe"] = {name: reader.varint() for name in KEYFRAME if flags & 32}
    head["fold"] = {name: reader.varint() for name in FOLD if flags & 64}
    reader.end()
    assert head["floor"] <= head["next"]
    assert head["count"] <= head["next"] - head["floor"]
    return head


def read_body(data):
    reader, sections = Reader(data), {}
    while reader.at < len(data):
        kind = reader.varint()
        sections[SECTIONS[kind - 1]] = reader.text()
    sections["head"] = read_head(sections["head"])
    return sections


def read_attempt(data):
    reader = Reader(data)
    ticket, _, number, outcome = (reader.varint() for _ in range(4))
    attempt = {"ticket": ticket, "number": number, "outcome": OUTCOMES[outcome]}
    attempt["started_at"] = reader.fixed()
    if outcome:
        attempt["ended_at"], attempt["error"] = reader.fixed(), reader.text().decode()
    reader.end()
    return attempt


def read_moves(data):
    reader = Reader(data)
    lists = [[reader.varint() for _ in range(reader.varint())] for _ in range(2)]
    reader.end()
    return lists


# The store ------------------------------------------------------------------


def applied(value, delta):
    return snaproll.Patch.from_json(delta).apply(value) if delta else value


class File:
    def __init__(self, path):
        with open(path, "rb") as file:
            header = file.read(100)
        assert header[60:64] == struct.pack(">i", 1), "user_version"
        assert header[68:72] == b"Snap", "application_id"
        assert header[16:18] == struct.pack(">H", 4096), "page size"
        assert header[20] == 8, "reserved bytes"
        assert header[64:68] != bytes(4), "incremental vacuum"
        base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        base.row_factory = sqlite3.Row
        tables = ("meta", "execution", "attribute", "record", "keyframe", "name")
        tables += ("blob", "chunk", "blob_use", "chunk_use")
        self.rows = {
            table: [dict(row) for row in base.execute(f"SELECT * FROM {table}")]
            for table in tables
        }
        base.close()
        # Rows stand in the order of commits among those of like size alone.
        self.rows["record"].sort(key=lambda row: (row["exec"], row["seq"]))
        self.store = self.rows["meta"][0]["store"]
        self.records = {(row["exec"], row["seq"]): row for row in self.rows["record"]}
        for table, rows in self.rows.items():
            for row in rows:
                more = ()
                if table == "keyframe":
                    more = (self.records[row["exec"], row["seq"]]["commit_id"],)
                made = checksum(self.store, table, row, more)
                assert row["checksum"] == made, row
        self.bodies = {key: read_body(row["body"]) for key, row in self.records.items()}
        self.states = {}
        self.keyframes = {}
        parts = sorted(self.rows["keyframe"], key=lambda row: row["part"])
        whole = {(row["exec"], row["seq"]) for row in parts if row["last"]}
        for row in parts:
            key = (row["exec"], row["seq"])
            if key not in whole:
                continue
            assert row["body"][0] == 0, "compressed"
            self.keyframes[key] = self.keyframes.get(key, b"") + row["body"][1:]

    def base(self, key):
        row = self.records[key]
        if row["base"] is None:
            return None
        base = (key[0] if row["base_exec"] is None else row["base_exec"], row["base"])
        assert self.records[base]["commit_id"] == row["base_commit"]
        return base

    def state(self, key):
        way = []
        while key is not None and key not in self.states:
            way.append(key)
            key = self.base(key)
        state = self.states[key] if key else snaproll.Value.parse(EMPTY)
        for one in reversed(way):
            state = self.states[one] = applied(state, self.bodies[one].get("delta"))
            if one in self.keyframes:
                assert state.to_json().encode() == self.keyframes[one]
        return state

    def newest(self, exec):
        return max(key for key in self.records if key[0] == exec)


def digest(state):
    parts = (
        f'"{name}":{state.get("/" + name).to_json()}'
        for name in ("node_results", "state", "variables")
    )
    return hashlib.sha256(("{" + ",".join(parts) + "}").encode()).hexdigest()


# What the library makes, and says -------------------------------------------


def make(path):
    """What the library says of the executions that it makes there."""
    with snaproll.Store.open(path, compress=False, durability="none") as store:
        told = {"kind": "k", "schema": 3, "attributes": {"a": "b"}}
        with store.execution("run", **told) as run:
            work(run)
            middle = run.snapshots()[100].id
            told = {"run": say(run)}
        store.fork("run", "fork", snapshot=middle)
        with store.execution("fork") as run:
            run["forked"] = True
            run.snapshot("later")
            told["fork"] = say(run)
        store.fork("run", "migrated", snapshot=middle)
        store.migration("k", 4, [{"op": "add", "path": "/variables/v", "value": 4}])
        store.execution("migrated", schema=4).close()
        with store.execution("migrated", mode="read") as run:
            told["migrated"] = say(run)
        blobs = there(store)
        return told, blobs, list(store.export("run"))


def work(run):
    put_blobs(run)
    run.set_edges([("n1", "n2")])
    run["document"] = ["text" * 20 + str(i) for i in range(1000)]
    for i in range(400):
        run["document"][i] = "changed" * 40 + str(i)
        run["page"] = hashlib.sha512(b"%d" % i).hexdigest() * 20
        run.step(f"n{i}", lambda i=i: {"i": i})
    try:
        run.step("fails", lambda: 1 / 0, on_error="fail")
    except ZeroDivisionError:
        pass
    run.rollback_n(3)
    run.rollback_n(2)
    run.undo_rollback()
    run.context.pause()
    run["late"] = 1.5
    run.save()


def say(run):
    return {
        "snapshots": [(one.id, one.label, one.digest()) for one in run.snapshots()],
        "now": run.digest(),
        "attempts": {(one.node, one.number): one for one in run.attempts()},
        "checkpoint": json.loads(run.context.checkpoint.to_json())
        if run.context.can_resume else None,
        "undo": run.undo_count,
        "redo": run.redo_count,
    }  # fmt: skip


def compare(file, exec, told):
    newest = file.newest(exec)
    head = file.bodies[newest]["head"]
    entries = [
        (uuid.UUID(bytes=row["id"]), row["label"], digest(file.state(key)))
        for key, row in file.records.items()
        if key[0] == exec and row["number"] is not None
        and row["number"] >= head["floor"]
    ]  # fmt: skip
    entries.reverse()
    assert entries == told["snapshots"]
    assert head["count"] == len(entries)
    assert digest(file.state((exec, head["working"]))) == told["now"]
    undo, redo = [], []
    if head["moves"]:
        undo, redo = read_moves(file.bodies[exec, head["moves"]]["moves"])
    if not head["redo_holds"]:
        redo = []
    assert (len(undo), len(redo)) == (told["undo"], told["redo"])


def compare_attempts(file, told):
    found = {}
    for row in file.rows["record"]:
        if row["attempt"] is not None and row["exec"] == 1:
            attempt = read_attempt(row["attempt"])
            found[row["node"], attempt["number"]] = attempt
    assert len(found) == len(told) > 400
    for key, attempt in told.items():
        assert found[key]["outcome"] == attempt.outcome
        assert found[key]["started_at"] == attempt.started_at
        assert found[key].get("error", "") == (attempt.error or "")


def compare_sections(file, told):
    head = file.bodies[file.newest(1)]["head"]
    edges = file.bodies[1, head["edges"]]["edges"]
    assert json.loads(edges) == [["n1", "n2"]]
    reader = Reader(file.bodies[1, head["checkpoint"]]["checkpoint"])
    time, state, patch = reader.fixed(), reader.text(), reader.text()
    reader.end()
    told = told["checkpoint"]
    assert str(snaproll.Time(time)) == told["timestamp"]
    assert json.loads(state) == told["state"] == "Paused"
    here = file.state((1, head["checkpoint"]))
    parts = snaproll.Value.parse(
        f'{{"nodes":{here.get("/node_results").to_json()},'
        f'"variables":{here.get("/variables").to_json()}}}'
    )
    variables = applied(parts, patch).get("/variables").to_json()
    assert json.loads(variables) == told["variables"]
    owner = file.rows["execution"][0]["owner_handle"]
    assert owner is None, "it was closed"


def compare_versions(file):
    """As which states were committed."""
    versions = {row["exec"]: row["schema"] for row in file.rows["execution"]}
    assert list(versions.values()) == [3, 3, 4]
    for (exec, seq), row in file.records.items():
        without_state = row["kind"] in (1, 6)
        migrated = exec == 3 and seq == file.newest(3)[1]
        expected = None if without_state else 4 if migrated else 3
        assert row["schema"] == expected, row


def compare_lines(file, lines, blobs):
    header, *rest, end = map(json.loads, lines)
    assert header["snaproll_export"] == 1 and header["form"] == "bundle"
    assert header["execution"]["attributes"] == {"a": "b"}
    assert header["execution"]["schema"] == 3
    assert end == {"end": {"lines": len(rest) + 1}}
    compare_blob_lines(rest, blobs)
    for line in rest:
        if "blob" in line:
            continue
        if "keyframe" in line:
            seq, state = line["keyframe"]["seq"], line["keyframe"]["state"]
            assert state == json.loads(file.keyframes[1, seq])
            continue
        record = line["record"]
        row = file.records[1, record["seq"]]
        body = dict(file.bodies[1, record["seq"]])
        assert record["base"] == (row["base"] or 0)
        assert record["schema"] == (row["schema"] or 0)
        assert uuid.UUID(record["commit_id"]).bytes == row["commit_id"]
        delta = body.pop("delta", None)
        assert record["delta"] == (json.loads(delta) if delta else None)
        assert read_body(bytes.fromhex(record["sections"])) == body


def main():
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        path = os.path.join(folder, "runs.db")
        told, blobs, lines = make(path)
        assert sorted(os.listdir(folder)) == ["runs.db"], "one file when closed"
        file = File(path)
        assert len(file.keyframes) > 1, "keyframes are to be read"
        for execution in file.rows["execution"]:
            compare(file, execution["exec"], told[execution["name"]])
        compare_attempts(file, told["run"]["attempts"])
        compare_sections(file, told["run"])
        compare_versions(file)
        compare_blobs(file.rows, blobs)
        compare_lines(file, lines, blobs)
        counts = (len(file.records), len(file.keyframes), len(blobs))
        print("ok: %d records, %d keyframes, %d blobs" % counts)


main()
