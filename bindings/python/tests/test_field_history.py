"""FieldHistory: how one value changed from snapshot to snapshot."""

import pytest

import snaproll


@pytest.fixture
def changes(run):
    """x is 1, again 1, null, {"a": 2}, and gone."""
    for item in (1, 1, None, {"a": 2}):
        run["x"] = item
        run.snapshot()
    del run["x"]
    run.snapshot()
    with run.history("/variables/x") as history:
        yield history


def test_changes_are_listed_newest_first(run, changes):
    assert [(c.before, c.after) for c in changes] == [
        ({"a": 2}, None),
        (None, {"a": 2}),
        (1, None),
        (None, 1),
    ]
    ids = run.snapshots().ids
    assert [c.snapshot_id for c in changes] == [ids[0], ids[1], ids[2], ids[4]]
    assert changes[1].snapshot.id == ids[1]
    assert changes[1].snapshot.get("/variables/x/a") == 2
    assert changes[0].created_at >= changes[3].created_at


def test_json_tells_null_from_nothing(changes):
    assert changes[2].after_json == "null"
    assert changes[0].after_json is None
    assert changes[3].before_json is None
    assert changes[0].after_value is None
    assert changes[1].after_value.to_json() == '{"a":2}'


def test_columns_are_one_call_each(changes):
    assert changes.ids == [c.snapshot_id for c in changes]
    assert changes.created_at == [c.created_at for c in changes]
    before, after = snaproll.FieldFlag.HAS_BEFORE, snaproll.FieldFlag.HAS_AFTER
    assert changes.flags == [before, before | after, before | after, after]
    assert changes.before_json == ['{"a":2}', "null", "1", None]
    assert changes.after_json == [None, '{"a":2}', "null", "1"]


def test_a_history_is_a_sequence(changes):
    assert len(changes) == 4 and changes
    assert changes[-1].after == 1
    assert [c.after for c in changes[1:3]] == [{"a": 2}, None]
    for index in (4, -5):
        with pytest.raises(snaproll.NotFoundError):
            changes[index]
    assert repr(changes) == "<FieldHistory of 4 at '/variables/x'>"
    assert repr(changes[3]).startswith("<FieldChange None -> 1 in ")


def test_a_place_that_never_was_has_no_changes(run):
    run.snapshot()
    history = run.history("/variables/never")
    assert not history and len(history) == 0
    assert history.ids == history.created_at == history.after_json == []
    assert list(history) == []


def test_results_and_states_have_histories(run):
    run.step("n", lambda: 7)
    run.context.set_state(snaproll.State.FAILED, "why")
    run.snapshot()
    assert run.history("/node_results/n/result/Success")[0].after == 7
    states = run.manager.history("/state")
    assert [c.after for c in states] == [{"Failed": "why"}, "Running"]


def test_a_history_outlives_what_it_came_from():
    with snaproll.Execution() as run:
        run["x"] = 1
        run.snapshot()
        history = run.history("/variables/x")
        other = history.ref()
    history.close()
    assert other[0].after == 1
    change = other[0]
    other.close()
    with pytest.raises(snaproll.UnusableError):
        change.after
    assert repr(change) == "FieldChange(<closed>)"
    assert repr(other) == "<FieldHistory of closed>"


def test_pointers_are_checked(run):
    with pytest.raises(snaproll.ParseError) as caught:
        run.history("variables/x")
    assert caught.value.offset == 0
    with pytest.raises(snaproll.NotFoundError) as caught:
        run.history("/x")
    assert caught.value.hint == "begin with /variables, /node_results or /state"


def test_bisect_finds_the_first_change(run):
    for count in range(100):
        run["x"] = count
        run.snapshot()
    empty = snaproll.Manager()
    calls = []

    def large(x):
        calls.append(x)
        return x >= 95

    found = run.bisect("/variables/x", large)  # of the ten that are kept
    assert found.after == 95 and found.before == 94
    assert len(calls) <= 4
    assert run.manager.bisect("/variables/x", lambda x: x > 100) is None
    assert empty.bisect("/variables/x", lambda x: True) is None


def test_bisect_gives_none_for_what_is_gone(run, changes):
    found = run.bisect("/variables/x/a", lambda a: a is None)
    assert found.snapshot_id == changes[0].snapshot_id


@pytest.mark.filterwarnings("ignore:coroutine")
def test_a_predicate_that_is_async_is_refused(changes):
    async def large(x):
        return False

    with pytest.raises(snaproll.TypeMismatchError, match="is not async"):
        changes.bisect(large)


def test_an_error_of_the_predicate_goes_on(changes):
    with pytest.raises(ZeroDivisionError):
        changes.bisect(lambda x: 1 / 0)
