package snaproll

// #include "snaproll.h"
import "C"

import (
	"encoding/json"
	"errors"
)

// Change is one of a list of changes that Update makes as one.
type Change struct {
	op      string
	pointer string
	member  string // "value", "text" or none.
	item    any
}

// Setting is the change that SetAt makes.
func Setting(pointer string, v any) Change { return Change{"set", pointer, "value", v} }

// Removing is the change that RemoveAt makes.
func Removing(pointer string) Change { return Change{"remove", pointer, "", nil} }

// Appending is the change that Append makes.
func Appending(pointer string, v any) Change { return Change{"append", pointer, "value", v} }

// AppendingText is the change that AppendText makes.
func AppendingText(pointer, text string) Change {
	return Change{"append_text", pointer, "text", text}
}

// Update makes all changes as one, or none.
func (c *Context) Update(changes ...Change) error {
	list := make([]any, len(changes))
	for i, change := range changes {
		members := map[string]any{"op": change.op, "pointer": change.pointer}
		if change.member != "" {
			members[change.member] = change.item
		}
		list[i] = members
	}
	text, err := encode(list)
	if err != nil {
		return err
	}
	return c.UpdateJSON(text)
}

// UpdateJSON makes the changes of a JSON array of {"op":"set" or "append",
// "pointer", "value"}, {"op":"remove", "pointer"} and {"op":"append_text",
// "pointer", "text"} as one, or none.
func (c *Context) UpdateJSON(changes json.RawMessage) error {
	return do(c, func(p *cContext, e *cError) status {
		return C.snaproll_context_update(p, chars(changes), size(changes), e)
	})
}

// Begin begins a transaction: a context with the content of this one, whose
// Commit brings its changes back as one.
func (c *Context) Begin() (*Context, error) {
	return toContext(get(c, func(p *cContext, out **cContext, e *cError) status {
		return C.snaproll_context_begin(p, out, e)
	}))
}

// Commit commits a transaction and ends it; ErrConflict where the context that
// it was begun from has changed: then it changes nothing.
func (c *Context) Commit() error {
	return do(c, func(p *cContext, e *cError) status {
		return C.snaproll_context_commit(p, e)
	})
}

// Abort ends a transaction; its changes are gone.
func (c *Context) Abort() error {
	return do(c, func(p *cContext, e *cError) status {
		return C.snaproll_context_abort(p, e)
	})
}

// How often Transact runs its function before it gives up.
const maxAttempts = 10

// Transact makes what change does to its argument one change, or none where it
// fails. Where the context was changed meanwhile it runs again, up to 10 times.
func (c *Context) Transact(change func(*Context) error) error {
	for attempt := 1; ; attempt++ {
		moved, err := c.transactOnce(change)
		if !moved || attempt == maxAttempts {
			return err
		}
	}
}

// transactOnce tells as well whether it was the commit that met a conflict.
func (c *Context) transactOnce(change func(*Context) error) (moved bool, err error) {
	transaction, err := c.Begin()
	if err != nil {
		return false, err
	}
	defer transaction.Close()
	if err := change(transaction); err != nil {
		return false, err
	}
	err = transaction.Commit()
	return errors.Is(err, ErrConflict), err
}
