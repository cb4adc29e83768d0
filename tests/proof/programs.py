"""What `make proof` runs: programs, the items that each proves, what it needs built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

RELEASE, PROOF = "build/release", "build/proof-build"


@dataclass(frozen=True)
class Program:
    """A program that tells what it proves."""

    name: str
    items: tuple[str, ...]
    command: tuple[str, ...]
    preset: str = "release"
    needs: tuple[str, ...] = ()  # Targets of the preset.
    whole: tuple[str, ...] = ()  # Arguments of a whole run.
    quick: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict[str, str])


def tests(
    name: str, items: tuple[str, ...], target: str, chosen: str, **more: str
) -> Program:
    """Tests of a GoogleTest program of the release."""
    return Program(
        name,
        items,
        (f"{RELEASE}/tests/{target}", f"--gtest_filter={chosen}"),
        needs=(target,),
        variables=more,
    )


PROGRAMS = [
    *(
        Program(
            name,
            ("B1",),
            (f"{RELEASE}/tests/capi_{name}_test",),
            needs=(f"capi_{name}_test",),
        )
        for name in ("no_memory", "no_memory_back")
    ),
    tests("killed_writers", ("B5",), "kill_tests", "*"),
    tests("races", ("B8",), "race_tests", "*"),
    Program(
        "sanitized",
        ("B9",),
        ("tests/proof/sanitized.py",),
        quick=("--quick",),
    ),
    tests("stores_as_memory", ("B11",), "durable_tests", "*DurableModel*"),
    tests("histories", ("B11",), "execution_tests", "*HistoryModel*"),
    tests("histories_again", ("B11",), "execution_tests", "*HistoryModel*"),
]


def targets(programs: Iterable[Program]) -> dict[str, list[str]]:
    """What is to be built, by preset."""
    needed: dict[str, list[str]] = {}
    for program in programs:
        wanted = needed.setdefault(program.preset, [])
        wanted += [name for name in program.needs if name not in wanted]
    return {preset: names for preset, names in needed.items() if names}
