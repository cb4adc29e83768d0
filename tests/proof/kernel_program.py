"""The program `snaproll` under system calls that fail: how it ends is documented,
and the store is what it was, with the tag or without it."""

import subprocess

import shipped
from kernel_case import STARTS, Story, calls_of, trace_options, verify

TAG = "good price"
COMMANDS = {
    "check": lambda path: ["check", path],
    "tag": lambda path: ["tag", path, "s1", TAG],
}
FAULTS = (
    ("fdatasync", "error=EIO"),
    ("pwrite64", "error=ENOSPC"),
    ("pwrite64", "error=EIO"),
    ("pread64", "error=EIO"),
    ("openat", "error=EMFILE"),
    ("mmap", "error=ENOMEM"),
    ("ftruncate", "error=EIO"),
    ("unlink", "error=EIO"),
)
# Done, found faults, busy, damaged, input or output failed; see docs/cli.md.
ENDS = {0, 1, 5, 6, 7}
NO_MEMORY = 9


def _run(bench, start, command, inject=None):
    path = bench.fresh(start)
    done = subprocess.run(
        ["strace", *trace_options(path, bench.log, inject)]
        + [shipped.PROGRAM, *COMMANDS[command](path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return path, done, bench.log.read_text(errors="replace")


def program_cases(bench):
    for start in ("closed", "left"):
        for command in COMMANDS:
            _, done, log = _run(bench, start, command)
            if done.returncode != 0:
                raise RuntimeError(f"nothing was broken, and it failed: {done}")
            calls = calls_of(log)
            for call, how in FAULTS:
                for n in range(1, len(calls.get(call, ())) + 1):
                    for span in ("once", "lasting"):
                        yield "program", start, command, call, how, span, n


def _has_tag(path):
    asked = subprocess.run(
        [shipped.PROGRAM, "tag", path, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.returncode == 0 and TAG in asked.stdout


def run_program(bench, case):
    """Whether the fault came about, the story, and what is wrong."""
    _, start, command, call, how, span, n = case
    when = f"{n}+" if span == "lasting" else n
    path, done, log = _run(bench, start, command, f"{call}:{how}:when={when}")
    story = Story(STARTS[start])
    wrong = []
    good = ENDS | ({NO_MEMORY} if call == "mmap" else set())
    if done.returncode not in good:
        wrong.append(f"ended with {done.returncode}: {done.stderr.strip()}")
    if done.returncode not in (0, 1):
        story.failures.append({"code": f"exit {done.returncode}"})
        if not done.stderr.startswith("snaproll: "):
            wrong.append(f"said nothing of it: {done.stderr!r}")
    if command == "tag" and done.returncode == 0 and not _has_tag(path):
        wrong.append("it is not there, and was said to be done")
    wrong += verify(path, story)
    return "(INJECTED)" in log, story, wrong
