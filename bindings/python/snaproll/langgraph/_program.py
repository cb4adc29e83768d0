"""`snaproll import-langgraph` and `snaproll export-langgraph`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any, NoReturn

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from .._error import Code, SnaprollError
from ..history import policy_text
from ..store import Store
from ._export import Exported, export_sqlite
from ._import import Imported, Importer, NotAllowedTypes
from ._old import OldFile
from .saver import SnaprollSaver

_DONE, _FINDINGS, _USAGE, _NOT_FOUND, _AMBIGUOUS, _CONFLICT, _CORRUPT, _ACCESS = range(
    8
)
_INTERNAL = 9
_EXITS = {  # As the program `snaproll` ends.
    Code.INVALID_ARGUMENT: _USAGE,
    Code.PARSE: _USAGE,
    Code.TYPE: _USAGE,
    Code.RANGE: _USAGE,
    Code.LIMIT: _USAGE,
    Code.NOT_FOUND: _NOT_FOUND,
    Code.AMBIGUOUS: _AMBIGUOUS,
    Code.EXISTS: _CONFLICT,
    Code.CONFLICT: _CONFLICT,
    Code.OWNED: _CONFLICT,
    Code.HELD: _CONFLICT,
    Code.BUSY: _CONFLICT,
    Code.CORRUPT: _CORRUPT,
    Code.FORMAT: _CORRUPT,
    Code.READ_ONLY: _ACCESS,
    Code.IO: _ACCESS,
    Code.UNKNOWN: _ACCESS,  # A commit that failed in the middle, as on a full disk.
    Code.UNUSABLE: _ACCESS,
    Code.KEY: _ACCESS,
}
_EACH = 0.1  # Seconds between two lines of progress.
_PLACES = 5  # Of one type.


def run(name: str, arguments: Sequence[str]) -> int:
    """Runs one of the two; how it ends."""
    told = _parser(name).parse_args(arguments)
    try:
        return _import(told) if name == "import-langgraph" else _export(told)
    except SnaprollError as problem:
        return _fail(problem)
    except (OSError, MemoryError) as problem:
        sys.stderr.write(f"snaproll: {problem}\n")
        return _INTERNAL if isinstance(problem, MemoryError) else _ACCESS
    except KeyboardInterrupt:
        sys.stderr.write("\nsnaproll: interrupted; doing it again goes on from here\n")
        sys.stderr.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        return _INTERNAL


# What is asked.


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """As the program tells what it can not read."""
        self.exit(_USAGE, f"snaproll: {message}\n  --help tells more\n")


def _parser(name: str) -> argparse.ArgumentParser:
    program = f"snaproll {name}"
    if name == "import-langgraph":
        about = "Brings a file of LangGraph's SqliteSaver into a store"
        made = _Parser(prog=program, description=about, allow_abbrev=False)
        made.add_argument("old", help="File of an SqliteSaver, which is only read")
        made.add_argument("new", help="File of the store, which is made if need be")
        _add_allow(made)
        made.add_argument(
            "--retain", metavar="POLICY", help="What stays of each thread from now on"
        )
        made.add_argument(
            "--verify",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="Read back what came, and compare",
        )
    else:
        about = "Writes the threads of a store into a file of LangGraph's SqliteSaver"
        made = _Parser(prog=program, description=about, allow_abbrev=False)
        made.add_argument("new", help="File of the store, which is only read")
        made.add_argument("old", help="File that is made, for SqliteSaver 3.1")
        _add_allow(made)
    made.add_argument(
        "--thread",
        metavar="THREAD",
        action="append",
        help="Only this one; may be given again",
    )
    made.add_argument("--quiet", action="store_true", help="Tell nothing but errors")
    made.add_argument("--json", action="store_true", help="Answer in JSON")
    return made


def _add_allow(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow",
        metavar="MODULE:CLASS",
        action="append",
        type=_named,
        default=[],
        help="A type that may be loaded; may be given again",
    )


def _named(text: str) -> tuple[str, str]:
    module, _, name = text.partition(":")
    if not module or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not MODULE:CLASS")
    return module, name


# What is done.


def _serde(allowed: list[tuple[str, str]]) -> JsonPlusSerializer:
    return JsonPlusSerializer(allowed_msgpack_modules=allowed or None)


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _import(told: argparse.Namespace) -> int:
    if told.retain is not None:
        policy_text(told.retain)
    if _is_same(told.old, told.new):
        sys.stderr.write("snaproll: the two files are one and the same\n")
        return _USAGE
    serde = _serde(told.allow)
    began = time.monotonic()
    with OldFile(told.old) as old, _Progress(not told.quiet) as progress:
        work = Importer(old, serde, told.thread, told.verify, progress)
        work.look()
        with (
            Store.open(told.new, durability="process") as store,
            SnaprollSaver(store, serde=serde, retain=told.retain) as saver,
        ):
            made = work.bring(saver)
    _tell_problems(made)
    if told.json:
        _write_json(_imported_json(made))
    elif not told.quiet:
        sizes = f"{_bytes(told.old)} are {_bytes(told.new)} now"
        _write(_imported_text(made, sizes, time.monotonic() - began))
    exits = {_EXITS.get(Code(one.code), _INTERNAL) for one in made.problems}
    return max(exits, default=_DONE)


def _export(told: argparse.Namespace) -> int:
    if _is_same(told.old, told.new):
        sys.stderr.write("snaproll: the two files are one and the same\n")
        return _USAGE
    with (
        Store.open(told.new, read_only=True) as store,
        SnaprollSaver(store, serde=_serde(told.allow)) as saver,
        _Progress(not told.quiet) as progress,
    ):
        made = export_sqlite(saver, told.old, threads=told.thread, progress=progress)
    if told.json:
        _write_json(made._asdict())
    elif not told.quiet:
        _write(_exported_text(made, _bytes(told.old)))
    return _DONE


# What is told.


def _fail(problem: SnaprollError) -> int:
    if isinstance(problem, NotAllowedTypes):
        _tell_types(problem)
    else:
        place = f" at {problem.pointer!r}" if problem.pointer else ""
        sys.stderr.write(f"snaproll: {problem.message}{place}\n")
        if problem.hint:
            sys.stderr.write(f"  {problem.hint}\n")
    return _EXITS.get(Code(problem.code), _INTERNAL)


def _tell_types(problem: NotAllowedTypes) -> None:
    count = len(problem.found)
    sys.stderr.write(f"snaproll: {count} type{'s'[: count > 1]} may not be loaded\n")
    for (module, name), places in sorted(problem.found.items()):
        told = [f"thread {one.thread!r}, {_channel(one.channel)}" for one in places]
        if len(told) > _PLACES:
            told[_PLACES:] = [f"and {len(places) - _PLACES:,} more"]
        sys.stderr.write(f"  {_shown(module)}:{_shown(name)} in {'; '.join(told)}\n")
    options = [f"--allow {_shown(m)}:{_shown(n)}" for m, n in sorted(problem.found)]
    sys.stderr.write(f"  where you trust them: {' '.join(options)}\n")


def _channel(name: str) -> str:
    return f"channel {name!r}" if name else "beside the channels"


def _shown(name: str) -> str:
    """A name of the file, with nothing in it that a terminal would do."""
    return repr(name)[1:-1]


def _tell_problems(made: Imported) -> None:
    for one in made.problems:
        sys.stderr.write(f"snaproll: {one}\n")
    if made.problems:
        count = len(made.problems)
        sys.stderr.write(f"  {_count(count, 'thread')} did not come\n")


def _imported_text(made: Imported, sizes: str, seconds: float) -> str:
    threads = _count(made.threads, "thread")
    checkpoints = _count(made.checkpoints, "checkpoint")
    lines = [f"{threads}: {checkpoints} came in {seconds:.1f} s, {sizes}"]
    if made.left:
        lines.append(f"{_count(made.left, 'checkpoint')} were there, and are the same")
    if made.let_go:
        lines.append(f"{_count(made.let_go, 'checkpoint')} the policy does not keep")
    if made.lost_writes:
        lines.append(
            f"{_count(made.lost_writes, 'write')} without a checkpoint left out"
        )
    if made.verified:
        lines.append("verified: what came was read back and compared")
    return "".join(f"{line}\n" for line in lines)


def _imported_json(made: Imported) -> dict[str, Any]:
    told = {name: value for name, value in vars(made).items() if name != "problems"}
    told["problems"] = [
        {**one._asdict(), "code": Code(one.code).name} for one in made.problems
    ]
    return told


def _exported_text(made: Exported, size: str) -> str:
    threads = _count(made.threads, "thread")
    checkpoints = _count(made.checkpoints, "checkpoint")
    return f"{threads}, {checkpoints}, {_count(made.writes, 'write')}: {size}\n"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _bytes(path: str) -> str:
    size = float(os.path.getsize(path))
    log = f"{path}-wal"
    size += os.path.getsize(log) if os.path.exists(log) else 0
    for unit in ("B", "kB", "MB"):
        if size < 1_000:
            return f"{size:.3g} {unit}"
        size /= 1_000
    return f"{size:.3g} GB"


def _write_json(told: dict[str, Any]) -> None:
    _write(json.dumps(told) + "\n")


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


class _Progress:
    """A line on a terminal that tells how far it is; nowhere else anything."""

    def __init__(self, wanted: bool) -> None:
        self._shows = wanted and sys.stderr.isatty()
        self._next = 0.0
        self._width = 0

    def __enter__(self) -> _Progress:
        return self

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._shows and (now := time.monotonic()) >= self._next:
            self._next = now + _EACH
            text = f"{stage}: {done:,}" + (f" of {total:,}" if total else "")
            sys.stderr.write(f"\r{text:{self._width}}")
            sys.stderr.flush()
            self._width = len(text)

    def __exit__(self, *problem: object) -> None:
        if self._width:
            sys.stderr.write(f"\r{'':{self._width}}\r")
            sys.stderr.flush()
