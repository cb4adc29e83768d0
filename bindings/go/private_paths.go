package snaproll

// #include "snaproll.h"
import "C"

// PrivatePaths are places of a state: JSON Pointers below /variables or
// /node_results, in which * stands for any run of characters of one token, and
// ~2 for a * that is meant as it stands.
type PrivatePaths struct {
	// What stays in the live context alone, and is in nothing that is stored.
	Transient []string `json:"transient"`
	// What is stored, and shown as "***".
	Secret []string `json:"secret"`
}

// SetPrivatePaths tells which values are private, in place of what was told
// before. Transient ones are read as ever, and are in no snapshot, record, patch,
// digest, JSON form or export that is made from now on. On a store both lists
// are kept with the execution, by its next commit. An error names the path by
// its place, such as /secret/2.
func (c *Context) SetPrivatePaths(paths PrivatePaths) error {
	return withJSON(always, c, paths, func(p *cContext, text []byte, e *cError) status {
		return C.snaproll_context_set_private_paths(p, chars(text), size(text), e)
	})
}

// PrivatePaths are those that were told last.
func (c *Context) PrivatePaths() (paths PrivatePaths, err error) {
	err = getJSON(always, c, &paths, func(p *cContext, out *cBuf, e *cError) status {
		return C.snaproll_context_private_paths(p, out, e)
	})
	return paths, err
}

// Masked is this value with "***" for all that one of the paths names, to be
// shown. The pointer tells where it stands in a state; "" where it is the whole
// of one.
func (v *Value) Masked(paths PrivatePaths, pointer string) (*Value, error) {
	text, err := encode(paths)
	if err != nil {
		return nil, err
	}
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_masked(p, chars(text), size(text),
			chars(pointer), size(pointer), out, e)
	}))
}

// Masked is this patch, one of whole states, with "***" for all values that one
// of the paths names: to be shown, not to be applied.
func (p *Patch) Masked(paths PrivatePaths) (*Patch, error) {
	text, err := encode(paths)
	if err != nil {
		return nil, err
	}
	return toPatch(get(always, p, func(p *cPatch, out **cPatch, e *cError) status {
		return C.snaproll_patch_masked(p, chars(text), size(text), out, e)
	}))
}
