package snaproll

/*
#include "snaproll.h"

#if SNAPROLL_VERSION_NUMBER < 1000 || SNAPROLL_VERSION_NUMBER >= 2000
#error "this binding needs the headers of snaproll 0.1"
#endif
*/
import "C"

import "fmt"

// Version is that of the library that is running, as "0.1.0".
func Version() string { return C.GoString(C.snaproll_version_string()) }

// VersionNumber is major * 1000000 + minor * 1000 + patch of the library that
// is running.
func VersionNumber() int { return int(C.snaproll_version_number()) }

// Before 1.0 each minor version has an ABI of its own.
func init() {
	if VersionNumber()/1000 != C.SNAPROLL_VERSION_NUMBER/1000 {
		panic(fmt.Sprintf("snaproll: built for version %s, running with %s",
			C.SNAPROLL_VERSION_STRING, Version()))
	}
}
