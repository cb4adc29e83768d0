//go:build cgo

package snaproll

import (
	"context"
	"sync"
)

// turns is a sync.RWMutex whose waiting ends with a context: what is shared goes
// on at one time, what is alone at another, and who waits to be alone goes first.
type turns struct {
	mutex   sync.Mutex
	sharing int
	alones  int  // Those that wait to be alone, and the one that is.
	taken   bool // Somebody is alone.
	moved   chan struct{}
}

// share waits until nobody is or wants to be alone; unshare ends it.
func (t *turns) share(ctx context.Context) error {
	return t.take(ctx, func() bool {
		if t.alones > 0 {
			return false
		}
		t.sharing++
		return true
	})
}

func (t *turns) unshare() {
	t.mutex.Lock()
	t.sharing--
	t.move()
	t.mutex.Unlock()
}

// alone calls a function while nobody shares.
func (t *turns) alone(ctx context.Context, call func() error) error {
	t.mutex.Lock()
	t.alones++
	t.mutex.Unlock()
	defer func() {
		t.mutex.Lock()
		t.alones--
		t.move()
		t.mutex.Unlock()
	}()
	err := t.take(ctx, func() bool {
		if t.sharing > 0 || t.taken {
			return false
		}
		t.taken = true
		return true
	})
	if err != nil {
		return err
	}
	defer func() {
		t.mutex.Lock()
		t.taken = false
		t.mutex.Unlock()
	}()
	return call()
}

// take tries, under the mutex, until it succeeds or the context is done.
func (t *turns) take(ctx context.Context, try func() bool) error {
	for {
		t.mutex.Lock()
		if try() {
			t.mutex.Unlock()
			return nil
		}
		if t.moved == nil {
			t.moved = make(chan struct{})
		}
		moved := t.moved
		t.mutex.Unlock()
		select {
		case <-moved:
		case <-ctx.Done():
			return stopped(ctx, newError(ErrStopped, "stopped while it waited for its turn"))
		}
	}
}

// move lets all that wait try again; under the mutex.
func (t *turns) move() {
	if t.moved != nil {
		close(t.moved)
		t.moved = nil
	}
}
