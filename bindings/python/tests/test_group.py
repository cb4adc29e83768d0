"""Snapshots of several executions, and what snapshots take."""

import uuid

import pytest

import snaproll


@pytest.fixture(params=["memory", "store"])
def runs(request, tmp_path):
    """Two executions in one place."""
    if request.param == "memory":
        yield [snaproll.Execution(), snaproll.Execution()]
        return
    with snaproll.Store.open(tmp_path / "runs.db") as store:
        yield [store.execution("parent"), store.execution("child")]


def fill(runs, number):
    for run in runs:
        run["x"] = number


def test_all_go_back_together(runs):
    fill(runs, 1)
    group = snaproll.snapshot_group(iter(runs), label="before", reason="to try")
    fill(runs, 2)
    results = snaproll.rollback_group(runs, group)
    assert [result.success for result in results] == [True, True]
    assert [run["x"] for run in runs] == [1, 1]
    for run, result in zip(runs, results):
        (told,) = run.groups()
        assert told == snaproll.Group(
            group, result.applied_snapshot_id, "before", told.at, 2
        )
        assert run.manager.get(told.snapshot).reason == "to try"
    fill(runs, 3)
    snaproll.rollback_group(runs, str(group))
    assert [run["x"] for run in runs] == [1, 1]


def test_where_one_fails_none_is_changed(runs):
    group = snaproll.snapshot_group(runs)
    fill(runs, 2)
    with pytest.raises(snaproll.InvalidArgumentError):
        snaproll.rollback_group(runs[:1], group)
    with pytest.raises(snaproll.NotFoundError):
        snaproll.rollback_group(runs, uuid.uuid4())
    runs[1].remove_group(group)
    with pytest.raises(snaproll.NotFoundError):
        snaproll.rollback_group(runs, group)
    with pytest.raises(snaproll.InvalidArgumentError):
        snaproll.snapshot_group([])
    with pytest.raises(snaproll.InvalidArgumentError):
        snaproll.snapshot_group([runs[0], runs[0]])
    with pytest.raises(snaproll.InvalidArgumentError):
        snaproll.snapshot_group([*runs, snaproll.Store.open(":memory:").execution("other")])
    with pytest.raises(snaproll.TypeMismatchError):
        snaproll.snapshot_group([runs[0], "child"])
    assert [run["x"] for run in runs] == [2, 2]


def test_a_member_stays_until_its_group_is_removed(runs):
    group = snaproll.snapshot_group(runs)
    run = runs[0]
    member = run.groups()[0].snapshot
    with pytest.raises(snaproll.HeldError) as raised:
        run.remove(member)
    assert str(group) in raised.value.message
    with pytest.raises(snaproll.HeldError):
        run.clear_history()
    run.remove_group(group)
    with pytest.raises(snaproll.NotFoundError):
        run.manager.remove_group(group)
    run.remove(member)
    assert run.groups() == []
    assert runs[1].manager.groups_json().startswith('[{"id":"')


def test_what_snapshots_take_is_told(runs):
    run = runs[0]
    run["big"] = "x" * 10_000
    one = run.snapshot()
    run["small"] = 1
    two = run.snapshot(label="two")
    assert run.usage() == snaproll.Usage(0, 0, 0, 0)
    both, alone = run.usage(one, two), run.usage("two", cancel=snaproll.Cancel())
    for usage in (both, alone):
        assert usage.total == usage.alone + usage.shared
    assert alone.total > alone.alone
    assert both.total >= alone.total
    with pytest.raises(snaproll.NotFoundError):
        run.usage(uuid.uuid4())
