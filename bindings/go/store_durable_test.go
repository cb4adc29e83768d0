package snaproll_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

func TestWhatReturnedIsThereAfterAReopen(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	need(t, run.Set("x", []int{1, 2}))
	need(t, finish(ctx, run, "a", map[string]any{"y": snaproll.Float(1)}))
	failing := of(run.StepBegin(ctx, "b"))
	need(t, failing.Fail(ctx, "no ink"))
	before := of(run.Snapshot(ctx, snaproll.Label("before")))
	need(t, run.Set("x", 3))
	step := of(run.StepBegin(ctx, "c"))
	metrics := of(snaproll.StartNodeResult())
	need(t, metrics.SetTokenUsage(1, 2))
	need(t, step.FinishWithMetrics(ctx, "c", metrics))
	taken := of(run.StepBegin(ctx, "d"))
	need(t, run.Set("x", 4))
	need(t, fails(taken.Rollback(ctx, "again")))
	state, attempts := of(run.ToJSON(ctx)), string(of(run.AttemptsJSON("")))
	all := digests(t, run)
	need(t, run.Close())

	run = open(t, store, "run")
	wantEqual(t, "state", of(run.ToJSON(ctx)), state)
	wantEqual(t, "attempts", string(of(run.AttemptsJSON(""))), attempts)
	wantEqual(t, "digests", slices.Equal(digests(t, run), all), true)
	wantEqual(t, "done", of(run.IsDone("c")), true)
	need(t, fails(run.RollbackTo(ctx, before)))
	wantVariable(t, run, "x", "[1,2]")
	need(t, run.Close())
	run = open(t, store, "run")
	wantVariable(t, run, "x", "[1,2]")
	need(t, fails(run.UndoRollback(ctx)))
	wantVariable(t, run, "x", "3")
}

func TestAStepIsNotRunAgainAfterAReopen(t *testing.T) {
	store, _ := newStore(t)
	for range 2 {
		run := open(t, store, "run")
		ran := 0
		got := of(snaproll.Step(ctx, run, "n", func(context.Context) (string, error) {
			ran++
			return "done", nil
		}))
		wantEqual(t, "result", got, "done")
		wantEqual(t, "finished", len(of(run.Attempts("n"))), 1)
		need(t, run.Close())
	}
}

func TestWhatAnIrreversibleStepBeganIsOnRecordBeforeItRuns(t *testing.T) {
	store, path := newStore(t)
	run := open(t, store, "run")
	of(run.StepBegin(ctx, "mail", snaproll.Irreversible()))
	other := openStore(t, path)
	seen := open(t, other, "run", snaproll.OpenRead)
	wantEqual(t, "unfinished", strings.Join(of(seen.Unfinished()), " "), "mail")
}

func TestManualSaveCommitsWhenItIsAsked(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run", snaproll.ManualSave())
	need(t, finish(ctx, run, "a", 1))
	need(t, finish(ctx, run, "b", 2))
	need(t, run.Save(ctx))
	need(t, finish(ctx, run, "c", 3))
	need(t, run.Close())
	run = open(t, store, "run")
	wantEqual(t, "results", strings.Join(of(run.RecordedNodes()), " "), "a b")
	wantEqual(t, "attempts", len(of(run.Attempts(""))), 2)
}

func TestALivingOwnerIsNamedAndCanBeShutOut(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run", snaproll.Owner("worker 1"))
	need(t, finish(ctx, run, "a", 1))
	e := wantCode(t, fails(store.Execution(ctx, "run")), snaproll.ErrOwned)
	wantEqual(t, "told", strings.Contains(e.Message, "worker 1"), true)
	other := open(t, store, "run", snaproll.TakeOver(), snaproll.Owner("worker 2"))
	wantEqual(t, "owner", of(store.Info("run")).Owner.Name, "worker 2")
	need(t, finish(ctx, other, "b", 2))
	need(t, other.Close())
	wantEqual(t, "owned", of(store.Info("run")).Owner == nil, true)
	need(t, open(t, store, "run").Close())
}

func TestAStaleWriterGetsConflictUntilItReloads(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	need(t, finish(ctx, run, "a", 1))
	other := open(t, store, "run", snaproll.TakeOver())
	need(t, finish(ctx, other, "b", 2))

	wantCode(t, finish(ctx, run, "c", 3), snaproll.ErrConflict)
	wantCode(t, fails(run.StepBegin(ctx, "d")), snaproll.ErrConflict) // c is owed.
	wantCode(t, fails(run.Snapshot(ctx)), snaproll.ErrConflict)
	wantCode(t, run.Save(ctx), snaproll.ErrConflict)
	need(t, fails(run.Manager().List())) // It may still read.
	wantCode(t, run.Reload(ctx), snaproll.ErrOwned)
	wantCode(t, run.Reload(ctx, nil), snaproll.ErrInvalidArgument)
	need(t, run.Reload(ctx, snaproll.TakeOver()))
	wantEqual(t, "results", strings.Join(of(run.RecordedNodes()), " "), "a b")
	need(t, finish(ctx, run, "c", 3))
	wantCode(t, finish(ctx, other, "d", 4), snaproll.ErrConflict)
	need(t, run.Close())
	need(t, other.Reload(ctx))
	wantEqual(t, "results", strings.Join(of(other.RecordedNodes()), " "), "a b c")
}

func TestAStepThatCanNotBeCommittedFailsUntilItCan(t *testing.T) {
	store, path := newStore(t, snaproll.BusyTimeout(0))
	run := open(t, store, "run")
	ran := 0
	work := func() error {
		_, err := snaproll.Step(ctx, run, "n", func(context.Context) (int, error) {
			ran++
			return 1, nil
		})
		return err
	}
	release := lockFile(t, path)
	wantCode(t, work(), snaproll.ErrBusy)
	wantCode(t, work(), snaproll.ErrBusy)
	wantCode(t, fails(run.StepBegin(ctx, "other")), snaproll.ErrBusy)
	release()
	need(t, work()) // Commits what it ended with.
	wantEqual(t, "ran", ran, 1)
	need(t, run.Close())
	wantEqual(t, "done", of(open(t, store, "run").IsDone("n")), true)
}

func TestSaveManyTellsEachWhatBecameOfIt(t *testing.T) {
	store, _ := newStore(t)
	first, second := open(t, store, "first"), open(t, store, "second")
	other := open(t, store, "first", snaproll.TakeOver())
	memory, closed := newRun(t), open(t, store, "closed")
	need(t, closed.Close())
	for i, run := range []*snaproll.Execution{first, second, other} {
		need(t, run.Set("i", i))
	}
	each, err := snaproll.SaveMany(ctx, second, first, other, memory, closed, second)
	wantCode(t, err, snaproll.ErrConflict)
	wantCode(t, each[1], snaproll.ErrConflict)
	wantCode(t, each[4], snaproll.ErrUnusable)
	need(t, errors.Join(each[0], each[2], each[3], each[5]))
	wantCode(t, fails(snaproll.SaveMany(ctx, second, nil)), snaproll.ErrInvalidArgument)
	need(t, fails(snaproll.SaveMany(ctx)))
	wantVariable(t, open(t, store, "first", snaproll.OpenRead), "i", "2")
	wantVariable(t, open(t, store, "second", snaproll.OpenRead), "i", "1")
}

func second2[T any](_ T, err error) error { return err }

func TestCommitsOfABatchFailEachWithItsOwnError(t *testing.T) {
	store, _ := newStore(t)
	const all = 100
	var stale, whole [all]*snaproll.Execution
	for i := range all {
		whole[i] = open(t, store, fmt.Sprint("whole ", i))
		stale[i] = open(t, store, fmt.Sprint("stale ", i))
		open(t, store, fmt.Sprint("stale ", i), snaproll.TakeOver())
	}
	var errs [2 * all]error
	together(2*all, func(i int) {
		run := whole[i/2]
		if i%2 == 1 {
			run = stale[i/2]
		}
		errs[i] = finish(ctx, run, "n", i)
	})
	for i, err := range errs {
		if i%2 == 0 {
			need(t, err)
		} else {
			e := wantCode(t, err, snaproll.ErrConflict)
			wantEqual(t, "message", e.Message,
				"another writer opened or changed this execution")
			wantEqual(t, "hint", e.Hint != "", true)
		}
	}
}

func TestManyGoroutinesShareAnExecution(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run", snaproll.MaxSnapshots(5))
	const all = 200
	errs := make([]error, all)
	together(all, func(i int) {
		errs[i] = finish(ctx, run, fmt.Sprint("n", i), i)
		if i%50 == 0 {
			errs[i] = errors.Join(errs[i], fails(run.Snapshot(ctx)))
		}
	})
	need(t, errors.Join(errs...))
	state := of(run.ToJSON(ctx))
	need(t, run.Close())
	run = open(t, store, "run")
	wantEqual(t, "state", of(run.ToJSON(ctx)), state)
	wantEqual(t, "attempts", len(of(run.Attempts(""))), all)
}

func TestAReloadNeverComesBetweenAnEndAndItsCommit(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	acknowledged := make([]bool, 200)
	together(len(acknowledged)+4, func(i int) {
		if i >= len(acknowledged) {
			if err := run.Reload(ctx); err != nil {
				t.Error(err)
			}
			return
		}
		err := finish(ctx, run, fmt.Sprint("n", i), i)
		acknowledged[i] = err == nil // Or given up by a reload.
		if err != nil && !errors.Is(err, snaproll.ErrConflict) &&
			!errors.Is(err, snaproll.ErrUnusable) {
			t.Error(err)
		}
	})
	for i, done := range acknowledged {
		if done && !of(run.IsDone(fmt.Sprint("n", i))) {
			t.Errorf("n%d was acknowledged and is gone", i)
		}
	}
}

func TestUseAfterCloseIsUnusable(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	step := of(run.StepBegin(ctx, "n"))
	snapshot := of(run.Manager().Latest())
	for range 2 {
		need(t, run.Close())
		need(t, store.Close())
	}
	wantCode(t, step.Finish(ctx, 1), snaproll.ErrUnusable)
	wantCode(t, run.Save(ctx), snaproll.ErrUnusable)
	wantCode(t, run.Reload(ctx), snaproll.ErrUnusable)
	wantCode(t, fails(run.IsDurable()), snaproll.ErrUnusable)
	wantCode(t, fails(run.StepBegin(ctx, "m")), snaproll.ErrUnusable)
	wantCode(t, fails(store.Execution(ctx, "run")), snaproll.ErrUnusable)
	wantCode(t, fails(store.Stats(ctx)), snaproll.ErrUnusable)
	need(t, fails(snapshot.Digest())) // What it read stays.
}
