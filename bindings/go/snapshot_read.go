package snaproll

// #include "snaproll.h"
import "C"

import "context"

// Custom is metadata.custom, an object.
func (s *Snapshot) Custom() (*Value, error) {
	return toValue(get(always, s, func(p *cSnapshot, out **cValue, e *cError) status {
		return C.snaproll_snapshot_custom(p, out, e)
	}))
}

// Variables are the captured variables, as one object.
func (s *Snapshot) Variables() (*Value, error) {
	return toValue(get(always, s, func(p *cSnapshot, out **cValue, e *cError) status {
		return C.snaproll_snapshot_variables(p, out, e)
	}))
}

// NodeResults are the captured node results, as one object.
func (s *Snapshot) NodeResults() (*Value, error) {
	return toValue(get(always, s, func(p *cSnapshot, out **cValue, e *cError) status {
		return C.snaproll_snapshot_node_results(p, out, e)
	}))
}

// GetAt reads what stands at a JSON Pointer, as that of a Context does.
func (s *Snapshot) GetAt(pointer string, into any) error {
	return getJSON(always, s, into, func(p *cSnapshot, out *cBuf, e *cError) status {
		return C.snaproll_snapshot_get(p, chars(pointer), size(pointer), out, e)
	})
}

// ToJSON is the JSON form.
func (s *Snapshot) ToJSON(ctx context.Context) (string, error) {
	return textUntil(ctx, s, func(p *cSnapshot, stop cCancel, out *cBuf, e *cError) status {
		return C.snaproll_snapshot_to_json(p, stop, out, e)
	})
}

// MarshalJSON is ToJSON, for encoding/json.
func (s *Snapshot) MarshalJSON() ([]byte, error) {
	text, err := s.ToJSON(always)
	return []byte(text), err
}
