package snaproll_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

func TestAStoreTellsWhatItIs(t *testing.T) {
	store, path := newStore(t)
	wantEqual(t, "path", of(store.Path()), path)
	wantEqual(t, "read only", of(store.IsReadOnly()), false)
	again := openStore(t, path)
	wantEqual(t, "id", of(again.ID()), of(store.ID()))
	need(t, store.Close())
	run := open(t, again, "run") // The other handle stays.
	wantEqual(t, "durable", of(run.IsDurable()), true)
	wantEqual(t, "in memory", of(newRun(t).IsDurable()), false)
	wantEqual(t, "mode", of(os.Stat(path)).Mode().Perm(), 0o600)
}

func TestAClosedStoreSaysToOpenIt(t *testing.T) {
	store, _ := newStore(t)
	need(t, store.Close())
	for name, err := range map[string]error{
		"stats":     fails(store.Stats(ctx)),
		"execution": fails(store.Execution(ctx, "run")),
	} {
		e := wantCode(t, err, snaproll.ErrUnusable)
		wantEqual(t, name, e.Message, "this store is closed")
		wantEqual(t, name, e.Hint, "open it")
	}
}

func TestOptionsOfAStoreHold(t *testing.T) {
	store, path := newStore(t, snaproll.SurvivesProcess, snaproll.FileMode(0o640),
		snaproll.BusyTimeout(time.Second), snaproll.MemoryBudget(1<<20), snaproll.NoCompression())
	wantEqual(t, "mode", of(os.Stat(path)).Mode().Perm(), 0o640)
	run := open(t, store, "run")
	text := strings.Repeat("a", 10_000)
	need(t, finish(ctx, run, "n", text))
	if stats := of(store.Stats(ctx)); stats.RecordBytes < 10_000 {
		t.Errorf("compressed: %d bytes", stats.RecordBytes)
	}
	memory := openStore(t, ":memory:", snaproll.SurvivesNothing)
	need(t, finish(ctx, open(t, memory, "run"), "n", 1))
	wantEqual(t, "in memory", of(memory.Exists("run")), true)
}

func TestPathsThatAreNoStores(t *testing.T) {
	folder := memoryFolder(t)
	text := filepath.Join(folder, "text")
	need(t, os.WriteFile(text, []byte(strings.Repeat("no store\n", 500)), 0o600))
	for name, given := range map[string]struct {
		path    string
		code    snaproll.Code
		options []snaproll.StoreOption
	}{
		"no such folder": {filepath.Join(folder, "no", "x"), snaproll.ErrNotFound, nil},
		"no such file": {filepath.Join(folder, "x"), snaproll.ErrNotFound,
			[]snaproll.StoreOption{snaproll.ExistingFile()}},
		"none to read": {filepath.Join(folder, "x"), snaproll.ErrNotFound,
			[]snaproll.StoreOption{snaproll.ReadOnlyStore()}},
		"a folder":      {folder, snaproll.ErrInvalidArgument, nil},
		"no path":       {"", snaproll.ErrInvalidArgument, nil},
		"another file":  {text, snaproll.ErrFormat, nil},
		"no durability": {text, snaproll.ErrInvalidArgument, []snaproll.StoreOption{snaproll.Durability(9)}},
		"no mode":       {text, snaproll.ErrInvalidArgument, []snaproll.StoreOption{snaproll.FileMode(0o7777)}},
		"no timeout":    {text, snaproll.ErrInvalidArgument, []snaproll.StoreOption{snaproll.BusyTimeout(-1)}},
		"nil":           {text, snaproll.ErrInvalidArgument, []snaproll.StoreOption{nil}},
	} {
		t.Run(name, func(t *testing.T) {
			wantCode(t, fails(snaproll.OpenStore(ctx, given.path, given.options...)), given.code)
		})
	}
}

func TestAReadOnlyStoreIsRead(t *testing.T) {
	store, path := newStore(t)
	run := open(t, store, "run")
	need(t, finish(ctx, run, "n", 1))
	digest := of(run.Digest())
	need(t, run.Close())
	need(t, store.Close())
	reading := openStore(t, path, snaproll.ReadOnlyStore())
	wantEqual(t, "read only", of(reading.IsReadOnly()), true)
	wantCode(t, reading.Delete(ctx, "run"), snaproll.ErrReadOnly)
	wantCode(t, fails(reading.Execution(ctx, "new")), snaproll.ErrNotFound)
	for _, mode := range []snaproll.OpenMode{snaproll.OpenRead, snaproll.OpenOrCreate} {
		seen := open(t, reading, "run", mode)
		wantEqual(t, "digest", of(seen.Digest()), digest)
		wantCode(t, finish(ctx, seen, "m", 1), snaproll.ErrReadOnly)
		wantEqual(t, "done", of(seen.IsDone("m")), false) // Nothing changed.
		wantCode(t, fails(seen.Snapshot(ctx)), snaproll.ErrReadOnly)
		wantCode(t, seen.Save(ctx), snaproll.ErrReadOnly)
	}
}

func TestModesSayWhatMayBeThere(t *testing.T) {
	store, _ := newStore(t)
	wantCode(t, fails(store.Execution(ctx, "run", snaproll.OpenExisting)), snaproll.ErrNotFound)
	wantCode(t, fails(store.Execution(ctx, "run", snaproll.OpenRead)), snaproll.ErrNotFound)
	need(t, open(t, store, "run", snaproll.OpenCreate).Close())
	wantCode(t, fails(store.Execution(ctx, "run", snaproll.OpenCreate)), snaproll.ErrExists)
	need(t, open(t, store, "run", snaproll.OpenExisting).Close())
	wantCode(t, fails(store.Execution(ctx, "")), snaproll.ErrInvalidArgument)
	wantCode(t, fails(store.Execution(ctx, "x", nil)), snaproll.ErrInvalidArgument)
	wantCode(t, fails(store.Execution(ctx, "x", snaproll.OpenMode(9))), snaproll.ErrInvalidArgument)
	wantCode(t, fails(store.Execution(ctx, "x", snaproll.MaxSnapshots(-2))), snaproll.ErrRange)
	wantCode(t, fails(store.Execution(ctx, "x", snaproll.Attribute("", "v"))), snaproll.ErrInvalidArgument)
	wantEqual(t, "made", of(store.Exists("x")), false)
}

func TestOptionsMakeTheExecution(t *testing.T) {
	store, _ := newStore(t)
	options := testOptions(t, snaproll.WorkflowID("trip"), snaproll.MaxSnapshots(2))
	run := of(store.Execution(ctx, "run", options, snaproll.ExecutionKind("agent"), snaproll.Schema(3),
		snaproll.Attribute("tenant", "a"), snaproll.Owner("me"), snaproll.NoStartSnapshot()))
	defer run.Close()
	wantEqual(t, "snapshots", of(run.Manager().Count()), 0)
	wantEqual(t, "maximum", of(run.Manager().Summary()).MaxSnapshots, 2)
	info := of(store.Info("run"))
	wantEqual(t, "workflow", info.WorkflowID, "trip")
	wantEqual(t, "kind", info.Kind, "agent")
	wantEqual(t, "schema", info.Schema, 3)
	wantEqual(t, "attribute", info.Attributes["tenant"], "a")
	wantEqual(t, "owner", info.Owner.Name, "me")
	wantEqual(t, "lives", info.Owner.Lives, true)
	wantEqual(t, "state", info.State, snaproll.Running)
	other := open(t, store, "other")
	wantEqual(t, "snapshots", of(other.Manager().Count()), 1)
	wantEqual(t, "maximum", of(other.Manager().Summary()).MaxSnapshots, 1000)
	wantCode(t, fails(store.Info("none")), snaproll.ErrNotFound)
}

func TestExecutionsPageByThemselves(t *testing.T) {
	store, _ := newStore(t, snaproll.SurvivesNothing)
	const all = 250
	for i := range all {
		run := open(t, store, fmt.Sprint("run ", i), snaproll.NoStartSnapshot(),
			snaproll.ExecutionKind([]string{"agent", "job"}[i%2]),
			snaproll.Attribute("tenant", fmt.Sprint(i%5)))
		if i%10 == 0 {
			need(t, run.SetState(snaproll.State{Kind: snaproll.Failed, Message: "m"}))
			need(t, run.Save(ctx))
		}
		need(t, run.Close())
	}
	held := open(t, store, "run 7")
	need(t, held.Save(ctx))
	committed := of(store.Info("run 7")).LastCommit
	for name, want := range map[string]struct {
		count   int
		filters []snaproll.ExecutionFilter
	}{
		"all":       {all, nil},
		"kind":      {all / 2, []snaproll.ExecutionFilter{snaproll.OfKind("job")}},
		"state":     {all / 10, []snaproll.ExecutionFilter{snaproll.InState(snaproll.Failed)}},
		"attribute": {all / 5, []snaproll.ExecutionFilter{snaproll.WithAttribute("tenant", "3")}},
		"both": {all / 10, []snaproll.ExecutionFilter{snaproll.WithAttribute("tenant", "3"),
			snaproll.OfKind("job")}},
		"owned":     {1, []snaproll.ExecutionFilter{snaproll.Owned(true)}},
		"not owned": {all - 1, []snaproll.ExecutionFilter{snaproll.Owned(false)}},
		"from":      {1, []snaproll.ExecutionFilter{snaproll.CommittedFrom(committed)}},
		"until":     {all - 1, []snaproll.ExecutionFilter{snaproll.CommittedUntil(committed)}},
	} {
		seen := map[string]bool{}
		for info, err := range store.Executions(ctx, want.filters...) {
			need(t, err)
			seen[info.ID] = true
		}
		wantEqual(t, name, len(seen), want.count)
	}
	for info, err := range store.Executions(ctx) {
		need(t, err)
		wantEqual(t, "newest", info.ID, "run 249")
		break
	}
}

func TestExecutionsEndAtAnError(t *testing.T) {
	store, _ := newStore(t)
	for name, given := range map[string]struct {
		filter snaproll.ExecutionFilter
		code   snaproll.Code
	}{
		"nil":   {nil, snaproll.ErrInvalidArgument},
		"state": {snaproll.InState(9), snaproll.ErrInvalidArgument},
		"kind":  {snaproll.OfKind("\xff"), snaproll.ErrParse},
		"time":  {snaproll.CommittedFrom(time.Time{}), snaproll.ErrRange},
		"until": {snaproll.CommittedUntil(time.Time{}), snaproll.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			told := 0
			for _, err := range store.Executions(ctx, given.filter) {
				wantCode(t, err, given.code)
				told++
			}
			wantEqual(t, "errors", told, 1)
		})
	}
	store.Close()
	for _, err := range store.Executions(ctx) {
		wantCode(t, err, snaproll.ErrUnusable)
	}
}

func TestCopyForkAndDelete(t *testing.T) {
	store, _ := newStore(t)
	other, _ := newStore(t)
	run := open(t, store, "run")
	need(t, run.Set("x", 1))
	before := of(run.Snapshot(ctx, snaproll.Label("before")))
	need(t, run.Set("x", 2))
	need(t, finish(ctx, run, "n", "done"))
	need(t, store.Copy(ctx, "run", other, "copy"))
	need(t, store.Copy(ctx, "run", store, "copy"))
	copied := open(t, other, "copy")
	wantEqual(t, "copy", slices.Equal(digests(t, copied), digests(t, run)), true)
	wantCode(t, store.Copy(ctx, "run", other, "copy"), snaproll.ErrExists)
	wantCode(t, store.Copy(ctx, "none", other, "x"), snaproll.ErrNotFound)
	wantCode(t, store.Copy(ctx, "run", nil, "x"), snaproll.ErrInvalidArgument)

	need(t, store.Fork(ctx, "run", &before, "then"))
	need(t, store.Fork(ctx, "run", nil, "now"))
	then, now := open(t, store, "then"), open(t, store, "now")
	wantVariable(t, then, "x", "1")
	wantVariable(t, now, "x", "2")
	wantEqual(t, "done then", of(then.IsDone("n")), false)
	wantEqual(t, "done now", of(now.IsDone("n")), true)
	wantCode(t, store.Fork(ctx, "run", &snaproll.ID{1}, "y"), snaproll.ErrNotFound)

	wantCode(t, store.Delete(ctx, "run"), snaproll.ErrOwned)
	wantCode(t, store.Delete(ctx, "run", nil), snaproll.ErrInvalidArgument)
	need(t, store.Delete(ctx, "run", snaproll.TakeOver()))
	wantEqual(t, "exists", of(store.Exists("run")), false)
	wantCode(t, store.Delete(ctx, "run"), snaproll.ErrNotFound)
	need(t, finish(ctx, then, "m", 1)) // What it shares stays.
	wantEqual(t, "findings", len(of(store.Check(ctx)).Findings), 0)
}

func TestDigestsAreThoseOfTheCanonicalJSON(t *testing.T) {
	store, _ := newStore(t)
	run := open(t, store, "run")
	need(t, run.Set("b", []any{snaproll.Float(1), "é", map[string]any{"z": nil, "a": 1}}))
	need(t, finish(ctx, run, "n", "done"))
	snapshot := of(run.Manager().Get(of(run.Snapshot(ctx))))
	sum := sha256.Sum256([]byte(of(of(snapshot.AsValue()).ToJSON(ctx))))
	wantEqual(t, "snapshot", of(snapshot.Digest()), hex.EncodeToString(sum[:]))
	wantEqual(t, "context", of(run.Digest()), of(snapshot.Digest()))
	wantEqual(t, "in memory", of(of(run.TakeSnapshot()).Digest()), of(snapshot.Digest()))
	wantEqual(t, "stored", snapshot.StoredBytes() > 0, true)
	wantEqual(t, "not stored", of(run.TakeSnapshot()).StoredBytes(), 0)
}

func TestSnapshotsAreListedByWhatTheyAre(t *testing.T) {
	for name, run := range map[string]*snaproll.Execution{
		"in memory": newRun(t, testOptions(t, snaproll.MaxSnapshots(100))),
		"on a store": of(of(snaproll.OpenStore(ctx, ":memory:")).Execution(ctx, "run",
			testOptions(t), snaproll.NoStartSnapshot())),
	} {
		t.Run(name, func(t *testing.T) {
			defer run.Close()
			var ids []snaproll.ID
			for i := range 10 {
				need(t, finish(ctx, run, fmt.Sprint("n", i), i)) // Takes one of its own.
				ids = append(ids, of(run.Snapshot(ctx, snaproll.Label("label"))))
			}
			m := run.Manager()
			middle := of(m.Get(ids[5])).CreatedAt()
			for what, want := range map[string]struct {
				count   int
				filters []snaproll.SnapshotFilter
			}{
				"all":      {20, nil},
				"label":    {10, []snaproll.SnapshotFilter{snaproll.Labelled("label")}},
				"no label": {0, []snaproll.SnapshotFilter{snaproll.Labelled("other")}},
				"node":     {1, []snaproll.SnapshotFilter{snaproll.TriggeredBy("n3")}},
				"auto":     {10, []snaproll.SnapshotFilter{snaproll.Automatic(true)}},
				"not auto": {10, []snaproll.SnapshotFilter{snaproll.Automatic(false)}},
				"from":     {9, []snaproll.SnapshotFilter{snaproll.TakenFrom(middle)}},
				"until":    {11, []snaproll.SnapshotFilter{snaproll.TakenUntil(middle)}},
				"behind":   {11, []snaproll.SnapshotFilter{snaproll.Behind(ids[5])}},
				"page":     {3, []snaproll.SnapshotFilter{snaproll.Behind(ids[5]), snaproll.AtMost(3)}},
				"no limit": {20, []snaproll.SnapshotFilter{snaproll.AtMost(snaproll.Unlimited)}},
			} {
				list := of(m.List(want.filters...))
				wantEqual(t, what, of(list.Count()), want.count)
				list.Close()
			}
			wantCode(t, fails(m.List(snaproll.Behind(snaproll.ID{1}))), snaproll.ErrNotFound)
			wantCode(t, fails(m.List(snaproll.AtMost(-2))), snaproll.ErrRange)
			wantCode(t, fails(m.List(snaproll.TakenFrom(time.Time{}))), snaproll.ErrRange)
			wantCode(t, fails(m.List(snaproll.TakenUntil(time.Time{}))), snaproll.ErrRange)
			wantCode(t, fails(m.List(snaproll.Labelled("\xff"))), snaproll.ErrParse)
			wantCode(t, fails(m.List(nil)), snaproll.ErrInvalidArgument)
		})
	}
}
