/* The C runner of the scenario: what its files share.
 *
 * An operation calls one function of the library and hands its status to the
 * put_… function of its kind of output, which adds the output to the reply
 * where the status is 0. */
#ifndef SNAPROLL_TESTS_SCENARIO_RUNNER_H
#define SNAPROLL_TESTS_SCENARIO_RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snaproll.h"

/* A text that grows. */
typedef struct growing {
  char* data;
  size_t size;
} growing;

/* One line being run. */
typedef struct call {
  snaproll_value* line;  /* the operation */
  char op[64];           /* its name */
  snaproll_error* error; /* of the last call */
  growing out;           /* the output as JSON; empty = none */
  snaproll_buf held[8];  /* texts of inputs that are in use */
  size_t held_count;
} call;

/* Whether the operation has that name. */
bool is(const call* c, const char* op);
/* Whether an input is there. */
bool has(const call* c, const char* input);

/* Inputs; those that are not there are NULL, 0 and false. */
snaproll_buf input_text(call* c, const char* input);
int64_t input_int64(const call* c, const char* input);
double input_double(const call* c, const char* input);
bool input_bool(const call* c, const char* input);
/* As `maximum`: null is SNAPROLL_UNLIMITED. */
size_t input_count(const call* c, const char* input);
/* The object that an input names, of the type `noun`. */
void* input_object(const call* c, const char* input, const char* noun);
/* The object of that name. */
void* object_named(const snaproll_buf* wanted, const char* noun);
/* The id that an input names or holds. */
snaproll_id input_id(const call* c, const char* input);
/* The same of a text. */
snaproll_id id_of(const snaproll_value* told);
/* What a selective rollback takes back; NULL where none is told. */
int32_t input_selector(call* c, snaproll_selector** out);
/* Options of a snapshot; NULL where none is told. */
int32_t input_snapshot_options(call* c, snaproll_snapshot_options** out);
/* What is erased. */
int32_t input_erase(call* c, snaproll_erase_options** out);
/* The place of a word in a list that ends with NULL; a code by its name. */
int32_t input_word(call* c, const char* input, const char* const* words);
int32_t input_code(call* c, const char* input);
/* A text of a list of them, for the caller to dispose of; false behind it. */
bool input_item(const call* c, const char* list, size_t index,
                snaproll_buf* out);
/* One of the attributes; false behind the last. */
typedef struct attribute {
  snaproll_buf name;
  snaproll_buf text;
} attribute;
bool input_attribute(const call* c, size_t index, attribute* out);
void attribute_dispose(attribute* one);

/* A text as the two arguments pointer and length. */
#define TEXT(input) input_text(c, input).data, input_text(c, input).size
#define OBJECT(noun, input) ((snaproll_##noun*)input_object(c, input, #noun))
#define ERROR (&c->error)

/* Outputs are read through pointers, so that the call that gives the status may
 * stand in the same expression. */

/* Names what was made, the handle at `made`. */
int32_t put_object(call* c, int32_t status, const char* noun, const void* made);
int32_t put_json(call* c, int32_t status, snaproll_buf* json);
int32_t put_text(call* c, int32_t status, snaproll_buf* buf);
int32_t put_view(call* c, int32_t status, const snaproll_view* view);
int32_t put_int64(call* c, int32_t status, const int64_t* number);
int32_t put_uint64(call* c, int32_t status, const uint64_t* number);
int32_t put_double(call* c, int32_t status, const double* number);
int32_t put_bool(call* c, int32_t status, const bool* boolean);
int32_t put_time(call* c, int32_t status, const int64_t* time);
int32_t put_size(call* c, int32_t status, const size_t* size);
int32_t put_word(call* c, int32_t status, const char* word);
int32_t put_state(call* c, int32_t status, const int32_t* state,
                  const snaproll_view* message);
/* Names and writes an id, or null. */
int32_t put_id(call* c, int32_t status, const snaproll_id* id,
               const bool* present);
/* Names and writes a rollback result, also one of a failure. */
int32_t put_rollback(call* c, int32_t status,
                     snaproll_rollback_result* const* result);

/* JSON in canonical form, with words for what is of the machine (README.md). */
int32_t put_report(call* c, int32_t status, snaproll_buf* json);
/* The same of what is canonical, and freed. */
int32_t put_masked(call* c, int32_t status, growing* json);
/* A report whose ids are drawn. */
int32_t put_erased(call* c, int32_t status, snaproll_buf* json);
/* Those figures of a store that the machine has no part in. */
int32_t put_figures(call* c, int32_t status, snaproll_buf* json);

/* Names the new object in the variable that is called as its noun. */
#define MADE(noun, status) put_object(c, status, #noun, &noun)

/* The operation of that name ends here with the status that follows. */
#define OP(name) \
  if (is(c, name)) return

/* Adds to the output as it stands, and as a JSON string. */
void add(growing* to, const char* data, size_t size);
void add_string(growing* to, const char* data, size_t size);
/* Adds text without what it tells of this process and of the folder. */
void add_plain(growing* to, const char* text);

/* Goes to a new folder, which is removed at the end; false where it can not. */
bool enter_folder(void);

/* The operations by noun. Each returns the status of its call, or kUnknown
 * where it has no operation of that name. */
enum { kUnknown = 1 };
int32_t run_basics(call* c);
int32_t run_value(call* c);
int32_t run_node_result(call* c);
int32_t run_context(call* c);
int32_t run_variables(call* c);
int32_t run_snapshot(call* c);
int32_t run_manager(call* c);
int32_t run_execution(call* c);
int32_t run_fields(call* c);
int32_t run_patch(call* c);
int32_t run_going_back(call* c);
int32_t run_tree(call* c);
int32_t run_keeping(call* c);
int32_t run_blobs(call* c);
int32_t run_durable(call* c);
int32_t run_store(call* c);
int32_t run_transfer(call* c, snaproll_store* self);

#endif
