package snaproll_test

import (
	"testing"

	"snaproll.dev/go/snaproll"
)

func TestListsCanBeLeftAndTellOfBeingClosed(t *testing.T) {
	run := newRun(t)
	for i := range 5 {
		need(t, run.Set("x", i))
		of(run.Snapshot(ctx))
	}
	manager := run.Manager()
	defer manager.Close()
	list, history := of(manager.List()), of(run.History("/variables/x"))
	seen := 0
	for _, err := range list.All() {
		need(t, err)
		if seen++; seen == 2 {
			break
		}
	}
	for change, err := range history.All() {
		need(t, err)
		wantEqual(t, "after", string(change.After), "4")
		seen++
		break
	}
	wantEqual(t, "seen", seen, 3)
	list.Close()
	history.Close()
	for _, err := range list.All() {
		wantCode(t, err, snaproll.ErrUnusable)
		seen++
	}
	for _, err := range history.All() {
		wantCode(t, err, snaproll.ErrUnusable)
		seen++
	}
	wantEqual(t, "errors", seen, 5)
}

// Leaving a loop lets go of the list: Close gives it back at once.
func TestAListMayBeClosedWithinItsLoop(t *testing.T) {
	run := newRun(t)
	id := of(run.Snapshot(ctx, snaproll.Label("one")))
	manager := run.Manager()
	defer manager.Close()
	list := of(manager.List())
	for entry, err := range list.All() {
		need(t, err)
		list.Close()
		wantEqual(t, "id", entry.ID, id)
		wantEqual(t, "label", entry.Label, "one")
	}
	wantCode(t, fails(list.Count()), snaproll.ErrUnusable)
}
