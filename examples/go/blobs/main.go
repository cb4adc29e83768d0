// Bytes beside the state, as docs/blobs.md tells it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"snaproll.dev/go/snaproll"
)

var picture = []byte("\x89PNG and what follows")

func put(ctx context.Context, run *snaproll.Execution) error {
	// [put]
	hash, err := run.PutBlob(picture)
	if err != nil {
		return err
	}
	if err := run.Set("picture", map[string]string{"$blob": hash}); err != nil {
		return err
	}
	_, err = run.Snapshot(ctx)
	return err
	// [/put]
}

func show(run *snaproll.Execution) (hash string, err error) {
	var variables json.RawMessage
	if err := run.GetAt("/variables", &variables); err != nil {
		return "", err
	}
	fmt.Printf("the state: %s\n", variables)
	// [get]
	if err := run.GetAt("/variables/picture/$blob", &hash); err != nil {
		return "", err
	}
	data, err := run.GetBlob(hash)
	// [/get]
	fmt.Println("the bytes:", len(data))
	return hash, err
}

func erase(ctx context.Context, store *snaproll.Store, run *snaproll.Execution, hash string) error {
	if _, err := run.Erase(ctx, snaproll.What{Pointer: "/variables/picture"}); err != nil {
		return err
	}
	_, err := store.GetBlob(hash)
	var gone *snaproll.Error
	if !errors.Is(err, snaproll.ErrNotFound) || !errors.As(err, &gone) {
		return err
	}
	fmt.Println(gone.Message)
	return nil
}

func run(ctx context.Context) error {
	store, err := snaproll.OpenStore(ctx, ":memory:")
	if err != nil {
		return err
	}
	defer store.Close()
	run, err := store.Execution(ctx, "scan-1")
	if err != nil {
		return err
	}
	defer run.Close()
	if err := put(ctx, run); err != nil {
		return err
	}
	hash, err := show(run)
	if err != nil {
		return err
	}
	return erase(ctx, store, run, hash)
}

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
