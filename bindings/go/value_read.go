package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"unsafe"
)

// Kind is the kind of a value.
type Kind int32

// The kinds of values.
const (
	KindNull    Kind = C.SNAPROLL_KIND_NULL
	KindBool    Kind = C.SNAPROLL_KIND_BOOL
	KindInteger Kind = C.SNAPROLL_KIND_INTEGER
	KindDouble  Kind = C.SNAPROLL_KIND_DOUBLE
	KindText    Kind = C.SNAPROLL_KIND_TEXT
	KindArray   Kind = C.SNAPROLL_KIND_ARRAY
	KindObject  Kind = C.SNAPROLL_KIND_OBJECT
)

var kindNames = []string{"null", "bool", "integer", "double", "text", "array", "object"}

// String is the kind in lower case.
func (k Kind) String() string { return nameOf(kindNames, int(k)) }

// nameOf is "unknown" for what this version does not know.
func nameOf(names []string, number int) string {
	if number < 0 || number >= len(names) {
		return "unknown"
	}
	return names[number]
}

// Kind is its kind.
func (v *Value) Kind() (Kind, error) {
	kind, err := get(always, v, func(p *cValue, out *C.int32_t, e *cError) status {
		return C.snaproll_value_kind(p, out, e)
	})
	return Kind(kind), err
}

// Bool reads a boolean.
func (v *Value) Bool() (bool, error) {
	out, err := get(always, v, func(p *cValue, out *C.bool, e *cError) status {
		return C.snaproll_value_as_bool(p, out, e)
	})
	return bool(out), err
}

// Int64 reads an integer; ErrRange where it is larger.
func (v *Value) Int64() (int64, error) {
	out, err := get(always, v, func(p *cValue, out *C.int64_t, e *cError) status {
		return C.snaproll_value_as_int64(p, out, e)
	})
	return int64(out), err
}

// Double reads a number; an integer reads as the nearest float64.
func (v *Value) Double() (float64, error) {
	out, err := get(always, v, func(p *cValue, out *C.double, e *cError) status {
		return C.snaproll_value_as_double(p, out, e)
	})
	return float64(out), err
}

// Text reads a string.
func (v *Value) Text() (string, error) {
	return getText(always, v, func(p *cValue, out *cBuf, e *cError) status {
		return C.snaproll_value_as_text(p, out, e)
	})
}

// Decode reads it into what into points to, as encoding/json does, with numbers
// as json.Number where that is an any.
func (v *Value) Decode(into any) error {
	return getJSON(always, v, into, func(p *cValue, out *cBuf, e *cError) status {
		return C.snaproll_value_to_json(p, nil, out, e)
	})
}

// ToJSON is its canonical JSON.
func (v *Value) ToJSON(ctx context.Context) (string, error) {
	return textUntil(ctx, v, func(p *cValue, stop cCancel, out *cBuf, e *cError) status {
		return C.snaproll_value_to_json(p, stop, out, e)
	})
}

// UnmarshalJSON is ParseValue, for encoding/json, into a Value that was never made.
func (v *Value) UnmarshalJSON(text []byte) error {
	if v.address != nil {
		return newError(ErrUnusable, "this Value is made, and does not change")
	}
	var made *cValue
	var e cError
	s := C.snaproll_value_parse(chars(text), size(text), nil, nil, &made, &e)
	if err := check(s, &e); err != nil {
		return err
	}
	v.own(valueNoun, unsafe.Pointer(made))
	return nil
}

// MarshalJSON is ToJSON, for encoding/json.
func (v *Value) MarshalJSON() ([]byte, error) {
	text, err := v.ToJSON(always)
	return []byte(text), err
}

// Size is the number of members of a container, the bytes of a string, else 0.
func (v *Value) Size() (int, error) {
	out, err := get(always, v, func(p *cValue, out *C.size_t, e *cError) status {
		return C.snaproll_value_size(p, out, e)
	})
	return int(out), err
}

// Depth is the number of its levels; a scalar is 1.
func (v *Value) Depth() (int, error) {
	out, err := get(always, v, func(p *cValue, out *C.uint32_t, e *cError) status {
		return C.snaproll_value_depth(p, out, e)
	})
	return int(out), err
}

// JSONSize is the bytes of its canonical JSON.
func (v *Value) JSONSize() (int64, error) {
	out, err := get(always, v, func(p *cValue, out *C.uint64_t, e *cError) status {
		return C.snaproll_value_json_size(p, out, e)
	})
	return int64(out), err
}

// HeldBytes is the bytes allocated for it, shared parts included.
func (v *Value) HeldBytes() (int64, error) {
	out, err := get(always, v, func(p *cValue, out *C.uint64_t, e *cError) status {
		return C.snaproll_value_held_bytes(p, out, e)
	})
	return int64(out), err
}

// Same tells whether both have the same canonical bytes.
func (v *Value) Same(other *Value) (bool, error) {
	return v.compare(other, func(a, b *cValue, out *C.bool, e *cError) status {
		return C.snaproll_value_same(a, b, out, e)
	})
}

// Equal tells whether both are the same, where -0.0 equals 0.0.
func (v *Value) Equal(other *Value) (bool, error) {
	return v.compare(other, func(a, b *cValue, out *C.bool, e *cError) status {
		return C.snaproll_value_equal(a, b, out, e)
	})
}

// Equivalent tells whether both are equal as RFC 6902 says of its test: the same,
// with numbers by their value, so that 1 equals 1.0.
func (v *Value) Equivalent(other *Value) (bool, error) {
	return v.compare(other, func(a, b *cValue, out *C.bool, e *cError) status {
		return C.snaproll_value_equivalent(a, b, out, e)
	})
}

func (v *Value) compare(
	other *Value, call func(a, b *cValue, out *C.bool, e *cError) status,
) (bool, error) {
	b, err := other.use(always)
	if err != nil {
		return false, err
	}
	defer other.release()
	out, err := get(always, v, func(a *cValue, out *C.bool, e *cError) status {
		return call(a, b, out, e)
	})
	return bool(out), err
}
