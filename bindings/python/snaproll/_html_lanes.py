"""Where the snapshots of a tree are drawn: each line of descent on a lane."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 8  # Lanes; further lines of descent share the last one.


def lanes_of(parents: Sequence[int | None], position: int | None) -> list[int]:
    """The lane of each node of a tree, oldest first; parents come before.

    The way to `position`, where the state is, has lane 0 to itself, up to the
    end. Each other line takes the lowest lane that is free from the node that
    it leaves to its own last one.
    """
    count = len(parents)
    if not count:
        return []
    way = _way(parents, count - 1 if position is None else position)
    goes_on: dict[int, int] = {}  # The child on the same lane.
    for node, parent in enumerate(parents):
        if parent is not None and (parent not in way or node in way):
            goes_on[parent] = node  # The newest one, where none is on the way.
    lanes = [0] * count
    line: list[int] = [0] * count  # The first node of each node's line.
    last: dict[int, int] = {}  # Of each line, by its first node.
    for node, parent in enumerate(parents):
        same = parent is not None and goes_on.get(parent) == node
        line[node] = line[parent] if same and parent is not None else node
        last[line[node]] = node
    ends = [count]  # The column up to which each lane is taken.
    main = line[next(iter(way))]
    # A branch begins right of its parent, a root at its own column.
    begins = [node if p is None else p + 1 for node, p in enumerate(parents)]
    for begin, node in sorted(zip(begins, range(count))):
        if line[node] != node or node == main:
            continue
        lane = _free(ends, begin)
        ends[lane] = max(ends[lane], last[node])
        lanes[node] = lane
    return [lanes[first] if first != main else 0 for first in line]


def _way(parents: Sequence[int | None], node: int | None) -> set[int]:
    way: set[int] = set()
    while node is not None:
        way.add(node)
        node = parents[node]
    return way


def _free(ends: list[int], begin: int) -> int:
    """The lowest lane that is free from a column on."""
    for lane, end in enumerate(ends):
        if end < begin:
            return lane
    if len(ends) < MOST:
        ends.append(-1)
    return len(ends) - 1
