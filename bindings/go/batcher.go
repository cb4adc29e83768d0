package snaproll

/*
#include "snaproll.h"
#cgo noescape snaproll_store_commit_many
#cgo nocallback snaproll_store_commit_many
*/
import "C"

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	maxBatch   = 256 // What one transaction of the library takes.
	maxLeaders = 2   // One gathers while the other one waits for the disk.
)

// batcher commits the executions of one store for the goroutines that wait, in
// few calls: a goroutine that waits for a commit holds no thread.
//
// Invariants, all under the mutex: an execution is in the queue at most once,
// and not while a leader has it; what came for it meanwhile is in its pending,
// and then it is queued again; there is a leader while something is queued. The
// handle of an execution is held for each who waits until the leader has answered,
// also where nobody waits any more.
type batcher struct {
	mutex   sync.Mutex
	queue   []*Execution
	leaders int
}

// durable is what an execution on a store has besides its handle.
type durable struct {
	batcher *batcher
	batched bool // The batcher commits the ends of steps.
	// Whether the last commit of a batch failed: then there is an end of a step
	// in memory that was reported as failed.
	owes atomic.Bool
	// Shared from a change of the state in memory until the leader has committed
	// it, so that neither a reload nor a close can come between.
	turns turns

	// Under the mutex of the batcher.
	queued, saving bool
	pending        []*waiter
}

// waiter waits for a commit of one execution.
type waiter struct {
	run   *Execution
	what  string // That is committed, for the logger.
	begun time.Time
	done  chan error
}

// commit begins to make the working state durable. The caller holds the handle,
// and shares its turns: the leader lets go of both.
func (x *Execution) commit(what string) *waiter {
	w := &waiter{x, what, x.events.now(), make(chan error, 1)}
	x.durable.batcher.add(x, w)
	return w
}

// wait waits for the commit, or until the context is done: then the commit goes
// on by itself.
func (w *waiter) wait(ctx context.Context) error {
	select {
	case err := <-w.done:
		w.run.events.committed(ctx, w.what, w.begun, err)
		return err
	case <-ctx.Done():
		return stopped(ctx, newError(ErrStopped, "stopped while it waited for a commit"))
	}
}

func (w *waiter) answer(err error) {
	w.run.durable.turns.unshare()
	w.run.letGo()
	w.done <- err
}

func (b *batcher) add(x *Execution, w *waiter) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	x.durable.pending = append(x.durable.pending, w)
	if !x.durable.queued && !x.durable.saving {
		b.enqueue(x)
	}
	if len(b.queue) > 0 && b.leaders < maxLeaders {
		b.leaders++
		go b.lead()
	}
}

func (b *batcher) enqueue(x *Execution) {
	x.durable.queued = true
	b.queue = append(b.queue, x)
}

// lead commits what is queued until nothing is.
func (b *batcher) lead() {
	for {
		batch, waiting := b.take()
		if len(batch) == 0 {
			return
		}
		errs := commitMany(batch)
		b.settle(batch, errs)
		for i, all := range waiting {
			for _, w := range all {
				w.answer(errs[i])
			}
		}
	}
}

func (b *batcher) take() (batch []*Execution, waiting [][]*waiter) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	n := min(len(b.queue), maxBatch)
	if n == 0 {
		b.queue = nil
		b.leaders--
		return nil, nil
	}
	batch, b.queue = b.queue[:n:n], b.queue[n:]
	for _, x := range batch {
		x.durable.queued, x.durable.saving = false, true
		waiting = append(waiting, x.durable.pending)
		x.durable.pending = nil
	}
	return batch, waiting
}

func (b *batcher) settle(batch []*Execution, errs []error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for i, x := range batch {
		x.durable.owes.Store(errs[i] != nil)
		x.durable.saving = false
		if len(x.durable.pending) > 0 {
			b.enqueue(x)
		}
	}
}

// commitMany commits executions whose handles are held, each of them once.
func commitMany(batch []*Execution) []error {
	if len(batch) == 1 {
		var e cError
		s := C.snaproll_execution_save((*cExecution)(batch[0].address), &e)
		return []error{check(s, &e)}
	}
	addresses := make([]*cExecution, len(batch))
	for i, x := range batch {
		addresses[i] = (*cExecution)(x.address)
	}
	statuses := make([]status, len(batch))
	var e cError
	s := C.snaproll_store_commit_many(&addresses[0], C.size_t(len(batch)), &statuses[0], &e)
	first := check(s, &e)
	errs := make([]error, len(batch))
	told := false
	for i, one := range statuses {
		if one == C.SNAPROLL_OK {
			continue
		}
		if !told {
			first, told = withoutPlace(first, i), true
		}
		errs[i] = errorOf(Code(one), first)
	}
	return errs
}

// withoutPlace is the error of a batch without the place in it.
func withoutPlace(err error, i int) error {
	if e, ok := err.(*Error); ok {
		e.Message = strings.TrimPrefix(e.Message, fmt.Sprintf("executions[%d]: ", i))
	}
	return err
}

// errorOf is what a member of a batch fails with, of which only the first
// failure tells more than its code.
func errorOf(code Code, first error) error {
	if e, ok := first.(*Error); ok && e.Code == code {
		same := *e
		return &same
	}
	return newError(code, "the commit failed: "+code.String())
}
