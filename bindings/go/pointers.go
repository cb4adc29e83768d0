package snaproll

// #include "variables.h"
import "C"

import "strconv"

// GetAt reads what stands at a JSON Pointer, as Get does a variable.
func (c *Context) GetAt(pointer string, into any) error {
	return getJSON(always, c, into, func(p *cContext, out *cBuf, e *cError) status {
		return C.snaproll_context_get(p, chars(pointer), size(pointer), out, e)
	})
}

// ValueAt is what stands at a JSON Pointer, as a Value.
func (c *Context) ValueAt(pointer string) (*Value, error) {
	return toValue(get(always, c, func(p *cContext, out **cValue, e *cError) status {
		return C.snaproll_context_get_value(p, chars(pointer), size(pointer), out, e)
	}))
}

// SetAt sets or replaces what stands at a JSON Pointer, as Set does a variable.
func (c *Context) SetAt(pointer string, v any) error {
	if value, ok := v.(*Value); ok {
		return c.setValueAt(pointer, value)
	}
	return withJSON(always, c, v, func(p *cContext, text []byte, e *cError) status {
		return C.snaproll_context_set(p, chars(pointer), size(pointer),
			chars(text), size(text), e)
	})
}

func (c *Context) setValueAt(pointer string, value *Value) error {
	given, err := value.use(always)
	if err != nil {
		return err
	}
	defer value.release()
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_set_value(p, chars(pointer), size(pointer), given, e)
	})
}

// RemoveAt removes what stands at a JSON Pointer.
func (c *Context) RemoveAt(pointer string) error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_remove(p, chars(pointer), size(pointer), e)
	})
}

// Append appends an element to the array at a JSON Pointer.
func (c *Context) Append(pointer string, v any) error {
	if value, ok := v.(*Value); ok {
		return c.appendValue(pointer, value)
	}
	var digits [20]byte
	var text []byte
	var err error
	switch n := v.(type) {
	case int:
		text = strconv.AppendInt(digits[:0], int64(n), 10)
	case int64:
		text = strconv.AppendInt(digits[:0], n, 10)
	default:
		if text, err = encode(v); err != nil {
			return err
		}
	}
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e C.uintptr_t
	return checked(C.append_json(p, chars(pointer), size(pointer),
		chars(text), size(text), &e), &e)
}

func (c *Context) appendValue(pointer string, value *Value) error {
	given, err := value.use(always)
	if err != nil {
		return err
	}
	defer value.release()
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_append_value(p, chars(pointer), size(pointer), given, e)
	})
}

// AppendText appends to the string at a JSON Pointer.
func (c *Context) AppendText(pointer, text string) error {
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e C.uintptr_t
	return checked(C.append_text(p, chars(pointer), size(pointer),
		chars(text), size(text), &e), &e)
}

// Splice replaces removed elements from index on of the array at a JSON Pointer
// by those of items: a slice, or what else is an array as JSON; nil for none.
func (c *Context) Splice(pointer string, index, removed int, items any) error {
	at, n, err := stretch(index, removed)
	if err != nil {
		return err
	}
	return withJSON(always, c, listOf(items), func(p *cContext, text []byte, e *cError) status {
		return C.snaproll_context_splice(p, chars(pointer), size(pointer), at, n,
			chars(text), size(text), e)
	})
}

// SpliceText replaces removed bytes from byte offset on of the string at a JSON
// Pointer; both ends are borders of characters.
func (c *Context) SpliceText(pointer string, offset, removed int, text string) error {
	at, n, err := stretch(offset, removed)
	if err != nil {
		return err
	}
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_splice_text(p, chars(pointer), size(pointer), at, n,
			chars(text), size(text), e)
	})
}

// stretch is where a splice begins, and what it removes.
func stretch(index, removed int) (at, n C.size_t, err error) {
	if at, err = count("an index", index); err != nil {
		return 0, 0, err
	}
	n, err = count("a number of what is removed", removed)
	return at, n, err
}

// Test is nil where what stands at a JSON Pointer equals a Go value as JSON, and
// ErrTestFailed where it does not. Numbers are equal by value: 1 equals 1.0.
func (c *Context) Test(pointer string, expected any) error {
	return withJSON(always, c, expected, func(p *cContext, text []byte, e *cError) status {
		return C.snaproll_context_test(p, chars(pointer), size(pointer),
			chars(text), size(text), e)
	})
}
