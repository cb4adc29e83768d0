package snaproll_test

import (
	"encoding/json"
	"time"

	"snaproll.dev/go/snaproll"
)

func makeRules(l *line) (any, error) {
	rules := snaproll.SnapshotRules{
		BeforeIrreversible: l.inputs["before_irreversible"] == true,
		SkipUnchanged:      l.inputs["skip_unchanged"] == true,
	}
	if l.has("at_least_nodes") {
		rules.AtLeastNodes = l.int("at_least_nodes")
	}
	if l.has("at_least_time") {
		rules.AtLeastTime = time.Duration(l.number("at_least_time"))
	}
	if l.has("at_least_bytes") {
		rules.AtLeastBytes = uint64(l.number("at_least_bytes"))
	}
	globs, _ := l.inputs["before"].([]any)
	for _, glob := range globs {
		rules.Before = append(rules.Before, glob.(string))
	}
	return object{rules}, rules.Check()
}

func onHistory(run func(*snaproll.FieldHistory, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.FieldHistory](l), l) }
}

// changes is one member of every change of a history.
func changes(of func(snaproll.FieldChange) any) operation {
	return onHistory(func(h *snaproll.FieldHistory, l *line) (any, error) {
		all := []any{}
		found, err := h.Changes()
		for _, change := range found {
			all = append(all, of(change))
		}
		return all, err
	})
}

// valueAt is one value of a change.
func valueAt(of func(snaproll.FieldChange) json.RawMessage) operation {
	return onHistory(func(h *snaproll.FieldHistory, l *line) (any, error) {
		change, err := h.At(l.int("index"))
		if err != nil {
			return nil, err
		}
		return made(snaproll.ParseValue(l.ctx(), of(change)))
	})
}

// rawOrNil is null for what is not there.
func rawOrNil(raw json.RawMessage) any {
	if raw == nil {
		return nil
	}
	return string(raw)
}

var fieldOperations = map[string]operation{
	"snapshot_rules.new": makeRules,
	"manager.set_snapshot_rules": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return done(m.SetSnapshotRules(input[snaproll.SnapshotRules](l, "snapshot_rules")))
	}),
	"manager.history": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return made(m.History(l.text("pointer")))
	}),
	"execution.history": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return made(x.History(l.text("pointer")))
	}),
	"field_history.count": onHistory(func(h *snaproll.FieldHistory, l *line) (any, error) {
		return gave(h.Count())
	}),
	"field_history.ref": onHistory(func(h *snaproll.FieldHistory, l *line) (any, error) {
		return made(h.Ref())
	}),
	"field_history.at": onHistory(func(h *snaproll.FieldHistory, l *line) (any, error) {
		return made(h.Snapshot(l.int("index")))
	}),
	"field_history.before_at": valueAt(func(c snaproll.FieldChange) json.RawMessage { return c.Before }),
	"field_history.after_at":  valueAt(func(c snaproll.FieldChange) json.RawMessage { return c.After }),
	"field_history.ids":       changes(func(c snaproll.FieldChange) any { return c.SnapshotID.String() }),
	"field_history.created_at": changes(func(c snaproll.FieldChange) any {
		return c.CreatedAt.UnixNano()
	}),
	"field_history.flags": changes(func(c snaproll.FieldChange) any {
		flags := 0
		if c.Before != nil {
			flags |= 1
		}
		if c.After != nil {
			flags |= 2
		}
		return flags
	}),
	"field_history.before": changes(func(c snaproll.FieldChange) any { return rawOrNil(c.Before) }),
	"field_history.after":  changes(func(c snaproll.FieldChange) any { return rawOrNil(c.After) }),
}
