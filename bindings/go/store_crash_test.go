package snaproll_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// writers is how many goroutines the child has that write.
const writers = 8

// TestMain is the child where it is told the path of a store: it writes until it
// is killed, and tells what was acknowledged, a line for each.
func TestMain(m *testing.M) {
	if path := os.Getenv("SNAPROLL_TEST_CHILD"); path != "" {
		if err := writeUntilKilled(path); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func writeUntilKilled(path string) error {
	store, err := snaproll.OpenStore(ctx, path, snaproll.SurvivesProcess)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for w := range writers {
		go func() { failed <- write(store, w) }()
	}
	return <-failed
}

func write(store *snaproll.Store, w int) error {
	run, err := store.Execution(ctx, fmt.Sprint("run ", w), snaproll.NoAutoSnapshot())
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		node := fmt.Sprint("node ", n)
		if done, err := run.IsDone(node); err != nil || done {
			if err != nil {
				return err
			}
			continue
		}
		if err := run.Set("n", n); err != nil {
			return err
		}
		if err := finish(ctx, run, node, n); err != nil {
			return err
		}
		os.Stdout.WriteString(fmt.Sprintf("done %d %d\n", w, n))
		if n%10 == 9 {
			if _, err := run.Snapshot(ctx, snaproll.Label(node)); err != nil {
				return err
			}
			os.Stdout.WriteString(fmt.Sprintf("snap %d %d\n", w, n))
		}
	}
}

// killed lets the child write for some time, kills it, and gives its lines.
func killed(t *testing.T, path string, after time.Duration) (lines []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "SNAPROLL_TEST_CHILD="+path)
	out := of(child.StdoutPipe())
	need(t, child.Start())
	time.AfterFunc(after, func() { child.Process.Kill() })
	for all := bufio.NewScanner(out); all.Scan(); {
		lines = append(lines, all.Text())
	}
	if err := child.Wait(); err == nil || err.Error() != "signal: killed" {
		t.Fatal(err, lines)
	}
	return lines
}

func TestAKillLosesNothingThatWasAcknowledged(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(memoryFolder(t), "runs.db")
	acknowledged := map[string]bool{}
	for range cases(5) {
		after := 100 + random.IntN(200)
		for _, line := range killed(t, path, time.Duration(after)*time.Millisecond) {
			acknowledged[line] = true
		}
		verify(t, path, acknowledged)
	}
	t.Logf("%d acknowledged", len(acknowledged))
	if len(acknowledged) < 100 {
		t.Errorf("only %d acknowledged", len(acknowledged))
	}
}

func verify(t *testing.T, path string, acknowledged map[string]bool) {
	t.Helper()
	store := of(snaproll.OpenStore(ctx, path))
	defer store.Close()
	wantEqual(t, "findings", strings.Join(of(store.Check(ctx)).Findings, "\n"), "")
	var runs [writers]*snaproll.Execution
	for w := range runs {
		runs[w] = of(store.Execution(ctx, fmt.Sprint("run ", w), snaproll.NoAutoSnapshot()))
		defer runs[w].Close()
	}
	for line := range acknowledged {
		var kind string
		var w, n int
		of(fmt.Sscanf(line, "%s %d %d", &kind, &w, &n))
		node := fmt.Sprint("node ", n)
		if kind == "done" {
			wantEqual(t, line, of(runs[w].IsDone(node)), true)
			continue
		}
		list := of(runs[w].Manager().List(snaproll.Labelled(node)))
		if of(list.Count()) != 1 {
			t.Errorf("%s is gone", line)
		}
		list.Close()
	}
}
