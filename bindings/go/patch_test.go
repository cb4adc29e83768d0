package snaproll_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

func parsed(t testing.TB, text string) *snaproll.Value {
	t.Helper()
	value := of(snaproll.ParseValue(ctx, text))
	t.Cleanup(func() { value.Close() })
	return value
}

func patchOf(t testing.TB, text string, options ...snaproll.Option) *snaproll.Patch {
	t.Helper()
	patch := of(snaproll.PatchFromJSON(text, options...))
	t.Cleanup(func() { patch.Close() })
	return patch
}

func TestDiffTellsWhatChangedInEachForm(t *testing.T) {
	long := strings.Repeat("long ", 20)
	before := parsed(t, `{"list":[1,2,4],"log":"`+long+`","old":true}`)
	after := parsed(t, `{"list":[1,2,3,4],"log":"`+long+`and more","new":null}`)
	patch := of(snaproll.Diff(ctx, before, after))
	defer patch.Close()
	wantEqual(t, "operations", of(patch.Len()), 4)
	wantEqual(t, "JSON", of(patch.ToJSON()), `[{"op":"add","path":"/list/2","value":3},`+
		`{"op":"replace","path":"/log","value":"`+long+`and more"},{"op":"add","path":"/new","value":null},`+
		`{"op":"remove","path":"/old"}]`)
	wantEqual(t, "compact", of(patch.ToCompact()), `[["splice","/list",2,0,[3]],`+
		`["append","/log","and more"],["add","/new",null],["remove","/old"]]`)
	wantEqual(t, "text", patch.String(), of(patch.Text()))
	wantEqual(t, "lines", strings.Count(patch.String(), "\n"), 4)
	wantEqual(t, "marshaled", string(of(json.Marshal(patch))), of(patch.ToJSON()))
	wantEqual(t, "applied", of(of(patch.Apply(before)).ToJSON(ctx)), of(after.ToJSON(ctx)))
	wantEqual(t, "none", of(of(snaproll.Diff(ctx, after, after)).Len()), 0)
}

func TestPatchesComposeAndInvert(t *testing.T) {
	a, b, c := parsed(t, `{"x":1}`), parsed(t, `{"x":1,"y":[1]}`), parsed(t, `{"y":[1,2]}`)
	first, second := of(snaproll.Diff(ctx, a, b)), of(snaproll.Diff(ctx, b, c))
	both := of(first.Compose(second))
	wantEqual(t, "composed", of(of(both.Apply(a)).Same(c)), true)
	back := of(both.Invert(a))
	wantEqual(t, "inverted", of(of(back.Apply(c)).Same(a)), true)
	e := wantCode(t, fails(second.Invert(a)), snaproll.ErrNotFound)
	wantEqual(t, "pointer", e.Pointer, "/y")
	other := of(both.Ref())
	both.Close()
	wantEqual(t, "kept", of(of(other.Apply(a)).Same(c)), true)
}

func TestPatchThatFailsMidwayTellsIndexAndPlace(t *testing.T) {
	value := parsed(t, `{"a":[1,2]}`)
	for _, test := range []struct {
		patch   string
		code    snaproll.Code
		pointer string
	}{
		{`[["add","/b",1],["test","/a/1",3]]`, snaproll.ErrTestFailed, "/a/1"},
		{`[["add","/b",1],["remove","/a/01"]]`, snaproll.ErrNotFound, "/a/01"},
		{`[["add","/b",1],["append","/a","text"]]`, snaproll.ErrType, "/a"},
		{`[["add","/b",1],["splice","/a",1,2,[]]]`, snaproll.ErrRange, "/a"},
		{`[["add","/b",1],["move","/a/0","/a"]]`, snaproll.ErrInvalidArgument, "/a/0"},
	} {
		e := wantCode(t, fails(patchOf(t, test.patch).Apply(value)), test.code)
		wantEqual(t, test.patch, e.Pointer, test.pointer)
		if !strings.Contains(e.Message, "1") {
			t.Errorf("%s: no index in %q", test.patch, e.Message)
		}
	}
	wantEqual(t, "value", of(value.ToJSON(ctx)), `{"a":[1,2]}`)
}

func TestPatchTextThatIsNoneIsAnErrorWithAPlace(t *testing.T) {
	for _, test := range []struct {
		text    string
		code    snaproll.Code
		pointer string
		offset  int64
	}{
		{`[{]`, snaproll.ErrParse, "", 2},
		{`{}`, snaproll.ErrType, "", -1},
		{`[{"op":"sort","path":"/a"}]`, snaproll.ErrInvalidArgument, "/0/op", -1},
		{`[["add","/a"]]`, snaproll.ErrNotFound, "/0/2", -1},
		{`[{"op":"remove","path":"a"}]`, snaproll.ErrParse, "/0/path", 0},
		{`["x"]`, snaproll.ErrType, "/0", -1},
	} {
		e := wantCode(t, fails(snaproll.PatchFromJSON(test.text)), test.code)
		wantEqual(t, test.text+" pointer", e.Pointer, test.pointer)
		wantEqual(t, test.text+" offset", e.Offset, test.offset)
	}
	tight := snaproll.WithLimit(snaproll.LimitTextBytes, 3)
	wantCode(t, fails(snaproll.PatchFromJSON([]byte(`[["add","/a","long"]]`), tight)),
		snaproll.ErrLimit)
}

func TestChangesWithinReadTextsHaveNoRFC6902Form(t *testing.T) {
	patch := patchOf(t, `[["append","/t","more"]]`)
	e := wantCode(t, fails(patch.ToJSON()), snaproll.ErrFormat)
	wantEqual(t, "hint", e.Hint, "diff the values before and after the patch")
	wantEqual(t, "compact", of(patch.ToCompact()), `[["append","/t","more"]]`)
	wantEqual(t, "applied", of(of(patch.Apply(parsed(t, `{"t":"no "}`))).ToJSON(ctx)),
		`{"t":"no more"}`)
}

func TestDiffIsStopped(t *testing.T) {
	stopped, stop := context.WithCancel(ctx)
	stop()
	c := newContext(t)
	s := of(c.TakeSnapshot())
	defer s.Close()
	need(t, c.Set("x", 1))
	a, b := parsed(t, "1"), parsed(t, "2")
	wantCode(t, fails(snaproll.Diff(stopped, a, b)), snaproll.ErrStopped)
	wantCode(t, fails(c.Diff(stopped, s)), snaproll.ErrStopped)
	wantCode(t, fails(s.Diff(stopped, of(c.TakeSnapshot()))), snaproll.ErrStopped)
}

func TestStatesAreDiffedAndPatched(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("log", []string{"a"}))
	need(t, c.RecordNodeResult("m", 0))
	first := of(c.TakeSnapshot())
	defer first.Close()
	need(t, c.Append("/variables/log", "b"))
	need(t, c.RecordNodeResult("n", 1))
	second := of(c.TakeSnapshot())
	defer second.Close()
	patch := of(c.Diff(ctx, first))
	defer patch.Close()
	const want = `[["add","/node_results/n",1],["append","/variables/log",["b"]]]`
	wantEqual(t, "context", of(patch.ToCompact()), want)
	wantEqual(t, "snapshots", of(of(first.Diff(ctx, second)).ToCompact()), want)
	wantEqual(t, "values", of(of(snaproll.Diff(ctx, of(first.AsValue()), of(c.AsValue()))).ToCompact()), want)
	wantEqual(t, "value", of(of(c.AsValue()).ToJSON(ctx)),
		`{"node_results":{"m":0,"n":1},"state":"Running","variables":{"log":["a","b"]}}`)
	need(t, c.Apply(first))
	need(t, c.ApplyPatch(patch))
	wantEqual(t, "patched", of(of(c.AsValue()).Same(of(second.AsValue()))), true)
	need(t, fails(c.UndoRollback()))
	wantVariable(t, c, "log", `["a"]`)
}

func TestPatchThatLeavesNoStateChangesNothing(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("x", 1))
	version := of(c.Version())
	for _, test := range []struct {
		patch   string
		code    snaproll.Code
		pointer string
	}{
		{`[["set","/variables/x",2],["test","/variables/x",1]]`, snaproll.ErrTestFailed, "/variables/x"},
		{`[["set","/variables",[]]]`, snaproll.ErrType, "/variables"},
		{`[["remove","/state"]]`, snaproll.ErrNotFound, "/state"},
		{`[["set","/state","Sleeping"]]`, snaproll.ErrInvalidArgument, "/state"},
	} {
		e := wantCode(t, c.ApplyPatch(patchOf(t, test.patch)), test.code)
		wantEqual(t, test.patch, e.Pointer, test.pointer)
	}
	wantEqual(t, "version", of(c.Version()), version)
	wantEqual(t, "undo", of(c.UndoCount()), 0)
}

func TestSpliceAndTestReachIntoContexts(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("l", []int{0, 1, 2, 3}))
	need(t, c.Set("t", "Grüße"))
	need(t, c.Splice("/variables/l", 1, 2, []string{"a"}))
	need(t, c.Splice("/variables/l", 0, 1, nil))
	need(t, c.Splice("/variables/l", 2, 0, of(snaproll.NewValue([]int{9}))))
	need(t, c.Splice("/variables/l", 0, 0, []int(nil)))
	wantVariable(t, c, "l", `["a",3,9]`)
	need(t, c.SpliceText("/variables/t", 2, 4, "u"))
	wantVariable(t, c, "t", `"Grue"`)
	need(t, c.Test("/variables/l/1", snaproll.Float(3)))
	need(t, c.Test("/variables/t", of(snaproll.NewText("Grue"))))
	e := wantCode(t, c.Test("/variables/l/1", "3"), snaproll.ErrTestFailed)
	wantEqual(t, "pointer", e.Pointer, "/variables/l/1")
	wantCode(t, c.Test("/variables/absent", 1), snaproll.ErrNotFound)
	wantCode(t, c.Splice("/variables/l", 3, 1, nil), snaproll.ErrRange)
	wantCode(t, c.Splice("/variables/l", -1, 1, nil), snaproll.ErrRange)
	wantCode(t, c.Splice("/variables/l", 0, -1, nil), snaproll.ErrRange)
	wantCode(t, c.Splice("/variables/l", 0, 0, "text"), snaproll.ErrType)
	wantCode(t, c.Splice("/variables/l", 0, 0, json.RawMessage("null")), snaproll.ErrType)
	need(t, c.Set("t", "é"))
	wantCode(t, c.SpliceText("/variables/t", 1, 0, "x"), snaproll.ErrRange)
	wantCode(t, c.SpliceText("/variables/t", -1, 0, "x"), snaproll.ErrRange)
	wantVariable(t, c, "l", `["a",3,9]`)
}

func TestUpdateSplicesAndTests(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("l", []int{1, 2, 3}))
	need(t, c.Set("t", "abc"))
	splice := []snaproll.Change{
		snaproll.Splicing("/variables/l", 1, 1, nil),
		snaproll.Splicing("/variables/l", 0, 0, []any{"x"}),
		snaproll.SplicingText("/variables/t", 1, 1, "--"),
	}
	for _, expected := range []any{"wrong", snaproll.Float(3)} {
		err := c.Update(append(splice, snaproll.Testing("/variables/l/2", expected))...)
		if expected != "wrong" {
			need(t, err)
			continue
		}
		e := wantCode(t, err, snaproll.ErrTestFailed)
		wantEqual(t, "pointer", e.Pointer, "/variables/l/2")
		wantVariable(t, c, "l", "[1,2,3]")
	}
	wantVariable(t, c, "l", `["x",1,3]`)
	wantVariable(t, c, "t", `"a--c"`)
	wantCode(t, c.Update(snaproll.Splicing("/variables/l", -1, 0, nil)), snaproll.ErrRange)
}

func TestValuesSpliceAndTest(t *testing.T) {
	v := parsed(t, `{"l":[1,2,3],"t":"abc"}`)
	w := of(of(v.Splice("/l", 1, 1, []any{"x", "y"})).SpliceText("/t", 0, 3, "z"))
	wantEqual(t, "changed", of(w.ToJSON(ctx)), `{"l":[1,"x","y",3],"t":"z"}`)
	wantEqual(t, "removed", of(of(v.Splice("/l", 0, 2, nil)).ToJSON(ctx)), `{"l":[3],"t":"abc"}`)
	need(t, v.Test("/l/0", snaproll.Float(1)))
	e := wantCode(t, v.Test("/t", "ABC"), snaproll.ErrTestFailed)
	wantEqual(t, "pointer", e.Pointer, "/t")
	one, float := parsed(t, "1"), parsed(t, "1.0")
	wantEqual(t, "equivalent", of(one.Equivalent(float)), true)
	wantEqual(t, "equal", of(one.Equal(float)), false)
	wantCode(t, fails(v.Splice("/l", 2, 2, nil)), snaproll.ErrRange)
	wantCode(t, fails(v.Splice("/l", -1, 2, nil)), snaproll.ErrRange)
	wantCode(t, fails(v.SpliceText("/t", 0, -2, "")), snaproll.ErrRange)
	wantCode(t, fails(v.SpliceText("/l", 0, 0, "")), snaproll.ErrType)
}

// apply(a, diff(a, b)) is b, and the inverse takes it back, whatever the values.
func TestDiffsOfRandomValuesTurnOneIntoTheOther(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	for range cases(500) {
		a := of(snaproll.NewValue(random(r, 4)))
		b := of(snaproll.NewValue(random(r, 4)))
		patch := of(snaproll.Diff(ctx, a, b))
		told := fmt.Sprintf("%s to %s: %s", of(a.ToJSON(ctx)), of(b.ToJSON(ctx)), patch)
		wantEqual(t, told, of(of(patch.Apply(a)).Same(b)), true)
		for _, text := range []string{of(patch.ToJSON()), of(patch.ToCompact())} {
			wantEqual(t, told+" as "+text, of(of(patchOf(t, text).Apply(a)).Same(b)), true)
		}
		wantEqual(t, told, of(of(of(patch.Invert(a)).Apply(b)).Same(a)), true)
		wantEqual(t, told, of(of(snaproll.Diff(ctx, a, a)).Len()), 0)
	}
}
