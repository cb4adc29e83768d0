package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"encoding/json"
	"math"
	"unsafe"
)

type cValue = C.snaproll_value

// Value is an immutable JSON value of the library, cheap to hold and to share.
// What changes one gives a new one, which shares the unchanged parts.
type Value struct{ handle }

var valueNoun = &noun{"Value", func(p unsafe.Pointer) {
	C.snaproll_value_free((*cValue)(p))
}}

func (v *Value) use(ctx context.Context) (*cValue, error) {
	if v == nil {
		return nil, missing("Value")
	}
	address, err := v.acquire(ctx)
	return (*cValue)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (v *Value) Close() error {
	if v == nil {
		return nil
	}
	return v.handle.close()
}

func toValue(made *cValue, err error) (*Value, error) {
	if err != nil {
		return nil, err
	}
	value := &Value{}
	value.own(valueNoun, unsafe.Pointer(made))
	return value, nil
}

func makeValue(call func(**cValue, *cError) status) (*Value, error) {
	s := scratches.Get().(*scratch)
	defer s.giveBack()
	made := (**cValue)(unsafe.Pointer(&s.out))
	err := check(call(made, s.e()), s.e())
	return toValue(*made, err)
}

// ParseValue reads one JSON text.
func ParseValue[T Text](ctx context.Context, text T, options ...Option) (*Value, error) {
	var made *cValue
	err := optionsUntil(ctx, options, func(o *C.snaproll_options, c cCancel, e *cError) status {
		return C.snaproll_value_parse(chars(text), size(text), o, c, &made, e)
	})
	return toValue(made, err)
}

// NewValue is a Go value as encoding/json writes it.
func NewValue(v any) (*Value, error) {
	if value, ok := v.(*Value); ok {
		return value.Ref()
	}
	switch s := scalarOf(v); s.kind {
	case KindNull:
		return NewNull()
	case KindBool:
		return NewBool(s.integer != 0)
	case KindInteger:
		return NewInt64(s.integer)
	case KindDouble:
		return NewDouble(s.double)
	case KindText:
		return NewText(s.text)
	}
	text, err := encode(v)
	if err != nil {
		return nil, err
	}
	return ParseValue(always, text)
}

// NewNull is the value null.
func NewNull() (*Value, error) {
	return makeValue(func(out **cValue, e *cError) status {
		return C.snaproll_value_new_null(out, e)
	})
}

// NewBool is true or false.
func NewBool(boolean bool) (*Value, error) {
	return makeValue(func(out **cValue, e *cError) status {
		return C.snaproll_value_new_bool(C.bool(boolean), out, e)
	})
}

// NewInt64 is an integer.
func NewInt64(integer int64) (*Value, error) {
	return makeValue(func(out **cValue, e *cError) status {
		return C.snaproll_value_new_int64(C.int64_t(integer), out, e)
	})
}

// NewDouble is a double, also where the number is whole.
func NewDouble(number float64) (*Value, error) {
	return makeValue(func(out **cValue, e *cError) status {
		return C.snaproll_value_new_double(C.double(number), out, e)
	})
}

// NewText is a string.
func NewText[T Text](text T) (*Value, error) {
	return makeValue(func(out **cValue, e *cError) status {
		return C.snaproll_value_new_text(chars(text), size(text), out, e)
	})
}

// Ref is another handle of the same value.
func (v *Value) Ref() (*Value, error) {
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_ref(p, out, e)
	}))
}

// scalar is a Go value that the library takes without a detour through JSON.
type scalar struct {
	kind    Kind // kindOther where it is none.
	integer int64
	double  float64
	text    string
}

const kindOther Kind = -1

func scalarOf(v any) scalar {
	switch v := v.(type) {
	case nil:
		return scalar{kind: KindNull}
	case bool:
		if v {
			return scalar{kind: KindBool, integer: 1}
		}
		return scalar{kind: KindBool}
	case string:
		return scalar{kind: KindText, text: v}
	case int:
		return scalar{kind: KindInteger, integer: int64(v)}
	case int64:
		return scalar{kind: KindInteger, integer: v}
	case int32:
		return scalar{kind: KindInteger, integer: int64(v)}
	case uint32:
		return scalar{kind: KindInteger, integer: int64(v)}
	case uint64:
		if v <= math.MaxInt64 {
			return scalar{kind: KindInteger, integer: int64(v)}
		}
	case Float:
		return scalar{kind: KindDouble, double: float64(v)}
	case json.RawMessage:
		if v == nil {
			return scalar{kind: KindNull}
		}
	}
	return scalar{kind: kindOther}
}

// asValue is a Go value as a Value to use for a call, and what ends its use.
func asValue(v any) (*cValue, func(), error) {
	value, given := v.(*Value)
	if !given {
		made, err := NewValue(v)
		if err != nil {
			return nil, nil, err
		}
		value = made
	}
	address, err := value.use(always)
	if err != nil {
		return nil, nil, err
	}
	return address, func() {
		value.release()
		if !given {
			value.Close()
		}
	}, nil
}
