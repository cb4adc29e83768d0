package snaproll

import (
	"errors"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
)

func made[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// everyHandle is one handle of each noun, with a call that uses it.
func everyHandle() map[string]struct {
	handle interface{ Close() error }
	call   func() error
} {
	type entry = struct {
		handle interface{ Close() error }
		call   func() error
	}
	run, live := made(NewExecution()), made(NewExecution())
	context := made(NewContext("flow"))
	manager := made(NewManager(10))
	clock := made(NewManualClock(time.Unix(0, 0), 1))
	options := made(NewOptions())
	value := made(NewValue([]int{1}))
	checkpoint := made(context.CreateCheckpoint())
	snapshot := made(context.TakeSnapshot())
	list := made(manager.List())
	result := made(StartNodeResult())
	step := made(run.StepBegin(always, "node"))
	patch := made(PatchFromJSON("[]"))
	plan := made(run.PlanRollback(nil))
	outcome := made(plan.Result())
	history := made(manager.History("/variables/x"))
	store := made(OpenStore(always, ":memory:"))
	durable := made(store.Execution(always, "run"))
	return map[string]entry{
		"Execution":      {run, func() error { _, err := run.Unfinished(); return err }},
		"Store":          {store, func() error { _, err := store.Exists("run"); return err }},
		"on a store":     {durable, func() error { return durable.Save(always) }},
		"live context":   {live, func() error { return live.Set("x", 1) }},
		"Context":        {context, func() error { return context.SetAt("/variables/x", 1) }},
		"Manager":        {manager, func() error { _, err := manager.Count(); return err }},
		"Clock":          {clock, func() error { _, err := clock.Now(); return err }},
		"Options":        {options, func() error { _, err := NewContext("w", options); return err }},
		"Value":          {value, func() error { _, err := value.Size(); return err }},
		"Checkpoint":     {checkpoint, func() error { _, err := checkpoint.ToJSON(); return err }},
		"Snapshot":       {snapshot, func() error { _, err := snapshot.ToJSON(always); return err }},
		"SnapshotList":   {list, func() error { _, err := list.Entries(); return err }},
		"NodeResult":     {result, result.Skip},
		"OpenStep":       {step, func() error { return step.Finish(always, 1) }},
		"FieldHistory":   {history, func() error { _, err := history.Count(); return err }},
		"Patch":          {patch, func() error { _, err := patch.Len(); return err }},
		"RollbackPlan":   {plan, func() error { _, err := plan.Result(); return err }},
		"RollbackResult": {outcome, func() error { _, err := outcome.RemovedNodes(); return err }},
	}
}

func TestCloseTwiceIsFineAndUseAfterCloseIsUnusable(t *testing.T) {
	for name, entry := range everyHandle() {
		if err := entry.call(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for range 2 {
			if err := entry.handle.Close(); err != nil {
				t.Errorf("%s: Close gave %v", name, err)
			}
		}
		if err := entry.call(); !errors.Is(err, ErrUnusable) {
			t.Errorf("%s: got %v after Close", name, err)
		}
	}
}

func TestWhatAClosedExecutionGivesIsUnusable(t *testing.T) {
	run := made(NewExecution())
	context, manager := run.Context(), run.Manager()
	run.Close()
	if err := run.Context().Set("x", 1); !errors.Is(err, ErrUnusable) {
		t.Errorf("context of a closed execution: %v", err)
	}
	if _, err := run.Manager().Count(); !errors.Is(err, ErrUnusable) {
		t.Errorf("manager of a closed execution: %v", err)
	}
	if err := context.Set("x", 1); err != nil {
		t.Errorf("context got before Close: %v", err)
	}
	if _, err := manager.Count(); err != nil {
		t.Errorf("manager got before Close: %v", err)
	}
}

func TestZeroAndNilHandlesAreErrors(t *testing.T) {
	if _, err := (&Value{}).ToJSON(always); !errors.Is(err, ErrUnusable) {
		t.Errorf("zero value: %v", err)
	}
	if err := (&Value{}).Close(); err != nil {
		t.Errorf("Close of a zero value: %v", err)
	}
	context, manager := made(NewContext("w")), made(NewManager(1))
	run := made(NewExecution())
	step := made(run.StepBegin(always, "n"))
	snapshot, patch := made(context.TakeSnapshot()), made(PatchFromJSON("[]"))
	for name, err := range map[string]error{
		"value before":          second(Diff(always, nil, made(NewNull()))),
		"value after":           second(Diff(always, made(NewNull()), nil)),
		"snapshot since":        second(context.Diff(always, nil)),
		"snapshot after":        second(snapshot.Diff(always, nil)),
		"patch":                 context.ApplyPatch(nil),
		"patched value":         second(patch.Apply(nil)),
		"next patch":            second(patch.Compose(nil)),
		"inverted value":        second(patch.Invert(nil)),
		"plan":                  second(run.ApplyPlan(always, nil)),
		"plan of a context":     second(context.ApplyPlan(nil)),
		"context of a plan":     second(manager.PlanRollback(nil, nil)),
		"context of a plan to":  second(manager.PlanRollbackTo(nil, ID{}, nil)),
		"context of a plan n":   second(manager.PlanRollbackN(nil, 1, nil)),
		"spliced value":         context.Splice("/variables/x", 0, 0, (*Value)(nil)),
		"expected value":        context.Test("/variables/x", (*Value)(nil)),
		"put in value":          second(made(NewNull()).Splice("", 0, 0, (*Value)(nil))),
		"equivalent value":      second(made(NewNull()).Equivalent(nil)),
		"context of a rollback": second(manager.Rollback(always, nil)),
		"context of a snapshot": second(manager.CreateSnapshot(always, nil)),
		"snapshot":              manager.PushSnapshot(always, nil),
		"applied snapshot":      context.Apply(nil),
		"value":                 context.Set("x", (*Value)(nil)),
		"appended value":        context.Append("/variables/x", (*Value)(nil)),
		"value at a pointer":    context.SetAt("/variables/x", (*Value)(nil)),
		"recorded value":        context.RecordNodeResult("n", (*Value)(nil)),
		"metrics":               step.FinishWithMetrics(always, 1, nil),
		"options":               second(NewContext("w", (*Options)(nil))),
		"option":                second(NewContext("w", nil)),
		"snapshot option":       second(context.TakeSnapshot(nil)),
		"step option":           second(run.StepBegin(always, "n", nil)),
		"clock":                 second(NewContext("w", WithClock(nil))),
		"checkpoint":            second(ResumeFromCheckpoint(nil, "w")),
		"context of a run":      second(ExecutionFromContext(nil)),
		"other value":           second(made(NewNull()).Same(nil)),
		"receiver":              (*Context)(nil).Set("x", 1),
		"store":                 second((*Store)(nil).Execution(always, "x")),
		"saved execution":       (*Execution)(nil).Save(always),
		"reloaded execution":    (*Execution)(nil).Reload(always),
		"begun execution":       second((*Execution)(nil).StepBegin(always, "n")),
		"ended step":            (*OpenStep)(nil).Finish(always, 1),
	} {
		if !errors.Is(err, ErrInvalidArgument) {
			t.Errorf("nil as %s: %v", name, err)
		}
	}
}

func TestCloseOfNilIsFine(t *testing.T) {
	for name, entry := range everyHandle() {
		none := reflect.Zero(reflect.TypeOf(entry.handle)).Interface()
		if err := none.(interface{ Close() error }).Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (&Execution{}).Close(); err != nil {
		t.Errorf("zero execution: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestCloseWhileOtherGoroutinesUseIt(t *testing.T) {
	for range 200 {
		run := made(NewExecution())
		var all sync.WaitGroup
		begin := make(chan struct{})
		for range 4 {
			all.Add(1)
			go func() {
				defer all.Done()
				<-begin
				for {
					if err := run.Set("x", []int{1, 2, 3}); err != nil {
						if !errors.Is(err, ErrUnusable) {
							t.Error(err)
						}
						return
					}
				}
			}()
		}
		all.Add(2)
		for range 2 {
			go func() { defer all.Done(); <-begin; run.Close() }()
		}
		close(begin)
		all.Wait()
	}
}

// countFrees counts how many handles of a noun are freed, until the test ends.
func countFrees(t *testing.T, n *noun) *atomic.Int64 {
	var freed atomic.Int64
	free := n.free
	n.free = func(p unsafe.Pointer) { free(p); freed.Add(1) }
	t.Cleanup(func() { n.free = free })
	return &freed
}

func TestTheGarbageCollectorFreesInAnyOrder(t *testing.T) {
	const rounds = 300
	freed := map[string]*atomic.Int64{}
	for _, n := range []*noun{
		executionNoun, contextNoun, managerNoun, stepNoun, valueNoun, snapshotNoun,
		snapshotListNoun, rollbackPlanNoun, rollbackResultNoun, patchNoun,
	} {
		freed[n.name] = countFrees(t, n)
	}
	for range rounds {
		run := made(NewExecution())
		made(NewValue([]string{"a"}))
		step := made(run.StepBegin(always, "n"))
		manager := run.Manager()
		snapshot := made(manager.Latest())
		list := made(manager.List())
		plan := made(run.PlanRollback(nil))
		run = nil
		runtime.GC() // The execution may go first; the others keep what they need.
		if err := step.Finish(always, 1); err != nil {
			t.Fatal(err)
		}
		if n := made(list.Count()); n != 1 {
			t.Fatalf("%d snapshots", n)
		}
		if _, err := snapshot.ToJSON(always); err != nil {
			t.Fatal(err)
		}
		made(made(plan.Result()).Patch(always))
	}
	deadline := time.Now().Add(30 * time.Second)
	more := map[string]int64{"Manager": 2 * rounds} // An execution has one inside.
	for name, count := range freed {
		want := max(rounds, more[name])
		for count.Load() < want && time.Now().Before(deadline) {
			runtime.GC()
			time.Sleep(time.Millisecond)
		}
		if count.Load() != want {
			t.Errorf("%s: %d of %d freed", name, count.Load(), want)
		}
	}
}

func TestTheGarbageCollectorGivesExecutionsUp(t *testing.T) {
	store := made(OpenStore(always, ":memory:"))
	defer store.Close()
	step := made(made(store.Execution(always, "run")).StepBegin(always, "n"))
	runtime.GC()
	if err := step.Finish(always, 1); err != nil { // It keeps what commits it.
		t.Fatal(err)
	}
	step = nil
	deadline := time.Now().Add(30 * time.Second)
	for {
		runtime.GC()
		run, err := store.Execution(always, "run")
		if err == nil {
			run.Close()
			return
		}
		if !errors.Is(err, ErrOwned) || time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestCloseFreesAtOnceAndOnlyOnce(t *testing.T) {
	freed := countFrees(t, valueNoun)
	value := made(NewValue("x"))
	value.Close()
	value.Close()
	if freed.Load() != 1 {
		t.Fatalf("freed %d times", freed.Load())
	}
	runtime.GC()
	time.Sleep(10 * time.Millisecond)
	if freed.Load() != 1 {
		t.Fatalf("freed %d times after a collection", freed.Load())
	}
}
