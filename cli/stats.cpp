// `stats`: figures of a store, or what snapshots take.
#include <string>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "names.hpp"
#include "open.hpp"

namespace snaproll::cli {
namespace {

int tell_store(const Arguments& arguments, Terminal& terminal) {
  const abi::Store store = open_to_read(arguments.store);
  if (arguments.prometheus) {
    terminal.lines(store.stats_prometheus());
    return kDone;
  }
  const std::string json = store.stats();
  if (arguments.json) {
    terminal.json(json);
    return kDone;
  }
  const abi::Value stats = abi::Value::parse(json);
  const auto figure = [&](const char* name) {
    return static_cast<uint64_t>(number_of(stats, name));
  };
  Table table;
  const auto add = [&](const char* name, const std::string& value,
                       const std::string& more = "") {
    table.add({{name, Style::kFaint}, {value, Style::kPlain, true}, {more}});
  };
  add("executions", counted(figure("executions")));
  add("snapshots", counted(figure("snapshots")));
  add("records", counted(figure("records")),
      bytes_text(figure("record_bytes")));
  add("keyframes", counted(figure("keyframes")),
      bytes_text(figure("keyframe_bytes")));
  add("blobs", counted(figure("blobs")), bytes_text(figure("blob_bytes")));
  add("longest chain", counted(figure("longest_chain")),
      "records from a keyframe to a state");
  add("file", bytes_text(figure("file_bytes")),
      bytes_text(figure("free_bytes")) + " of it free");
  add("log beside it", bytes_text(figure("wal_bytes")));
  table.print(terminal);
  return kDone;
}

// Those that are named, or all.
std::vector<snaproll_id> ids_of(const Arguments& arguments,
                                const Reading& reading) {
  const Names names(reading.manager);
  if (arguments.snapshots.empty()) return names.list().ids();
  std::vector<snaproll_id> ids;
  for (const std::string& name : arguments.snapshots) {
    const Named named(names, reading.execution, name);
    if (named.is_now())
      throw Failure(kUsage, "`now` is the working state, no snapshot",
                    "name a snapshot; `snaproll log` lists them");
    named.check_reachable(names);
    ids.push_back(*named.id());
  }
  return ids;
}

int tell_usage(const Arguments& arguments, Terminal& terminal) {
  if (arguments.prometheus)
    throw Failure(kUsage, "--prometheus tells figures of the store",
                  "leave the execution and the snapshots out");
  const Reading reading(arguments, open_to_write(arguments.store));
  const std::vector<snaproll_id> ids = ids_of(arguments, reading);
  const Stoppable stoppable;
  const std::string json = reading.manager.usage(ids, stoppable.cancel());
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id).number("snapshots", ids.size());
    terminal.json(object.raw("usage", json).end());
    return kDone;
  }
  const abi::Value usage = abi::Value::parse(json);
  Table table;
  const auto add = [&](const char* name, const char* more) {
    const auto bytes = static_cast<uint64_t>(number_of(usage, name));
    table.add({{name, Style::kFaint},
               {bytes_text(bytes), Style::kPlain, true},
               {more}});
  };
  terminal.line(counted(ids.size(), "snapshot"));
  add("total", "all that they are made of");
  add("alone", "their own records");
  add("shared", "records and keyframes that others may need too");
  add("freed", "if they were removed");
  table.print(terminal);
  return kDone;
}

}  // namespace

int run_stats(const Arguments& arguments, Terminal& terminal) {
  const bool of_store =
      arguments.execution.empty() && arguments.snapshots.empty();
  return of_store ? tell_store(arguments, terminal)
                  : tell_usage(arguments, terminal);
}

}  // namespace snaproll::cli
