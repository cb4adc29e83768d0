"""Blobs: bytes beside the state, in memory and on a store."""

import array
import hashlib

import pytest

import snaproll
from conftest import finish, start
from snaproll import Store, aio
from snaproll._html_values import value_html
from test_aio import in_loop

NOBODY = "0" * 64  # The hash of no blob that anybody finds.
BAD_HASHES = ["", "0", "A" * 64, "0" * 63 + "g", "0" * 65, "é" * 32, "\0" * 64]


def hash_of(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def reference(hash):
    return {"$blob": hash}


@pytest.fixture(params=["memory", "store"])
def run(request):
    if request.param == "memory":
        with snaproll.Execution() as made:
            yield made
    else:
        with Store.open(":memory:") as store, store.execution("a") as made:
            yield made


@pytest.mark.parametrize("size", [0, 1, 4096, 4097, 16_385, 300_000])
def test_bytes_come_back_by_their_hash(run, size):
    data = bytes(range(251)) * (size // 251 + 1)
    data = data[:size]
    hash = run.put_blob(data)
    assert hash == hash_of(data)
    run["a"] = reference(hash)
    run.snapshot()
    assert type(run.get_blob(hash)) is bytes
    assert run.get_blob(run["a"]["$blob"]) == data


@pytest.mark.parametrize(
    "given",
    [
        bytearray(b"ab\0c"),
        memoryview(b"ab\0c"),
        memoryview(b"a.b.\0.c.")[::2],
        array.array("B", b"ab\0c"),
    ],
)
def test_all_that_has_a_buffer_is_taken_as_its_bytes(run, given):
    assert run.get_blob(run.put_blob(given)) == b"ab\0c"


def test_what_was_put_is_a_copy(run):
    data = bytearray(b"before")
    hash = run.put_blob(data)
    data[:] = b"behind"
    assert run.get_blob(hash) == b"before"


@pytest.mark.parametrize("bad", ["text", 1, None, [1], object(), {}, 1.5])
def test_what_is_no_bytes_is_told_so(run, bad):
    with pytest.raises(TypeError) as caught:
        run.put_blob(bad)
    assert isinstance(caught.value, snaproll.TypeMismatchError)
    assert str(caught.value) == f"data has to be bytes, not {type(bad).__name__}"


def test_a_view_that_was_released_is_refused(run):
    view = memoryview(b"a")
    view.release()
    with pytest.raises(ValueError, match="released"):
        run.put_blob(view)


@pytest.mark.parametrize("bad", BAD_HASHES)
def test_what_is_no_hash_is_told_so(run, bad):
    with pytest.raises(snaproll.InvalidArgumentError, match="64 lower-case hex digits"):
        run.get_blob(bad)


@pytest.mark.parametrize("bad", [b"0" * 64, None, 1, reference(NOBODY)])
def test_a_hash_is_a_str(run, bad):
    with pytest.raises(TypeError, match="hash has to be a str, not "):
        run.get_blob(bad)


def test_nobodys_hash_is_not_found(run):
    with pytest.raises(snaproll.NotFoundError, match=NOBODY):
        run.get_blob(NOBODY)


def test_bytes_in_a_state_are_refused_and_told_where_they_belong(run):
    for bad in (b"a", bytearray(b"a"), memoryview(b"a")):
        with pytest.raises(TypeError, match="put_blob") as caught:
            run["a"] = {"data": [bad]}
        assert caught.value.pointer == "/data/0"
    assert "a" not in run


def test_closed_handles_are_unusable(path):
    store = Store.open(path)
    run = store.execution("a")
    hash = run.put_blob(b"a")
    run.close()
    for call in (lambda: run.put_blob(b"a"), lambda: run.get_blob(hash)):
        with pytest.raises(snaproll.UnusableError):
            call()
    store.close()
    with pytest.raises(snaproll.UnusableError):
        store.get_blob(hash)


# On a store.


def test_they_are_in_the_store_with_the_commit_that_brings_their_hash(store):
    with store.execution("a") as run:
        hash = run.put_blob(b"a" * 10_000)
        run.save()
        with pytest.raises(snaproll.NotFoundError):
            store.get_blob(hash)
        run["a"] = reference(hash)
        run.save()
        assert store.get_blob(hash) == b"a" * 10_000
        with store.execution("a", mode="read") as reader:
            assert reader.get_blob(reader["a"]["$blob"]) == b"a" * 10_000
            with pytest.raises(snaproll.ReadOnlyError):
                reader.put_blob(b"b")


def test_what_was_put_and_not_named_ends_with_its_handle(store):
    with store.execution("a") as run:
        hash = run.put_blob(b"a")
    with store.execution("a") as run:
        with pytest.raises(snaproll.NotFoundError):
            run.get_blob(hash)


def test_a_reference_that_was_committed_before_its_bytes_keeps_nothing(store):
    hash = hash_of(b"late")
    with store.execution("a") as run:
        run["a"] = reference(hash)
        run.save()
        run.put_blob(b"late")
        run.snapshot()
        with pytest.raises(snaproll.NotFoundError):
            store.get_blob(hash)
        run["b"] = reference(hash)
        run.snapshot()
        assert store.get_blob(hash) == b"late"


def test_what_a_text_became_is_kept(store):
    with store.execution("a") as run:
        hash = run.put_blob(b"a")
        for before in (f"blob:{hash}", hash[:40], hash[::-1]):
            run["a"] = reference(before)
            run.snapshot()
            run["a"]["$blob"] = hash
            run.snapshot()
            assert store.get_blob(hash) == b"a"


def test_what_was_put_outlives_a_conflict_and_a_reload(store):
    with store.execution("a") as run:
        hash = run.put_blob(b"a")
        run["a"] = reference(hash)
        store.execution("a", take_over=True).close()
        with pytest.raises(snaproll.ConflictError):
            run.save()
        run.reload()
        run["a"] = reference(hash)
        run.save()
        assert store.get_blob(hash) == b"a"


def test_they_are_stored_once_and_counted(store):
    data = hashlib.shake_256(b"a").digest(50_000)
    for id in ("a", "b"):
        with store.execution(id) as run:
            run["a"] = reference(run.put_blob(data))
            run.snapshot()
    stats = store.stats()
    assert stats.blobs == 1 and 50_000 <= stats.blob_bytes < 55_000
    for id in ("a", "b"):
        assert store.get_blob(hash_of(data)) == data
        store.delete(id)
    stats = store.stats()
    assert (stats.blobs, stats.blob_bytes) == (0, 0)


def test_another_process_reads_them(path):
    with Store.open(path) as store, store.execution("a") as run:
        hash = run.put_blob(b"for others")
        run["a"] = reference(hash)
        run.save()
        program = (
            "import sys, snaproll; store = snaproll.Store.open(sys.argv[1]);"
            "print(store.get_blob(sys.argv[2]))"
        )
        assert finish(start(program, path, hash)) == "b'for others'\n"


def test_forks_copies_and_exports_have_them(folder, store):
    data = hashlib.shake_256(b"a").digest(20_000)
    with store.execution("a") as run:
        run["a"] = reference(run.put_blob(data))
        run.snapshot()
    store.fork("a", "fork")
    store.copy("a", "copy")
    with Store.open(folder / "other.db") as other:
        store.copy("fork", "fork", to=other)
        other.import_(store.export("a", full=True), as_="full")
        for id in ("fork", "full"):
            assert other.get_blob(hash_of(data)) == data
            other.delete(id)
            assert other.exists("full") or other.stats().blobs == 0
    store.delete("a")
    store.delete("fork")
    with store.execution("copy") as run:
        assert run.get_blob(run["a"]["$blob"]) == data


def test_erasing_their_place_takes_their_bytes_from_the_file(path):
    mark = hashlib.shake_256(b"mark").digest(32)
    with Store.open(path, compress=False) as store, store.execution("a") as run:
        run["large"] = reference(run.put_blob(mark * 500))
        run["small"] = reference(run.put_blob(mark))
        run.snapshot()
        run["n"] = 1
        run.snapshot()
        large = run["large"]["$blob"]
        run.erase(pointer="/variables/small")
        run.erase(containing=large)
        assert run == {"large": reference("[erased]"), "n": 1}
        with pytest.raises(snaproll.NotFoundError):
            run.get_blob(large)
        assert store.stats().blobs == 0
    assert mark not in path.read_bytes()


def test_erasing_a_text_does_not_look_into_them(store):
    with store.execution("a") as run:
        hash = run.put_blob(b"my secret")
        run["a"] = reference(hash)
        run.save()
        with pytest.raises(snaproll.NotFoundError):
            run.erase(containing="my secret")
        assert run.get_blob(hash) == b"my secret"


# What else has them.


@pytest.mark.parametrize("where", ["memory", "store"])
@in_loop
async def test_async_twins_have_them(path, where):
    async with aio.AsyncStore.open(path) as store:
        if where == "store":
            run = await store.execution("a")
        else:
            run = aio.AsyncExecution()
        hash = await run.put_blob(bytearray(b"a"))
        run["a"] = reference(hash)
        await run.save()
        assert await run.get_blob(hash) == b"a"
        with pytest.raises(snaproll.TypeMismatchError):
            await run.put_blob("a")
        if where == "store":
            assert await store.get_blob(hash) == b"a"
        with pytest.raises(snaproll.NotFoundError):
            await store.get_blob(NOBODY)
        await run.close()


def test_a_reference_is_shown_by_the_beginning_of_its_hash():
    shown = str(value_html(snaproll.Value({"a": reference(NOBODY), "b": [1]})))
    assert f'title="{NOBODY}"' in shown
    assert ">blob 000000000000…<" in shown
    assert "$blob" not in shown
    assert "blob 0000" in str(value_html(snaproll.Value(reference(NOBODY))))


@pytest.mark.parametrize(
    "item",
    [{"$blob": "a"}, {"$blob": [1]}, {"$blob": NOBODY, "a": 1}, {"$blab": NOBODY}],
)
def test_what_only_looks_like_a_reference_is_shown_as_it_is(item):
    (name,) = set(item) - {"a"}
    assert name in str(value_html(snaproll.Value({"x": item})))
