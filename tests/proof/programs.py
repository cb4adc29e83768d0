"""What `make proof` runs: programs, the items that each proves, what it needs built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

RELEASE, PROOF = "build/release", "build/proof"


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
    controls: tuple[tuple[str, ...], ...] = ()  # Arguments with which it has to fail.
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


def script(
    name: str,
    items: tuple[str, ...],
    *controls: str,
    quick: tuple[str, ...] = (),
    needs: tuple[str, ...] = ("snaproll",),
) -> Program:
    """A script beside this file, on the library of the release."""
    return Program(
        name,
        items,
        ("python3", f"tests/proof/{name}.py"),
        needs=needs,
        quick=quick,
        controls=tuple(("--control", *told.split()) for told in controls),
    )


def broken_disk(name: str, items: tuple[str, ...], *controls: str) -> Program:
    """A program on a file system of its own."""
    return Program(
        name,
        items,
        (f"{PROOF}/tests/proof/{name}",),
        preset="proof",
        needs=(name,),
        quick=("--quick",),
        controls=tuple(("--quick", "--control", told) for told in controls),
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
    script("no_memory_python", ("B1",), "leak", "changed", "code"),
    script("no_memory_go", ("B1",)),
    broken_disk("proof_io", ("B2",)),
    broken_disk("proof_power", ("B3", "B4"), "sync-off"),
    broken_disk("proof_corruption", ("B7",)),
    tests("killed_writers", ("B5",), "kill_tests", "*"),
    script("kill_at_calls", ("B5",), "early", quick=("--quick",)),
    script(
        "kernel_faults",
        ("B6",),
        "early",
        quick=("--quick",),
        needs=("snaproll", "snaproll_cli"),
    ),
    tests("races", ("B8",), "race_tests", "*"),
    Program(
        "sanitized",
        ("B9",),
        ("tests/proof/sanitized.py",),
        quick=("--quick",),
    ),
    Program(
        "fuzz",
        ("B10",),
        ("python3", "tests/fuzz/run.py"),
        preset="fuzz",
        needs=("all",),
        whole=("--seconds", "60"),
        quick=("--seconds", "2"),
    ),
    tests("stores_as_memory", ("B11",), "durable_tests", "*DurableModel*"),
    tests("histories", ("B11",), "execution_tests", "*HistoryModel*"),
    tests("histories_again", ("B11",), "execution_tests", "*HistoryModel*"),
    script(
        "traces",
        ("B11", "B17"),
        "",
        quick=("--traces", "20"),
        needs=("snaproll", "scenario_c"),
    ),
    script("golden", ("B15",), "read", "newer"),
    script("abi", ("B16",), "removed", "changed", "exported"),
    script("check_speed", ("B18",), quick=("--megabytes", "20")),
    Program(
        "soak",
        ("B19",),
        ("python3", "tests/proof/soak.py"),
        needs=("snaproll",),
        quick=("--seconds", "20"),
        controls=(("--seconds", "12", "--early"),),
    ),
]


def targets(programs: Iterable[Program]) -> dict[str, list[str]]:
    """What is to be built, by preset."""
    needed: dict[str, list[str]] = {}
    for program in programs:
        wanted = needed.setdefault(program.preset, [])
        wanted += [name for name in program.needs if name not in wanted]
    return {preset: names for preset, names in needed.items() if names}
