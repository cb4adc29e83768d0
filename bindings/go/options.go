package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"log/slog"
	"sync"
	"unsafe"
)

// Limit is one of the limits that are checked when a value enters.
type Limit int32

// The limits; the limit is accepted, one more is [ErrLimit].
const (
	LimitDepth         Limit = C.SNAPROLL_LIMIT_DEPTH
	LimitIntegerDigits Limit = C.SNAPROLL_LIMIT_INTEGER_DIGITS
	LimitNumberBytes   Limit = C.SNAPROLL_LIMIT_NUMBER_BYTES
	LimitTextBytes     Limit = C.SNAPROLL_LIMIT_TEXT_BYTES
	LimitNameBytes     Limit = C.SNAPROLL_LIMIT_NAME_BYTES
	LimitIDBytes       Limit = C.SNAPROLL_LIMIT_ID_BYTES
	LimitMembers       Limit = C.SNAPROLL_LIMIT_MEMBERS
	LimitStateBytes    Limit = C.SNAPROLL_LIMIT_STATE_BYTES
)

// Option is one thing that contexts, managers and executions are made with. The
// default is the system's clock, random ids, a maximum of 10 snapshots, an
// automatic snapshot at every node (executions).
type Option interface {
	OpenOption
	add(*settings) error
}

// settings collects options: either an Options that was made before, or those
// that are applied to a new one.
type settings struct {
	made   *Options
	single []Option
}

type option func(*C.snaproll_options, *cError) (status, error)

func (o option) addOpen(to *opening) { to.options = append(to.options, o) }

func (o option) add(s *settings) error {
	s.single = append(s.single, o)
	return nil
}

// Options are an [Option] that stands for several. Everything that is made with
// the same Options shares its clock and its ids.
type Options struct {
	handle
	turn   sync.Mutex
	logger *slog.Logger
}

var optionsNoun = &noun{"Options", func(p unsafe.Pointer) {
	C.snaproll_options_free((*C.snaproll_options)(p))
}}

// NewOptions makes options, in the order in which they are given.
func NewOptions(given ...Option) (*Options, error) {
	var made *C.snaproll_options
	var e cError
	if err := check(C.snaproll_options_new(&made, &e), &e); err != nil {
		return nil, err
	}
	options := &Options{}
	options.own(optionsNoun, unsafe.Pointer(made))
	for _, one := range given {
		if err := options.put(one); err != nil {
			options.Close()
			return nil, err
		}
	}
	return options, nil
}

func (o *Options) put(one Option) error {
	if logger, ok := one.(loggerOption); ok {
		o.logger = logger.Logger
		return nil
	}
	apply, ok := one.(option)
	if !ok {
		return newError(ErrInvalidArgument, "only single options go into Options")
	}
	address, err := o.use(always)
	if err != nil {
		return err
	}
	defer o.release()
	var e cError
	s, err := apply(address, &e)
	if err != nil {
		return err
	}
	return check(s, &e)
}

func (o *Options) addOpen(to *opening) { to.options = append(to.options, o) }

func (o *Options) add(s *settings) error {
	switch {
	case o == nil:
		return missing("Options")
	case s.made != nil:
		return besideOptions()
	}
	s.made = o
	return nil
}

func (o *Options) use(ctx context.Context) (*C.snaproll_options, error) {
	address, err := o.acquire(ctx)
	if err == nil {
		o.turn.Lock()
	}
	return (*C.snaproll_options)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (o *Options) Close() error {
	if o == nil {
		return nil
	}
	return o.handle.close()
}

func (o *Options) release() {
	o.turn.Unlock()
	o.handle.release()
}

func besideOptions() error {
	return newError(ErrInvalidArgument, "beside an Options there is no other option")
}

// withOptions calls a function with what the options say; nil where nothing is
// said.
func withOptions(given []Option, call func(*C.snaproll_options, *cError) status) error {
	var s settings
	for _, one := range given {
		if one == nil {
			return missing("option")
		}
		if err := one.add(&s); err != nil {
			return err
		}
	}
	switch {
	case len(s.single) > 0 && s.made != nil:
		return besideOptions()
	case len(s.single) > 0:
		made, err := NewOptions(s.single...)
		if err != nil {
			return err
		}
		defer made.Close()
		s.made = made
	}
	var options *C.snaproll_options
	if s.made != nil {
		address, err := s.made.use(always)
		if err != nil {
			return err
		}
		defer s.made.release()
		options = address
	}
	var e cError
	return check(call(options, &e), &e)
}

// optionsUntil is withOptions of a function that the library ends when the
// context is done.
func optionsUntil(
	ctx context.Context, given []Option,
	call func(*C.snaproll_options, cCancel, *cError) status,
) error {
	return interruptible(ctx, func(_ context.Context, stop cCancel) error {
		return withOptions(given, func(o *C.snaproll_options, e *cError) status {
			return call(o, stop, e)
		})
	})
}

// WithClock takes times from a clock.
func WithClock(clock *Clock) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		address, err := clock.use(always)
		if err != nil {
			return 0, err
		}
		defer clock.release()
		return C.snaproll_options_set_clock(o, address, e), nil
	})
}

// IDSeed draws ids from a sequence that the seed and the clock alone decide.
func IDSeed(seed uint64) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		return C.snaproll_options_set_id_seed(o, C.uint64_t(seed), e), nil
	})
}

// WithLimit sets one limit.
func WithLimit(limit Limit, value uint64) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		return C.snaproll_options_set_limit(o, C.int32_t(limit), C.uint64_t(value), e), nil
	})
}

// ExecutionID is the id of the execution that is made, 1 to 255 bytes; without
// it one is drawn.
func ExecutionID(id string) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		return C.snaproll_options_set_execution_id(o, chars(id), size(id), e), nil
	})
}

// WorkflowID is the id of the workflow of an execution.
func WorkflowID(id string) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		return C.snaproll_options_set_workflow_id(o, chars(id), size(id), e), nil
	})
}

// MaxSnapshots is how many snapshots an execution keeps, or [Unlimited].
func MaxSnapshots(n int) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		number, err := maximum(n)
		if err != nil {
			return 0, err
		}
		return C.snaproll_options_set_max_snapshots(o, number, e), nil
	})
}

// AutoSnapshot takes a snapshot at every n-th node of an execution; 0 never
// does.
func AutoSnapshot(n int) Option { return autoSnapshot(true, n) }

// NoAutoSnapshot takes no automatic snapshots.
func NoAutoSnapshot() Option { return autoSnapshot(false, 1) }

func autoSnapshot(on bool, n int) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		number, err := count("an interval", n)
		if err != nil {
			return 0, err
		}
		return C.snaproll_options_set_auto_snapshot(o, C.bool(on), number, e), nil
	})
}
