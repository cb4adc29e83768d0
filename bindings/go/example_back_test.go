package snaproll_test

import (
	"context"
	"errors"
	"fmt"

	"snaproll.dev/go/snaproll"
)

func ExampleExecution_PlanRollback() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	_ = run.Set("draft", "first")
	_, _ = run.Snapshot(ctx)
	_ = run.Set("draft", "second")
	_ = run.Set("notes", 3)

	plan, _ := run.PlanRollback(nil) // nil: everything.
	defer plan.Close()
	preview, _ := plan.Result()
	defer preview.Close()
	patch, _ := preview.Patch(ctx)
	defer patch.Close()
	compact, _ := patch.ToCompact()
	fmt.Println(compact)

	_, err := run.ApplyPlan(ctx, plan)
	draft, _ := run.Text("draft")
	fmt.Println(draft, err)
	_, err = run.UndoRollback(ctx)
	draft, _ = run.Text("draft")
	fmt.Println(draft, err)
	_, err = run.ApplyPlan(ctx, plan) // The context has moved.
	fmt.Println(errors.Is(err, snaproll.ErrConflict))
	// Output:
	// [["set","/variables/draft","first"],["remove","/variables/notes"]]
	// first <nil>
	// second <nil>
	// true
}

func ExampleSelector() {
	run, _ := snaproll.NewExecution(snaproll.NoAutoSnapshot())
	defer run.Close()
	_ = run.SetEdges([]snaproll.Edge{{From: "fetch", To: "parse"}, {From: "parse", To: "report"}})
	before, _ := run.Snapshot(ctx)
	for _, node := range []string{"fetch", "image", "parse", "report"} {
		_, _ = snaproll.Step(ctx, run, node, func(context.Context) (bool, error) { return true, nil })
	}
	plan, _ := run.PlanRollbackTo(before, &snaproll.Selector{DownstreamOf: []string{"parse"}})
	defer plan.Close()
	result, err := run.ApplyPlan(ctx, plan)
	removed, _ := result.RemovedNodes()
	kept, _ := run.RecordedNodes()
	fmt.Println(removed, kept, err)
	// Output: [report parse] [fetch image] <nil>
}

func ExampleRollbackResult() {
	run, _ := snaproll.NewExecution(snaproll.ExecutionID("run"))
	defer run.Close()
	before, _ := run.Snapshot(ctx)
	work := func(context.Context) (bool, error) { return true, nil }
	_, _ = snaproll.Step(ctx, run, "reserve", work)
	_, _ = snaproll.Step(ctx, run, "mail", work, snaproll.Irreversible())

	result, _ := run.RollbackTo(ctx, before)
	defer result.Close()
	nodes, _ := result.RemovedNodes() // The last one first.
	for _, node := range nodes {
		fmt.Println("compensate", node)
	}
	effects, _ := result.Effects()
	for _, effect := range effects {
		fmt.Println("stays done:", effect.Node, effect.Attempt)
	}
	// Output:
	// compensate mail
	// compensate reserve
	// stays done: mail 1
}

func ExampleDiff() {
	before, _ := snaproll.ParseValue(ctx, `{"list":["a","c"],"old":1}`)
	after, _ := snaproll.ParseValue(ctx, `{"list":["a","b","c"]}`)
	patch, _ := snaproll.Diff(ctx, before, after)
	defer patch.Close()
	text, _ := patch.ToJSON()
	fmt.Println(text)
	back, _ := patch.Invert(before)
	defer back.Close()
	again, _ := back.Apply(after)
	same, err := again.Same(before)
	fmt.Println(same, err)
	// Output:
	// [{"op":"add","path":"/list/1","value":"b"},{"op":"remove","path":"/old"}]
	// true <nil>
}

func ExampleContext_ApplyPatch() {
	c, _ := snaproll.NewContext("demo")
	defer c.Close()
	_ = c.Set("seats", 3)
	patch, _ := snaproll.PatchFromJSON(`[
		{"op":"add","path":"/variables/name","value":"Ada"},
		{"op":"test","path":"/variables/seats","value":4}
	]`)
	defer patch.Close()
	err := c.ApplyPatch(patch) // All operations, or none.
	var e *snaproll.Error
	if errors.As(err, &e) {
		fmt.Println(e.Code == snaproll.ErrTestFailed, e.Pointer)
	}
	_, err = c.Text("name")
	fmt.Println(errors.Is(err, snaproll.ErrNotFound))
	// Output:
	// true /variables/seats
	// true
}

func ExampleContext_Splice() {
	c, _ := snaproll.NewContext("demo")
	defer c.Close()
	_ = c.Set("todo", []string{"wash", "iron", "fold"})
	_ = c.Splice("/variables/todo", 1, 1, []string{"dry", "iron twice"})
	_ = c.Splice("/variables/todo", 0, 1, nil)
	var todo []string
	_ = c.Get("todo", &todo)
	fmt.Printf("%q\n", todo)
	// Output: ["dry" "iron twice" "fold"]
}
