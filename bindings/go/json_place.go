//go:build cgo

package snaproll

import (
	"encoding"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// placeOf is where in a Go value something stands that is not to be had as JSON, as
// a JSON Pointer; "" for the value itself. It is looked for where encoding/json has
// refused the value, and goes through it in the same way.
func placeOf(v any) string {
	s := placeSearch{above: map[uintptr]bool{}}
	path, found := s.find(reflect.ValueOf(v))
	if !found {
		return ""
	}
	slices.Reverse(path)
	return pointerTo(path)
}

func pointerTo(path []string) string {
	var pointer strings.Builder
	for _, name := range path {
		pointer.WriteString("/" + pointerToken.Replace(name))
	}
	return pointer.String()
}

// placeSearch remembers what it is in: who is there again holds itself. Below
// maxPlace it does not look.
type placeSearch struct {
	above map[uintptr]bool
	depth int
}

const maxPlace = 10_000

// find gives the path from the inside out.
func (s *placeSearch) find(v reflect.Value) (path []string, found bool) {
	if !v.IsValid() || s.depth > maxPlace {
		return nil, false
	}
	s.depth++
	defer func() { s.depth-- }()
	if fails, is := marshals(v); is {
		return nil, fails
	}
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		return nil, math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0)
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128,
		reflect.UnsafePointer:
		return nil, true
	case reflect.Interface:
		return s.find(v.Elem())
	case reflect.Pointer, reflect.Map, reflect.Slice:
		if v.IsNil() {
			return nil, false
		}
		address := v.Pointer()
		if v.Kind() == reflect.Slice && v.Len() == 0 {
			return nil, false
		}
		if s.above[address] {
			return nil, true
		}
		s.above[address] = true
		defer delete(s.above, address)
	}
	return s.findWithin(v)
}

func (s *placeSearch) findWithin(v reflect.Value) (path []string, found bool) {
	switch v.Kind() {
	case reflect.Pointer:
		return s.find(v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if path, found = s.find(v.Index(i)); found {
				return append(path, strconv.Itoa(i)), true
			}
		}
	case reflect.Map:
		if !isName(v.Type().Key()) {
			return nil, true
		}
		for entry := v.MapRange(); entry.Next(); {
			if path, found = s.find(entry.Value()); found {
				return append(path, nameOfKey(entry.Key())), true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, ok := fieldName(v.Type().Field(i))
			if !ok {
				continue
			}
			if path, found = s.find(v.Field(i)); found && name != "" {
				path = append(path, name)
			}
			if found {
				return path, true
			}
		}
	}
	return nil, false
}

// marshals tells whether a value writes itself, and whether it fails to.
func marshals(v reflect.Value) (fails, is bool) {
	if !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return false, false
	}
	var err error
	switch v := v.Interface().(type) {
	case json.RawMessage:
		return v != nil && !json.Valid(v), true
	case json.Marshaler:
		_, err = v.MarshalJSON()
	case encoding.TextMarshaler:
		_, err = v.MarshalText()
	default:
		return false, false
	}
	return err != nil, true
}

// isName tells whether encoding/json makes names of the keys of a type.
func isName(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32,
		reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32,
		reflect.Uint64, reflect.Uintptr:
		return true
	}
	return t.Implements(textMarshalerType)
}

func nameOfKey(key reflect.Value) string {
	if marshaler, ok := key.Interface().(encoding.TextMarshaler); ok && key.Kind() != reflect.String {
		text, _ := marshaler.MarshalText()
		return string(text)
	}
	if key.CanInt() {
		return strconv.FormatInt(key.Int(), 10)
	}
	if key.CanUint() {
		return strconv.FormatUint(key.Uint(), 10)
	}
	return key.String()
}
