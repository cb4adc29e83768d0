package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"io"
	"log/slog"
)

type cOpenOptions = C.snaproll_open_options

// OpenOption is one thing that an execution on a store is opened with: an
// [Option], an [OpenMode], or what the functions of this type give.
//
// Of the options, an execution that is made takes all (and keeps 1,000 snapshots
// where none tells); one that is there takes its clock, ids, limits and, where it
// is told, the maximum of snapshots.
type OpenOption interface{ addOpen(*opening) }

// opening collects what an execution is opened with.
type opening struct {
	options []Option
	told    []openOption
	read    bool
	manual  bool
	takes   bool // Over, from a living owner.
	logger  *slog.Logger
}

type openOption func(*cOpenOptions, *cError) status

func (o openOption) addOpen(to *opening) { to.told = append(to.told, o) }

// OpenMode is whether the execution may be there, and may be made.
type OpenMode int32

// The modes of opening an execution.
const (
	OpenOrCreate OpenMode = C.SNAPROLL_OPEN_OR_CREATE // The default.
	OpenExisting OpenMode = C.SNAPROLL_OPEN_EXISTING  // Else [ErrNotFound].
	OpenCreate   OpenMode = C.SNAPROLL_OPEN_CREATE    // Else [ErrExists].
	OpenRead     OpenMode = C.SNAPROLL_OPEN_READ      // Commits are [ErrReadOnly].
)

func (m OpenMode) addOpen(to *opening) {
	to.read = m == OpenRead
	to.told = append(to.told, func(o *cOpenOptions, e *cError) status {
		return C.snaproll_open_options_set_mode(o, C.int32_t(m), e)
	})
}

// ExecutionKind is what it is, in the words of the application.
func ExecutionKind(kind string) OpenOption {
	return openOption(func(o *cOpenOptions, e *cError) status {
		return C.snaproll_open_options_set_kind(o, chars(kind), size(kind), e)
	})
}

// Schema is the version that the application gives its state; see
// [Store.Migration].
func Schema(version int64) OpenOption {
	return openOption(func(o *cOpenOptions, e *cError) status {
		return C.snaproll_open_options_set_schema(o, C.int64_t(version), e)
	})
}

// Attribute is what executions are looked up by (tenant, user), one more of
// them.
func Attribute(name, value string) OpenOption {
	return openOption(func(o *cOpenOptions, e *cError) status {
		return C.snaproll_open_options_add_attribute(o, chars(name), size(name),
			chars(value), size(value), e)
	})
}

// Owner is who opens the execution; others are told so.
func Owner(name string) OpenOption {
	return openOption(func(o *cOpenOptions, e *cError) status {
		return C.snaproll_open_options_set_owner(o, chars(name), size(name), e)
	})
}

// NoStartSnapshot lets an execution that is made begin without a snapshot
// labelled start.
func NoStartSnapshot() OpenOption {
	return openOption(func(o *cOpenOptions, e *cError) status {
		return C.snaproll_open_options_set_start_snapshot(o, false, e)
	})
}

type manualSave struct{}

func (manualSave) addOpen(to *opening) { to.manual = true }

// ManualSave leaves it to Save to commit what steps ended with.
func ManualSave() OpenOption { return manualSave{} }

// TakeOverOption is what [TakeOver] gives.
type TakeOverOption interface {
	OpenOption
	takingOver()
}

type takeOver struct{}

func (takeOver) takingOver() {}
func (takeOver) addOpen(to *opening) {
	to.takes = true
	to.told = append(to.told, func(o *cOpenOptions, e *cError) status {
		return C.snaproll_open_options_set_take_over(o, true, e)
	})
}

// TakeOver shuts a living owner out.
func TakeOver() TakeOverOption { return takeOver{} }

func takesOver(options []TakeOverOption) (C.bool, error) {
	for _, one := range options {
		if one == nil {
			return false, missing("TakeOverOption")
		}
	}
	return len(options) > 0, nil
}

// Execution opens an execution on the store: all is as it was committed last.
// Each finished, failed or rolled-back step, each snapshot and each rollback is
// committed when the call returns. It keeps the store open. Where a living owner
// has it, it is [ErrOwned], and the message tells whom, unless TakeOver is told.
// Where the context is done while it is opened, it is given up as soon as it is
// open.
func (s *Store) Execution(ctx context.Context, id string, options ...OpenOption) (*Execution, error) {
	return openUntil(ctx, func() (*Execution, error) { return s.open(ctx, id, options) })
}

func (s *Store) open(ctx context.Context, id string, options []OpenOption) (*Execution, error) {
	var given opening
	for _, one := range options {
		if one == nil {
			return nil, missing("OpenOption")
		}
		one.addOpen(&given)
	}
	reading, err := s.IsReadOnly()
	if err != nil {
		return nil, err
	}
	reading = reading || given.read
	told, err := given.make(reading)
	if err != nil {
		return nil, err
	}
	defer C.snaproll_open_options_free(told)
	made, err := get(ctx, s, func(p *cStore, out **cExecution, e *cError) status {
		return C.snaproll_execution_open(p, chars(id), size(id), told, out, e)
	})
	logger := s.logger
	if given.logger != nil {
		logger = given.logger
	}
	x, err := toExecution(made, err, logger)
	if err != nil {
		return nil, err
	}
	x.waits, x.of.waits = true, true
	x.durable = &durable{batcher: s.batcher, batched: !reading && !given.manual}
	x.events.opened(ctx, "opened", given.takes)
	return x, nil
}

// openUntil opens what nobody knows of yet. Where the context is done first, it
// is closed as soon as it is open.
func openUntil[T io.Closer](ctx context.Context, open func() (T, error)) (made T, err error) {
	if ctx.Done() == nil {
		return open()
	}
	if err := begin(ctx); err != nil {
		return made, err
	}
	opened, left := make(chan struct{}), make(chan struct{})
	var given T
	var failed error
	go func() {
		given, failed = open()
		select {
		case opened <- struct{}{}:
		case <-left:
			if failed == nil {
				given.Close()
			}
		}
	}()
	select {
	case <-opened:
		return given, failed
	case <-ctx.Done():
		close(left)
		return made, stopped(ctx, newError(ErrStopped, "stopped while it was opened"))
	}
}

// make gives the options of the library, which the caller frees. The ends of
// steps are committed by the batcher, or by nobody; but what is only read is left
// to the library, which refuses them.
func (given *opening) make(reading bool) (*cOpenOptions, error) {
	var made *cOpenOptions
	var e cError
	if err := check(C.snaproll_open_options_new(&made, &e), &e); err != nil {
		return nil, err
	}
	s := C.snaproll_open_options_set_save_steps(made, C.bool(reading && !given.manual), &e)
	for _, tell := range given.told {
		if s == C.SNAPROLL_OK {
			s = tell(made, &e)
		}
	}
	err := check(s, &e)
	if err == nil && len(given.options) > 0 {
		err = withOptions(given.options,
			func(o *C.snaproll_options, e *cError) status {
				return C.snaproll_open_options_set_options(made, o, e)
			})
	}
	if err != nil {
		C.snaproll_open_options_free(made)
		return nil, err
	}
	return made, nil
}
