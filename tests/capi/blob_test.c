/* Blobs through the C ABI: put, named, committed, read by anybody. */
#include "durable.h"

/* printf 'a\0b' | b2sum -l 256 */
static const char hash[] =
    "f2c67fb755da2d22dea00c49aa161fa4457ada51c50260da341260b4752f74d1";
static const char bytes[] = {'a', '\0', 'b'};

static int holds(const snaproll_buf* found) {
  return found->size == sizeof bytes &&
         memcmp(found->data, bytes, sizeof bytes) == 0;
}

static void refer(const snaproll_execution* run, const char* wanted) {
  snaproll_context* context = NULL;
  char json[100];
  snprintf(json, sizeof json, "{\"$blob\":\"%s\"}", wanted);
  OK(snaproll_execution_context(run, &context, E));
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("a"), T(json), E));
  snaproll_context_free(context);
}

static void a_blob_is_in_the_store_with_what_names_it(void) {
  snaproll_store* const store = open_store("blob.db");
  snaproll_execution* const run = open_with(store, "run", NULL);
  snaproll_buf told = {0};
  OK(snaproll_execution_put_blob(run, bytes, sizeof bytes, &told, E));
  CHECK(strcmp(told.data, hash) == 0);
  snaproll_buf_dispose(&told);
  OK(snaproll_execution_get_blob(run, T(hash), &told, E));
  CHECK(holds(&told));
  snaproll_buf_dispose(&told);
  FAILS(SNAPROLL_NOT_FOUND, NULL,
        snaproll_store_get_blob(store, T(hash), &told, E));
  refer(run, hash);
  OK(snaproll_execution_save(run, E));
  OK(snaproll_store_get_blob(store, T(hash), &told, E));
  CHECK(holds(&told));
  snaproll_buf_dispose(&told);
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

static void no_hash_is_refused(void) {
  snaproll_store* const store = open_store("hash.db");
  snaproll_execution* const run = open_with(store, "run", NULL);
  snaproll_buf told = {0};
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_execution_get_blob(run, T("abc"), &told, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_store_get_blob(store, T(""), &told, E));
  CHECK(told.data == NULL);
  OK(snaproll_execution_put_blob(run, NULL, 0, &told, E));
  CHECK(told.size == sizeof hash - 1);
  snaproll_buf_dispose(&told);
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

static void a_reader_puts_none(void) {
  snaproll_store* const store = open_store("reader.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  snaproll_buf told = {0};
  snaproll_execution_free(run);
  run = open_with(store, "run", open_options(SNAPROLL_OPEN_READ));
  FAILS(SNAPROLL_READ_ONLY, NULL,
        snaproll_execution_put_blob(run, bytes, sizeof bytes, &told, E));
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

int main(void) {
  make_folder();
  a_blob_is_in_the_store_with_what_names_it();
  no_hash_is_refused();
  a_reader_puts_none();
  remove_folder();
  return check_end();
}
