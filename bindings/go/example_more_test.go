package snaproll_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"snaproll.dev/go/snaproll"
)

func ExampleGet() {
	type message struct{ Role, Text string }
	run, _ := snaproll.NewExecution()
	defer run.Close()
	_ = snaproll.Set(run, "seats", int64(3))
	_ = snaproll.Set(run, "messages", []message{{"user", "hi"}})
	seats, err := snaproll.Get[int64](run, "seats")
	fmt.Println(seats, err)
	messages, err := snaproll.Get[[]message](run, "messages")
	fmt.Println(messages[0].Text, err)
	_, err = snaproll.Get[string](run, "seats")
	fmt.Println(errors.Is(err, snaproll.ErrType))
	// Output:
	// 3 <nil>
	// hi <nil>
	// true
}

func ExampleStepOf() {
	run, _ := snaproll.NewExecution(snaproll.ExecutionID("trip-1"))
	defer run.Close()
	charge := func(ctx context.Context) (string, error) {
		// Given to the service, the key lets it know a second try as such.
		return snaproll.StepOf(ctx).IdempotencyKey()
	}
	key, err := snaproll.Step(ctx, run, "charge", charge, snaproll.Irreversible())
	again, _ := snaproll.Step(ctx, run, "charge", charge) // Is not run again.
	fmt.Println(len(key), key == again, err)
	// Output: 36 true <nil>
}

func ExampleErrStopped() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	late, cancel := context.WithTimeout(ctx, -time.Second)
	defer cancel()
	_, err := run.Snapshot(late)
	fmt.Println(errors.Is(err, snaproll.ErrStopped), errors.Is(err, context.DeadlineExceeded))
	// Output: true true
}

func ExampleExecution_History() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	for _, total := range []int{1, 2, 300} {
		_ = run.Set("total", total)
		_, _ = run.Snapshot(ctx)
	}
	history, _ := run.History("/variables/total")
	defer history.Close()
	for change, err := range history.All() { // Newest first.
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s -> %s\n", change.Before, change.After)
	}
	wrong, found, err := run.Bisect("/variables/total",
		func(total json.RawMessage) (bool, error) { return string(total) > "2", nil })
	fmt.Println(string(wrong.Before), found, err)
	// Output:
	// 2 -> 300
	// 1 -> 2
	//  -> 1
	// 2 true <nil>
}

func ExampleExecution_CreateBranch() {
	run, _ := snaproll.NewExecution(snaproll.NoAutoSnapshot())
	defer run.Close()
	before, _ := run.Snapshot(ctx)
	_ = run.Tag(ctx, before, "before")
	_ = run.Set("plan", "A")
	_, _ = run.Snapshot(ctx)
	_ = run.CreateBranch(ctx, "plan A", nil)
	_, _ = run.RollbackTo(ctx, before)
	_ = run.Set("plan", "B")
	_, _ = run.Snapshot(ctx)
	_, err := run.SwitchBranch(ctx, "plan A")
	plan, _ := run.Text("plan")
	id, _ := run.Resolve("plan A~1")
	fmt.Println(plan, id == before, err)
	// Output: A true <nil>
}

func ExampleExecution_Prune() {
	run, _ := snaproll.NewExecution(snaproll.MaxSnapshots(snaproll.Unlimited))
	defer run.Close()
	for i := range 5 {
		_ = run.Set("i", i)
		_, _ = run.Snapshot(ctx)
	}
	report, err := run.Prune(ctx, "keep-last=2")
	fmt.Println(report.Removed, report.Snapshots[0].Reasons, err)
	// Output: 3 keep-last, newest <nil>
}

func ExampleContext_SetPrivatePaths() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	_ = run.SetPrivatePaths(snaproll.PrivatePaths{Transient: []string{"/variables/token"}})
	_ = run.Set("token", "t")
	_, _ = run.Snapshot(ctx)
	snapshot, _ := run.Manager().Latest()
	defer snapshot.Close()
	token, _ := run.Text("token")
	err := snapshot.GetAt("/variables/token", new(string))
	fmt.Println(token, errors.Is(err, snaproll.ErrNotFound))
	// Output: t true
}

func ExampleWithSnapshotRules() {
	run, _ := snaproll.NewExecution(snaproll.NoAutoSnapshot(),
		snaproll.WithSnapshotRules(snaproll.SnapshotRules{Before: []string{"deploy/*"}}))
	defer run.Close()
	for _, node := range []string{"build", "deploy/eu"} {
		step, _ := run.StepBegin(ctx, node)
		_, taken, _ := step.SnapshotID()
		fmt.Println(node, taken)
		_ = step.Finish(ctx, true)
		step.Close()
	}
	// Output:
	// build false
	// deploy/eu true
}
