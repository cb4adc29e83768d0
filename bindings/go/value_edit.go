package snaproll

// #include "snaproll.h"
import "C"

// Find is the member of an object.
func (v *Value) Find(name string) (*Value, error) {
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
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
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_at(p, index, out, e)
	}))
}

// NameAt is the name of the i-th member of an object.
func (v *Value) NameAt(i int) (string, error) {
	index, err := count("an index", i)
	if err != nil {
		return "", err
	}
	return getText(always, v, func(p *cValue, out *cBuf, e *cError) status {
		return C.snaproll_value_name_at(p, index, out, e)
	})
}

// Names are the names of an object's members, in byte order.
func (v *Value) Names() (names []string, err error) {
	err = getJSON(always, v, &names, func(p *cValue, out *cBuf, e *cError) status {
		return C.snaproll_value_names(p, out, e)
	})
	return names, err
}

// Get is the value at a JSON Pointer.
func (v *Value) Get(pointer string) (*Value, error) {
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
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
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_set(p, chars(pointer), size(pointer), given, out, e)
	}))
}

// Remove is this value without what stands at the pointer.
func (v *Value) Remove(pointer string) (*Value, error) {
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
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
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_append(p, chars(pointer), size(pointer), given, out, e)
	}))
}

// AppendText is this value with more text in the string at the pointer.
func (v *Value) AppendText(pointer, text string) (*Value, error) {
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_append_text(p, chars(pointer), size(pointer),
			chars(text), size(text), out, e)
	}))
}

// Splice is this value with removed elements from index on of the array at the
// pointer replaced by those of items: a slice, or what else is an array as JSON;
// nil for none.
func (v *Value) Splice(pointer string, index, removed int, items any) (*Value, error) {
	at, n, err := stretch(index, removed)
	if err != nil {
		return nil, err
	}
	given, release, err := asValue(listOf(items))
	if err != nil {
		return nil, err
	}
	defer release()
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_splice(p, chars(pointer), size(pointer), at, n, given, out, e)
	}))
}

// SpliceText is this value with removed bytes from byte offset on of the string
// at the pointer replaced; both ends are borders of characters.
func (v *Value) SpliceText(pointer string, offset, removed int, text string) (*Value, error) {
	at, n, err := stretch(offset, removed)
	if err != nil {
		return nil, err
	}
	return toValue(get(always, v, func(p *cValue, out **cValue, e *cError) status {
		return C.snaproll_value_splice_text(p, chars(pointer), size(pointer), at, n,
			chars(text), size(text), out, e)
	}))
}

// Test is nil where what stands at the pointer equals expected, and ErrTestFailed
// where it does not. Numbers are equal by value: 1 equals 1.0.
func (v *Value) Test(pointer string, expected any) error {
	given, release, err := asValue(expected)
	if err != nil {
		return err
	}
	defer release()
	return do(always, v, func(p *cValue, e *cError) status {
		return C.snaproll_value_test(p, chars(pointer), size(pointer), given, e)
	})
}
