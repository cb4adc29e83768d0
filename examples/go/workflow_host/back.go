package main

import (
	"fmt"
	"slices"
	"strings"

	"snaproll.dev/go/snaproll"
)

// goBack goes back, so that the node can be tried again. It returns why it can
// not be, or nothing.
func (h *Host) goBack(node Node, step *snaproll.Step, said *Said) string {
	again := failures(got(h.run.Attempts(node.ID))) < node.Retries
	if again && node.BackTo == "" {
		result := got(step.Rollback(said.Failure()))
		defer result.Close()
		tell(node.ID, result)
		return ""
	}
	must(step.Fail(said.Failure()))
	if !again {
		return said.Failure()
	}
	return h.goBackTo(node.BackTo)
}

// goBackTo shows what going back to before a node would do, does it, and
// compensates what was taken back. Where that fails the rollback is undone, and
// what failed is returned.
func (h *Host) goBackTo(node string) string {
	plan := got(h.run.PlanRollbackTo(h.snapshotBefore(node), nil))
	defer plan.Close()
	planned := got(plan.Result())
	defer planned.Close()
	preview(node, planned)
	before := h.numbers()
	result := got(h.run.ApplyPlan(plan))
	defer result.Close()
	tell(node, result)
	problem := h.compensate(result, before)
	if problem != "" {
		must(got(h.run.UndoRollback()).Close())
		fmt.Printf("%srollback undone: %s, as before\n", indent,
			count(h.done(), "node result"))
	}
	return problem
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

// compensate runs what takes back what the removed nodes did, the last one
// first. It returns what failed, or nothing.
func (h *Host) compensate(result *snaproll.RollbackResult, numbers string) string {
	for _, id := range got(result.RemovedNodes()) {
		command := h.flow.Nodes[h.flow.index(id)].Compensate
		if command == "" {
			continue
		}
		said := runCommand(numbers + command)
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
	}
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
