package snaproll

// #include "snaproll.h"
import "C"

// Find is the member of an object.
func (v *Value) Find(name string) (*Value, error) {
	return toValue(get(v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_find(p, chars(name), size(name), out, e)
	}))
}

// At is the element of an array, or the value of the i-th member of an object
// in byte order of the names.
func (v *Value) At(i int) (*Value, error) {
	index, err := count("an index", i)
	if err != nil {
		return nil, err
	}
	return toValue(get(v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_at(p, index, out, e)
	}))
}

// NameAt is the name of the i-th member of an object.
func (v *Value) NameAt(i int) (string, error) {
	index, err := count("an index", i)
	if err != nil {
		return "", err
	}
	return getText(v, func(p *cValue, out *cBuf, e *cError) status {
		return C.snaproll_value_name_at(p, index, out, e)
	})
}

// Names are the names of an object's members, in byte order.
func (v *Value) Names() (names []string, err error) {
	err = getJSON(v, &names, func(p *cValue, out *cBuf, e *cError) status {
		return C.snaproll_value_names(p, out, e)
	})
	return names, err
}

// Get is the value at a JSON Pointer.
func (v *Value) Get(pointer string) (*Value, error) {
	return toValue(get(v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_get(p, chars(pointer), size(pointer), out, e)
	}))
}

// Set is a value that differs from this one in what stands at the pointer: a
// member set or replaced, an element replaced or appended (/-).
func (v *Value) Set(pointer string, item any) (*Value, error) {
	given, release, err := asValue(item)
	if err != nil {
		return nil, err
	}
	defer release()
	return toValue(get(v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_set(p, chars(pointer), size(pointer), given, out, e)
	}))
}

// Remove is this value without what stands at the pointer.
func (v *Value) Remove(pointer string) (*Value, error) {
	return toValue(get(v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_remove(p, chars(pointer), size(pointer), out, e)
	}))
}

// Append is this value with an element more in the array at the pointer.
func (v *Value) Append(pointer string, item any) (*Value, error) {
	given, release, err := asValue(item)
	if err != nil {
		return nil, err
	}
	defer release()
	return toValue(get(v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_append(p, chars(pointer), size(pointer), given, out, e)
	}))
}

// AppendText is this value with more text in the string at the pointer.
func (v *Value) AppendText(pointer, text string) (*Value, error) {
	return toValue(get(v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_append_text(p, chars(pointer), size(pointer),
			chars(text), size(text), out, e)
	}))
}
