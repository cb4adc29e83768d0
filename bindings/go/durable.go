package snaproll

// #include "snaproll.h"
import "C"

// IsDurable tells whether the execution is on a store.
func (x *Execution) IsDurable() (bool, error) {
	out, err := get(x, func(p *cExecution, out *C.bool, e *cError) status {
		return C.snaproll_execution_is_durable(p, out, e)
	})
	return bool(out), err
}

// Save commits the working state as it is, outside the history. In memory it
// does nothing.
func (x *Execution) Save() error {
	if x == nil {
		return missing("Execution")
	}
	if _, err := x.hold(); err != nil {
		return err
	}
	defer x.letGo()
	if x.durable == nil {
		return nil
	}
	x.durable.reloading.RLock()
	defer x.durable.reloading.RUnlock()
	return x.commit()
}

// SaveMany saves executions, those of one store in as few transactions as can
// be. each[i] is the error of runs[i]; err is the first of them. Where one is
// nil, nothing is committed.
func SaveMany(runs ...*Execution) (each []error, err error) {
	each = make([]error, len(runs))
	for _, x := range runs {
		if x == nil {
			return each, missing("Execution")
		}
	}
	waiting := make([]chan error, len(runs))
	for i, x := range runs {
		waiting[i] = make(chan error, 1)
		go func() { waiting[i] <- x.Save() }()
	}
	for i := range runs {
		each[i] = <-waiting[i]
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
func (x *Execution) Reload(options ...TakeOverOption) error {
	takeOver, err := takesOver(options)
	if err != nil {
		return err
	}
	if x != nil && x.durable != nil {
		x.durable.reloading.Lock() // Ends of steps are committed before.
		defer x.durable.reloading.Unlock()
	}
	err = do(x, func(p *cExecution, e *cError) status {
		return C.snaproll_execution_reload(p, takeOver, e)
	})
	if err == nil && x.durable != nil {
		x.durable.owes.Store(false)
	}
	return err
}

// giveUp lets the store tell no owner any more, unless it was closed before.
func (x *Execution) giveUp() error {
	if x.durable == nil {
		return nil
	}
	if _, err := x.hold(); err != nil {
		return nil
	}
	defer x.letGo()
	return do(x, func(p *cExecution, e *cError) status {
		return C.snaproll_execution_close(p, e)
	})
}

// settle commits what a step ended with and could not be committed then.
func (x *Execution) settle() error {
	if x.durable == nil || !x.durable.batched || !x.durable.owes.Load() {
		return nil
	}
	return x.Save()
}

// endBy ends a step by a call, and waits until that is committed.
func (s *Step) endBy(call func(p *cStep, e *cError) status) error {
	x := s.durableRun()
	if x == nil {
		return do(s, call)
	}
	if _, err := x.hold(); err != nil {
		return err
	}
	defer x.letGo()
	x.durable.reloading.RLock()
	defer x.durable.reloading.RUnlock()
	if err := do(s, call); err != nil {
		return err
	}
	return x.commit()
}

// durableRun is the execution that commits the ends of the step, or nil.
func (s *Step) durableRun() *Execution {
	if s == nil {
		return nil
	}
	return s.run
}
