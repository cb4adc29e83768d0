package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"errors"
	"log/slog"
	"unsafe"
)

type cStore = C.snaproll_store

// Store is where executions live that outlive their process: one SQLite file, or
// memory.
//
// No other SQLite of this process may open the file; it is copied with
// [Store.Backup], and the files with -wal and -shm behind its name belong to it.
type Store struct {
	handle
	batcher *batcher
	logger  *slog.Logger // nil where there is none.
}

var storeNoun = &noun{"store", func(p unsafe.Pointer) {
	C.snaproll_store_free((*cStore)(p))
}}

func (s *Store) use(ctx context.Context) (*cStore, error) {
	if s == nil {
		return nil, missing("Store")
	}
	address, err := s.acquire(ctx)
	return (*cStore)(address), err
}

// OpenStore opens the file at a path, or makes it; ":memory:" is a store of its
// own that goes with its last handle. Two opens of one file by one process share
// all but their handles, and the options of the first hold.
//
// Where the context is done while it is opened, it is closed as soon as it is open.
func OpenStore(ctx context.Context, path string, options ...StoreOption) (*Store, error) {
	return openUntil(ctx, func() (*Store, error) { return openStore(ctx, path, options) })
}

func openStore(ctx context.Context, path string, options []StoreOption) (*Store, error) {
	given, err := storeOptions(options)
	if err != nil {
		return nil, err
	}
	defer C.snaproll_store_options_free(given)
	if err := enter(ctx); err != nil {
		return nil, err
	}
	defer leave()
	var made *cStore
	var e cError
	s := C.snaproll_store_open(chars(path), size(path), given, &made, &e)
	if err := check(s, &e); err != nil {
		return nil, err
	}
	store := &Store{batcher: &batcher{}, logger: loggerOf(options)}
	store.own(storeNoun, unsafe.Pointer(made))
	store.waits = true
	return store, nil
}

// Close lets go of the file, once its executions are closed and no other handle
// is open. It may be called more than once, and on nil. Nothing that was
// acknowledged is lost where it fails.
func (s *Store) Close() error {
	if s == nil {
		return nil
	}
	err := do(always, s, func(p *cStore, e *cError) status {
		return C.snaproll_store_close(p, e)
	})
	s.handle.close()
	if errors.Is(err, ErrUnusable) { // It was closed before, or of no use.
		return nil
	}
	return err
}

// Path is the path that it was opened at.
func (s *Store) Path() (string, error) {
	return getText(always, s, func(p *cStore, out *cBuf, e *cError) status {
		return C.snaproll_store_path(p, out, e)
	})
}

// ID is what tells it from all other stores; a backup has the same.
func (s *Store) ID() (ID, error) {
	out, err := get(always, s, func(p *cStore, out *C.snaproll_id, e *cError) status {
		return C.snaproll_store_id(p, out, e)
	})
	return toID(out), err
}

// IsReadOnly tells whether nothing can be written to it.
func (s *Store) IsReadOnly() (bool, error) {
	out, err := get(always, s, func(p *cStore, out *C.bool, e *cError) status {
		return C.snaproll_store_is_read_only(p, out, e)
	})
	return bool(out), err
}

// Exists tells whether there is an execution of that id.
func (s *Store) Exists(id string) (bool, error) {
	out, err := get(always, s, func(p *cStore, out *C.bool, e *cError) status {
		return C.snaproll_store_exists(p, chars(id), size(id), out, e)
	})
	return bool(out), err
}

// Delete deletes an execution with its history; what forks share stays for them.
// One that a living owner has is [ErrOwned], unless TakeOver is told.
func (s *Store) Delete(ctx context.Context, id string, options ...TakeOverOption) error {
	takeOver, err := takesOver(options)
	if err != nil {
		return err
	}
	return do(ctx, s, func(p *cStore, e *cError) status {
		return C.snaproll_store_delete(p, chars(id), size(id), takeOver, e)
	})
}

// Copy makes an execution anew in another store, or in this one, under another
// id: its history, its working state and all that is told of it.
func (s *Store) Copy(ctx context.Context, id string, to *Store, as string) error {
	if to == nil {
		return missing("Store")
	}
	target, err := to.hold()
	if err != nil {
		return err
	}
	defer to.letGo()
	return do(ctx, s, func(p *cStore, e *cError) status {
		return C.snaproll_store_copy(p, chars(id), size(id), (*cStore)(target),
			chars(as), size(as), e)
	})
}

// Fork makes a new execution that goes on from a snapshot of another one, nil:
// from its working state as committed, and shares its records. It has the rules
// for snapshots of the other; its nodes have idempotency keys of their own.
func (s *Store) Fork(ctx context.Context, id string, snapshot *ID, as string) error {
	var at *C.snaproll_id
	if snapshot != nil {
		given := snapshot.given()
		at = &given
	}
	return do(ctx, s, func(p *cStore, e *cError) status {
		return C.snaproll_store_fork(p, chars(id), size(id), at, chars(as), size(as), e)
	})
}
