// `diff`, what changed between two states, and `history`, how one value
// changed.
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "escape.hpp"
#include "exit_code.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "names.hpp"
#include "open.hpp"
#include "patch_text.hpp"
#include "progress.hpp"
#include "shown.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kShownColumns = 60;
constexpr size_t kShownBytes = 4096;

std::string side_json(const std::string& name, const Named& named) {
  JsonObject object;
  return object.text("name", name).id("id", named.id()).end();
}

std::string text_of(const std::optional<abi::Value>& value) {
  if (!value.has_value()) return "(nothing)";
  if (value->json_size() > kShownBytes)
    return "(" + bytes_text(value->json_size()) + ")";
  return cut(escaped_json(value->to_json()), kShownColumns);
}

abi::FieldHistory history_at(const abi::Execution& execution,
                             const std::string& pointer) {
  try {
    return execution.history(pointer);
  } catch (const abi::Error& error) {
    if (error.code != SNAPROLL_PARSE && error.code != SNAPROLL_NOT_FOUND) throw;
    throw Failure(kUsage, in_quotes(pointer) + " is no place in a state",
                  "write a JSON Pointer that begins with /variables, "
                  "/node_results or /state");
  }
}

std::optional<abi::Value> masked(const Shown& shown,
                                 const std::optional<abi::Value>& value,
                                 const std::string& pointer) {
  if (!value.has_value()) return std::nullopt;
  return shown.value(*value, pointer);
}

void print_history_json(const Reading& reading, const std::string& pointer,
                        const abi::FieldHistory& history, const Shown& shown,
                        Terminal& terminal) {
  JsonObject head;
  head.text("execution", reading.id).text("pointer", pointer);
  std::string begin = head.end();
  begin.pop_back();
  terminal.json_part(begin + ",\"changes\":[");
  for (size_t i = 0; i < history.count(); ++i) {
    const abi::Snapshot snapshot = history.at(i);
    JsonObject object;
    object.id("id", snapshot.get_id());
    object.time("created_at", snapshot.created_at());
    const auto before = masked(shown, history.before_at(i), pointer);
    const auto after = masked(shown, history.after_at(i), pointer);
    if (before.has_value()) object.raw("before", before->to_json());
    if (after.has_value()) object.raw("after", after->to_json());
    terminal.json_part((i > 0 ? "," : "") + object.end());
  }
  terminal.json("]}");
}

}  // namespace

int run_diff(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const Names names(reading.manager);
  const std::string& from = arguments.snapshots[0];
  const std::string to =
      arguments.snapshots.size() > 1 ? arguments.snapshots[1] : "now";
  const Named before(names, reading.execution, from);
  const Named after(names, reading.execution, to);
  const Shown shown(arguments, reading.execution.context());
  const abi::Patch patch = [&] {
    const Stoppable stoppable;
    const Progress progress(terminal, "comparing");
    return shown.patch(
        abi::Patch::diff(before.value(), after.value(), stoppable.cancel()));
  }();
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id);
    object.raw("from", side_json(from, before)).raw("to", side_json(to, after));
    terminal.json(object.raw("operations", patch.to_json()).end());
  } else {
    terminal.line(before.title() + " -> " + after.title() + ": " +
                      (patch.size() == 0 ? "no difference"
                                         : counted(patch.size(), "change")),
                  Style::kFaint);
    print_patch(terminal, patch);
  }
  return arguments.exit_code && patch.size() > 0 ? kFindings : kDone;
}

int run_history(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const abi::FieldHistory history =
      history_at(reading.execution, arguments.pointer);
  const Shown shown(arguments, reading.execution.context());
  if (arguments.json) {
    print_history_json(reading, arguments.pointer, history, shown, terminal);
    return kDone;
  }
  const Names names(reading.manager);
  terminal.line(arguments.pointer + ": " + counted(history.count(), "change") +
                    " in " + counted(names.count(), "snapshot"),
                Style::kFaint);
  Table table;
  for (size_t i = 0; i < history.count(); ++i) {
    const snaproll_id id = history.ids()[i];
    table.add(
        {{'@' + std::to_string(names.number_of(id)), Style::kPlain, true},
         {names.short_id(id), Style::kName},
         {short_time(history.created_at()[i])},
         {text_of(masked(shown, history.before_at(i), arguments.pointer)) +
          " -> " +
          text_of(masked(shown, history.after_at(i), arguments.pointer))}});
  }
  table.print(terminal);
  return kDone;
}

}  // namespace snaproll::cli
