//go:build cgo

package snaproll

import "context"

// A call that may wait for a disk, or for a call that does, holds a thread of
// the operating system while it waits. So that ten thousand goroutines do not
// hold ten thousand threads, at most maxWaiting of such calls are under way at
// one time in a process; other goroutines wait for a place, which costs no
// thread.
//
// Whoever has a place never waits for another one: of a call with two handles
// only the first asks for one, and the second is held alone.

const maxWaiting = 16

var places = make(chan struct{}, maxWaiting)

// enter waits for a place, which leave gives back, or until a context is done.
func enter(ctx context.Context) error {
	select {
	case places <- struct{}{}:
		return nil
	default:
	}
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return stopped(ctx, newError(ErrStopped, "stopped while it waited for its turn"))
	}
}

func leave() { <-places }
