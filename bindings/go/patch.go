package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"unsafe"
)

type cPatch = C.snaproll_patch

// Patch is what changed between two values, or what shall change: operations
// that are done as a whole or not at all. Pointers of a patch of states begin
// with /variables, /node_results or /state. Immutable.
type Patch struct{ handle }

var patchNoun = &noun{"Patch", func(p unsafe.Pointer) {
	C.snaproll_patch_free((*cPatch)(p))
}}

func (p *Patch) use(ctx context.Context) (*cPatch, error) {
	if p == nil {
		return nil, missing("Patch")
	}
	address, err := p.acquire(ctx)
	return (*cPatch)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (p *Patch) Close() error {
	if p == nil {
		return nil
	}
	return p.handle.close()
}

func toPatch(made *cPatch, err error) (*Patch, error) {
	if err != nil {
		return nil, err
	}
	patch := &Patch{}
	patch.own(patchNoun, unsafe.Pointer(made))
	return patch, nil
}

// Diff is what turns a value into another one, at the cost of what they do not
// share.
func Diff(ctx context.Context, before, after *Value) (*Patch, error) {
	to, err := after.use(seenByC{ctx})
	if err != nil {
		return nil, err
	}
	defer after.release()
	return diff(ctx, before, func(p *cValue, c cCancel, out **cPatch, e *cError) status {
		return C.snaproll_patch_diff(p, to, c, out, e)
	})
}

// diff calls a function that gives a patch.
func diff[P any](
	ctx context.Context, u user[P], call func(P, cCancel, **cPatch, *cError) status,
) (*Patch, error) {
	return toPatch(getUntil(ctx, u, call))
}

// PatchFromJSON reads a JSON Patch (RFC 6902), or the compact form. An operation
// that is none is an error with a pointer into the text.
func PatchFromJSON[T Text](text T, options ...Option) (*Patch, error) {
	var made *cPatch
	err := withOptions(options, func(o *C.snaproll_options, e *cError) status {
		return C.snaproll_patch_from_json(chars(text), size(text), o, &made, e)
	})
	return toPatch(made, err)
}

// Ref is another handle of the same patch.
func (p *Patch) Ref() (*Patch, error) {
	return toPatch(get(always, p, func(p *cPatch, out **cPatch, e *cError) status {
		return C.snaproll_patch_ref(p, out, e)
	}))
}

// Len is the number of operations.
func (p *Patch) Len() (int, error) {
	out, err := get(always, p, func(p *cPatch, out *C.size_t, e *cError) status {
		return C.snaproll_patch_size(p, out, e)
	})
	return int(out), err
}

// ToJSON is the patch as a JSON Patch (RFC 6902); ErrFormat where it was read
// from a compact form with changes within strings.
func (p *Patch) ToJSON() (string, error) {
	return getText(always, p, func(p *cPatch, out *cBuf, e *cError) status {
		return C.snaproll_patch_to_json(p, out, e)
	})
}

// MarshalJSON is ToJSON, for encoding/json.
func (p *Patch) MarshalJSON() ([]byte, error) {
	text, err := p.ToJSON()
	return []byte(text), err
}

// ToCompact is the compact form: a JSON array of arrays, one an operation. It
// says of a text that grew what was appended, where RFC 6902 repeats it all.
//
//	["add", pointer, value]     ["copy", pointer, from]
//	["set", pointer, value]     ["move", pointer, from]
//	["remove", pointer]         ["test", pointer, value]
//	["append", pointer, elements or text]
//	["splice", pointer, at, removed, elements or text]
func (p *Patch) ToCompact() (string, error) {
	return getText(always, p, func(p *cPatch, out *cBuf, e *cError) status {
		return C.snaproll_patch_to_compact(p, out, e)
	})
}

// Text is a line an operation, for people; long values are cut.
func (p *Patch) Text() (string, error) {
	return getText(always, p, func(p *cPatch, out *cBuf, e *cError) status {
		return C.snaproll_patch_to_text(p, out, e)
	})
}

// String is Text, or the error where the patch is closed.
func (p *Patch) String() string { return textOrError(p.Text()) }

func textOrError(text string, err error) string {
	if err != nil {
		return err.Error()
	}
	return text
}

// Apply is the value with all operations done. Where one fails none is done: the
// message of the error names its index, the pointer the place.
func (p *Patch) Apply(value *Value) (*Value, error) {
	given, err := value.use(always)
	if err != nil {
		return nil, err
	}
	defer value.release()
	return toValue(get(always, p, func(p *cPatch, out **cValue, e *cError) status {
		return C.snaproll_patch_apply(p, given, out, e)
	}))
}

// Compose is one patch with the effect of this one and then the next.
func (p *Patch) Compose(next *Patch) (*Patch, error) {
	given, err := next.use(always)
	if err != nil {
		return nil, err
	}
	defer next.release()
	return toPatch(get(always, p, func(p *cPatch, out **cPatch, e *cError) status {
		return C.snaproll_patch_compose(p, given, out, e)
	}))
}

// Invert is what takes this patch back from what it makes of before. Where it
// can not be applied to that, it is the error of Apply.
func (p *Patch) Invert(before *Value) (*Patch, error) {
	given, err := before.use(always)
	if err != nil {
		return nil, err
	}
	defer before.release()
	return toPatch(get(always, p, func(p *cPatch, out **cPatch, e *cError) status {
		return C.snaproll_patch_invert(p, given, out, e)
	}))
}
