"""The workflow host in Python: runs the shell commands of a workflow file.

The state of the run is kept in an Execution, which takes a snapshot before each
node. What the commands find and print stands in examples/cpp/workflow_host.cpp.

    workflow_host.py <workflow.json> [<work folder>]    (build/run)
        --store <file>      keeps the run there: killed at any moment, it goes
                            on from the last finished node when started again
        --execution <id>    of the run in the store; the workflow's until told

Exit code: 0 the workflow completed, 1 it did not, 2 bad input.
"""

import contextlib
import os
import pathlib
import sys

import snaproll
from command import run_command
from workflow import BadInput, read_workflow

SHOWN_BYTES = 60
ID_PREFIX, KEY_PREFIX = 18, 8
INDENT = " " * 7


class Host:
    """Runs one workflow in one execution and prints what happens."""

    def __init__(self, run, nodes):
        self.run = run
        self.nodes = nodes
        self.width = max(len(node.id) for node in nodes)

    @property
    def done(self):
        """How many results are recorded."""
        return len(self.run.node_results)

    @property
    def next(self):
        """The first node that is not done, or None."""
        return next((n for n in self.nodes if not self.run.is_done(n.id)), None)

    def execute(self):
        """Whether the workflow completed; what was done before is not run."""
        if "progress" in self.run:
            self.go_on()
        else:
            self.begin()
        while self.running and (node := self.next):
            self.run_node(node)
        if self.running:
            self.end("completed", snaproll.State.COMPLETED)
        return self.run.state is snaproll.State.COMPLETED

    @property
    def running(self):
        return self.run.state is snaproll.State.RUNNING

    def begin(self):
        self.run.set_edges(
            (need, node.id) for node in self.nodes for need in node.depends_on
        )
        self.run["log"] = []
        self.run["progress"] = {"done": 0, "node": None, "total": len(self.nodes)}
        self.run.snapshot("start")

    def go_on(self):
        """Takes up a run that was killed; its state is that of the last commit."""
        for node in self.nodes:
            if self.run.is_done(node.id):
                print(f"{self.place(node)}  done before", flush=True)
        node = self.next
        if self.running and node and node.id in self.run.node_results:
            # It failed, and was killed before it went back.
            last = self.run.attempts(node.id)[-1]
            self.after_failure(node, self.tried(node), last.error)

    def end(self, label, state, reason=""):
        self.run.context.set_state(state, reason)
        self.run.context.mark_completed()
        self.run.snapshot(label)

    def log(self, node, attempt, what):
        self.run["log"].append(f"{node.id}, attempt {attempt}: {what}")

    def tried(self, node):
        """Attempts that ended; one that was killed does not count."""
        return sum(one.outcome != "open" for one in self.run.attempts(node.id))

    def run_node(self, node):
        attempt = self.tried(node) + 1
        step = self.run.step_begin(node.id, irreversible=node.irreversible)
        with self.run.transaction() as change:
            change["progress"]["node"] = node.id
            change["log"].append(f"{node.id}, attempt {attempt}: begun")
        said = run_command(self.script(node, step, attempt))
        for name, number in said.numbers.items():
            if name not in ("log", "progress"):
                self.run[name] = number
        self.log(node, attempt, f"exit {said.exit_code}")
        self.print_line(node, said)
        if said.exit_code == 0:
            self.run["progress"]["done"] = self.done + 1
            step.finish({"exit_code": 0, "lines": said.lines})
        elif attempt <= node.retries and not node.back_to:
            self.tell(node.id, step.rollback(said.failure))
            self.try_again(node, attempt, said.failure)
        else:
            step.fail(said.failure)
            self.after_failure(node, attempt, said.failure)

    def script(self, node, step, attempt):
        known = f"ATTEMPT={attempt}\nSTEP_KEY={step.idempotency_key}\n"
        return known + self.numbers() + node.command

    def numbers(self):
        """The variables that commands find."""
        lines = []
        for name in self.run:
            item = self.run.context.get_variable_value(name)
            if item.kind in (snaproll.Kind.INTEGER, snaproll.Kind.DOUBLE):
                lines.append(f"{name}={item.to_json()}\n")
        return "".join(lines)

    def after_failure(self, node, attempt, failure):
        """Goes back, so that the node can be tried again, or gives up."""
        again = attempt <= node.retries and node.back_to
        problem = self.go_back_to(node.back_to) if again else failure
        if problem:
            reason = f"{node.id}, attempt {attempt}: {problem}"
            self.end("failed", snaproll.State.FAILED, reason)
        else:
            self.try_again(node, attempt, failure)

    def try_again(self, node, attempt, failure):
        print(f"{INDENT}trying again, attempt {attempt + 1} of {node.retries + 1}")
        self.log(node, attempt, failure)

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
        line = f"{self.place(node)}  {'ok    ' if good else 'FAILED'}"
        line += f" {said.milliseconds:5} ms  {words[:SHOWN_BYTES]}"
        print(line.rstrip(), flush=True)

    def place(self, node):
        number = self.nodes.index(node) + 1
        return f"{number:3}/{len(self.nodes)}  {node.id:{self.width}}"

    def print_end(self, completed, report):
        attempts = [one for one in self.run.attempts() if one.outcome != "open"]
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


USAGE = (
    "usage: workflow_host.py [--store <file> [--execution <id>]]"
    " <workflow.json> [<work folder>]"
)


def read_arguments(arguments):
    """The named ones as a dict, and the others; None where they are no good."""
    named, others = {}, []
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--store", "--execution"):
            named[argument] = next(rest, "")
        else:
            others.append(argument)
    if len(others) not in (1, 2) or any(one[:1] in ("", "-") for one in others):
        return None
    if "" in named.values() or ("--execution" in named and "--store" not in named):
        return None
    return named, others


def open_execution(store, id, workflow):
    """The execution of the run: in memory, or on the store."""
    options = {"workflow_id": workflow, "max_snapshots": snaproll.UNLIMITED}
    if store is None:
        return snaproll.Execution(**options)
    run = store.execution(
        id, owner="workflow_host", kind="workflow", start_snapshot=False, **options
    )
    other = run.workflow_id
    if other != workflow:
        run.close()
        raise BadInput(f"execution '{id}' runs workflow '{other}'")
    return run


def enter(folder):
    """Goes into the work folder."""
    try:
        os.makedirs(folder, exist_ok=True)
        os.chdir(folder)
    except OSError:
        raise BadInput("can not be used as work folder") from None


def main(arguments):
    told = read_arguments(arguments)
    if told is None:
        print(USAGE, file=sys.stderr)
        return 2
    named, (path, folder) = told[0], [*told[1], "build/run"][:2]
    blamed = path
    with contextlib.ExitStack() as opened:
        try:
            name, source, report, nodes = read_workflow(path)
            os.environ["SOURCE"] = str((pathlib.Path(path).parent / source).resolve())
            file = named.get("--store") and os.path.abspath(named["--store"])
            blamed = folder
            enter(folder)
            blamed = file
            store = file and opened.enter_context(snaproll.Store.open(file))
            run = open_execution(store, named.get("--execution", name), name)
        except BadInput as problem:
            print(f"workflow_host: {blamed}: {problem}", file=sys.stderr)
            return 2
        except snaproll.SnaprollError as problem:
            print(f"workflow_host: {problem}", file=sys.stderr)
            return 2
        opened.enter_context(run)
        print(f"{name}  {count(len(nodes), 'node')} in {folder}\n", flush=True)
        host = Host(run, nodes)
        completed = host.execute()
        host.print_end(completed, report and f"{folder}/{report}")
    return 0 if completed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
