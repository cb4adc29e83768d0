package snaproll_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

func newManager(t *testing.T, max int) *snaproll.Manager {
	t.Helper()
	m := of(snaproll.NewManager(max, testOptions(t)))
	t.Cleanup(func() { m.Close() })
	return m
}

func labels(t *testing.T, m *snaproll.Manager) string {
	t.Helper()
	list := of(m.List())
	defer list.Close()
	var all []string
	for _, entry := range of(list.Entries()) {
		all = append(all, entry.Label)
	}
	return strings.Join(all, " ")
}

// Rules S1 to S4.
func TestSnapshotTellsWhatItIsAndNeverChanges(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("x", 1))
	need(t, c.RecordNodeResult("n", 2))
	first := of(c.TakeSnapshot())
	s := of(c.TakeSnapshot(snaproll.Label("l"), snaproll.TriggerNode("n"), snaproll.Reason("r"),
		snaproll.CreatedBy("me"), snaproll.Auto(), snaproll.Custom("cost", snaproll.Float(1))))
	need(t, c.Set("x", 3))
	need(t, c.SetState(snaproll.State{Kind: snaproll.Failed, Message: "m"}))
	for what, got := range map[string]func() (string, bool){
		"l": s.Label, "n": s.TriggerNode, "r": s.Reason, "me": s.CreatedBy,
	} {
		text, ok := got()
		wantEqual(t, what, text, what)
		wantEqual(t, what, ok, true)
	}
	_, labelled := first.Label()
	wantEqual(t, "label of the first", labelled, false)
	parent, ok := s.Parent()
	wantEqual(t, "parent", parent, first.ID())
	wantEqual(t, "parent", ok, true)
	wantEqual(t, "auto", s.IsAuto(), true)
	wantEqual(t, "state", s.State(), snaproll.State{})
	wantEqual(t, "nodes", s.CompletedNodeCount(), 1)
	wantEqual(t, "variables", s.VariableCount(), 1)
	wantEqual(t, "custom", of(of(s.Custom()).ToJSON(ctx)), `{"cost":1.0}`)
	wantEqual(t, "variables", of(of(s.Variables()).ToJSON(ctx)), `{"x":1}`)
	wantEqual(t, "results", of(of(s.NodeResults()).ToJSON(ctx)), `{"n":2}`)
	wantEqual(t, "later", s.CreatedAt().After(first.CreatedAt()), true)
	var x int
	need(t, s.GetAt("/variables/x", &x))
	wantEqual(t, "x", x, 1)
	back := of(snaproll.SnapshotFromJSON(ctx, of(of(s.Ref()).ToJSON(ctx))))
	wantEqual(t, "JSON", of(back.ToJSON(ctx)), of(s.ToJSON(ctx)))
	s.Close()
	wantEqual(t, "id after Close", s.ID(), back.ID())
	need(t, c.Apply(back))
	wantVariable(t, c, "x", "1")
	wantEqual(t, "state", of(c.State()), snaproll.State{})
}

// Rules M1 to M3.
func TestHistoryIsBounded(t *testing.T) {
	c := newContext(t)
	for max, want := range map[int]string{2: "c b", 0: "", snaproll.Unlimited: "c b a"} {
		m := newManager(t, max)
		for _, label := range []string{"a", "b", "c"} {
			id := of(m.CreateSnapshot(ctx, c, snaproll.Label(label)))
			wantEqual(t, "has an id", id != snaproll.ID{}, true)
		}
		wantEqual(t, "history", labels(t, m), want)
		wantEqual(t, "left", int(of(m.Left()))+of(m.Count()), map[bool]int{true: 3}[max != 0])
		wantEqual(t, "maximum", of(m.Summary()).MaxSnapshots, max)
	}
}

// Rules M4 to M6 and M17.
func TestAutomaticSnapshots(t *testing.T) {
	c, m := newContext(t), newManager(t, 10)
	wantEqual(t, "interval", of(m.Summary()).AutoSnapshotInterval, 5)
	taken := func(node string) bool {
		id, taken, err := m.OnNodeExecute(ctx, c, node)
		need(t, err)
		if taken {
			s := of(m.Get(id))
			name, _ := s.TriggerNode()
			wantEqual(t, "node", name, node)
			wantEqual(t, "auto", s.IsAuto(), true)
		}
		return taken
	}
	wantEqual(t, "off", taken("1"), false)
	need(t, m.SetAutoSnapshot(2))
	wantEqual(t, "second", taken("2"), true)
	wantEqual(t, "third", taken("3"), false)
	need(t, m.SetAutoSnapshot(0))
	wantEqual(t, "interval 0", taken("4"), false)
	need(t, m.DisableAutoSnapshot())
	wantEqual(t, "off", taken("5"), false)
	summary := of(m.Summary())
	wantEqual(t, "counter", summary.NodesProcessed, 5)
	wantEqual(t, "enabled", summary.AutoSnapshotEnabled, false)
	wantEqual(t, "total", summary.TotalSnapshots, 1)
	wantEqual(t, "oldest", summary.OldestSnapshot, summary.NewestSnapshot)
	wantEqual(t, "JSON", strings.Contains(summary.ToJSON(), `"nodes_processed":5`), true)
	need(t, m.Clear(ctx)) // Rule M14.
	wantEqual(t, "cleared", of(m.Summary()).NodesProcessed, 0)
	wantEqual(t, "oldest", of(m.Summary()).OldestSnapshot.IsZero(), true)
}

// Rules M7 to M11 and M13.
func TestRollbackTellsWhatChanged(t *testing.T) {
	c, m := newContext(t), newManager(t, 10)
	need(t, c.Set("kept", json.RawMessage(`{"a":1,"b":0.0}`)))
	need(t, c.Set("changed", 1))
	need(t, c.Set("removed", 1))
	first := of(m.CreateSnapshot(ctx, c))
	need(t, c.Set("kept", json.RawMessage(`{"b":-0.0,"a":1}`)))
	need(t, c.Set("changed", snaproll.Float(1)))
	need(t, c.Set("new", 1))
	need(t, c.Remove("removed"))
	need(t, c.RecordNodeResult("n", 1))
	result := of(m.RollbackTo(ctx, c, first))
	wantEqual(t, "success", result.Success, true)
	wantEqual(t, "applied", *result.AppliedSnapshotID, first)
	wantEqual(t, "nodes", result.NodesRemoved, 1)
	wantEqual(t, "variables", result.VariablesChanged, 2) // changed and new.
	wantEqual(t, "error", result.Error, "")
	wantEqual(t, "time", result.RolledBackAt.IsZero(), false)
	wantVariable(t, c, "changed", "1")
	second := of(m.CreateSnapshot(ctx, c))
	wantEqual(t, "newest", *of(m.Rollback(ctx, c)).AppliedSnapshotID, second)
	wantEqual(t, "second newest", *of(m.RollbackN(ctx, c, 2)).AppliedSnapshotID, first)
	wantEqual(t, "count", of(m.Count()), 2)
	back := of(snaproll.RollbackResultFromJSON(result.ToJSON()))
	wantEqual(t, "JSON", back.ToJSON(), result.ToJSON())
}

// Rule M12.
func TestRollbackFailuresSayExactly(t *testing.T) {
	c, m := newContext(t), newManager(t, 10)
	version := of(c.Version())
	id := of(snaproll.ParseID("0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B"))
	var result *snaproll.RollbackResult
	var err error
	expect := func(code snaproll.Code, message string) {
		t.Helper()
		wantEqual(t, "message", wantCode(t, err, code).Message, message)
		wantEqual(t, "in the result", result.Error, message)
		wantEqual(t, "success", result.Success, false)
		wantEqual(t, "applied", result.AppliedSnapshotID == nil, true)
		wantEqual(t, "time", result.RolledBackAt.IsZero(), false)
		wantEqual(t, "version", of(c.Version()), version)
	}
	result, err = m.Rollback(ctx, c)
	expect(snaproll.ErrNotFound, "No snapshots available")
	result, err = m.RollbackTo(ctx, c, id)
	expect(snaproll.ErrNotFound, "Snapshot 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b not found")
	result, err = m.RollbackN(ctx, c, 0)
	expect(snaproll.ErrInvalidArgument, "Cannot rollback 0 steps")
	result, err = m.RollbackN(ctx, c, 3)
	expect(snaproll.ErrRange, "Cannot rollback 3 steps, only 0 snapshots available")
	c.Close()
	if result, err = m.Rollback(ctx, c); result != nil {
		t.Error("a result of a closed context")
	}
	wantCode(t, err, snaproll.ErrUnusable)
}

// Rules M14 to M16 and M18.
func TestForeignSnapshotsPruningAndCopies(t *testing.T) {
	c, m := newContext(t), newManager(t, 10)
	old := of(snaproll.SnapshotFromJSON(ctx, `{"id":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
		"created_at":"2020-01-01T00:00:00Z","label":"old","state":"Running",
		"variables":{"from":"old"},"node_results":{}}`))
	of(m.CreateSnapshot(ctx, c, snaproll.Label("a")))
	need(t, m.PushSnapshot(ctx, old))
	need(t, m.PushSnapshot(ctx, old))
	of(m.CreateSnapshot(ctx, c, snaproll.Label("b")))
	other := of(m.Copy())
	defer other.Close()
	wantEqual(t, "history", labels(t, m), "b old old a")
	need(t, fails(m.RollbackTo(ctx, c, old.ID())))
	wantVariable(t, c, "from", `"old"`)
	wantEqual(t, "pruned", of(m.PruneBefore(ctx, start.Add(-time.Hour))), 2)
	wantEqual(t, "history", labels(t, m), "b a")
	wantEqual(t, "copy", labels(t, other), "b old old a")
	wantCode(t, fails(m.Get(old.ID())), snaproll.ErrNotFound)
	latest := of(m.Latest())
	label, _ := latest.Label()
	wantEqual(t, "latest", label, "b")
	list := of(m.List())
	second := of(list.At(1))
	label, _ = second.Label()
	wantEqual(t, "second", label, "a")
	wantCode(t, fails(list.At(2)), snaproll.ErrNotFound)
	need(t, m.Clear(ctx))
	wantEqual(t, "cleared", of(m.Count()), 0)
	wantEqual(t, "listed before", of(list.Count()), 2)
	wantCode(t, fails(m.Latest()), snaproll.ErrNotFound)
}
