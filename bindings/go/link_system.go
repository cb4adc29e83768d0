//go:build snaproll_system

package snaproll

// The library that is installed on the machine.

// #cgo pkg-config: snaproll
import "C"
