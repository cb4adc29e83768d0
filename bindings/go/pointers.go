package snaproll

// #include "snaproll.h"
import "C"

// GetAt reads what stands at a JSON Pointer, as Get does a variable.
func (c *Context) GetAt(pointer string, into any) error {
	return getJSON(c, into, func(p *cContext, out *cBuf, e *cError) status {
		return C.snaproll_context_get(p, chars(pointer), size(pointer), out, e)
	})
}

// ValueAt is what stands at a JSON Pointer, as a Value.
func (c *Context) ValueAt(pointer string) (*Value, error) {
	return toValue(get(c, func(p *cContext, out **cValue, e *cError) status {
		return C.snaproll_context_get_value(p, chars(pointer), size(pointer), out, e)
	}))
}

// SetAt sets or replaces what stands at a JSON Pointer, as Set does a variable.
func (c *Context) SetAt(pointer string, v any) error {
	if value, ok := v.(*Value); ok {
		return c.setValueAt(pointer, value)
	}
	return withJSON(c, v, func(p *cContext, text []byte, e *cError) status {
		return C.snaproll_context_set(p, chars(pointer), size(pointer),
			chars(text), size(text), e)
	})
}

func (c *Context) setValueAt(pointer string, value *Value) error {
	given, err := value.use()
	if err != nil {
		return err
	}
	defer value.release()
	return do(c, func(p *cContext, e *cError) status {
		return C.snaproll_context_set_value(p, chars(pointer), size(pointer), given, e)
	})
}

// RemoveAt removes what stands at a JSON Pointer.
func (c *Context) RemoveAt(pointer string) error {
	return do(c, func(p *cContext, e *cError) status {
		return C.snaproll_context_remove(p, chars(pointer), size(pointer), e)
	})
}

// Append appends an element to the array at a JSON Pointer.
func (c *Context) Append(pointer string, v any) error {
	if value, ok := v.(*Value); ok {
		return c.appendValue(pointer, value)
	}
	text, err := encode(v)
	if err != nil {
		return err
	}
	p, err := c.use()
	if err != nil {
		return err
	}
	defer c.release()
	var e cError
	return check(C.snaproll_context_append(p, chars(pointer), size(pointer),
		chars(text), size(text), &e), &e)
}

func (c *Context) appendValue(pointer string, value *Value) error {
	given, err := value.use()
	if err != nil {
		return err
	}
	defer value.release()
	return do(c, func(p *cContext, e *cError) status {
		return C.snaproll_context_append_value(p, chars(pointer), size(pointer), given, e)
	})
}

// AppendText appends to the string at a JSON Pointer.
func (c *Context) AppendText(pointer, text string) error {
	p, err := c.use()
	if err != nil {
		return err
	}
	defer c.release()
	var e cError
	return check(C.snaproll_context_append_text(p, chars(pointer), size(pointer),
		chars(text), size(text), &e), &e)
}
