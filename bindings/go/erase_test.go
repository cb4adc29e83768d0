package snaproll_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"snaproll.dev/go/snaproll"
)

const leaked = "sk-0be1d2"

func takeWithSecret(t *testing.T, run *snaproll.Execution) {
	t.Helper()
	for i := range 10 {
		need(t, run.Set("key", leaked))
		need(t, run.Set("i", i))
		of(run.Snapshot(ctx))
	}
}

func TestEraseTakesATextFromAllThatIsKept(t *testing.T) {
	store, path := newStore(t, snaproll.NoCompression())
	run := open(t, store, "run")
	takeWithSecret(t, run)
	what := snaproll.What{Containing: leaked, Reason: "leaked"}
	plan := of(run.PlanErase(ctx, what))
	if plan.ID != nil || !plan.DryRun || plan.States == 0 {
		t.Fatalf("plan: %+v", plan)
	}
	wantVariable(t, run, "key", `"`+leaked+`"`)
	report := of(run.Erase(ctx, what))
	if report.ID == nil || report.Pending || len(report.Executions) != 1 {
		t.Fatalf("report: %+v", report)
	}
	wantVariable(t, run, "key", `"[erased]"`)
	erasures := of(run.Erasures())
	if len(erasures) != 1 || erasures[0].Reason != "leaked" || erasures[0].Pointer != nil {
		t.Fatalf("erasures: %+v", erasures)
	}
	for _, file := range of(filepath.Glob(path + "*")) {
		if bytes.Contains(of(os.ReadFile(file)), []byte(leaked)) {
			t.Errorf("it stands in %s still", file)
		}
	}
	_, err := run.Erase(ctx, what)
	wantCode(t, err, snaproll.ErrNotFound)
	place := snaproll.What{Pointer: "/variables/key"}
	_, err = store.Erase(ctx, "", place)
	wantCode(t, err, snaproll.ErrOwned)
	_, err = store.PlanErase(ctx, "run", snaproll.What{})
	wantCode(t, err, snaproll.ErrInvalidArgument)
	need(t, run.Close())
	_, err = run.Erase(ctx, place)
	wantCode(t, err, snaproll.ErrUnusable)
	of(store.Erase(ctx, "", place))
	wantEqual(t, "erasures", len(of(store.Erasures("run"))), 2)
}

func TestEraseGivesUpStepsThatAreOpen(t *testing.T) {
	for _, durable := range []bool{false, true} {
		run := of(snaproll.NewExecution())
		if durable {
			store, _ := newStore(t)
			run = open(t, store, "run")
		}
		takeWithSecret(t, run)
		step := of(run.StepBegin(ctx, "a"))
		of(run.Erase(ctx, snaproll.What{Pointer: "/variables/key"}))
		wantCode(t, step.Finish(ctx, 1), snaproll.ErrConflict)
		need(t, run.Close())
	}
}
