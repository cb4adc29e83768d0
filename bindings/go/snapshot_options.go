package snaproll

// #include "snapshot_options.h"
import "C"

import "context"

type cSnapshotOptions = C.snaproll_snapshot_options

// SnapshotOption is one thing that is told of a snapshot when it is taken.
type SnapshotOption func(*snapshotTold)

type snapshotTold struct {
	flags     C.uint32_t
	label     string
	node      string
	reason    string
	createdBy string
	custom    []customMember
}

type customMember struct {
	name string
	item any
}

// Label is a name for the snapshot.
func Label(text string) SnapshotOption {
	return func(t *snapshotTold) { t.flags |= C.HAS_LABEL; t.label = text }
}

// TriggerNode is the node that triggered it.
func TriggerNode(node string) SnapshotOption {
	return func(t *snapshotTold) { t.flags |= C.HAS_TRIGGER_NODE; t.node = node }
}

// Reason is why it was taken.
func Reason(text string) SnapshotOption {
	return func(t *snapshotTold) { t.flags |= C.HAS_REASON; t.reason = text }
}

// CreatedBy is who took it.
func CreatedBy(text string) SnapshotOption {
	return func(t *snapshotTold) { t.flags |= C.HAS_CREATED_BY; t.createdBy = text }
}

// Auto marks it as taken automatically.
func Auto() SnapshotOption {
	return func(t *snapshotTold) { t.flags |= C.IS_AUTO }
}

// Custom is one member of metadata.custom, any Go value as JSON.
func Custom(name string, v any) SnapshotOption {
	return func(t *snapshotTold) { t.custom = append(t.custom, customMember{name, v}) }
}

func tellSnapshot(given []SnapshotOption) (snapshotTold, error) {
	if len(given) == 0 { // Nothing is taken from the heap then.
		return snapshotTold{}, nil
	}
	t := new(snapshotTold)
	for _, tell := range given {
		if tell == nil {
			return *t, missing("SnapshotOption")
		}
		tell(t)
	}
	return *t, nil
}

// snapshotOptions is nil where nothing is told. The caller frees it.
func snapshotOptions(given []SnapshotOption) (*cSnapshotOptions, error) {
	if len(given) == 0 {
		return nil, nil
	}
	t, err := tellSnapshot(given)
	if err != nil {
		return nil, err
	}
	return t.make()
}

func (t snapshotTold) make() (*cSnapshotOptions, error) {
	var made *cSnapshotOptions
	var e cError
	s := C.snapshot_options_of(t.flags, chars(t.label), size(t.label),
		chars(t.node), size(t.node), chars(t.reason), size(t.reason),
		chars(t.createdBy), size(t.createdBy), &made, &e)
	if err := check(s, &e); err != nil {
		return nil, err
	}
	for _, member := range t.custom {
		if err := member.set(made); err != nil {
			C.snaproll_snapshot_options_free(made)
			return nil, err
		}
	}
	return made, nil
}

func (m customMember) set(options *cSnapshotOptions) error {
	text, err := encode(m.item)
	if err != nil {
		return err
	}
	var e cError
	return check(C.snaproll_snapshot_options_set_custom(options,
		chars(m.name), size(m.name), chars(text), size(text), &e), &e)
}

// withSnapshotOptions calls a function with what is told of a snapshot.
func withSnapshotOptions[P, T any](
	ctx context.Context, u user[P], given []SnapshotOption,
	call func(P, *cSnapshotOptions, *T, *cError) status,
) (out T, err error) {
	options, err := snapshotOptions(given)
	if err != nil {
		return out, err
	}
	if options != nil {
		defer C.snaproll_snapshot_options_free(options)
	}
	return get(ctx, u, func(p P, out *T, e *cError) status { return call(p, options, out, e) })
}
