/* Blobs, whose bytes a list has as hexadecimal digits. */
#include <stdlib.h>
#include <string.h>

#include "runner.h"

static unsigned digit(char c) {
  return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

/* The bytes of an input, for the caller to free. */
static growing input_bytes(call* c, const char* input) {
  const snaproll_buf text = input_text(c, input);
  growing bytes = {0};
  size_t i;
  for (i = 0; i + 1 < text.size; i += 2) {
    const char byte =
        (char)(digit(text.data[i]) * 16 + digit(text.data[i + 1]));
    add(&bytes, &byte, 1);
  }
  return bytes;
}

static int32_t put_bytes(call* c, int32_t status, snaproll_buf* bytes) {
  static const char digits[] = "0123456789abcdef";
  size_t i;
  if (status != SNAPROLL_OK) return status;
  add(&c->out, "\"", 1);
  for (i = 0; i < bytes->size; ++i) {
    const unsigned char byte = (unsigned char)bytes->data[i];
    add(&c->out, &digits[byte / 16], 1);
    add(&c->out, &digits[byte % 16], 1);
  }
  add(&c->out, "\"", 1);
  snaproll_buf_dispose(bytes);
  return status;
}

static int32_t put_blob(call* c) {
  growing bytes = input_bytes(c, "bytes");
  snaproll_buf hash = {0};
  const int32_t status = snaproll_execution_put_blob(
      OBJECT(execution, "self"), bytes.data, bytes.size, &hash, ERROR);
  free(bytes.data);
  return put_text(c, status, &hash);
}

int32_t run_blobs(call* c) {
  snaproll_buf bytes = {0};
  OP("execution.put_blob") put_blob(c);
  OP("execution.get_blob")
  put_bytes(c,
            snaproll_execution_get_blob(OBJECT(execution, "self"), TEXT("hash"),
                                        &bytes, ERROR),
            &bytes);
  OP("store.get_blob")
  put_bytes(c,
            snaproll_store_get_blob(OBJECT(store, "self"), TEXT("hash"), &bytes,
                                    ERROR),
            &bytes);
  return kUnknown;
}
