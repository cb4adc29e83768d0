package snaproll_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// lines is a logger that keeps what it is told as lines, without times.
type lines struct {
	mutex sync.Mutex
	bytes.Buffer
}

func (l *lines) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.Buffer.Write(text)
}

// taken are the lines since the last call, without what differs from run to run.
func (l *lines) taken() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	defer l.Reset()
	var kept []string
	for line := range strings.Lines(l.String()) {
		var words []string
		for _, word := range strings.Fields(line) {
			if name, _, _ := strings.Cut(word, "="); name != "took" && name != "snapshot" {
				words = append(words, word)
			}
		}
		kept = append(kept, strings.Join(words, " "))
	}
	return strings.Join(kept, "\n")
}

func newLogger() (*slog.Logger, *lines) {
	var out lines
	handler := slog.NewTextHandler(&out, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	})
	return slog.New(handler), &out
}

const secret = "hunter2"

func TestALoggerIsToldOfStepsAndRollbacksAndOfNoValue(t *testing.T) {
	logger, out := newLogger()
	run := newRun(t, snaproll.WithLogger(logger), snaproll.ExecutionID("run"))
	need(t, run.Set("password", secret))
	snapshot := of(run.Snapshot(ctx))
	of(snaproll.Step(ctx, run, "fetch", func(context.Context) (string, error) { return secret, nil }))
	of(snaproll.Step[string](ctx, run, "fetch", nil)) // Is done: not told again.
	work := func(context.Context) (int, error) {
		return 0, errors.Join(run.Set("password", "x"), errors.New(secret))
	}
	wantEqual(t, "rolled back", fails(snaproll.Step(ctx, run, "pay", work)) != nil, true)
	wantEqual(t, "failed", fails(snaproll.Step(ctx, run, "pay", work, snaproll.OnErrorFail)) != nil, true)
	of(run.RollbackTo(ctx, snapshot))
	wantEqual(t, "lines", out.taken(), strings.TrimSpace(`
level=DEBUG msg=snapshot execution=run
level=DEBUG msg="step begun" execution=run node=fetch attempt=1
level=DEBUG msg="step finished" execution=run node=fetch attempt=1
level=DEBUG msg="step begun" execution=run node=pay attempt=1
level=WARN msg="step rolled back" execution=run node=pay attempt=1 nodes_removed=0 variables_changed=1
level=DEBUG msg="step begun" execution=run node=pay attempt=2
level=WARN msg="step failed" execution=run node=pay attempt=2
level=INFO msg=rollback execution=run nodes_removed=2 variables_changed=1`))
}

func TestALoggerIsToldOfTakeOversAndOfCommitsThatFail(t *testing.T) {
	logger, out := newLogger()
	store, _ := newStore(t, snaproll.WithLogger(logger))
	run := open(t, store, "run")
	need(t, run.Save(ctx))
	wantEqual(t, "opened", out.taken(), `level=DEBUG msg=opened execution=run take_over=false`)
	other := open(t, store, "run", snaproll.TakeOver())
	wantEqual(t, "taken over", out.taken(), `level=WARN msg=opened execution=run take_over=true`)
	need(t, other.Save(ctx))
	need(t, run.Set("password", secret))
	wantCode(t, run.Save(ctx), snaproll.ErrConflict)
	told := out.taken()
	for _, part := range []string{"level=ERROR", `msg="commit failed"`, "of=save", "code=CONFLICT"} {
		if !strings.Contains(told, part) {
			t.Errorf("%q is not in %q", part, told)
		}
	}
	need(t, run.Reload(ctx, snaproll.TakeOver()))
	wantEqual(t, "reloaded", out.taken(), `level=WARN msg=reloaded execution=run take_over=true`)
}

func TestALoggerIsToldOfABusyStore(t *testing.T) {
	logger, out := newLogger()
	store, path := newStore(t, snaproll.BusyTimeout(10*time.Millisecond))
	run := open(t, store, "run", snaproll.WithLogger(logger))
	need(t, run.Save(ctx))
	release := lockFile(t, path)
	out.taken()
	wantCode(t, run.Save(ctx), snaproll.ErrBusy)
	wantCode(t, fails(run.Snapshot(ctx)), snaproll.ErrBusy)
	release()
	wantEqual(t, "lines", out.taken(), strings.TrimSpace(`
level=WARN msg="store is busy" execution=run of=save
level=WARN msg="store is busy" execution=run of=snapshot`))
}

func TestALoggerIsToldOfASlowCommit(t *testing.T) {
	logger, out := newLogger()
	store, path := newStore(t)
	run := open(t, store, "run", snaproll.WithLogger(logger))
	release := lockFile(t, path)
	out.taken()
	time.AfterFunc(1100*time.Millisecond, release)
	need(t, run.Save(ctx))
	wantEqual(t, "lines", out.taken(), `level=WARN msg="slow commit" execution=run of=save`)
}

func TestOptionsMayHoldALogger(t *testing.T) {
	logger, out := newLogger()
	options := of(snaproll.NewOptions(snaproll.WithLogger(logger), snaproll.ExecutionID("run")))
	defer options.Close()
	of(newRun(t, options).Snapshot(ctx))
	wantEqual(t, "lines", out.taken(), `level=DEBUG msg=snapshot execution=run`)
}

// asking is a handler that uses what it is told of.
type asking struct {
	slog.Handler
	ask func() error
}

func (a *asking) Enabled(context.Context, slog.Level) bool        { return true }
func (a *asking) WithAttrs([]slog.Attr) slog.Handler              { return a }
func (a *asking) Handle(context.Context, slog.Record) (err error) { return a.ask() }

func TestALoggerMayUseWhatItIsToldOf(t *testing.T) {
	const most = 16 // Of calls that may wait for a store.
	var inside sync.WaitGroup
	inside.Add(most)
	handler := &asking{ask: func() error { return nil }}
	store, _ := newStore(t)
	run := open(t, store, "run", snaproll.WithLogger(slog.New(handler)))
	handler.ask = func() error {
		inside.Done()
		inside.Wait()
		return fails(run.Attempts("none"))
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		together(most, func(int) { of(run.Snapshot(ctx)) })
		handler.ask = func() error { return run.Save(ctx) }
		need(t, run.Reload(ctx))
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("they wait for each other")
	}
}
