package snaproll_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"snaproll.dev/go/snaproll"
)

func roundTrip[T comparable](t *testing.T, run *snaproll.Execution, v T, text string) {
	t.Helper()
	need(t, snaproll.Set(run, "x", v))
	wantVariable(t, run, "x", text)
	wantEqual(t, text, of(snaproll.Get[T](run, "x")), v)
}

func TestGetAndSetByType(t *testing.T) {
	type point struct{ X, Y int }
	run := newRun(t)
	roundTrip(t, run, "text", `"text"`)
	roundTrip(t, run, true, `true`)
	roundTrip(t, run, 7, `7`)
	roundTrip(t, run, int64(-1<<63), `-9223372036854775808`)
	roundTrip(t, run, uint64(1<<64-1), `18446744073709551615`)
	roundTrip(t, run, 1.5, `1.5`)
	roundTrip(t, run, snaproll.Float(2), `2.0`)
	roundTrip(t, run, json.Number("12345678901234567890123"), `12345678901234567890123`)
	roundTrip(t, run, point{1, 2}, `{"X":1,"Y":2}`)
	c := run.Context()
	defer c.Close()
	need(t, snaproll.Set(c, "list", []string{"a"}))
	wantEqual(t, "list", of(snaproll.Get[[]string](run, "list"))[0], "a")
	wantEqual(t, "any", of(snaproll.Get[any](run, "x")).(map[string]any)["X"], any(json.Number("1")))
	value := of(snaproll.Get[*snaproll.Value](run, "list"))
	defer value.Close()
	need(t, snaproll.Set(run, "copy", value))
	wantVariable(t, run, "copy", `["a"]`)
	wantCode(t, fails(snaproll.Get[int64](run, "list")), snaproll.ErrType)
	wantCode(t, fails(snaproll.Get[string](run, "none")), snaproll.ErrNotFound)
	wantCode(t, snaproll.Set(run, "x", func() {}), snaproll.ErrType)
}

func TestWhatAStepFailsWithIsBehindRolledBack(t *testing.T) {
	run := newRun(t)
	need(t, run.Set("x", 1))
	cause := errors.New("card refused")
	_, err := snaproll.Step(ctx, run, "pay", func(context.Context) (int, error) {
		return 0, errors.Join(run.Set("x", 2), run.RecordNodeResult("by hand", 1), cause)
	})
	var back *snaproll.RolledBack
	if !errors.As(err, &back) || !errors.Is(err, cause) {
		t.Fatal(err)
	}
	wantEqual(t, "node", back.Node, "pay")
	wantEqual(t, "variables", back.Result.VariablesChanged, 1)
	wantEqual(t, "nodes", back.Result.NodesRemoved, 1)
	wantEqual(t, "changed", of(back.Result.ChangedVariables())[0], "x")
	wantEqual(t, "message", err.Error(),
		`snaproll: step "pay" failed and was rolled back: card refused`)
	_, err = snaproll.Step(ctx, run, "pay", func(context.Context) (int, error) {
		return 0, run.Append("/variables/none", 1)
	})
	e := wantCode(t, err, snaproll.ErrNotFound)
	wantEqual(t, "pointer", e.Pointer, "/variables/none")
	_, err = snaproll.Step(ctx, run, "pay", func(context.Context) (int, error) {
		return 0, cause
	}, snaproll.OnErrorFail)
	wantEqual(t, "recorded", err == cause, true)
}

func TestAStepIsInTheContextOfItsFunctionAlone(t *testing.T) {
	run := newRun(t, snaproll.ExecutionID("run"))
	wantEqual(t, "outside", snaproll.StepOf(ctx) == nil, true)
	of(snaproll.Step(ctx, run, "outer", func(outer context.Context) (string, error) {
		of(snaproll.Step(outer, run, "inner", func(inner context.Context) (string, error) {
			wantEqual(t, "inner", of(snaproll.StepOf(inner).Node()), "inner")
			return snaproll.StepOf(inner).IdempotencyKey()
		}))
		wantEqual(t, "outer", of(snaproll.StepOf(outer).Node()), "outer")
		return "", nil
	}))
	wantCode(t, fails(snaproll.StepOf(ctx).IdempotencyKey()), snaproll.ErrInvalidArgument)
}

// Types within one another, of which one holds an any.
type (
	parent struct {
		Child *child
		Any   any
	}
	child struct{ Parent *parent }
)

func TestNumbersStayExactInTypesWithinOneAnother(t *testing.T) {
	run := newRun(t)
	const number = "12345678901234567890123"
	need(t, run.Set("v", json.RawMessage(`{"Parent":{"Any":`+number+`},"Any":`+number+`}`)))
	wantEqual(t, "parent", of(snaproll.Get[parent](run, "v")).Any, any(json.Number(number)))
	wantEqual(t, "child", of(snaproll.Get[child](run, "v")).Parent.Any, any(json.Number(number)))
}
