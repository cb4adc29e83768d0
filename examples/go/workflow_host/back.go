package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"snaproll.dev/go/snaproll"
)

// goBack goes back, so that the node can be tried again. It returns why it can
// not be, or nothing.
func (h *Host) goBack(node Node, step *snaproll.OpenStep, said *Said) string {
	again := failures(got(h.run.Attempts(node.ID))) < node.Retries
	if again && node.BackTo == "" {
		result := got(step.Rollback(ctx, said.Failure()))
		defer result.Close()
		tell(node.ID, result)
		return ""
	}
	must(step.Fail(ctx, said.Failure()))
	return h.afterFailure(node, said.Failure())
}

// afterFailure does the same where the failure is recorded.
func (h *Host) afterFailure(node Node, failure string) string {
	again := failures(got(h.run.Attempts(node.ID))) <= node.Retries
	if !again || node.BackTo == "" {
		return failure
	}
	return h.goBackTo(node.BackTo)
}

// goOn takes up a run that was killed while it went back, or before it did. It
// tells whether the workflow can go on.
func (h *Host) goOn() bool {
	var noted compensation
	err := h.run.Get("compensate", &noted)
	if err == nil {
		if len(noted.Nodes) > 0 && h.isRecorded(noted.Nodes[0]) {
			// Its result is there again: the rollback was undone.
			must(h.run.Remove("compensate"))
		} else if problem := h.compensate(); problem != "" {
			h.endFailed(problem)
			return false
		}
	} else if !errors.Is(err, snaproll.ErrNotFound) {
		must(err)
	}
	if h.done() == 0 {
		return true
	}
	last := h.flow.Nodes[h.done()-1]
	if got(h.run.IsDone(last.ID)) {
		return true
	}
	attempts := got(h.run.Attempts(last.ID))
	failed := attempts[len(attempts)-1]
	return h.tryAgain(last, failed.Number, failed.Error,
		h.afterFailure(last, failed.Error))
}

func (h *Host) isRecorded(node string) bool {
	return slices.Contains(got(h.run.RecordedNodes()), node)
}

// tryAgain tells whether the node may be tried again: where there is no problem.
func (h *Host) tryAgain(node Node, attempt int, failure, problem string) bool {
	if problem != "" {
		h.endFailed(fmt.Sprintf("%s, attempt %d: %s", node.ID, attempt, problem))
		return false
	}
	fmt.Printf("%strying again, attempt %d of %d\n", indent, attempt+1, node.Retries+1)
	must(h.run.Update(logLine(node, attempt, failure)))
	return true
}

// compensation is the variable that stays while the host goes back: the nodes
// that are still to be compensated, and the numbers that their commands find.
type compensation struct {
	Nodes   []string `json:"nodes"`
	Numbers string   `json:"numbers"`
}

// goBackTo shows what going back to before a node would do, does it, and
// compensates what was taken back. What is to be compensated is noted in a
// variable that stays, so it is committed with the rollback.
func (h *Host) goBackTo(node string) string {
	target := h.snapshotBefore(node)
	h.noteCompensations(target)
	plan := got(h.run.PlanRollbackTo(target, &snaproll.Selector{
		EverythingBut: true, Variables: []string{"compensate"}}))
	defer plan.Close()
	planned := got(plan.Result())
	defer planned.Close()
	preview(node, planned)
	result := got(h.run.ApplyPlan(ctx, plan))
	defer result.Close()
	tell(node, result)
	return h.compensate()
}

func (h *Host) noteCompensations(target snaproll.ID) {
	plan := got(h.run.PlanRollbackTo(target, nil))
	defer plan.Close()
	result := got(plan.Result())
	defer result.Close()
	noted := compensation{Nodes: []string{}, Numbers: h.numbers()}
	for _, id := range got(result.RemovedNodes()) {
		if h.flow.Nodes[h.flow.index(id)].Compensate != "" {
			noted.Nodes = append(noted.Nodes, id)
		}
	}
	must(h.run.Set("compensate", noted))
}

// snapshotBefore is the newest snapshot that was taken before a node.
func (h *Host) snapshotBefore(node string) snaproll.ID {
	list := got(h.run.Manager().List())
	defer list.Close()
	entries := got(list.Entries())
	newest := slices.IndexFunc(entries, func(e snaproll.SnapshotEntry) bool {
		return e.TriggerNode == node
	})
	return entries[newest].ID
}

// compensate runs what takes back what the nodes did that are noted, the last
// one first; each is on record when it is done. Where one fails the rollback is
// undone, and what failed is returned.
func (h *Host) compensate() string {
	var noted compensation
	must(h.run.Get("compensate", &noted))
	problem := ""
	for _, id := range noted.Nodes {
		problem = h.compensateNode(id, noted.Numbers)
		if problem != "" {
			break
		}
		must(h.run.RemoveAt("/variables/compensate/nodes/0"))
		must(h.run.Save(ctx))
	}
	if problem != "" {
		must(got(h.run.UndoRollback(ctx)).Close())
	}
	must(h.run.Remove("compensate"))
	if problem != "" {
		fmt.Printf("%srollback undone: %s, as before\n", indent,
			count(h.done(), "node result"))
	}
	return problem
}

func (h *Host) compensateNode(id, numbers string) string {
	said := runCommand(numbers + h.flow.Nodes[h.flow.index(id)].Compensate)
	if said.ExitCode != 0 {
		problem := fmt.Sprintf("compensating %s: %s", id, said.Failure())
		fmt.Printf("%s%s\n", indent, problem)
		return problem
	}
	words := ""
	if len(said.Lines) > 0 {
		words = ": " + said.Lines[0]
	}
	fmt.Printf("%scompensated %s%s\n", indent, id, words[:min(len(words), shownBytes)])
	return ""
}

func preview(node string, result *snaproll.RollbackResult) {
	fmt.Printf("%sgoing back to before %s would\n", indent, node)
	printNames("remove results", got(result.RemovedNodes()))
	printNames("change variables", got(result.ChangedVariables()))
	printNames("remove variables", got(result.RemovedVariables()))
	for _, effect := range got(result.Effects()) {
		printNames("not take back", []string{fmt.Sprintf("%s (key %s)",
			effect.Node, effect.IdempotencyKey[:keyPrefix])})
	}
}

func printNames(what string, names []string) {
	if len(names) == 0 {
		return
	}
	list := strings.Join(names, ", ")
	fmt.Printf("%s  %-16s  %s\n", indent, what, list[:min(len(list), shownBytes)])
}

func tell(node string, result *snaproll.RollbackResult) {
	fmt.Printf("%srolled back to before %s: %s removed, %s changed\n", indent, node,
		count(result.NodesRemoved, "node result"),
		count(result.VariablesChanged, "variable"))
}
