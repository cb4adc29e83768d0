package snaproll_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// wantStopped checks an error for its code, and for what the context says.
func wantStopped(t testing.TB, what string, err, why error) {
	t.Helper()
	if !errors.Is(err, snaproll.ErrStopped) || !errors.Is(err, why) {
		t.Errorf("%s: got %v, want STOPPED and %v", what, err, why)
	}
}

// everyWait is what can wait or take long, by name. Each is called once.
func everyWait(t *testing.T) map[string]func(context.Context) error {
	store, _ := newStore(t)
	run := open(t, store, "run")
	memory := newRun(t)
	c := newContext(t)
	snapshot := of(run.Snapshot(ctx))
	taken := of(run.TakeSnapshot())
	value := parsed(t, "[1]")
	plan := of(run.PlanRollback(nil))
	result := of(plan.Result())
	manager := run.Manager()
	t.Cleanup(func() { taken.Close(); plan.Close(); result.Close(); manager.Close() })
	return map[string]func(context.Context) error{
		"OpenStore": func(ctx context.Context) error { return fails(snaproll.OpenStore(ctx, ":memory:")) },
		"Execution": func(ctx context.Context) error { return fails(store.Execution(ctx, "other")) },
		"Executions": func(ctx context.Context) (err error) {
			for _, err = range store.Executions(ctx) {
				break
			}
			return err
		},
		"Delete":               func(ctx context.Context) error { return store.Delete(ctx, "none") },
		"Copy":                 func(ctx context.Context) error { return store.Copy(ctx, "run", store, "copy") },
		"Fork":                 func(ctx context.Context) error { return store.Fork(ctx, "run", nil, "fork") },
		"Check":                func(ctx context.Context) error { return fails(store.Check(ctx)) },
		"CheckQuickly":         func(ctx context.Context) error { return fails(store.CheckQuickly(ctx)) },
		"Backup":               func(ctx context.Context) error { return store.Backup(ctx, "/nowhere/x") },
		"Compact":              func(ctx context.Context) error { return store.Compact(ctx) },
		"Stats":                func(ctx context.Context) error { return fails(store.Stats(ctx)) },
		"Prometheus":           func(ctx context.Context) error { return fails(store.Prometheus(ctx)) },
		"Store.Erase":          func(ctx context.Context) error { return fails(store.Erase(ctx, "run", erased)) },
		"Store.PlanErase":      func(ctx context.Context) error { return fails(store.PlanErase(ctx, "run", erased)) },
		"Export":               func(ctx context.Context) error { return store.Export(ctx, "run", snaproll.ExportFull, io.Discard) },
		"Import":               func(ctx context.Context) error { return fails(store.Import(ctx, &bytes.Buffer{}, "x")) },
		"Store.SetPolicy":      func(ctx context.Context) error { return store.SetPolicy(ctx, "keep-last=9") },
		"Expire":               func(ctx context.Context) error { return fails(store.Expire(ctx, time.Time{})) },
		"PlanExpire":           func(ctx context.Context) error { return fails(store.PlanExpire(ctx, time.Time{})) },
		"Save":                 func(ctx context.Context) error { return run.Save(ctx) },
		"SaveMany":             func(ctx context.Context) error { return fails(snaproll.SaveMany(ctx, run)) },
		"Reload":               func(ctx context.Context) error { return run.Reload(ctx) },
		"StepBegin":            func(ctx context.Context) error { return fails(run.StepBegin(ctx, "n")) },
		"Step":                 func(ctx context.Context) error { return fails(snaproll.Step[int](ctx, run, "n", nil)) },
		"Snapshot":             func(ctx context.Context) error { return fails(run.Snapshot(ctx)) },
		"in memory":            func(ctx context.Context) error { return fails(memory.Snapshot(ctx)) },
		"Rollback":             func(ctx context.Context) error { return fails(run.Rollback(ctx)) },
		"RollbackTo":           func(ctx context.Context) error { return fails(run.RollbackTo(ctx, snapshot)) },
		"RollbackN":            func(ctx context.Context) error { return fails(run.RollbackN(ctx, 1)) },
		"ApplyPlan":            func(ctx context.Context) error { return fails(run.ApplyPlan(ctx, plan)) },
		"SwitchBranch":         func(ctx context.Context) error { return fails(run.SwitchBranch(ctx, "b")) },
		"CreateBranch":         func(ctx context.Context) error { return run.CreateBranch(ctx, "b", nil) },
		"RenameBranch":         func(ctx context.Context) error { return run.RenameBranch(ctx, "b", "c") },
		"RemoveBranch":         func(ctx context.Context) error { return run.RemoveBranch(ctx, "b") },
		"UndoRollback":         func(ctx context.Context) error { return fails(run.UndoRollback(ctx)) },
		"RedoRollback":         func(ctx context.Context) error { return fails(run.RedoRollback(ctx)) },
		"Clear":                func(ctx context.Context) error { return run.Clear(ctx) },
		"Erase":                func(ctx context.Context) error { return fails(run.Erase(ctx, erased)) },
		"PlanErase":            func(ctx context.Context) error { return fails(run.PlanErase(ctx, erased)) },
		"SetPolicy":            func(ctx context.Context) error { return run.SetPolicy(ctx, "keep-last=9") },
		"Prune":                func(ctx context.Context) error { return fails(run.Prune(ctx, "keep-last=9")) },
		"PlanPrune":            func(ctx context.Context) error { return fails(run.PlanPrune(ctx, "keep-last=9")) },
		"Usage":                func(ctx context.Context) error { return fails(run.Usage(ctx, nil)) },
		"Tag":                  func(ctx context.Context) error { return run.Tag(ctx, snapshot, "t") },
		"TagUniquely":          func(ctx context.Context) error { return run.TagUniquely(ctx, snapshot, "t") },
		"Untag":                func(ctx context.Context) error { return run.Untag(ctx, snapshot, "t") },
		"Hold":                 func(ctx context.Context) error { return run.Hold(ctx, snapshot, "h", "why") },
		"Release":              func(ctx context.Context) error { return run.Release(ctx, snapshot, "h") },
		"RemoveSnapshot":       func(ctx context.Context) error { return run.RemoveSnapshot(ctx, snapshot) },
		"RemoveGroup":          func(ctx context.Context) error { return run.RemoveGroup(ctx, snapshot) },
		"SnapshotGroup":        func(ctx context.Context) error { return fails(snaproll.SnapshotGroup(ctx, runsOf(run))) },
		"RollbackGroup":        func(ctx context.Context) error { return fails(snaproll.RollbackGroup(ctx, runsOf(run), snapshot)) },
		"CreateSnapshot":       func(ctx context.Context) error { return fails(manager.CreateSnapshot(ctx, c)) },
		"PushSnapshot":         func(ctx context.Context) error { return manager.PushSnapshot(ctx, taken) },
		"OnNodeExecute":        func(ctx context.Context) error { _, _, err := manager.OnNodeExecute(ctx, c, "n"); return err },
		"Manager.Rollback":     func(ctx context.Context) error { return fails(manager.Rollback(ctx, c)) },
		"Manager.Clear":        func(ctx context.Context) error { return manager.Clear(ctx) },
		"PruneBefore":          func(ctx context.Context) error { return fails(manager.PruneBefore(ctx, start)) },
		"ParseValue":           func(ctx context.Context) error { return fails(snaproll.ParseValue(ctx, "[1]")) },
		"ContextFromJSON":      func(ctx context.Context) error { return fails(snaproll.ContextFromJSON(ctx, "{}")) },
		"SnapshotFromJSON":     func(ctx context.Context) error { return fails(snaproll.SnapshotFromJSON(ctx, "{}")) },
		"Value.ToJSON":         func(ctx context.Context) error { return fails(value.ToJSON(ctx)) },
		"Context.ToJSON":       func(ctx context.Context) error { return fails(c.ToJSON(ctx)) },
		"Snapshot.ToJSON":      func(ctx context.Context) error { return fails(taken.ToJSON(ctx)) },
		"Diff":                 func(ctx context.Context) error { return fails(snaproll.Diff(ctx, value, value)) },
		"Context.Diff":         func(ctx context.Context) error { return fails(c.Diff(ctx, taken)) },
		"Snapshot.Diff":        func(ctx context.Context) error { return fails(taken.Diff(ctx, taken)) },
		"RollbackResult.Patch": func(ctx context.Context) error { return fails(result.Patch(ctx)) },
		"Manager.RollbackN":    func(ctx context.Context) error { return fails(manager.RollbackN(ctx, c, 1)) },
	}
}

var erased = snaproll.What{Pointer: "/variables/x", Reason: "test"}

func runsOf(runs ...*snaproll.Execution) []*snaproll.Execution { return runs }

func TestADoneContextStopsWhatCanWaitBeforeItBegins(t *testing.T) {
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	late, end := context.WithTimeout(ctx, -time.Second)
	defer end()
	why := errors.New("the user left")
	caused, because := context.WithCancelCause(ctx)
	because(why)
	for name, call := range everyWait(t) {
		wantStopped(t, name, call(cancelled), context.Canceled)
		wantStopped(t, name, call(late), context.DeadlineExceeded)
		wantStopped(t, name, call(caused), why)
		wantStopped(t, name, call(caused), context.Canceled)
	}
}

// What is not in the list, and is stopped in tests of its own or not at all.
var stopsElsewhere = map[string]bool{
	"OpenStep.Finish": true, "OpenStep.FinishWithMetrics": true, "OpenStep.Fail": true,
	"OpenStep.Rollback": true, ".StepOf": true,
}

func TestEveryFunctionThatTakesAContextIsStoppedByATest(t *testing.T) {
	listed := everyWait(t)
	text := strings.Join(sourceLines(t), "\n")
	found := takesContext.FindAllStringSubmatch(text, -1)
	if len(found) < 60 {
		t.Fatalf("only %d were found", len(found))
	}
	for _, one := range found {
		kind, name := one[1], one[2]
		if listed[name] == nil && listed[kind+"."+name] == nil && !stopsElsewhere[kind+"."+name] {
			t.Errorf("%s.%s is not stopped by a test", kind, name)
		}
	}
}

func TestALongCallEndsSoonAfterItsContext(t *testing.T) {
	long := "[" + strings.Repeat("[1.5,\"abcdefghijklmnop\"],", 3_000_000) + "0]"
	for _, after := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond} {
		stopping, cancel := context.WithTimeout(ctx, after)
		begun := time.Now()
		_, err := snaproll.ParseValue(stopping, long)
		took := time.Since(begun)
		cancel()
		wantStopped(t, "parse", err, context.DeadlineExceeded)
		if took > after+2*time.Second {
			t.Errorf("it took %v to stop after %v", took, after)
		}
	}
}

func TestWaitingForACommitEndsWithTheContext(t *testing.T) {
	store, path := newStore(t)
	run := open(t, store, "run")
	need(t, run.Save(ctx))
	release := lockFile(t, path)
	stopping, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	begun := time.Now()
	err := finish(stopping, run, "n", "made")
	wantStopped(t, "finish", err, context.DeadlineExceeded)
	wantStopped(t, "save", run.Save(stopping), context.DeadlineExceeded)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	release()
	need(t, run.Save(ctx)) // The step has ended in memory; now it is on the store.
	need(t, run.Close())
	again := open(t, store, "run")
	wantEqual(t, "done", of(again.IsDone("n")), true)
}

func TestOpeningEndsWithTheContext(t *testing.T) {
	store, path := newStore(t)
	need(t, open(t, store, "there").Close())
	release := lockFile(t, path)
	stopping, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	begun := time.Now()
	wantStopped(t, "open", fails(store.Execution(stopping, "there")), context.DeadlineExceeded)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	release()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		run, err := store.Execution(ctx, "there") // What was left is given up.
		if err == nil {
			need(t, run.Close())
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// A step whose context ends is taken back, or recorded, all the same.
func TestAStepThatIsStoppedIsTakenBack(t *testing.T) {
	store, _ := newStore(t)
	for name, run := range map[string]*snaproll.Execution{
		"memory": newRun(t), "store": open(t, store, "run"),
	} {
		stopping, cancel := context.WithCancel(ctx)
		_, err := snaproll.Step(stopping, run, "n", func(ctx context.Context) (int, error) {
			need(t, run.Set("x", 1))
			cancel()
			<-ctx.Done()
			return 0, context.Cause(ctx)
		})
		var back *snaproll.RolledBack
		if !errors.As(err, &back) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		wantCode(t, run.Get("x", new(int)), snaproll.ErrNotFound)
		stopping, cancel = context.WithCancel(ctx)
		_, err = snaproll.Step(stopping, run, "sent", func(context.Context) (int, error) {
			cancel()
			return 7, nil
		})
		if err != nil { // The commit goes on by itself.
			wantStopped(t, name, err, context.Canceled)
		}
		need(t, run.Save(ctx))
		wantEqual(t, "done", of(run.IsDone("sent")), true)
	}
}

func TestWhatIsStoppedLeavesNoGoroutineBehind(t *testing.T) {
	runtime.GC()
	before := runtime.NumGoroutine()
	store, _ := newStore(t)
	run := open(t, store, "run")
	for i := range 300 {
		stopping, cancel := context.WithCancel(ctx)
		if i%2 == 0 {
			go cancel()
		}
		_, _ = snaproll.ParseValue(stopping, "[1,2,3]")
		_ = run.Save(stopping)
		_, _ = store.Check(stopping)
		if other, err := store.Execution(stopping, "other"); err == nil {
			other.Close()
		}
		cancel()
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		time.Sleep(time.Millisecond)
	}
}
