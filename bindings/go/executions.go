package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"iter"
	"time"
)

// ExecutionInfo is what a store tells of an execution.
type ExecutionInfo struct {
	ID         string            `json:"id"`
	Kind       string            `json:"kind"`
	Schema     int64             `json:"schema"`
	State      StateKind         `json:"state"`
	WorkflowID string            `json:"workflow_id"`
	StartedAt  time.Time         `json:"started_at"`
	CreatedAt  time.Time         `json:"created_at"`
	LastCommit time.Time         `json:"last_commit"` // Zero where there is none.
	Commits    uint64            `json:"commits"`
	Attributes map[string]string `json:"attributes"`
	Owner      *OwnerInfo        `json:"owner"` // nil: nobody has it.
}

// OwnerInfo is who has an execution.
type OwnerInfo struct {
	Name    string    `json:"name"`
	Process string    `json:"process"`
	Since   time.Time `json:"since"`
	Lives   bool      `json:"lives"`
}

type cExecutionFilter = C.snaproll_execution_filter

// ExecutionFilter is one thing that the executions of a list have in common.
type ExecutionFilter func(*cExecutionFilter, *cError) (status, error)

// InState are those in that state.
func InState(kind StateKind) ExecutionFilter {
	return func(f *cExecutionFilter, e *cError) (status, error) {
		return C.snaproll_execution_filter_set_state(f, C.int32_t(kind), e), nil
	}
}

// OfKind are those of that kind.
func OfKind(kind string) ExecutionFilter {
	return func(f *cExecutionFilter, e *cError) (status, error) {
		return C.snaproll_execution_filter_set_kind(f, chars(kind), size(kind), e), nil
	}
}

// WithAttribute are those whose attribute of that name has that value.
func WithAttribute(name, value string) ExecutionFilter {
	return func(f *cExecutionFilter, e *cError) (status, error) {
		return C.snaproll_execution_filter_add_attribute(f, chars(name), size(name),
			chars(value), size(value), e), nil
	}
}

// CommittedFrom are those whose last commit is of that time or later.
func CommittedFrom(t time.Time) ExecutionFilter {
	return func(f *cExecutionFilter, e *cError) (status, error) {
		nanoseconds, err := fromTime(t)
		if err != nil {
			return 0, err
		}
		return C.snaproll_execution_filter_set_committed_from(f, nanoseconds, e), nil
	}
}

// CommittedUntil are those whose last commit is before that time.
func CommittedUntil(t time.Time) ExecutionFilter {
	return func(f *cExecutionFilter, e *cError) (status, error) {
		nanoseconds, err := fromTime(t)
		if err != nil {
			return 0, err
		}
		return C.snaproll_execution_filter_set_committed_until(f, nanoseconds, e), nil
	}
}

// Owned are those that a living owner has, or the others.
func Owned(owned bool) ExecutionFilter {
	return func(f *cExecutionFilter, e *cError) (status, error) {
		return C.snaproll_execution_filter_set_owned(f, C.bool(owned), e), nil
	}
}

// executionFilter gives the filter of the library, which the caller frees.
func executionFilter(given []ExecutionFilter) (*cExecutionFilter, error) {
	var made *cExecutionFilter
	var e cError
	if err := check(C.snaproll_execution_filter_new(&made, &e), &e); err != nil {
		return nil, err
	}
	for _, add := range given {
		err := error(missing("ExecutionFilter"))
		if add != nil {
			var s status
			if s, err = add(made, &e); err == nil {
				err = check(s, &e)
			}
		}
		if err != nil {
			C.snaproll_execution_filter_free(made)
			return nil, err
		}
	}
	return made, nil
}

// executionsAPage is how many executions are read at a time.
const executionsAPage = 100

// Executions are the executions that all filters name, newest first. They are
// read page by page, without their states; an error ends them.
//
//	for info, err := range store.Executions(snaproll.InState(snaproll.Paused)) {
func (s *Store) Executions(ctx context.Context, filters ...ExecutionFilter) iter.Seq2[ExecutionInfo, error] {
	return func(yield func(ExecutionInfo, error) bool) {
		var page executionPage
		for first := true; first || page.Next != 0; first = false {
			var err error
			if page, err = s.page(ctx, filters, page.Next); err != nil {
				yield(ExecutionInfo{}, err)
				return
			}
			for _, info := range page.Executions {
				if !yield(info, nil) {
					return
				}
			}
		}
	}
}

type executionPage struct {
	Executions []ExecutionInfo
	Next       int64
}

func (s *Store) page(ctx context.Context, filters []ExecutionFilter, cursor int64) (page executionPage, err error) {
	filter, err := executionFilter(filters)
	if err != nil {
		return page, err
	}
	defer C.snaproll_execution_filter_free(filter)
	err = getJSON(ctx, s, &page, func(p *cStore, out *cBuf, e *cError) status {
		return C.snaproll_store_executions(p, filter, C.int64_t(cursor), executionsAPage, out, e)
	})
	return page, err
}

// Info is what the store tells of one execution.
func (s *Store) Info(id string) (info ExecutionInfo, err error) {
	err = getJSON(always, s, &info, func(p *cStore, out *cBuf, e *cError) status {
		return C.snaproll_store_info(p, chars(id), size(id), out, e)
	})
	return info, err
}
