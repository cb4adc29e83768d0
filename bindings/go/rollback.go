package snaproll

/*
#include <string.h>

#include "snaproll.h"

// All that a rollback result tells, in one crossing.
typedef struct outcome {
  snaproll_id id;
  int64_t rolled_back_at;
  size_t nodes_removed;
  size_t variables_changed;
  snaproll_view error;
  snaproll_buf json;    // Where it does not fit into the room.
  size_t json_size;
  char room[504];
  bool success;
  bool applied;
} outcome;

static int32_t rollback_outcome(const snaproll_rollback_result* r, outcome* out,
                                snaproll_error** error) {
  int32_t status = snaproll_rollback_result_success(r, &out->success, error);
  if (status == SNAPROLL_OK)
    status = snaproll_rollback_result_applied_snapshot_id(r, &out->id,
                                                          &out->applied, error);
  if (status == SNAPROLL_OK)
    status = snaproll_rollback_result_nodes_removed(r, &out->nodes_removed,
                                                    error);
  if (status == SNAPROLL_OK)
    status = snaproll_rollback_result_variables_changed(
        r, &out->variables_changed, error);
  if (status == SNAPROLL_OK)
    status = snaproll_rollback_result_error(r, &out->error, error);
  if (status == SNAPROLL_OK)
    status = snaproll_rollback_result_rolled_back_at(r, &out->rolled_back_at,
                                                     error);
  if (status == SNAPROLL_OK)
    status = snaproll_rollback_result_to_json(r, &out->json, error);
  if (status == SNAPROLL_NO_MEMORY) {  // It is made in Go.
    if (error != NULL) snaproll_error_free(*error);
    if (error != NULL) *error = NULL;
    return SNAPROLL_OK;
  }
  if (status == SNAPROLL_OK) {
    out->json_size = out->json.size;
    if (out->json_size <= sizeof out->room) {
      memcpy(out->room, out->json.data, out->json_size);
      snaproll_buf_dispose(&out->json);
    }
  }
  return status;
}
*/
import "C"

import (
	"context"
	"errors"
	"time"
	"unsafe"
)

type cRollbackResult = C.snaproll_rollback_result

// RollbackResult is what a rollback did, or that it failed. Its fields and its
// JSON form were read when it was made and stay readable after Close. What its
// methods tell is not in the JSON form: empty in a result that was read from
// that, and in a failure.
type RollbackResult struct {
	handle
	Success           bool
	AppliedSnapshotID *ID // nil: none was applied.
	NodesRemoved      int // Node results before less those after, never below 0.
	VariablesChanged  int // Variables that were there and are gone or differ.
	Error             string
	RolledBackAt      time.Time // Also of a failure.

	json string
}

var rollbackResultNoun = &noun{"RollbackResult", func(p unsafe.Pointer) {
	C.snaproll_rollback_result_free((*cRollbackResult)(p))
}}

func (r *RollbackResult) use(ctx context.Context) (*cRollbackResult, error) {
	if r == nil {
		return nil, missing("RollbackResult")
	}
	address, err := r.acquire(ctx)
	return (*cRollbackResult)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (r *RollbackResult) Close() error {
	if r == nil {
		return nil
	}
	return r.handle.close()
}

// ToJSON is the JSON form of what the library told.
func (r *RollbackResult) ToJSON() string { return r.json }

// MarshalJSON is ToJSON, for encoding/json.
func (r *RollbackResult) MarshalJSON() ([]byte, error) {
	if r.json == "" {
		return nil, newError(ErrUnusable, "this RollbackResult is of no rollback")
	}
	return []byte(r.json), nil
}

// RollbackResultFromJSON reads the JSON form.
func RollbackResultFromJSON[T Text](text T) (*RollbackResult, error) {
	var made *cRollbackResult
	var e cError
	s := C.snaproll_rollback_result_from_json(chars(text), size(text), &made, &e)
	return toRollbackResult(made, check(s, &e))
}

// Ref is another handle of the same result.
func (r *RollbackResult) Ref() (*RollbackResult, error) {
	return rollback(always, r, func(p *cRollbackResult, out **cRollbackResult, e *cError) status {
		return C.snaproll_rollback_result_ref(p, out, e)
	})
}

// toRollbackResult reads what a rollback gave. There may be a result beside an
// error.
func toRollbackResult(made *cRollbackResult, failed error) (*RollbackResult, error) {
	if made == nil {
		return nil, failed
	}
	r := &RollbackResult{}
	r.own(rollbackResultNoun, unsafe.Pointer(made))
	if err := r.readOutcome(); err != nil {
		r.Close()
		return nil, errors.Join(failed, err)
	}
	return r, failed
}

func (r *RollbackResult) readOutcome() error {
	p, err := r.use(always)
	if err != nil {
		return err
	}
	defer r.release()
	var out C.outcome
	var e cError
	if err := check(C.rollback_outcome(p, &out, &e), &e); err != nil {
		return err
	}
	r.Success, r.Error = bool(out.success), viewText(out.error)
	r.NodesRemoved, r.VariablesChanged = int(out.nodes_removed), int(out.variables_changed)
	r.RolledBackAt = toTime(out.rolled_back_at)
	if out.applied {
		id := toID(out.id)
		r.AppliedSnapshotID = &id
	}
	switch {
	case out.json_size == 0:
		return r.makeJSON()
	case out.json_size <= C.size_t(len(out.room)):
		r.json = C.GoStringN(&out.room[0], C.int(out.json_size))
	default:
		r.json = takeText(&out.json)
	}
	return nil
}

// makeJSON makes the JSON form where the library had no memory for it: the rollback
// is done, and must not be told as one that failed.
func (r *RollbackResult) makeJSON() error {
	var told *string
	if !r.Success {
		told = &r.Error
	}
	text, err := encode(struct {
		Success   bool    `json:"success"`
		Applied   *ID     `json:"applied_snapshot_id"`
		Nodes     int     `json:"nodes_removed"`
		Variables int     `json:"variables_changed"`
		Error     *string `json:"error"`
		At        string  `json:"rolled_back_at"`
	}{r.Success, r.AppliedSnapshotID, r.NodesRemoved, r.VariablesChanged, told,
		timeText(r.RolledBackAt)})
	r.json = string(text)
	return err
}

// timeText is a time by rule J4: 0, 3, 6 or 9 digits of a second.
func timeText(t time.Time) string {
	form := "2006-01-02T15:04:05Z"
	switch ns := t.Nanosecond(); {
	case ns%1_000 != 0:
		form = "2006-01-02T15:04:05.000000000Z"
	case ns%1_000_000 != 0:
		form = "2006-01-02T15:04:05.000000Z"
	case ns != 0:
		form = "2006-01-02T15:04:05.000Z"
	}
	return t.UTC().Format(form)
}

// rollback calls a function that gives a rollback result.
func rollback[P any](
	ctx context.Context, u user[P], call func(P, **cRollbackResult, *cError) status,
) (*RollbackResult, error) {
	var made *cRollbackResult
	err := do(ctx, u, func(p P, e *cError) status { return call(p, &made, e) })
	return toRollbackResult(made, err)
}

// Rollback applies the newest snapshot to the context. Where a rollback fails
// for lack of a snapshot, a result that tells so comes beside the error.
func (m *Manager) Rollback(ctx context.Context, of *Context) (*RollbackResult, error) {
	given, err := of.use(ctx)
	if err != nil {
		return nil, err
	}
	defer of.release()
	return rollback(ctx, m, func(p *cManager, out **cRollbackResult, e *cError) status {
		return C.snaproll_manager_rollback(p, given, out, e)
	})
}

// RollbackTo applies the snapshot with an id to the context.
func (m *Manager) RollbackTo(ctx context.Context, of *Context, id ID) (*RollbackResult, error) {
	given, err := of.use(ctx)
	if err != nil {
		return nil, err
	}
	defer of.release()
	wanted := id.given()
	return rollback(ctx, m, func(p *cManager, out **cRollbackResult, e *cError) status {
		return C.snaproll_manager_rollback_to(p, given, &wanted, out, e)
	})
}

// RollbackN applies the n-th newest snapshot to the context; 1 is the newest.
func (m *Manager) RollbackN(ctx context.Context, of *Context, n int) (*RollbackResult, error) {
	steps, err := count("a number of steps", n)
	if err != nil {
		return nil, err
	}
	given, err := of.use(ctx)
	if err != nil {
		return nil, err
	}
	defer of.release()
	return rollback(ctx, m, func(p *cManager, out **cRollbackResult, e *cError) status {
		return C.snaproll_manager_rollback_n(p, given, steps, out, e)
	})
}
