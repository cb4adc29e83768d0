package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"unsafe"
)

// histories are what managers and executions have alike: the tree of a history,
// the names of its snapshots, and which of them stay.
type histories struct{ of *Manager }

// managed is the manager of the history; a closed one where there is none.
func (h *histories) managed() *Manager {
	if h.of == nil {
		return &Manager{}
	}
	return h.of
}

// Branch is a snapshot that a branch names, or one without children.
type Branch struct {
	Name     string `json:"name"` // "": it has none.
	Head     ID     `json:"head"`
	Selected bool   `json:"selected"` // The one that new snapshots at its head move.
}

// TreeEntry is a snapshot with its parent.
type TreeEntry struct {
	Snapshot ID  `json:"snapshot"`
	Parent   *ID `json:"parent"` // nil: it is a root.
}

// Parent is the parent of a snapshot, false at the root: the snapshot that the
// context was taken or set to last when this one was taken. When a snapshot
// leaves, its children take its parent.
func (h *histories) Parent(id ID) (ID, bool, error) {
	given := id.given()
	out, present, err := find(always, h.managed(), func(p *cManager, out *C.snaproll_id, present *C.bool, e *cError) status {
		return C.snaproll_manager_parent(p, &given, out, present, e)
	})
	return toID(out), present, err
}

// Children are the children of a snapshot, newest first.
func (h *histories) Children(id ID) (*SnapshotList, error) {
	given := id.given()
	made, err := get(always, h.managed(), func(p *cManager, out **C.snaproll_snapshot_list, e *cError) status {
		return C.snaproll_manager_children(p, &given, out, e)
	})
	if err != nil {
		return nil, err
	}
	list := &SnapshotList{}
	list.own(snapshotListNoun, unsafe.Pointer(made))
	return list, nil
}

// CommonAncestor is the newest snapshot that both go back to, false where there
// is none. Each goes back to itself.
func (h *histories) CommonAncestor(one, other ID) (ID, bool, error) {
	a, b := one.given(), other.given()
	out, present, err := find(always, h.managed(), func(p *cManager, out *C.snaproll_id, present *C.bool, e *cError) status {
		return C.snaproll_manager_common_ancestor(p, &a, &b, out, present, e)
	})
	return toID(out), present, err
}

// Tree is all snapshots, newest first, each with its parent.
func (h *histories) Tree() (tree []TreeEntry, err error) {
	err = getJSON(always, h.managed(), &tree, func(p *cManager, out *cBuf, e *cError) status {
		return C.snaproll_manager_tree(p, out, e)
	})
	return tree, err
}

// Branches are those with a name, by name; then those without, newest first.
func (h *histories) Branches() (branches []Branch, err error) {
	err = getJSON(always, h.managed(), &branches, func(p *cManager, out *cBuf, e *cError) status {
		return C.snaproll_manager_branches(p, out, e)
	})
	return branches, err
}

// RenameBranch gives a branch another name.
func (h *histories) RenameBranch(ctx context.Context, from, to string) error {
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_rename_branch(p, chars(from), size(from), chars(to), size(to), e)
	})
}

// RemoveBranch takes the name of a branch away; its snapshots stay.
func (h *histories) RemoveBranch(ctx context.Context, name string) error {
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_remove_branch(p, chars(name), size(name), e)
	})
}

// CreateBranch names a snapshot as the head of a branch. nil is the one that the
// context was taken or set to last, and the branch is the selected one from then
// on: a snapshot whose parent is its head is its new head.
func (m *Manager) CreateBranch(ctx context.Context, of *Context, name string, head *ID) error {
	given, err := of.use(ctx)
	if err != nil {
		return err
	}
	defer of.release()
	var at C.snaproll_id
	if head != nil {
		at = head.given()
	}
	return do(ctx, m, func(p *cManager, e *cError) status {
		if head == nil {
			return C.snaproll_manager_create_branch(p, given, chars(name), size(name), nil, e)
		}
		return C.snaproll_manager_create_branch(p, given, chars(name), size(name), &at, e)
	})
}

// SwitchBranch goes to the head of a branch, and selects it.
func (m *Manager) SwitchBranch(ctx context.Context, of *Context, name string) (*RollbackResult, error) {
	given, err := of.use(ctx)
	if err != nil {
		return nil, err
	}
	defer of.release()
	return rollback(ctx, m, func(p *cManager, out **cRollbackResult, e *cError) status {
		return C.snaproll_manager_switch_branch(p, given, chars(name), size(name), out, e)
	})
}

// CreateBranch is that of a Manager, with the live state.
func (x *Execution) CreateBranch(ctx context.Context, name string, head *ID) error {
	return x.managed().CreateBranch(ctx, x.live, name, head)
}

// SwitchBranch goes to the head of a branch, and selects it.
func (x *Execution) SwitchBranch(ctx context.Context, name string) (*RollbackResult, error) {
	return x.rollback(ctx, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_switch_branch(p, chars(name), size(name), out, e)
	})
}
