package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"errors"
)

type cCancel = *C.snaproll_cancel

// always is the context of calls that neither wait for others nor take long.
var always = context.Background()

// begin is an error where a context is done before a call.
func begin(ctx context.Context) error {
	if ctx.Done() == nil {
		return nil
	}
	if _, seen := ctx.(seenByC); seen || ctx.Err() == nil {
		return nil
	}
	return stopped(ctx, newError(ErrStopped, "stopped before it began"))
}

// seenByC is a context whose end the library is told of. It is not looked at
// before the call, which so tells at what it stopped.
type seenByC struct{ context.Context }

// interruptible makes a call that ends soon after its context is done: at once where
// it is done already. Nothing of it is left when it returns.
func interruptible(ctx context.Context, call func(ctx context.Context, stop cCancel) error) error {
	if ctx.Done() == nil {
		return call(ctx, nil)
	}
	var stop cCancel
	var e cError
	if err := check(C.snaproll_cancel_new(&stop, &e), &e); err != nil {
		return err
	}
	defer C.snaproll_cancel_free(stop)
	if ctx.Err() != nil { // AfterFunc would trigger it some time later.
		C.snaproll_cancel_trigger(stop, nil)
		return ended(ctx, call(seenByC{ctx}, stop))
	}
	triggered := make(chan struct{})
	undo := context.AfterFunc(ctx, func() {
		defer close(triggered)
		C.snaproll_cancel_trigger(stop, nil)
	})
	defer func() {
		if !undo() {
			<-triggered
		}
	}()
	return ended(ctx, call(seenByC{ctx}, stop))
}

// ended is the error of a call that a context has, or may have, ended.
func ended(ctx context.Context, err error) error {
	var e *Error
	if errors.As(err, &e) && e.cause == nil && e.Code == ErrStopped && ctx.Err() != nil {
		return stopped(ctx, e)
	}
	return err
}

// stopped is an error that tells why its context was done as well.
func stopped(ctx context.Context, e *Error) error {
	e.cause = ctx.Err()
	if cause := context.Cause(ctx); cause != e.cause {
		e.cause = errors.Join(e.cause, cause)
	}
	return e
}
