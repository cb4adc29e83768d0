package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"time"
)

// PruneReport is what pruning a history did, or would do.
type PruneReport struct {
	Removed    int    `json:"removed"`
	BytesFreed uint64 `json:"bytes_freed"`
	// Of a plan on a store: what Store.Compact gives back besides.
	BytesCompactable *uint64          `json:"bytes_compactable"`
	Snapshots        []PrunedSnapshot `json:"snapshots"` // All, newest first.
}

// PrunedSnapshot is what a policy says of one snapshot.
type PrunedSnapshot struct {
	ID        ID        `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	Stays     bool      `json:"stays"`
	Reasons   string    `json:"reasons"` // The rules that want it, and what removes it.
	Bytes     uint64    `json:"bytes"`
}

// Usage is what some snapshots of a history take, in bytes.
type Usage struct {
	// All that they are made of: in memory values; on a store the records and
	// keyframes that their states are read from.
	Total uint64 `json:"total"`
	// The part of it that is theirs: values that nothing else holds; their own
	// records.
	Alone  uint64 `json:"alone"`
	Shared uint64 `json:"shared"` // The rest of it.
	Freed  uint64 `json:"freed"`  // What would be given back if they left.
}

// ExpireReport is which executions a policy let go, or would let go.
type ExpireReport struct {
	Removed    int                `json:"removed"`
	Executions []ExpiredExecution `json:"executions"` // Newest first.
}

// ExpiredExecution is an execution that a policy lets go.
type ExpiredExecution struct {
	ID         string    `json:"id"`
	LastCommit time.Time `json:"last_commit"`
	Removed    bool      `json:"removed"`
	Reason     string    `json:"reason"` // The rule, or why it stays: owned, held, group, busy.
}

// PolicyText is the canonical text of a policy: two of the same mean the same.
func PolicyText(policy string) (string, error) {
	var out cBuf
	var e cError
	s := C.snaproll_policy_text(chars(policy), size(policy), &out, &e)
	if err := check(s, &e); err != nil {
		return "", err
	}
	return takeText(&out), nil
}

// policyChars is nil for "", which is no policy.
func policyChars(policy string) *C.char {
	if policy == "" {
		return nil
	}
	return chars(policy)
}

// policyOf is "" where there is no policy.
func policyOf[P any](ctx context.Context, u user[P], call func(P, *cBuf, *C.bool, *cError) status) (string, error) {
	out, present, err := find(ctx, u, call)
	if err != nil || !present {
		return "", err
	}
	return takeText(&out), nil
}

// SetPolicy tells which snapshots stay: "keep-last=10 keep-daily=7" and its like.
// "" is no policy of its own: then that of the store holds. From then on,
// snapshots that it does not want leave when others enter.
func (h *histories) SetPolicy(ctx context.Context, policy string) error {
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_set_policy(p, policyChars(policy), size(policy), e)
	})
}

// Policy is the policy of the history, else that of its store, as canonical text;
// "" where there is none.
func (h *histories) Policy() (string, error) {
	return policyOf(always, h.managed(), func(p *cManager, out *cBuf, present *C.bool, e *cError) status {
		return C.snaproll_manager_policy(p, out, present, e)
	})
}

// Prune lets all snapshots go that the policy ("": that of the history) does not
// want, and gives back what they took. It is ErrNotFound where there is none.
func (h *histories) Prune(ctx context.Context, policy string) (PruneReport, error) {
	return h.prune(ctx, policy, false)
}

// PlanPrune is what Prune would do. It changes nothing.
func (h *histories) PlanPrune(ctx context.Context, policy string) (PruneReport, error) {
	return h.prune(ctx, policy, true)
}

func (h *histories) prune(
	ctx context.Context, policy string, plan bool,
) (report PruneReport, err error) {
	err = jsonUntil(ctx, h.managed(), &report, func(p *cManager, stop cCancel, out *cBuf, e *cError) status {
		return C.snaproll_manager_prune(p, policyChars(policy), size(policy), C.bool(plan),
			stop, out, e)
	})
	return report, err
}

// Usage is what these snapshots take together. Nothing is removed.
func (h *histories) Usage(ctx context.Context, ids []ID) (usage Usage, err error) {
	told := make([]C.snaproll_id, len(ids)+1) // None of no snapshots.
	for i, id := range ids {
		told[i] = id.given()
	}
	err = jsonUntil(ctx, h.managed(), &usage, func(p *cManager, stop cCancel, out *cBuf, e *cError) status {
		return C.snaproll_manager_usage(p, &told[0], C.size_t(len(ids)), stop, out, e)
	})
	return usage, err
}

// SetPolicy tells the policy of executions without one of their own, from when
// they are opened next; "" is none.
func (s *Store) SetPolicy(ctx context.Context, policy string) error {
	return do(ctx, s, func(p *cStore, e *cError) status {
		return C.snaproll_store_set_policy(p, policyChars(policy), size(policy), e)
	})
}

// Policy is the policy of the store as canonical text; "" where there is none.
func (s *Store) Policy() (string, error) {
	return policyOf(always, s, func(p *cStore, out *cBuf, present *C.bool, e *cError) status {
		return C.snaproll_store_policy(p, out, present, e)
	})
}

// Expire deletes executions by expire-finished and expire-idle of their policies,
// as seen from a time (the zero time: now). One that a living owner has, or with
// a snapshot that is held or a member of a group, stays.
func (s *Store) Expire(ctx context.Context, at time.Time) (ExpireReport, error) {
	return s.expire(ctx, at, false)
}

// PlanExpire is what Expire would do. It changes nothing.
func (s *Store) PlanExpire(ctx context.Context, at time.Time) (ExpireReport, error) {
	return s.expire(ctx, at, true)
}

func (s *Store) expire(
	ctx context.Context, at time.Time, plan bool,
) (report ExpireReport, err error) {
	now := C.int64_t(C.SNAPROLL_NO_TIME)
	if !at.IsZero() {
		if now, err = fromTime(at); err != nil {
			return report, err
		}
	}
	err = jsonUntil(ctx, s, &report, func(p *cStore, stop cCancel, out *cBuf, e *cError) status {
		return C.snaproll_store_expire(p, C.bool(plan), now, stop, out, e)
	})
	return report, err
}
