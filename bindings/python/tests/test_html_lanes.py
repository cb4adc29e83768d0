"""Where the snapshots of a tree are drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snaproll._html_lanes import MOST, lanes_of


@pytest.mark.parametrize(
    ("parents", "position", "lanes"),
    [
        ([], None, []),
        ([None], None, [0]),
        ([None, 0, 1], 2, [0, 0, 0]),
        # The way to the position is lane 0, whatever came first.
        ([None, 0, 0], 1, [0, 0, 1]),
        ([None, 0, 0], 2, [0, 1, 0]),
        ([None, 0, 1, 0, 3], 4, [0, 1, 1, 0, 0]),
        # Back at the root: what was done is beside, the newest of it goes on.
        ([None, 0, 1, 1], 0, [0, 1, 2, 1]),
        # A lane is used again where its line has ended.
        ([None, 0, 0, 2, 2, 4], 5, [0, 1, 0, 1, 0, 0]),
        ([None, 0, 0, 1, 1], 3, [0, 0, 1, 0, 2]),
        # Roots that were pushed.
        ([None, None, 1], 2, [1, 0, 0]),
        ([None, None, 0], None, [0, 1, 0]),
    ],
)
def test_lanes(parents, position, lanes):
    assert lanes_of(parents, position) == lanes


@st.composite
def trees(draw):
    count = draw(st.integers(1, 40))
    parents = [
        draw(st.none() | st.integers(max(0, node - 6), node - 1)) if node else None
        for node in range(count)
    ]
    return parents, draw(st.none() | st.integers(0, count - 1))


@given(trees())
def test_lines_of_one_lane_do_not_meet(tree):
    parents, position = tree
    lanes = lanes_of(parents, position)
    assert len(lanes) == len(parents)
    assert set(lanes) <= set(range(MOST))
    node = len(parents) - 1 if position is None else position
    while node is not None:  # The way of the state.
        assert lanes[node] == 0
        node = parents[node]
    taken = {}  # Which line runs through a lane between two columns.
    for node, parent in enumerate(parents):
        if parent is None or lanes[node] == MOST - 1:
            continue  # The last lane is shared.
        for column in range(parent + 1, node + 1):
            assert taken.setdefault((lanes[node], column), node) == node
    for node, lane in enumerate(lanes):
        through = taken.get((lane, node))
        assert lane == MOST - 1 or through in (None, node)
