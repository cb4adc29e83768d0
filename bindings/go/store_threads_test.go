package snaproll_test

import (
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

// diskFolder is a folder where a sync is one, as the test of it needs.
func diskFolder(t testing.TB) string {
	if folder := os.Getenv("SNAPROLL_DISK"); folder != "" {
		return of(os.MkdirTemp(folder, "snaproll"))
	}
	return t.TempDir()
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
		runs[i] = of(store.Execution(fmt.Sprint("run ", i), options...))
	})
	t.Cleanup(func() { together(n, func(i int) { runs[i].Close() }) })
	return runs
}

func TestTenThousandGoroutinesCommitOnFewThreads(t *testing.T) {
	folder := diskFolder(t)
	store := of(snaproll.OpenStore(filepath.Join(folder, "runs.db")))
	defer store.Close()
	most := mostThreads(t)
	begun := time.Now()
	runs := openMany(t, store, manyRoutines,
		snaproll.NoAutoSnapshot(), snaproll.NoStartSnapshot())
	t.Logf("opened in %v", time.Since(begun))
	before := of(store.Stats())
	begun = time.Now()
	const each = 3
	together(manyRoutines, func(i int) {
		for n := range each {
			need(t, runs[i].Set("n", n))
			step := of(runs[i].StepBegin(fmt.Sprint("node ", n)))
			need(t, step.Finish(n))
			step.Close()
		}
	})
	took, after := time.Since(begun), of(store.Stats())
	commits := after.Commits - before.Commits
	wantEqual(t, "commits", commits, each*manyRoutines)
	syncs := float64(after.Syncs-before.Syncs) / float64(commits)
	used := most()
	t.Logf("%.0f commits/s, %.4f syncs a commit, %d threads at most",
		float64(commits)/took.Seconds(), syncs, used)
	if used >= fewThreads || syncs > 0.1 {
		t.Errorf("%d threads, %.4f syncs a commit", used, syncs)
	}
}
