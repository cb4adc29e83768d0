// `export`, `import`, `copy` and `fork`: executions out of a store and into
// one.
#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "file.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "names.hpp"
#include "open.hpp"
#include "progress.hpp"

namespace snaproll::cli {
namespace {

// Writes the lines to `file`, where there is one, else to standard output.
uint64_t export_lines(abi::Exporter exporter, Terminal& terminal, NewFile* file,
                      Progress& progress) {
  uint64_t lines = 0;
  while (auto line = exporter.next()) {
    *line += '\n';
    if (file != nullptr) {
      file->write(*line);
    } else {
      terminal.bytes(*line);
    }
    ++lines;
    progress.add(1);
    check_stopped();
  }
  return lines;
}

// Lines that an export in full has: a header, the context, the snapshots.
uint64_t lines_of(const abi::Store& store, const std::string& id, bool full) {
  return full ? 2 + read_execution(store, id).manager().count() : 0;
}

// A line that is no good is a fault of the file, not of the command.
[[noreturn]] void fail_import(const abi::Error& error) {
  const bool there = error.code == SNAPROLL_EXISTS;
  ExitCode code = exit_code_of(error.code);
  if (code == kUsage || code == kNotFound) code = kCorrupt;
  throw Failure(code, error.what(), there ? "give it another id by --as" : "",
                {"nothing was imported"});
}

struct Imported {
  std::string id;
  uint64_t lines = 0;
};

Imported import_lines(const Arguments& arguments, Terminal& terminal,
                      abi::Store& store, LineReader& reader) {
  Imported imported;
  try {
    abi::Importer importer = store.import_lines(arguments.as);
    Progress progress(terminal, "importing", reader.total(),
                      [&] { return reader.bytes(); });
    std::string line;
    while (reader.next(line)) {
      importer.add(line);
      ++imported.lines;
      check_stopped();
    }
    imported.id = importer.finish();
  } catch (const abi::Error& error) {
    fail_import(error);
  }
  return imported;
}

}  // namespace

int run_export(const Arguments& arguments, Terminal& terminal) {
  const abi::Store store = open_to_read(arguments.store);
  const std::string id =
      find_execution(store, arguments.store, arguments.execution);
  const Stoppable stoppable;
  std::unique_ptr<NewFile> file;
  if (!arguments.path.empty()) file = std::make_unique<NewFile>(arguments.path);
  uint64_t lines = 0;
  {
    Progress progress(terminal, "exporting",
                      lines_of(store, id, arguments.full));
    lines = export_lines(store.export_lines(id, arguments.full), terminal,
                         file.get(), progress);
  }
  if (file == nullptr) return kDone;
  file->keep();
  if (arguments.json) {
    JsonObject object;
    object.text("execution", id).text("path", arguments.path);
    object.number("lines", lines).number("bytes", file->bytes());
    terminal.json(object.end());
  } else {
    terminal.line("exported " + in_quotes(id) + " to " +
                  in_quotes(arguments.path) + ": " + counted(lines, "line") +
                  ", " + bytes_text(file->bytes()));
  }
  return kDone;
}

int run_import(const Arguments& arguments, Terminal& terminal) {
  LineReader reader(arguments.path.empty() ? "-" : arguments.path);
  abi::Store store = open_to_write(arguments.store, arguments.create);
  const Stoppable stoppable;
  const Imported imported = import_lines(arguments, terminal, store, reader);
  if (arguments.json) {
    JsonObject object;
    object.text("execution", imported.id).number("lines", imported.lines);
    terminal.json(object.end());
  } else {
    terminal.line("imported " + in_quotes(imported.id) + ": " +
                  counted(imported.lines, "line"));
  }
  return kDone;
}

int run_copy(const Arguments& arguments, Terminal& terminal) {
  const abi::Store store = open_to_read(arguments.store);
  const std::string id =
      find_execution(store, arguments.store, arguments.execution);
  const std::string as = arguments.as.empty() ? id : arguments.as;
  const abi::Store to = open_to_write(arguments.path, arguments.create);
  {
    const Progress progress(terminal, "copying");
    store.copy(id, to, as);
  }
  if (arguments.json) {
    JsonObject object;
    object.text("execution", id).text("path", arguments.path).text("as", as);
    terminal.json(object.end());
  } else {
    terminal.line("copied " + in_quotes(id) + " to " +
                  in_quotes(arguments.path) + " as " + in_quotes(as));
  }
  return kDone;
}

int run_fork(const Arguments& arguments, Terminal& terminal) {
  std::string id;
  std::string title = "now";
  std::optional<snaproll_id> from;
  {
    const Reading reading(arguments);
    id = reading.id;
    if (!arguments.snapshots.empty()) {
      const Names names(reading.manager);
      const Named named(names, reading.execution, arguments.snapshots[0]);
      named.check_reachable(names);
      from = named.id();
      title = named.title();
    }
  }
  abi::Store store = open_to_write(arguments.store);
  store.fork(id, from.has_value() ? &*from : nullptr, arguments.as);
  if (arguments.json) {
    JsonObject object;
    object.text("execution", arguments.as).text("from", id);
    terminal.json(object.id("snapshot", from).end());
  } else {
    terminal.line("made " + in_quotes(arguments.as) + " from " + in_quotes(id) +
                  ", " + title);
  }
  return kDone;
}

}  // namespace snaproll::cli
