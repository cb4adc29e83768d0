package snaproll_test

import (
	"errors"
	"sync"
	"testing"

	"snaproll.dev/go/snaproll"
)

// together runs a function on n goroutines at once, and waits for them.
func together(n int, run func(i int)) {
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		all.Add(1)
		go func() {
			defer all.Done()
			<-begin
			run(i)
		}()
	}
	close(begin)
	all.Wait()
}

func TestTransactMakesItAllOneChange(t *testing.T) {
	c := newContext(t)
	version := of(c.Version())
	need(t, c.Transact(func(inside *snaproll.Context) error {
		need(t, inside.Set("a", 1))
		need(t, inside.Set("b", 2))
		wantCode(t, c.Get("a", new(int)), snaproll.ErrNotFound)
		return inside.Pause()
	}))
	wantEqual(t, "version", of(c.Version()), version+1)
	wantVariable(t, c, "b", "2")
	wantEqual(t, "state", of(c.State()).Kind, snaproll.Paused)
}

func TestTransactThatFailsOrPanicsChangesNothing(t *testing.T) {
	c := newContext(t)
	version := of(c.Version())
	stop := errors.New("stop")
	err := c.Transact(func(inside *snaproll.Context) error {
		return errors.Join(inside.Set("a", 1), stop)
	})
	if !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = c.Transact(func(inside *snaproll.Context) error { panic("boom") })
	}()
	wantEqual(t, "version", of(c.Version()), version)
	wantCode(t, c.Transact(func(inside *snaproll.Context) error { return inside.Abort() }),
		snaproll.ErrUnusable)
}

func TestTransactRunsAgainUpToTenTimes(t *testing.T) {
	c := newContext(t)
	runs := 0
	need(t, c.Transact(func(inside *snaproll.Context) error {
		runs++
		if runs < 10 {
			need(t, c.Set("other", runs))
		}
		return inside.Set("mine", runs)
	}))
	wantVariable(t, c, "mine", "10")
	runs = 0
	wantCode(t, c.Transact(func(inside *snaproll.Context) error {
		runs++
		return errors.Join(c.Set("other", runs), inside.Set("mine", "lost"))
	}), snaproll.ErrConflict)
	wantEqual(t, "runs", runs, 10)
	wantVariable(t, c, "mine", "10")
	runs = 0
	err := c.Transact(func(*snaproll.Context) error { runs++; return snaproll.ErrConflict })
	wantEqual(t, "error", err, error(snaproll.ErrConflict)) // Its own, not the commit's.
	wantEqual(t, "runs", runs, 1)
}

func TestTransactionEndsOnce(t *testing.T) {
	c := newContext(t)
	transaction := of(c.Begin())
	defer transaction.Close()
	need(t, transaction.Set("x", 1))
	need(t, transaction.Commit())
	wantCode(t, transaction.Commit(), snaproll.ErrUnusable)
	wantCode(t, transaction.Set("x", 2), snaproll.ErrUnusable)
	wantCode(t, c.Commit(), snaproll.ErrInvalidArgument)
	wantCode(t, c.Abort(), snaproll.ErrInvalidArgument)
	wantVariable(t, c, "x", "1")
}

// Thread word: Context, Manager and Execution are synchronized inside.
func TestGoroutinesShareAnExecution(t *testing.T) {
	const goroutines, rounds = 8, 100
	run := newRun(t, snaproll.MaxSnapshots(snaproll.Unlimited), snaproll.NoAutoSnapshot())
	need(t, run.Set("sum", 0))
	need(t, run.Set("list", []int{}))
	together(goroutines, func(i int) {
		for range rounds {
			switch i % 4 {
			case 0, 1:
				if run.Append("/variables/list", i) != nil {
					t.Error("append failed")
				}
			case 2:
				snapshot := of(run.Manager().Get(of(run.Snapshot(ctx, snaproll.Label("s")))))
				var list []int
				if err := snapshot.GetAt("/variables/list", &list); err != nil {
					t.Error(err)
				}
				snapshot.Close()
			default:
				list := of(run.Manager().List())
				for _, entry := range of(list.Entries()) {
					wantEqual(t, "label", entry.Label, "s")
				}
				list.Close()
			}
		}
	})
	wantEqual(t, "elements", of(of(run.Value("list")).Size()), goroutines/2*rounds)
	wantEqual(t, "snapshots", of(run.Manager().Count()), goroutines/4*rounds)
}

func TestNoOneSeesHalfOfATransaction(t *testing.T) {
	const goroutines, rounds = 4, 50
	c := newContext(t)
	need(t, c.Set("a", 0))
	need(t, c.Set("b", 0))
	together(2*goroutines, func(i int) {
		for done := 0; done < rounds; {
			if i%2 == 0 {
				s := of(c.TakeSnapshot())
				var both struct{ A, B int }
				if err := of(s.Variables()).Decode(&both); err != nil || both.A != both.B {
					t.Errorf("half seen: %+v %v", both, err)
				}
				s.Close()
				done++
				continue
			}
			err := c.Transact(func(inside *snaproll.Context) error {
				next := of(inside.Int64("a")) + 1
				return errors.Join(inside.Set("a", next), inside.Set("b", next))
			})
			if err == nil {
				done++
			} else if !errors.Is(err, snaproll.ErrConflict) {
				t.Error(err)
				return
			}
		}
	})
	wantEqual(t, "sum", of(c.Int64("a")), goroutines*rounds)
}

func TestGoroutinesTakeTurnsWithOneStep(t *testing.T) {
	run := newRun(t)
	result := of(snaproll.StartNodeResult())
	step := of(run.StepBegin(ctx, "n"))
	var ends sync.Map
	together(8, func(i int) {
		for range 50 {
			err := errors.Join(result.Succeed(i), fails(result.ToJSON()), fails(step.IdempotencyKey()))
			if err != nil {
				t.Error(err)
			}
		}
		if step.FinishWithMetrics(ctx, result, result) == nil {
			ends.Store(i, true)
		}
	})
	count := 0
	ends.Range(func(any, any) bool { count++; return true })
	wantEqual(t, "finished", count, 1)
}
