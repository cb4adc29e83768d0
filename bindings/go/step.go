//go:build cgo

package snaproll

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// RunOption is one thing that is told of a step when it is run: [OnError], or a
// [StepOption].
type RunOption interface{ addRun(*stepTold) }

// StepOption is one thing that is told of a step when it begins.
type StepOption interface {
	RunOption
	addStep(*stepTold)
}

// OnError tells what becomes of the state when a step fails.
type OnError int

// What becomes of the state when a step fails.
const (
	OnErrorRollback OnError = iota // It is what it was when the step began.
	OnErrorFail                    // It stays; the failure is recorded.
)

type stepTold struct {
	onError      OnError
	irreversible bool
}

func (o OnError) addRun(t *stepTold) { t.onError = o }

type irreversible struct{}

func (irreversible) addRun(t *stepTold)  { t.irreversible = true }
func (irreversible) addStep(t *stepTold) { t.irreversible = true }

// Irreversible marks a step whose work can not be taken back.
func Irreversible() StepOption { return irreversible{} }

// RolledBack is what a step fails with whose state was taken back: what its
// function failed with is behind it, for [errors.Is] and [errors.As].
type RolledBack struct {
	Node   string
	Cause  error           // Of the function.
	Result *RollbackResult // What was taken back.
}

// Error tells of the node and the cause.
func (e *RolledBack) Error() string {
	return fmt.Sprintf("snaproll: step %q failed and was rolled back: %v", e.Node, e.Cause)
}

// Unwrap is the cause.
func (e *RolledBack) Unwrap() error { return e.Cause }

// Step runs a function as a node, once: where the result of the node is recorded,
// it returns that and runs nothing. Else it runs the function and records what it
// returns. Where the function fails or panics, the state is rolled back, and it is
// [*RolledBack], or the failure is recorded, as the options say.
//
// The function is given the context, with the step in it for [StepOf]. A context
// that is done ends what waits; whether the function looks at it is its own. What
// it returned is recorded, or taken back, all the same.
//
// A T is what encoding/json reads back: an interface with methods is [ErrType].
func Step[T any](
	ctx context.Context, run *Execution, node string,
	work func(context.Context) (T, error), options ...RunOption,
) (result T, err error) {
	if as := reflect.TypeFor[T](); as.Kind() == reflect.Interface && as.NumMethod() > 0 {
		return result, newError(ErrType, "encoding/json reads no "+as.String()+" back")
	}
	step, told, err := run.beginRun(ctx, node, options)
	if err != nil {
		return result, err
	}
	defer step.Close()
	if step.done {
		err = step.Result(&result)
		return result, err
	}
	ended := false
	defer func() { // A panic, or the end of the goroutine, goes on after this.
		if !ended {
			_ = step.endFailed(ctx, node, errors.New("the function did not return"), told.onError)
		}
	}()
	made, err := work(context.WithValue(ctx, stepKey{}, step))
	if err == nil {
		err = step.Finish(ctx, made)
	}
	ended = true
	if err != nil {
		return result, step.endFailed(ctx, node, err, told.onError)
	}
	return made, nil
}

type stepKey struct{}

// StepOf is the step whose function was given this context, or one that is made
// of it; nil in no function of [Step].
func StepOf(ctx context.Context) *OpenStep {
	step, _ := ctx.Value(stepKey{}).(*OpenStep)
	return step
}

func (x *Execution) beginRun(
	ctx context.Context, node string, options []RunOption,
) (*OpenStep, stepTold, error) {
	var told stepTold
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
	step, err := x.begin(ctx, node, told)
	return step, told, err
}

// endFailed ends a step that failed, unless its function has ended it, and gives
// what it failed with. A message that is above a limit is not recorded.
func (s *OpenStep) endFailed(ctx context.Context, node string, cause error, onError OnError) error {
	ctx = context.WithoutCancel(ctx) // Also what was stopped is taken back.
	result, err := s.end(ctx, strings.ToValidUTF8(cause.Error(), "\uFFFD"), onError)
	if errors.Is(err, ErrLimit) {
		result, err = s.end(ctx, "", onError)
	}
	var same *Error
	switch {
	case errors.Is(err, ErrUnusable): // It has ended.
		return cause
	case errors.As(err, &same) && errors.Is(cause, same.Code):
		return cause
	case err != nil:
		return errors.Join(cause, err)
	case result != nil:
		return &RolledBack{node, cause, result}
	}
	return cause
}

func (s *OpenStep) end(
	ctx context.Context, message string, onError OnError,
) (*RollbackResult, error) {
	if onError == OnErrorFail {
		return nil, s.Fail(ctx, message)
	}
	return s.Rollback(ctx, message)
}
