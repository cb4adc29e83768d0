package snaproll

/*
#include "snaproll.h"

// All that a summary tells, in one crossing.
typedef struct totals {
  size_t total_snapshots;
  size_t max_snapshots;
  size_t interval;
  size_t nodes_processed;
  int64_t oldest;
  int64_t newest;
  snaproll_buf json;
  bool enabled;
} totals;

static int32_t summary_totals(const snaproll_summary* s, totals* out,
                              snaproll_error** error) {
  int32_t status = snaproll_summary_total_snapshots(s, &out->total_snapshots,
                                                    error);
  if (status == SNAPROLL_OK)
    status = snaproll_summary_max_snapshots(s, &out->max_snapshots, error);
  if (status == SNAPROLL_OK)
    status = snaproll_summary_auto_snapshot_enabled(s, &out->enabled, error);
  if (status == SNAPROLL_OK)
    status = snaproll_summary_auto_snapshot_interval(s, &out->interval, error);
  if (status == SNAPROLL_OK)
    status = snaproll_summary_oldest_snapshot(s, &out->oldest, error);
  if (status == SNAPROLL_OK)
    status = snaproll_summary_newest_snapshot(s, &out->newest, error);
  if (status == SNAPROLL_OK)
    status = snaproll_summary_nodes_processed(s, &out->nodes_processed, error);
  if (status == SNAPROLL_OK)
    status = snaproll_summary_to_json(s, &out->json, error);
  return status;
}
*/
import "C"

import "time"

// Summary is what a manager tells of its history.
type Summary struct {
	TotalSnapshots       int
	MaxSnapshots         int // Or Unlimited.
	AutoSnapshotEnabled  bool
	AutoSnapshotInterval int
	OldestSnapshot       time.Time // CreatedAt of the back of the history, or zero.
	NewestSnapshot       time.Time // CreatedAt of the front, or zero.
	NodesProcessed       int

	json string
}

// Summary tells of the history.
func (m *Manager) Summary() (*Summary, error) {
	made, err := get(always, m, func(p *cManager, out **C.snaproll_summary, e *cError) status {
		return C.snaproll_manager_summary(p, out, e)
	})
	if err != nil {
		return nil, err
	}
	defer C.snaproll_summary_free(made)
	var out C.totals
	var e cError
	if err := check(C.summary_totals(made, &out, &e), &e); err != nil {
		return nil, err
	}
	return &Summary{
		TotalSnapshots:       int(out.total_snapshots),
		MaxSnapshots:         int(out.max_snapshots),
		AutoSnapshotEnabled:  bool(out.enabled),
		AutoSnapshotInterval: int(out.interval),
		OldestSnapshot:       toTime(out.oldest),
		NewestSnapshot:       toTime(out.newest),
		NodesProcessed:       int(out.nodes_processed),
		json:                 takeText(&out.json),
	}, nil
}

// ToJSON is the JSON form of what the library told.
func (s *Summary) ToJSON() string { return s.json }

// MarshalJSON is ToJSON, for encoding/json.
func (s *Summary) MarshalJSON() ([]byte, error) {
	if s.json == "" {
		return nil, newError(ErrUnusable, "this Summary is of no manager")
	}
	return []byte(s.json), nil
}
