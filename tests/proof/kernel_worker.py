"""The worker: does the rest of the plan on a store, and says what becomes of it.

What it says, one line of JSON each: `begin` and `done` with the number of the
state, `failed` with what was tried and the error, `found` where it opened the
store, `wrong` where the library broke a promise that only its caller can see.
"""

import functools
import json
import os
import traceback

import kernel_scenario as scenario
from kernel_scenario import END, PLAN, STARTED, Doer
from snaproll import Code, SnaprollError

TRIES = 3
MARKS = ("begin", "done")


class GaveUp(Exception):
    """What is tried goes on failing."""


class Poisoned(Exception):
    """The store says that it has to be opened anew."""


class ReadOnly(Exception):
    """The store was opened for writing and can not write: opened anew, it may."""


def mark(path, kind):
    """A file that is not there; to look for it says where the worker is."""
    return f"{path}-mark-{kind}"


def _open_files():
    return len(os.listdir("/proc/self/fd"))


class Worker:
    """One process's work; `relief` takes the cause away after two failures."""

    def __init__(
        self,
        path,
        pipe,
        *,
        durability="power",
        relief=None,
        early=False,
        marks=False,
    ):
        self.path = path
        self._pipe = pipe
        self._durability = durability
        self._relief = relief
        self._early = early  # The control: tells of a commit before it is made.
        self._marks = marks  # System calls that tell in a log of strace as well.

    def say(self, **told):
        os.write(self._pipe, (json.dumps(told) + "\n").encode())
        kind = next(iter(told))
        if self._marks and kind in MARKS:
            os.access(mark(self.path, kind), os.F_OK)

    def main(self):
        """Returns the exit code; what is no error of the library is told."""
        try:
            files = _open_files()
            for count in range(TRIES):
                if not self._session(again=count > 0):
                    break
            if _open_files() != files:
                self.say(wrong="a file is left open")
            return 0
        except Exception:
            self.say(wrong="".join(traceback.format_exc()))
            return 1

    def _session(self, again):
        """Opens, works, closes; whether the store has to be opened again."""
        store = run = None
        if again and self._relief is not None:
            self._relief()
        try:
            store = self._try("open", self._open)
            at = self._try("look", lambda: scenario.found_in(store))
            self.say(found=at)
            opens = functools.partial(scenario.open_run, store)
            run = Doer(self._try("execution", opens, at))
            at = max(at, STARTED)
            self.say(done=at)
            for index in range(at - STARTED, len(PLAN)):
                self._operation(run, index)
            again = False
        except Poisoned:
            again = True
            if store is not None:
                self._see_it_refuses(store, run)
        except ReadOnly:
            again = True
        except GaveUp:
            again = False
        self._close(run)
        self._close(store)
        return again

    def _open(self):
        return scenario.open_store(self.path, self._durability)

    def _operation(self, run, index):
        number = STARTED + index + 1
        verb = PLAN[index][0]
        self._try("prepare " + verb, lambda: run.prepare(index))
        if self._early:
            self.say(done=number)
        before = self._try("list", run.memory)
        same = functools.partial(self._same, run, before)
        self._try(verb, lambda: run.commit(index), number - 1, same)
        self.say(done=number)

    def _same(self, run, before):
        try:
            now = run.memory()
        except SnaprollError:  # A list of snapshots may read from the file.
            return
        if now != before:
            self.say(wrong="a commit that failed changed the memory")

    def _try(self, what, call, at=None, look=None):
        """The call's result; `at` is the state it commits upon, if it does."""
        for count in range(TRIES):
            if at is not None and at < END:
                self.say(begin=max(at + 1, STARTED))
            try:
                return call()
            except SnaprollError as problem:
                code, text = problem.code, str(problem)
                self.say(failed=what, code=problem.code_name, message=text)
            if code == Code.UNUSABLE:
                raise Poisoned
            if code == Code.READ_ONLY:
                raise ReadOnly
            if look is not None:
                look()
            if count == TRIES - 2 and self._relief is not None:
                self._relief()
        raise GaveUp

    def _see_it_refuses(self, store, run):
        """All of a store that is UNUSABLE is so, of a new handle too."""
        calls = {
            "info": lambda: store.info(scenario.NAME),
            "stats": store.stats,
            "check": store.check,
            "another handle": self._use_another,
        }
        if run is not None:
            calls["save"] = run.run.save
            calls["snapshot"] = run.run.snapshot
        for name, call in calls.items():
            try:
                call()
                self.say(wrong=f"{name} worked on a store that is unusable")
            except SnaprollError as problem:
                # Whoever opens looks at the file first.
                refused = [Code.UNUSABLE, Code.IO][: 1 + (name == "another handle")]
                if problem.code not in refused:
                    self.say(wrong=f"{name} on an unusable store: {problem!r}")
        self.say(poisoned=True)

    def _use_another(self):
        with self._open() as other:
            other.stats()

    def _close(self, handle):
        if handle is None:
            return
        try:
            handle.close()
        except SnaprollError as problem:
            self.say(failed="close", code=problem.code_name, message=str(problem))
