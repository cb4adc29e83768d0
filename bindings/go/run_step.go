package snaproll

// #include "snaproll.h"
import "C"

import (
	"errors"
	"fmt"
	"strings"
)

// RunOption is one thing that is told of a step when it is run: [OnError], or a
// [StepOption].
type RunOption interface{ addRun(*runTold) }

// StepOption is one thing that is told of a step when it begins.
type StepOption interface {
	RunOption
	addStep(*runTold)
}

// OnError tells what becomes of the state when a step fails.
type OnError int

// What becomes of the state when a step fails.
const (
	OnErrorRollback OnError = iota // It is what it was when the step began.
	OnErrorFail                    // It stays; the failure is recorded.
)

type runTold struct {
	onError      OnError
	irreversible bool
}

func (o OnError) addRun(t *runTold) { t.onError = o }

type irreversible struct{}

func (irreversible) addRun(t *runTold)  { t.irreversible = true }
func (irreversible) addStep(t *runTold) { t.irreversible = true }

// Irreversible marks a step whose work can not be taken back.
func Irreversible() StepOption { return irreversible{} }

// stepOptions is nil where nothing is told. The caller frees it.
func stepOptions(given []StepOption) (*C.snaproll_step_options, error) {
	var t runTold
	for _, one := range given {
		if one == nil {
			return nil, missing("StepOption")
		}
		one.addStep(&t)
	}
	if !t.irreversible {
		return nil, nil
	}
	var made *C.snaproll_step_options
	var e cError
	if err := check(C.snaproll_step_options_new(&made, &e), &e); err != nil {
		return nil, err
	}
	s := C.snaproll_step_options_set_irreversible(made, true, &e)
	if err := check(s, &e); err != nil {
		C.snaproll_step_options_free(made)
		return nil, err
	}
	return made, nil
}

// RunStep runs a function as a node, once: where the result of the node is
// recorded, it returns that and runs nothing. Else it runs the function and
// records what it returns. Where the function fails or panics, the state is
// rolled back, or the failure recorded, as the options say.
func RunStep[T any](
	x *Execution, node string, work func(*Step) (T, error), options ...RunOption,
) (result T, err error) {
	step, told, err := x.beginRun(node, options)
	if err != nil {
		return result, err
	}
	defer step.Close()
	done, err := step.Done()
	if err != nil {
		return result, err
	}
	if done {
		err = step.Result(&result)
		return result, err
	}
	ended := false
	defer func() { // A panic, or the end of the goroutine, goes on after this.
		if !ended {
			_ = step.endFailed("the function did not return", told.onError)
		}
	}()
	made, err := work(step)
	if err == nil {
		err = step.Finish(made)
	}
	ended = true
	if err != nil {
		return result, errors.Join(err, step.endFailed(err.Error(), told.onError))
	}
	return made, nil
}

func (x *Execution) beginRun(node string, options []RunOption) (*Step, runTold, error) {
	var told runTold
	for _, one := range options {
		if one == nil {
			return nil, told, missing("RunOption")
		}
		one.addRun(&told)
	}
	if told.onError != OnErrorRollback && told.onError != OnErrorFail {
		message := fmt.Sprintf("there is no OnError(%d)", told.onError)
		return nil, told, newError(ErrInvalidArgument, message)
	}
	var begin []StepOption
	if told.irreversible {
		begin = append(begin, Irreversible())
	}
	step, err := x.StepBegin(node, begin...)
	return step, told, err
}

// endFailed ends a step that failed, unless its function has ended it. A
// message that is above a limit is not recorded.
func (s *Step) endFailed(message string, onError OnError) error {
	err := s.end(strings.ToValidUTF8(message, "\uFFFD"), onError)
	if errors.Is(err, ErrLimit) {
		err = s.end("", onError)
	}
	if errors.Is(err, ErrUnusable) || errors.Is(err, ErrConflict) {
		return nil
	}
	return err
}

func (s *Step) end(message string, onError OnError) error {
	if onError == OnErrorFail {
		return s.Fail(message)
	}
	result, err := s.Rollback(message)
	result.Close()
	return err
}
