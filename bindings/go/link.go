//go:build !snaproll_system

package snaproll

// The library of the checkout that this package lies in.

// #cgo CFLAGS: -I${SRCDIR}/../../capi
// #cgo LDFLAGS: -L${SRCDIR}/../../build/release/capi -lsnaproll
// #cgo LDFLAGS: -Wl,-rpath,${SRCDIR}/../../build/release/capi
import "C"
