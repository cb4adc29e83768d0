package snaproll

/*
#include "snaproll.h"

enum { TAKE_OVER = 1, DRY_RUN = 2 };

// What is erased, in one crossing: by a pointer where `text` is NULL.
static int32_t erase_options(const char* pointer, size_t pointer_size,
                             const char* text, size_t text_size,
                             const char* reason, size_t reason_size,
                             uint32_t flags, bool by_text,
                             snaproll_erase_options** out,
                             snaproll_error** error) {
  snaproll_erase_options* made = NULL;
  int32_t status = snaproll_erase_options_new(&made, error);
  if (status == SNAPROLL_OK) {
    status = by_text ? snaproll_erase_options_set_containing(made, text,
                                                             text_size, error)
                     : snaproll_erase_options_set_pointer(made, pointer,
                                                          pointer_size, error);
  }
  if (status == SNAPROLL_OK)
    status = snaproll_erase_options_set_reason(made, reason, reason_size, error);
  if (status == SNAPROLL_OK && (flags & TAKE_OVER))
    status = snaproll_erase_options_set_take_over(made, true, error);
  if (status == SNAPROLL_OK && (flags & DRY_RUN))
    status = snaproll_erase_options_set_dry_run(made, true, error);
  if (status == SNAPROLL_OK) {
    *out = made;
  } else {
    snaproll_erase_options_free(made);
  }
  return status;
}
*/
import "C"

import (
	"context"
	"time"
)

type cEraseOptions = C.snaproll_erase_options

// What is the value that an erase takes out: by Pointer, a place in each state
// that begins with /variables/ or /node_results/, or by Containing, a text that
// gives way to "[erased]" where it stands. One of both.
type What struct {
	Pointer    string
	Containing string
	Reason     string // Why, for the tombstone.
	TakeOver   bool   // Shut out who has one of the executions open for writing.
}

// EraseReport is what an erase did, or would do.
type EraseReport struct {
	ID         *ID      `json:"id"` // Of the tombstone; nil of a plan.
	DryRun     bool     `json:"dry_run"`
	States     uint64   `json:"states"`     // That held it.
	Records    uint64   `json:"records"`    // That were written anew.
	Keyframes  uint64   `json:"keyframes"`  // The same.
	Names      uint64   `json:"names"`      // Tags, holds, attributes and such.
	Executions []string `json:"executions"` // Those that held it.
	Kept       []string `json:"kept"`       // Those whose id holds the text.
	// Its bytes may stand in the file still, since a reader was open:
	// Store.Compact, or the next open for writing, goes on.
	Pending bool `json:"pending"`
}

// Erasure is a tombstone: that something was taken out.
type Erasure struct {
	ID      ID        `json:"id"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason"`
	Pointer *string   `json:"pointer"` // nil of a text, which is not told.
	States  uint64    `json:"states"`
}

func (w What) options(plan bool) (*cEraseOptions, error) {
	if (w.Pointer == "") == (w.Containing == "") {
		return nil, newError(ErrInvalidArgument,
			"an erase is by a pointer or by a text, one of both")
	}
	var flags C.uint32_t
	if w.TakeOver {
		flags |= C.TAKE_OVER
	}
	if plan {
		flags |= C.DRY_RUN
	}
	var out *cEraseOptions
	var e cError
	s := C.erase_options(chars(w.Pointer), size(w.Pointer),
		chars(w.Containing), size(w.Containing), chars(w.Reason), size(w.Reason),
		flags, w.Containing != "", &out, &e)
	return out, check(s, &e)
}

// Erase takes one value out of all that is kept of an execution and of those
// that share records with it, or of all executions where the id is "": every
// snapshot, record and name, and its bytes from the file.
func (s *Store) Erase(ctx context.Context, id string, what What) (EraseReport, error) {
	return s.erase(ctx, id, what, false)
}

// PlanErase is what Erase would do. It changes nothing.
func (s *Store) PlanErase(ctx context.Context, id string, what What) (EraseReport, error) {
	return s.erase(ctx, id, what, true)
}

func (s *Store) erase(
	ctx context.Context, id string, what What, plan bool,
) (report EraseReport, err error) {
	return eraseFrom(ctx, s, what, plan,
		func(p *cStore, o *cEraseOptions, c cCancel, out *cBuf, e *cError) status {
			return C.snaproll_store_erase(p, policyChars(id), size(id), o, c, out, e)
		})
}

// Erasures tells that something was taken out of an execution: newest first.
func (s *Store) Erasures(id string) (erasures []Erasure, err error) {
	err = getJSON(always, s, &erasures, func(p *cStore, out *cBuf, e *cError) status {
		return C.snaproll_store_erasures(p, chars(id), size(id), out, e)
	})
	return erasures, err
}

// Erase takes one value out of all that is kept of the execution, its live state
// included. On a store it saves first. Steps that are open are given up.
func (x *Execution) Erase(ctx context.Context, what What) (EraseReport, error) {
	return x.erase(ctx, what, false)
}

// PlanErase is what Erase would do. It changes nothing.
func (x *Execution) PlanErase(ctx context.Context, what What) (EraseReport, error) {
	return x.erase(ctx, what, true)
}

func (x *Execution) erase(ctx context.Context, what What, plan bool) (EraseReport, error) {
	var report EraseReport
	err := x.alone(ctx, func() (err error) {
		report, err = eraseFrom(ctx, x, what, plan,
			func(p *cExecution, o *cEraseOptions, c cCancel, out *cBuf, e *cError) status {
				return C.snaproll_execution_erase(p, o, c, out, e)
			})
		if err == nil && !plan && x.durable != nil {
			x.durable.owes.Store(false)
		}
		return err
	})
	return report, err
}

// Erasures tells that something was taken out of it: newest first.
func (x *Execution) Erasures() (erasures []Erasure, err error) {
	err = getJSON(always, x, &erasures, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_erasures(p, out, e)
	})
	return erasures, err
}

func eraseFrom[P any](
	ctx context.Context, u user[P], what What, plan bool,
	call func(P, *cEraseOptions, cCancel, *cBuf, *cError) status,
) (report EraseReport, err error) {
	options, err := what.options(plan)
	if err != nil {
		return report, err
	}
	defer C.snaproll_erase_options_free(options)
	err = jsonUntil(ctx, u, &report, func(p P, stop cCancel, out *cBuf, e *cError) status {
		return call(p, options, stop, out, e)
	})
	return report, err
}
