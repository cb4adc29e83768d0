package snaproll

// #include "snaproll.h"
import "C"

import (
	"bytes"
	"context"
	"sync"
	"time"
	"unsafe"
)

type (
	status = C.int32_t
	cError = *C.snaproll_error
	cBuf   = C.snaproll_buf
)

// Text is what JSON text and names may be given as.
type Text interface{ ~string | ~[]byte }

// chars is where the bytes of a text lie: the first word of a string and of a
// slice. They are handed to C without a copy, for the time of a call.
func chars[T Text](text T) *C.char {
	return *(**C.char)(unsafe.Pointer(&text))
}

func size[T Text](text T) C.size_t { return C.size_t(len(text)) }

// user is a type with a handle: use gives the address for a call, which
// release ends. It may wait for a place until the context is done.
type user[P any] interface {
	use(ctx context.Context) (P, error)
	release()
}

// scratch is where C writes to in a call. It is not on a stack, which may move while
// C calls back, and is used again, so that a call takes no memory.
// Nothing in it has the type of a pointer, which would be looked behind at each call.
type scratch struct {
	error   C.uintptr_t
	present C.bool
	out     [maxOut / 8]uint64
}

// maxOut is for the largest thing that get is used for.
const maxOut = 64

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func (s *scratch) e() *cError { return (*cError)(unsafe.Pointer(&s.error)) }

func (s *scratch) giveBack() {
	*s = scratch{}
	scratches.Put(s)
}

// do calls a function that gives nothing back.
func do[P any](ctx context.Context, u user[P], call func(P, *cError) status) error {
	address, err := u.use(ctx)
	if err != nil {
		return err
	}
	defer u.release()
	s := scratches.Get().(*scratch)
	err = check(call(address, s.e()), s.e())
	s.giveBack()
	return err
}

// get calls a function that writes one thing: something of C, no larger than maxOut.
func get[P, T any](ctx context.Context, u user[P], call func(P, *T, *cError) status) (T, error) {
	out, _, err := find(ctx, u, func(p P, out *T, _ *C.bool, e *cError) status {
		return call(p, out, e)
	})
	return out, err
}

// find is get of a function that tells as well whether there is such a thing.
func find[P, T any](
	ctx context.Context, u user[P], call func(P, *T, *C.bool, *cError) status,
) (out T, present bool, err error) {
	address, err := u.use(ctx)
	if err != nil {
		return out, false, err
	}
	defer u.release()
	s := scratches.Get().(*scratch)
	written := (*T)(unsafe.Pointer(&s.out))
	if err = check(call(address, written, &s.present, s.e()), s.e()); err == nil {
		out, present = *written, bool(s.present)
	}
	s.giveBack()
	return out, present, err
}

// getText calls a function that writes a text.
func getText[P any](ctx context.Context, u user[P], call func(P, *cBuf, *cError) status) (string, error) {
	out, err := get(ctx, u, call)
	if err != nil {
		return "", err
	}
	return takeText(&out), nil
}

// getBytes calls a function that writes what is no text.
func getBytes[P any](ctx context.Context, u user[P], call func(P, *cBuf, *cError) status) ([]byte, error) {
	out, err := get(ctx, u, call)
	if err != nil {
		return nil, err
	}
	defer C.snaproll_buf_dispose(&out)
	return bytes.Clone(bufBytes(&out)), nil
}

// getJSON calls a function that writes JSON, and decodes it.
func getJSON[P any](ctx context.Context, u user[P], into any, call func(P, *cBuf, *cError) status) error {
	out, err := get(ctx, u, call)
	if err != nil {
		return err
	}
	return decodeBuf(&out, into)
}

// getUntil is get of a function that the library ends when the context is done.
func getUntil[P, T any](
	ctx context.Context, u user[P], call func(P, cCancel, *T, *cError) status,
) (out T, err error) {
	err = interruptible(ctx, func(ctx context.Context, stop cCancel) error {
		out, err = get(ctx, u, func(p P, out *T, e *cError) status {
			return call(p, stop, out, e)
		})
		return err
	})
	return out, err
}

func textUntil[P any](
	ctx context.Context, u user[P], call func(P, cCancel, *cBuf, *cError) status,
) (string, error) {
	out, err := getUntil(ctx, u, call)
	if err != nil {
		return "", err
	}
	return takeText(&out), nil
}

// jsonUntil is getJSON of a function that may change much on its way, and does not
// begin where the context is done.
func jsonUntil[P any](
	ctx context.Context, u user[P], into any, call func(P, cCancel, *cBuf, *cError) status,
) error {
	if err := begin(ctx); err != nil {
		return err
	}
	out, err := getUntil(ctx, u, call)
	if err != nil {
		return err
	}
	return decodeBuf(&out, into)
}

// withJSON calls a function with a Go value as JSON text.
func withJSON[P any](ctx context.Context, u user[P], v any, call func(P, []byte, *cError) status) error {
	text, err := encode(v)
	if err != nil {
		return err
	}
	return do(ctx, u, func(p P, e *cError) status { return call(p, text, e) })
}

// checked is check of an error that was written as a number.
func checked(s status, e *C.uintptr_t) error { return check(s, (*cError)(unsafe.Pointer(e))) }

func takeText(buf *cBuf) string {
	defer C.snaproll_buf_dispose(buf)
	return string(bufBytes(buf))
}

func decodeBuf(buf *cBuf, into any) error {
	defer C.snaproll_buf_dispose(buf)
	return decode(bufBytes(buf), into)
}

// bufBytes is the text of a buf where it lies, in memory of the library.
func bufBytes(buf *cBuf) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(buf.data)), buf.size)
}

func viewText(view C.snaproll_view) string {
	return string(unsafe.Slice((*byte)(unsafe.Pointer(view.data)), view.size))
}

// Unlimited is a maximum of snapshots that keeps all.
const Unlimited = -1

// count is a number of things as the library takes it.
func count(what string, n int) (C.size_t, error) {
	if n < 0 {
		return 0, newError(ErrRange, what+" has to be 0 or more")
	}
	return C.size_t(n), nil
}

// maximum is a count that may be Unlimited.
func maximum(n int) (C.size_t, error) {
	if n == Unlimited {
		return C.SNAPROLL_UNLIMITED, nil
	}
	return count("a maximum", n)
}

// fromTime is the time in nanoseconds.
func fromTime(t time.Time) (C.int64_t, error) {
	nanoseconds := t.UnixNano()
	if !time.Unix(0, nanoseconds).Equal(t) || nanoseconds == C.SNAPROLL_NO_TIME {
		return 0, newError(ErrRange, "a time before 1677 or after 2262")
	}
	return C.int64_t(nanoseconds), nil
}

// toTime is the zero time where there is none.
func toTime(nanoseconds C.int64_t) time.Time {
	if nanoseconds == C.SNAPROLL_NO_TIME {
		return time.Time{}
	}
	return time.Unix(0, int64(nanoseconds)).UTC()
}

func toTimeOr(nanoseconds C.int64_t, err error) (time.Time, error) {
	if err != nil {
		return time.Time{}, err
	}
	return toTime(nanoseconds), nil
}
