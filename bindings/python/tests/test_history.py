"""The tree of a history, branches, tags, holds, resolving, and policies."""

import uuid

import pytest

import snaproll


@pytest.fixture
def taken(run):
    """Three snapshots, the last two of them children of the first."""
    ids = []
    for n in range(3):
        if n == 2:
            run.rollback_to(ids[0])
        run["n"] = n
        ids.append(run.snapshot(label=f"n{n}"))
    return ids


def test_parents_children_and_the_tree_are_told(run, taken):
    a, b, c = taken
    assert run.parent(c) == run.parent("n1") == a
    assert run.parent(a) is None
    assert run.children(a).ids == [c, b]
    assert run.common_ancestor(b, "latest") == a
    assert run.tree() == [(c, a), (b, a), (a, None)]
    other = run.manager.copy()
    other.push_snapshot(snaproll.Context("w").take_snapshot())
    assert other.common_ancestor(a, "latest") is None
    with pytest.raises(snaproll.NotFoundError):
        run.parent(uuid.uuid4())


def test_branches_are_made_switched_renamed_and_removed(run, taken):
    a, b, c = taken
    run.create_branch("main")
    run.create_branch("first try", b)
    Branch = snaproll.Branch
    assert run.branches() == [Branch("first try", b, False), Branch("main", c, True)]
    assert run.switch("first try").applied_snapshot_id == b
    assert run["n"] == 1
    d = run.snapshot()
    assert run.branches()[0] == Branch("first try", d, True)
    run.rename_branch("first try", "old")
    with pytest.raises(snaproll.ExistsError):
        run.create_branch("main", a)
    run.remove_branch("main")
    assert run.branches() == [Branch("old", d, True), Branch(None, c, False)]
    with pytest.raises(snaproll.NotFoundError):
        run.switch("main")


def test_a_manager_has_the_same_verbs(context):
    manager = snaproll.Manager()
    a = manager.create_snapshot(context)
    manager.create_branch(context, "main")
    manager.create_snapshot(context, label="second")
    manager.create_branch(context, "old", a)
    assert manager.switch(context, "old").applied_snapshot_id == a
    assert manager.parent("second") == a
    assert manager.list(after="second").ids == [a]
    assert manager.rollback_to(context, "latest").success
    assert manager.plan_rollback(context, "old").result.applied_snapshot_id == a


def test_tags_and_holds_have_types(run, taken):
    a, b, _ = taken
    run.tag(a, "good")
    run.tag("n1", "good")
    with pytest.raises(snaproll.ExistsError):
        run.tag(b, "good", unique=True)
    run.untag("n1", "good")
    (tag,) = run.tags()
    assert (tag.name, tag.snapshot) == ("good", a)
    assert isinstance(tag.at, snaproll.Time)
    run.hold("good", "audit", reason="case 7")
    (hold,) = run.holds()
    assert (hold.name, hold.snapshot, hold.reason) == ("audit", a, "case 7")
    with pytest.raises(snaproll.HeldError) as caught:
        run.remove("good")
    assert "'audit'" in caught.value.message
    with pytest.raises(snaproll.HeldError):
        run.clear_history()
    run.release(a, "audit")
    run.remove(a)
    assert run.holds() == run.tags() == []
    assert run.parent(b) is None


def test_a_text_stands_for_a_snapshot_wherever_an_id_does(run, taken):
    a, b, c = taken
    assert run.resolve("latest") == c
    assert run.resolve("latest~") == run.resolve("start") == a
    assert run.resolve(str(b)) == b
    assert run.rollback_to("n1").applied_snapshot_id == b
    assert run.plan_rollback("start").result.applied_snapshot_id == a
    assert run.diff("n1").to_compact() == "[]"
    assert run.manager.get("n1").id == b
    run.tag(a, "both")
    run.tag(b, "both")
    with pytest.raises(snaproll.AmbiguousError) as caught:
        run.rollback_to("both")
    assert str(a) in caught.value.message and str(b) in caught.value.message
    with pytest.raises(snaproll.InvalidArgumentError) as caught:
        run.resolve("latest~x")
    assert caught.value.offset == 7
    with pytest.raises(snaproll.NotFoundError) as caught:
        run.rollback_to("nobody")
    assert caught.value.result is None
    with pytest.raises(snaproll.NotFoundError) as caught:
        run.rollback_to(str(uuid.uuid4()))
    assert not caught.value.result.success


def test_a_policy_is_set_told_and_taken_away(run):
    assert run.policy is None
    run.set_policy(" keep-last=2 ")
    assert run.policy == run.manager.policy == "keep-last=2"
    for n in range(5):
        run["n"] = n
        run.snapshot()
    assert len(run.snapshots()) == 2
    run.set_policy(None)
    assert run.policy is None
    with pytest.raises(snaproll.ParseError) as caught:
        run.set_policy("keep-last=2 keep-dayly=1")
    assert caught.value.offset == 12
    with pytest.raises(snaproll.InvalidArgumentError):
        run.set_policy("")
    assert snaproll.policy_text("keep-daily=1 keep-last=2") == (
        "keep-last=2 keep-daily=1"
    )


def test_pruning_tells_what_leaves_and_why(run, taken):
    with pytest.raises(snaproll.NotFoundError):
        run.prune()
    planned = run.prune(policy="keep-last=1", dry_run=True)
    assert len(run.snapshots()) == 3
    done = run.prune(policy="keep-last=1")
    assert planned == done
    assert (done.removed, done.bytes_compactable) == (2, None)
    assert [one.stays for one in done.snapshots] == [True, False, False]
    assert [one.id for one in done.snapshots] == taken[::-1]
    assert done.snapshots[0].reasons == "keep-last, newest"
    assert run.snapshots().ids == [taken[2]]


def test_names_and_policies_of_a_store_are_there_again(path):
    with snaproll.Store.open(path) as store, store.execution("a") as run:
        first = run.snapshot(label="first")
        run.create_branch("main")
        run.tag(first, "good")
        run.hold("good", "audit")
        run.set_policy("keep-last=3")
    with snaproll.Store.open(path) as store, store.execution("a") as run:
        assert [branch.name for branch in run.branches()] == ["main"]
        assert run.resolve("good") == first
        assert run.holds()[0].name == "audit"
        assert run.policy == "keep-last=3"
        with store.execution("a", mode="read") as reader:
            reader.release(first, "audit")
        assert run.holds() == []
