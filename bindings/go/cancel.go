package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"unsafe"
)

// Cancel asks long calls on other goroutines to stop: those that were given it
// fail with [ErrStopped] and change nothing. It is given to what reads JSON
// among the options, and to ToJSON.
type Cancel struct{ handle }

var cancelNoun = &noun{"Cancel", func(p unsafe.Pointer) {
	C.snaproll_cancel_free((*C.snaproll_cancel)(p))
}}

// NewCancel makes one that is not triggered.
func NewCancel() (*Cancel, error) {
	var made *C.snaproll_cancel
	var e cError
	if err := check(C.snaproll_cancel_new(&made, &e), &e); err != nil {
		return nil, err
	}
	cancel := &Cancel{}
	cancel.own(cancelNoun, unsafe.Pointer(made))
	return cancel, nil
}

// CancelWhenDone makes one that is triggered when ctx is done. The function
// that it returns undoes that; call it when the work is done.
func CancelWhenDone(ctx context.Context) (*Cancel, func() bool, error) {
	cancel, err := NewCancel()
	if err != nil {
		return nil, nil, err
	}
	if ctx.Err() != nil { // AfterFunc would trigger it some time later.
		err = cancel.Trigger()
		return cancel, func() bool { return false }, err
	}
	return cancel, context.AfterFunc(ctx, func() { _ = cancel.Trigger() }), nil
}

func (c *Cancel) use() (*C.snaproll_cancel, error) {
	if c == nil {
		return nil, missing("Cancel")
	}
	address, err := c.acquire()
	return (*C.snaproll_cancel)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (c *Cancel) Close() error {
	if c == nil {
		return nil
	}
	return c.handle.close()
}

// Trigger ends the calls that were given it, and later ones at once.
func (c *Cancel) Trigger() error {
	return do(c, func(p *C.snaproll_cancel, e *cError) status {
		return C.snaproll_cancel_trigger(p, e)
	})
}

// useAny is the first Cancel of those given, nil where there is none.
func useAny(cancels []*Cancel) (*C.snaproll_cancel, func(), error) {
	switch {
	case len(cancels) == 0 || len(cancels) == 1 && cancels[0] == nil:
		return nil, func() {}, nil
	case len(cancels) > 1:
		return nil, nil, newError(ErrInvalidArgument, "one Cancel at most")
	}
	address, err := cancels[0].use()
	return address, cancels[0].release, err
}
