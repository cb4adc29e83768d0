"""What of a channel is written: only what changed since it was written last.

The store finds by itself what two states share, so writing too much costs time, not
bytes. What saves the time is a memory of what was written: the elements themselves,
and a digest of their text.

What holds for a list of more than 64 elements, or a dict of as many members:

- an element that is the very object that was written, at its place counted from the
  front or from the end, is taken as unchanged;
- but for the last 16 of them, those that were given to put_writes since the last
  checkpoint, and 16 more in turn at each checkpoint: these are compared by their
  content. So an object that was changed in place is found, after N / 16 checkpoints
  at the latest; compare="all" compares each element at each checkpoint. What can not
  be changed in place (texts, numbers) needs no such look;
- that the container is the same object says nothing: it may have grown.

Smaller containers are compared as a whole, and their members in turn where one of
these is large. Elements of lists are compared whole, however large.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from itertools import compress, count
from operator import is_, is_not
from typing import Any, Literal

from .._handle import type_of
from .._walk import escape
from . import _messages
from ._codec import ORDER
from ._exact import exact_bytes, exact_object

Compare = Literal["recent", "all"]
_SMALL = 64
_AT_ONCE = 16
CONSTANT = frozenset({str, int, float, bool, type(None), bytes})

_quoted = json.JSONEncoder(ensure_ascii=False).encode


def operation(name: str, pointer: str, value: str | None = None, more: str = "") -> str:
    """A change as Context.update_json_at reads it."""
    told = f'{{"op":"{name}","pointer":{_quoted(pointer)}{more}'
    return told + ("}" if value is None else f',"value":{value}}}')


def _digest(item: Any, text: str | None = None) -> bytes | None:
    """A digest of the content of an element; of what is no plain Python by its text.

    By marshal, which is several times faster than the text.
    """
    if type_of(item) in _messages.CLASSES:
        name, extra = type_of(item).__name__, item.__pydantic_extra__
        data = exact_object(name, item.__dict__, extra)
    else:
        data = exact_bytes(item)
    if data is None:
        if text is None:
            return None
        data = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).digest()


def _is_large(value: Any) -> bool:
    return type_of(value) in (list, dict) and len(value) > _SMALL


class Seen:
    """What was written of one value."""

    def __init__(self, digest: bytes | None = None) -> None:
        self.digest = digest  # Of the whole; None of large ones, or where unknown.
        self.items: list[Any] | None = None
        self.digests: list[bytes | None] = []
        self.members: dict[str, tuple[Any, Seen]] | None = None
        self.turn = 0  # Where the next of those stand that are compared in turn.

    @classmethod
    def loaded(cls, value: Any) -> Seen:
        """As it is after it was read: the objects are known, not their texts."""
        made = cls()
        if type_of(value) is list and _is_large(value):
            made.items = [*value]
            made.digests = [None] * len(made.items)
        elif type_of(value) is dict and _takes_apart(value):
            named: dict[str, Any] = value
            made.members = {
                name: (item, cls.loaded(item)) for name, item in named.items()
            }
        return made


def _takes_apart(value: Any) -> bool:
    """Whether a dict is compared member by member."""
    named: dict[Any, Any] = value
    if len(named) <= _SMALL and not any(map(_is_large, named.values())):
        return False
    if not all(type(name) is str and name[:1] != "$" for name in named):
        return False
    try:
        "".join(named).encode()
    except UnicodeEncodeError:  # A lone surrogate, which no pointer can have.
        return False
    return True


class Writer:
    """Writes the channels of one checkpoint: collects the changes."""

    def __init__(
        self,
        text: Callable[[Any, str], str],
        compare: Compare,
    ) -> None:
        self._text = text
        self._touched: Mapping[int, Any] = {}
        self._all = compare == "all"
        self.operations: list[str] = []

    def channel(
        self, place: str, value: Any, seen: Seen | None, touched: Mapping[int, Any]
    ) -> Seen:
        """As write, of a channel; `touched` has the ids of what was written to it."""
        self._touched = touched
        return self.write(place, value, seen)

    def write(self, place: str, value: Any, seen: Seen | None) -> Seen:
        """Adds what changes the value at a place into this one."""
        if type_of(value) is list and _is_large(value):
            return self._list(place, value, seen)
        if type_of(value) is dict and _takes_apart(value):
            return self._dict(place, value, seen)
        return Seen(self._element(place, value, None if seen is None else seen.digest))

    def _set(self, place: str, text: str) -> None:
        self.operations.append(operation("set", place, text))

    def _element(self, place: str, item: Any, digest: bytes | None) -> bytes | None:
        """Writes an element where its content is another one."""
        made = _digest(item)
        if made is not None and made == digest:
            return made
        text = self._text(item, place)
        made = made or _digest(item, text)
        if made != digest:
            self._set(place, text)
        return made

    # Lists.

    def _list(self, place: str, items: list[Any], seen: Seen | None) -> Seen:
        made = Seen()
        made.items = [*items]
        if seen is None or seen.items is None:
            texts = [self._text(item, f"{place}/{at}") for at, item in enumerate(items)]
            self._set(place, f"[{','.join(texts)}]")
            made.digests = [*map(_digest, items, texts)]
            return made
        before = seen.items
        head = _alike(items, before)
        tail = 0
        if head < min(len(items), len(before)):
            tail = _alike(items[head:][::-1], before[head:][::-1])
        made.digests = self._head(place, items[:head], seen, made)
        made.digests += self._middle(place, items, seen, head, tail)
        shift = len(items) - len(before)
        for at in range(len(before) - tail, len(before)):
            digest = seen.digests[at]
            if self._is_due(at, items[at + shift], len(before), seen.turn):
                digest = self._element(
                    f"{place}/{at + shift}", items[at + shift], digest
                )
            made.digests.append(digest)
        return made

    def _is_due(self, at: int, item: Any, size: int, turn: int) -> bool:
        return type(item) not in CONSTANT and (
            self._all
            or at >= size - _AT_ONCE
            or 0 <= at - turn < _AT_ONCE
            or id(item) in self._touched
        )

    def _head(
        self, place: str, items: list[Any], seen: Seen, made: Seen
    ) -> list[bytes | None]:
        """Compares those that are due of the first ones, which are the same objects."""
        assert seen.items is not None
        assert made.items is not None
        size, now = len(seen.items), len(made.items)
        due = {*range(max(0, size - _AT_ONCE), size), *range(now - _AT_ONCE, now)}
        due.update(range(seen.turn, seen.turn + _AT_ONCE))
        if self._all:
            due = set(range(size))
        elif not self._touched.keys() <= {*map(id, made.items[-_AT_ONCE:])}:
            ids = map(self._touched.__contains__, map(id, items))
            due.update(compress(count(), ids))
        made.turn = seen.turn + _AT_ONCE
        if made.turn >= size:
            made.turn = 0
        digests = seen.digests[: len(items)]
        for at in sorted(due):
            if at < len(items) and type(items[at]) not in CONSTANT:
                digests[at] = self._element(f"{place}/{at}", items[at], digests[at])
        return digests

    def _middle(
        self, place: str, items: list[Any], seen: Seen, head: int, tail: int
    ) -> list[bytes | None]:
        """Writes what stands between the same objects at both ends."""
        assert seen.items is not None
        old, new = len(seen.items) - tail, len(items) - tail
        if old == new:
            return [
                self._element(f"{place}/{at}", items[at], seen.digests[at])
                for at in range(head, new)
            ]
        texts = [self._text(items[at], f"{place}/{at}") for at in range(head, new)]
        more = f',"at":{head},"removed":{old - head}'
        self.operations.append(operation("splice", place, f"[{','.join(texts)}]", more))
        return [*map(_digest, items[head:new], texts)]

    # Dicts.

    def _dict(self, place: str, value: dict[str, Any], seen: Seen | None) -> Seen:
        made = Seen()
        made.members = {}
        if seen is None or seen.members is None:
            self._set(place, self._text(value, place))
            for name, item in value.items():
                made.members[name] = (item, Seen.loaded(item))
            return made
        before = seen.members
        for name in before.keys() - value.keys():
            self.operations.append(operation("remove", f"{place}/{escape(name)}"))
        due = self._due_members(before, seen, made)
        for name, item in value.items():
            known = before.get(name)
            if known is not None and known[0] is item and name not in due:
                if id(item) not in self._touched and not _is_deep(item):
                    made.members[name] = known
                    continue
            told = None if known is None else known[1]
            inner = self.write(f"{place}/{escape(name)}", item, told)
            made.members[name] = (item, inner)
        self._order(place, [*before], [*value])
        return made

    def _due_members(
        self, before: dict[str, tuple[Any, Seen]], seen: Seen, made: Seen
    ) -> set[str]:
        names = [*before]
        made.turn = seen.turn + _AT_ONCE if seen.turn + _AT_ONCE < len(names) else 0
        if self._all or len(names) <= _SMALL:
            return set(names)
        return {*names[-_AT_ONCE:], *names[seen.turn : seen.turn + _AT_ONCE]}

    def _order(self, place: str, old: list[str], new: list[str]) -> None:
        """The order of the members, which the store has sorted."""
        if old == new:
            return
        if new == sorted(new):
            if old != sorted(old):
                self.operations.append(operation("remove", f"{place}/{ORDER}"))
        elif old != sorted(old) and new[: len(old)] == old:
            added = f"[{','.join(map(_quoted, new[len(old) :]))}]"
            more = f',"at":{len(old)},"removed":0'
            self.operations.append(operation("splice", f"{place}/{ORDER}", added, more))
        else:
            self._set(f"{place}/{ORDER}", f"[{','.join(map(_quoted, new))}]")


def _is_deep(item: Any) -> bool:
    """Whether a member is compared member by member or element by element."""
    return _is_large(item) or (type_of(item) is dict and _takes_apart(item))


def _alike(items: list[Any], before: list[Any]) -> int:
    """How many from the front are the same objects."""
    if all(map(is_, items, before)):
        return min(len(items), len(before))
    return next(
        compress(count(), map(is_not, items, before)), min(len(items), len(before))
    )
