package snaproll

/*
#include "snaproll.h"

// All columns of a list, in one crossing; borrowed while the list lives.
typedef struct columns {
  size_t count;
  const snaproll_id* ids;
  const int64_t* created_at;
  const uint8_t* flags;
  const size_t* label_offsets;
  const char* labels;
  const size_t* node_offsets;
  const char* nodes;
} columns;

static int32_t list_columns(const snaproll_snapshot_list* list, columns* out,
                            snaproll_error** error) {
  int32_t status = snaproll_snapshot_list_count(list, &out->count, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_list_ids(list, &out->ids, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_list_created_at(list, &out->created_at, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_list_flags(list, &out->flags, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_list_labels(list, &out->label_offsets,
                                           &out->labels, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_list_trigger_nodes(list, &out->node_offsets,
                                                  &out->nodes, error);
  return status;
}
*/
import "C"

import (
	"context"
	"iter"
	"time"
	"unsafe"
)

// SnapshotFlag tells what an entry of a list is and has.
type SnapshotFlag uint8

// The flags of an entry.
const (
	SnapshotAuto           SnapshotFlag = C.SNAPROLL_SNAPSHOT_AUTO
	SnapshotHasLabel       SnapshotFlag = C.SNAPROLL_SNAPSHOT_HAS_LABEL
	SnapshotHasTriggerNode SnapshotFlag = C.SNAPROLL_SNAPSHOT_HAS_TRIGGER_NODE
)

// SnapshotEntry is what a list tells of one snapshot.
type SnapshotEntry struct {
	ID          ID
	CreatedAt   time.Time
	Flags       SnapshotFlag
	Label       string
	TriggerNode string
}

// SnapshotList is a history as it was at one time, newest first. Immutable.
type SnapshotList struct{ handle }

var snapshotListNoun = &noun{"SnapshotList", func(p unsafe.Pointer) {
	C.snaproll_snapshot_list_free((*C.snaproll_snapshot_list)(p))
}}

func (l *SnapshotList) use(ctx context.Context) (*C.snaproll_snapshot_list, error) {
	if l == nil {
		return nil, missing("SnapshotList")
	}
	address, err := l.acquire(ctx)
	return (*C.snaproll_snapshot_list)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (l *SnapshotList) Close() error {
	if l == nil {
		return nil
	}
	return l.handle.close()
}

// List is the history, newest first, or what all filters name of it. Of a store
// only what is told of the snapshots is read, not their states.
func (m *Manager) List(filters ...SnapshotFilter) (*SnapshotList, error) {
	made, err := m.list(filters)
	if err != nil {
		return nil, err
	}
	list := &SnapshotList{}
	list.own(snapshotListNoun, unsafe.Pointer(made))
	return list, nil
}

func (m *Manager) list(filters []SnapshotFilter) (*C.snaproll_snapshot_list, error) {
	if len(filters) == 0 {
		return get(always, m, func(p *cManager, out **C.snaproll_snapshot_list, e *cError) status {
			return C.snaproll_manager_list(p, out, e)
		})
	}
	filter, err := snapshotFilter(filters)
	if err != nil {
		return nil, err
	}
	defer C.snaproll_snapshot_filter_free(filter)
	return get(always, m, func(p *cManager, out **C.snaproll_snapshot_list, e *cError) status {
		return C.snaproll_manager_list_filtered(p, filter, out, e)
	})
}

// Count is the number of snapshots in the list.
func (l *SnapshotList) Count() (int, error) {
	out, err := get(always, l, func(p *C.snaproll_snapshot_list, out *C.size_t, e *cError) status {
		return C.snaproll_snapshot_list_count(p, out, e)
	})
	return int(out), err
}

// At is the i-th snapshot.
func (l *SnapshotList) At(i int) (*Snapshot, error) {
	index, err := count("an index", i)
	if err != nil {
		return nil, err
	}
	return toSnapshot(get(always, l, func(p *C.snaproll_snapshot_list, out **cSnapshot, e *cError) status {
		return C.snaproll_snapshot_list_at(p, index, out, e)
	}))
}

// Entries tells of every snapshot of the list.
func (l *SnapshotList) Entries() ([]SnapshotEntry, error) {
	var entries []SnapshotEntry
	for entry, err := range l.All() {
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// All goes through the list, newest first, in one crossing, and makes no more of
// an entry than is looked at. An error comes alone.
func (l *SnapshotList) All() iter.Seq2[SnapshotEntry, error] {
	return func(yield func(SnapshotEntry, error) bool) {
		p, err := l.use(always)
		if err != nil {
			yield(SnapshotEntry{}, err)
			return
		}
		defer l.release() // The columns are borrowed until then.
		var columns C.columns
		var e cError
		if err := check(C.list_columns(p, &columns, &e), &e); err != nil {
			yield(SnapshotEntry{}, err)
			return
		}
		for i := range int(columns.count) {
			if !yield(entryAt(&columns, i), nil) {
				return
			}
		}
	}
}

func entryAt(columns *C.columns, i int) SnapshotEntry {
	return SnapshotEntry{
		ID:          toID(unsafe.Slice(columns.ids, i+1)[i]),
		CreatedAt:   toTime(unsafe.Slice(columns.created_at, i+1)[i]),
		Flags:       SnapshotFlag(unsafe.Slice(columns.flags, i+1)[i]),
		Label:       textAt(columns.labels, columns.label_offsets, i),
		TriggerNode: textAt(columns.nodes, columns.node_offsets, i),
	}
}

// textAt is the i-th text of a column of texts.
func textAt(bytes *C.char, offsets *C.size_t, i int) string {
	bounds := unsafe.Slice(offsets, i+2)
	from, to := bounds[i], bounds[i+1]
	if from == to {
		return ""
	}
	return string(unsafe.Slice((*byte)(unsafe.Pointer(bytes)), to)[from:])
}
