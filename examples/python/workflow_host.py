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

KEPT_LINES, LINE_BYTES, SHOWN_BYTES, ID_PREFIX = 5, 499, 60, 18
INDENT = " " * 7
NUMBER = re.compile(r"([a-z][a-z0-9_]*)=(-?[0-9].*)")


class BadInput(Exception):
    """The workflow file, or the work folder, can not be used."""


@dataclasses.dataclass
class Node:
    """One node of the file."""

    id: str
    command: str
    depends_on: list[str] = dataclasses.field(default_factory=list)
    irreversible: bool = False
    retries: int = 0
    back_to: str = ""


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


# The workflow file.


def member(place, told, name, kind, default=None):
    """A member of an object of the file; it is missing where there is no default."""
    item = told.get(name, default)
    if type(item) is not kind or (default is None and not item):
        raise BadInput(f"{place}{name}: {kind.__name__} expected")
    return item


def read_node(place, told):
    if type(told) is not dict:
        raise BadInput(f"{place}: an object expected")
    fields = {field.name: field for field in dataclasses.fields(Node)}
    for name in told:
        if name not in fields:
            raise BadInput(f"{place}/{name}: no such member is known")
    node = Node(
        id=member(place + "/", told, "id", str),
        command=member(place + "/", told, "command", str),
        depends_on=member(place + "/", told, "depends_on", list, []),
        irreversible=member(place + "/", told, "irreversible", bool, False),
        retries=member(place + "/", told, "retries", int, 0),
        back_to=member(place + "/", told, "back_to", str, ""),
    )
    for need in node.depends_on:
        if type(need) is not str:
            raise BadInput(f"{place}/depends_on: str expected")
    return node


def arrange(nodes):
    """The nodes in an order that respects what they depend on."""
    names = [node.id for node in nodes]
    for node in nodes:
        if names.count(node.id) > 1:
            raise BadInput(f"two nodes are called '{node.id}'")
        for need in node.depends_on:
            if need not in names:
                raise BadInput(
                    f"node '{node.id}' depends on '{need}', which is not there"
                )
    order, placed = [], set()
    while len(order) < len(nodes):
        ready = (
            n for n in nodes if n.id not in placed and placed.issuperset(n.depends_on)
        )
        node = next(ready, None)
        if node is None:
            raise BadInput("nodes depend on each other, or on such nodes")
        order.append(node)
        placed.add(node.id)
    return order


def check_ways_back(nodes):
    """What is done between `back_to` and its node must be such as can be undone."""
    for at, node in enumerate(nodes):
        before = [earlier.id for earlier in nodes[:at]]
        if node.back_to and node.back_to not in before:
            raise BadInput(
                f"node '{node.id}' goes back to '{node.back_to}',"
                " which does not run before it"
            )
        for over in nodes[before.index(node.back_to) if node.back_to else at : at]:
            if over.irreversible:
                raise BadInput(
                    f"node '{node.id}' goes back over '{over.id}',"
                    " which is irreversible"
                )


def read_workflow(path):
    """The members of the file, its nodes in the order in which they run."""
    try:
        text = pathlib.Path(path).read_bytes()
        told = snaproll.Value.parse(text).plain()
    except OSError as problem:
        raise BadInput(problem.strerror) from None
    except snaproll.SnaprollError as problem:
        raise BadInput(f"at byte {problem.offset}: {problem.message}") from None
    if type(told) is not dict:
        raise BadInput("an object expected")
    for name in told.keys() - {"id", "source", "report", "nodes"}:
        raise BadInput(f"/{name}: no such member is known")
    listed = member("/", told, "nodes", list)
    nodes = [read_node(f"/nodes/{i}", item) for i, item in enumerate(listed)]
    nodes = arrange(nodes)
    check_ways_back(nodes)
    return (
        member("/", told, "id", str),
        member("/", told, "source", str, ""),
        member("/", told, "report", str, ""),
        nodes,
    )


# Commands.


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
        elif step.attempt <= node.retries:
            self.go_back(node, step, said)
        else:
            step.fail(said.failure)
            reason = f"{node.id}, attempt {step.attempt}: {said.failure}"
            self.run.context.set_state(snaproll.State.FAILED, reason)
            self.end("failed")
            return False
        return True

    def script(self, node, step):
        known = {"ATTEMPT": step.attempt, "STEP_KEY": step.idempotency_key}
        for name in self.run:
            item = self.run.context.get_variable_value(name)
            if item.kind in (snaproll.Kind.INTEGER, snaproll.Kind.DOUBLE):
                known[name] = item.to_json()
        lines = [f"{name}={item}" for name, item in known.items()]
        return "\n".join([*lines, node.command])

    def go_back(self, node, step, said):
        self.tell(node.id, step.rollback(said.failure))
        if node.back_to:
            snapshots = self.run.snapshots()
            newest = snapshots.ids[snapshots.trigger_nodes.index(node.back_to)]
            self.tell(node.back_to, self.run.rollback_to(newest))
        print(
            f"{INDENT}trying again, attempt {step.attempt + 1} of {node.retries + 1}"
        )
        self.log(step, said.failure)

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
        back = sum(attempt.outcome == "rolled_back" for attempt in attempts)
        print(
            f"\n{'completed' if completed else 'failed   '}"
            f"  {count(self.done, 'node result')}, {count(len(attempts), 'attempt')},"
            f" {back} rolled back"
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
