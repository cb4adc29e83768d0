"""Lines of executions: out of a store, and into one."""

import json

import pytest

import snaproll
from snaproll import Store


@pytest.fixture
def lines(store):
    """The bundle of an execution with a history."""
    with store.execution("a", kind="k", attributes={"t": "1"}, schema=2) as run:
        run["messages"] = []
        for number in range(10):
            run["messages"].append({"text": "ü" * number})
            run.step(f"n{number}", lambda: {"number": number})
        run.rollback_n(3)
        run["after"] = True
        run.save()
    return list(store.export("a"))


def history(store, id):
    with store.execution(id, mode="read") as run:
        entries = [(s.id, s.label, s.trigger_node, s.digest()) for s in run.snapshots()]
        return run.digest(), entries


@pytest.mark.parametrize("full", [False, True])
def test_import_of_an_export_gives_the_same_digests(folder, store, lines, full):
    told = list(store.export("a", full=full))
    with Store.open(folder / "other.db") as other:
        assert other.import_(told) == "a"
        assert other.import_(iter(told), as_="b") == "b"
        assert history(other, "a") == history(other, "b") == history(store, "a")
        assert other.check().ok


def test_bundle_of_an_import_is_the_bundle(folder, store, lines):
    with Store.open(folder / "other.db") as other:
        other.import_(lines)
        assert history(other, "a") == history(store, "a")
        info = other.info("a")
        assert (info.kind, info.schema, info.attributes) == ("k", 2, {"t": "1"})
        with other.execution("a", mode="read") as run:
            assert run.is_done("n0") and len(run.attempts()) == 10
            assert run.undo_count == 1


def test_lines_may_come_from_a_file_and_be_bytes(folder, store, lines):
    file = folder / "a.jsonl"
    file.write_text("".join(line + "\n" for line in lines))
    with open(file) as text:
        assert store.import_(text, as_="b") == "b"
    with open(file, "rb") as data:
        assert store.import_(data, as_="c") == "c"
    assert history(store, "b") == history(store, "c") == history(store, "a")


def test_full_lines_are_forms_that_others_read(store, lines):
    told = list(store.export("a", full=True))
    assert all("\n" not in line for line in told)
    header, context, *snapshots, end = map(json.loads, told)
    assert header["form"] == "full"
    assert end == {"end": {"lines": len(told) - 1}}
    with store.execution("a", mode="read") as run:
        text = snaproll.Context.from_json(json.dumps(context["context"])).to_json()
        assert text == run.context.to_json()
        forms = [json.dumps(one["snapshot"]) for one in snapshots]
        read = [snaproll.Snapshot.from_json(form) for form in forms]
        assert [one.id for one in reversed(read)] == run.snapshots().ids
        assert [one.digest() for one in read] == [
            one.digest() for one in reversed(run.snapshots())
        ]


def test_export_closes_itself_behind_the_last_line(store, lines):
    told = store.export("a")
    assert iter(told) is told
    assert repr(told) == "<Exporter>"
    assert list(told) == lines
    assert told.closed and repr(told) == "<Exporter <closed>>"
    assert list(told) == []
    with store.export("a") as told:
        assert next(told) == lines[0]
    assert list(told) == []


@pytest.mark.parametrize(
    "change, error",
    [
        (lambda told: told[:-1], snaproll.InvalidArgumentError),
        (lambda told: [], snaproll.InvalidArgumentError),
        (lambda told: ["no JSON", *told], snaproll.ParseError),
        (lambda told: ["{}", *told], snaproll.NotFoundError),
        (lambda told: [told[0], "[]", *told[1:]], snaproll.SnaprollError),
        (lambda told: [told[0], told[0], *told[1:]], snaproll.SnaprollError),
        (lambda told: [told[0], 5], snaproll.TypeMismatchError),
        (lambda told: told[0], snaproll.TypeMismatchError),
        (lambda told: b"".join(map(str.encode, told)), snaproll.TypeMismatchError),
    ],
)
def test_nothing_stays_of_lines_that_are_no_good(store, lines, change, error):
    with pytest.raises(error):
        store.import_(change(lines), as_="b")
    assert [info.id for info in store.executions()] == ["a"]
    store.compact()
    assert store.check().ok


def test_nothing_stays_where_the_lines_raise(store, lines):
    def some():
        yield from lines[:3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.import_(some(), as_="b")
    assert not store.exists("b")
    assert store.import_(lines, as_="b") == "b"


def test_import_of_what_is_there_exists(store, lines):
    with pytest.raises(snaproll.ExistsError):
        store.import_(lines)
    with pytest.raises(snaproll.ExistsError):
        store.import_(lines, as_="a")


def test_error_of_a_line_tells_its_number(store, lines):
    with pytest.raises(snaproll.SnaprollError) as caught:
        store.import_([*lines[:2], "{", *lines[2:]], as_="b")
    assert caught.value.message.startswith("line 3: ")
