"""B15: files of every format that was given out are read, written, imported.

For each folder tests/golden/<format>: the store is opened for reading, and all
that can be read compared with expected.json; a copy of it is written to and
checked; the exports are imported and compared; a store, a feature and an export
of a newer version are refused as docs/format.md says, and not changed.

    golden.py [--control read|newer]
"""

import contextlib
import gzip
import hashlib
import json
import os
import pathlib
import sqlite3
import struct
import sys
import tempfile

from report import BINDING, GOLDEN, Report, library, parser, seeded

os.environ.setdefault("SNAPROLL_LIBRARY", str(library().absolute()))
sys.path.insert(0, str(BINDING))
import snaproll  # noqa: E402
from golden_read import execution, read, text_of  # noqa: E402

REPLAY = "tests/proof/golden.py"


def leaves(item, path=""):
    """Each value of some JSON, with where it stands."""
    if isinstance(item, dict):
        for name, part in item.items():
            yield from leaves(part, f"{path}/{name}")
    elif isinstance(item, list) and item:
        for number, part in enumerate(item):
            yield from leaves(part, f"{path}/{number}")
    else:
        yield path, item


class Golden:
    """The files of one format."""

    def __init__(self, folder, report, control, work):
        self.folder, self.report, self.control = folder, report, control
        self.work = pathlib.Path(work)
        self.expected = json.loads((folder / "expected.json").read_text("utf-8"))

    def lines(self, name):
        text = gzip.decompress((self.folder / f"{name}.jsonl.gz").read_bytes())
        return text.decode().split("\n")[:-1]

    def copy(self, name):
        path = self.work / name
        path.write_bytes(gzip.decompress((self.folder / "store.db.gz").read_bytes()))
        return path

    def same(self, found, wanted, told):
        self.report.same(found, wanted, f"format {self.folder.name}: {told}", REPLAY)

    def compare(self, found, wanted, told):
        """Leaf by leaf, so that a difference names its place."""
        there = dict(leaves(found))
        for path, value in leaves(wanted):
            self.same(there.pop(path, "not there"), value, f"{told}{path}")
        self.same(sorted(there), [], f"{told}: what is more")

    def reading(self):
        path = self.copy("read.db")
        before = path.read_bytes()
        wanted = dict(self.expected)
        if self.control == "read":
            wanted["policy"] = "keep-last=1"
        self.compare(read(path), wanted, "read")
        self.same(path.read_bytes() == before, True, "reading changed nothing")

    def writing(self):
        """Each execution goes on; what was there is as it was."""
        path = self.copy("write.db")
        before = read(path)["executions"]
        with snaproll.Store.open(path) as store:
            for name in before:
                self.write(store, name)
            self.same(store.check().findings, [], "checked, written")
            store.compact()
            self.same(store.check().findings, [], "checked, compacted")
        after = read(path)["executions"]
        for name, was in before.items():
            now = {one["form"]["id"]: one for one in after[name]["snapshots"]}
            for one in was["snapshots"]:
                told = f"snapshot {one['form']['label']} of {name}"
                self.same(now.get(one["form"]["id"]), one, f"{told}, written")

    def write(self, store, name):
        schema = store.info(name).schema
        kind = store.info(name).kind
        told = {"kind": kind, "schema": schema} if schema else {}
        with store.execution(name, mode="existing", max_snapshots=50, **told) as run:
            digest = run.digest()
            before = run.snapshot("before")
            run["written"] = {"by": "golden.py"}
            self.same(run.step("golden", lambda: [1]), [1], f"a step of {name}")
            self.same(run.rollback_to(before).success, True, f"a rollback of {name}")
            self.same(run.digest(), digest, f"the state of {name}, rolled back")

    def transfers(self):
        """Exports of that time are imported, and made again as they were."""
        wanted = self.expected["executions"]["run"]
        with snaproll.Store.open(self.copy("again.db")) as store:
            self.same(list(store.export("run")), self.lines("bundle"), "exported")
            self.same(list(store.export("run", full=True)), self.lines("full"),
                      "exported in full")
        with snaproll.Store.open(self.work / "import.db") as store:
            store.set_policy(self.expected["policy"])
            store.import_(self.lines("bundle"))
            store.import_(self.lines("full"), as_="full")
            found = text_of(execution(store, "run"))
            for part in ("told", "erasures"):  # What is not read, or in no export.
                found[part] = wanted[part]
            self.compare(found, wanted, "imported")
            full = text_of(execution(store, "full"))
            self.same([one["digest"] for one in full["snapshots"]],
                      [one["digest"] for one in wanted["snapshots"]],
                      "imported in full")
            self.same(full["digest"], wanted["digest"], "the state, in full")
            self.same(store.check().findings, [], "checked, imported")
            lines = self.lines("bundle")
            lines[0] = lines[0].replace('"snaproll_export":1', '"snaproll_export":2')
            self.refused(lambda: store.import_(lines, as_="newer"), "FORMAT",
                         "an export of a newer version")
            self.same(store.exists("newer"), False, "nothing of it is there")

    def refused(self, call, code, told):
        try:
            call()
            found = None
        except snaproll.SnaprollError as problem:
            found = problem.code_name
        self.same(found, code, told)

    def newer(self):
        """Stores of a newer version: refused, or opened for reading alone."""
        rows = [("format", None, "FORMAT", "FORMAT"),
                ("incompat", "incompat", "FORMAT", "FORMAT"),
                ("ro_compat", "ro_compat", "READ_ONLY", None),
                ("compat", "compat", None, None)]
        for what, column, writing, reading in rows:
            path = self.copy(f"{what}.db")
            if self.control != "newer":
                make_newer(path, column)
            before = path.read_bytes()
            self.refused(lambda: write_to(path), writing, f"newer {what}, to write")
            if writing is not None:
                self.same(path.read_bytes() == before, True, f"{what}: not changed")
            self.refused(lambda: read(path), reading, f"newer {what}, to read")


def write_to(path):
    with snaproll.Store.open(path) as store:
        store.set_policy("keep-last=7")


def make_newer(path, column):
    """Raises the format, or sets an unknown bit in a feature word."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        if column is None:
            version = file.execute("PRAGMA user_version").fetchone()[0]
            file.execute(f"PRAGMA user_version={version + 1}")
        else:
            file.execute(f"UPDATE meta SET {column} = 1 << 40")
            row = file.execute("SELECT * FROM meta").fetchone()
            file.execute("UPDATE meta SET checksum = ?", [checksum(row)])
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def checksum(row):
    """That of docs/format.md, of the row of meta."""
    fields = [b"\0" + struct.pack("<Q", 4) + b"meta"]
    for item in (row[0], *row[:-1]):
        if isinstance(item, int):
            fields.append(b"\2" + struct.pack("<q", item))
        else:
            fields.append(b"\1" + struct.pack("<Q", len(item)) + item)
    return hashlib.blake2b(b"".join(fields), digest_size=32).digest()


def main():
    made = parser(__doc__)
    made.add_argument("--control", choices=("read", "newer"))
    told = made.parse_args()
    report = Report("B15", seeded(told.seed), "golden files read, written, imported")
    for folder in sorted(GOLDEN.glob("[0-9]*")):
        with tempfile.TemporaryDirectory(dir="/dev/shm") as work:
            golden = Golden(folder, report, told.control, work)
            for part in (golden.reading, golden.writing, golden.transfers,
                         golden.newer):
                part()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
