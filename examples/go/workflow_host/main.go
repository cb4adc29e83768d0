// The workflow host in Go: runs the shell commands of a workflow file and keeps
// the state of the run in an Execution, which takes a snapshot before each node.
// What the commands find and print stands in examples/cpp/workflow_host.cpp.
//
//	workflow_host <workflow.json> [<work folder>]    (build/run)
//
// The run is kept in the store runs.db of the work folder: killed at any moment,
// the host goes on from the last finished node when it is started again.
//
// Exit code: 0 the workflow completed, 1 it did not, 2 bad input.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"snaproll.dev/go/snaproll"
)

const (
	idPrefix  = 18
	keyPrefix = 8
	indent    = "       "
)

// Host runs one workflow in one execution and prints what happens.
type Host struct {
	flow  *Workflow
	run   *snaproll.Execution
	width int
}

// ctx is the context of all that the host does: nothing ends it but its end.
var ctx = context.Background()

// must ends the program where a call failed that can not fail in a sound run.
func must(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "workflow_host: %v\n", err)
		os.Exit(1)
	}
}

func got[T any](v T, err error) T {
	must(err)
	return v
}

// done counts the nodes, from the first, whose results are recorded.
func (h *Host) done() int { return len(got(h.run.RecordedNodes())) }

// execute tells whether the workflow completed.
func (h *Host) execute() bool {
	if h.hasBegun() {
		fmt.Printf("%sgoing on after %d of %s\n", indent, h.done(),
			count(len(h.flow.Nodes), "node"))
		if !h.goOn() {
			return false
		}
	} else {
		h.begin()
	}
	for h.done() < len(h.flow.Nodes) {
		if !h.runNode(h.flow.Nodes[h.done()]) {
			return false
		}
	}
	h.end(snaproll.State{Kind: snaproll.Completed}, "completed")
	return true
}

func (h *Host) hasBegun() bool {
	var progress json.RawMessage
	err := h.run.Get("progress", &progress)
	if errors.Is(err, snaproll.ErrNotFound) {
		return false
	}
	must(err)
	return true
}

func (h *Host) begin() {
	var edges []snaproll.Edge
	for _, node := range h.flow.Nodes {
		for _, need := range node.DependsOn {
			edges = append(edges, snaproll.Edge{From: need, To: node.ID})
		}
	}
	must(h.run.SetEdges(edges))
	must(h.run.Set("log", []string{}))
	must(h.run.Set("progress", map[string]any{
		"done": 0, "node": nil, "total": len(h.flow.Nodes)}))
	got(h.run.Snapshot(ctx, snaproll.Label("start")))
}

func (h *Host) endFailed(reason string) {
	h.end(snaproll.State{Kind: snaproll.Failed, Message: reason}, "failed")
}

func (h *Host) end(state snaproll.State, label string) {
	must(h.run.SetState(state))
	must(h.run.MarkCompleted())
	got(h.run.Snapshot(ctx, snaproll.Label(label)))
}

// runNode tells whether the node ended well, or may be tried again.
func (h *Host) runNode(node Node) bool {
	var options []snaproll.StepOption
	if node.Irreversible {
		options = append(options, snaproll.Irreversible())
	}
	step := got(h.run.StepBegin(ctx, node.ID, options...))
	defer step.Close()
	attempt := got(step.Attempt())
	must(h.run.Update(
		snaproll.Setting("/variables/progress/node", node.ID),
		logLine(node, attempt, "begun")))
	said := runCommand(h.script(node, step))
	var changes []snaproll.Change
	for name, number := range said.Numbers {
		if name != "log" && name != "progress" && name != "compensate" {
			changes = append(changes,
				snaproll.Setting("/variables/"+name, json.RawMessage(number)))
		}
	}
	changes = append(changes, logLine(node, attempt, fmt.Sprintf("exit %d", said.ExitCode)))
	must(h.run.Update(changes...))
	h.printLine(node, said)
	if said.ExitCode == 0 {
		must(h.run.SetAt("/variables/progress/done", h.done()+1))
		must(step.Finish(ctx, map[string]any{
			"exit_code": 0, "lines": append([]string{}, said.Lines...)}))
		return true
	}
	return h.tryAgain(node, attempt, said.Failure(), h.goBack(node, step, said))
}

// logLine appends a line to the variable log.
func logLine(node Node, attempt int, what string) snaproll.Change {
	return snaproll.Appending("/variables/log",
		fmt.Sprintf("%s, attempt %d: %s", node.ID, attempt, what))
}

// script is the command with what it finds as shell variables in front of it.
func (h *Host) script(node Node, step *snaproll.OpenStep) string {
	return fmt.Sprintf("ATTEMPT=%d\nSTEP_KEY=%s\n%s%s", got(step.Attempt()),
		got(step.IdempotencyKey()), h.numbers(), node.Command)
}

// numbers are the variables that commands find.
func (h *Host) numbers() string {
	var script strings.Builder
	variables := got(h.run.Variables())
	defer variables.Close()
	for _, name := range got(variables.Names()) {
		item := got(variables.Find(name))
		kind := got(item.Kind())
		if kind == snaproll.KindInteger || kind == snaproll.KindDouble {
			fmt.Fprintf(&script, "%s=%s\n", name, got(item.ToJSON(ctx)))
		}
		item.Close()
	}
	return script.String()
}

func (h *Host) printLine(node Node, said *Said) {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(said.Numbers)) {
		words = append(words, name+"="+said.Numbers[name])
	}
	if len(words) == 0 && len(said.Lines) > 0 {
		words = said.Lines[:1]
	}
	verdict := "ok    "
	if said.ExitCode != 0 {
		verdict, words = "FAILED", []string{said.Failure()}
	}
	told := strings.Join(words, "  ")
	line := fmt.Sprintf("%3d/%d  %-*s  %s %5d ms  %s", h.done()+1,
		len(h.flow.Nodes), h.width, node.ID, verdict, said.Took.Milliseconds(),
		told[:min(len(told), shownBytes)])
	fmt.Println(strings.TrimRight(line, " "))
}

func (h *Host) printEnd(completed bool, report string) {
	attempts := got(h.run.Attempts(""))
	verdict := "completed"
	if !completed {
		verdict = "failed   "
	}
	fmt.Printf("\n%s  %s, %s, %d failed\n", verdict,
		count(h.done(), "node result"), count(len(attempts), "attempt"), failures(attempts))
	if completed && report != "" {
		fmt.Printf("report     %s\n", report)
	}
	h.printTimeline()
}

// failures counts the attempts that failed; those that were cut off are not
// among them.
func failures(attempts []snaproll.Attempt) int {
	failed := 0
	for _, attempt := range attempts {
		if attempt.Outcome == snaproll.AttemptFailed ||
			attempt.Outcome == snaproll.AttemptRolledBack {
			failed++
		}
	}
	return failed
}

func (h *Host) printTimeline() {
	list := got(h.run.Manager().List())
	defer list.Close()
	width := max(h.width, len("before"))
	snapshots := got(list.Count())
	fmt.Printf("\ntimeline: %s, oldest first\n", count(snapshots, "snapshot"))
	fmt.Printf("  %-12s  %-*s  %-*s  %-10s %7s %10s\n",
		"time", idPrefix, "id", width, "before", "label", "nodes", "variables")
	or := func(text string, there bool) string {
		if there {
			return text
		}
		return "-"
	}
	for i := snapshots - 1; i >= 0; i-- {
		snapshot := got(list.At(i))
		fmt.Printf("  %s  %s  %-*s  %-10s %7d %10d\n",
			snapshot.CreatedAt().UTC().Format("15:04:05.000"),
			snapshot.ID().String()[:idPrefix], width, or(snapshot.TriggerNode()),
			or(snapshot.Label()), snapshot.CompletedNodeCount(),
			snapshot.VariableCount())
		snapshot.Close()
	}
}

func count(number int, noun string) string {
	if number == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", number, noun)
}

func complain(place string, problem any) int {
	fmt.Fprintf(os.Stderr, "workflow_host: %s: %v\n", place, problem)
	return 2
}

// openRun opens the run as it was committed last, or begins it anew where that
// has ended.
func openRun(store *snaproll.Store, id string) (*snaproll.Execution, error) {
	for {
		run, err := store.Execution(ctx, id, snaproll.WorkflowID(id),
			snaproll.MaxSnapshots(snaproll.Unlimited), snaproll.NoStartSnapshot(),
			snaproll.ExecutionKind("workflow"), snaproll.Owner("workflow_host"))
		if err != nil {
			return nil, err
		}
		state, err := run.State()
		if err == nil && state.Kind == snaproll.Running {
			return run, nil
		}
		if err = errors.Join(err, run.Close()); err == nil {
			err = store.Delete(ctx, id)
		}
		if err != nil {
			return nil, err
		}
	}
}

func execute(path, folder string) int {
	flow, err := ReadWorkflow(path)
	if err != nil {
		return complain(path, err)
	}
	source, err := filepath.Abs(filepath.Join(filepath.Dir(path), flow.Source))
	must(err)
	must(os.Setenv("SOURCE", source))
	_ = os.MkdirAll(folder, 0o777)
	if os.Chdir(folder) != nil {
		return complain(folder, "can not be used as work folder")
	}
	store, err := snaproll.OpenStore(ctx, "runs.db")
	if err != nil {
		return complain(path, err)
	}
	defer store.Close()
	run, err := openRun(store, flow.ID)
	if err != nil {
		return complain(path, err)
	}
	defer run.Close()
	fmt.Printf("%s  %s in %s\n\n", flow.ID, count(len(flow.Nodes), "node"), folder)
	host := &Host{flow: flow, run: run}
	for _, node := range flow.Nodes {
		host.width = max(host.width, len(node.ID))
	}
	completed := host.execute()
	if flow.Report != "" {
		flow.Report = folder + "/" + flow.Report
	}
	host.printEnd(completed, flow.Report)
	if !completed {
		return 1
	}
	return 0
}

func main() {
	arguments := append(os.Args[1:], "build/run")
	if len(os.Args) < 2 || len(os.Args) > 3 || strings.HasPrefix(os.Args[1], "-") {
		fmt.Fprintln(os.Stderr, "usage: workflow_host <workflow.json> [<work folder>]")
		os.Exit(2)
	}
	os.Exit(execute(arguments[0], arguments[1]))
}
