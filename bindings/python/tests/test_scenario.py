"""The scenario that all languages replay must give the same bytes."""

from conftest import ROOT
from scenario import replay

FOLDER = ROOT / "tests" / "scenario"


def test_replies_are_those_expected():
    lines = (FOLDER / "core.jsonl").read_text(encoding="utf-8").split("\n")
    expected = (FOLDER / "core.expected").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "" and expected.pop() == ""
    replies = replay(lines)
    for number, (line, reply, wanted) in enumerate(
        zip(lines, replies, expected), start=1
    ):
        assert reply == wanted, f"line {number}: {line}"
    assert len(replies) == len(expected)
