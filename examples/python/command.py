"""Running the shell command of a node, and what it said."""

import dataclasses
import re
import subprocess
import time

import snaproll

KEPT_LINES, LINE_BYTES = 5, 499
NUMBER = re.compile(r"([a-z][a-z0-9_]*)=(-?[0-9].*)")


@dataclasses.dataclass
class Said:
    """What a command said."""

    exit_code: int
    lines: list[str]
    numbers: dict[str, snaproll.Value]
    milliseconds: int

    @property
    def failure(self):
        last = f": {self.lines[-1]}" if self.lines else ""
        return f"exit {self.exit_code}{last}"


def clean(line):
    """UTF-8 without control characters, as the state and the terminal take it."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = line.decode("ascii", "replace").replace("\ufffd", "?")
    return re.sub(r"[\x00-\x1f\x7f]", "?", text)


def run_command(script):
    """Runs a script by /bin/sh, without input, its two outputs as one."""
    begin = time.monotonic()
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    took = int((time.monotonic() - begin) * 1000)
    lines = [clean(line[:LINE_BYTES]) for line in done.stdout.split(b"\n")]
    if lines[-1] == "":
        lines.pop()
    numbers = {}
    for line in lines:
        if found := NUMBER.fullmatch(line):
            try:
                number = snaproll.Value.parse(found[2])
                number.as_double()
                numbers[found[1]] = number
            except snaproll.SnaprollError:
                pass
    code = done.returncode
    return Said(
        code if code >= 0 else 128 - code, lines[:KEPT_LINES], numbers, took
    )
