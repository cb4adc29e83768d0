"""Private paths: what is captured, and what is shown."""

import copy

import pytest

import snaproll
from snaproll import PrivatePaths, Value

SECRET = "hunter2"


@pytest.fixture
def private(run):
    run.set_private_paths(
        transient=["/variables/token"],
        secret=["/variables/card", "/variables/users/*/key"],
    )
    run["token"] = SECRET
    run["card"] = SECRET
    run["users"] = [{"name": "a", "key": SECRET}]
    run["plain"] = 1
    return run


def test_paths_are_told_and_read(run):
    assert run.private_paths == PrivatePaths()
    run.set_private_paths(transient=("/variables/a",), secret=["/variables/b"])
    told = PrivatePaths(("/variables/a",), ("/variables/b",))
    assert run.private_paths == run.context.private_paths == told
    with run.transaction() as change:
        assert change.private_paths == told
        change.set_private_paths()
    assert run.private_paths == PrivatePaths()


def test_bad_paths_are_refused(run):
    with pytest.raises(snaproll.InvalidArgumentError) as caught:
        run.set_private_paths(secret=["/variables/a", "/state"])
    assert caught.value.pointer == "/secret/1"
    with pytest.raises(snaproll.LimitError):
        run.set_private_paths(secret=["/variables/a"] * 1001)
    with pytest.raises(snaproll.TypeMismatchError):
        run.set_private_paths(transient="/variables/a")
    with pytest.raises(snaproll.TypeMismatchError):
        run.set_private_paths(transient=[1])
    assert run.private_paths == PrivatePaths()


def test_transient_values_are_live_alone(private):
    before = private.snapshot()
    assert private["token"] == SECRET
    assert "token" in private
    snapshot = private.manager.get(before)
    assert snapshot.variables.plain() == {
        "card": SECRET,
        "plain": 1,
        "users": [{"name": "a", "key": SECRET}],
    }
    assert '"token"' not in private.context.to_json()
    assert "token" not in private.value()["variables"].names()
    private["plain"] = 2
    private["token"] = "other"
    private.rollback()
    assert private["plain"] == 1
    assert private["token"] == "other"


def test_values_are_masked():
    paths = PrivatePaths(secret=("/variables/a/*",))
    value = Value({"variables": {"a": {"x": 1}, "b": 2}})
    masked = {"variables": {"a": {"x": "***"}, "b": 2}}
    assert value.masked(paths).plain() == masked
    assert value.masked(paths.to_json()).plain() == masked
    assert Value({"x": 1}).masked(paths, "/variables/a").plain() == {"x": "***"}
    assert Value(1).masked(paths, "/variables/a/x").plain() == "***"


def test_patches_are_masked():
    patch = snaproll.diff({"variables": {"a": 1}}, {"variables": {"a": 2}})
    masked = patch.masked(PrivatePaths(secret=("/variables/a",)))
    assert masked.text() == '~ /variables/a: "***" -> "***"\n'
    assert patch.text() == "~ /variables/a: 1 -> 2\n"


def test_live_views_show_no_private_value(private):
    for view in (private["users"], private["users"][0], private.node_results):
        assert SECRET not in repr(view)
        assert SECRET not in str(view)
    assert repr(private["users"]) == "LiveList([{'key': '***', 'name': 'a'}])"
    assert private["users"].plain() == [{"key": SECRET, "name": "a"}]
    assert SECRET not in repr(private) + repr(private.context)


def test_patches_of_a_context_show_no_private_value(private):
    before = private.manager.get(private.snapshot())
    private["card"] = SECRET + "3"
    private["users"] = [{"name": "b", "key": SECRET + "3"}, {"key": SECRET + "4"}]
    private["token"] = SECRET + "5"
    made = private.context.diff(before)
    for patch in (
        made,
        made.ref(),
        copy.copy(made),
        copy.deepcopy(made),
        made.invert(before),
        made.compose([]),
        snaproll.diff(before, private),
        private.plan_rollback().result.patch,
        private.rollback().patch,
        private.undo_rollback().diff(),
        private.redo_rollback().patch,
    ):
        assert "/variables/card" in str(patch)
        assert SECRET not in str(patch) + repr(patch)
        assert SECRET in patch.text()


def test_steps_show_no_private_value(private):
    step = private.step_begin("node")
    private["card"] = "other"
    assert SECRET not in str(step.rollback("no").patch)


def test_field_changes_show_no_private_value(private):
    private.snapshot()
    private["card"] = SECRET + "3"
    private.snapshot()
    for history in (
        private.history("/variables/card"),
        private.manager.history("/variables/card"),
        private.history("/variables/card").ref(),
    ):
        assert [SECRET in repr(change) for change in history] == [False, False]
        assert repr(history[0]).startswith('<FieldChange "***" -> "***" in ')
        assert history[0].after == SECRET + "3"


def test_a_closed_context_shows_no_private_value(private):
    users = private["users"]
    private.close()
    assert SECRET not in repr(users)


def test_errors_quote_no_value(private):
    private.snapshot()
    private["big"] = "x"
    calls = [
        lambda: private.test_at("/variables/card", "wrong"),
        lambda: private.set_at("/variables/card/x", 1),
        lambda: private.append_at("/variables/card", 1),
        lambda: private.get_at("/variables/card/x"),
        lambda: private.splice_at("/variables/card", 0, 1, []),
        lambda: private.context.apply_patch(
            [{"op": "test", "path": "/variables/card", "value": "no"}]
        ),
        lambda: private.context.set_variable_json("card", '"' + SECRET),
        lambda: private.context.get_value_at("/variables/card").as_int64(),
        lambda: snaproll.NodeResult.from_json('{"result":"' + SECRET + '"}'),
        lambda: snaproll.Context.from_json('{"state":"' + SECRET + '"}'),
    ]
    for call in calls:
        with pytest.raises(Exception) as caught:
            call()
        assert SECRET not in str(caught.value), call


def test_a_store_keeps_the_paths_and_no_transient_value(folder):
    path = folder / "runs.db"
    with snaproll.Store.open(path) as store, store.execution("run") as run:
        run.set_private_paths(transient=["/variables/token"])
        run["token"] = SECRET
        run.snapshot()
        run.save()
        assert SECRET not in "".join(store.export("run"))
    assert all(SECRET.encode() not in file.read_bytes() for file in folder.iterdir())
    with snaproll.Store.open(path) as store, store.execution("run") as run:
        assert run.private_paths.transient == ("/variables/token",)
        assert "token" not in run
