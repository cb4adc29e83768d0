package snaproll_test

import (
	"encoding/json"

	"snaproll.dev/go/snaproll"
)

// names is a list of a selector.
func names(selector map[string]any, list string) []string {
	var all []string
	given, _ := selector[list].([]any)
	for _, name := range given {
		all = append(all, name.(string))
	}
	return all
}

// selector is what a selective rollback takes back; nil where it is not told.
func (l *line) selector() *snaproll.Selector {
	told, ok := l.inputs["selector"].(map[string]any)
	if !ok {
		return nil
	}
	return &snaproll.Selector{
		Variables:     names(told, "variables"),
		NodeResults:   names(told, "node_results"),
		Pointers:      names(told, "pointers"),
		DownstreamOf:  names(told, "downstream_of"),
		State:         told["state"] == true,
		EverythingBut: told["everything_but"] == true,
		AllowNothing:  told["allow_nothing"] == true,
	}
}

// paths are those that the line tells as text.
func (l *line) paths() (paths snaproll.PrivatePaths) {
	if err := json.Unmarshal([]byte(l.text("paths")), &paths); err != nil {
		panic(err)
	}
	return paths
}

func onPatch(run func(*snaproll.Patch, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.Patch](l), l) }
}

var patchOperations = map[string]operation{
	"patch.diff": func(l *line) (any, error) {
		return made(snaproll.Diff(l.ctx(), input[*snaproll.Value](l, "before"),
			input[*snaproll.Value](l, "after")))
	},
	"patch.from_json": func(l *line) (any, error) {
		return made(snaproll.PatchFromJSON(l.text("json"), l.options()...))
	},
	"patch.ref":        onPatch(func(p *snaproll.Patch, l *line) (any, error) { return made(p.Ref()) }),
	"patch.size":       onPatch(func(p *snaproll.Patch, l *line) (any, error) { return gave(p.Len()) }),
	"patch.to_json":    onPatch(func(p *snaproll.Patch, l *line) (any, error) { return gaveJSON(p.ToJSON()) }),
	"patch.to_compact": onPatch(func(p *snaproll.Patch, l *line) (any, error) { return gaveJSON(p.ToCompact()) }),
	"patch.to_text":    onPatch(func(p *snaproll.Patch, l *line) (any, error) { return gave(p.Text()) }),
	"patch.apply": onPatch(func(p *snaproll.Patch, l *line) (any, error) {
		return made(p.Apply(input[*snaproll.Value](l, "value")))
	}),
	"patch.masked": onPatch(func(p *snaproll.Patch, l *line) (any, error) {
		return made(p.Masked(l.paths()))
	}),
	"patch.compose": onPatch(func(p *snaproll.Patch, l *line) (any, error) {
		return made(p.Compose(input[*snaproll.Patch](l, "next")))
	}),
	"patch.invert": onPatch(func(p *snaproll.Patch, l *line) (any, error) {
		return made(p.Invert(input[*snaproll.Value](l, "before")))
	}),
	"snapshot.value": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return made(s.AsValue())
	}),
	"snapshot.diff": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return made(s.Diff(l.ctx(), input[*snaproll.Snapshot](l, "after")))
	}),
	"context.value": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.AsValue())
	}),
	"context.diff": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.Diff(l.ctx(), input[*snaproll.Snapshot](l, "before")))
	}),
	"context.apply_patch": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.ApplyPatch(input[*snaproll.Patch](l, "patch")))
	}),
}

// Changes of arrays and strings, and tests.
var spliceOperations = map[string]operation{
	"value.equivalent": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return gave(v.Equivalent(input[*snaproll.Value](l, "b")))
	}),
	"value.masked": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.Masked(l.paths(), l.text("pointer")))
	}),
	"value.test": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return done(v.Test(l.text("pointer"), input[*snaproll.Value](l, "expected")))
	}),
	"value.splice": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.Splice(l.text("pointer"), l.int("index"), l.int("removed"),
			input[*snaproll.Value](l, "items")))
	}),
	"value.splice_text": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.SpliceText(l.text("pointer"), l.int("offset"), l.int("removed"),
			l.text("utf8")))
	}),
	"context.test": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.Test(l.text("pointer"), l.raw("json")))
	}),
	"context.splice": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.Splice(l.text("pointer"), l.int("index"), l.int("removed"), l.raw("json")))
	}),
	"context.splice_text": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SpliceText(l.text("pointer"), l.int("offset"), l.int("removed"),
			l.text("utf8")))
	}),
}

var planOperations = map[string]operation{
	"manager.plan_rollback": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return made(m.PlanRollback(input[*snaproll.Context](l, "context"), l.selector()))
	}),
	"manager.plan_rollback_to": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return made(m.PlanRollbackTo(input[*snaproll.Context](l, "context"), l.id("id"),
			l.selector()))
	}),
	"manager.plan_rollback_n": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return made(m.PlanRollbackN(input[*snaproll.Context](l, "context"), l.int("steps"),
			l.selector()))
	}),
	"execution.plan_rollback": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return made(x.PlanRollback(l.selector()))
	}),
	"execution.plan_rollback_to": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return made(x.PlanRollbackTo(l.id("id"), l.selector()))
	}),
	"execution.plan_rollback_n": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return made(x.PlanRollbackN(l.int("steps"), l.selector()))
	}),
	"rollback_plan.result": func(l *line) (any, error) {
		return gave(self[*snaproll.RollbackPlan](l).Result())
	},
	"rollback_plan.ref": func(l *line) (any, error) {
		return made(self[*snaproll.RollbackPlan](l).Ref())
	},
	"context.apply_plan": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.ApplyPlan(input[*snaproll.RollbackPlan](l, "plan")))
	}),
	"execution.apply_plan": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.ApplyPlan(ctx, input[*snaproll.RollbackPlan](l, "plan")))
	}),
	"context.undo_rollback": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.UndoRollback())
	}),
	"context.redo_rollback": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.RedoRollback())
	}),
	"execution.undo_rollback": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.UndoRollback(ctx))
	}),
	"execution.redo_rollback": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.RedoRollback(ctx))
	}),
	"context.undo_count": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.UndoCount())
	}),
	"context.redo_count": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.RedoCount())
	}),
	"context.clear_undo": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.ClearUndo())
	}),
	"execution.clear": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return done(x.Clear(ctx))
	}),
	"execution.add_edge": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return done(x.AddEdge(l.text("from"), l.text("to")))
	}),
	"execution.set_edges": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return done(x.SetEdgesJSON(l.raw("json")))
	}),
	"execution.edges": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		all := []any{}
		edges, err := x.Edges()
		for _, edge := range edges {
			all = append(all, []string{edge.From, edge.To})
		}
		return all, err
	}),
}

// lists is a list of names that a result tells.
func lists(read func(*snaproll.RollbackResult) ([]string, error)) operation {
	return func(l *line) (any, error) { return gave(read(self[*snaproll.RollbackResult](l))) }
}

// What a rollback did, beside what its JSON form tells.
var resultOperations = map[string]operation{
	"rollback_result.removed_nodes":        lists((*snaproll.RollbackResult).RemovedNodes),
	"rollback_result.changed_variables":    lists((*snaproll.RollbackResult).ChangedVariables),
	"rollback_result.removed_variables":    lists((*snaproll.RollbackResult).RemovedVariables),
	"rollback_result.reappeared_variables": lists((*snaproll.RollbackResult).ReappearedVariables),
	"rollback_result.effects": func(l *line) (any, error) {
		return gaveJSON(self[*snaproll.RollbackResult](l).EffectsJSON())
	},
	"rollback_result.state_before": func(l *line) (any, error) {
		return gave(self[*snaproll.RollbackResult](l).StateBefore())
	},
	"rollback_result.state_after": func(l *line) (any, error) {
		return gave(self[*snaproll.RollbackResult](l).StateAfter())
	},
	"rollback_result.text": func(l *line) (any, error) {
		return gave(self[*snaproll.RollbackResult](l).Text())
	},
	"rollback_result.patch": func(l *line) (any, error) {
		return made(self[*snaproll.RollbackResult](l).Patch(l.ctx()))
	},
}
