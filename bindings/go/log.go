//go:build cgo

package snaproll

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

type loggerOption struct{ *slog.Logger }

// LoggerOption is what [WithLogger] gives: an option of a store, which its
// executions take, or of one execution.
type LoggerOption interface {
	Option
	StoreOption
}

// WithLogger tells a logger what happens to executions. At Debug: steps that begin
// and are finished, snapshots. At Info: rollbacks. At Warn: steps that failed or
// were rolled back, an execution that was opened by a take-over, what a busy store
// refused, commits that took a second or more. At Error: commits that failed.
//
// Each record has the id of the execution, and says what it is about by names, ids,
// numbers and codes. Values of a state are in none, nor are the messages of errors
// that are the application's own: both may hold what a log must not.
func WithLogger(logger *slog.Logger) LoggerOption { return loggerOption{logger} }

func (o loggerOption) add(*settings) error { return nil }

func (o loggerOption) addOpen(to *opening) { to.logger = o.Logger }

func (o loggerOption) addStore(*cStoreOptions, *cError) status { return 0 }

// loggerOf is the logger among options, or nil.
func loggerOf[O any](options []O) (logger *slog.Logger) {
	for _, one := range options {
		switch one := any(one).(type) {
		case loggerOption:
			logger = one.Logger
		case *Options:
			if one != nil && one.logger != nil {
				logger = one.logger
			}
		}
	}
	return logger
}

// events tells the logger of one execution; nil where there is none.
type events struct{ logger *slog.Logger }

// slowCommit is how long a commit takes that is told.
const slowCommit = time.Second

// tellTo makes a logger that is told of this execution.
func (x *Execution) tellTo(logger *slog.Logger) {
	if logger == nil {
		return
	}
	id, _ := x.ExecutionID()
	x.events = &events{logger.With(slog.String("execution", id))}
}

func (v *events) tell(ctx context.Context, level slog.Level, what string, more ...slog.Attr) {
	if v != nil {
		v.logger.LogAttrs(ctx, level, what, more...)
	}
}

// opened tells of an execution that was opened, and Warn of a take-over.
func (v *events) opened(ctx context.Context, what string, takenOver bool) {
	level := slog.LevelDebug
	if takenOver {
		level = slog.LevelWarn
	}
	v.tell(ctx, level, what, slog.Bool("take_over", takenOver))
}

// step tells of a step; an error of the library by what that says.
func (v *events) step(
	ctx context.Context, level slog.Level, what string, step *OpenStep, more ...slog.Attr,
) {
	if v == nil || !v.logger.Enabled(ctx, level) {
		return
	}
	node, _ := step.Node()
	attempt, _ := step.Attempt()
	v.tell(ctx, level, what,
		append([]slog.Attr{slog.String("node", node), slog.Int("attempt", attempt)}, more...)...)
}

func (v *events) snapshot(ctx context.Context, id ID, begun time.Time, err error) {
	v.committed(ctx, "snapshot", begun, err)
	if err == nil {
		v.tell(ctx, slog.LevelDebug, "snapshot", slog.String("snapshot", id.String()))
	}
}

// rollback tells of what was done; nothing of what failed.
func (v *events) rollback(ctx context.Context, r *RollbackResult) {
	if v == nil || r == nil || !r.Success {
		return
	}
	more := []slog.Attr{slog.Int("nodes_removed", r.NodesRemoved),
		slog.Int("variables_changed", r.VariablesChanged)}
	if r.AppliedSnapshotID != nil {
		more = append(more, slog.String("snapshot", r.AppliedSnapshotID.String()))
	}
	v.tell(ctx, slog.LevelInfo, "rollback", more...)
}

// now is when something begins that commitEnded is told of.
func (v *events) now() (begun time.Time) {
	if v != nil {
		begun = time.Now()
	}
	return begun
}

// committed tells of what was to be committed, where it failed or took long.
func (v *events) committed(ctx context.Context, what string, begun time.Time, err error) {
	if v == nil {
		return
	}
	took := slog.Duration("took", time.Since(begun))
	var e *Error
	switch {
	case err == nil && took.Value.Duration() >= slowCommit:
		v.tell(ctx, slog.LevelWarn, "slow commit", slog.String("of", what), took)
	case !errors.As(err, &e):
	case e.Code == ErrBusy:
		v.tell(ctx, slog.LevelWarn, "store is busy", slog.String("of", what), took)
	case isOfStore(e.Code):
		v.tell(ctx, slog.LevelError, "commit failed", slog.String("of", what), took,
			slog.String("code", e.Code.String()), slog.String("error", e.Message))
	}
}

// isOfStore tells the errors of a commit from those of what was asked for.
func isOfStore(code Code) bool {
	switch code {
	case ErrConflict, ErrUnknown, ErrIO, ErrCorrupt, ErrFormat, ErrReadOnly, ErrNoMemory:
		return true
	}
	return false
}
