package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"
	"time"

	"snaproll.dev/go/snaproll"
)

const long = "a text that is longer than what strings hold in themselves"

var ctx = context.Background()

// world is one execution with a history, and a handle of every kind.
type world struct {
	store    *snaproll.Store // nil in memory.
	run, two *snaproll.Execution
	clock    *snaproll.Clock
	big      []int
	step     *snaproll.OpenStep
	value    *snaproll.Value
	snapshot *snaproll.Snapshot
	told     *snaproll.NodeResult
	begun    *snaproll.Context
	patch    *snaproll.Patch
	text     string // The JSON form of the context.
	lines    string // The export.
	blob     string

	first, second, third, group snaproll.ID
}

// of is what a call gave, which has to succeed.
func of[T any](v T, err error) T {
	need(err)
	return v
}

func need(err error) {
	if err != nil {
		panic(err)
	}
}

func newWorld(seed int64, onStore bool) *world {
	w := &world{clock: of(snaproll.NewManualClock(time.Unix(0, 1000), 1))}
	random := rand.New(rand.NewSource(seed))
	for range 400 {
		w.big = append(w.big, random.Intn(1_000_000))
	}
	told := []snaproll.Option{
		snaproll.WithClock(w.clock), snaproll.IDSeed(7), snaproll.MaxSnapshots(6),
	}
	if onStore {
		w.store = of(snaproll.OpenStore(ctx, ":memory:"))
		opening := []snaproll.OpenOption{snaproll.NoStartSnapshot()}
		for _, one := range told {
			opening = append(opening, one)
		}
		w.run = of(w.store.Execution(ctx, "run", opening...))
		w.two = of(w.store.Execution(ctx, "two", snaproll.NoStartSnapshot()))
	} else {
		w.run = of(snaproll.NewExecution(append(told, snaproll.ExecutionID("run"))...))
		w.two = of(snaproll.NewExecution(snaproll.WithClock(w.clock)))
	}
	w.fill(random)
	w.handles(told)
	return w
}

func (w *world) fill(random *rand.Rand) {
	run := w.run
	for i := range 10 {
		need(run.Set(fmt.Sprintf("v%d", i), map[string]any{"a": []int{1, 2}, "b": long}))
	}
	need(run.Set("big", w.big))
	need(run.SetText("rope", strings.Repeat("rope ", 600)))
	of(snaproll.Step(ctx, run, "done", func(context.Context) (any, error) {
		return []int{1, 2, 3}, nil
	}))
	w.first = of(run.Snapshot(ctx, snaproll.Label("first"), snaproll.Reason(long)))
	need(run.Set("v0", random.Float64()))
	w.second = of(run.Snapshot(ctx, snaproll.Label("second")))
	need(run.Tag(ctx, w.first, "tag"))
	need(run.Hold(ctx, w.first, "hold", long))
	of(run.RollbackTo(ctx, w.second)).Close()
	need(run.AddEdge("done", "open"))
	w.blob = of(run.PutBlob([]byte(strings.Repeat(long, 100))))
	need(run.Set("blob", map[string]string{"$blob": w.blob}))
	w.third = of(run.Snapshot(ctx, snaproll.Label("third")))
	need(run.CreateBranch(ctx, "side", &w.first))
	w.group = of(snaproll.SnapshotGroup(ctx, []*snaproll.Execution{run, w.two}))
	w.step = of(run.StepBegin(ctx, "open"))
	need(run.Set("v2", 17))
}

// handles are what operations are given.
func (w *world) handles(told []snaproll.Option) {
	live := w.run.Context()
	defer live.Close()
	w.value = of(snaproll.NewValue(map[string]any{"a": []any{1, long}, "big": w.big}))
	w.snapshot = of(live.TakeSnapshot(snaproll.Label("kept")))
	w.begun = of(live.Begin())
	need(w.begun.Set("t", 1))
	w.told = of(snaproll.StartNodeResult(told[0]))
	after := of(w.value.Set("/a/0", long))
	w.patch = of(snaproll.Diff(ctx, w.value, after))
	after.Close()
	w.text = of(live.ToJSON(ctx))
	if w.store != nil {
		need(w.run.Save(ctx))
		var lines strings.Builder
		need(w.store.Export(ctx, "run", snaproll.ExportBundle, &lines))
		w.lines = lines.String()
	}
}

// see is all that can be seen of it.
func (w *world) see() string {
	var seen strings.Builder
	put := func(v any, err error) {
		need(err)
		text, err := json.Marshal(v)
		need(err)
		seen.Write(append(text, '\n'))
	}
	run := w.run
	manager := run.Manager()
	defer manager.Close()
	put(run.ToJSON(ctx))
	put(run.Version())
	put(run.UndoCount())
	put(run.RedoCount())
	put(run.Tree())
	put(run.Branches())
	put(run.Tags())
	put(run.Holds())
	put(run.Groups())
	put(run.Policy())
	put(manager.Left())
	put(manager.Summary())
	put(run.AttemptsJSON(""))
	put(run.Unfinished())
	put(run.Edges())
	put(run.PrivatePaths())
	put(w.begun.ToJSON(ctx))
	put(w.told.ToJSON())
	put(w.two.ToJSON(ctx))
	put(w.two.Tree())
	if w.store != nil {
		for info, err := range w.store.Executions(ctx) {
			put(info, err)
		}
		stats := of(w.store.Stats(ctx))
		put([]any{stats.Records, stats.Keyframes, stats.Blobs}, nil)
		put(w.store.Policy())
		put(run.Erasures())
	}
	return seen.String()
}

// whole tells whether the store says of itself that it is whole.
func (w *world) whole() bool {
	return w.store == nil || len(of(w.store.Check(ctx)).Findings) == 0
}

func (w *world) close() {
	w.begun.Close()
	w.step.Close()
	w.value.Close()
	w.snapshot.Close()
	w.told.Close()
	w.patch.Close()
	w.run.Close()
	w.two.Close()
	if w.store != nil {
		w.store.Close()
	}
	w.clock.Close()
}
