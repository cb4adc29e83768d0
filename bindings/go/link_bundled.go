//go:build snaproll_bundled && !snaproll_static

package snaproll

// The library in this folder, as the amalgamation: snaproll.cpp and sqlite3.c,
// which the compiler of C++ takes some minutes for, once.

// #cgo CFLAGS: -g0
// #cgo CXXFLAGS: -g0 -std=c++17
// #cgo LDFLAGS: -luuid -lsodium -lzstd -lstdc++ -lm -lpthread
import "C"
