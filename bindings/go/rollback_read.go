package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"encoding/json"
	"time"
)

// Effect is an irreversible step that a rollback went back behind: what it did
// outside stays done.
type Effect struct {
	Node           string    `json:"node"`
	IdempotencyKey string    `json:"idempotency_key"`
	Attempt        int       `json:"attempt"`
	StartedAt      time.Time `json:"started_at"`
}

func (r *RollbackResult) names(
	call func(*cRollbackResult, *cBuf, *cError) status,
) (names []string, err error) {
	err = getJSON(always, r, &names, call)
	return names, err
}

// RemovedNodes are the ids of the node results that are gone, the one recorded
// last first: the order to compensate them in.
func (r *RollbackResult) RemovedNodes() ([]string, error) {
	return r.names(func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_removed_nodes(p, out, e)
	})
}

// ChangedVariables are the variables that were there and are there but differ,
// in byte order.
func (r *RollbackResult) ChangedVariables() ([]string, error) {
	return r.names(func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_changed_variables(p, out, e)
	})
}

// RemovedVariables are the variables that are gone, in byte order.
func (r *RollbackResult) RemovedVariables() ([]string, error) {
	return r.names(func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_removed_variables(p, out, e)
	})
}

// ReappearedVariables are the variables that are back again, in byte order.
func (r *RollbackResult) ReappearedVariables() ([]string, error) {
	return r.names(func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_reappeared_variables(p, out, e)
	})
}

// Effects are the irreversible steps that were gone back behind, the newest
// first. Executions alone know them.
func (r *RollbackResult) Effects() (effects []Effect, err error) {
	err = getJSON(always, r, &effects, func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_effects(p, out, e)
	})
	return effects, err
}

// EffectsJSON is Effects as a JSON array.
func (r *RollbackResult) EffectsJSON() (text json.RawMessage, err error) {
	err = getJSON(always, r, &text, func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_effects(p, out, e)
	})
	return text, err
}

// StateBefore is the execution's state before.
func (r *RollbackResult) StateBefore() (state State, err error) {
	err = getJSON(always, r, &state, func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_state_before(p, out, e)
	})
	return state, err
}

// StateAfter is the execution's state after.
func (r *RollbackResult) StateAfter() (state State, err error) {
	err = getJSON(always, r, &state, func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_state_after(p, out, e)
	})
	return state, err
}

// Patch is what turned the state before into the state after.
func (r *RollbackResult) Patch(ctx context.Context) (*Patch, error) {
	return diff(ctx, r, func(p *cRollbackResult, c cCancel, out **cPatch, e *cError) status {
		return C.snaproll_rollback_result_patch(p, c, out, e)
	})
}

// Text is a summary of some lines, for people.
func (r *RollbackResult) Text() (string, error) {
	return getText(always, r, func(p *cRollbackResult, out *cBuf, e *cError) status {
		return C.snaproll_rollback_result_text(p, out, e)
	})
}

// String is Text, or the error where the result is closed.
func (r *RollbackResult) String() string { return textOrError(r.Text()) }
