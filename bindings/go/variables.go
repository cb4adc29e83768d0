package snaproll

/*
#include "variables.h"
*/
import "C"

import (
	"sync"
	"unsafe"
)

// room is where texts are copied to in C; a longer one is left where it lies.
type room struct {
	size  C.size_t
	left  [unsafe.Sizeof(cBuf{}) / unsafe.Sizeof(uintptr(0))]C.uintptr_t
	bytes [roomSize]C.char
}

const roomSize = 256

var rooms = sync.Pool{New: func() any { return new(room) }}

// given is the text, until it is given back.
func (r *room) given() []byte {
	if r.size > roomSize {
		return bufBytes((*cBuf)(unsafe.Pointer(&r.left)))
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&r.bytes)), r.size)
}

func (r *room) giveBack() {
	r.dispose()
	r.size = 0
	rooms.Put(r)
}

func (r *room) dispose() {
	if r.size > roomSize {
		C.snaproll_buf_dispose((*cBuf)(unsafe.Pointer(&r.left)))
	}
}

// Set sets or replaces a variable to a Go value as encoding/json writes it. A
// json.RawMessage goes in as the JSON text that it is, a *Value as it is.
func (c *Context) Set(name string, v any) error {
	if value, ok := v.(*Value); ok {
		return c.setValue(name, value)
	}
	switch s := scalarOf(v); s.kind {
	case KindNull:
		return c.SetNull(name)
	case KindBool:
		return c.SetBool(name, s.integer != 0)
	case KindInteger:
		return c.SetInt64(name, s.integer)
	case KindDouble:
		return c.SetDouble(name, s.double)
	case KindText:
		return c.SetText(name, s.text)
	}
	text, err := encode(v)
	if err != nil {
		return err
	}
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e C.uintptr_t
	return checked(C.set_json(p, chars(name), size(name),
		chars(text), size(text), &e), &e)
}

func (c *Context) setValue(name string, value *Value) error {
	given, err := value.use(always)
	if err != nil {
		return err
	}
	defer value.release()
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e cError
	return check(C.snaproll_context_set_variable_value(p, chars(name), size(name),
		given, &e), &e)
}

// SetNull sets a variable to null: it is there, and it is null.
func (c *Context) SetNull(name string) error {
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e C.uintptr_t
	return checked(C.set_null(p, chars(name), size(name), &e), &e)
}

// SetBool sets a variable to true or false.
func (c *Context) SetBool(name string, boolean bool) error {
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e C.uintptr_t
	return checked(C.set_bool(p, chars(name), size(name),
		C.bool(boolean), &e), &e)
}

// SetInt64 sets a variable to an integer.
func (c *Context) SetInt64(name string, integer int64) error {
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e C.uintptr_t
	return checked(C.set_int64(p, chars(name), size(name),
		C.int64_t(integer), &e), &e)
}

// SetDouble sets a variable to a double, also where the number is whole.
func (c *Context) SetDouble(name string, number float64) error {
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e C.uintptr_t
	return checked(C.set_double(p, chars(name), size(name),
		C.double(number), &e), &e)
}

// SetText sets a variable to a string.
func (c *Context) SetText(name, text string) error {
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	var e C.uintptr_t
	return checked(C.set_text(p, chars(name), size(name),
		chars(text), size(text), &e), &e)
}

// Get reads a variable into what into points to, as encoding/json does, with
// numbers as json.Number where that is an any. A *json.RawMessage gets the
// canonical JSON text.
func (c *Context) Get(name string, into any) error {
	p, err := c.held()
	if err != nil {
		return err
	}
	defer c.letGo()
	text := rooms.Get().(*room)
	defer text.giveBack()
	var e C.uintptr_t
	s := C.get_json(p, chars(name), size(name), &text.bytes[0], roomSize,
		&text.size, &text.left[0], &e)
	if err := checked(s, &e); err != nil {
		return err
	}
	return decode(text.given(), into)
}

// Value is a variable as a Value.
func (c *Context) Value(name string) (*Value, error) {
	return toValue(get(always, c, func(p *cContext, out **cValue, e *cError) status {
		return C.snaproll_context_get_variable_value(p, chars(name), size(name), out, e)
	}))
}

// Bool reads a variable that is a boolean; ErrType where it is none.
func (c *Context) Bool(name string) (bool, error) {
	p, err := c.held()
	if err != nil {
		return false, err
	}
	defer c.letGo()
	var out C.bool
	var e C.uintptr_t
	s := C.get_bool(p, chars(name), size(name), &out, &e)
	return bool(out), checked(s, &e)
}

// Int64 reads a variable that is an integer; ErrType where it is none.
func (c *Context) Int64(name string) (int64, error) {
	p, err := c.held()
	if err != nil {
		return 0, err
	}
	defer c.letGo()
	var out C.int64_t
	var e C.uintptr_t
	s := C.get_int64(p, chars(name), size(name), &out, &e)
	return int64(out), checked(s, &e)
}

// Double reads a variable that is a number; ErrType where it is none.
func (c *Context) Double(name string) (float64, error) {
	p, err := c.held()
	if err != nil {
		return 0, err
	}
	defer c.letGo()
	var out C.double
	var e C.uintptr_t
	s := C.get_double(p, chars(name), size(name), &out, &e)
	return float64(out), checked(s, &e)
}

// Text reads a variable that is a string; ErrType where it is none.
func (c *Context) Text(name string) (string, error) {
	p, err := c.held()
	if err != nil {
		return "", err
	}
	defer c.letGo()
	var text room // On the stack.
	var e C.uintptr_t
	s := C.get_text(p, chars(name), size(name), &text.bytes[0], roomSize,
		&text.size, &text.left[0], &e)
	if err := checked(s, &e); err != nil {
		return "", err
	}
	given := string(text.given())
	text.dispose()
	return given, nil
}

// Remove removes a variable.
func (c *Context) Remove(name string) error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_remove_variable(p, chars(name), size(name), e)
	})
}

// Variables are all variables, as one object.
func (c *Context) Variables() (*Value, error) {
	return toValue(get(always, c, func(p *cContext, out **cValue, e *cError) status {
		return C.snaproll_context_variables(p, out, e)
	}))
}
