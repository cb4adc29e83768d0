package snaproll_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"snaproll.dev/go/snaproll"
)

// resident is the memory of the process without the heap of Go, in bytes: what
// the library has, and what does not change.
func resident(t testing.TB) int {
	t.Helper()
	runtime.GC()
	runtime.GC() // What the first one found is given back by the second.
	fields := strings.Fields(string(of(os.ReadFile("/proc/self/statm"))))
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return of(strconv.Atoi(fields[1]))*os.Getpagesize() - int(stats.HeapInuse)
}

// everyKindOfCall makes calls of many kinds, with handles that are closed and
// handles that are not, and with errors.
func everyKindOfCall(t testing.TB, run *snaproll.Execution, i int) {
	id := of(run.Snapshot(ctx, snaproll.Label("l"), snaproll.Custom("k", i)))
	need(t, run.Set("object", map[string]any{"i": i, "text": strings.Repeat("x", 300)}))
	of(run.Text("long"))
	var object struct{ I int }
	need(t, run.Get("object", &object))
	value := of(run.Value("object"))
	of(value.ToJSON(ctx))
	if i%2 == 0 {
		value.Close()
	}
	of(run.GetBlob(of(run.PutBlob([]byte("the same each time")))))
	plan := of(run.PlanRollbackTo(id, &snaproll.Selector{Variables: []string{"obj*"}}))
	result := of(run.ApplyPlan(ctx, plan))
	patch := of(result.Patch(ctx))
	of(patch.ToCompact())
	wantCode(t, run.Remove("none"), snaproll.ErrNotFound)
	wantCode(t, fails(snaproll.ParseValue(ctx, "[1,")), snaproll.ErrParse)
	_, err := snaproll.Step(ctx, run, "n", func(context.Context) (int, error) {
		return 0, errors.New("on purpose")
	})
	wantEqual(t, "failed", err != nil, true)
	if i%2 == 0 {
		patch.Close()
		result.Close()
		plan.Close()
	}
}

// Some 15 calls each: 100,000 of them and more.
func TestManyCallsDoNotGrowTheHeaps(t *testing.T) {
	if raceDetector || testing.Short() {
		t.Skip("measures memory")
	}
	const rounds, warm, most = 8_000, 1_000, 12 << 20
	run := newRun(t, snaproll.NoAutoSnapshot(), snaproll.UndoLimit(5))
	need(t, run.Set("long", strings.Repeat("y", 5000)))
	before := 0
	var stats runtime.MemStats
	var heap uint64
	for i := range rounds {
		if i == warm {
			before = resident(t)
			runtime.ReadMemStats(&stats)
			heap = stats.HeapAlloc
		}
		everyKindOfCall(t, run, i)
		if i%500 == 0 {
			runtime.GC()
			// The attempts of a node are kept for ever: they are another test's.
			need(t, run.Clear(ctx))
		}
	}
	after := resident(t)
	runtime.ReadMemStats(&stats)
	t.Logf("the library has %d KiB more, Go %d KiB", (after-before)/1024,
		(int64(stats.HeapAlloc)-int64(heap))/1024)
	if after-before > most || int64(stats.HeapAlloc)-int64(heap) > most {
		t.Error("that is too much")
	}
}

// Handles are collected on all sides while calls are under way.
func TestTheGarbageCollectorWorksUnderLoad(t *testing.T) {
	store, _ := newStore(t, snaproll.SurvivesNothing)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	defer close(stop)
	var all sync.WaitGroup
	for g := range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			run := of(store.Execution(ctx, fmt.Sprint("run ", g), snaproll.NoAutoSnapshot()))
			for i := range cases(60) {
				id := of(run.Snapshot(ctx))
				need(t, run.Set("x", i))
				snapshot := of(run.Manager().Get(id)) // Its manager is collected.
				value := of(snapshot.Variables())
				if i%3 == 0 {
					snapshot.Close()
				}
				need(t, value.Decode(new(map[string]any)))
				of(of(run.RollbackTo(ctx, id)).Patch(ctx))
				of(snaproll.Step(ctx, run, fmt.Sprint("n ", i), func(context.Context) (int, error) {
					return i, run.Context().Set("y", i)
				}))
			}
			need(t, run.Close())
		}()
	}
	all.Wait()
	wantEqual(t, "findings", len(of(store.Check(ctx)).Findings), 0)
}
