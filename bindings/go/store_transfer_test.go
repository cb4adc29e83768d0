package snaproll_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"snaproll.dev/go/snaproll"
)

// newHistory is a closed execution with a history; all are its digests.
func newHistory(t testing.TB, store *snaproll.Store, id string) (all []string) {
	t.Helper()
	run := of(store.Execution(ctx, id, snaproll.MaxSnapshots(20)))
	defer run.Close()
	need(t, run.Set("messages", []any{}))
	for i := range 30 {
		need(t, run.Append("/variables/messages", strings.Repeat("é", 100)))
		need(t, finish(ctx, run, fmt.Sprint("n", i), i))
	}
	need(t, fails(run.RollbackN(ctx, 3)))
	need(t, run.Save(ctx))
	return digests(t, run)
}

func TestExportsAreImportedWithTheSameDigests(t *testing.T) {
	store, _ := newStore(t)
	want := newHistory(t, store, "run")
	for _, form := range []snaproll.ExportForm{snaproll.ExportBundle, snaproll.ExportFull} {
		var lines bytes.Buffer
		need(t, store.Export(ctx, "run", form, &lines))
		other, _ := newStore(t)
		text := lines.String()
		wantEqual(t, "id", of(other.Import(ctx, strings.NewReader(text), "")), "run")
		without := strings.TrimSuffix(text, "\n") // The last end may be missing.
		wantEqual(t, "id", of(other.Import(ctx, strings.NewReader(without), "as")), "as")
		for _, id := range []string{"run", "as"} {
			wantEqual(t, "digests", slices.Equal(digests(t, open(t, other, id)), want), true)
		}
		wantEqual(t, "findings", len(of(other.Check(ctx)).Findings), 0)
		for _, line := range strings.Split(without, "\n") {
			wantEqual(t, "is JSON", json.Valid([]byte(line)), true)
		}
		wantCode(t, fails(other.Import(ctx, strings.NewReader(text), "as")), snaproll.ErrExists)
		half := text[:len(text)/2]
		wantCode(t, fails(other.Import(ctx, strings.NewReader(half), "half")), snaproll.ErrParse)
		lost := text[:strings.LastIndex(without, "\n")+1]
		wantCode(t, fails(other.Import(ctx, strings.NewReader(lost), "half")),
			snaproll.ErrInvalidArgument)
		wantEqual(t, "half", of(other.Exists("half")), false)
	}
	wantCode(t, store.Export(ctx, "none", snaproll.ExportFull, io.Discard), snaproll.ErrNotFound)
	wantCode(t, store.Export(ctx, "run", 9, io.Discard), snaproll.ErrInvalidArgument)
}

type fullDisk struct{}

var errFull = errors.New("the disk is full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWhatReadersAndWritersFailWithIsTold(t *testing.T) {
	store, _ := newStore(t)
	newHistory(t, store, "run")
	e := wantCode(t, store.Export(ctx, "run", snaproll.ExportBundle, fullDisk{}), snaproll.ErrIO)
	wantEqual(t, "cause", errors.Is(e, errFull), true)
	e = wantCode(t, fails(store.Import(ctx, iotest.ErrReader(errFull), "x")), snaproll.ErrIO)
	wantEqual(t, "cause", errors.Is(e, errFull), true)
}

func TestABackupIsTheSameStore(t *testing.T) {
	store, path := newStore(t)
	want := newHistory(t, store, "run")
	to := filepath.Join(filepath.Dir(path), "backup.db")
	need(t, store.Backup(ctx, to))
	wantCode(t, store.Backup(ctx, to), snaproll.ErrExists)
	wantCode(t, store.Backup(ctx, filepath.Join(path, "no", "x")), snaproll.ErrNotFound)
	copied := openStore(t, to)
	wantEqual(t, "id", of(copied.ID()), of(store.ID()))
	wantEqual(t, "digests", slices.Equal(digests(t, open(t, copied, "run")), want), true)
}

func TestChecksFindWhatIsDamaged(t *testing.T) {
	store, path := newStore(t, snaproll.NoCompression())
	newHistory(t, store, "run")
	report := of(store.Check(ctx))
	wantEqual(t, "executions", report.Executions, 1)
	wantEqual(t, "records", report.Records >= 30, true)
	wantEqual(t, "states", report.States > 0, true)
	wantEqual(t, "findings", len(report.Findings), 0)
	wantEqual(t, "quickly", len(of(store.CheckQuickly(ctx)).Findings), 0)
	stopped, stop := context.WithCancel(ctx)
	stop()
	wantCode(t, fails(store.Check(stopped)), snaproll.ErrStopped)
	wantCode(t, store.Compact(stopped), snaproll.ErrStopped)
	need(t, store.Close())

	bytesOf := of(os.ReadFile(path))
	at := bytes.Index(bytesOf, []byte("éé"))
	bytesOf[at] = 'x'
	need(t, os.WriteFile(path, bytesOf, 0o600))
	damaged := openStore(t, path)
	wantEqual(t, "findings", len(of(damaged.CheckQuickly(ctx)).Findings) > 0, true)
	wantEqual(t, "findings", len(of(damaged.Check(ctx)).Findings) > 0, true)
}

func TestCompactGivesBackWhatNothingNeeds(t *testing.T) {
	store, _ := newStore(t)
	newHistory(t, store, "run")
	need(t, store.Copy(ctx, "run", store, "copy"))
	before := of(store.Stats(ctx))
	need(t, store.Delete(ctx, "copy"))
	need(t, store.Compact(ctx))
	after := of(store.Stats(ctx))
	wantEqual(t, "smaller", after.FileBytes < before.FileBytes, true)
	wantEqual(t, "free", after.FreeBytes, 0)
}

func TestFiguresOfAStore(t *testing.T) {
	store, _ := newStore(t)
	newHistory(t, store, "run")
	stats := of(store.Stats(ctx))
	wantEqual(t, "executions", stats.Executions, 1)
	wantEqual(t, "has snapshots", stats.Snapshots >= 20, true)
	for name, figure := range map[string]uint64{
		"records": stats.Records, "record bytes": stats.RecordBytes, "file": stats.FileBytes,
		"commits": stats.Commits, "transactions": stats.Transactions, "syncs": stats.Syncs,
		"written": stats.BytesWritten, "chain": stats.LongestChain, "WAL": stats.WALBytes,
	} {
		if figure == 0 {
			t.Errorf("no %s", name)
		}
	}
	text := of(store.Prometheus(ctx))
	line := fmt.Sprintf("snaproll_store_executions{store=\"%v\"} 1\n", of(store.ID()))
	if !strings.Contains(text, line) || !strings.Contains(text, "snaproll_store_commits_total{") {
		t.Error(text)
	}
}
