package snaproll_test

import (
	"time"

	"snaproll.dev/go/snaproll"
)

// filters are what a list is told.
func (l *line) filters() []snaproll.SnapshotFilter {
	var all []snaproll.SnapshotFilter
	if l.has("label") {
		all = append(all, snaproll.Labelled(l.text("label")))
	}
	if l.has("trigger_node") {
		all = append(all, snaproll.TriggeredBy(l.text("trigger_node")))
	}
	if l.has("automatic") {
		all = append(all, snaproll.Automatic(l.inputs["automatic"] == true))
	}
	if l.has("from") {
		all = append(all, snaproll.TakenFrom(l.time("from")))
	}
	if l.has("until") {
		all = append(all, snaproll.TakenUntil(l.time("until")))
	}
	if l.has("after") {
		all = append(all, snaproll.Behind(l.id("after")))
	}
	if l.has("limit") {
		all = append(all, snaproll.AtMost(l.maximum("limit")))
	}
	return all
}

// optional is "" for a text that is not there.
func (l *line) optional(name string) string {
	text, _ := l.inputs[name].(string)
	return text
}

func timeText(at time.Time) string { return of(snaproll.FormatTime(at)) }

func idOrNil(id *snaproll.ID) any {
	if id == nil {
		return nil
	}
	return id.String()
}

// ready is JSON that is not to be quoted.
func ready(list any, _ error) jsonText { return list.(jsonText) }

func prune(m *snaproll.Manager, l *line) (any, error) {
	run := m.Prune
	if l.inputs["dry_run"] == true {
		run = m.PlanPrune
	}
	report, err := run(l.ctx(), l.optional("policy"))
	var compactable any
	if report.BytesCompactable != nil {
		compactable = *report.BytesCompactable
	}
	return objectJSON("removed", report.Removed, "bytes_freed", report.BytesFreed,
		"bytes_compactable", compactable,
		"snapshots", ready(listJSON(report.Snapshots, nil, func(s snaproll.PrunedSnapshot) []any {
			return []any{"id", s.ID.String(), "created_at", timeText(s.CreatedAt), "stays", s.Stays,
				"reasons", s.Reasons, "bytes", s.Bytes}
		}))), err
}

func usage(m *snaproll.Manager, l *line) (any, error) {
	var ids []snaproll.ID
	for _, told := range l.inputs["ids"].([]any) {
		ids = append(ids, l.idOf(told.(string)))
	}
	usage, err := m.Usage(l.ctx(), ids)
	return objectJSON("total", usage.Total, "alone", usage.Alone, "shared", usage.Shared,
		"freed", usage.Freed), err
}

// what is erased.
func (l *line) what() snaproll.What {
	return snaproll.What{
		Pointer: l.optional("pointer"), Containing: l.optional("containing"),
		Reason: l.optional("reason"), TakeOver: l.flag("take_over"),
	}
}

func erase(x *snaproll.Execution, l *line) (any, error) {
	run := x.Erase
	if l.flag("dry_run") {
		run = x.PlanErase
	}
	report, err := run(l.ctx(), l.what())
	return objectJSON("dry_run", report.DryRun, "executions", report.Executions,
		"id", idOrNil(report.ID), "kept", report.Kept, "keyframes", report.Keyframes,
		"names", report.Names, "pending", report.Pending, "records", report.Records,
		"states", report.States), err
}

var keepingOperations = map[string]operation{
	"policy.text": func(l *line) (any, error) { return gave(snaproll.PolicyText(l.text("policy"))) },
	"context.digest": onContext(func(c *snaproll.Context, _ *line) (any, error) {
		return gave(c.Digest())
	}),
	"snapshot.digest": onSnapshot(func(s *snaproll.Snapshot, _ *line) (any, error) {
		return gave(s.Digest())
	}),
	"manager.list_filtered": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return made(m.List(l.filters()...))
	}),
	"manager.left": onManager(func(m *snaproll.Manager, _ *line) (any, error) { return gave(m.Left()) }),
	"manager.set_policy": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return done(m.SetPolicy(ctx, l.optional("policy")))
	}),
	"manager.policy": onManager(func(m *snaproll.Manager, _ *line) (any, error) {
		policy, err := m.Policy()
		if err != nil {
			return nil, err
		}
		return gaveText(policy, policy != "")
	}),
	"manager.prune":   onManager(prune),
	"manager.usage":   onManager(usage),
	"execution.erase": onExecution(erase),
	"execution.erasures": onExecution(func(x *snaproll.Execution, _ *line) (any, error) {
		erasures, err := x.Erasures()
		return listJSON(erasures, err, func(e snaproll.Erasure) []any {
			var pointer any
			if e.Pointer != nil {
				pointer = *e.Pointer
			}
			return []any{"at", timeText(e.At), "id", e.ID.String(), "pointer", pointer,
				"reason", e.Reason, "states", e.States}
		})
	}),
}
