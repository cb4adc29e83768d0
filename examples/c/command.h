/* Running a shell command and taking apart what it prints. */
#ifndef COMMAND_H
#define COMMAND_H

#include <snaproll.h>

enum { kLines = 5, kLineBytes = 500 };

typedef struct Said {
  int exit_code; /* 128 + n where signal n ended it */
  long milliseconds;
  size_t line_count; /* of those that are kept: the first ones */
  char lines[kLines][kLineBytes];
  snaproll_value* numbers; /* object: each line `name=number`; to be freed */
} Said;

/* Runs `script` by /bin/sh in the current folder, without input, its two
 * outputs as one. */
void run_command(const char* script, Said* out);
/* The exit code and the last words. */
void failure_of(const Said* said, char* out, size_t size);

#endif
