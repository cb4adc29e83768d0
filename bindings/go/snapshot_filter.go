package snaproll

// #include "snaproll.h"
import "C"

import "time"

type cSnapshotFilter = C.snaproll_snapshot_filter

// SnapshotFilter is one thing that the snapshots of a list have in common.
type SnapshotFilter func(*cSnapshotFilter, *cError) (status, error)

// Labelled are those of that label.
func Labelled(label string) SnapshotFilter {
	return func(f *cSnapshotFilter, e *cError) (status, error) {
		return C.snaproll_snapshot_filter_set_label(f, chars(label), size(label), e), nil
	}
}

// TriggeredBy are those that this node triggered.
func TriggeredBy(node string) SnapshotFilter {
	return func(f *cSnapshotFilter, e *cError) (status, error) {
		return C.snaproll_snapshot_filter_set_trigger_node(f, chars(node), size(node), e), nil
	}
}

// Automatic are those that were taken automatically, or the others.
func Automatic(automatic bool) SnapshotFilter {
	return func(f *cSnapshotFilter, e *cError) (status, error) {
		return C.snaproll_snapshot_filter_set_automatic(f, C.bool(automatic), e), nil
	}
}

// TakenFrom are those that were taken at that time or later.
func TakenFrom(t time.Time) SnapshotFilter {
	return func(f *cSnapshotFilter, e *cError) (status, error) {
		nanoseconds, err := fromTime(t)
		if err != nil {
			return 0, err
		}
		return C.snaproll_snapshot_filter_set_from(f, nanoseconds, e), nil
	}
}

// TakenUntil are those that were taken before that time.
func TakenUntil(t time.Time) SnapshotFilter {
	return func(f *cSnapshotFilter, e *cError) (status, error) {
		nanoseconds, err := fromTime(t)
		if err != nil {
			return 0, err
		}
		return C.snaproll_snapshot_filter_set_until(f, nanoseconds, e), nil
	}
}

// Behind are those behind a snapshot, the last one of the page before.
func Behind(id ID) SnapshotFilter {
	return func(f *cSnapshotFilter, e *cError) (status, error) {
		given := id.given()
		return C.snaproll_snapshot_filter_set_after(f, &given, e), nil
	}
}

// AtMost are the first so many of them, or all with [Unlimited].
func AtMost(n int) SnapshotFilter {
	return func(f *cSnapshotFilter, e *cError) (status, error) {
		limit, err := maximum(n)
		if err != nil {
			return 0, err
		}
		return C.snaproll_snapshot_filter_set_limit(f, limit, e), nil
	}
}

// snapshotFilter gives the filter of the library, which the caller frees.
func snapshotFilter(given []SnapshotFilter) (*cSnapshotFilter, error) {
	var made *cSnapshotFilter
	var e cError
	if err := check(C.snaproll_snapshot_filter_new(&made, &e), &e); err != nil {
		return nil, err
	}
	for _, add := range given {
		err := error(missing("SnapshotFilter"))
		if add != nil {
			var s status
			if s, err = add(made, &e); err == nil {
				err = check(s, &e)
			}
		}
		if err != nil {
			C.snaproll_snapshot_filter_free(made)
			return nil, err
		}
	}
	return made, nil
}
