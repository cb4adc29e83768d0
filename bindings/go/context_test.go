package snaproll_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// Rules C1 and C2.
func TestNewContextIsRunningAndEmpty(t *testing.T) {
	c := newContext(t)
	wantEqual(t, "workflow", of(c.WorkflowID()), "flow")
	if of(c.ExecutionID()) == "" {
		t.Error("no execution id")
	}
	wantEqual(t, "started", of(c.StartedAt()).Sub(start) <= time.Second, true)
	wantEqual(t, "completed", of(c.CompletedAt()).IsZero(), true)
	wantEqual(t, "state", of(c.State()), snaproll.State{Kind: snaproll.Running})
	wantEqual(t, "variables", of(of(c.Variables()).Size()), 0)
	wantEqual(t, "results", of(of(c.NodeResults()).Size()), 0)
	wantEqual(t, "can resume", of(c.CanResume()), false)
	wantCode(t, fails(c.Checkpoint()), snaproll.ErrNotFound)
	_, placed, err := c.Position()
	need(t, err)
	wantEqual(t, "position", placed, false)
}

// Rule C3.
func TestEveryStateIsKept(t *testing.T) {
	c := newContext(t)
	for _, state := range []snaproll.State{
		{Kind: snaproll.Completed}, {Kind: snaproll.Failed, Message: "disk\x00full"},
		{Kind: snaproll.Cancelled}, {Kind: snaproll.Paused}, {Kind: snaproll.Running},
	} {
		need(t, c.SetState(state))
		wantEqual(t, "state", of(c.State()), state)
		var read snaproll.State
		need(t, c.GetAt("/state", &read))
		wantEqual(t, "state by pointer", read, state)
	}
	need(t, c.SetAt("/state", snaproll.State{Kind: snaproll.Failed, Message: "m"}))
	wantEqual(t, "text", of(c.State()).String(), "Failed: m")
	wantCode(t, c.SetAt("/state", "Sleeping"), snaproll.ErrInvalidArgument)
}

// Rule C4.
func TestVariablesOfAnyNameAndType(t *testing.T) {
	c := newContext(t)
	for _, name := range []string{"", "a\x00b", "über/~", strings.Repeat("n", 300)} {
		need(t, c.Set(name, nil))
		wantVariable(t, c, name, "null")
		need(t, c.Set(name, []string{name}))
		var back []string
		need(t, c.Get(name, &back))
		wantEqual(t, "value", back[0], name)
		need(t, c.Remove(name))
		wantCode(t, c.Get(name, &back), snaproll.ErrNotFound)
	}
}

func TestTypedVariables(t *testing.T) {
	c := newContext(t)
	need(t, c.SetNull("n"))
	need(t, c.SetBool("b", true))
	need(t, c.SetInt64("i", -1<<63))
	need(t, c.SetDouble("d", 2))
	need(t, c.SetText("t", `say "hi"`))
	wantVariable(t, c, "n", "null")
	wantEqual(t, "bool", of(c.Bool("b")), true)
	wantEqual(t, "integer", of(c.Int64("i")), -1<<63)
	wantEqual(t, "double", of(c.Double("d")), 2)
	wantVariable(t, c, "d", "2.0")
	wantEqual(t, "text", of(c.Text("t")), `say "hi"`)
	wantCode(t, fails(c.Bool("i")), snaproll.ErrType)
	wantCode(t, fails(c.Int64("d")), snaproll.ErrType)
	wantCode(t, fails(c.Double("t")), snaproll.ErrType)
	wantCode(t, fails(c.Text("b")), snaproll.ErrType)
	need(t, c.Set("big", uint64(1<<63)))
	wantCode(t, fails(c.Int64("big")), snaproll.ErrRange)
	wantCode(t, fails(c.Text("absent")), snaproll.ErrNotFound)
}

// Rule C5, J8.
func TestNodeResultsAreSetAndReplaced(t *testing.T) {
	c := newContext(t)
	need(t, c.RecordNodeResult("b", map[string]int{"n": 1}))
	need(t, c.RecordNodeResult("a", "text"))
	value := of(c.NodeResultValue("b"))
	need(t, c.RecordNodeResult("b", value))
	var read map[string]int
	need(t, c.NodeResult("b", &read))
	wantEqual(t, "result", read["n"], 1)
	wantEqual(t, "order", strings.Join(of(c.RecordedNodes()), " "), "a b")
	need(t, c.RemoveNodeResult("a"))
	wantCode(t, c.RemoveNodeResult("a"), snaproll.ErrNotFound)
	wantEqual(t, "order", strings.Join(of(c.RecordedNodes()), " "), "b")
}

// Rules C6 and C7.
func TestCompletionAndCancelKeepTheFirstTime(t *testing.T) {
	c := newContext(t)
	need(t, c.MarkCompleted())
	at := of(c.CompletedAt())
	need(t, c.MarkCompleted())
	need(t, c.Cancel())
	wantEqual(t, "completed", of(c.CompletedAt()), at)
	wantEqual(t, "state", of(c.State()).Kind, snaproll.Cancelled)
	need(t, c.Resume())
	wantEqual(t, "resumed", of(c.State()).Kind, snaproll.Cancelled)
}

// Rules C7 and C8.
func TestPauseLeavesACheckpointToGoOnFrom(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("x", 1))
	need(t, c.RecordNodeResult("n", 1))
	need(t, c.Pause())
	wantEqual(t, "can resume", of(c.CanResume()), true)
	checkpoint := of(c.Checkpoint())
	defer checkpoint.Close()
	wantEqual(t, "state", checkpoint.State().Kind, snaproll.Paused)
	wantEqual(t, "nodes", strings.Join(of(checkpoint.CompletedNodes()), " "), "n")
	wantEqual(t, "variables", of(of(checkpoint.Variables()).ToJSON(ctx)), `{"x":1}`)
	again := of(snaproll.CheckpointFromJSON(of(of(checkpoint.Ref()).ToJSON())))
	resumed := of(snaproll.ResumeFromCheckpoint(again, "other"))
	defer resumed.Close()
	wantEqual(t, "workflow", of(resumed.WorkflowID()), "other")
	wantEqual(t, "started", of(resumed.StartedAt()), checkpoint.Timestamp())
	wantEqual(t, "results", of(of(resumed.NodeResults()).Size()), 0)
	wantVariable(t, resumed, "x", "1")
	if of(resumed.ExecutionID()) == of(c.ExecutionID()) {
		t.Error("the execution id is the same")
	}
	need(t, c.Resume())
	wantEqual(t, "resumed", of(c.State()).Kind, snaproll.Running)
	wantEqual(t, "can resume", of(c.CanResume()), false)
	wantEqual(t, "made", of(c.CreateCheckpoint()).State().Kind, snaproll.Running)
}

func TestPointersReachIntoValues(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("m", []any{}))
	need(t, c.Append("/variables/m", map[string]any{"role": "user", "text": "a"}))
	need(t, c.Append("/variables/m/-", of(snaproll.NewValue(2))))
	need(t, c.AppendText("/variables/m/0/text", "b"))
	need(t, c.SetAt("/variables/m/0/n", of(snaproll.NewValue(3))))
	need(t, c.RemoveAt("/variables/m/1"))
	wantVariable(t, c, "m", `[{"n":3,"role":"user","text":"ab"}]`)
	var n int
	need(t, c.GetAt("/variables/m/0/n", &n))
	wantEqual(t, "number", n, 3)
	wantEqual(t, "value", of(of(c.ValueAt("/variables/m/0/text")).Text()), "ab")
}

func TestUpdateMakesAllChangesOrNone(t *testing.T) {
	c := newContext(t)
	need(t, c.Update(snaproll.Setting("/variables/l", []int{}), snaproll.Appending("/variables/l", 1.5),
		snaproll.Setting("/variables/t", "a"), snaproll.AppendingText("/variables/t", "b"),
		snaproll.Setting("/variables/gone", nil), snaproll.Removing("/variables/gone")))
	wantEqual(t, "variables", of(of(c.Variables()).ToJSON(ctx)), `{"l":[1.5],"t":"ab"}`)
	version := of(c.Version())
	e := wantCode(t, c.Update(snaproll.Setting("/variables/l", 1), snaproll.Removing("/variables/z")),
		snaproll.ErrNotFound)
	wantEqual(t, "pointer", e.Pointer, "/variables/z")
	wantCode(t, c.Update(snaproll.Setting("/variables/l", "\xff")), snaproll.ErrParse)
	wantCode(t, c.UpdateJSON(json.RawMessage(`{}`)), snaproll.ErrType)
	wantEqual(t, "version", of(c.Version()), version)
	need(t, c.Update())
}

// Rules J1 and J5: what was read is written back, byte for byte.
func TestContextsMoveAsJSON(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("x", json.RawMessage(`{"b":1.0,"a":[1e300]}`)))
	need(t, c.RecordNodeResult("n", true))
	need(t, c.Pause())
	text := of(c.ToJSON(ctx))
	back := of(snaproll.ContextFromJSON(ctx, []byte(text), testOptions(t)))
	defer back.Close()
	wantEqual(t, "JSON", of(back.ToJSON(ctx)), text)
	e := wantCode(t, fails(snaproll.ContextFromJSON(ctx, `{"execution_id":1}`)), snaproll.ErrType)
	wantEqual(t, "pointer", e.Pointer, "/execution_id")
}

func TestCopyIsOnItsOwn(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("x", 1))
	other := of(c.Copy())
	defer other.Close()
	need(t, other.Set("x", 2))
	wantVariable(t, c, "x", "1")
	wantVariable(t, other, "x", "2")
}

func TestValuesAreImmutableAndShared(t *testing.T) {
	v := of(snaproll.NewValue(map[string]any{"a": []int{1, 2}, "t": "x"}))
	set := of(v.Set("/a/0", "new"))
	appended := of(set.Append("/a", map[string]any{}))
	texted := of(appended.AppendText("/t", "y"))
	removed := of(texted.Remove("/a/1"))
	wantEqual(t, "changed", of(removed.ToJSON(ctx)), `{"a":["new",{}],"t":"xy"}`)
	wantEqual(t, "first", of(v.ToJSON(ctx)), `{"a":[1,2],"t":"x"}`)
	wantEqual(t, "names", slices.Equal(of(v.Names()), []string{"a", "t"}), true)
	wantEqual(t, "name", of(v.NameAt(1)), "t")
	wantEqual(t, "depth", of(v.Depth()), 3)
	wantEqual(t, "size", of(v.Size()), 2)
	wantEqual(t, "bytes", of(v.JSONSize()), int64(len(of(v.ToJSON(ctx)))))
	wantEqual(t, "held", of(v.HeldBytes()) > 0, true)
	wantEqual(t, "kind", of(of(v.Find("a")).Kind()).String(), "array")
	wantEqual(t, "same", of(v.Same(of(v.Ref()))), true)
	var back map[string]any
	need(t, v.Decode(&back))
	wantEqual(t, "number", back["a"].([]any)[1].(json.Number), "2")
	zero, minus := of(snaproll.NewDouble(0)), of(snaproll.ParseValue(ctx, "-0.0"))
	wantEqual(t, "same", of(zero.Same(minus)), false)
	wantEqual(t, "equal", of(zero.Equal(minus)), true) // Rule M11.
}
