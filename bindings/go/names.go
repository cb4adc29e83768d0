package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"time"
)

// Tag is a name of a snapshot.
type Tag struct {
	Name     string    `json:"name"`
	Snapshot ID        `json:"snapshot"`
	At       time.Time `json:"at"` // When it was put.
}

// Hold keeps a snapshot from leaving.
type Hold struct {
	Name     string    `json:"name"`
	Snapshot ID        `json:"snapshot"`
	Reason   string    `json:"reason"`
	At       time.Time `json:"at"`
}

// Resolve is the snapshot that a text names: latest, a tag, a branch (its head),
// a label, start (one labelled so, else the oldest), or four digits or more of
// the beginning of an id, else of its end; ~n behind it goes n parents up. Where
// that is more than one, it is ErrAmbiguous, and the message names them.
func (h *histories) Resolve(text string) (ID, error) {
	out, err := get(always, h.managed(), func(p *cManager, out *C.snaproll_id, e *cError) status {
		return C.snaproll_manager_resolve(p, chars(text), size(text), out, e)
	})
	return toID(out), err
}

// Tag gives a snapshot a tag: it may have many, and a tag many snapshots.
func (h *histories) Tag(ctx context.Context, id ID, name string) error {
	return h.tag(ctx, id, name, false)
}

// TagUniquely is Tag, and ErrExists where another snapshot has it.
func (h *histories) TagUniquely(ctx context.Context, id ID, name string) error {
	return h.tag(ctx, id, name, true)
}

func (h *histories) tag(ctx context.Context, id ID, name string, unique bool) error {
	given := id.given()
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_tag(p, &given, chars(name), size(name), C.bool(unique), e)
	})
}

// Untag takes a tag away.
func (h *histories) Untag(ctx context.Context, id ID, name string) error {
	given := id.given()
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_untag(p, &given, chars(name), size(name), e)
	})
}

// Tags are all tags, by name.
func (h *histories) Tags() (tags []Tag, err error) {
	err = getJSON(always, h.managed(), &tags, func(p *cManager, out *cBuf, e *cError) status {
		return C.snaproll_manager_tags(p, out, e)
	})
	return tags, err
}

// Hold keeps a snapshot from leaving until it is released: not for the maximum,
// by no policy, nor by RemoveSnapshot, which is ErrHeld then. It may have many
// holds, each of another name.
func (h *histories) Hold(ctx context.Context, id ID, name, reason string) error {
	given := id.given()
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_hold(p, &given, chars(name), size(name),
			chars(reason), size(reason), e)
	})
}

// Release releases a snapshot from a hold.
func (h *histories) Release(ctx context.Context, id ID, name string) error {
	given := id.given()
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_release(p, &given, chars(name), size(name), e)
	})
}

// Holds are all holds, by name.
func (h *histories) Holds() (holds []Hold, err error) {
	err = getJSON(always, h.managed(), &holds, func(p *cManager, out *cBuf, e *cError) status {
		return C.snaproll_manager_holds(p, out, e)
	})
	return holds, err
}

// RemoveSnapshot takes one snapshot out of the history; its children take its
// parent. It is ErrHeld where it is held, or the head of a branch with a name.
func (h *histories) RemoveSnapshot(ctx context.Context, id ID) error {
	given := id.given()
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_remove(p, &given, e)
	})
}
