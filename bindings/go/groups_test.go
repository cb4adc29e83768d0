package snaproll_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// pair is two executions in memory.
func pair(t testing.TB) []*snaproll.Execution {
	t.Helper()
	var runs []*snaproll.Execution
	for range 2 {
		run := of(snaproll.NewExecution(testOptions(t, snaproll.NoAutoSnapshot())))
		t.Cleanup(func() { run.Close() })
		runs = append(runs, run)
	}
	return runs
}

func setAll(t testing.TB, runs []*snaproll.Execution, value int) {
	t.Helper()
	for _, run := range runs {
		need(t, run.Set("x", value))
	}
}

func TestAGroupGoesBackInAllOrNone(t *testing.T) {
	runs := pair(t)
	setAll(t, runs, 1)
	group := of(snaproll.SnapshotGroup(ctx, runs, snaproll.Label("before")))
	setAll(t, runs, 2)
	results := of(snaproll.RollbackGroup(ctx, runs, group))
	wantEqual(t, "results", len(results), 2)
	for i, run := range runs {
		told := of(run.Groups())
		wantEqual(t, "groups", len(told), 1)
		wantEqual(t, "id", told[0].ID, group)
		wantEqual(t, "label", *told[0].Label, "before")
		wantEqual(t, "members", told[0].Members, 2)
		wantEqual(t, "applied", *results[i].AppliedSnapshotID, told[0].Snapshot)
		wantVariable(t, run, "x", "1")
		need(t, results[i].Close())
	}
	setAll(t, runs, 3)
	need(t, runs[1].RemoveGroup(ctx, group))
	wantCode(t, runs[1].RemoveGroup(ctx, group), snaproll.ErrNotFound)
	wantCode(t, fails(snaproll.RollbackGroup(ctx, runs, group)), snaproll.ErrNotFound)
	wantCode(t, fails(snaproll.RollbackGroup(ctx, runs[:1], group)), snaproll.ErrInvalidArgument)
	wantCode(t, fails(snaproll.RollbackGroup(ctx, nil, group)), snaproll.ErrInvalidArgument)
	wantVariable(t, runs[0], "x", "3")
}

func TestAGroupIsOfDifferentExecutions(t *testing.T) {
	runs := pair(t)
	for _, bad := range [][]*snaproll.Execution{nil, {runs[0], runs[0]}, {runs[0], nil}} {
		wantCode(t, fails(snaproll.SnapshotGroup(ctx, bad)), snaproll.ErrInvalidArgument)
	}
}

func TestAMemberOfAGroupStaysUntilItIsRemoved(t *testing.T) {
	runs := pair(t)
	group := of(snaproll.SnapshotGroup(ctx, runs))
	told := of(runs[0].Groups())[0]
	if told.Label != nil {
		t.Error("a label that was not told")
	}
	err := runs[0].RemoveSnapshot(ctx, told.Snapshot)
	wantCode(t, err, snaproll.ErrHeld)
	if !strings.Contains(err.Error(), group.String()) {
		t.Error(err)
	}
	need(t, runs[0].Manager().RemoveGroup(ctx, group))
	need(t, runs[0].RemoveSnapshot(ctx, told.Snapshot))
}

func TestWhatSnapshotsTakeIsTold(t *testing.T) {
	run := pair(t)[0]
	need(t, run.Set("big", strings.Repeat("x", 10_000)))
	one := of(run.Snapshot(ctx))
	need(t, run.Set("small", 1))
	two := of(run.Snapshot(ctx))
	wantEqual(t, "nothing", of(run.Usage(ctx, nil)), snaproll.Usage{})
	usage := of(run.Usage(ctx, []snaproll.ID{one, two}))
	wantEqual(t, "total", usage.Total, usage.Alone+usage.Shared)
	if of(run.Usage(ctx, []snaproll.ID{two})).Shared == 0 {
		t.Error("two snapshots share nothing")
	}
	wantCode(t, fails(run.Usage(ctx, []snaproll.ID{{9}})), snaproll.ErrNotFound)
}

// Each of them has a place to wait in, if it asks for one: they ask for one
// together.
func TestGroupsOfManyExecutionsTakeOnePlace(t *testing.T) {
	const many = 40
	store, _ := newStore(t)
	runs := make([]*snaproll.Execution, many)
	for i := range runs {
		runs[i] = open(t, store, fmt.Sprint("run ", i))
	}
	within, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	group, err := snaproll.SnapshotGroup(within, runs)
	need(t, err)
	results, err := snaproll.RollbackGroup(within, runs, group)
	need(t, err)
	wantEqual(t, "results", len(results), many)
}
