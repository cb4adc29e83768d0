//go:build cgo

package snaproll

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// encoding/json replaces what is not UTF-8 in a string, silently, and recurses
// as deep as a value goes. checkText looks through a value, in the way that
// encoding/json does, before it is encoded.

// maxNesting bounds pointers, interfaces and containers inside one another. No
// value within the highest limit of depth (10,000) comes near it, and a
// goroutine's stack holds it many times over.
const maxNesting = 100_000

// textFault is what checkText finds: a string that is not UTF-8 from a byte on,
// or a value that is nested without end.
type textFault struct {
	endless bool
	offset  int
	path    []string // From the inside out.
}

// toError gives the error of a value.
func (f *textFault) toError(v any) error {
	if f.endless {
		e := newError(ErrLimit, "a value that is nested too deep, or in itself")
		e.Pointer = placeOf(v)
		return e
	}
	e := newError(ErrParse, "text that is not valid UTF-8")
	e.Offset = int64(f.offset)
	slices.Reverse(f.path)
	e.Pointer = pointerTo(f.path)
	return e
}

func (f *textFault) below(name string) *textFault {
	f.path = append(f.path, name)
	return f
}

func checkText(v any, depth int) *textFault {
	if depth > maxNesting {
		return &textFault{endless: true}
	}
	switch v := v.(type) {
	case nil, bool, int, int64, float64, json.RawMessage, *Value:
		return nil
	case string:
		return checkString(v)
	case map[string]any:
		for name, member := range v {
			if fault := checkMember(name, checkText(member, depth+1)); fault != nil {
				return fault
			}
		}
		return nil
	case []any:
		for i, element := range v {
			if fault := checkText(element, depth+1); fault != nil {
				return fault.below(strconv.Itoa(i))
			}
		}
		return nil
	}
	return checkReflected(reflect.ValueOf(v), depth)
}

func checkString(text string) *textFault {
	if utf8.ValidString(text) {
		return nil
	}
	for offset := 0; ; {
		r, n := utf8.DecodeRuneInString(text[offset:])
		if r == utf8.RuneError && n < 2 {
			return &textFault{offset: offset}
		}
		offset += n
	}
}

// checkMember checks the name of a member whose value was checked before.
func checkMember(name string, fault *textFault) *textFault {
	if fault != nil {
		return fault.below(name)
	}
	return checkString(name)
}

var pointerToken = strings.NewReplacer("~", "~0", "/", "~1")

var (
	marshalerType     = reflect.TypeFor[json.Marshaler]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)

func checkReflected(v reflect.Value, depth int) *textFault {
	if depth > maxNesting {
		return &textFault{endless: true}
	}
	if !v.IsValid() || !mayHoldText(v.Type()) {
		return nil
	}
	if implements(v, marshalerType) {
		return nil // It writes JSON text; the library checks that.
	}
	if implements(v, textMarshalerType) {
		return checkMarshaled(v)
	}
	switch v.Kind() {
	case reflect.String:
		return checkString(v.String())
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return checkText(v.Elem().Interface(), depth+1)
	case reflect.Pointer:
		return checkReflected(v.Elem(), depth+1)
	case reflect.Map:
		return checkMap(v, depth)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if fault := checkReflected(v.Index(i), depth+1); fault != nil {
				return fault.below(strconv.Itoa(i))
			}
		}
	case reflect.Struct:
		return checkStruct(v, depth)
	}
	return nil
}

func checkMap(v reflect.Value, depth int) *textFault {
	for entry := v.MapRange(); entry.Next(); {
		key := entry.Key()
		if key.Kind() == reflect.String {
			if fault := checkString(key.String()); fault != nil {
				return fault
			}
		} else if fault := checkReflected(key, depth+1); fault != nil {
			return fault
		}
		if fault := checkReflected(entry.Value(), depth+1); fault != nil {
			return fault.below(nameOfKey(key))
		}
	}
	return nil
}

func checkStruct(v reflect.Value, depth int) *textFault {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, ok := fieldName(field)
		if !ok {
			continue
		}
		fault := checkReflected(v.Field(i), depth+1)
		switch {
		case fault == nil:
		case name == "":
			return fault
		default:
			return fault.below(name)
		}
	}
	return nil
}

// fieldName is the name that encoding/json gives a field, empty for an embedded
// one whose members it takes; false for a field that it leaves out.
func fieldName(field reflect.StructField) (string, bool) {
	tag := field.Tag.Get("json")
	name, _, _ := strings.Cut(tag, ",")
	switch {
	case tag == "-":
		return "", false
	case field.Anonymous:
		kind := field.Type
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		if kind.Kind() == reflect.Struct {
			return name, true
		}
	}
	if !field.IsExported() {
		return "", false
	}
	if name == "" {
		name = field.Name
	}
	return name, true
}

// implements tells whether encoding/json would use the methods of an interface.
func implements(v reflect.Value, methods reflect.Type) bool {
	t := v.Type()
	return t.Kind() != reflect.Interface && t.Implements(methods) ||
		v.CanAddr() && reflect.PointerTo(t).Implements(methods)
}

// checkMarshaled checks the text that a TextMarshaler gives; what it fails with
// is told when the value is encoded.
func checkMarshaled(v reflect.Value) *textFault {
	if v.Kind() == reflect.Pointer && v.IsNil() || !v.CanInterface() {
		return nil
	}
	if !v.Type().Implements(textMarshalerType) {
		v = v.Addr()
	}
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return nil
	}
	return checkString(string(text))
}

// holdsText remembers mayHoldText by type.
var holdsText sync.Map

// mayHoldText is false for types without a string in reach, as []float64, which
// need no look at each element.
func mayHoldText(t reflect.Type) bool {
	if known, ok := holdsText.Load(t); ok {
		return known.(bool)
	}
	holdsText.Store(t, true) // Until it is known, for types within themselves.
	may := true
	switch kind := t.Kind(); {
	case t.Implements(textMarshalerType) || reflect.PointerTo(t).Implements(textMarshalerType):
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		may = mayHoldText(t.Elem()) // Else it is written as base64.
	case kind == reflect.Slice, kind == reflect.Array:
		may = mayHoldText(t.Elem())
	case kind == reflect.Struct:
		may = false
		for i := range t.NumField() {
			may = may || mayHoldText(t.Field(i).Type)
		}
	default:
		may = kind == reflect.String || kind == reflect.Interface ||
			kind == reflect.Pointer || kind == reflect.Map
	}
	holdsText.Store(t, may)
	return may
}
