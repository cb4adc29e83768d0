package snaproll_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"snaproll.dev/go/snaproll"
)

// newChanged is an execution where x was 1, again 1, null, [2], and gone.
func newChanged(t *testing.T) *snaproll.Execution {
	t.Helper()
	x := newRun(t)
	for _, item := range []any{1, 1, nil, []int{2}} {
		need(t, x.Set("x", item))
		of(x.Snapshot(ctx))
	}
	need(t, x.Remove("x"))
	of(x.Snapshot(ctx))
	return x
}

func text(raw json.RawMessage) string {
	if raw == nil {
		return "-"
	}
	return string(raw)
}

func TestHistoryListsTheChangesNewestFirst(t *testing.T) {
	x := newChanged(t)
	history := of(x.History("/variables/x"))
	defer history.Close()
	wantEqual(t, "count", of(history.Count()), 4)
	m := x.Manager()
	defer m.Close()
	list := of(m.List())
	defer list.Close()
	entries := of(list.Entries())
	changes := of(history.Changes())
	for i, want := range []struct {
		told  string
		entry int
	}{{"[2]>-", 0}, {"null>[2]", 1}, {"1>null", 2}, {"->1", 4}} {
		change := of(history.At(i))
		for _, c := range []snaproll.FieldChange{change, changes[i]} {
			wantEqual(t, "change", text(c.Before)+">"+text(c.After), want.told)
			wantEqual(t, "id", c.SnapshotID, entries[want.entry].ID)
			wantEqual(t, "time", c.CreatedAt, entries[want.entry].CreatedAt)
		}
		s := of(history.Snapshot(i))
		wantEqual(t, "snapshot", s.ID(), change.SnapshotID)
		s.Close()
	}
}

func TestHistoryOfAPlaceThatNeverWasIsEmpty(t *testing.T) {
	x := newChanged(t)
	history := of(x.History("/variables/never"))
	defer history.Close()
	wantEqual(t, "count", of(history.Count()), 0)
	wantEqual(t, "changes", len(of(history.Changes())), 0)
	_, err := history.At(0)
	e := wantCode(t, err, snaproll.ErrNotFound)
	wantEqual(t, "message", e.Message, "the history has 0 changes")
	_, err = history.Snapshot(-1)
	wantCode(t, err, snaproll.ErrRange)
}

func TestHistoryChecksThePointer(t *testing.T) {
	x := newChanged(t)
	_, err := x.History("variables/x")
	wantEqual(t, "offset", wantCode(t, err, snaproll.ErrParse).Offset, 0)
	m := x.Manager()
	defer m.Close()
	_, err = m.History("/x")
	e := wantCode(t, err, snaproll.ErrNotFound)
	wantEqual(t, "hint", e.Hint, "begin with /variables, /node_results or /state")
}

func TestHistoryOutlivesWhatItCameFrom(t *testing.T) {
	x := newChanged(t)
	history := of(x.History("/variables/x"))
	need(t, x.Close())
	other := of(history.Ref())
	need(t, history.Close())
	wantEqual(t, "count", of(other.Count()), 4)
	need(t, other.Close())
	_, err := other.At(0)
	wantCode(t, err, snaproll.ErrUnusable)
	_, err = history.Changes()
	wantCode(t, err, snaproll.ErrUnusable)
}

func TestBisectFindsTheFirstChange(t *testing.T) {
	x := newRun(t, snaproll.MaxSnapshots(snaproll.Unlimited))
	for i := range 100 {
		need(t, x.Set("x", i))
		of(x.Snapshot(ctx))
	}
	m := x.Manager()
	defer m.Close()
	calls := 0
	atLeast := func(limit int) func(json.RawMessage) (bool, error) {
		return func(after json.RawMessage) (bool, error) {
			calls++
			n, err := strconv.Atoi(string(after))
			return n >= limit, err
		}
	}
	for limit := range 100 {
		calls = 0
		change, ok, err := m.Bisect("/variables/x", atLeast(limit))
		need(t, err)
		wantEqual(t, "found", ok, true)
		wantEqual(t, "after", text(change.After), fmt.Sprint(limit))
		wantEqual(t, "few calls", calls <= 7, true)
	}
	_, ok, err := x.Bisect("/variables/x", atLeast(100))
	need(t, err)
	wantEqual(t, "found", ok, false)
	_, ok, err = x.Bisect("/variables/y", atLeast(0))
	need(t, err)
	wantEqual(t, "found", ok, false)
}

func TestBisectGivesNilForWhatIsGoneAndPassesErrorsOn(t *testing.T) {
	x := newChanged(t)
	gone := func(after json.RawMessage) (bool, error) { return after == nil, nil }
	change, ok, err := x.Bisect("/variables/x/0", gone)
	need(t, err)
	wantEqual(t, "found", ok, true)
	wantEqual(t, "before", text(change.Before), "2")
	failed := errors.New("failed")
	_, _, err = x.Bisect("/variables/x", func(json.RawMessage) (bool, error) { return false, failed })
	wantEqual(t, "error", err, failed)
	_, _, err = x.Bisect("x", gone)
	wantCode(t, err, snaproll.ErrParse)
	_, _, err = x.Bisect("/variables/x", nil)
	wantCode(t, err, snaproll.ErrInvalidArgument)
}
