/* A workflow as the host reads it from a file. */
#ifndef WORKFLOW_H
#define WORKFLOW_H

#include <snaproll.h>

typedef struct Node {
  snaproll_buf id;
  snaproll_buf command;
  snaproll_buf compensate; /* run when the recorded result is taken back */
  snaproll_buf back_to;    /* empty = a failure goes back to this node alone */
  size_t* needs;           /* indexes of nodes, as they stand in the file */
  size_t need_count;
  int64_t retries;
  bool irreversible;
} Node;

typedef struct Workflow {
  snaproll_buf id;
  snaproll_buf source; /* folder, as the file has it */
  snaproll_buf report; /* file in the work folder; may be empty */
  Node* nodes;
  size_t count;
  size_t* order; /* indexes of nodes, in the order in which they run */
} Workflow;

/* Reads and checks the file. Bad input ends the program with exit code 2. */
void workflow_read(Workflow* out, const char* path);
void workflow_free(Workflow* flow);

/* Tells what is wrong with the input and ends the program. */
void bad_input(const char* path, const char* format, ...)
    __attribute__((format(printf, 2, 3), noreturn));
/* Room for `count` things of `size` bytes, all zero; never NULL. */
void* room(size_t count, size_t size);

#endif
