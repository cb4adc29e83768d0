package main

/*
#cgo LDFLAGS: -ldl
#include <dlfcn.h>
#include <stddef.h>

// Those of failing_malloc.c, which lies under this process.
static int (*find)(void);
static void (*arm)(long, int);
static long (*disarm)(void);
static long (*live)(void);

static int find_all(void) {
  find = (int (*)(void))dlsym(RTLD_DEFAULT, "failing_find");
  arm = (void (*)(long, int))dlsym(RTLD_DEFAULT, "failing_arm");
  disarm = (long (*)(void))dlsym(RTLD_DEFAULT, "failing_disarm");
  live = (long (*)(void))dlsym(RTLD_DEFAULT, "failing_live");
  return find != NULL ? find() : 0;
}
static void call_arm(long n, int sticky) { arm(n, sticky); }
static long call_disarm(void) { return disarm(); }
static long call_live(void) { return live(); }
*/
import "C"

import "runtime"

// findMalloc tells whether the allocator that fails is there.
func findMalloc() bool { return C.find_all() >= 2 }

// armed lets the allocation behind n others fail, or all from there on; what it
// gives ends that and tells how many failed.
func armed(n int, sticky bool) func() int {
	mode := C.int(0)
	if sticky {
		mode = 1
	}
	C.call_arm(C.long(n), mode)
	return func() int { return int(C.call_disarm()) }
}

// live is how many blocks the library has, when all that is garbage is back.
func live() int {
	for range 3 {
		runtime.GC()
	}
	return int(C.call_live())
}
