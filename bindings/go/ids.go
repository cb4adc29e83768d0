package snaproll

// #include "snaproll.h"
import "C"

import (
	"time"
	"unsafe"
)

// ID is the UUID of a snapshot.
type ID [16]byte

// NewID draws a new id (UUID version 7, of the system's clock).
func NewID() (ID, error) {
	s := scratches.Get().(*scratch)
	defer s.giveBack()
	out := (*C.snaproll_id)(unsafe.Pointer(&s.out))
	if err := check(C.snaproll_id_new(out, s.e()), s.e()); err != nil {
		return ID{}, err
	}
	return toID(*out), nil
}

// ParseID reads the hyphenated form.
func ParseID[T Text](text T) (ID, error) {
	var out C.snaproll_id
	var e cError
	s := C.snaproll_id_parse(chars(text), size(text), &out, &e)
	if err := check(s, &e); err != nil {
		return ID{}, err
	}
	return toID(out), nil
}

// String is the hyphenated form in lower case.
func (id ID) String() string {
	var out [37]C.char
	given := id.given()
	C.snaproll_id_text(&given, &out[0], nil)
	return C.GoStringN(&out[0], 36)
}

// MarshalText is String, for encoding/json.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText is ParseID, for encoding/json.
func (id *ID) UnmarshalText(text []byte) error {
	parsed, err := ParseID(text)
	if err == nil {
		*id = parsed
	}
	return err
}

func (id ID) given() C.snaproll_id {
	return *(*C.snaproll_id)(unsafe.Pointer(&id)) // Both are 16 bytes.
}

func toID(given C.snaproll_id) ID {
	return *(*ID)(unsafe.Pointer(&given))
}

// FormatTime writes a time as the library does: RFC 3339, UTC, the fewest of
// 0, 3, 6 or 9 digits of fraction that lose nothing.
func FormatTime(t time.Time) (string, error) {
	nanoseconds, err := fromTime(t)
	if err != nil {
		return "", err
	}
	var out cBuf
	var e cError
	if err := check(C.snaproll_time_text(nanoseconds, &out, &e), &e); err != nil {
		return "", err
	}
	return takeText(&out), nil
}

// ParseTime reads RFC 3339 as the library does.
func ParseTime[T Text](text T) (time.Time, error) {
	var out C.int64_t
	var e cError
	s := C.snaproll_time_parse(chars(text), size(text), &out, &e)
	return toTimeOr(out, check(s, &e))
}
