package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"errors"
	"log/slog"
)

// IsDurable tells whether the execution is on a store.
func (x *Execution) IsDurable() (bool, error) {
	out, err := get(always, x, func(p *cExecution, out *C.bool, e *cError) status {
		return C.snaproll_execution_is_durable(p, out, e)
	})
	return bool(out), err
}

// Save commits the working state as it is, outside the history. In memory it
// does nothing. Where the context is done first, what was begun goes on, and may
// be committed or not; another Save tells.
func (x *Execution) Save(ctx context.Context) error {
	waiting, err := x.saving(ctx)
	if err != nil || waiting == nil {
		return err
	}
	return waiting.wait(ctx)
}

// saving begins a commit; nil in memory.
func (x *Execution) saving(ctx context.Context) (*waiter, error) {
	if x == nil {
		return nil, missing("Execution")
	}
	if err := begin(ctx); err != nil {
		return nil, err
	}
	if _, err := x.hold(); err != nil {
		return nil, err
	}
	if x.durable == nil {
		x.letGo()
		return nil, nil
	}
	if err := x.durable.turns.share(ctx); err != nil {
		x.letGo()
		return nil, err
	}
	return x.commit("save"), nil
}

// SaveMany saves executions, those of one store in as few transactions as can
// be. each[i] is the error of runs[i]; err is the first of them. Where one is
// nil, nothing is committed.
func SaveMany(ctx context.Context, runs ...*Execution) (each []error, err error) {
	each = make([]error, len(runs))
	for _, x := range runs {
		if x == nil {
			return each, missing("Execution")
		}
	}
	waiting := make([]*waiter, len(runs))
	for i, x := range runs {
		waiting[i], each[i] = x.saving(ctx)
	}
	for i, one := range waiting {
		if one != nil {
			each[i] = one.wait(ctx)
		}
		if err == nil {
			err = each[i]
		}
	}
	return each, err
}

// Reload goes on from what is committed, as a writer again: after an
// [ErrConflict], or to drop what is not committed. Steps that are open are given
// up. Where another owner lives it is [ErrOwned], unless TakeOver is told. In
// memory it does nothing.
func (x *Execution) Reload(ctx context.Context, options ...TakeOverOption) error {
	takeOver, err := takesOver(options)
	if err != nil {
		return err
	}
	err = x.alone(ctx, func() error {
		err := do(ctx, x, func(p *cExecution, e *cError) status {
			return C.snaproll_execution_reload(p, takeOver, e)
		})
		if err == nil && x.durable != nil {
			x.durable.owes.Store(false)
		}
		return err
	})
	if err == nil {
		x.events.opened(ctx, "reloaded", bool(takeOver))
	}
	return err
}

// alone makes a call that comes between no end of a step and its commit.
func (x *Execution) alone(ctx context.Context, call func() error) error {
	if x == nil || x.durable == nil {
		return call()
	}
	return x.durable.turns.alone(ctx, call)
}

// giveUp lets the store tell no owner any more, unless it was closed before. What
// somebody began to commit is committed first, also where nobody waits any more.
func (x *Execution) giveUp() error {
	if x.durable == nil {
		return nil
	}
	if _, err := x.hold(); err != nil {
		return nil
	}
	defer x.letGo()
	return x.durable.turns.alone(always, func() error {
		return do(always, x, func(p *cExecution, e *cError) status {
			return C.snaproll_execution_close(p, e)
		})
	})
}

// settle commits what a step ended with and could not be committed then.
func (x *Execution) settle(ctx context.Context) error {
	if x.durable == nil || !x.durable.batched || !x.durable.owes.Load() {
		return nil
	}
	return x.Save(ctx)
}

// endBy ends a step by a call, and waits until that is committed. It is ended
// also where the context is done.
func (s *OpenStep) endBy(
	ctx context.Context, end ending, call func(p *cStep, e *cError) status,
) error {
	x := s.durableRun()
	if x == nil {
		err := do(context.WithoutCancel(ctx), s, call)
		s.ended(ctx, end, err)
		return err
	}
	if _, err := x.hold(); err != nil {
		return err
	}
	_ = x.durable.turns.share(always) // Whose context is never done.
	if err := do(context.WithoutCancel(ctx), s, call); err != nil {
		x.durable.turns.unshare()
		x.letGo()
		return err
	}
	err := x.commit(end.what).wait(ctx)
	if errors.Is(err, ErrStopped) {
		x.durable.owes.Store(true) // The next step waits for it.
	}
	s.ended(ctx, end, err)
	return err
}

// ending is an end of a step, for the logger.
type ending struct {
	what  string
	level slog.Level
}

var (
	finished = ending{"step finished", slog.LevelDebug}
	failed   = ending{"step failed", slog.LevelWarn}
)

func (s *OpenStep) ended(ctx context.Context, end ending, err error) {
	if err == nil {
		s.events().step(ctx, end.level, end.what, s)
	}
}

// durableRun is the execution that commits the ends of the step, or nil.
func (s *OpenStep) durableRun() *Execution {
	if s == nil || s.run == nil || s.run.durable == nil || !s.run.durable.batched {
		return nil
	}
	return s.run
}
