package snaproll_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

func wantNames(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// newPipeline is an execution of fetch > parse > mail beside image, with a
// snapshot before all of them: each node wrote a variable of its name, and mail
// can not be taken back.
func newPipeline(t testing.TB) (*snaproll.Execution, snaproll.ID) {
	t.Helper()
	run := newRun(t, testOptions(t, snaproll.ExecutionID("run"), snaproll.NoAutoSnapshot()))
	need(t, run.SetEdges([]snaproll.Edge{{From: "fetch", To: "parse"}, {From: "parse", To: "mail"}}))
	need(t, run.Set("seed", 1))
	need(t, run.Set("gone", 1))
	begin := of(run.Snapshot(ctx))
	for _, node := range []string{"fetch", "image", "parse", "mail"} {
		var options []snaproll.RunOption
		if node == "mail" {
			options = append(options, snaproll.Irreversible())
		}
		of(snaproll.Step(ctx, run, node, func(context.Context) (int, error) {
			return 1, run.Set(node, 1)
		}, options...))
	}
	need(t, run.Set("seed", 2))
	need(t, run.Remove("gone"))
	return run, begin
}

func state(t testing.TB, run *snaproll.Execution) string {
	t.Helper()
	value := of(run.AsValue())
	defer value.Close()
	return of(value.ToJSON(ctx))
}

func TestPlanShowsTheFullResultAndChangesNothing(t *testing.T) {
	run, begin := newPipeline(t)
	need(t, run.SetState(snaproll.State{Kind: snaproll.Failed, Message: "m"}))
	version, before := of(run.Version()), state(t, run)
	plan := of(run.PlanRollback(nil))
	defer plan.Close()
	result := of(plan.Result())
	defer result.Close()
	wantEqual(t, "success", result.Success, true)
	wantEqual(t, "target", *result.AppliedSnapshotID, begin)
	wantNames(t, "nodes", of(result.RemovedNodes()), "mail", "parse", "image", "fetch")
	wantNames(t, "changed", of(result.ChangedVariables()), "seed")
	wantNames(t, "removed", of(result.RemovedVariables()), "fetch", "image", "mail", "parse")
	wantNames(t, "again", of(result.ReappearedVariables()), "gone")
	wantEqual(t, "before", of(result.StateBefore()), snaproll.State{Kind: snaproll.Failed, Message: "m"})
	wantEqual(t, "after", of(result.StateAfter()), snaproll.State{Kind: snaproll.Running})
	effects := of(result.Effects())
	wantEqual(t, "effects", len(effects), 1)
	attempt := of(run.Attempts("mail"))[0]
	wantEqual(t, "effect", effects[0], snaproll.Effect{
		Node: "mail", IdempotencyKey: attempt.IdempotencyKey, Attempt: 1, StartedAt: attempt.StartedAt,
	})
	for _, part := range []string{begin.String(), "mail, parse, image, fetch", "back again: gone"} {
		if !strings.Contains(result.String(), part) {
			t.Errorf("%q is not in %q", part, result.String())
		}
	}
	wantEqual(t, "text", of(result.Text()), result.String())
	patch := of(result.Patch(ctx))
	defer patch.Close()
	patched := of(patch.Apply(of(run.AsValue())))
	wantEqual(t, "version", of(run.Version()), version)
	wantEqual(t, "state", state(t, run), before)
	need(t, fails(run.RollbackTo(ctx, begin)))
	wantEqual(t, "patched", of(patched.ToJSON(ctx)), state(t, run))
}

func TestPlanIsAppliedOnceToItsContext(t *testing.T) {
	run, begin := newPipeline(t)
	plan, late := of(run.PlanRollbackTo(begin, nil)), of(run.PlanRollbackN(1, nil))
	other, _ := newPipeline(t)
	e := wantCode(t, fails(other.ApplyPlan(ctx, plan)), snaproll.ErrInvalidArgument)
	wantEqual(t, "hint", e.Hint, "plan with this one")
	again := of(plan.Ref())
	plan.Close()
	result := of(run.ApplyPlan(ctx, again))
	wantNames(t, "nodes", of(result.RemovedNodes()), "mail", "parse", "image", "fetch")
	wantEqual(t, "effects", len(of(result.Effects())), 1)
	wantVariable(t, run, "seed", "1")
	version := of(run.Version())
	for _, moved := range []*snaproll.RollbackPlan{again, late} {
		e = wantCode(t, fails(run.ApplyPlan(ctx, moved)), snaproll.ErrConflict)
		wantEqual(t, "hint", e.Hint, "plan again")
	}
	wantEqual(t, "version", of(run.Version()), version)
	need(t, fails(run.Context().ApplyPlan(of(run.PlanRollback(nil)))))
}

func TestManagersPlanForTheContextThatTheyAreGiven(t *testing.T) {
	c := newContext(t)
	m := of(snaproll.NewManager(10))
	defer m.Close()
	need(t, c.Set("x", 1))
	need(t, c.Set("y", 1))
	first := of(m.CreateSnapshot(ctx, c))
	need(t, c.Set("x", 2))
	of(m.CreateSnapshot(ctx, c))
	need(t, c.Set("x", 3))
	need(t, c.Set("y", 3))
	only := &snaproll.Selector{Variables: []string{"x"}}
	for want, plan := range map[string]*snaproll.RollbackPlan{
		`[["set","/variables/x",2]]`:                          of(m.PlanRollback(c, only)),
		`[["set","/variables/x",1]]`:                          of(m.PlanRollbackTo(c, first, only)),
		`[["set","/variables/x",1],["set","/variables/y",1]]`: of(m.PlanRollbackN(c, 2, nil)),
	} {
		wantEqual(t, "patch", of(of(of(plan.Result()).Patch(ctx)).ToCompact()), want)
	}
	wantCode(t, fails(m.PlanRollbackN(c, 3, nil)), snaproll.ErrRange)
	wantCode(t, fails(m.PlanRollbackN(c, 0, nil)), snaproll.ErrInvalidArgument)
	wantCode(t, fails(m.PlanRollbackN(c, -1, nil)), snaproll.ErrRange)
	wantCode(t, fails(m.PlanRollbackTo(c, snaproll.ID{}, nil)), snaproll.ErrNotFound)
	e := wantCode(t, fails(m.PlanRollback(c, &snaproll.Selector{DownstreamOf: []string{"n"}})),
		snaproll.ErrInvalidArgument)
	wantEqual(t, "hint", e.Hint, "plan with the execution")
	empty := of(snaproll.NewManager(1))
	wantCode(t, fails(empty.PlanRollback(c, nil)), snaproll.ErrNotFound)
}

type pick = snaproll.Selector

func TestSelectorsTakeBackWhatTheyName(t *testing.T) {
	run, _ := newPipeline(t)
	need(t, run.Pause())
	all := []string{"*"}
	for _, test := range []struct {
		pick
		nodes, variables string
		after            snaproll.StateKind
	}{
		{pick{Variables: []string{"seed", "*a*"}}, "", "image mail parse seed", snaproll.Paused},
		{pick{NodeResults: []string{"?????", "mail"}}, "mail parse image fetch", "", snaproll.Paused},
		{pick{Pointers: []string{"/variables/gone", "/node_results/mail"}}, "mail", "gone", snaproll.Paused},
		{pick{State: true}, "", "", snaproll.Running},
		{pick{DownstreamOf: []string{"parse"}}, "mail parse", "mail parse", snaproll.Paused},
		{pick{DownstreamOf: []string{"fetch"}, EverythingBut: true}, "image", "gone image seed",
			snaproll.Running},
		{pick{EverythingBut: true, State: true, NodeResults: all, Variables: []string{"m*"}}, "",
			"fetch gone image parse seed", snaproll.Paused},
		{pick{AllowNothing: true, Variables: []string{"nobody"}}, "", "", snaproll.Paused},
	} {
		result := of(of(run.PlanRollback(&test.pick)).Result())
		variables := slices.Concat(of(result.ChangedVariables()), of(result.RemovedVariables()),
			of(result.ReappearedVariables()))
		slices.Sort(variables)
		wantEqual(t, "nodes", strings.Join(of(result.RemovedNodes()), " "), test.nodes)
		wantEqual(t, "variables", strings.Join(variables, " "), test.variables)
		wantEqual(t, "state", of(result.StateAfter()).Kind, test.after)
	}
}

func TestBadSelectorsAreErrors(t *testing.T) {
	const everything, nothing = "without a selector everything is taken back",
		"AllowNothing makes this no error"
	const begins = "begin with /variables, /node_results or /state"
	run, _ := newPipeline(t)
	for _, test := range []struct {
		name string
		pick
		code snaproll.Code
		hint string
	}{
		{"nothing", pick{}, snaproll.ErrInvalidArgument, everything},
		{"no variable", pick{Variables: []string{"nobody"}}, snaproll.ErrNotFound, nothing},
		{"no node", pick{NodeResults: []string{"x*"}}, snaproll.ErrNotFound, nothing},
		{"no edge", pick{DownstreamOf: []string{"nobody"}}, snaproll.ErrNotFound, ""},
		{"no id", pick{DownstreamOf: []string{""}}, snaproll.ErrInvalidArgument, ""},
		{"no UTF-8", pick{Variables: []string{"seed", "\xff"}}, snaproll.ErrParse, ""},
		{"no glob", pick{Variables: []string{`*\`}}, snaproll.ErrParse, `write \\ for a backslash`},
		{"long", pick{NodeResults: []string{strings.Repeat("*", 1025)}}, snaproll.ErrLimit, ""},
		{"no pointer", pick{Pointers: []string{"variables"}}, snaproll.ErrParse, begins},
		{"no part", pick{Pointers: []string{"/elsewhere"}}, snaproll.ErrNotFound, begins},
	} {
		e := wantCode(t, fails(run.PlanRollback(&test.pick)), test.code)
		wantEqual(t, test.name, e.Hint, test.hint)
	}
}

// Thread word: plans, patches and results are immutable, contexts synchronized.
func TestOneOfManyGoroutinesAppliesAPlan(t *testing.T) {
	run, _ := newPipeline(t)
	for range 50 {
		before := state(t, run)
		plan := of(run.PlanRollback(nil))
		applied := make(chan string, 8)
		together(8, func(int) {
			result := of(plan.Result())
			defer result.Close()
			patch := of(result.Patch(ctx))
			defer patch.Close()
			text := of(patch.ToCompact())
			done, err := run.ApplyPlan(ctx, plan)
			if err == nil {
				applied <- text
				done.Close()
			} else if !errors.Is(err, snaproll.ErrConflict) {
				t.Error(err)
			}
		})
		close(applied)
		wantEqual(t, "applied", len(applied), 1)
		plan.Close()
		need(t, fails(run.UndoRollback(ctx)))
		wantEqual(t, "undone", state(t, run), before)
	}
}
