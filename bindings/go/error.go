package snaproll

/*
#include "snaproll.h"

// All that an error tells, in one crossing.
typedef struct told {
  const char* message;
  const char* hint;
  snaproll_view pointer;
  size_t offset;
  int32_t native;
} told;

static void error_told(const snaproll_error* error, told* out) {
  out->message = snaproll_error_message(error);
  out->hint = snaproll_error_hint(error);
  out->pointer = snaproll_error_pointer(error);
  out->offset = snaproll_error_offset(error);
  out->native = snaproll_error_native(error);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
)

// Code tells what kind of error it is. It is an error itself, for
//
//	errors.Is(err, snaproll.ErrNotFound)
type Code int32

// The codes of the library: pinned, never reused; new ones may be added.
const (
	ErrInvalidArgument Code = C.SNAPROLL_INVALID_ARGUMENT // nil, a bad option.
	ErrParse           Code = C.SNAPROLL_PARSE            // Not JSON, not UTF-8.
	ErrType            Code = C.SNAPROLL_TYPE             // Another type was needed.
	ErrRange           Code = C.SNAPROLL_RANGE            // A number that does not fit.
	ErrLimit           Code = C.SNAPROLL_LIMIT            // Larger than a limit.
	ErrNotFound        Code = C.SNAPROLL_NOT_FOUND
	ErrExists          Code = C.SNAPROLL_EXISTS
	ErrAmbiguous       Code = C.SNAPROLL_AMBIGUOUS
	ErrConflict        Code = C.SNAPROLL_CONFLICT    // It moved; nothing changed.
	ErrOwned           Code = C.SNAPROLL_OWNED       // A living owner holds it.
	ErrTestFailed      Code = C.SNAPROLL_TEST_FAILED // A JSON Patch test failed.
	ErrHeld            Code = C.SNAPROLL_HELD        // A hold forbids it.
	ErrBusy            Code = C.SNAPROLL_BUSY
	ErrStopped         Code = C.SNAPROLL_STOPPED // Its context was done.
	ErrCorrupt         Code = C.SNAPROLL_CORRUPT
	ErrFormat          Code = C.SNAPROLL_FORMAT
	ErrReadOnly        Code = C.SNAPROLL_READ_ONLY
	ErrIO              Code = C.SNAPROLL_IO
	ErrUnknown         Code = C.SNAPROLL_UNKNOWN  // Committed or not is not known.
	ErrUnusable        Code = C.SNAPROLL_UNUSABLE // Closed, ended or poisoned.
	ErrKey             Code = C.SNAPROLL_KEY
	ErrNoMemory        Code = C.SNAPROLL_NO_MEMORY
	ErrInternal        Code = C.SNAPROLL_INTERNAL
)

// String is the name of the code, as "NOT_FOUND".
func (c Code) String() string {
	return C.GoString(C.snaproll_code_name(C.int32_t(c)))
}

// Error is the name of the code.
func (c Code) Error() string { return c.String() }

// Error is what every function of this package fails with.
type Error struct {
	Code    Code
	Message string // One line for a human.
	Hint    string // What to call next, or "".
	Pointer string // JSON Pointer of the place, or "".
	Offset  int64  // Byte offset in the text that was read; -1 is none.
	Native  int32  // The store's own code; 0 is none.

	cause error // Of another package.
}

// Error is the message, with the place and the hint.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString("snaproll: ")
	text.WriteString(e.Message)
	if e.Pointer != "" {
		fmt.Fprintf(&text, " at %q", e.Pointer)
	}
	if e.Offset >= 0 {
		fmt.Fprintf(&text, " at byte %d", e.Offset)
	}
	if e.Hint != "" {
		text.WriteString(" (" + e.Hint + ")")
	}
	return text.String()
}

// Is tells whether target is the code of this error.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == e.Code
}

// Unwrap is the error of another package behind this one, or nil.
func (e *Error) Unwrap() error { return e.cause }

func newError(code Code, message string) *Error {
	return &Error{Code: code, Message: message, Offset: -1}
}

// wrapped is an error of another package as one of this package; one that comes
// from this package, through another one, keeps what it tells.
func wrapped(code Code, err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		inner := *own
		inner.cause = err
		return &inner
	}
	return &Error{Code: code, Message: err.Error(), Offset: -1, cause: err}
}

// check turns what a call returned into an error, and frees what it wrote.
func check(s status, e *cError) error {
	if s == C.SNAPROLL_OK {
		return nil
	}
	return takeError(Code(s), *e)
}

func takeError(code Code, e cError) *Error {
	if e == nil { // There was no memory for it.
		return newError(code, code.String())
	}
	defer C.snaproll_error_free(e)
	var told C.told
	C.error_told(e, &told)
	taken := &Error{
		Code:    code,
		Message: C.GoString(told.message),
		Hint:    hints.Replace(C.GoString(told.hint)),
		Pointer: viewText(told.pointer),
		Offset:  -1,
		Native:  int32(told.native),
	}
	taken.cause = causes.take(taken.Message)
	if told.offset != C.SIZE_MAX {
		taken.Offset = int64(told.offset)
	}
	return taken
}

// hints names the functions of this package where the library names its own.
var hints = strings.NewReplacer(
	"snaproll_context_append_value with snaproll_value_new_text", "Append with a string",
	"snaproll_context_record_node_result_value with snaproll_value_new_text",
	"RecordNodeResult with a string",
	"snaproll_context_set_value with snaproll_value_new_text", "SetAt with a string",
	"snaproll_context_set_variable_text", "SetText",
	"snaproll_step_finish_text", "Finish with a string",
	"snaproll_value_new_text", "NewText",
	"allow_nothing", "AllowNothing",
)
