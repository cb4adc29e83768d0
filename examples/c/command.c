#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Commands print what they like: the state takes UTF-8, and the terminal must
 * not be given control characters. */
static void clean(char* line) {
  snaproll_value* text = NULL;
  const bool valid =
      snaproll_value_new_text(line, strlen(line), &text, NULL) == SNAPROLL_OK;
  snaproll_value_free(text);
  for (; *line != '\0'; ++line) {
    const unsigned char byte = (unsigned char)*line;
    if (byte < ' ' || byte == 0x7f || (byte > 0x7f && !valid)) *line = '?';
  }
}

/* Adds the number of a line `name=number`. */
static void take_number(Said* out, const char* line) {
  const size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_");
  const char* number = line + name + 1;
  char pointer[kLineBytes + 1] = "/";
  snaproll_value *value = NULL, *more = NULL;
  double unused;
  if (line[0] < 'a' || line[0] > 'z' || line[name] != '=') return;
  memcpy(pointer + 1, line, name);
  if (snaproll_value_parse(number, strlen(number), NULL, NULL, &value, NULL) ==
          SNAPROLL_OK &&
      snaproll_value_as_double(value, &unused, NULL) == SNAPROLL_OK &&
      snaproll_value_set(out->numbers, pointer, name + 1, value, &more, NULL) ==
          SNAPROLL_OK) {
    snaproll_value_free(out->numbers);
    out->numbers = more;
  }
  snaproll_value_free(value);
}

static void take_line(Said* out, char* line) {
  line[strcspn(line, "\n")] = '\0';
  clean(line);
  take_number(out, line);
  if (out->line_count < kLines) strcpy(out->lines[out->line_count++], line);
}

void run_command(const char* script, Said* out) {
  struct timespec begin, end;
  char piece[kLineBytes];
  bool inside = false; /* of a line whose beginning was taken */
  FILE* pipe;
  int status;
  memset(out, 0, sizeof *out);
  snaproll_value_parse(SNAPROLL_Z("{}"), NULL, NULL, &out->numbers, NULL);
  clock_gettime(CLOCK_MONOTONIC, &begin);
  fflush(stdout);
  pipe = popen(script, "r");
  while (pipe != NULL && fgets(piece, sizeof piece, pipe) != NULL) {
    const bool ends = strchr(piece, '\n') != NULL;
    if (!inside) take_line(out, piece);
    inside = !ends;
  }
  status = pipe == NULL ? 127 << 8 : pclose(pipe);
  out->exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  clock_gettime(CLOCK_MONOTONIC, &end);
  out->milliseconds = (long)(end.tv_sec - begin.tv_sec) * 1000 +
                      (end.tv_nsec - begin.tv_nsec) / 1000000;
}

void failure_of(const Said* said, char* out, size_t size) {
  const int used = snprintf(out, size, "exit %d", said->exit_code);
  if (said->line_count > 0)
    snprintf(out + used, size - (size_t)used, ": %s",
             said->lines[said->line_count - 1]);
}
