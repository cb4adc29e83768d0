package snaproll

/*
#include "snaproll.h"

// What is read of a snapshot when it is made, in one crossing.
typedef struct head {
  snaproll_id id;
  snaproll_id parent;
  int64_t created_at;
  size_t nodes;
  size_t variables;
  uint64_t stored_bytes;
  snaproll_view label;
  snaproll_view node;
  snaproll_view reason;
  snaproll_view created_by;
  snaproll_view message;
  int32_t state;
  bool has_parent;
  bool is_auto;
} head;

static int32_t snapshot_head(const snaproll_snapshot* s, head* out,
                             snaproll_error** error) {
  int32_t status = snaproll_snapshot_get_id(s, &out->id, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_parent(s, &out->parent, &out->has_parent, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_created_at(s, &out->created_at, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_completed_node_count(s, &out->nodes, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_variable_count(s, &out->variables, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_label(s, &out->label, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_trigger_node(s, &out->node, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_reason(s, &out->reason, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_created_by(s, &out->created_by, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_state(s, &out->state, &out->message, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_is_auto(s, &out->is_auto, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_stored_bytes(s, &out->stored_bytes, error);
  return status;
}
*/
import "C"

import (
	"context"
	"time"
	"unsafe"
)

type cSnapshot = C.snaproll_snapshot

// Snapshot is an immutable capture of a context. What its methods give without
// an error was read when it was made and stays readable after Close.
type Snapshot struct {
	handle
	id, parent ID
	hasParent  bool
	isAuto     bool
	nodes      int
	variables  int
	stored     uint64
	createdAt  time.Time
	state      State
	label      optional
	node       optional
	reason     optional
	createdBy  optional
}

// optional is a text that may be absent.
type optional struct {
	text    string
	present bool
}

func toOptional(view C.snaproll_view) optional {
	return optional{viewText(view), view.data != nil}
}

var snapshotNoun = &noun{"Snapshot", func(p unsafe.Pointer) {
	C.snaproll_snapshot_free((*cSnapshot)(p))
}}

func (s *Snapshot) use(ctx context.Context) (*cSnapshot, error) {
	if s == nil {
		return nil, missing("Snapshot")
	}
	address, err := s.acquire(ctx)
	return (*cSnapshot)(address), err
}

// beside is use in a call that has a place for another handle.
func (s *Snapshot) beside() (*cSnapshot, error) {
	if s == nil {
		return nil, missing("Snapshot")
	}
	address, err := s.hold()
	return (*cSnapshot)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (s *Snapshot) Close() error {
	if s == nil {
		return nil
	}
	return s.handle.close()
}

func toSnapshot(made *cSnapshot, err error) (*Snapshot, error) {
	if err != nil {
		return nil, err
	}
	s := &Snapshot{}
	s.own(snapshotNoun, unsafe.Pointer(made))
	if err := s.readHead(); err != nil {
		s.Close()
		return nil, err
	}
	s.waits = s.stored > 0
	return s, nil
}

func (s *Snapshot) readHead() error {
	p, err := s.use(always)
	if err != nil {
		return err
	}
	defer s.release()
	var head C.head
	var e cError
	if err := check(C.snapshot_head(p, &head, &e), &e); err != nil {
		return err
	}
	s.id, s.parent, s.hasParent = toID(head.id), toID(head.parent), bool(head.has_parent)
	s.createdAt, s.isAuto = toTime(head.created_at), bool(head.is_auto)
	s.nodes, s.variables = int(head.nodes), int(head.variables)
	s.stored = uint64(head.stored_bytes)
	s.state = State{StateKind(head.state), viewText(head.message)}
	s.label, s.node = toOptional(head.label), toOptional(head.node)
	s.reason, s.createdBy = toOptional(head.reason), toOptional(head.created_by)
	return nil
}

// TakeSnapshot captures state, variables and node results, outside any history.
func (c *Context) TakeSnapshot(options ...SnapshotOption) (*Snapshot, error) {
	return toSnapshot(withSnapshotOptions(always, c, options, func(p *cContext, o *cSnapshotOptions, made **cSnapshot, e *cError) status {
		return C.snaproll_context_take_snapshot(p, o, made, e)
	}))
}

// Apply sets state, variables and node results to those of a snapshot, and
// nothing else.
func (c *Context) Apply(snapshot *Snapshot) error {
	given, err := snapshot.use(always)
	if err != nil {
		return err
	}
	defer snapshot.release()
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_apply(p, given, e)
	})
}

// SnapshotFromJSON reads the JSON form.
func SnapshotFromJSON[T Text](ctx context.Context, text T, options ...Option) (*Snapshot, error) {
	var made *cSnapshot
	err := optionsUntil(ctx, options, func(o *C.snaproll_options, c cCancel, e *cError) status {
		return C.snaproll_snapshot_from_json(chars(text), size(text), o, c, &made, e)
	})
	return toSnapshot(made, err)
}

// Ref is another handle of the same snapshot.
func (s *Snapshot) Ref() (*Snapshot, error) {
	return toSnapshot(get(always, s, func(p *cSnapshot, out **cSnapshot, e *cError) status {
		return C.snaproll_snapshot_ref(p, out, e)
	}))
}

// ID is its id.
func (s *Snapshot) ID() ID { return s.id }

// Parent is the snapshot that its context was last captured as or set back to;
// false where there is none.
func (s *Snapshot) Parent() (ID, bool) { return s.parent, s.hasParent }

// CreatedAt is when it was taken.
func (s *Snapshot) CreatedAt() time.Time { return s.createdAt }

// Label is its label; false where it has none.
func (s *Snapshot) Label() (string, bool) { return s.label.text, s.label.present }

// TriggerNode is the node that triggered it; false where none did.
func (s *Snapshot) TriggerNode() (string, bool) { return s.node.text, s.node.present }

// State is the captured state.
func (s *Snapshot) State() State { return s.state }

// Reason is why it was taken; false where that was not told.
func (s *Snapshot) Reason() (string, bool) { return s.reason.text, s.reason.present }

// CreatedBy is who took it; false where that was not told.
func (s *Snapshot) CreatedBy() (string, bool) { return s.createdBy.text, s.createdBy.present }

// IsAuto tells whether it was taken automatically.
func (s *Snapshot) IsAuto() bool { return s.isAuto }

// CompletedNodeCount is the number of node results.
func (s *Snapshot) CompletedNodeCount() int { return s.nodes }

// VariableCount is the number of variables.
func (s *Snapshot) VariableCount() int { return s.variables }

// StoredBytes are the bytes that its record takes in its store; 0 where it is in
// none.
func (s *Snapshot) StoredBytes() uint64 { return s.stored }

// Digest is the SHA-256, in hexadecimal, of the canonical JSON of AsValue: what
// sha256sum says of it.
func (s *Snapshot) Digest() (string, error) {
	return getText(always, s, func(p *cSnapshot, out *cBuf, e *cError) status {
		return C.snaproll_snapshot_digest(p, out, e)
	})
}
