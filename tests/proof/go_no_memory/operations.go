package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"snaproll.dev/go/snaproll"
)

// operation is one call, or several of which at most the last one changes
// something; stepwise are those of several that change something.
type operation struct {
	name     string
	do       func(*world) error
	code     snaproll.Code // That it fails with when there is memory; 0 = none.
	stepwise bool
	again    func(*world) error // What is done behind a failure; nil = the same.
}

func save(w *world) error {
	if w.store == nil {
		return nil
	}
	return w.run.Save(ctx)
}

// gives drops what a call gave, and keeps its error.
func gives[T any](made T, err error) error {
	if closer, ok := any(made).(interface{ Close() error }); ok && err == nil {
		closer.Close()
	}
	return err
}

var changes = []operation{
	{name: "set", do: func(w *world) error { return w.run.Set("new", w.big) }},
	{name: "set over", do: func(w *world) error { return w.run.Set("big", append(w.big[:400:400], 1)) }},
	{name: "set a text", do: func(w *world) error { return w.run.SetText("new", strings.Repeat(long, 100)) }},
	{name: "set a number", do: func(w *world) error { return w.run.SetDouble("v5", 1.5) }},
	{name: "remove", do: func(w *world) error { return w.run.Remove("big") }},
	{name: "set at", do: func(w *world) error { return w.run.SetAt("/variables/big/7", long) }},
	{name: "remove at", do: func(w *world) error { return w.run.RemoveAt("/variables/big/7") }},
	{name: "append", do: func(w *world) error { return w.run.Append("/variables/big", long) }},
	{name: "append text", do: func(w *world) error { return w.run.AppendText("/variables/rope", long) }},
	{name: "splice", do: func(w *world) error { return w.run.Splice("/variables/big", 3, 9, []string{long}) }},
	{name: "splice text", do: func(w *world) error { return w.run.SpliceText("/variables/rope", 9, 9, long) }},
	{name: "update", do: func(w *world) error {
		return w.run.Update(snaproll.Setting("/variables/new", w.big), snaproll.Removing("/variables/v1"))
	}},
	{name: "set state", do: func(w *world) error { return w.run.SetState(snaproll.State{Kind: snaproll.Failed, Message: long}) }},
	{name: "pause", do: func(w *world) error { return w.run.Pause() }},
	{name: "checkpoint", do: func(w *world) error { return gives(w.run.CreateCheckpoint()) }},
	{name: "apply", do: func(w *world) error { return w.run.Apply(w.snapshot) }},
	{name: "commit", do: func(w *world) error {
		return w.run.Transact(func(c *snaproll.Context) error { return c.Set("t", long) })
	}},
	{name: "private paths", do: func(w *world) error {
		return w.run.SetPrivatePaths(snaproll.PrivatePaths{Secret: []string{"/variables/v4/b"}})
	}},
	{name: "snapshot", do: func(w *world) error {
		return gives(w.run.Snapshot(ctx, snaproll.Label(long), snaproll.Custom("k", w.big)))
	}},
	{name: "rollback", do: func(w *world) error { return gives(w.run.Rollback(ctx)) }},
	{name: "rollback to", do: func(w *world) error { return gives(w.run.RollbackTo(ctx, w.first)) }},
	{name: "rollback n", do: func(w *world) error { return gives(w.run.RollbackN(ctx, 2)) }},
	{name: "plan and apply", do: func(w *world) error {
		plan, err := w.run.PlanRollbackTo(w.first, &snaproll.Selector{Variables: []string{"v*"}})
		if err != nil {
			return err
		}
		defer plan.Close()
		return gives(w.run.ApplyPlan(ctx, plan))
	}},
	{name: "undo", do: func(w *world) error { return gives(w.run.UndoRollback(ctx)) }},
	{name: "switch", do: func(w *world) error { return gives(w.run.SwitchBranch(ctx, "side")) }},
	{name: "create branch", do: func(w *world) error { return w.run.CreateBranch(ctx, long, &w.second) }},
	{name: "rename branch", do: func(w *world) error { return w.run.RenameBranch(ctx, "side", long) }},
	{name: "remove branch", do: func(w *world) error { return w.run.RemoveBranch(ctx, "side") }},
	{name: "tag", do: func(w *world) error { return w.run.Tag(ctx, w.second, long) }},
	{name: "untag", do: func(w *world) error { return w.run.Untag(ctx, w.first, "tag") }},
	{name: "hold", do: func(w *world) error { return w.run.Hold(ctx, w.second, long, long) }},
	{name: "release", do: func(w *world) error { return w.run.Release(ctx, w.first, "hold") }},
	{name: "remove a snapshot", do: func(w *world) error { return w.run.RemoveSnapshot(ctx, w.second) }},
	{name: "snapshot group", do: func(w *world) error {
		return gives(snaproll.SnapshotGroup(ctx, []*snaproll.Execution{w.run, w.two}, snaproll.Label(long)))
	}},
	{name: "rollback group", do: func(w *world) error {
		return gives(snaproll.RollbackGroup(ctx, []*snaproll.Execution{w.run, w.two}, w.group))
	}},
	{name: "set policy", do: func(w *world) error { return w.run.SetPolicy(ctx, "keep-last=3") }},
	{name: "prune", do: func(w *world) error { return gives(w.run.Prune(ctx, "keep-last=1")) }},
	{name: "step begin", do: func(w *world) error { return gives(w.run.StepBegin(ctx, long)) }},
	// On a store they end in memory all the same, and Save commits that.
	{name: "finish", do: func(w *world) error { return w.step.Finish(ctx, w.big) }, stepwise: true, again: save},
	{name: "fail", do: func(w *world) error { return w.step.Fail(ctx, long) }, stepwise: true, again: save},
	{name: "roll a step back", do: func(w *world) error { return gives(w.step.Rollback(ctx, long)) }},
	{name: "add edge", do: func(w *world) error { return w.run.AddEdge("open", long) }},
	{name: "succeed", do: func(w *world) error { return w.told.Succeed(w.big) }},
	{name: "put blob", do: func(w *world) error { return gives(w.run.PutBlob([]byte(strings.Repeat(long, 90)))) }},
}

var reads = []operation{
	{name: "get", do: func(w *world) error { var into []int; return w.run.Get("big", &into) }},
	{name: "get at", do: func(w *world) error { var into any; return w.run.GetAt("/variables/v9", &into) }},
	{name: "text", do: func(w *world) error { return gives(w.run.Text("rope")) }},
	{name: "to json", do: func(w *world) error { return gives(w.run.ToJSON(ctx)) }},
	{name: "from json", do: func(w *world) error { return gives(snaproll.ContextFromJSON(ctx, w.text)) }},
	{name: "digest", do: func(w *world) error { return gives(w.run.Digest()) }},
	{name: "list", do: func(w *world) error {
		manager := w.run.Manager()
		defer manager.Close()
		list, err := manager.List()
		if err != nil {
			return err
		}
		defer list.Close()
		return gives(list.Entries())
	}},
	{name: "history", do: func(w *world) error {
		history, err := w.run.History("/variables/v0")
		if err != nil {
			return err
		}
		defer history.Close()
		return gives(history.Changes())
	}},
	{name: "resolve", do: func(w *world) error { return gives(w.run.Resolve("third~1")) }},
	{name: "usage", do: func(w *world) error { return gives(w.run.Usage(ctx, nil)) }},
	{name: "diff", do: func(w *world) error { return gives(w.run.Diff(ctx, w.snapshot)) }},
	{name: "patch", do: func(w *world) error { return gives(w.patch.ToCompact()) }},
	{name: "patch applied", do: func(w *world) error { return gives(w.patch.Apply(w.value)) }},
	{name: "patch inverted", do: func(w *world) error { return gives(w.patch.Invert(w.value)) }},
	{name: "value", do: func(w *world) error { return gives(snaproll.NewValue(w.big)) }},
	{name: "value set", do: func(w *world) error { return gives(w.value.Set("/big/3", long)) }},
	{name: "attempts", do: func(w *world) error { return gives(w.run.Attempts("")) }},
	{name: "get blob", do: func(w *world) error { return gives(w.run.GetBlob(w.blob)) }},
	{name: "a new one", do: func(w *world) error { return gives(snaproll.NewExecution()) }},
	{name: "a new manager", do: func(w *world) error { return gives(snaproll.NewManager(3)) }},
	{name: "nothing there", do: func(w *world) error { return gives(w.run.Text("none")) }, code: snaproll.ErrNotFound},
	{name: "bad text", do: func(w *world) error { return gives(snaproll.ParseValue(ctx, "[1,")) }, code: snaproll.ErrParse},
	{name: "held", do: func(w *world) error { return w.run.RemoveSnapshot(ctx, w.first) }, code: snaproll.ErrHeld},
	{name: "too many steps", do: func(w *world) error { return gives(w.run.RollbackN(ctx, 1000)) }, code: snaproll.ErrRange},
	{name: "a step", do: func(w *world) error {
		return gives(snaproll.Step(ctx, w.run, "n", func(context.Context) (any, error) { return w.big, nil }))
	}, stepwise: true},
	{name: "a step that fails", do: failingStep, stepwise: true},
}

var stored = []operation{
	{name: "save", do: func(w *world) error { return w.run.Save(ctx) }},
	{name: "save many", do: func(w *world) error { return gives(snaproll.SaveMany(ctx, w.run, w.two)) }},
	{name: "info", do: func(w *world) error { return gives(w.store.Info("run")) }},
	{name: "stats", do: func(w *world) error { return gives(w.store.Stats(ctx)) }},
	{name: "check", do: func(w *world) error { return gives(w.store.Check(ctx)) }},
	{name: "copy", do: func(w *world) error { return w.store.Copy(ctx, "two", w.store, "three") }},
	{name: "fork", do: func(w *world) error { return w.store.Fork(ctx, "run", &w.first, "three") }},
	{name: "export", do: func(w *world) error { return w.store.Export(ctx, "run", snaproll.ExportBundle, io.Discard) }},
	{name: "import", do: func(w *world) error {
		return gives(w.store.Import(ctx, strings.NewReader(w.lines), "three"))
	}},
	{name: "policy of the store", do: func(w *world) error { return w.store.SetPolicy(ctx, "keep-last=3") }},
	{name: "open", do: func(w *world) error { return gives(w.store.Execution(ctx, "three")) }, stepwise: true},
	{name: "compact", do: func(w *world) error { return w.store.Compact(ctx) }, stepwise: true},
	{name: "erase", do: func(w *world) error {
		return gives(w.run.Erase(ctx, snaproll.What{Pointer: "/variables/v8"}))
	}, stepwise: true},
}

// failingStep is one whose function fails; that is no failure of the operation.
func failingStep(w *world) error {
	cause := errors.New("on purpose")
	_, err := snaproll.Step(ctx, w.run, "n", func(context.Context) (any, error) { return nil, cause })
	var back *snaproll.RolledBack
	if errors.As(err, &back) {
		return nil
	}
	return err
}

func operations(onStore bool) []operation {
	all := append(append([]operation{}, changes...), reads...)
	if onStore {
		all = append(all, stored...)
	}
	return all
}
