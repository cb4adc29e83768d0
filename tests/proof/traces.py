"""B17 and B11: the same seed gives the same trace, in each language.

Traces of operations drawn by a seed are replayed twice through Python, in two
processes, and through C and Go; each trace has one digest, of all replies.

    traces.py [--seed S] [--traces N] [--length L] [--at K] [--control]
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

from no_memory_go import pkg_config
from report import BINDING, ROOT, Report, library, parser, seeded
from trace_lines import Trace

SCENARIO = ROOT / "tests" / "scenario"


def build_c(folder):
    """The runner of the scenarios in C, on today's library."""
    made = folder / "runner"
    sources = sorted(SCENARIO.glob("runner*.c"))
    where = library().absolute().parent
    subprocess.run(
        ["cc", "-std=c99", "-O1", "-w", f"-I{ROOT / 'capi'}", f"-I{SCENARIO}",
         "-o", made, *sources, f"-L{where}", "-lsnaproll", f"-Wl,-rpath,{where}",
         "-lm"],
        check=True,
    )
    return lambda lines: run([made, lines])


def run(command, **environment):
    done = subprocess.run(
        [str(part) for part in command], env={**os.environ, **environment},
        stdout=subprocess.PIPE, check=True,
    )
    return done.stdout.decode().split("\n")[:-1]


def through_python(lines):
    runner = BINDING / "tests" / "scenario.py"
    path = os.pathsep.join([str(BINDING), str(runner.parent)])
    return run([sys.executable, runner, lines], PYTHONPATH=path,
               SNAPROLL_LIBRARY=str(library().absolute()))


def build_go(folder):
    """The tests of the binding of Go, which know the scenarios."""
    made = folder / "traces.test"
    subprocess.run(
        ["go", "-C", ROOT / "bindings" / "go", "test", "-c", "-o", made, "."],
        check=True,
        env={**os.environ, "CGO_CPPFLAGS": f"-I{ROOT / 'capi'}",
             "PKG_CONFIG_PATH": pkg_config(folder, library().absolute())},
    )

    def replayed(lines):
        told = folder / "go.replies"
        run([made, "-test.run", "^TestTracesAreReplayedForTheProof$"],
            SNAPROLL_TRACES=str(lines), SNAPROLL_TRACES_TOLD=str(told))
        return told.read_text(encoding="utf-8").split("\n")[:-1]

    return replayed


def cut(replies, traces):
    """The replies of each trace."""
    at = 0
    for trace in traces:
        yield replies[at:at + len(trace.lines)]
        at += len(trace.lines)


def digest(replies):
    return hashlib.sha256("\n".join(replies).encode()).hexdigest()


def first_difference(trace, one, other):
    for line, left, right in zip(trace.lines, one, other):
        if left != right:
            return f"{line}\n    {left[:300]}\n    {right[:300]}"
    return f"{len(one)} and {len(other)} replies"


def compare(told, seed, runners, reports):
    """Replays all traces with each runner and compares the digests."""
    numbers = range(told.traces) if told.at is None else [told.at]
    traces = [Trace(seed * 1_000_003 + one, told.length) for one in numbers]
    with tempfile.TemporaryDirectory() as name:
        lines = pathlib.Path(name, "traces.jsonl")

        def replayed(runner, changed=False):
            text = "".join(f"{line}\n" for one in traces for line in one.lines)
            if changed:
                text = text.replace('"step": 1000,', '"step": 1001,')
            lines.write_text(text, encoding="utf-8")
            return list(cut(runner(lines), traces))

        wanted = replayed(through_python)
        for language, runner in runners.items():
            found = replayed(runner, told.control)
            report = reports[language == "Python again"]
            for number, trace, one, other in zip(numbers, traces, wanted, found):
                report.cases += 1
                if digest(one) != digest(other):
                    report.violation(
                        f"trace {number}, Python and {language}: "
                        + first_difference(trace, one, other),
                        f"tests/proof/traces.py --seed {seed} --at {number}"
                        f" --length {told.length}")
    print(f"{len(traces)} traces, {sum(len(one.lines) for one in traces)} operations,"
          f" {len({digest(one) for one in wanted})} digests that differ")


def arguments():
    made = parser(__doc__)
    made.add_argument("--traces", type=int, default=1_000)
    made.add_argument("--length", type=int, default=40)
    made.add_argument("--at", type=int)
    made.add_argument("--control", action="store_true",
                      help="the second replay has another clock: has to fail")
    return made.parse_args()


def main():
    told = arguments()
    seed = seeded(told.seed)
    languages = Report("B11", seed, "traces with the same digests in Python, C and Go")
    again = Report("B17", seed, "traces replayed twice with the same seed")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        runners = {"Python again": through_python, "C": build_c(folder),
                   "Go": build_go(folder)}
        compare(told, seed, runners, (languages, again))
    return languages.end() | again.end()


if __name__ == "__main__":
    sys.exit(main())
