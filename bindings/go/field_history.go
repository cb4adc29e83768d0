package snaproll

/*
#include "snaproll.h"

// The columns of a history that are there at once, in one crossing; borrowed
// while the history lives.
typedef struct field_columns {
  size_t count;
  const snaproll_id* ids;
  const int64_t* created_at;
} field_columns;

static int32_t history_columns(const snaproll_field_history* history,
                               field_columns* out, snaproll_error** error) {
  int32_t status = snaproll_field_history_count(history, &out->count, error);
  if (status == SNAPROLL_OK)
    status = snaproll_field_history_ids(history, &out->ids, error);
  if (status == SNAPROLL_OK)
    status = snaproll_field_history_created_at(history, &out->created_at,
                                               error);
  return status;
}

// The texts of both values.
typedef struct field_texts {
  const size_t* before_offsets;
  const char* before;
  const size_t* after_offsets;
  const char* after;
} field_texts;

static int32_t history_texts(const snaproll_field_history* history,
                             field_texts* out, snaproll_error** error) {
  int32_t status = snaproll_field_history_before(history, &out->before_offsets,
                                                 &out->before, error);
  if (status == SNAPROLL_OK)
    status = snaproll_field_history_after(history, &out->after_offsets,
                                          &out->after, error);
  return status;
}

// One value as JSON; no text where nothing is there.
static int32_t history_value(const snaproll_field_history* history,
                             size_t index, bool after, snaproll_buf* out,
                             snaproll_error** error) {
  const int flag = after ? SNAPROLL_FIELD_HAS_AFTER : SNAPROLL_FIELD_HAS_BEFORE;
  const uint8_t* flags = NULL;
  snaproll_value* value = NULL;
  size_t count = 0;
  int32_t status = snaproll_field_history_count(history, &count, error);
  if (status == SNAPROLL_OK && index < count) {
    status = snaproll_field_history_flags(history, &flags, error);
    if (status != SNAPROLL_OK || (flags[index] & flag) == 0) return status;
  }
  if (status == SNAPROLL_OK)
    status = after ? snaproll_field_history_after_at(history, index, &value,
                                                     error)
                   : snaproll_field_history_before_at(history, index, &value,
                                                      error);
  if (status == SNAPROLL_OK)
    status = snaproll_value_to_json(value, NULL, out, error);
  snaproll_value_free(value);
  return status;
}
*/
import "C"

import (
	"context"
	"encoding/json"
	"iter"
	"time"
	"unsafe"
)

type cFieldHistory = C.snaproll_field_history

// FieldChange is a snapshot in which a value is not the same as in the one that
// entered before it.
type FieldChange struct {
	SnapshotID ID
	CreatedAt  time.Time
	Before     json.RawMessage // nil: nothing was there.
	After      json.RawMessage // nil: it is gone.
}

// FieldHistory is the changes of one value, newest first. Immutable.
type FieldHistory struct{ handle }

var fieldHistoryNoun = &noun{"FieldHistory", func(p unsafe.Pointer) {
	C.snaproll_field_history_free((*cFieldHistory)(p))
}}

func (h *FieldHistory) use(ctx context.Context) (*cFieldHistory, error) {
	if h == nil {
		return nil, missing("FieldHistory")
	}
	address, err := h.acquire(ctx)
	return (*cFieldHistory)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (h *FieldHistory) Close() error {
	if h == nil {
		return nil
	}
	return h.handle.close()
}

func toFieldHistory(made *cFieldHistory, err error) (*FieldHistory, error) {
	if err != nil {
		return nil, err
	}
	history := &FieldHistory{}
	history.own(fieldHistoryNoun, unsafe.Pointer(made))
	return history, nil
}

// History is the snapshots in which the value at a JSON Pointer changed. It
// starts with /variables, /node_results or /state.
func (m *Manager) History(pointer string) (*FieldHistory, error) {
	return toFieldHistory(get(always, m, func(p *cManager, out **cFieldHistory, e *cError) status {
		return C.snaproll_manager_history(p, chars(pointer), size(pointer), out, e)
	}))
}

// History is the snapshots in which the value at a JSON Pointer changed. It
// starts with /variables, /node_results or /state.
func (x *Execution) History(pointer string) (*FieldHistory, error) {
	return toFieldHistory(get(always, x, func(p *cExecution, out **cFieldHistory, e *cError) status {
		return C.snaproll_execution_history(p, chars(pointer), size(pointer), out, e)
	}))
}

// Count is the number of changes.
func (h *FieldHistory) Count() (int, error) {
	out, err := get(always, h, func(p *cFieldHistory, out *C.size_t, e *cError) status {
		return C.snaproll_field_history_count(p, out, e)
	})
	return int(out), err
}

// Snapshot is the snapshot of the i-th change.
func (h *FieldHistory) Snapshot(i int) (*Snapshot, error) {
	index, err := count("an index", i)
	if err != nil {
		return nil, err
	}
	return toSnapshot(get(always, h, func(p *cFieldHistory, out **cSnapshot, e *cError) status {
		return C.snaproll_field_history_at(p, index, out, e)
	}))
}

// At is the i-th change.
func (h *FieldHistory) At(i int) (FieldChange, error) {
	index, err := count("an index", i)
	if err != nil {
		return FieldChange{}, err
	}
	p, err := h.use(always)
	if err != nil {
		return FieldChange{}, err
	}
	defer h.release() // The columns are borrowed until then.
	before, err := valueAt(p, index, false)
	if err != nil {
		return FieldChange{}, err
	}
	after, err := valueAt(p, index, true)
	if err != nil {
		return FieldChange{}, err
	}
	var columns C.field_columns
	var e cError
	if err := check(C.history_columns(p, &columns, &e), &e); err != nil {
		return FieldChange{}, err
	}
	return FieldChange{
		SnapshotID: toID(unsafe.Slice(columns.ids, i+1)[i]),
		CreatedAt:  toTime(unsafe.Slice(columns.created_at, i+1)[i]),
		Before:     before, After: after,
	}, nil
}

// valueAt is one value of a change; nil where nothing is there.
func valueAt(p *cFieldHistory, index C.size_t, after bool) (json.RawMessage, error) {
	var out cBuf
	var e cError
	s := C.history_value(p, index, C.bool(after), &out, &e)
	if err := check(s, &e); err != nil || out.data == nil {
		return nil, err
	}
	return json.RawMessage(takeText(&out)), nil
}

// Changes are all changes, with the text of every value: of a long history of
// large values At costs less.
func (h *FieldHistory) Changes() ([]FieldChange, error) {
	p, err := h.use(always)
	if err != nil {
		return nil, err
	}
	defer h.release() // The columns are borrowed until then.
	var columns C.field_columns
	var texts C.field_texts
	var e cError
	if err := check(C.history_columns(p, &columns, &e), &e); err != nil {
		return nil, err
	}
	if err := check(C.history_texts(p, &texts, &e), &e); err != nil {
		return nil, err
	}
	n := int(columns.count)
	ids, times := unsafe.Slice(columns.ids, n), unsafe.Slice(columns.created_at, n)
	changes := make([]FieldChange, n)
	for i := range changes {
		changes[i] = FieldChange{
			SnapshotID: toID(ids[i]), CreatedAt: toTime(times[i]),
			Before: rawAt(texts.before, texts.before_offsets, i),
			After:  rawAt(texts.after, texts.after_offsets, i),
		}
	}
	return changes, nil
}

// All goes through the changes, newest first, and reads the values of one at a
// time. An error ends it.
func (h *FieldHistory) All() iter.Seq2[FieldChange, error] {
	return func(yield func(FieldChange, error) bool) {
		n, err := h.Count()
		for i := 0; err == nil && i < n; i++ {
			var change FieldChange
			if change, err = h.At(i); err == nil && !yield(change, nil) {
				return
			}
		}
		if err != nil {
			yield(FieldChange{}, err)
		}
	}
}

// rawAt is the i-th JSON text of a column; nil where it is absent.
func rawAt(bytes *C.char, offsets *C.size_t, i int) json.RawMessage {
	if text := textAt(bytes, offsets, i); text != "" {
		return json.RawMessage(text)
	}
	return nil
}

// Bisect is the oldest change whose new value satisfies a predicate; false where
// none does. The predicate gets nil where the value is gone. It is assumed to
// hold for every value from some change on and for none before; else any change
// that satisfies it may be found. It is called O(log changes) times; an error
// of it ends the search.
func (h *FieldHistory) Bisect(
	holds func(after json.RawMessage) (bool, error),
) (FieldChange, bool, error) {
	if holds == nil {
		return FieldChange{}, false, missing("predicate")
	}
	fails, err := h.Count()
	if err != nil {
		return FieldChange{}, false, err
	}
	var found FieldChange
	held := 0
	for held < fails {
		middle := held + (fails-held)/2
		change, err := h.At(middle)
		if err != nil {
			return FieldChange{}, false, err
		}
		ok, err := holds(change.After)
		if err != nil {
			return FieldChange{}, false, err
		}
		if ok {
			found, held = change, middle+1
		} else {
			fails = middle
		}
	}
	return found, held > 0, nil
}

// Bisect is the Bisect of the history of a JSON Pointer.
func (m *Manager) Bisect(
	pointer string, holds func(after json.RawMessage) (bool, error),
) (FieldChange, bool, error) {
	return bisect(holds)(m.History(pointer))
}

// Bisect is the Bisect of the history of a JSON Pointer.
func (x *Execution) Bisect(
	pointer string, holds func(after json.RawMessage) (bool, error),
) (FieldChange, bool, error) {
	return bisect(holds)(x.History(pointer))
}

func bisect(
	holds func(after json.RawMessage) (bool, error),
) func(*FieldHistory, error) (FieldChange, bool, error) {
	return func(history *FieldHistory, err error) (FieldChange, bool, error) {
		if err != nil {
			return FieldChange{}, false, err
		}
		defer history.Close()
		return history.Bisect(holds)
	}
}

// Ref is another handle of the same history.
func (h *FieldHistory) Ref() (*FieldHistory, error) {
	return toFieldHistory(get(always, h, func(p *cFieldHistory, out **cFieldHistory, e *cError) status {
		return C.snaproll_field_history_ref(p, out, e)
	}))
}
