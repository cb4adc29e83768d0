package snaproll_test

import (
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

const toTwo = `[{"op":"move","from":"/variables/name","path":"/variables/title"}]`

// old is a store with an execution of version 1, and a snapshot of it.
func old(t *testing.T) *snaproll.Store {
	t.Helper()
	store, _ := newStore(t)
	run := open(t, store, "run", snaproll.ExecutionKind("chat"), snaproll.Schema(1))
	need(t, run.Set("name", "one"))
	of(run.Snapshot(ctx))
	need(t, run.Set("name", "two"))
	need(t, run.Save(ctx))
	need(t, run.Close())
	return store
}

func toThree(state *snaproll.Value) (any, error) {
	var told struct {
		State     json.RawMessage `json:"state"`
		Variables map[string]any  `json:"variables"`
		Results   json.RawMessage `json:"node_results"`
	}
	if err := state.Decode(&told); err != nil {
		return nil, err
	}
	told.Variables["titles"] = []any{told.Variables["title"]}
	delete(told.Variables, "title")
	return told, nil
}

func variablesOf(t *testing.T, run *snaproll.Execution) string {
	t.Helper()
	var variables json.RawMessage
	need(t, run.GetAt("/variables", &variables))
	return string(variables)
}

func TestMigrationsAreChained(t *testing.T) {
	store := old(t)
	patch := of(snaproll.PatchFromJSON(toTwo))
	need(t, store.Migration("chat", 2, patch))
	need(t, store.MigrationFunc("chat", 3, toThree))
	reader := open(t, store, "run", snaproll.OpenRead, snaproll.Schema(3))
	wantEqual(t, "read", variablesOf(t, reader), `{"titles":["two"]}`)
	wantEqual(t, "version", of(store.Info("run")).Schema, 1)
	run := open(t, store, "run", snaproll.Schema(3))
	wantEqual(t, "migrated", variablesOf(t, run), `{"titles":["two"]}`)
	wantEqual(t, "version", of(store.Info("run")).Schema, 3)
	of(run.Rollback(ctx))
	wantEqual(t, "back", variablesOf(t, run), `{"titles":["one"]}`)
	need(t, run.Close())
	_, err := store.Execution(ctx, "run", snaproll.Schema(2))
	wantCode(t, err, snaproll.ErrFormat)
	wantCode(t, store.Migration("chat", 2, patch), snaproll.ErrExists)
	wantCode(t, store.MigrationFunc("chat", 3, toThree), snaproll.ErrExists)
	wantCode(t, store.MigrationFunc("chat", 0, toThree), snaproll.ErrInvalidArgument)
	wantCode(t, store.MigrationFunc("chat", 4, nil), snaproll.ErrInvalidArgument)
	wantCode(t, store.Migration("chat", 4, nil), snaproll.ErrInvalidArgument)
}

func TestAMissingMigrationIsNamed(t *testing.T) {
	_, err := old(t).Execution(ctx, "run", snaproll.Schema(2))
	wantCode(t, err, snaproll.ErrNotFound)
	if !strings.Contains(err.Error(), "'chat' to version 2 from 1") {
		t.Error(err)
	}
}

func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	mine := errors.New("no\ntitle")
	for name, one := range map[string]struct {
		migrate snaproll.Migrate
		code    snaproll.Code
		told    string
		cause   error
	}{
		"error": {func(*snaproll.Value) (any, error) { return nil, mine },
			snaproll.ErrInvalidArgument, "version 2: no title", mine},
		"panic": {func(*snaproll.Value) (any, error) { panic("oh") },
			snaproll.ErrInvalidArgument, "version 2: it panicked: oh", nil},
		"code": {func(state *snaproll.Value) (any, error) { return state.Get("/gone") },
			snaproll.ErrNotFound, "version 2: ", nil},
		"no state": {func(*snaproll.Value) (any, error) { return 7, nil },
			snaproll.ErrType, "expected an object", nil},
		"no JSON": {func(*snaproll.Value) (any, error) { return make(chan int), nil },
			snaproll.ErrType, "version 2: ", nil},
	} {
		t.Run(name, func(t *testing.T) {
			store := old(t)
			need(t, store.MigrationFunc("chat", 2, one.migrate))
			before := of(store.Info("run"))
			_, err := store.Execution(ctx, "run", snaproll.Schema(2))
			wantCode(t, err, one.code)
			if !strings.Contains(err.Error(), one.told) {
				t.Error(err)
			}
			if one.cause != nil && !errors.Is(err, one.cause) {
				t.Error("another cause:", errors.Unwrap(err))
			}
			wantEqual(t, "commits", of(store.Info("run")).Commits, before.Commits)
			run := open(t, store, "run", snaproll.OpenRead)
			wantEqual(t, "as it is", variablesOf(t, run), `{"name":"two"}`)
		})
	}
}

func TestAFunctionGoesWithTheStore(t *testing.T) {
	store, _ := newStore(t)
	gone := make(chan bool)
	func() {
		held := new([64]byte)
		runtime.AddCleanup(held, func(gone chan bool) { close(gone) }, gone)
		need(t, store.MigrationFunc("chat", 2, func(state *snaproll.Value) (any, error) {
			held[0]++
			return state, nil
		}))
	}()
	need(t, store.Close())
	for range 100 {
		runtime.GC()
		select {
		case <-gone:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("it is still held")
}

func TestGoroutinesMigrateAtOnce(t *testing.T) {
	store := old(t)
	need(t, store.Migration("chat", 2, of(snaproll.PatchFromJSON(toTwo))))
	need(t, store.MigrationFunc("chat", 3, toThree))
	var all sync.WaitGroup
	for range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			for range 10 {
				run, err := store.Execution(ctx, "run", snaproll.OpenRead, snaproll.Schema(3))
				if err != nil {
					t.Error(err)
					return
				}
				if told := variablesOf(t, run); told != `{"titles":["two"]}` {
					t.Error(told)
				}
				run.Close()
			}
		}()
	}
	all.Wait()
}

func TestGoroutinesThatFailWithOneLineAllFindTheirCause(t *testing.T) {
	const many = 8 // Fewer than calls that may wait for a store.
	store, mine := old(t), errors.New("too old")
	var inside sync.WaitGroup
	inside.Add(many)
	need(t, store.MigrationFunc("chat", 2, func(*snaproll.Value) (any, error) {
		inside.Done()
		inside.Wait()
		return nil, mine
	}))
	together(many, func(int) {
		_, err := store.Execution(ctx, "run", snaproll.OpenRead, snaproll.Schema(2))
		if !errors.Is(err, mine) {
			t.Errorf("%v has lost its cause", err)
		}
	})
}
