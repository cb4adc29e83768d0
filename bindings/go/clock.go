package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"time"
	"unsafe"
)

// Clock is a clock set by hand, so that tests and replays give the same bytes.
type Clock struct{ handle }

var clockNoun = &noun{"Clock", func(p unsafe.Pointer) {
	C.snaproll_clock_free((*C.snaproll_clock)(p))
}}

// NewManualClock makes a clock that reads start and moves on by step with each
// reading.
func NewManualClock(start time.Time, step time.Duration) (*Clock, error) {
	nanoseconds, err := fromTime(start)
	if err != nil {
		return nil, err
	}
	var made *C.snaproll_clock
	var e cError
	s := C.snaproll_clock_new_manual(nanoseconds, C.int64_t(step), &made, &e)
	if err := check(s, &e); err != nil {
		return nil, err
	}
	clock := &Clock{}
	clock.own(clockNoun, unsafe.Pointer(made))
	return clock, nil
}

func (c *Clock) use(ctx context.Context) (*C.snaproll_clock, error) {
	if c == nil {
		return nil, missing("Clock")
	}
	address, err := c.acquire(ctx)
	return (*C.snaproll_clock)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (c *Clock) Close() error {
	if c == nil {
		return nil
	}
	return c.handle.close()
}

// Now reads the clock, and moves it by its step.
func (c *Clock) Now() (time.Time, error) {
	return toTimeOr(get(always, c, func(p *C.snaproll_clock, out *C.int64_t, e *cError) status {
		return C.snaproll_clock_now(p, out, e)
	}))
}

// Set sets the clock.
func (c *Clock) Set(now time.Time) error {
	nanoseconds, err := fromTime(now)
	if err != nil {
		return err
	}
	return do(always, c, func(p *C.snaproll_clock, e *cError) status {
		return C.snaproll_clock_set(p, nanoseconds, e)
	})
}

// Advance moves the clock.
func (c *Clock) Advance(by time.Duration) error {
	return do(always, c, func(p *C.snaproll_clock, e *cError) status {
		return C.snaproll_clock_advance(p, C.int64_t(by), e)
	})
}
