"""One case: a worker is forked, strace breaks a system call of it, and what it
left is compared with what it was told.

The process that forks never opens a store, so each child may.
"""

import json
import os
import re
import select
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field

import kernel_scenario as scenario
import shipped
from kernel_scenario import END, MADE, STARTED
from kernel_worker import MARKS, Worker, mark

PATIENCE = 30  # seconds: who takes longer hangs
HALF = STARTED + 3  # Where the stores stand that are there before the worker.
STARTS = {"fresh": 0, "closed": HALF, "left": HALF}


class Child:
    """A forked process that tells lines of JSON."""

    def __init__(self, main, *, held=False):
        self._out, told = os.pipe()
        waits, self._go = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            code = 70
            try:
                os.close(self._out)
                os.close(self._go)
                os.read(waits, 1)
                code = main(told)
            finally:
                os._exit(code)
        os.close(told)
        os.close(waits)
        if not held:
            self.go()

    def go(self):
        os.write(self._go, b"g")
        os.close(self._go)

    def end(self):
        """All that it told, and its status: an exit code, or -signal, or "hangs"."""
        text, until, hangs = b"", time.monotonic() + PATIENCE, False
        while True:
            left = max(0.0, until - time.monotonic())
            if not select.select([self._out], [], [], left)[0]:
                os.kill(self.pid, signal.SIGKILL)
                hangs = True
                break
            part = os.read(self._out, 65536)
            if not part:
                break
            text += part
        os.close(self._out)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        lines = text.decode().splitlines()
        return [json.loads(line) for line in lines], "hangs" if hangs else status


def trace_options(path, log, inject=None):
    """What strace is told: the calls that touch the store's files, and no others."""
    files = [path, path.parent, *(f"{path}-{end}" for end in ("wal", "shm", "journal"))]
    files += [mark(path, kind) for kind in MARKS]
    told = ["-f", "-o", str(log)]
    for one in files:
        told += ["-P", str(one)]
    return told + (["-e", f"inject={inject}"] if inject else [])


class Strace:
    """strace on a child that is there."""

    def __init__(self, pid, path, log, inject=None):
        self.log = log
        command = ["strace", "-p", str(pid), *trace_options(path, log, inject)]
        self._process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
        said = self._process.stderr.readline()
        while said and "attached" not in said:
            said = self._process.stderr.readline()
        if not said:
            raise RuntimeError("strace can not attach")

    def end(self):
        self._process.communicate(timeout=PATIENCE)
        return self.log.read_text(errors="replace")


def calls_of(log):
    """Of a log with marks: each system call's occurrences, as a pair of whether a
    commit was in hand and its arguments."""
    found, inside = {}, False
    for name, rest in re.findall(r"^\d+ +(\w+)\((.*)", log, re.MULTILINE):
        if "-mark-" in rest:
            inside = "-mark-begin" in rest
        else:
            found.setdefault(name, []).append((inside, rest))
    return found


@dataclass
class Story:
    """What a worker told, read line by line."""

    acknowledged: int
    pending: int = 0  # The state that the commit in hand leads to.
    unknown: bool = False
    inside: bool = False  # A commit was begun and has not returned.
    failures: list = field(default_factory=list)
    poisoned: bool = False
    wrong: list = field(default_factory=list)

    def read(self, lines):
        for line in lines:
            kind = next(iter(line))
            getattr(self, f"_{kind}")(line)
        return self

    def allowed(self):
        """The states that may be in the store now."""
        states = {self.acknowledged}
        if self.inside or self.unknown:
            states.update(range(self.acknowledged, self.pending + 1))
        elif self.acknowledged == 0 and self.pending:
            states.add(MADE)  # An execution is made by two commits.
        return states

    def codes(self):
        return {failure["code"] for failure in self.failures}

    def _begin(self, line):
        self.pending, self.inside = line["begin"], True

    def _done(self, line):
        self.acknowledged = max(self.acknowledged, line["done"])
        self.pending, self.inside, self.unknown = 0, False, False

    def _found(self, line):
        if line["found"] not in self.allowed():
            self.wrong.append(
                f"reopened, the store holds {line['found']}, not {self.allowed()}"
            )
        self.acknowledged = line["found"]
        self.pending, self.inside, self.unknown = 0, False, False

    def _failed(self, line):
        self.inside = False
        self.failures.append(line)
        self.unknown = self.unknown or line["code"] == "UNKNOWN"
        if not line["message"] or "\n" in line["message"]:
            self.wrong.append(f"no message of one line: {line}")

    def _poisoned(self, line):
        self.poisoned = True

    def _wrong(self, line):
        self.wrong.append(line["wrong"])


def _look(path):
    """In a child: what the store holds, what check finds."""

    def main(told):
        try:
            with scenario.open_store(path) as store:
                answer = [scenario.found_in(store), store.check().findings]
        except Exception as problem:
            answer = [-2, [repr(problem)]]
        os.write(told, json.dumps(answer).encode() + b"\n")
        return 0

    lines, status = Child(main).end()
    return lines[0] if status == 0 else [-3, [f"the reader ended with {status}"]]


def verify(path, story):
    """What is wrong with what a worker left, as texts; the plan is done then."""
    wrong = list(story.wrong)
    at, findings = _look(path)
    if at not in story.allowed():
        wrong.append(f"holds state {at}, not one of {sorted(story.allowed())}")
    if findings:
        wrong.append(f"check: {findings}")
    lines, status = Child(lambda told: Worker(path, told).main()).end()
    after = Story(at).read(lines)  # It looks too: a second open, the same answer.
    if status != 0 or after.acknowledged != END or after.failures:
        wrong.append(f"can not be gone on with: {status} {lines[-3:]}")
    wrong += after.wrong
    asked = subprocess.run(
        [shipped.PROGRAM, "check", path], capture_output=True, text=True, check=False
    )
    if asked.returncode != 0:
        wrong.append(f"snaproll check: {asked.returncode} {asked.stdout}{asked.stderr}")
    left = sorted(one.name for one in path.parent.iterdir())
    if left != [path.name]:
        wrong.append(f"files are left: {left}")
    return wrong


def make_templates(folder):
    """A store that was closed half way, and one whose process was killed there."""

    def main(told, path, closes):
        with scenario.open_store(path) as store:
            run = scenario.Doer(scenario.open_run(store))
            for index in range(HALF - STARTED):
                run.prepare(index)
                run.commit(index)
            if not closes:
                os._exit(0)
            run.close()
        return 0

    for start in ("closed", "left"):
        (folder / start).mkdir(parents=True)
        path = folder / start / "runs.db"
        _, status = Child(lambda told: main(told, path, start == "closed")).end()
        assert status == 0
    (folder / "fresh").mkdir()


def place(templates, start, folder):
    """Puts a copy of a template into an empty folder; returns the store's path."""
    for one in (templates / start).iterdir():
        shutil.copy(one, folder / one.name)
    return folder / "runs.db"
