"""Places where the kernel itself says no: full, limited, read-only, not allowed.

A case is (kind, start, detail). Of what gets full the detail is how many bytes
are free for the worker; after two failures it makes room, as the documentation
says, and has to come to the end without opening the store again.
"""

import json
import os
import resource
import shutil
import subprocess

import kernel_scenario as scenario
from kernel_case import STARTS, Child, Story, verify
from kernel_scenario import END
from kernel_worker import Worker
from snaproll import SnaprollError

NOBODY = 65534
ROOM = 2**20
FULL = {"tmpfs": range(0, 420, 12), "ext4": range(0, 420, 20)}  # kB free
SMALL = range(24, 256, 20)  # kB of a tmpfs in which no room can be made
LIMITS = range(2000, 420_000, 8377)  # bytes: most cut a write in the middle
# Permissions of file and folder, for a user who owns neither.
RIGHTS = {
    "file-0600": (0o600, 0o755),
    "file-0644": (0o644, 0o755),
    "file-0666": (0o666, 0o755),
    "folder-0700": (0o666, 0o700),
    "folder-0777": (0o600, 0o777),
}


def place_cases():
    for kind, free in FULL.items():
        for start in STARTS:
            for size in free:
                yield kind, start, size
    for size in SMALL:
        yield "small", "fresh", size
        yield "small", "closed", size
    for start in STARTS:
        for size in LIMITS:
            yield "limit", start, size
        yield "readonly", start, "write"
        yield "readonly", start, "read"
        for rights, (_, folder) in RIGHTS.items():
            if start != "fresh" or folder != 0o777:
                yield "rights", start, rights


def run_place(bench, case):
    """Whether the kernel said no, the story, and what is wrong."""
    kind, start, detail = case
    if kind in ("tmpfs", "ext4"):
        return _full(bench, kind, start, int(detail) * 1024)
    if kind == "small":
        return _small(bench, start, int(detail))
    if kind == "limit":
        return _limited(bench, start, int(detail))
    if kind == "readonly":
        return _read_only(bench, start, detail)
    return _without_rights(bench, start, detail)


class _Mounted:
    """A file system of its own in a folder, gone at the end of the block."""

    def __init__(self, bench, kind, kilobytes):
        self.folder = bench.root / "mounted"
        self._image = bench.root / "image"
        self.folder.mkdir(exist_ok=True)
        if kind == "tmpfs":
            how = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs"]
        else:
            with open(self._image, "wb") as image:
                image.truncate(8 * ROOM)
            command = ["mkfs.ext4", "-q", "-m", "0", "-b", "4096", self._image]
            subprocess.run(command, check=True)
            how = ["-o", "loop", self._image]
        subprocess.run(["mount", *how, self.folder], check=True)

    def again(self, how):
        subprocess.run(["mount", "-o", f"remount,{how}", self.folder], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self.folder], check=True)
        self._image.unlink(missing_ok=True)


def _fill(ballast, leave):
    """Leaves that many bytes free, in whole pages."""
    with open(ballast, "wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)) == 4096:
                pass
        except OSError:
            pass
    size = os.path.getsize(ballast) // 4096 * 4096
    os.truncate(ballast, max(size - leave // 4096 * 4096, 0))
    os.sync()


def _work(bench, start, path, relief=None, before=None):
    """A worker without strace: its story and what is wrong about its end."""

    def main(told):
        if before is not None:
            before()
        return Worker(path, told, relief=relief, early=bench.early).main()

    lines, status = Child(main).end()
    story = Story(STARTS[start]).read(lines)
    wrong = [] if status == 0 else [f"the worker ended with {status}"]
    if story.codes() - {"IO", "UNKNOWN", "UNUSABLE"}:
        wrong.append(f"not documented for this: {story.failures}")
    return story, wrong


def _overcome(story):
    if story.acknowledged == END:
        return []
    return [f"room was made, and it did not go on: {story.failures}"]


def _full(bench, kind, start, leave):
    with _Mounted(bench, kind, 2 * ROOM // 1024) as mounted:
        path = bench.fresh(start, mounted.folder / "work")
        ballast = mounted.folder / "ballast"
        _fill(ballast, leave)
        story, wrong = _work(bench, start, path, relief=lambda: os.truncate(ballast, 0))
        ballast.unlink()
        wrong += _overcome(story) + verify(path, story)
    return bool(story.failures), story, wrong


def _small(bench, start, kilobytes):
    with _Mounted(bench, "tmpfs", 256) as mounted:
        path = bench.fresh(start, mounted.folder / "work")
        _fill(mounted.folder / "ballast", kilobytes * 1024)
        story, wrong = _work(bench, start, path)
        copy = bench.root / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(path.parent, copy)
    wrong += verify(copy / path.name, story)
    return bool(story.failures), story, wrong


def _limited(bench, start, size):
    path = bench.fresh(start)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]

    def limit(soft):
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    story, wrong = _work(
        bench, start, path, relief=lambda: limit(hard), before=lambda: limit(size)
    )
    wrong += _overcome(story) + verify(path, story)
    return bool(story.failures), story, wrong


def _ask(path, read_only, before=lambda: None):
    """In a child: the state it sees, or the code of the error."""

    def main(told):
        before()
        try:
            with scenario.open_store(path, read_only=read_only) as store:
                answer = scenario.found_in(store)
                if not read_only:
                    scenario.open_run(store).close()
        except SnaprollError as problem:
            answer = problem.code_name
        os.write(told, json.dumps({"answer": answer}).encode() + b"\n")
        return 0

    lines, status = Child(main).end()
    return lines[0]["answer"] if status == 0 else f"ended with {status}"


def _judged(start, answer, read_only, wrong):
    """What a place that may only be read, or not at all, has to answer."""
    good = {"IO", "READ_ONLY", "NOT_FOUND" if start == "fresh" else STARTS[start]}
    if start == "closed" and not read_only:
        good.remove(STARTS[start])
    if answer not in good:
        wrong.append(f"answered {answer}, not one of {good}")
    story = Story(STARTS[start])
    if isinstance(answer, str):
        story.failures.append({"code": answer})
    return story


def _read_only(bench, start, access):
    with _Mounted(bench, "tmpfs", 2 * ROOM // 1024) as mounted:
        path = bench.fresh(start, mounted.folder / "work")
        mounted.again("ro")
        answer, wrong = _ask(path, access == "read"), []
        story = _judged(start, answer, access == "read", wrong)
        if start == "closed" and access == "read" and answer != STARTS[start]:
            wrong.append(f"it can be read, and the answer was {answer}")
        mounted.again("rw")
        wrong += verify(path, story)
    return True, story, wrong


def _become_nobody(path):
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    assert os.geteuid() == NOBODY
    try:
        os.setuid(0)
    except PermissionError:
        return
    raise AssertionError("still root")


def _without_rights(bench, start, rights):
    path = bench.fresh(start)
    bench.root.chmod(0o755)
    file_mode, folder_mode = RIGHTS[rights]
    for one in path.parent.iterdir():
        one.chmod(file_mode)
    path.parent.chmod(folder_mode)
    wrong = []
    for read_only in (False, True):
        answer = _ask(path, read_only, lambda: _become_nobody(path))
        story = _judged(start, answer, read_only, wrong)
    path.parent.chmod(0o755)
    story.failures = story.failures or [{"code": "IO"}]
    wrong += verify(path, story)
    return True, story, wrong
