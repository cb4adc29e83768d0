/* Executions as lines: exports and imports. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner.h"

/* All lines, each with its end; those of a failure are none. */
static int32_t export_lines(call* c, snaproll_store* self, growing* lines,
                            int64_t* count) {
  snaproll_exporter* exporter = NULL;
  bool more = true;
  int32_t status = snaproll_store_export(
      self, TEXT("id"), input_bool(c, "full"), &exporter, ERROR);
  while (status == SNAPROLL_OK && more) {
    snaproll_buf line = {0};
    status = snaproll_exporter_next(exporter, &line, &more, ERROR);
    if (more) {
      add(lines, line.data, line.size);
      add(lines, "\n", 1);
      ++*count;
    }
    snaproll_buf_dispose(&line);
  }
  snaproll_exporter_free(exporter);
  return status;
}

/* The lines as the elements of an array. */
static void add_array(growing* to, const growing* lines) {
  size_t i;
  add(to, "[", 1);
  for (i = 0; i + 1 < lines->size; ++i)
    add(to, lines->data[i] == '\n' ? "," : lines->data + i, 1);
  add(to, "]", 1);
}

/* Into a file, or, where none is told, into the reply. */
static int32_t export_execution(call* c, snaproll_store* self) {
  growing lines = {0};
  int64_t count = 0;
  const int32_t status = export_lines(c, self, &lines, &count);
  if (status == SNAPROLL_OK && has(c, "path")) {
    FILE* file = fopen(input_text(c, "path").data, "wb");
    if (file == NULL) return SNAPROLL_IO;
    fwrite(lines.data, 1, lines.size, file);
    fclose(file);
    put_int64(c, status, &count);
  } else if (status == SNAPROLL_OK) {
    add_array(&c->out, &lines);
  }
  free(lines.data);
  return status;
}

static int32_t import_file(call* c, snaproll_importer* importer) {
  static char line[1 << 16];
  FILE* file = fopen(input_text(c, "path").data, "rb");
  int32_t status = file == NULL ? SNAPROLL_IO : SNAPROLL_OK;
  while (status == SNAPROLL_OK && fgets(line, sizeof line, file) != NULL)
    status = snaproll_importer_add(importer, line, strcspn(line, "\n"), ERROR);
  if (file != NULL) fclose(file);
  return status;
}

static int32_t import_lines(call* c, snaproll_importer* importer) {
  snaproll_buf line = {0};
  size_t i;
  int32_t status = SNAPROLL_OK;
  for (i = 0; status == SNAPROLL_OK && input_item(c, "lines", i, &line); ++i) {
    status = snaproll_importer_add(importer, line.data, line.size, ERROR);
    snaproll_buf_dispose(&line);
  }
  return status;
}

static int32_t import_execution(call* c, snaproll_store* self) {
  snaproll_importer* importer = NULL;
  snaproll_buf id = {0};
  int32_t status = snaproll_store_import(self, TEXT("as_id"), &importer, ERROR);
  if (status == SNAPROLL_OK)
    status =
        has(c, "path") ? import_file(c, importer) : import_lines(c, importer);
  if (status == SNAPROLL_OK)
    status = snaproll_importer_finish(importer, &id, ERROR);
  snaproll_importer_free(importer);
  return put_text(c, status, &id);
}

int32_t run_transfer(call* c, snaproll_store* self) {
  OP("store.export") export_execution(c, self);
  OP("store.import") import_execution(c, self);
  return kUnknown;
}
