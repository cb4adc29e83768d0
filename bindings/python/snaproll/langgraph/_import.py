"""Bringing the file of an SqliteSaver over into a store.

1. The file is looked over: what can not be read is found, and which types it holds that
   may not be loaded. Nothing is written before.
2. A thread is built in memory, and copied into the store as a whole, its main namespace
   last. One that is there gets what it lacks: what both have must be the same.
3. Each checkpoint that came is read back from the store and compared.

So whoever is killed goes on by doing it again. A thread that can not be brought is told,
and the others come.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from langgraph.checkpoint.serde.base import SerializerProtocol

from .._error import (
    Code,
    InvalidArgumentError,
    LimitError,
    NotFoundError,
    ParseError,
    RangeError,
    SnaprollError,
    TypeMismatchError,
)
from ._old import OldFile
from ._old_read import OldReader, Unreadable
from ._scan import Named, Scan
from ._thread_import import Differs, ThreadImport

if TYPE_CHECKING:
    from .saver import SnaprollSaver

Progress = Callable[[str, int, int], None]
_OF_A_VALUE = (TypeMismatchError, LimitError, ParseError, RangeError)


class Problem(NamedTuple):
    """Why a thread did not come."""

    thread: str
    namespace: str | None
    checkpoint: str | None
    channel: str | None
    message: str
    code: int

    def __str__(self) -> str:
        """In one line, with its place."""
        names = ("thread", "namespace", "checkpoint", "channel")
        told = [
            f"{name} {value!r}"
            for name, value in zip(names, self)
            if value not in ("", None)
        ]
        return f"{', '.join(told)}: {self.message}"


class Place(NamedTuple):
    """Where a type was met."""

    thread: str
    channel: str


class NotAllowedTypes(TypeMismatchError):
    """A file holds types that may not be loaded: all of them, and where."""

    def __init__(self, found: dict[Named, list[Place]]) -> None:
        named = ", ".join(f"{module}:{name}" for module, name in sorted(found))
        super().__init__(
            f"types that may not be loaded: {named}",
            hint=f"allow={sorted(found)!r} allows them",
        )
        self.found = found


@dataclasses.dataclass
class Imported:
    """What became of a file."""

    threads: int = 0
    """Threads that are there as a whole now."""
    checkpoints: int = 0
    """Checkpoints that came."""
    writes: int = 0
    """Writes of the threads that are there."""
    left: int = 0
    """Checkpoints that were there before, and are the same."""
    let_go: int = 0
    """Checkpoints that a policy does not keep."""
    lost_writes: int = 0
    """Writes whose checkpoint the file does not have: they stay behind."""
    verified: bool = True
    """Whether what came was read back and compared."""
    problems: list[Problem] = dataclasses.field(default_factory=list[Problem])
    """The threads that did not come."""


def import_sqlite(
    old: str | os.PathLike[str],
    saver: SnaprollSaver,
    *,
    threads: Iterable[str] | None = None,
    verify: bool = True,
) -> Imported:
    """Brings what an SqliteSaver stored in the file `old` over into a saver's store.

    The file is only read. What it holds of types is loaded by the list of the saver:
    NotAllowedTypes names all that are not on it, and nothing came then.

    threads: only these; NotFoundError where one is not there.
    verify: whether each checkpoint is read back and compared.
    """
    if isinstance(threads, str):
        raise InvalidArgumentError("threads are many, not one text")
    with OldFile(old) as file:
        made = Importer(file, saver.serde, threads, verify)
        made.look()
        return made.bring(saver)


class Importer:
    """Imports one file: `look`, and then `bring`."""

    def __init__(
        self,
        old: OldFile,
        serde: SerializerProtocol,
        threads: Iterable[str] | None = None,
        verify: bool = True,
        progress: Progress | None = None,
    ) -> None:
        self._old = old
        self._serde = serde
        self._made = Imported(verified=verify)
        self._progress = progress
        self._bad: set[str] = set()
        self._done = 0
        if verify:
            old.check()
        there = old.threads()
        wanted = there if threads is None else [*dict.fromkeys(threads)]
        for thread in wanted:
            if thread not in there:
                raise NotFoundError(f"{old.path!r} has no thread {thread!r}")
        self._threads = wanted
        self._total = sum(old.count(thread) for thread in wanted)

    def look(self) -> None:
        """Looks the file over. NotAllowedTypes where the list does not have all."""
        scan = Scan(self._serde)
        found: dict[Named, list[Place]] = {}
        for thread in self._threads:
            try:
                with self._old.reading():
                    self._look(scan, thread, found)
            except Unreadable as problem:
                self._add(thread, problem)
        if found:
            raise NotAllowedTypes(found)

    def _look(self, scan: Scan, thread: str, found: dict[Named, list[Place]]) -> None:
        for namespace in self._old.namespaces(thread):
            reader = OldReader(self._old, self._serde, thread, namespace)
            for id in reader.parents:
                self._tick("looking over")
                for channel, names in reader.types(scan, id).items():
                    for named in names:
                        places = found.setdefault(named, [])
                        if Place(thread, channel) not in places:
                            places.append(Place(thread, channel))

    def bring(self, saver: SnaprollSaver) -> Imported:
        """Brings the threads that can be read; what became of them."""
        self._done = 0
        made = self._made
        if made.verified:
            self._total *= 2
        for thread in self._threads:
            if thread in self._bad:
                continue
            try:
                with self._old.reading():
                    self._bring(saver, thread)
            except (Unreadable, Differs, *_OF_A_VALUE) as problem:
                self._add(thread, problem)
        self._old.check_unchanged()
        return made

    def _bring(self, saver: SnaprollSaver, thread: str) -> None:
        def each() -> None:
            self._tick("importing")

        work = ThreadImport(self._old, saver, thread, self._made.verified, each)
        told, made = work.run(), self._made
        made.threads += 1
        made.checkpoints += told.checkpoints
        made.left += told.left
        made.let_go += told.let_go
        lost = self._old.lost_writes(thread)
        made.lost_writes += lost
        made.writes += self._old.writes_of(thread) - lost

    def _tick(self, stage: str) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(stage, self._done, self._total)

    def _add(self, thread: str, problem: SnaprollError) -> None:
        """Notes why a thread does not come."""
        self._bad.add(thread)
        namespace, checkpoint, channel = (
            getattr(problem, name, None)
            for name in ("namespace", "checkpoint", "channel")
        )
        message = problem.message
        if problem.pointer:
            message += f" at {problem.pointer!r}"
        code = Code.CONFLICT if isinstance(problem, Differs) else problem.code
        told = (namespace, checkpoint, channel, message, int(code))
        self._made.problems.append(Problem(thread, *told))
