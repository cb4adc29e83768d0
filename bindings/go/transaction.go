package snaproll

// #include "snaproll.h"
import "C"

import (
	"encoding/json"
	"errors"
)

// Change is one of a list of changes that Update makes as one.
type Change struct {
	members map[string]any // Of the change as JSON.
}

// Setting is the change that SetAt makes.
func Setting(pointer string, v any) Change {
	return Change{map[string]any{"op": "set", "pointer": pointer, "value": v}}
}

// Removing is the change that RemoveAt makes.
func Removing(pointer string) Change {
	return Change{map[string]any{"op": "remove", "pointer": pointer}}
}

// Appending is the change that Append makes.
func Appending(pointer string, v any) Change {
	return Change{map[string]any{"op": "append", "pointer": pointer, "value": v}}
}

// AppendingText is the change that AppendText makes.
func AppendingText(pointer, text string) Change {
	return Change{map[string]any{"op": "append_text", "pointer": pointer, "text": text}}
}

// Splicing is the change that Splice makes.
func Splicing(pointer string, index, removed int, items any) Change {
	return Change{map[string]any{
		"op": "splice", "pointer": pointer, "at": index, "removed": removed,
		"value": listOf(items),
	}}
}

// SplicingText is the change that SpliceText makes.
func SplicingText(pointer string, offset, removed int, text string) Change {
	return Change{map[string]any{
		"op": "splice_text", "pointer": pointer, "at": offset, "removed": removed,
		"text": text,
	}}
}

// Testing is no change but the Test that ends the list where it fails, so that
// none of the changes is made.
func Testing(pointer string, expected any) Change {
	return Change{map[string]any{"op": "test", "pointer": pointer, "value": expected}}
}

// Update makes all changes as one, or none.
func (c *Context) Update(changes ...Change) error {
	list := make([]any, len(changes))
	for i, change := range changes {
		list[i] = change.members
	}
	text, err := encode(list)
	if err != nil {
		return err
	}
	return c.UpdateJSON(text)
}

// UpdateJSON makes the changes of a JSON array as one, or none:
//
//	{"op": "set", "append" or "test", "pointer", "value"}
//	{"op": "remove", "pointer"}
//	{"op": "append_text", "pointer", "text"}
//	{"op": "splice", "pointer", "at", "removed", "value"}
//	{"op": "splice_text", "pointer", "at", "removed", "text"}
func (c *Context) UpdateJSON(changes json.RawMessage) error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_update(p, chars(changes), size(changes), e)
	})
}

// Begin begins a transaction: a context with the content of this one, whose
// Commit brings its changes back as one.
func (c *Context) Begin() (*Context, error) {
	return toContext(get(always, c, func(p *cContext, out **cContext, e *cError) status {
		return C.snaproll_context_begin(p, out, e)
	}))
}

// Commit commits a transaction and ends it; ErrConflict where the context that
// it was begun from has changed: then it changes nothing.
func (c *Context) Commit() error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_commit(p, e)
	})
}

// Abort ends a transaction; its changes are gone.
func (c *Context) Abort() error {
	return do(always, c, func(p *cContext, e *cError) status {
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
