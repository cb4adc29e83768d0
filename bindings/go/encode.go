//go:build cgo

package snaproll

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// Float is a float64 that stays one: encoding/json writes the float64 1 as 1,
// which is an integer, and Float(1) as 1.0.
type Float float64

// MarshalJSON writes the fewest digits that read back as the same number, with
// .0 where it is whole.
func (f Float) MarshalJSON() ([]byte, error) {
	x := float64(f)
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil, newError(ErrRange, "a number that is not finite")
	}
	layout := byte('f')
	if a := math.Abs(x); a != 0 && (a < 1e-5 || a >= 1e16) {
		layout = 'e'
	}
	text := strconv.AppendFloat(nil, x, layout, -1, 64)
	if layout == 'f' && !bytes.ContainsRune(text, '.') {
		text = append(text, ".0"...)
	}
	return text, nil
}

// encode gives a Go value as JSON text. The text of a RawMessage is the
// caller's own and is not checked here.
func encode(v any) ([]byte, error) {
	switch v := v.(type) {
	case *Value:
		return v.MarshalJSON()
	case json.RawMessage:
		if v == nil {
			return []byte("null"), nil
		}
		return v, nil
	case int:
		return strconv.AppendInt(nil, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(nil, v, 10), nil
	}
	if fault := checkText(v, 0); fault != nil {
		return nil, fault.toError(v)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, encodeError(err, v)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// listOf is what goes into an array: nothing for nil and for a nil slice, which
// encoding/json writes as null.
func listOf(items any) any {
	list := reflect.ValueOf(items)
	if items == nil || list.Kind() == reflect.Slice && list.IsNil() {
		return []any{}
	}
	return items
}

// encodeError is what encoding/json refuses a value for, with the place in it.
func encodeError(err error, v any) error {
	e := refused(err)
	if e.Pointer == "" {
		e.Pointer = placeOf(v)
	}
	return e
}

func refused(err error) *Error {
	var value *json.UnsupportedValueError
	var kind *json.UnsupportedTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &value):
		return wrapped(ErrRange, err) // Not finite; checkText saw no cycle.
	case errors.As(err, &kind):
		return wrapped(ErrType, err)
	case errors.As(err, &syntax):
		return wrapped(ErrParse, err)
	}
	return wrapped(ErrInvalidArgument, err)
}

// decode reads JSON text of the library into what into points to. The text is
// not kept.
func decode(text []byte, into any) error {
	switch into := into.(type) {
	case *json.RawMessage:
		if into != nil {
			*into = bytes.Clone(text)
			return nil
		}
	}
	if !mayHoldAny(reflect.TypeOf(into)) { // Then there is no json.Number.
		if err := json.Unmarshal(text, into); err != nil {
			return decodeError(err)
		}
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return decodeError(err)
	}
	return nil
}

// holdsAny remembers mayHoldAny by type.
var holdsAny sync.Map

// mayHoldAny is false for types without an interface in reach, which cost less to
// read into.
func mayHoldAny(t reflect.Type) bool {
	if t == nil {
		return true
	}
	if known, ok := holdsAny.Load(t); ok {
		return known.(bool)
	}
	may := reachesAny(t, map[reflect.Type]bool{})
	holdsAny.Store(t, may) // Of this one alone: below it, seen cuts the way.
	return may
}

// reachesAny looks at each type once, since a type may be within itself.
func reachesAny(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return reachesAny(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if reachesAny(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}

func decodeError(err error) error {
	var invalid *json.InvalidUnmarshalError
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &invalid):
		return wrapped(ErrInvalidArgument, err)
	case errors.As(err, &kind):
		if number, ok := strings.CutPrefix(kind.Value, "number "); ok && isNumber(kind, number) {
			return wrapped(ErrRange, err)
		}
		return wrapped(ErrType, err)
	case errors.As(err, &syntax) && syntax.Error() == "exceeded max depth":
		return wrapped(ErrLimit, err)
	case errors.As(err, &syntax): // What a type that reads itself has read.
		return wrapped(ErrParse, err)
	}
	return wrapped(ErrType, err)
}

// isNumber tells whether a number was not read because it does not fit into
// the wanted type, rather than for being no integer.
func isNumber(e *json.UnmarshalTypeError, number string) bool {
	return e.Type != nil && (e.Type.Bits() < 64 || !strings.ContainsAny(number, ".eE"))
}
