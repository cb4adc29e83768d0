package snaproll

// #include "snaproll.h"
import "C"

// PutBlob keeps a copy of bytes that are no JSON and gives their hash, 64 hex
// digits of BLAKE2b-256. {"$blob": hash} in the state stands for them; no read
// of the state, no diff and no list loads them. They are in the store with the
// commit that brings their hash into the state, so put them before; stored once,
// whoever puts them; and they leave with the last record that names them. In
// memory they stay as long as the handle. Errors: ErrLimit (above 1 GiB),
// ErrReadOnly.
func (x *Execution) PutBlob(data []byte) (hash string, err error) {
	return getText(always, x, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_put_blob(p, chars(data), size(data), out, e)
	})
}

// GetBlob gives the bytes with that hash, put here or in the store. Errors:
// ErrInvalidArgument (no hash), ErrNotFound, ErrCorrupt.
func (x *Execution) GetBlob(hash string) (data []byte, err error) {
	return getBytes(always, x, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_get_blob(p, chars(hash), size(hash), out, e)
	})
}

// GetBlob gives the bytes with that hash, of whichever execution. Errors:
// ErrInvalidArgument (no hash), ErrNotFound, ErrCorrupt.
func (s *Store) GetBlob(hash string) (data []byte, err error) {
	return getBytes(always, s, func(p *cStore, out *cBuf, e *cError) status {
		return C.snaproll_store_get_blob(p, chars(hash), size(hash), out, e)
	})
}
