package snaproll_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

// hot is what is done often, and how much of Go's memory it may take.
type hot struct {
	name   string
	allocs float64
	call   func() error
}

// hotOperations are those of an execution in memory. What gives an id or a number
// allocates nothing, what gives a value at most two.
func hotOperations(t testing.TB) []hot {
	run := newRun(t, snaproll.NoAutoSnapshot(), snaproll.MaxSnapshots(10))
	text := strings.Repeat("x", 100)
	object := map[string]any{"role": "user", "content": strings.Repeat("x", 70)}
	need(t, run.Set("text", text))
	need(t, run.Set("object", object))
	need(t, run.Set("number", 1_000_000))
	need(t, run.Set("list", []int{}))
	manager := run.Manager()
	value := parsed(t, `{"a":[1,2,3]}`)
	before := of(run.Snapshot(ctx))
	need(t, run.Hold(ctx, before, "test", ""))
	t.Cleanup(func() { manager.Close() })
	n := int64(1 << 40)
	var into struct{ Role, Content string }
	var raw json.RawMessage
	work := func(context.Context) (int64, error) { return n, nil }
	of(snaproll.Step(ctx, run, "done", work))
	blob := of(run.PutBlob([]byte(text)))
	return []hot{
		{"Snapshot", 0, func() error { return fails(run.Snapshot(ctx)) }},
		{"NewID", 0, func() error { return fails(snaproll.NewID()) }},
		{"Version", 0, func() error { return fails(run.Version()) }},
		{"Position", 0, func() error { _, _, err := run.Position(); return err }},
		{"Count", 0, func() error { return fails(manager.Count()) }},
		{"UndoCount", 0, func() error { return fails(run.UndoCount()) }},
		{"IsDone", 0, func() error { return fails(run.IsDone("done")) }},
		{"Value.Size", 0, func() error { return fails(value.Size()) }},
		{"Resolve", 0, func() error { return fails(run.Resolve("latest")) }},
		{"SetInt64", 0, func() error { n++; return run.SetInt64("number", n) }},
		{"SetText", 0, func() error { return run.SetText("text", text) }},
		{"Set[int64]", 0, func() error { n++; return snaproll.Set(run, "number", n) }},
		{"Set[string]", 0, func() error { return snaproll.Set(run, "text", text) }},
		{"Int64", 0, func() error { return fails(run.Int64("number")) }},
		{"Get[int64]", 0, func() error { return fails(snaproll.Get[int64](run, "number")) }},
		{"Text", 1, func() error { return fails(run.Text("text")) }},
		{"Get[string]", 1, func() error { return fails(snaproll.Get[string](run, "text")) }},
		{"Set(any)", 1, func() error { n++; return run.Set("number", n) }},
		{"AppendText", 0, func() error { return run.AppendText("/variables/text", "x") }},
		{"Append", 1, func() error { n++; return run.Append("/variables/list", n) }},
		// The handle, and two of runtime.AddCleanup.
		{"Value", 3, func() error {
			value, err := run.Value("object")
			value.Close()
			return err
		}},
		{"Get(RawMessage)", 2, func() error { return run.Get("object", &raw) }},
		{"Set(RawMessage)", 1, func() error { return run.Set("object", raw) }},
		{"Get(struct)", 6, func() error { return run.Get("object", &into) }},
		{"Set(map)", 7, func() error { return run.Set("object", object) }},
		{"RollbackTo", 9, func() error {
			n++
			back, err := run.RollbackTo(ctx, before)
			back.Close()
			return err
		}},
		{"PutBlob", 1, func() error { return fails(run.PutBlob(raw)) }},
		{"GetBlob", 1, func() error { return fails(run.GetBlob(blob)) }},
		{"Step", 6, func() error { return fails(snaproll.Step(ctx, run, "done", work)) }},
	}
}

func TestWhatIsDoneOftenAllocatesAsLittleAsItSays(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes memory of its own")
	}
	for _, one := range hotOperations(t) {
		need(t, one.call())
		if got := testing.AllocsPerRun(1000, func() { need(t, one.call()) }); got > one.allocs {
			t.Errorf("%s: %v allocations, want at most %v", one.name, got, one.allocs)
		} else {
			t.Logf("%s: %v allocations", one.name, got)
		}
	}
}

func BenchmarkHot(b *testing.B) {
	for _, one := range hotOperations(b) {
		b.Run(one.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := one.call(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
