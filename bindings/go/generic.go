//go:build cgo

package snaproll

import "unsafe"

// Variables is what has variables: an [Execution] or a [Context].
type Variables interface{ variables() *Context }

func (c *Context) variables() *Context { return c }

// Get reads a variable as a T, as encoding/json does, with numbers as json.Number
// where T is any. A bool, an int64, a float64 and a string make no detour through
// JSON, and are [ErrType] where the variable is null.
func Get[T any](from Variables, name string) (T, error) {
	c := from.variables()
	var none T
	switch any(none).(type) {
	case string:
		return as[T](c.Text(name))
	case bool:
		return as[T](c.Bool(name))
	case int64:
		return as[T](c.Int64(name))
	case float64:
		return as[T](c.Double(name))
	case *Value:
		return as[T](c.Value(name))
	}
	var out T
	err := c.Get(name, &out)
	return out, err
}

// as is a V that is known to be a T, which any would take memory for.
func as[T, V any](v V, err error) (T, error) { return *(*T)(unsafe.Pointer(&v)), err }

// Set sets or replaces a variable, as [Context.Set] does.
func Set[T any](to Variables, name string, v T) error {
	c := to.variables()
	switch v := any(v).(type) {
	case string:
		return c.SetText(name, v)
	case bool:
		return c.SetBool(name, v)
	case int:
		return c.SetInt64(name, int64(v))
	case int64:
		return c.SetInt64(name, v)
	}
	return c.Set(name, v)
}
