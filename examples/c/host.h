/* What the parts of the host share. */
#ifndef HOST_H
#define HOST_H

#include "command.h"
#include "workflow.h"

enum { kShownBytes = 60, kTextBytes = 2000 };
#define INDENT "       " /* before lines that belong to the one above */

typedef struct Host {
  const Workflow* flow;
  snaproll_execution* run;
  snaproll_context* state;
  snaproll_manager* history;
  int width;
} Host;

extern snaproll_error* error; /* of the call at hand */

/* Ends the program where a call failed that can not fail in a sound run. */
void must(int32_t status);
/* Nodes of the workflow, from its first, whose results are recorded. */
size_t done(const Host* host);
/* A script of the variables that commands find, and `more`; to be freed. */
char* script_of(const Host* host, const char* more);
void log_line(Host* host, const char* node, uint32_t attempt, const char* what);

/* open.c: opens the run as it was committed last, or a new one where that has
 * ended. A store that can not be opened ends the program: bad input, of
 * `file`. */
void open_run(Host* host, const char* file);
void close_run(Host* host);

/* back.c: goes back, so that the node can be tried again; else, why it can not
 * be, in `problem` of 2 * kTextBytes. */
bool go_back(Host* host, const Node* node, snaproll_step* step,
             const char* failure, char* problem);
/* Takes up a run that was killed while it went back, or before it did. */
bool go_on(Host* host, char* problem);

/* print.c */
void print_line(const Host* host, const Node* node, const Said* said,
                const char* failure);
/* How many attempts at a node (empty: at all) there were, and how many of them
 * failed; those that were cut off are not among these. */
size_t count_attempts(const Host* host, const char* node, size_t node_size,
                      size_t* failed);
void print_end(const Host* host, bool completed, const char* folder);

#endif
