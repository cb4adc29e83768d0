package snaproll_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"snaproll.dev/go/snaproll"
)

func TestAStepGivesAValueBackAsItWasRecorded(t *testing.T) {
	run := newRun(t)
	for range 2 {
		made := of(snaproll.Step(ctx, run, "value", func(context.Context) (*snaproll.Value, error) {
			return snaproll.NewValue(map[string]int{"a": 1})
		}))
		wantEqual(t, "result", of(made.ToJSON(ctx)), `{"a":1}`)
		made.Close()
	}
}

func TestAStepDoesNotRunWhereItsResultCouldNotBeReadBack(t *testing.T) {
	run := newRun(t)
	_, err := snaproll.Step(ctx, run, "n", func(context.Context) (fmt.Stringer, error) {
		t.Error("it runs")
		return nil, nil
	})
	wantCode(t, err, snaproll.ErrType)
	wantEqual(t, "attempts", len(of(run.Attempts("n"))), 0)
}

// A handle is never made of JSON unnoticed.
func TestHandlesAreReadFromJSONOrRefused(t *testing.T) {
	var in struct{ V *snaproll.Value }
	need(t, json.Unmarshal([]byte(`{"V":{"n":12345678901234567890}}`), &in))
	wantEqual(t, "value", of(in.V.ToJSON(ctx)), `{"n":12345678901234567890}`)
	wantCode(t, json.Unmarshal([]byte("1"), in.V), snaproll.ErrUnusable)
	need(t, in.V.Close())
	wantCode(t, json.Unmarshal([]byte("{}"), new(snaproll.Patch)), snaproll.ErrType)
	wantCode(t, json.Unmarshal([]byte("{}"), new(snaproll.Execution)), snaproll.ErrType)
}

// The state is not taken back then, and the error tells why.
func TestAStepThatFailsAfterATakeOverTellsOfBoth(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	boom := errors.New("boom")
	takeOver := func() error {
		other := open(t, store, "run", snaproll.TakeOver())
		return errors.Join(other.Set("y", 1), other.Save(ctx), other.Close())
	}
	_, err := snaproll.Step(ctx, run, "n", func(context.Context) (int, error) {
		need(t, takeOver())
		return 0, boom
	})
	wantCode(t, err, snaproll.ErrConflict)
	wantEqual(t, "the cause", errors.Is(err, boom), true)
	need(t, run.Reload(ctx))
	_, err = snaproll.Step(ctx, run, "m", func(context.Context) (int, error) { return 1, takeOver() })
	_, joined := err.(interface{ Unwrap() []error })
	wantCode(t, err, snaproll.ErrConflict)
	wantEqual(t, "told twice", joined, false)
}
