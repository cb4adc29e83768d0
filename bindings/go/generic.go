//go:build cgo

package snaproll

// Variables is what has variables: an [Execution] or a [Context].
type Variables interface{ variables() *Context }

func (c *Context) variables() *Context { return c }

// Get reads a variable as a T, as encoding/json does, with numbers as json.Number
// where T is any. A bool, an int64, a float64 and a string make no detour through
// JSON.
func Get[T any](from Variables, name string) (T, error) {
	var out T
	var err error
	c := from.variables()
	switch into := any(&out).(type) {
	case *string:
		*into, err = c.Text(name)
	case *bool:
		*into, err = c.Bool(name)
	case *int64:
		*into, err = c.Int64(name)
	case *float64:
		*into, err = c.Double(name)
	case **Value:
		*into, err = c.Value(name)
	default:
		err = c.Get(name, into)
	}
	return out, err
}

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
