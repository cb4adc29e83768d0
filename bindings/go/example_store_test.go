package snaproll_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"snaproll.dev/go/snaproll"
)

func ExampleOpenStore() {
	store, err := snaproll.OpenStore(ctx, ":memory:") // Or the path of a file.
	if err != nil {
		panic(err)
	}
	defer store.Close()
	work := func(context.Context) (string, error) { return "paid", nil }
	run, _ := store.Execution(ctx, "trip-1", snaproll.Attribute("user", "ann"))
	_, _ = snaproll.Step(ctx, run, "book", work) // Committed when it returns.
	run.Close()

	run, _ = store.Execution(ctx, "trip-1", snaproll.OpenExisting) // As it was.
	defer run.Close()
	done, err := run.IsDone("book")
	fmt.Println(done, err)
	_, err = store.Execution(ctx, "trip-1")
	fmt.Println(errors.Is(err, snaproll.ErrOwned)) // One writer has it.
	// Output:
	// true <nil>
	// true
}

func ExampleStore_Executions() {
	store, _ := snaproll.OpenStore(ctx, ":memory:")
	defer store.Close()
	for _, id := range []string{"a", "b", "c"} {
		run, _ := store.Execution(ctx, id, snaproll.ExecutionKind("chat"))
		if id == "b" {
			_ = run.MarkCompleted()
			_ = run.SetState(snaproll.State{Kind: snaproll.Completed})
			_ = run.Save(ctx)
		}
		run.Close()
	}
	for info, err := range store.Executions(ctx, snaproll.InState(snaproll.Running)) {
		fmt.Println(info.ID, info.Kind, err)
	}
	// Output:
	// c chat <nil>
	// a chat <nil>
}

func ExampleStore_Export() {
	from, _ := snaproll.OpenStore(ctx, ":memory:")
	defer from.Close()
	run, _ := from.Execution(ctx, "trip-1")
	_ = run.Set("seats", 3)
	_ = run.Save(ctx)
	run.Close()

	var lines bytes.Buffer
	_ = from.Export(ctx, "trip-1", snaproll.ExportBundle, &lines)
	to, _ := snaproll.OpenStore(ctx, ":memory:")
	defer to.Close()
	id, _ := to.Import(ctx, &lines, "trip-2")
	moved, _ := to.Execution(ctx, id)
	defer moved.Close()
	seats, err := moved.Int64("seats")
	fmt.Println(id, seats, err)
	// Output: trip-2 3 <nil>
}

func ExampleStore_Migration() {
	store, _ := snaproll.OpenStore(ctx, ":memory:")
	defer store.Close()
	old, _ := store.Execution(ctx, "chat-1", snaproll.ExecutionKind("chat"), snaproll.Schema(1))
	_ = old.Set("name", "Ann")
	_ = old.Save(ctx)
	old.Close()

	renamed, _ := snaproll.PatchFromJSON(
		`[{"op":"move","from":"/variables/name","path":"/variables/user"}]`)
	defer renamed.Close()
	_ = store.Migration("chat", 2, renamed)
	run, _ := store.Execution(ctx, "chat-1", snaproll.Schema(2))
	defer run.Close()
	user, err := run.Text("user")
	fmt.Println(user, err)
	// Output: Ann <nil>
}

func ExampleStore_Check() {
	store, _ := snaproll.OpenStore(ctx, ":memory:")
	defer store.Close()
	within, cancel := context.WithTimeout(ctx, time.Minute) // It reads every row.
	defer cancel()
	report, err := store.Check(within)
	fmt.Println(len(report.Findings), err)
	// Output: 0 <nil>
}

func ExampleSaveMany() {
	store, _ := snaproll.OpenStore(ctx, ":memory:")
	defer store.Close()
	var runs []*snaproll.Execution
	for _, id := range []string{"a", "b"} {
		run, _ := store.Execution(ctx, id)
		defer run.Close()
		_ = run.Set("ready", true)
		runs = append(runs, run)
	}
	each, err := snaproll.SaveMany(ctx, runs...) // In one transaction.
	fmt.Println(each, err)
	// Output: [<nil> <nil>] <nil>
}

func ExampleSnapshotGroup() {
	store, _ := snaproll.OpenStore(ctx, ":memory:")
	defer store.Close()
	buyer, _ := store.Execution(ctx, "buyer")
	defer buyer.Close()
	seller, _ := store.Execution(ctx, "seller")
	defer seller.Close()
	_, _ = buyer.Set("money", 10), seller.Set("money", 0)
	both := []*snaproll.Execution{buyer, seller}
	group, _ := snaproll.SnapshotGroup(ctx, both)
	_, _ = buyer.Set("money", 0), seller.Set("money", 10)
	_, err := snaproll.RollbackGroup(ctx, both, group)
	money, _ := buyer.Int64("money")
	fmt.Println(money, err)
	// Output: 10 <nil>
}

func ExampleWithLogger() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{} // For the example.
			}
			return a
		},
	}))
	run, _ := snaproll.NewExecution(snaproll.ExecutionID("trip-1"), snaproll.WithLogger(logger))
	defer run.Close()
	_, _ = snaproll.Step(ctx, run, "book", func(context.Context) (int, error) {
		return 0, io.ErrUnexpectedEOF
	})
	// Output: level=WARN msg="step rolled back" execution=trip-1 node=book attempt=1 nodes_removed=0 variables_changed=0
}

func ExampleExecution_Erase() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	_ = run.Set("note", "the key is sk-4f7a9c")
	_, _ = run.Snapshot(ctx)
	report, err := run.Erase(ctx, snaproll.What{Containing: "sk-4f7a9c", Reason: "leaked"})
	note, _ := run.Text("note")
	fmt.Println(report.States > 0, note, err)
	// Output: true the key is [erased] <nil>
}
