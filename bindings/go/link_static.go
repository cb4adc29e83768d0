//go:build snaproll_static

package snaproll

// The static library that pkg-config finds, whatever else is installed.

// #cgo pkg-config: --short-errors static-install-libsnaproll-dev-or-set-PKG_CONFIG_PATH.pc
import "C"
