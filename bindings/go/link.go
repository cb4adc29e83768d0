//go:build !snaproll_static && !snaproll_bundled

package snaproll

// The shared library that pkg-config finds. The .pc file in this folder asks for
// its version, and its name is what pkg-config says where there is none.

// #cgo pkg-config: --short-errors install-libsnaproll-dev-or-set-PKG_CONFIG_PATH.pc
import "C"
