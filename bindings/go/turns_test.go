package snaproll_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// A step whose context was done has begun to be committed: that goes on by itself,
// also where the execution is closed next.
func TestClosingCommitsWhatNobodyWaitsForAnyMore(t *testing.T) {
	path := filepath.Join(memoryFolder(t), "runs.db")
	for i := range cases(20) {
		id := fmt.Sprint("run ", i)
		store := of(snaproll.OpenStore(ctx, path))
		run := of(store.Execution(ctx, id))
		stopping, cancel := context.WithCancel(ctx)
		_, err := snaproll.Step(stopping, run, "sent", func(context.Context) (int, error) {
			cancel()
			return 7, nil
		})
		if err != nil {
			wantStopped(t, id, err, context.Canceled)
		}
		need(t, run.Close())
		need(t, store.Close())
		store = of(snaproll.OpenStore(ctx, path))
		run = of(store.Execution(ctx, id))
		wantEqual(t, "done", of(run.IsDone("sent")), true)
		need(t, run.Close())
		need(t, store.Close())
	}
}

// Reload and Erase wait for the commits that were begun, and Save for them.
func TestWaitingBehindACommitEndsWithTheContext(t *testing.T) {
	store, path := newStore(t, snaproll.BusyTimeout(time.Minute))
	run := open(t, store, "run")
	need(t, run.Save(ctx))
	release := lockFile(t, path)
	ended := make(chan error)
	go func() { ended <- run.Save(ctx) }()
	reloaded := make(chan error)
	go func() { reloaded <- run.Reload(ctx) }()
	time.Sleep(50 * time.Millisecond)
	for name, call := range map[string]func(context.Context) error{
		"reload": func(ctx context.Context) error { return run.Reload(ctx) },
		"erase":  func(ctx context.Context) error { return fails(run.Erase(ctx, erased)) },
		"save":   func(ctx context.Context) error { return run.Save(ctx) },
	} {
		stopping, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		begun := time.Now()
		wantStopped(t, name, call(stopping), context.DeadlineExceeded)
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
		cancel()
	}
	release()
	need(t, <-ended)
	need(t, <-reloaded)
	need(t, run.Save(ctx)) // Who gave up waiting keeps nobody waiting.
}
