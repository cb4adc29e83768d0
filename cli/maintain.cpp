// `check`, `compact` and `backup`: a store as a whole.
#include <sys/stat.h>

#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "open.hpp"
#include "progress.hpp"

namespace snaproll::cli {
namespace {

uint64_t file_bytes(const std::string& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return 0;
  return static_cast<uint64_t>(found.st_size);
}

void print_report(Terminal& terminal, const Arguments& arguments,
                  const abi::Value& report) {
  const auto figure = [&](const char* name) {
    return static_cast<uint64_t>(number_of(report, name));
  };
  const abi::Value findings = report.find("findings");
  std::string text = counted(figure("executions"), "execution") + ", " +
                     counted(figure("records"), "record");
  text += arguments.quick
              ? ", checksums only"
              : ", " + counted(figure("states"), "state") + " rebuilt, " +
                    counted(figure("keyframes"), "keyframe") + " compared";
  terminal.line(text);
  for (size_t i = 0; i < findings.size(); ++i)
    terminal.line("- " + findings.at(i).as_text(), Style::kBad);
  if (findings.size() == 0) {
    terminal.line("nothing found", Style::kGood);
  } else {
    terminal.line(counted(findings.size(), "finding"), Style::kBad);
  }
}

}  // namespace

int run_check(const Arguments& arguments, Terminal& terminal) {
  const abi::Store store = open_to_read(arguments.store);
  const std::string json = [&] {
    const Stoppable stoppable;
    const Progress progress(terminal, "checking");
    return store.check(arguments.quick, stoppable.cancel());
  }();
  const abi::Value report = abi::Value::parse(json);
  if (arguments.json) {
    terminal.json(json);
  } else {
    print_report(terminal, arguments, report);
  }
  return report.find("findings").size() > 0 ? kFindings : kDone;
}

int run_compact(const Arguments& arguments, Terminal& terminal) {
  const uint64_t before = file_bytes(arguments.store);
  {
    abi::Store store = open_to_write(arguments.store);
    const Stoppable stoppable;
    const Progress progress(terminal, "compacting");
    store.compact(stoppable.cancel());
    store.close();
  }
  const uint64_t after = file_bytes(arguments.store);
  if (arguments.json) {
    JsonObject object;
    object.number("bytes_before", before).number("bytes_after", after);
    terminal.json(object.end());
  } else {
    terminal.line(bytes_text(before) + " before, " + bytes_text(after) +
                  " after");
  }
  return kDone;
}

int run_backup(const Arguments& arguments, Terminal& terminal) {
  const abi::Store store = open_to_read(arguments.store);
  struct stat found{};
  if (lstat(arguments.path.c_str(), &found) == 0)
    throw Failure(kConflict, in_quotes(arguments.path) + " is there already",
                  "name a file that is not there");
  {
    const HalfMade made(arguments.path);
    const Progress progress(terminal, "copying", file_bytes(arguments.store),
                            [&] { return file_bytes(arguments.path); });
    store.backup(arguments.path);
  }
  const uint64_t bytes = file_bytes(arguments.path);
  if (arguments.json) {
    JsonObject object;
    object.text("path", arguments.path).number("bytes", bytes);
    terminal.json(object.end());
  } else {
    terminal.line("copied to " + in_quotes(arguments.path) + ", " +
                  bytes_text(bytes));
  }
  return kDone;
}

}  // namespace snaproll::cli
