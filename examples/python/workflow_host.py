"""The workflow host in Python: runs the shell commands of a workflow file.

The state of the run is kept in an Execution, which takes a snapshot before each
node. What the commands find and print stands in examples/cpp/workflow_host.cpp.

    workflow_host.py <workflow.json> [<work folder>]    (build/run)

Exit code: 0 the workflow completed, 1 it did not, 2 bad input.
"""

import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import time

import snaproll
from workflow import BadInput, read_workflow

KEPT_LINES, LINE_BYTES, SHOWN_BYTES = 5, 499, 60
ID_PREFIX, KEY_PREFIX = 18, 8
INDENT = " " * 7
NUMBER = re.compile(r"([a-z][a-z0-9_]*)=(-?[0-9].*)")


# Commands.


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


# The run.


class Host:
    """Runs one workflow in one execution and prints what happens."""

    def __init__(self, run, nodes):
        self.run = run
        self.nodes = nodes
        self.width = max(len(node.id) for node in nodes)

    @property
    def done(self):
        """Nodes, from the first, whose results are recorded."""
        return len(self.run.node_results)

    def execute(self):
        """Whether the workflow completed."""
        self.run.set_edges(
            (need, node.id) for node in self.nodes for need in node.depends_on
        )
        self.run["log"] = []
        self.run["progress"] = {"done": 0, "node": None, "total": len(self.nodes)}
        self.run.snapshot("start")
        while self.done < len(self.nodes):
            if not self.run_node(self.nodes[self.done]):
                return False
        self.run.context.set_state(snaproll.State.COMPLETED)
        self.end("completed")
        return True

    def end(self, label):
        self.run.context.mark_completed()
        self.run.snapshot(label)

    def log(self, step, what):
        self.run["log"].append(f"{step.node}, attempt {step.attempt}: {what}")

    def run_node(self, node):
        """Whether the node ended well, or may be tried again."""
        step = self.run.step_begin(node.id, irreversible=node.irreversible)
        with self.run.transaction() as change:
            change["progress"]["node"] = node.id
            change["log"].append(f"{node.id}, attempt {step.attempt}: begun")
        said = run_command(self.script(node, step))
        for name, number in said.numbers.items():
            if name not in ("log", "progress"):
                self.run[name] = number
        self.log(step, f"exit {said.exit_code}")
        self.print_line(node, said)
        if said.exit_code == 0:
            step.finish({"exit_code": 0, "lines": said.lines})
            self.run["progress"]["done"] = self.done
        elif problem := self.go_back(node, step, said):
            reason = f"{node.id}, attempt {step.attempt}: {problem}"
            self.run.context.set_state(snaproll.State.FAILED, reason)
            self.end("failed")
            return False
        return True

    def script(self, node, step):
        known = f"ATTEMPT={step.attempt}\nSTEP_KEY={step.idempotency_key}\n"
        return known + self.numbers() + node.command

    def numbers(self):
        """The variables that commands find."""
        lines = []
        for name in self.run:
            item = self.run.context.get_variable_value(name)
            if item.kind in (snaproll.Kind.INTEGER, snaproll.Kind.DOUBLE):
                lines.append(f"{name}={item.to_json()}\n")
        return "".join(lines)

    def go_back(self, node, step, said):
        """Goes back, so that the node can be tried again, or why it can not be."""
        again = step.attempt <= node.retries
        if again and not node.back_to:
            self.tell(node.id, step.rollback(said.failure))
        else:
            step.fail(said.failure)
            problem = self.go_back_to(node.back_to) if again else said.failure
            if problem:
                return problem
        print(
            f"{INDENT}trying again, attempt {step.attempt + 1} of {node.retries + 1}"
        )
        self.log(step, said.failure)
        return None

    def go_back_to(self, node):
        """Goes back to before `node`, once it is shown what that would do.

        Then compensates what was taken back; where that fails the rollback is
        undone, and what failed is returned.
        """
        snapshots = self.run.snapshots()
        newest = snapshots.ids[snapshots.trigger_nodes.index(node)]
        plan = self.run.plan_rollback(newest)
        self.preview(node, plan.result)
        before = self.numbers()
        result = self.run.apply_plan(plan)
        self.tell(node, result)
        problem = self.compensate(result, before)
        if problem:
            self.run.undo_rollback()
            print(
                f"{INDENT}rollback undone: {count(self.done, 'node result')},"
                " as before"
            )
        return problem

    def compensate(self, result, numbers):
        """Runs what takes back the removed nodes; what failed, or None."""
        commands = {node.id: node.compensate for node in self.nodes}
        for node in result.removed_nodes:  # The last one first.
            if not commands[node]:
                continue
            said = run_command(numbers + commands[node])
            if said.exit_code:
                problem = f"compensating {node}: {said.failure}"
                print(f"{INDENT}{problem}")
                return problem
            words = f": {said.lines[0]}" if said.lines else ""
            print(f"{INDENT}compensated {node}{words[:SHOWN_BYTES]}")
        return None

    def preview(self, node, result):
        print(f"{INDENT}going back to before {node} would")
        lists = {
            "remove results": result.removed_nodes,
            "change variables": result.changed_variables,
            "remove variables": result.removed_variables,
        }
        for what, names in lists.items():
            if names:
                print(f"{INDENT}  {what:16}  {', '.join(names)[:SHOWN_BYTES]}")
        for effect in result.effects:
            key = effect.idempotency_key[:KEY_PREFIX]
            print(f"{INDENT}  {'not take back':16}  {effect.node} (key {key})")

    def tell(self, node, result):
        print(
            f"{INDENT}rolled back to before {node}:"
            f" {count(result.nodes_removed, 'node result')} removed,"
            f" {count(result.variables_changed, 'variable')} changed"
        )

    def print_line(self, node, said):
        good = said.exit_code == 0
        words = "  ".join(
            f"{name}={said.numbers[name].to_json()}" for name in sorted(said.numbers)
        )
        words = words or (said.lines[0] if said.lines else "")
        if not good:
            words = said.failure
        line = f"{self.done + 1:3}/{len(self.nodes)}  {node.id:{self.width}}"
        line += f"  {'ok    ' if good else 'FAILED'} {said.milliseconds:5} ms"
        print(f"{line}  {words[:SHOWN_BYTES]}".rstrip(), flush=True)

    def print_end(self, completed, report):
        attempts = self.run.attempts()
        failed = sum(attempt.outcome != "finished" for attempt in attempts)
        print(
            f"\n{'completed' if completed else 'failed   '}"
            f"  {count(self.done, 'node result')}, {count(len(attempts), 'attempt')},"
            f" {failed} failed"
        )
        if completed and report:
            print(f"report     {report}")
        self.print_timeline()

    def print_timeline(self):
        snapshots = list(self.run.snapshots())
        width = max(self.width, len("before"))
        print(f"\ntimeline: {count(len(snapshots), 'snapshot')}, oldest first")
        print(
            f"  {'time':12}  {'id':{ID_PREFIX}}  {'before':{width}}"
            f"  {'label':10} {'nodes':>7} {'variables':>10}"
        )
        for snapshot in reversed(snapshots):
            at = snapshot.created_at.datetime
            print(
                f"  {at:%H:%M:%S}.{at.microsecond // 1000:03}"
                f"  {str(snapshot.id)[:ID_PREFIX]}"
                f"  {snapshot.trigger_node or '-':{width}}"
                f"  {snapshot.label or '-':10}"
                f" {snapshot.completed_node_count:7} {snapshot.variable_count:10}"
            )


def count(number, noun):
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print("usage: workflow_host.py <workflow.json> [<work folder>]",
              file=sys.stderr)
        return 2
    path, folder = [*arguments, "build/run"][:2]
    try:
        name, source, report, nodes = read_workflow(path)
        os.environ["SOURCE"] = str((pathlib.Path(path).parent / source).resolve())
        try:
            os.makedirs(folder, exist_ok=True)
            os.chdir(folder)
        except OSError:
            path = folder
            raise BadInput("can not be used as work folder") from None
    except BadInput as problem:
        print(f"workflow_host: {path}: {problem}", file=sys.stderr)
        return 2
    print(f"{name}  {count(len(nodes), 'node')} in {folder}\n")
    with snaproll.Execution(
        workflow_id=name, max_snapshots=snaproll.UNLIMITED
    ) as run:
        host = Host(run, nodes)
        completed = host.execute()
        host.print_end(completed, report and f"{folder}/{report}")
    return 0 if completed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
