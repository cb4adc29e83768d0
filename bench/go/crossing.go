package main

/*
#cgo pkg-config: snaproll
#include <snaproll.h>
#include <stdlib.h>
#include <time.h>

// Bare calls: the arguments of a function of the library, and nothing done.
static int32_t bare_out(void* self, const void* given, void* out,
                        snaproll_error** error) {
  (void)self, (void)given, (void)error;
  *(char*)out = 1;
  return 0;
}

static int32_t bare_name_out(void* self, const char* name, size_t size,
                             void* out, snaproll_error** error) {
  (void)self, (void)name, (void)size, (void)error;
  *(char*)out = 1;
  return 0;
}

static int32_t bare_int64(void* self, const char* name, size_t size,
                          int64_t number, snaproll_error** error) {
  (void)self, (void)name, (void)size, (void)number, (void)error;
  return 0;
}

static int32_t bare_text(void* self, const char* name, size_t size,
                         const char* text, size_t text_size,
                         snaproll_error** error) {
  (void)self, (void)name, (void)size, (void)text, (void)text_size, (void)error;
  return 0;
}

// What the same operations take in C.
typedef struct fixture {
  snaproll_execution* run;
  snaproll_context* now;
  snaproll_manager* history;
  char text[100];
  char node[24];
  int64_t number;
} fixture;

static fixture* fixture_new(void) {
  fixture* f = calloc(1, sizeof *f);
  snaproll_options* options = NULL;
  for (size_t i = 0; i < sizeof f->text; ++i) f->text[i] = 'x';
  snaproll_options_new(&options, NULL);
  snaproll_options_set_auto_snapshot(options, false, 1, NULL);
  snaproll_execution_new(options, &f->run, NULL);
  snaproll_options_free(options);
  snaproll_execution_context(f->run, &f->now, NULL);
  snaproll_execution_manager(f->run, &f->history, NULL);
  snaproll_context_set_variable_text(f->now, "text", 4, f->text, 100, NULL);
  snaproll_context_set_variable(f->now, "list", 4, "[]", 2, NULL);
  f->number = (int64_t)1 << 40;
  snaproll_context_set_variable_int64(f->now, "number", 6, f->number, NULL);
  return f;
}

static void fixture_free(fixture* f) {
  snaproll_manager_free(f->history);
  snaproll_context_free(f->now);
  snaproll_execution_free(f->run);
  free(f);
}

static int32_t one(fixture* f, int operation) {
  snaproll_id id;
  snaproll_buf buf = {0};
  size_t count = 0;
  int32_t status = 0;
  switch (operation) {
    case 0: return snaproll_execution_snapshot(f->run, NULL, &id, NULL);
    case 1:
      return snaproll_context_set_variable_int64(f->now, "number", 6,
                                                 ++f->number, NULL);
    case 2:
      return snaproll_context_set_variable_text(f->now, "text", 4, f->text, 100,
                                                NULL);
    case 3:
      return snaproll_context_get_variable_int64(f->now, "number", 6,
                                                 &f->number, NULL);
    case 4:
      status =
          snaproll_context_get_variable_text(f->now, "text", 4, &buf, NULL);
      snaproll_buf_dispose(&buf);
      return status;
    case 5: return snaproll_manager_count(f->history, &count, NULL);
    default:
      return snaproll_context_append(f->now, "/variables/list", 15, "1000000", 7,
                                     NULL);
  }
}

// Nanoseconds of n operations; below 0 where one failed.
static int64_t in_c(fixture* f, int operation, int64_t n) {
  struct timespec begun, ended;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  for (int64_t i = 0; i < n; ++i)
    if (one(f, operation) != 0) return -1;
  clock_gettime(CLOCK_MONOTONIC, &ended);
  return (ended.tv_sec - begun.tv_sec) * 1000000000 + ended.tv_nsec -
         begun.tv_nsec;
}
*/
import "C"

import (
	"log"
	"strings"
	"unsafe"
)

// outputs are where bare calls write to; they are made before the calls.
type outputs struct {
	out   [64]byte
	error *C.snaproll_error
}

var (
	to   = new(outputs)
	text = strings.Repeat("x", 100)
)

func chars(text string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(text))) }

func bareOut() {
	C.bare_out(nil, nil, unsafe.Pointer(&to.out), &to.error)
}

func bareNameOut() {
	C.bare_name_out(nil, chars("number"), 6, unsafe.Pointer(&to.out), &to.error)
}

func bareInt64() { C.bare_int64(nil, chars("number"), 6, 7, &to.error) }

func bareText() { C.bare_text(nil, chars("text"), 4, chars(text), 100, &to.error) }

// inC gives what n operations took in C.
type inC struct{ fixture *C.fixture }

func newInC() inC { return inC{C.fixture_new()} }

func (c inC) close() { C.fixture_free(c.fixture) }

func (c inC) nanoseconds(operation, n int) float64 {
	took := C.in_c(c.fixture, C.int(operation), C.int64_t(n))
	if took < 0 {
		log.Fatalf("operation %d failed in C", operation)
	}
	return float64(took)
}
