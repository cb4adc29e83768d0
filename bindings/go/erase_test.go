package snaproll

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const leaked = "sk-0be1d2"

func fillWithSecret(t *testing.T, run *Execution) {
	t.Helper()
	for i := range 10 {
		must(t, Set(run.Context(), "key", leaked))
		must(t, Set(run.Context(), "i", i))
		of(run.Snapshot())
	}
}

func TestEraseTakesATextFromAllThatIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs.db")
	store := of(Open(path, NoCompression()))
	defer store.Close()
	run := of(store.Execution("run"))
	fillWithSecret(t, run)
	what := What{Containing: leaked, Reason: "leaked"}
	plan := of(run.PlanErase(what))
	if plan.ID != nil || !plan.DryRun || plan.States == 0 {
		t.Fatalf("plan: %+v", plan)
	}
	report := of(run.Erase(what))
	if report.ID == nil || report.Pending || len(report.Executions) != 1 {
		t.Fatalf("report: %+v", report)
	}
	wantEqual(t, "key", of(Get[string](run.Context(), "key")), "[erased]")
	erasures := of(run.Erasures())
	if len(erasures) != 1 || erasures[0].Reason != "leaked" || erasures[0].Pointer != nil {
		t.Fatalf("erasures: %+v", erasures)
	}
	files := of(filepath.Glob(path + "*"))
	for _, file := range files {
		if bytes.Contains(of(os.ReadFile(file)), []byte(leaked)) {
			t.Errorf("it stands in %s still", file)
		}
	}
	_, err := run.Erase(what)
	wantError(t, "again", err, ErrNotFound)
	_, err = store.Erase("", What{Pointer: "/variables/key"})
	wantError(t, "of a store", err, ErrOwned)
	_, err = store.PlanErase("run", What{})
	wantError(t, "of nothing", err, ErrInvalidArgument)
	must(t, run.Close())
	of(store.Erase("", What{Pointer: "/variables/key"}))
	wantEqual(t, "erasures", len(of(store.Erasures("run"))), 2)
}

func TestEraseInMemory(t *testing.T) {
	run := of(New())
	defer run.Close()
	fillWithSecret(t, run)
	of(run.Erase(What{Pointer: "/variables/key"}))
	_, err := Get[string](run.Context(), "key")
	wantError(t, "key", err, ErrNotFound)
}
