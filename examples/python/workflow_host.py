"""The workflow host in Python: runs the shell commands of a workflow file.

The state of the run is kept in an Execution on the store runs.db of the work
folder. Killed at any moment, the host goes on from the last finished node when
it is started again. What the commands find and print stands in
examples/cpp/workflow_host.cpp.

    workflow_host.py <workflow.json> [<work folder>]    (build/run)

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
FAILED = ("failed", "rolled_back")
OWN_VARIABLES = ("log", "progress", "compensate")


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
        """Whether the workflow completed."""
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
        done = sum(self.run.is_done(node.id) for node in self.nodes)
        print(f"{INDENT}going on after {done} of {count(len(self.nodes), 'node')}")
        if "compensate" in self.run:
            # It was killed while it went back, or after that was undone.
            nodes = self.run["compensate"]["nodes"]
            if nodes and nodes[0] in self.run.node_results:
                del self.run["compensate"]
            elif problem := self.compensate():
                self.end("failed", snaproll.State.FAILED, problem)
                return
        node = self.next
        if node and node.id in self.run.node_results:
            # It failed, and the host was killed before it went back.
            last = self.run.attempts(node.id)[-1]
            self.after_failure(node, last.number, last.error)

    def end(self, label, state, reason=""):
        self.run.context.set_state(state, reason)
        self.run.context.mark_completed()
        self.run.snapshot(label)

    def log(self, node, attempt, what):
        self.run["log"].append(f"{node.id}, attempt {attempt}: {what}")

    def failures(self, node):
        """Attempts at the node that failed; those that were cut off are not."""
        return sum(one.outcome in FAILED for one in self.run.attempts(node.id))

    def run_node(self, node):
        step = self.run.step_begin(node.id, irreversible=node.irreversible)
        attempt = step.attempt
        with self.run.transaction() as change:
            change["progress"]["node"] = node.id
            change["log"].append(f"{node.id}, attempt {attempt}: begun")
        said = run_command(self.script(node, step))
        for name, number in said.numbers.items():
            if name not in OWN_VARIABLES:
                self.run[name] = number
        self.log(node, attempt, f"exit {said.exit_code}")
        self.print_line(node, said)
        if said.exit_code == 0:
            self.run["progress"]["done"] = self.done + 1
            step.finish({"exit_code": 0, "lines": said.lines})
        elif self.failures(node) < node.retries and not node.back_to:
            self.tell(node.id, step.rollback(said.failure))
            self.try_again(node, attempt, said.failure)
        else:
            step.fail(said.failure)
            self.after_failure(node, attempt, said.failure)

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

    def after_failure(self, node, attempt, failure):
        """Goes back, so that the node can be tried again, or gives up."""
        again = self.failures(node) <= node.retries and node.back_to
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

        Then compensates what was taken back; what failed is returned. What is
        to be compensated is noted in a variable that stays, so it is committed
        with the rollback.
        """
        snapshots = self.run.snapshots()
        newest = snapshots.ids[snapshots.trigger_nodes.index(node)]
        removed = self.run.plan_rollback(newest).result.removed_nodes
        self.run["compensate"] = {
            "nodes": [node for node in removed if self.compensation(node)],
            "numbers": self.numbers(),
        }
        plan = self.run.plan_rollback(
            newest, variables=["compensate"], everything_but=True
        )
        self.preview(node, plan.result)
        self.tell(node, self.run.apply_plan(plan))
        return self.compensate()

    def compensation(self, node_id):
        return next(node.compensate for node in self.nodes if node.id == node_id)

    def compensate(self):
        """Runs what takes back the nodes that are noted, the last one first.

        Each is on record when it is done. Where one fails the rollback is
        undone, and what failed is returned.
        """
        noted = self.run["compensate"]
        numbers, problem = noted["numbers"], None
        while noted["nodes"] and not problem:
            problem = self.compensate_node(noted["nodes"][0], numbers)
            if not problem:
                del noted["nodes"][0]
                self.run.save()
        if problem:
            self.run.undo_rollback()
        del self.run["compensate"]
        if problem:
            print(
                f"{INDENT}rollback undone: {count(self.done, 'node result')},"
                " as before"
            )
        return problem

    def compensate_node(self, node, numbers):
        said = run_command(numbers + self.compensation(node))
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
        attempts = self.run.attempts()
        failed = sum(attempt.outcome in FAILED for attempt in attempts)
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


def open_run(store, workflow):
    """The run as it was committed last, or a new one where that has ended."""
    options = {
        "workflow_id": workflow,
        "kind": "workflow",
        "owner": "workflow_host",
        "max_snapshots": snaproll.UNLIMITED,
        "start_snapshot": False,
    }
    run = store.execution(workflow, **options)
    if run.state is snaproll.State.RUNNING:
        return run
    run.close()
    store.delete(workflow)
    return store.execution(workflow, **options)


def enter(folder):
    """Goes into the work folder."""
    try:
        os.makedirs(folder, exist_ok=True)
        os.chdir(folder)
    except OSError:
        raise BadInput("can not be used as work folder") from None


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print("usage: workflow_host.py <workflow.json> [<work folder>]",
              file=sys.stderr)
        return 2
    path, folder = [*arguments, "build/run"][:2]
    blamed = path
    with contextlib.ExitStack() as opened:
        try:
            name, source, report, nodes = read_workflow(path)
            os.environ["SOURCE"] = str((pathlib.Path(path).parent / source).resolve())
            blamed = folder
            enter(folder)
            store = opened.enter_context(snaproll.Store.open("runs.db"))
            run = opened.enter_context(open_run(store, name))
        except (BadInput, snaproll.SnaprollError) as problem:
            print(f"workflow_host: {blamed}: {problem}", file=sys.stderr)
            return 2
        print(f"{name}  {count(len(nodes), 'node')} in {folder}\n", flush=True)
        host = Host(run, nodes)
        completed = host.execute()
        host.print_end(completed, report and f"{folder}/{report}")
    return 0 if completed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
