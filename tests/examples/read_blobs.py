"""Blobs of a store, read as docs/format.md tells; a part of read_store.py."""

import collections
import hashlib
import json
import random
import re

import snaproll
from reader import Reader


def gear():
    state = 0
    for _ in range(256):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        n = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        n = (n ^ n >> 27) * 0x94D049BB133111EB % 2**64
        yield n ^ n >> 31


GEAR = list(gear())


def cut(data):
    """The chunks of a blob."""
    begin = 0
    while begin < len(data):
        number, end = 0, min(len(data), begin + 16_384)
        for at in range(begin + 1_024, end):
            number = (2 * number + GEAR[data[at]]) % 2**64
            zeros = 14 if at - begin < 4_096 else 10
            if number >> 64 - zeros == 0:
                end = at + 1
                break
        yield data[begin:end]
        begin = end


def read_chunks(data):
    """The numbers of the chunks in the body of a blob."""
    reader, last = Reader(data), 0
    while reader.at < len(data):
        step = reader.varint()
        last += -(step // 2) if step % 2 else step // 2
        yield last


def named(text):
    """The hashes that the plain text of a row has."""
    return {bytes.fromhex(one.decode()) for one in re.findall(b'"([0-9a-f]{64})"', text)}


def read_blobs(rows, uses):
    """All of them, by their hash; each is cut as it has to be."""
    chunks = {row["chunk"]: row for row in rows["chunk"]}
    found = {}
    for row in rows["blob"]:
        data = row["body"]
        if row["chunks"]:
            numbers = list(read_chunks(data))
            assert len(numbers) == row["chunks"]
            parts = [chunks[number]["body"] for number in numbers]
            data = b"".join(parts)
            assert parts == list(cut(data)) and len(data) > 4_096
            uses.update(numbers)
        assert row["codec"] == 0 and row["size"] == len(data)
        assert hashlib.blake2b(data, digest_size=32).digest() == row["hash"]
        found[row["hash"].hex()] = data
    for row in chunks.values():
        assert row["codec"] == 0 and row["size"] == len(row["body"])
        made = hashlib.blake2b(row["body"], digest_size=32).digest()
        assert made == row["hash"]
    return found


def names_of(rows):
    """What each row names: (exec, seq, part, blob)."""
    numbers = {row["hash"]: row["blob"] for row in rows["blob"]}
    for table, skipped in (("record", 0), ("keyframe", 1)):
        for row in rows[table]:
            for hash in named(row["body"][skipped:]) & set(numbers):
                yield row["exec"], row["seq"], row.get("part", -1), numbers[hash]


# What the library makes, and says -------------------------------------------


BLOBS = []  # The hashes of all that were put.


def has(store, hash):
    try:
        store.get_blob(hash)
    except snaproll.NotFoundError:
        return False
    return True


def there(store):
    """Those of them that are in the store."""
    return {hash: store.get_blob(hash) for hash in BLOBS if has(store, hash)}


def put(run, name, data):
    BLOBS.append(run.put_blob(data))
    run[name] = {"$blob": BLOBS[-1]}


def put_blobs(run):
    data = random.Random(1).randbytes(50_000)
    for i in range(10):
        put(run, "grows", bytes([i]) + data[1:] + data[: 700 * i])
        put(run, "page" if i % 2 else "other", b"page %d" % i * 100)
        run.snapshot()
    put(run, "repeats", bytes(100_000))
    put(run, "twice", data)
    run["again"] = run["twice"].plain()
    put(run, "gone", random.Random(2).randbytes(9_000))
    del run["gone"]
    run["no blob"] = hashlib.sha256(b"").hexdigest()


def compare_blobs(rows, told):
    uses = collections.Counter()  # Of chunks.
    assert read_blobs(rows, uses) == told
    assert 12 < len(told) < len(BLOBS)
    counted = {row["chunk"]: row["uses"] for row in rows["chunk_use"]}
    assert counted == dict(uses) and max(counted.values()) > 5
    assert set(counted) == {row["chunk"] for row in rows["chunk"]}
    columns = ("exec", "seq", "part", "blob")
    names = [tuple(row[name] for name in columns) for row in rows["blob_use"]]
    assert sorted(names) == sorted(names_of(rows))
    assert {blob for *_, blob in names} == {row["blob"] for row in rows["blob"]}
    assert {part for _, _, part, _ in names} > {-1, 0}, "keyframes name some"


def compare_blob_lines(lines, told):
    """Each is told once, as a whole, before the line that names it."""
    found, parts = {}, b""
    for line in lines:
        if "blob" not in line:
            names = named(json.dumps(line.get("record", {}).get("delta")).encode())
            assert {one.hex() for one in names} & set(told) <= set(found)
            assert parts == b""
            continue
        blob = line["blob"]
        parts += bytes.fromhex(blob["bytes"])
        assert len(blob["bytes"]) == 2 * 65_536 or blob["last"]
        if blob["last"]:
            assert blob["hash"] not in found
            found[blob["hash"]], parts = parts, b""
    assert found == told
