"""Writing a page: as a whole or not at all, and of bounded size."""

import errno
import os
import pathlib
import resource
import signal
import stat
import time

import pytest

import snaproll
from conftest import finish, start
from hostile import read
from snaproll import _html_page
from snaproll._html_page import page

POLICY = "default-src 'none'; style-src 'sha256-"


@pytest.fixture
def umask():
    old = os.umask(0o027)
    yield
    os.umask(old)


def modes(file):
    return stat.S_IMODE(file.stat().st_mode)


def test_page_is_one_file_that_allows_nothing(run, folder):
    file = run.show(folder / "page.html")
    assert file == folder / "page.html" and isinstance(file, pathlib.Path)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
    )
    assert any(one.startswith(POLICY) for one in read(text).texts)
    for word in ("http://", "https://", "url(", "@import", "src="):
        assert word not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert run.show(str(file)) == file
    assert os.listdir(folder) == ["page.html"]


def test_two_pages_of_one_state_are_the_same(run, folder):
    run["x"] = 1
    run.snapshot()
    first = run.show(folder / "a.html").read_bytes()
    assert run.show(folder / "b.html").read_bytes() == first


def test_permissions_are_those_of_other_files(run, folder, umask):
    file = run.show(folder / "page.html")
    assert modes(file) == 0o640
    file.chmod(0o604)
    run.show(file)
    assert modes(file) == 0o604


def test_a_link_stays_a_link(run, folder):
    (folder / "link.html").symlink_to(folder / "page.html")
    run.show(folder / "link.html")
    assert (folder / "link.html").is_symlink()
    assert (folder / "page.html").stat().st_size > 1_000


@pytest.mark.parametrize("name", ["pipe", "link"])
def test_a_pipe_is_written_to_and_stays(run, folder, name):
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run.show(folder / name) == folder / name
        text = os.read(reader, 1 << 16)  # It holds a small page.
    finally:
        os.close(reader)
    assert text.startswith(b"<!DOCTYPE html>") and text.endswith(b"</html>\n")
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)
    assert sorted(os.listdir(folder)) == ["link", "pipe"]


@pytest.mark.parametrize(
    ("path", "kind", "number"),
    [
        ("nowhere/page.html", FileNotFoundError, errno.ENOENT),
        ("", FileNotFoundError, errno.ENOENT),
        ("folder", IsADirectoryError, errno.EISDIR),
        ("file/page.html", NotADirectoryError, errno.ENOTDIR),
        ("x" * 300, OSError, errno.ENAMETOOLONG),
    ],
)
def test_errors_name_the_path(run, folder, monkeypatch, path, kind, number):
    monkeypatch.chdir(folder)
    (folder / "folder").mkdir()
    (folder / "file").write_text("here")
    with pytest.raises(kind) as caught:
        run.show(path)
    assert (caught.value.errno, caught.value.filename) == (number, path)
    assert sorted(os.listdir(folder)) == ["file", "folder"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *(("\0", ValueError), ("\ud800", ValueError)),
        *((1, TypeError), (None, TypeError), (b"page.html", TypeError)),
    ],
)
def test_what_is_no_path_is_refused(run, path, kind):
    with pytest.raises(kind):
        run.show(path)


@pytest.mark.parametrize(
    ("limit", "kind"),
    [
        (-1, snaproll.RangeError),
        (2**64, snaproll.RangeError),
        ("1", snaproll.TypeMismatchError),
        (1.5, snaproll.TypeMismatchError),
    ],
)
def test_a_bad_limit_is_refused(run, folder, limit, kind):
    with pytest.raises(kind, match="^limit has to be"):
        run.show(folder / "page.html", limit=limit)
    assert os.listdir(folder) == []


def test_a_full_disk_leaves_what_was_there(run, folder):
    file = folder / "page.html"
    file.write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(OSError) as caught:
            run.show(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(file))
    assert file.read_text() == "old"
    assert os.listdir(folder) == ["page.html"]


UNPRIVILEGED = """
import os, sys
import snaproll, snaproll._html_page
run = snaproll.Execution()
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
assert os.geteuid() != 0
try:
    run.show(sys.argv[1])
except PermissionError as problem:
    print(problem.filename)
"""


def test_a_folder_of_others_is_a_permission_error(folder):
    folder.chmod(0o755 if os.geteuid() == 0 else 0o555)
    process = start(UNPRIVILEGED, folder / "page.html")
    assert finish(process) == f"{folder / 'page.html'}\n"


def test_what_can_not_be_shown_writes_nothing(run, folder, monkeypatch):
    def fail(*_):
        raise snaproll.CorruptError("a record is damaged")

    monkeypatch.setattr(_html_page, "fragment_of", fail)
    with pytest.raises(snaproll.CorruptError):
        run.show(folder / "page.html")
    assert os.listdir(folder) == []
    told = "\n".join(read(run._repr_html_()).texts)
    assert "CORRUPT: a record is damaged" in told and "Execution 'run-1'" in told


def test_a_state_that_can_not_be_read_is_told(run, monkeypatch):
    run["x"] = 1
    run.snapshot()

    def fail(*_, **__):
        raise snaproll.CorruptError("a record is damaged")

    monkeypatch.setattr("snaproll._html_steps.diff", fail)
    assert "can not be read: a record is damaged" in read(run._repr_html_()).texts


# Of bounded size.


def test_the_newest_are_shown(folder):
    with snaproll.Execution(max_snapshots=2_000, auto_snapshot=False) as run:
        for number in range(1_200):
            run["x"] = number
            run.snapshot()
        cell = run._repr_html_()
        assert "1,150 older snapshots not shown" in read(cell).texts
        assert cell.count('class="step"') == 51
        assert "1198 -&gt; 1199" in cell and "1148 -&gt; 1149" not in cell
        told = page(run, 1_000)
        assert told.count('class="step"') == 1_001
        assert "200 older snapshots not shown" in told
        assert page(run, 0).count('class="step"') == 1
        assert page(run, 2_000).count('class="step"') == 1_201


def test_size_follows_what_is_shown():
    sizes = {}
    for count in (100, 3_000):
        with snaproll.Execution(max_snapshots=5_000, auto_snapshot=False) as run:
            for number in range(count):
                run["x"] = number
                run.snapshot()
            sizes[count] = len(run._repr_html_())
    assert sizes[3_000] < 1.1 * sizes[100] < 200_000


def test_many_and_large_changes_are_cut():
    with snaproll.Execution(auto_snapshot=False) as run:
        run["x"] = {}
        run.snapshot()
        run["text"] = "x" * 10_000_000
        run["names"] = {f"{'n' * 300}{number}": 1 for number in range(20_000)}
        for number in range(5_000):
            run[f"v{number}"] = f"a value {number}"
        run.snapshot()
        run["x" * 5_000] = 1
        run.snapshot()
        begun = time.monotonic()
        cell, whole = run._repr_html_(), page(run, 1_000)
        assert time.monotonic() - begun < 20
        assert len(cell) < 400_000 and len(whole) < 1_500_000
        told = "\n".join(read(cell).texts)
        assert "and 4,962 more" in told and "+5,002" in told
        assert "10.0 MB" in told or "10 MB" in told


def test_after_too_many_changes_diffs_are_left_out():
    with snaproll.Execution(max_snapshots=50, auto_snapshot=False) as run:
        for number in range(4):
            run.update({f"v{number}/{each}": each for each in range(9_000)})
            run.snapshot(label=f"step {number}")
        told = "\n".join(read(run._repr_html_()).texts)
        note = "not shown: what is shown already changed too much"
        assert told.count(note) == 1
        # The newest come first.
        assert told.rindex("step 0") < told.index(note) < told.rindex("step 1")
        assert note not in page(run, 50)


def test_a_page_of_diffs_is_cut():
    with snaproll.Execution(max_snapshots=200, auto_snapshot=False) as run:
        for number in range(100):
            run.update({f"{'n' * 300}{each}": number for each in range(250)})
            run.snapshot()
        assert len(run._repr_html_()) < 550_000  # 40 lines each were 900,000.
        assert len(page(run, 200)) < 9_000_000


def test_many_names_are_cut(run):
    run.snapshot()
    for number in range(500):
        run.tag("latest", f"t{number:03}")
    cell = run._repr_html_()
    assert cell.count('class="chip tag"') == 10
    assert "and 490 more" in cell and "and 450 more" in cell  # Of the table.
    told = page(run, 1_000)
    assert told.count('class="chip tag"') == 10 and told.count("<tr>") == 501


def test_deep_and_wide_values_are_cut():
    deep = 1
    for _ in range(500):
        deep = {"a": deep}
    for value in (deep, list(range(100_000)), {str(i): [[i]] for i in range(5_000)}):
        told = snaproll.Value(value)._repr_html_()
        assert len(told) < 400_000
        read(told)
    assert "and 99,900 more" in snaproll.Value(list(range(100_000)))._repr_html_()


def test_a_fan_of_branches_is_no_higher_than_eight_lanes():
    with snaproll.Execution(max_snapshots=300, auto_snapshot=False) as run:
        first = run.snapshot()
        for number in range(100):
            run["x"] = number
            second = run.snapshot()
            run["y"] = number
            run.snapshot()
            run.rollback_to(first if number % 2 else second)
        heights = [
            float(one.split('height="')[1].split('"')[0])
            for one in page(run, 500).split("<svg")
            if 'class="timeline"' in one.split(">")[0]
        ]
        assert len(heights) == 1 and heights[0] < 400


def test_whatever_is_in_it_has_a_bounded_size(store):
    """All that is long, much, and six times as long when it is escaped."""
    long = "\u202e" * 1_000
    name = "\u202e" * 60  # 180 bytes, below the limit of names.
    few = {f"{name}{number}": name for number in range(60)}
    run = store.execution(name, kind=name, owner=name, attributes=few)
    run[name] = 1
    for number in range(52):
        run[f"{long}{number}"] = {f"{long}{each}": [long] for each in range(20)}
        run.step_begin(f"{name}{number}").fail(long)
        run.snapshot(label=long, reason=long, created_by=long, custom={long: [long]})
        for each in range(12):
            run.tag("latest", f"{name}{each:03}")
            run.hold("latest", f"{name}{each:03}", reason=name)
    run.erase(pointer=f"/variables/{name}", reason=name)
    run.set_edges([(f"a{number}{name}", name) for number in range(200)])
    for item in (run, store, run.snapshots(), run.value(), run.plan_rollback()):
        assert len(item._repr_html_()) < 2_000_000
        assert len(page(item, 1_000)) < 20_000_000
