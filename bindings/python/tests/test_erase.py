"""Erasing: what it does, what it tells, what it refuses."""

import pathlib

import pytest
import snaproll

SECRET = "sk-77ab01"


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "runs.db"


def fill(run: snaproll.Execution) -> None:
    run["key"] = SECRET
    run["log"] = [{"header": f"Bearer {SECRET}"}, 1]
    for i in range(20):
        run["i"] = i
        run.snapshot(label=f"with {SECRET}")
    run.rollback_n(3)


def test_takes_a_text_from_a_store_and_its_files(path: pathlib.Path) -> None:
    with snaproll.Store.open(path, compress=False) as store:
        with store.execution("run") as run:
            fill(run)
            report = run.erase(containing=SECRET, reason="leaked")
            assert report.executions == ["run"]
            assert report.states > 20 and report.records > 0
            assert not report.pending and report.kept == []
            assert run["key"] == "[erased]"
            assert run["log"][0]["header"] == "Bearer [erased]"
            assert all(SECRET not in (s.label or "") for s in run.snapshots())
            (erasure,) = run.erasures()
            assert erasure.id == report.id and erasure.reason == "leaked"
            assert erasure.pointer is None
        for file in path.parent.iterdir():
            assert SECRET.encode() not in file.read_bytes()
        assert store.check()


def test_takes_a_place_in_memory() -> None:
    run = snaproll.Execution(max_snapshots=100)
    fill(run)
    assert run.erase(pointer="/variables/key", dry_run=True).id is None
    assert run["key"] == SECRET
    run.erase(pointer="/variables/key")
    assert "key" not in run
    assert all("key" not in s.variables for s in run.snapshots())
    assert [one.pointer for one in run.erasures()] == ["/variables/key"]


def test_names_executions_that_share_records(path: pathlib.Path) -> None:
    with snaproll.Store.open(path) as store:
        with store.execution("run") as run:
            fill(run)
        store.fork("run", as_="fork")
        report = store.erase("fork", containing=SECRET)
        assert report.executions == ["run", "fork"]
        with store.execution("run") as run:
            assert run["key"] == "[erased]"
            with pytest.raises(snaproll.OwnedError):
                store.erase(containing="Bearer")
            store.erase(containing="Bearer", take_over=True)
            with pytest.raises(snaproll.ConflictError):
                run.save()
        assert len(store.erasures("run")) == 2


def test_refuses_what_is_nowhere_and_what_is_no_value() -> None:
    run = snaproll.Execution()
    fill(run)
    with pytest.raises(snaproll.NotFoundError):
        run.erase(containing="nowhere")
    with pytest.raises(snaproll.NotFoundError):
        run.erase(pointer="/variables/none")
    for wrong in ({}, {"pointer": "/variables/a", "containing": "a"}):
        with pytest.raises(snaproll.InvalidArgumentError):
            run.erase(**wrong)
    with pytest.raises(snaproll.InvalidArgumentError):
        run.erase(containing="")
    with pytest.raises(snaproll.InvalidArgumentError) as refused:
        run.erase(containing=SECRET, reason=f"{SECRET} leaked")
    assert SECRET not in str(refused.value)
    assert run["key"] == SECRET
