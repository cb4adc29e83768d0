package snaproll

// #include "snaproll.h"
import "C"

import "context"

// AsValue is state, variables and node results as one value: an object of
// "node_results", "state" and "variables", made at no cost.
func (c *Context) AsValue() (*Value, error) {
	return toValue(get(always, c, func(p *cContext, out **cValue, e *cError) status {
		return C.snaproll_context_value(p, out, e)
	}))
}

// Digest is the SHA-256, in hexadecimal, of the canonical JSON of AsValue: what
// sha256sum says of it.
func (c *Context) Digest() (string, error) {
	return getText(always, c, func(p *cContext, out *cBuf, e *cError) status {
		return C.snaproll_context_digest(p, out, e)
	})
}

// AsValue is the captured state as one value, as that of a Context is.
func (s *Snapshot) AsValue() (*Value, error) {
	return toValue(get(always, s, func(p *cSnapshot, out **cValue, e *cError) status {
		return C.snaproll_snapshot_value(p, out, e)
	}))
}

// Diff is what changed since a snapshot, at the cost of what changed.
func (c *Context) Diff(ctx context.Context, since *Snapshot) (*Patch, error) {
	before, err := since.use(seenByC{ctx})
	if err != nil {
		return nil, err
	}
	defer since.release()
	return diff(ctx, c, func(p *cContext, s cCancel, out **cPatch, e *cError) status {
		return C.snaproll_context_diff(p, before, s, out, e)
	})
}

// Diff is what turns the state of this snapshot into that of another one.
func (s *Snapshot) Diff(ctx context.Context, after *Snapshot) (*Patch, error) {
	to, err := after.beside()
	if err != nil {
		return nil, err
	}
	defer after.letGo()
	return diff(ctx, s, func(p *cSnapshot, c cCancel, out **cPatch, e *cError) status {
		return C.snaproll_snapshot_diff(p, to, c, out, e)
	})
}

// ApplyPatch makes all operations of a patch one change, which UndoRollback can
// take back, or none.
func (c *Context) ApplyPatch(patch *Patch) error {
	given, err := patch.use(always)
	if err != nil {
		return err
	}
	defer patch.release()
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_apply_patch(p, given, e)
	})
}
