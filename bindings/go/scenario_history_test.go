package snaproll_test

import "snaproll.dev/go/snaproll"

// told is what is told of a snapshot.
func (l *line) told() []snaproll.SnapshotOption {
	var all []snaproll.SnapshotOption
	if l.has("label") {
		all = append(all, snaproll.Label(l.text("label")))
	}
	if l.has("trigger_node") {
		all = append(all, snaproll.TriggerNode(l.text("trigger_node")))
	}
	if l.has("reason") {
		all = append(all, snaproll.Reason(l.text("reason")))
	}
	if l.has("created_by") {
		all = append(all, snaproll.CreatedBy(l.text("created_by")))
	}
	if l.inputs["is_auto"] == true {
		all = append(all, snaproll.Auto())
	}
	custom, _ := l.inputs["custom"].(map[string]any)
	members := &line{inputs: custom}
	for name := range custom {
		all = append(all, snaproll.Custom(name, members.raw(name)))
	}
	return all
}

func onSnapshot(run func(*snaproll.Snapshot, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.Snapshot](l), l) }
}

// column is one member of every entry of a list.
func column(of func(snaproll.SnapshotEntry) any) operation {
	return func(l *line) (any, error) {
		entries, err := self[*snaproll.SnapshotList](l).Entries()
		all := []any{}
		for _, entry := range entries {
			all = append(all, of(entry))
		}
		return all, err
	}
}

// textOrNil is null where the flag is not set.
func textOrNil(text string, flags, flag snaproll.SnapshotFlag) any {
	if flags&flag == 0 {
		return nil
	}
	return text
}

var snapshotOperations = map[string]operation{
	"context.take_snapshot": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.TakeSnapshot(l.told()...))
	}),
	"context.apply": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.Apply(input[*snaproll.Snapshot](l, "snapshot")))
	}),
	"snapshot.from_json": func(l *line) (any, error) {
		return made(snaproll.SnapshotFromJSON(l.ctx(), l.text("json"), l.options()...))
	},
	"snapshot.ref": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) { return made(s.Ref()) }),
	"snapshot.to_json": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return gaveJSON(s.ToJSON(l.ctx()))
	}),
	"snapshot.get_id": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) { return s.ID(), nil }),
	"snapshot.parent": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		id, present := s.Parent()
		return gaveID(id, present, nil)
	}),
	"snapshot.created_at": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return s.CreatedAt(), nil
	}),
	"snapshot.label": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return gaveText(s.Label())
	}),
	"snapshot.trigger_node": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return gaveText(s.TriggerNode())
	}),
	"snapshot.reason": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return gaveText(s.Reason())
	}),
	"snapshot.created_by": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return gaveText(s.CreatedBy())
	}),
	"snapshot.state":   onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) { return s.State(), nil }),
	"snapshot.is_auto": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) { return s.IsAuto(), nil }),
	"snapshot.custom":  onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) { return made(s.Custom()) }),
	"snapshot.variables": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return made(s.Variables())
	}),
	"snapshot.node_results": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return made(s.NodeResults())
	}),
	"snapshot.completed_node_count": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return s.CompletedNodeCount(), nil
	}),
	"snapshot.variable_count": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return s.VariableCount(), nil
	}),
	"snapshot.get": onSnapshot(func(s *snaproll.Snapshot, l *line) (any, error) {
		return readRaw(func(into any) error { return s.GetAt(l.text("pointer"), into) })
	}),
	"snapshot_list.count": func(l *line) (any, error) {
		return gave(self[*snaproll.SnapshotList](l).Count())
	},
	"snapshot_list.at": func(l *line) (any, error) {
		return made(self[*snaproll.SnapshotList](l).At(l.int("index")))
	},
	"snapshot_list.ids": column(func(e snaproll.SnapshotEntry) any { return e.ID }),
	"snapshot_list.created_at": column(func(e snaproll.SnapshotEntry) any {
		return e.CreatedAt.UnixNano()
	}),
	"snapshot_list.flags": column(func(e snaproll.SnapshotEntry) any { return e.Flags }),
	"snapshot_list.labels": column(func(e snaproll.SnapshotEntry) any {
		return textOrNil(e.Label, e.Flags, snaproll.SnapshotHasLabel)
	}),
	"snapshot_list.trigger_nodes": column(func(e snaproll.SnapshotEntry) any {
		return textOrNil(e.TriggerNode, e.Flags, snaproll.SnapshotHasTriggerNode)
	}),
}

func onManager(run func(*snaproll.Manager, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.Manager](l), l) }
}

func onSummary(read func(*snaproll.Summary) any) operation {
	return func(l *line) (any, error) { return read(self[*snaproll.Summary](l)), nil }
}

func onResult(read func(*snaproll.RollbackResult) any) operation {
	return func(l *line) (any, error) { return read(self[*snaproll.RollbackResult](l)), nil }
}

var managerOperations = map[string]operation{
	"manager.new": func(l *line) (any, error) {
		return made(snaproll.NewManager(l.maximum("maximum"), l.options()...))
	},
	"manager.copy":    onManager(func(m *snaproll.Manager, l *line) (any, error) { return made(m.Copy()) }),
	"manager.latest":  onManager(func(m *snaproll.Manager, l *line) (any, error) { return made(m.Latest()) }),
	"manager.list":    onManager(func(m *snaproll.Manager, l *line) (any, error) { return made(m.List()) }),
	"manager.summary": onManager(func(m *snaproll.Manager, l *line) (any, error) { return made(m.Summary()) }),
	"manager.get": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return made(m.Get(l.id("id")))
	}),
	"manager.set_auto_snapshot": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return done(m.SetAutoSnapshot(l.int("interval")))
	}),
	"manager.disable_auto_snapshot": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return done(m.DisableAutoSnapshot())
	}),
	"manager.create_snapshot": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gave(m.CreateSnapshot(ctx, input[*snaproll.Context](l, "context"), l.told()...))
	}),
	"manager.push_snapshot": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return done(m.PushSnapshot(ctx, input[*snaproll.Snapshot](l, "snapshot")))
	}),
	"manager.on_node_execute": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gaveID(m.OnNodeExecute(ctx, input[*snaproll.Context](l, "context"), l.text("node")))
	}),
	"manager.rollback": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gave(m.Rollback(ctx, input[*snaproll.Context](l, "context")))
	}),
	"manager.rollback_to": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gave(m.RollbackTo(ctx, input[*snaproll.Context](l, "context"), l.id("id")))
	}),
	"manager.rollback_n": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gave(m.RollbackN(ctx, input[*snaproll.Context](l, "context"), l.int("steps")))
	}),
	"manager.count": onManager(func(m *snaproll.Manager, l *line) (any, error) { return gave(m.Count()) }),
	"manager.clear": onManager(func(m *snaproll.Manager, l *line) (any, error) { return done(m.Clear(ctx)) }),
	"manager.prune_before": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gave(m.PruneBefore(ctx, l.time("time")))
	}),
	"summary.total_snapshots": onSummary(func(s *snaproll.Summary) any { return s.TotalSnapshots }),
	// Unlimited is the highest number that C has for it.
	"summary.max_snapshots":          onSummary(func(s *snaproll.Summary) any { return uint64(s.MaxSnapshots) }),
	"summary.auto_snapshot_interval": onSummary(func(s *snaproll.Summary) any { return s.AutoSnapshotInterval }),
	"summary.nodes_processed":        onSummary(func(s *snaproll.Summary) any { return s.NodesProcessed }),
	"summary.auto_snapshot_enabled":  onSummary(func(s *snaproll.Summary) any { return s.AutoSnapshotEnabled }),
	"summary.oldest_snapshot":        onSummary(func(s *snaproll.Summary) any { return s.OldestSnapshot }),
	"summary.newest_snapshot":        onSummary(func(s *snaproll.Summary) any { return s.NewestSnapshot }),
	"summary.to_json":                onSummary(func(s *snaproll.Summary) any { return jsonText(s.ToJSON()) }),
	"rollback_result.from_json": func(l *line) (any, error) {
		return made(snaproll.RollbackResultFromJSON(l.text("json")))
	},
	"rollback_result.ref": func(l *line) (any, error) {
		return made(self[*snaproll.RollbackResult](l).Ref())
	},
	"rollback_result.to_json": onResult(func(r *snaproll.RollbackResult) any { return jsonText(r.ToJSON()) }),
	"rollback_result.success": onResult(func(r *snaproll.RollbackResult) any { return r.Success }),
	"rollback_result.applied_snapshot_id": onResult(func(r *snaproll.RollbackResult) any {
		if r.AppliedSnapshotID == nil {
			return absent{}
		}
		return *r.AppliedSnapshotID
	}),
	"rollback_result.nodes_removed":     onResult(func(r *snaproll.RollbackResult) any { return r.NodesRemoved }),
	"rollback_result.variables_changed": onResult(func(r *snaproll.RollbackResult) any { return r.VariablesChanged }),
	"rollback_result.rolled_back_at":    onResult(func(r *snaproll.RollbackResult) any { return r.RolledBackAt }),
	"rollback_result.error": onResult(func(r *snaproll.RollbackResult) any {
		out, _ := gaveText(r.Error, r.Error != "")
		return out
	}),
}
