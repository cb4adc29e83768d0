package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"unsafe"
)

// noun is what handles of one kind have in common.
type noun struct {
	name string
	free func(unsafe.Pointer)
}

// handle owns one handle of the library. It is embedded as the first member of
// every type that has one.
//
// Invariants: noun, address and waits never change once the handle is made; a
// call holds a use from acquire to release, which also keeps the handle alive; the
// library's handle is freed once: by the last release after Close, or by the
// clean-up of a handle that nothing refers to.
type handle struct {
	noun    *noun
	address unsafe.Pointer
	waits   bool         // Its calls may wait for a store; see places.go.
	uses    atomic.Int64 // Calls under way; negative once closed.
	cleanup runtime.Cleanup
}

const closed = math.MinInt64

func (h *handle) own(n *noun, address unsafe.Pointer) {
	h.noun, h.address = n, address
	h.cleanup = runtime.AddCleanup(h, n.free, address)
}

// acquire is hold, with a place where a call may wait.
func (h *handle) acquire(ctx context.Context) (unsafe.Pointer, error) {
	if err := begin(ctx); err != nil {
		return nil, err
	}
	address, err := h.hold()
	if err == nil && h.waits {
		if err = enter(ctx); err != nil {
			h.letGo()
		}
	}
	return address, err
}

func (h *handle) release() {
	if h.waits {
		leave()
	}
	h.letGo()
}

// hold keeps the handle from being freed until letGo.
func (h *handle) hold() (unsafe.Pointer, error) {
	if h.address == nil {
		return nil, newError(ErrUnusable, "this handle is closed, or was never made")
	}
	for {
		uses := h.uses.Load()
		if uses < 0 {
			return nil, h.closedError()
		}
		if h.uses.CompareAndSwap(uses, uses+1) {
			return h.address, nil
		}
	}
}

func (h *handle) closedError() error {
	e := newError(ErrUnusable, "this "+h.noun.name+" is closed")
	if h.noun == storeNoun { // As the library says it, which knows it still.
		e.Hint = "open it"
	}
	return e
}

func (h *handle) letGo() {
	if h.uses.Add(-1) == closed {
		h.drop()
	}
}

// close is what the Close methods of all types do. They are one each because a
// nil one can be closed: defer x.Close() may stand before the error is looked at.
func (h *handle) close() error {
	if h.address != nil && h.uses.Or(closed) == 0 {
		h.drop()
	}
	return nil
}

func (h *handle) drop() {
	h.cleanup.Stop()
	h.noun.free(h.address)
}

// MarshalJSON is for those handles that have no JSON form: without it
// encoding/json would write them as {}.
func (h *handle) MarshalJSON() ([]byte, error) {
	return nil, newError(ErrType, "a handle of this type has no JSON form")
}

// UnmarshalJSON is for those handles that are not read from JSON by this: without
// it encoding/json would make handles of nothing.
func (h *handle) UnmarshalJSON([]byte) error {
	return newError(ErrType, "a handle of this type is not read by encoding/json")
}

// missing is the error of an argument that is nil.
func missing(name string) error {
	article := "a "
	if strings.ContainsAny(name[:1], "AEIOUaeiou") {
		article = "an "
	}
	return newError(ErrInvalidArgument, article+name+" is needed, not nil")
}
