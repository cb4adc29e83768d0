package snaproll_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// threads is how many threads of the operating system the process has.
func threads(t testing.TB) int {
	t.Helper()
	text := string(of(os.ReadFile("/proc/self/status")))
	_, after, _ := strings.Cut(text, "Threads:")
	line, _, _ := strings.Cut(after, "\n")
	return of(strconv.Atoi(strings.TrimSpace(line)))
}

// mostThreads tells, when it is called, how many there were at most.
func mostThreads(t testing.TB) func() int {
	most, stop, done := 0, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			most = max(most, threads(t))
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	return func() int { close(stop); <-done; return most }
}

const (
	manyRoutines = 10_000
	fewThreads   = 40
)

// openMany opens executions, and closes them when the test ends.
func openMany(
	t testing.TB, store *snaproll.Store, n int, options ...snaproll.OpenOption,
) []*snaproll.Execution {
	t.Helper()
	runs := make([]*snaproll.Execution, n)
	together(n, func(i int) {
		runs[i] = of(store.Execution(ctx, fmt.Sprint("run ", i), options...))
	})
	t.Cleanup(func() { together(n, func(i int) { runs[i].Close() }) })
	return runs
}

// commits measures what a function does on n goroutines, and checks the threads.
func commits(t *testing.T, store *snaproll.Store, n int, call func(i int) error) (perSync float64) {
	t.Helper()
	before, most, begun := of(store.Stats(ctx)), mostThreads(t), time.Now()
	together(n, func(i int) {
		if err := call(i); err != nil {
			t.Error(err)
		}
	})
	took, after, used := time.Since(begun), of(store.Stats(ctx)), most()
	made := after.Commits - before.Commits
	perSync = float64(after.Syncs-before.Syncs) / float64(made)
	t.Logf("%d commits, %.0f a second, %.4f syncs a commit, %d threads at most",
		made, float64(made)/took.Seconds(), perSync, used)
	if used >= fewThreads {
		t.Errorf("%d threads", used)
	}
	return perSync
}

// In a folder on a disk, where a sync is one.
func TestTenThousandGoroutinesCommitOnFewThreads(t *testing.T) {
	store := of(snaproll.OpenStore(ctx, filepath.Join(t.TempDir(), "runs.db")))
	defer store.Close()
	runs := openMany(t, store, manyRoutines, snaproll.NoAutoSnapshot(), snaproll.NoStartSnapshot())
	perSync := commits(t, store, manyRoutines, func(i int) error {
		for n := range 3 {
			err := errors.Join(runs[i].Set("n", n), finish(ctx, runs[i], fmt.Sprint("node ", n), n))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if perSync > 0.1 {
		t.Errorf("%.4f syncs a commit", perSync)
	}
}

func TestTenThousandGoroutinesTakeSnapshotsOnFewThreads(t *testing.T) {
	store, _ := newStore(t)
	runs := openMany(t, store, 100)
	commits(t, store, manyRoutines, func(i int) error {
		return fails(runs[i%len(runs)].Snapshot(ctx))
	})
}

func TestTenThousandGoroutinesShareAnExecutionOnFewThreads(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run", snaproll.NoStartSnapshot())
	commits(t, store, manyRoutines, func(i int) error {
		if i%2 == 0 {
			return run.Save(ctx)
		}
		return fails(run.Attempts("none"))
	})
}
