"""The scenarios that all languages replay must give the same bytes."""

import pytest

from conftest import ROOT
from scenario import replay

FOLDER = ROOT / "tests" / "scenario"
NAMES = sorted(path.stem for path in FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("name", NAMES)
def test_replies_are_those_expected(name):
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    expected = (FOLDER / f"{name}.expected").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "" and expected.pop() == ""
    replies = replay(lines)
    for number, (line, reply, wanted) in enumerate(
        zip(lines, replies, expected), start=1
    ):
        assert reply == wanted, f"line {number}: {line}"
    assert len(replies) == len(expected)
