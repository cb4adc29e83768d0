package snaproll_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

const hunter = "hunter2"

func privateRun(t testing.TB) *snaproll.Execution {
	t.Helper()
	run := of(snaproll.NewExecution(testOptions(t, snaproll.NoAutoSnapshot())))
	t.Cleanup(func() { run.Close() })
	need(t, run.SetPrivatePaths(snaproll.PrivatePaths{
		Transient: []string{"/variables/token"},
		Secret:    []string{"/variables/card"},
	}))
	need(t, run.Set("token", hunter))
	need(t, run.Set("card", hunter))
	return run
}

func TestPrivatePathsAreToldAndRead(t *testing.T) {
	run := privateRun(t)
	paths := of(run.PrivatePaths())
	wantEqual(t, "transient", strings.Join(paths.Transient, " "), "/variables/token")
	wantEqual(t, "secret", strings.Join(paths.Secret, " "), "/variables/card")
	err := run.SetPrivatePaths(snaproll.PrivatePaths{Secret: []string{"/variables/a", "/state"}})
	wantCode(t, err, snaproll.ErrInvalidArgument)
	need(t, run.SetPrivatePaths(snaproll.PrivatePaths{}))
	wantEqual(t, "none", len(of(run.PrivatePaths()).Transient), 0)
}

func TestTransientValuesAreLiveAlone(t *testing.T) {
	run := privateRun(t)
	of(run.Snapshot(ctx))
	wantVariable(t, run, "token", `"hunter2"`)
	value := of(run.AsValue())
	defer value.Close()
	wantEqual(t, "state", strings.Contains(of(value.ToJSON(ctx)), "token"), false)
	need(t, run.Set("card", "other"))
	of(run.Rollback(ctx))
	wantVariable(t, run, "token", `"hunter2"`)
	wantVariable(t, run, "card", `"hunter2"`)
}

func TestSecretValuesAreMasked(t *testing.T) {
	run := privateRun(t)
	paths := of(run.PrivatePaths())
	value := of(run.AsValue())
	defer value.Close()
	masked := of(value.Masked(paths, ""))
	defer masked.Close()
	wantEqual(t, "masked", strings.Contains(of(masked.ToJSON(ctx)), hunter), false)
	inner := of(of(value.Get("/variables")).Masked(paths, "/variables"))
	defer inner.Close()
	wantEqual(t, "inner", of(inner.ToJSON(ctx)), `{"card":"***"}`)
	patch := of(snaproll.PatchFromJSON(`[["set","/variables/card","hunter2"]]`))
	defer patch.Close()
	shown := of(patch.Masked(paths))
	defer shown.Close()
	wantEqual(t, "patch", of(shown.ToCompact()), `[["set","/variables/card","***"]]`)
	bad := snaproll.PrivatePaths{Secret: []string{"card"}}
	_, err := value.Masked(bad, "")
	wantCode(t, err, snaproll.ErrInvalidArgument)
	_, err = patch.Masked(bad)
	wantCode(t, err, snaproll.ErrInvalidArgument)
}

func TestAStoreHasNoTransientValue(t *testing.T) {
	store, path := newStore(t)
	folder := filepath.Dir(path)
	run := open(t, store, "run")
	need(t, run.SetPrivatePaths(snaproll.PrivatePaths{Transient: []string{"/variables/t*"}}))
	need(t, run.Set("token", hunter))
	of(run.Snapshot(ctx))
	need(t, run.Close())
	for _, file := range of(os.ReadDir(folder)) {
		bytes := of(os.ReadFile(filepath.Join(folder, file.Name())))
		wantEqual(t, file.Name(), strings.Contains(string(bytes), hunter), false)
	}
	again := open(t, store, "run")
	wantEqual(t, "paths", of(again.PrivatePaths()).Transient[0], "/variables/t*")
}
