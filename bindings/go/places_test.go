package snaproll

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestWaitingForAPlaceEndsWithTheContext(t *testing.T) {
	store := made(OpenStore(always, ":memory:"))
	defer store.Close()
	run := made(store.Execution(always, "run"))
	defer run.Close()
	for range maxWaiting {
		if err := enter(always); err != nil {
			t.Fatal(err)
		}
	}
	stopping, cancel := context.WithTimeout(always, 10*time.Millisecond)
	defer cancel()
	_, err := run.Snapshot(stopping)
	if !errors.Is(err, ErrStopped) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	for range maxWaiting {
		leave()
	}
	if _, err := run.Snapshot(always); err != nil {
		t.Error(err)
	}
	if err := run.Set("x", 1); err != nil { // What it held is let go.
		t.Error(err)
	}
}
