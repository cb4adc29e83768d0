package snaproll_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

func TestStepRunsANodeOnce(t *testing.T) {
	run := newRun(t)
	runs := 0
	work := func(ctx context.Context) (record, error) {
		runs++
		return record{Name: "made", Tags: []string{"t"}}, run.Set("x", runs)
	}
	for range 3 {
		made := of(snaproll.Step(ctx, run, "fetch", work))
		wantEqual(t, "result", made.Name+made.Tags[0], "madet")
	}
	wantEqual(t, "runs", runs, 1)
	wantEqual(t, "done", of(run.IsDone("fetch")), true)
	text := of(snaproll.Step(ctx, run, "text", func(context.Context) (string, error) { return "words", nil }))
	wantEqual(t, "text", text, "words")
	wantEqual(t, "again", of(snaproll.Step[string](ctx, run, "text", nil)), "words")
	of(snaproll.Step(ctx, run, "any", func(context.Context) (any, error) { return snaproll.Float(1), nil }))
	attempts := of(run.Attempts(""))
	wantEqual(t, "attempts", len(attempts), 3)
	wantEqual(t, "outcome", attempts[0].Outcome, snaproll.AttemptFinished)
	wantEqual(t, "ended", attempts[0].EndedAt.Before(attempts[0].StartedAt), false)
}

var errCard = errors.New("card\xff refused")

func TestStepThatFailsRollsBackOrRecords(t *testing.T) {
	run := newRun(t, snaproll.NoAutoSnapshot())
	need(t, run.Set("seats", 3))
	book := func(options ...snaproll.RunOption) error {
		_, err := snaproll.Step(ctx, run, "book", func(context.Context) (int, error) {
			return 1, errors.Join(run.Set("seats", 2), errCard)
		}, options...)
		return err
	}
	if err := book(); !errors.Is(err, errCard) { // Rolled back where nothing is told.
		t.Fatalf("got %v", err)
	}
	wantVariable(t, run, "seats", "3")
	if err := book(snaproll.OnErrorFail, snaproll.Irreversible()); !errors.Is(err, errCard) {
		t.Fatalf("got %v", err)
	}
	wantVariable(t, run, "seats", "2")
	attempts := of(run.Attempts("book"))
	for i, outcome := range []snaproll.AttemptOutcome{snaproll.AttemptRolledBack, snaproll.AttemptFailed} {
		wantEqual(t, "outcome", attempts[i].Outcome, outcome)
		wantEqual(t, "number", attempts[i].Number, i+1)
		wantEqual(t, "irreversible", attempts[i].Irreversible, i == 1)
		wantEqual(t, "error", attempts[i].Error, "card\uFFFD refused")
		wantEqual(t, "key", attempts[i].IdempotencyKey, attempts[0].IdempotencyKey)
	}
	wantEqual(t, "done", of(run.IsDone("book")), false)
	wantCode(t, book(snaproll.OnError(7)), snaproll.ErrInvalidArgument)
	wantCode(t, book(nil), snaproll.ErrInvalidArgument)
}

func TestStepThatPanicsRollsBackAndPanicsOn(t *testing.T) {
	run := newRun(t)
	need(t, run.Set("x", 1))
	func() {
		defer func() { wantEqual(t, "panic", recover().(string), "boom") }()
		_, _ = snaproll.Step(ctx, run, "n", func(context.Context) (int, error) {
			need(t, run.Set("x", 2))
			panic("boom")
		})
		t.Error("no panic")
	}()
	wantVariable(t, run, "x", "1")
	wantEqual(t, "unfinished", len(of(run.Unfinished())), 0)
	wantEqual(t, "outcome", of(run.Attempts("n"))[0].Outcome, snaproll.AttemptRolledBack)
}

func TestStepRollsBackWhatCanNotBeRecorded(t *testing.T) {
	run := newRun(t, snaproll.WithLimit(snaproll.LimitTextBytes, 200))
	need(t, run.Set("x", 1))
	for _, test := range []struct {
		result string
		err    error
		want   snaproll.Code
	}{
		{"\xff", nil, snaproll.ErrParse},
		{strings.Repeat("r", 300), nil, snaproll.ErrLimit},
		{"", errors.New(strings.Repeat("m", 300)), 0}, // The message is not recorded.
	} {
		_, err := snaproll.Step(ctx, run, "n", func(context.Context) (string, error) {
			return test.result, errors.Join(test.err, run.Set("x", 2))
		})
		if test.err == nil {
			wantCode(t, err, test.want)
		} else if !errors.Is(err, test.err) {
			t.Errorf("got %v", err)
		}
		wantVariable(t, run, "x", "1")
	}
	wantEqual(t, "attempts", len(of(run.Attempts("n"))), 3)
	wantEqual(t, "unfinished", len(of(run.Unfinished())), 0)
}

func TestStepLeavesAnEndThatTheFunctionMade(t *testing.T) {
	run := newRun(t)
	_, err := snaproll.Step(ctx, run, "n", func(ctx context.Context) (int, error) {
		return 1, snaproll.StepOf(ctx).Fail(ctx, "by hand")
	})
	wantCode(t, err, snaproll.ErrUnusable)
	wantEqual(t, "error", of(run.Attempts("n"))[0].Error, "by hand")
}

func TestStepTellsWhatItIs(t *testing.T) {
	run := newRun(t, testOptions(t, snaproll.ExecutionID("e")))
	step := of(run.StepBegin(ctx, "fetch", snaproll.Irreversible()))
	wantEqual(t, "node", of(step.Node()), "fetch")
	wantEqual(t, "done", of(step.Done()), false)
	wantEqual(t, "attempt", of(step.Attempt()), 1)
	wantEqual(t, "unfinished", strings.Join(of(run.Unfinished()), " "), "fetch")
	id, taken, err := step.SnapshotID()
	need(t, err)
	wantEqual(t, "taken", taken, true)
	wantEqual(t, "snapshot", id, of(run.Manager().Latest()).ID())
	wantCode(t, step.Result(new(int)), snaproll.ErrNotFound)
	key := of(step.IdempotencyKey())
	need(t, run.Set("x", 1))
	result := of(step.Rollback(ctx, "again"))
	wantEqual(t, "changed", result.VariablesChanged, 1)
	wantCode(t, step.Finish(ctx, 1), snaproll.ErrUnusable)
	retry := of(run.StepBegin(ctx, "fetch"))
	wantEqual(t, "key", of(retry.IdempotencyKey()), key)
	newer := of(run.StepBegin(ctx, "fetch"))
	wantCode(t, retry.Finish(ctx, 1), snaproll.ErrConflict)
	metrics := of(snaproll.StartNodeResult())
	need(t, metrics.SetTokenUsage(3, 4))
	need(t, newer.FinishWithMetrics(ctx, map[string]int{"n": 1}, metrics))
	var recorded struct {
		Metrics struct {
			Usage struct {
				Total int `json:"total_tokens"`
			} `json:"token_usage"`
		}
	}
	need(t, run.NodeResult("fetch", &recorded))
	wantEqual(t, "tokens", recorded.Metrics.Usage.Total, 7)
	again := of(run.StepBegin(ctx, "fetch"))
	wantEqual(t, "done", of(again.Done()), true)
	var output map[string]int
	need(t, again.Result(&output))
	wantEqual(t, "output", output["n"], 1)
	wantCode(t, again.Fail(ctx, "late"), snaproll.ErrUnusable)
}

func TestExecutionGoesBackByItsOwnVerbs(t *testing.T) {
	run := newRun(t, snaproll.WorkflowID("demo"), snaproll.MaxSnapshots(2))
	need(t, run.Set("x", 1))
	first := of(run.Snapshot(ctx, snaproll.Label("first")))
	need(t, run.Set("x", 2))
	second := of(run.Snapshot(ctx))
	need(t, run.Set("x", 3))
	wantEqual(t, "newest", *of(run.Rollback(ctx)).AppliedSnapshotID, second)
	wantVariable(t, run, "x", "2")
	wantEqual(t, "older", *of(run.RollbackN(ctx, 2)).AppliedSnapshotID, first)
	need(t, fails(run.RollbackTo(ctx, second)))
	at, placed, err := run.Position()
	need(t, err)
	wantEqual(t, "position", at, second)
	wantEqual(t, "placed", placed, true)
	of(run.Snapshot(ctx))
	result, err := run.RollbackTo(ctx, first)
	wantCode(t, err, snaproll.ErrNotFound)
	wantEqual(t, "success", result.Success, false)
	other := of(snaproll.ExecutionFromContext(run.Context()))
	defer other.Close()
	wantVariable(t, other, "x", "2")
	wantEqual(t, "history", of(other.Manager().Count()), 0)
	wantEqual(t, "workflow", of(other.WorkflowID()), "demo")
}

// Rule J3.
func TestNodeResultInTheBaseForm(t *testing.T) {
	r := of(snaproll.StartNodeResult(testOptions(t)))
	wantEqual(t, "outcome", of(r.Outcome()), snaproll.Pending)
	wantEqual(t, "completed", of(r.CompletedAt()).IsZero(), true)
	wantCode(t, r.Output(new(any)), snaproll.ErrNotFound)
	need(t, r.Succeed(map[string]any{"a": snaproll.Float(2)}))
	wantEqual(t, "took", of(r.CompletedAt()).Sub(of(r.StartedAt())).Seconds(), 1)
	need(t, r.SetRetryCount(3))
	need(t, r.SetCostUSD(0.5))
	wantEqual(t, "retries", of(r.RetryCount()), 3)
	var output map[string]float64
	need(t, r.Output(&output))
	wantEqual(t, "output", output["a"], 2)
	var metrics struct {
		Took int     `json:"duration_ms"`
		Cost float64 `json:"cost_usd"`
	}
	need(t, r.Metrics(&metrics))
	wantEqual(t, "duration", metrics.Took, 1000)
	wantEqual(t, "cost", metrics.Cost, 0.5)
	wantCode(t, r.SetMetrics(map[string]any{"api_calls": "many", "bytes_transferred": 1}), snaproll.ErrType)
	wantCode(t, r.SetCostUSD(inf), snaproll.ErrRange)
	c := newContext(t)
	need(t, c.RecordNodeResult("n", r))
	back := of(snaproll.NodeResultFromJSON(of(r.ToJSON())))
	wantEqual(t, "JSON", of(back.ToJSON()), of(r.ToJSON()))
	need(t, back.SetMetrics(nil))
	need(t, back.Fail("no route"))
	wantEqual(t, "message", of(back.Message()), "no route")
	wantEqual(t, "outcome", of(back.Outcome()).String(), "failure")
	need(t, back.Skip())
	wantEqual(t, "outcome", of(back.Outcome()), snaproll.Skipped)
}
