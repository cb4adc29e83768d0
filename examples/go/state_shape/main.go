// Changing the shape of a state, as docs/state-shape.md tells it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"snaproll.dev/go/snaproll"
)

// lastYear is what the application of last year did.
func lastYear(ctx context.Context, store *snaproll.Store) (first snaproll.ID, err error) {
	run, err := store.Execution(ctx, "chat-1", snaproll.ExecutionKind("chat"), snaproll.Schema(1))
	if err != nil {
		return first, err
	}
	defer run.Close()
	err = errors.Join(run.Set("name", "Ann"), run.Set("messages", []string{"hi"}))
	if err != nil {
		return first, err
	}
	if first, err = run.Snapshot(ctx); err != nil {
		return first, err
	}
	return first, errors.Join(run.Append("/variables/messages", "oh"), run.Save(ctx))
}

// [function]
func counted(state *snaproll.Value) (any, error) {
	messages, err := state.Get("/variables/messages")
	if err != nil {
		return nil, err
	}
	count, err := messages.Size()
	if err != nil {
		return nil, err
	}
	return state.Set("/variables/count", count)
}

// [/function]

func tell(store *snaproll.Store) error {
	// [tell]
	renamed, err := snaproll.PatchFromJSON(
		`[{"op":"move","from":"/variables/name","path":"/variables/user"}]`)
	if err != nil {
		return err
	}
	return errors.Join(
		store.Migration("chat", 2, renamed),
		store.MigrationFunc("chat", 3, counted))
	// [/tell]
}

func printVariables(what string, run *snaproll.Execution) error {
	var variables json.RawMessage
	err := run.GetAt("/variables", &variables)
	fmt.Printf("%s: %s\n", what, variables)
	return err
}

func show(ctx context.Context, store *snaproll.Store, first snaproll.ID) error {
	// [open]
	run, err := store.Execution(ctx, "chat-1", snaproll.Schema(3))
	if err != nil {
		return err
	}
	defer run.Close()
	err = printVariables("version 3", run)
	if err != nil {
		return err
	}
	if _, err = run.RollbackTo(ctx, first); err != nil {
		return err
	}
	return printVariables("the first snapshot", run)
	// [/open]
}

func showRefused(ctx context.Context, store *snaproll.Store) error {
	// [newer]
	_, err := store.Execution(ctx, "chat-1", snaproll.Schema(1))
	var refused *snaproll.Error
	if !errors.Is(err, snaproll.ErrFormat) || !errors.As(err, &refused) {
		return err
	}
	fmt.Println(refused.Message)
	// [/newer]
	return nil
}

func showRaw(ctx context.Context, store *snaproll.Store, first snaproll.ID) error {
	run, err := store.Execution(ctx, "chat-1", snaproll.OpenRead) // without a Schema
	if err != nil {
		return err
	}
	defer run.Close()
	then, err := run.Manager().Get(first)
	if err != nil {
		return err
	}
	variables, err := then.Variables()
	if err != nil {
		return err
	}
	text, err := variables.MarshalJSON()
	fmt.Printf("as it was committed: %s\n", text)
	return err
}

func run(ctx context.Context) error {
	store, err := snaproll.OpenStore(ctx, ":memory:")
	if err != nil {
		return err
	}
	defer store.Close()
	first, err := lastYear(ctx, store)
	if err != nil {
		return err
	}
	return errors.Join(tell(store), show(ctx, store, first),
		showRefused(ctx, store), showRaw(ctx, store, first))
}

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
