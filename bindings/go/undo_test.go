package snaproll_test

import (
	"slices"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

func TestUndoAndRedoGoBackAndForth(t *testing.T) {
	run, begin := newPipeline(t)
	before := state(t, run)
	wantCode(t, fails(run.UndoRollback(ctx)), snaproll.ErrNotFound)
	need(t, fails(run.RollbackTo(ctx, begin)))
	after := state(t, run)
	undone := of(run.UndoRollback(ctx))
	wantEqual(t, "target", undone.AppliedSnapshotID == nil, true)
	wantNames(t, "again", of(undone.ReappearedVariables()), "fetch", "image", "mail", "parse")
	wantEqual(t, "undone", state(t, run), before)
	wantEqual(t, "undo", of(run.UndoCount()), 0)
	wantEqual(t, "redo", of(run.RedoCount()), 1)
	redone := of(run.RedoRollback(ctx))
	wantEqual(t, "effects", len(of(redone.Effects())), 1)
	wantEqual(t, "redone", state(t, run), after)
	c := run.Context()
	defer c.Close()
	need(t, fails(c.UndoRollback()))
	need(t, fails(c.RedoRollback()))
	need(t, fails(run.UndoRollback(ctx)))
	need(t, run.Set("x", 1))
	wantCode(t, fails(run.RedoRollback(ctx)), snaproll.ErrNotFound)
	need(t, fails(run.Rollback(ctx)))
	need(t, run.ClearUndo())
	wantEqual(t, "cleared", of(run.UndoCount()), 0)
	need(t, fails(run.Rollback(ctx)))
	need(t, run.Clear(ctx))
	wantEqual(t, "cleared", of(run.UndoCount()), 0)
	wantCode(t, fails(run.Rollback(ctx)), snaproll.ErrNotFound)
}

func TestUndoLimitIsKept(t *testing.T) {
	for _, limit := range []int{0, 2} {
		c := of(snaproll.NewContext("w", snaproll.UndoLimit(limit)))
		defer c.Close()
		s := of(c.TakeSnapshot())
		defer s.Close()
		for range 3 {
			need(t, c.Apply(s))
		}
		wantEqual(t, "undo", of(c.UndoCount()), limit)
	}
	wantCode(t, fails(snaproll.NewContext("w", snaproll.UndoLimit(-1))), snaproll.ErrRange)
}

func TestEdgesAreSetAllOrNone(t *testing.T) {
	run := newRun(t)
	edges := func(want ...snaproll.Edge) {
		t.Helper()
		if got := of(run.Edges()); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	edges()
	need(t, run.AddEdge("b", "c"))
	need(t, run.AddEdge("a", "b"))
	edges(snaproll.Edge{From: "a", To: "b"}, snaproll.Edge{From: "b", To: "c"})
	e := wantCode(t, run.AddEdge("c", "a"), snaproll.ErrInvalidArgument)
	for _, node := range []string{"a", "b", "c"} {
		if !strings.Contains(e.Message, "'"+node+"'") && !strings.Contains(e.Message, node+" ") {
			t.Errorf("%q names no %s", e.Message, node)
		}
	}
	for _, test := range []struct {
		edges   []snaproll.Edge
		code    snaproll.Code
		pointer string
	}{
		{[]snaproll.Edge{{"x", "y"}, {"y", "x"}}, snaproll.ErrInvalidArgument, ""},
		{[]snaproll.Edge{{"x", "y"}, {"x", ""}}, snaproll.ErrInvalidArgument, "/1/1"},
		{[]snaproll.Edge{{"x", "y"}, {"\xff", "y"}}, snaproll.ErrParse, "/1/0"},
		{[]snaproll.Edge{{strings.Repeat("x", 256), "y"}}, snaproll.ErrLimit, "/0/0"},
	} {
		e := wantCode(t, run.SetEdges(test.edges), test.code)
		wantEqual(t, "pointer", e.Pointer, test.pointer)
	}
	wantCode(t, run.AddEdge("", "x"), snaproll.ErrInvalidArgument)
	e = wantCode(t, run.SetEdgesJSON([]byte(`[["a","b"],["c"]]`)), snaproll.ErrType)
	wantEqual(t, "pointer", e.Pointer, "/1")
	wantEqual(t, "kept", len(of(run.Edges())), 2)
	need(t, run.SetEdges([]snaproll.Edge{{From: "x", To: "y"}}))
	edges(snaproll.Edge{From: "x", To: "y"})
	need(t, run.SetEdges(nil))
	edges()
}

func TestResultsReadFromJSONAndFailuresHaveNoLists(t *testing.T) {
	run, _ := newPipeline(t)
	failed, err := run.RollbackN(ctx, 9)
	wantCode(t, err, snaproll.ErrRange)
	done := of(run.Rollback(ctx))
	read := of(snaproll.RollbackResultFromJSON(done.ToJSON()))
	wantEqual(t, "removed", read.NodesRemoved, 4)
	for _, result := range []*snaproll.RollbackResult{failed, read} {
		wantEqual(t, "nodes", len(of(result.RemovedNodes())), 0)
		wantEqual(t, "variables", len(of(result.RemovedVariables())), 0)
		wantEqual(t, "effects", len(of(result.Effects())), 0)
		wantEqual(t, "effects", string(of(result.EffectsJSON())), "[]")
		wantEqual(t, "patch", of(of(result.Patch(ctx)).Len()), 0)
	}
	if !strings.HasPrefix(failed.String(), "not rolled back: Cannot rollback 9 steps") {
		t.Errorf("text: %q", failed)
	}
}

func TestFieldsOfAResultStayReadableAfterClose(t *testing.T) {
	run, begin := newPipeline(t)
	result := of(run.Rollback(ctx))
	text := result.ToJSON()
	other := of(result.Ref())
	need(t, result.Close())
	wantEqual(t, "target", *result.AppliedSnapshotID, begin)
	wantEqual(t, "JSON", result.ToJSON(), text)
	e := wantCode(t, fails(result.RemovedNodes()), snaproll.ErrUnusable)
	wantEqual(t, "text", result.String(), e.Error())
	wantEqual(t, "other", len(of(other.RemovedNodes())), 4)
	wantEqual(t, "other", other.ToJSON(), text)
	patch := of(other.Patch(ctx))
	need(t, other.Close())
	need(t, run.Close())
	wantEqual(t, "patch", of(patch.Len()) > 0, true)
	need(t, patch.Close())
	wantEqual(t, "closed", strings.Contains(patch.String(), "closed"), true)
}
