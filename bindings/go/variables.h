// What is called most often, for Go: outputs with pointers in them are given
// as numbers, which cost no look for pointers of Go at each call, and a short
// text is copied in the same crossing.
#ifndef SNAPROLL_GO_VARIABLES_H
#define SNAPROLL_GO_VARIABLES_H

#include <string.h>

#include "snaproll.h"

static int32_t set_null(snaproll_context* to, const char* name, size_t size,
                        uintptr_t* error) {
  return snaproll_context_set_variable_null(to, name, size,
                                            (snaproll_error**)error);
}

static int32_t set_bool(snaproll_context* to, const char* name, size_t size,
                        bool boolean, uintptr_t* error) {
  return snaproll_context_set_variable_bool(to, name, size, boolean,
                                            (snaproll_error**)error);
}

static int32_t set_int64(snaproll_context* to, const char* name, size_t size,
                         int64_t integer, uintptr_t* error) {
  return snaproll_context_set_variable_int64(to, name, size, integer,
                                             (snaproll_error**)error);
}

static int32_t set_double(snaproll_context* to, const char* name, size_t size,
                          double number, uintptr_t* error) {
  return snaproll_context_set_variable_double(to, name, size, number,
                                              (snaproll_error**)error);
}

static int32_t set_text(snaproll_context* to, const char* name, size_t size,
                        const char* text, size_t text_size, uintptr_t* error) {
  return snaproll_context_set_variable_text(to, name, size, text, text_size,
                                            (snaproll_error**)error);
}

static int32_t set_json(snaproll_context* to, const char* name, size_t size,
                        const char* text, size_t text_size, uintptr_t* error) {
  return snaproll_context_set_variable(to, name, size, text, text_size,
                                       (snaproll_error**)error);
}

static int32_t get_bool(const snaproll_context* from, const char* name,
                        size_t size, bool* out, uintptr_t* error) {
  return snaproll_context_get_variable_bool(from, name, size, out,
                                            (snaproll_error**)error);
}

static int32_t get_int64(const snaproll_context* from, const char* name,
                         size_t size, int64_t* out, uintptr_t* error) {
  return snaproll_context_get_variable_int64(from, name, size, out,
                                             (snaproll_error**)error);
}

static int32_t get_double(const snaproll_context* from, const char* name,
                          size_t size, double* out, uintptr_t* error) {
  return snaproll_context_get_variable_double(from, name, size, out,
                                              (snaproll_error**)error);
}

static int32_t append_json(snaproll_context* to, const char* pointer,
                           size_t size, const char* text, size_t text_size,
                           uintptr_t* error) {
  return snaproll_context_append(to, pointer, size, text, text_size,
                                 (snaproll_error**)error);
}

static int32_t append_text(snaproll_context* to, const char* pointer,
                           size_t size, const char* text, size_t text_size,
                           uintptr_t* error) {
  return snaproll_context_append_text(to, pointer, size, text, text_size,
                                      (snaproll_error**)error);
}

static int32_t count_snapshots(const snaproll_manager* history, size_t* out,
                               uintptr_t* error) {
  return snaproll_manager_count(history, out, (snaproll_error**)error);
}

// A text that fits into `room` is copied, and given back, in the same crossing:
// then `left` stays as it is.
static int32_t taken(int32_t status, snaproll_buf* made, char* room,
                     size_t capacity, size_t* size, uintptr_t* left) {
  if (status != SNAPROLL_OK) return status;
  *size = made->size;
  if (made->size <= capacity) {
    memcpy(room, made->data, made->size);
    snaproll_buf_dispose(made);
  } else {
    memcpy(left, made, sizeof *made);
  }
  return status;
}

static int32_t get_text(const snaproll_context* from, const char* name,
                        size_t name_size, char* room, size_t capacity,
                        size_t* size, uintptr_t* left, uintptr_t* error) {
  snaproll_buf made = {0};
  int32_t status = snaproll_context_get_variable_text(
      from, name, name_size, &made, (snaproll_error**)error);
  return taken(status, &made, room, capacity, size, left);
}

static int32_t get_json(const snaproll_context* from, const char* name,
                        size_t name_size, char* room, size_t capacity,
                        size_t* size, uintptr_t* left, uintptr_t* error) {
  snaproll_buf made = {0};
  int32_t status = snaproll_context_get_variable(from, name, name_size, &made,
                                                 (snaproll_error**)error);
  return taken(status, &made, room, capacity, size, left);
}

#endif
