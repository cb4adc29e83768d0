// The quick start of docs/quickstart-go.md, part by part.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"snaproll.dev/go/snaproll"
)

func quickStart(ctx context.Context) error {
	// [open]
	run, err := snaproll.NewExecution(snaproll.WorkflowID("trip"))
	if err != nil {
		return err
	}
	defer run.Close()
	// [/open]

	// [variables]
	type message struct {
		Role string `json:"role"`
		Text string `json:"text"`
	}
	err = errors.Join(
		run.Set("city", "Oslo"),
		run.Set("seats", 3),
		run.Set("messages", []message{}),
		run.Append("/variables/messages", message{"user", "hi"}))
	if err != nil {
		return err
	}
	seats, err := run.Int64("seats")
	if err != nil {
		return err
	}
	var role string
	if err := run.GetAt("/variables/messages/0/role", &role); err != nil {
		return err
	}
	fmt.Printf("%d seats, first role %q\n", seats, role)
	// [/variables]

	// [rollback]
	before, err := run.Snapshot(ctx, snaproll.Label("before the sale"))
	if err != nil {
		return err
	}
	if err := errors.Join(run.Set("seats", 0), run.Set("sold_out", true)); err != nil {
		return err
	}
	back, err := run.RollbackTo(ctx, before)
	if err != nil {
		return err
	}
	seats, _ = run.Int64("seats")
	fmt.Printf("back: %d variables changed, %d seats\n", back.VariablesChanged, seats)
	// [/rollback]

	// [step]
	cardWorks := false
	book := func(context.Context) (string, error) {
		if err := run.Set("seats", 2); err != nil {
			return "", err
		}
		if !cardWorks {
			return "", errors.New("card refused")
		}
		return "paid", nil
	}
	_, err = snaproll.Step(ctx, run, "book", book)
	var failed *snaproll.RolledBack
	if !errors.As(err, &failed) {
		return err
	}
	seats, _ = run.Int64("seats")
	fmt.Printf("%v: %d seats\n", failed.Cause, seats)
	cardWorks = true
	booked, err := snaproll.Step(ctx, run, "book", book)
	if err != nil {
		return err
	}
	again, err := snaproll.Step(ctx, run, "book", book) // is not run
	if err != nil {
		return err
	}
	attempts, err := run.Attempts("book")
	if err != nil {
		return err
	}
	fmt.Printf("%q, recorded %q, %d attempts\n", booked, again, len(attempts))
	// [/step]

	// [key]
	mail := func(ctx context.Context) (string, error) {
		// Given to the service, the key lets it know a second try as such.
		return snaproll.StepOf(ctx).IdempotencyKey()
	}
	if _, err := snaproll.Step(ctx, run, "mail", mail, snaproll.Irreversible()); err != nil {
		return err
	}
	// [/key]

	// [changes]
	err = run.Update(
		snaproll.Setting("/variables/seats", 1),
		snaproll.Appending("/variables/messages", message{"user", "bye"}),
		snaproll.AppendingText("/variables/city", " S"))
	if err != nil {
		return err
	}
	change, err := run.Begin()
	if err != nil {
		return err
	}
	defer change.Close()
	err = errors.Join(change.Set("seats", 0), run.Set("seats", 5)) // meanwhile
	if err != nil {
		return err
	}
	var problem *snaproll.Error
	err = change.Commit()
	if errors.Is(err, snaproll.ErrConflict) && errors.As(err, &problem) {
		fmt.Println(problem.Message)
	}
	// [/changes]

	// [history]
	list, err := run.Manager().List()
	if err != nil {
		return err
	}
	defer list.Close()
	count, err := list.Count()
	if err != nil {
		return err
	}
	for i := range count { // newest first
		snapshot, err := list.At(i)
		if err != nil {
			return err
		}
		what, labelled := snapshot.Label()
		if node, _ := snapshot.TriggerNode(); !labelled {
			what = "before " + node
		}
		fmt.Printf("%s: %d node results, %d variables\n", what,
			snapshot.CompletedNodeCount(), snapshot.VariableCount())
		snapshot.Close()
	}
	// [/history]

	// [save]
	saved, err := run.ToJSON(ctx)
	if err != nil {
		return err
	}
	loaded, err := snaproll.ContextFromJSON(ctx, saved)
	if err != nil {
		return err
	}
	defer loaded.Close()
	later, err := snaproll.ExecutionFromContext(loaded)
	if err != nil {
		return err
	}
	defer later.Close()
	city, err := later.Text("city")
	if err != nil {
		return err
	}
	done, err := later.IsDone("book")
	if err != nil {
		return err
	}
	told := map[bool]string{true: "done", false: "not done"}
	fmt.Printf("loaded: %q, book is %s\n", city, told[done])
	// [/save]

	// [errors]
	_, err = snaproll.ParseValue(ctx, "hello")
	if errors.Is(err, snaproll.ErrParse) && errors.As(err, &problem) {
		fmt.Printf("%v at byte %d: %s\n", problem.Code, problem.Offset, problem.Message)
	}
	// [/errors]
	return nil
}

func onAStore(ctx context.Context, path string) error {
	// [store]
	store, err := snaproll.OpenStore(ctx, path)
	if err != nil {
		return err
	}
	defer store.Close()
	run, err := store.Execution(ctx, "trip 7", snaproll.Attribute("tenant", "a"))
	if err != nil {
		return err // ErrOwned where another process has it, and lives.
	}
	defer run.Close()
	book := func(context.Context) (string, error) {
		return "paid", run.Set("seats", 2)
	}
	if _, err := snaproll.Step(ctx, run, "book", book); err != nil {
		return err
	}
	// From here on neither a crash nor the loss of power takes it back.
	if err := run.Set("seats", 1); err != nil {
		return err
	}
	if err := run.Save(ctx); err != nil { // What belongs to no step.
		return err
	}
	// [/store]

	// [fleet]
	for info, err := range store.Executions(
		ctx, snaproll.WithAttribute("tenant", "a"), snaproll.InState(snaproll.Running)) {
		if err != nil {
			return err
		}
		if info.Owner == nil || !info.Owner.Lives {
			fmt.Println("to be gone on with:", info.ID)
		}
	}
	// [/fleet]
	return nil
}

func main() {
	ctx := context.Background()
	if err := quickStart(ctx); err != nil {
		log.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "snaproll")
	if err == nil {
		err = errors.Join(onAStore(ctx, filepath.Join(folder, "runs.db")), os.RemoveAll(folder))
	}
	if err != nil {
		log.Fatal(err)
	}
}
