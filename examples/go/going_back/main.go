// Going back, as docs/going-back.md tells it: a preview, a selective and a
// dependency-aware rollback, undo and redo, and what changed as text.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"snaproll.dev/go/snaproll"
)

// list is ["a","b"].
func list(names []string) string {
	return `["` + strings.Join(names, `","`) + `"]`
}

// work runs a node that sets a variable.
func work(
	ctx context.Context, run *snaproll.Execution, node, variable string, item any, options ...snaproll.RunOption,
) error {
	_, err := snaproll.Step(ctx, run, node, func(context.Context) (bool, error) {
		return true, run.Set(variable, item)
	}, options...)
	return err
}

func runNodes(ctx context.Context, run *snaproll.Execution) (start snaproll.ID, err error) {
	// [edges]
	err = run.SetEdges([]snaproll.Edge{
		{From: "fetch", To: "summary"}, {From: "summary", To: "mail"}})
	if err != nil {
		return start, err
	}
	// [/edges]
	err = errors.Join(
		run.Set("draft", "Oslo is a city at the end of a long blue fjord."),
		run.Set("notes", []string{"tram 12", "tram 19"}))
	if err != nil {
		return start, err
	}
	if start, err = run.Snapshot(ctx); err != nil {
		return start, err
	}
	return start, errors.Join(
		work(ctx, run, "fetch", "pages", 3),
		work(ctx, run, "photo", "picture", "tram.jpg"),
		work(ctx, run, "summary", "draft", "Oslo has trams."),
		work(ctx, run, "mail", "sent", true, snaproll.Irreversible()))
}

func preview(ctx context.Context, run *snaproll.Execution, start snaproll.ID) error {
	// [preview]
	plan, err := run.PlanRollbackTo(start, nil) // nil: everything
	if err != nil {
		return err
	}
	defer plan.Close()
	preview, err := plan.Result()
	if err != nil {
		return err
	}
	defer preview.Close()
	removed, err := preview.RemovedNodes()
	if err != nil {
		return err
	}
	fmt.Println("would remove", list(removed))
	effects, err := preview.Effects()
	if err != nil {
		return err
	}
	for _, effect := range effects {
		fmt.Println("stays done:", effect.Node)
	}

	if err := run.Set("seen", true); err != nil {
		return err
	}
	var problem *snaproll.Error
	_, err = run.ApplyPlan(ctx, plan)
	if errors.Is(err, snaproll.ErrConflict) && errors.As(err, &problem) {
		fmt.Println(problem.Message)
	}
	// [/preview]
	return nil
}

func selective(ctx context.Context, run *snaproll.Execution, start snaproll.ID) error {
	// [selective]
	drafts := &snaproll.Selector{Variables: []string{"draft*"}}
	plan, err := run.PlanRollbackTo(start, drafts)
	if err != nil {
		return err
	}
	defer plan.Close()
	if _, err := run.ApplyPlan(ctx, plan); err != nil {
		return err
	}
	draft, _ := run.Text("draft")
	pages, _ := run.Int64("pages")
	fmt.Printf("draft %q, pages %d\n", draft, pages)
	// [/selective]

	// [undo]
	if _, err := run.UndoRollback(ctx); err != nil {
		return err
	}
	draft, _ = run.Text("draft")
	fmt.Printf("undone: draft %q\n", draft)
	if _, err := run.RedoRollback(ctx); err != nil {
		return err
	}
	draft, _ = run.Text("draft")
	fmt.Printf("redone: draft %q\n", draft)
	// [/undo]
	_, err = run.UndoRollback(ctx)
	return err
}

func downstream(ctx context.Context, run *snaproll.Execution, start snaproll.ID) error {
	// [downstream]
	summary := &snaproll.Selector{DownstreamOf: []string{"summary"}}
	plan, err := run.PlanRollbackTo(start, summary)
	if err != nil {
		return err
	}
	defer plan.Close()
	result, err := run.ApplyPlan(ctx, plan)
	if err != nil {
		return err
	}
	defer result.Close()
	removed, err := result.RemovedNodes()
	if err != nil {
		return err
	}
	kept, err := run.RecordedNodes()
	if err != nil {
		return err
	}
	draft, _ := run.Text("draft")
	fmt.Printf("removed %s, kept %s\ndraft %q\n", list(removed), list(kept), draft)
	// [/downstream]
	return nil
}

func diff(ctx context.Context, run *snaproll.Execution) error {
	// [diff]
	before, err := run.TakeSnapshot()
	if err != nil {
		return err
	}
	defer before.Close()
	err = errors.Join(
		run.AppendText("/variables/draft", " It has boats."),
		run.Splice("/variables/notes", 1, 0, []string{"boat 5"}),
		run.Remove("seen"))
	if err != nil {
		return err
	}

	patch, err := run.Diff(ctx, before)
	if err != nil {
		return err
	}
	defer patch.Close()
	compact, err := patch.ToCompact()
	if err != nil {
		return err
	}
	json, err := patch.ToJSON() // RFC 6902
	if err != nil {
		return err
	}
	fmt.Printf("%v%s\n%s\n", patch, compact, json)
	// [/diff]
	return nil
}

func goingBack(ctx context.Context) error {
	run, err := snaproll.NewExecution()
	if err != nil {
		return err
	}
	defer run.Close()
	start, err := runNodes(ctx, run)
	if err != nil {
		return err
	}
	return errors.Join(
		preview(ctx, run, start), selective(ctx, run, start),
		downstream(ctx, run, start), diff(ctx, run))
}

func main() {
	if err := goingBack(context.Background()); err != nil {
		log.Fatal(err)
	}
}
