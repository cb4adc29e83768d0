"""Exporter: an execution of a store as JSON lines; and reading them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ctypes import c_bool

from ._error import TypeMismatchError
from ._ffi import Buf, lib
from ._handle import Owner, SerialHandle, check, json_pair, owner_of, pair, taken

_ImporterOwner = owner_of("importer")


class Exporter(SerialHandle, Iterator[str], noun="exporter"):
    """The lines of an execution, each a JSON object without a line's end.

    Closes itself behind the last one.

    >>> import snaproll
    >>> with snaproll.Store.open(":memory:") as store:
    ...     store.execution("a").close()
    ...     store.import_(store.export("a"), as_="b")
    'b'
    """

    def __next__(self) -> str:
        with self._turn:
            if self.closed:
                raise StopIteration
            line, more = Buf(), c_bool()
            self._call(lib.snaproll_exporter_next, line, more)
            if not more.value:
                self.close()
                raise StopIteration
            return taken(line)

    def __repr__(self) -> str:
        return f"<Exporter{' <closed>' if self.closed else ''}>"


class Importer:
    """Makes an execution of lines; nothing stays of half of them."""

    def __init__(self, store: Owner, name: str) -> None:
        self._owner = _ImporterOwner()
        check(lib.snaproll_store_import, store, *pair(name, "as_"), self._owner)

    def add(self, lines: Iterable[str | bytes]) -> None:
        """The next lines."""
        for line in lines:
            data, _ = json_pair(line)
            data = data.removesuffix(b"\n")
            check(lib.snaproll_importer_add, self._owner, data, len(data))

    def finish(self) -> str:
        """Makes it of all lines; its id."""
        out = Buf()
        check(lib.snaproll_importer_finish, self._owner, out)
        return taken(out)


def read_lines(store: Owner, lines: Iterable[str | bytes], name: str) -> str:
    """Makes an execution of lines; its id."""
    if isinstance(lines, (str, bytes)):
        raise TypeMismatchError("lines have to be many, not one text")
    importer = Importer(store, name)
    importer.add(lines)
    return importer.finish()
