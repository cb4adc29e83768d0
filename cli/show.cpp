// `show`, one state and what is told of it, and `digest`.
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "marks.hpp"
#include "names.hpp"
#include "open.hpp"
#include "shown.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kShownBytes = 4096;
constexpr size_t kShownColumns = 120;  // of a value, where it is not `full`

std::vector<std::string> names_or_now(const Arguments& arguments) {
  if (arguments.snapshots.empty()) return {"now"};
  return arguments.snapshots;
}

// A value on one line, cut where it is long.
std::string shown(const abi::Value& value, bool full) {
  if (full) return value.to_json();
  const uint64_t size = value.json_size();
  if (size > kShownBytes) {
    const bool array = value.kind() == SNAPROLL_KIND_ARRAY;
    const bool object = value.kind() == SNAPROLL_KIND_OBJECT;
    const char* what = array ? "[…]" : object ? "{…}" : "\"…\"";
    return what + (" " + bytes_text(size));
  }
  std::string json = value.to_json();
  if (json.size() <= kShownColumns) return json;
  // Cut between characters.
  size_t end = kShownColumns;
  while (end > 0 && (static_cast<unsigned char>(json[end]) & 0xc0) == 0x80)
    --end;
  json.resize(end);
  return json + "… " + bytes_text(size);
}

void print_members(Terminal& terminal, const char* title,
                   const abi::Value& object, bool full) {
  terminal.put(title, Style::kFaint);
  terminal.line(" (" + counted(object.size()) + ")", Style::kFaint);
  Table table;
  for (size_t i = 0; i < object.size(); ++i)
    table.add({{object.name_at(i), Style::kName}, {shown(object.at(i), full)}});
  table.print(terminal, 2);
}

std::string state_text(const abi::Value& state) {
  if (state.kind() == SNAPROLL_KIND_TEXT) return state.as_text();
  return "Failed: " + text_of(state, "Failed");
}

void add_line(Table& table, const char* name, const std::string& text) {
  if (!text.empty()) table.add({{name, Style::kFaint}, {text}});
}

void add_snapshot(Table& table, const Names& names, const Marks& marks,
                  const Named& named) {
  const abi::Snapshot& snapshot = named.snapshot();
  add_line(table, "snapshot", named.title());
  add_line(table, "id", abi::to_string(snapshot.get_id()));
  add_line(table, "label", snapshot.label().value_or(""));
  add_line(table, "names", marks.text(abi::to_string(snapshot.get_id())));
  add_line(table, "taken",
           abi::time_text(snapshot.created_at()) +
               (snapshot.is_auto() ? ", automatically" : ""));
  add_line(table, "by", snapshot.created_by().value_or(""));
  add_line(table, "node", snapshot.trigger_node().value_or(""));
  add_line(table, "why", snapshot.reason().value_or(""));
  if (const auto parent = snapshot.parent(); parent.has_value()) {
    const size_t number = names.number_of(*parent);
    const std::string place =
        number == 0 ? "left the history" : '@' + std::to_string(number);
    add_line(table, "parent", place + ' ' + names.short_id(*parent));
  }
  add_line(table, "stored", bytes_text(snapshot.stored_bytes()));
  const abi::Value custom = snapshot.custom();
  if (custom.size() > 0) add_line(table, "custom", custom.to_json());
}

void add_working_state(Table& table, const Reading& reading) {
  const abi::Context context = reading.execution.context();
  add_line(table, "snapshot", "now, the working state as committed last");
  add_line(table, "workflow", context.workflow_id());
  add_line(table, "started", abi::time_text(context.started_at()));
  if (context.completed_at() != SNAPROLL_NO_TIME)
    add_line(table, "completed", abi::time_text(context.completed_at()));
  std::string unfinished;
  for (const std::string& node : texts_of(reading.execution.unfinished()))
    unfinished += (unfinished.empty() ? "" : ", ") + node;
  add_line(table, "unfinished", unfinished);
}

void print_state(Terminal& terminal, const Reading& reading, const Names& names,
                 const Named& named, const Shown& shown, bool full) {
  const abi::Value value = shown.value(named.value());
  Table table;
  add_line(table, "execution", reading.id);
  if (named.is_now()) {
    add_working_state(table, reading);
  } else {
    add_snapshot(table, names, Marks(reading.manager), named);
  }
  add_line(table, "state", state_text(value.find("state")));
  add_line(table, "digest", named.digest());
  table.print(terminal);
  print_members(terminal, "variables", value.find("variables"), full);
  print_members(terminal, "node results", value.find("node_results"), full);
}

std::string show_json(const Reading& reading, const Named& named,
                      const Shown& shown) {
  JsonObject object;
  object.text("execution", reading.id).id("id", named.id());
  object.text("digest", named.digest());
  if (named.is_now()) {
    object.raw("context", shown.form(reading.execution.context().to_json()));
    object.raw("unfinished", reading.execution.unfinished());
    object.raw("attempts", shown.attempts(reading.execution.attempts()));
  } else {
    object.id("parent", named.snapshot().parent());
    Marks(reading.manager).add_to(object, abi::to_string(*named.id()));
    object.number("stored_bytes", named.snapshot().stored_bytes());
    object.raw("snapshot", shown.form(named.snapshot().to_json()));
  }
  return object.end();
}

}  // namespace

int run_show(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const Names names(reading.manager);
  const Named named(names, reading.execution, names_or_now(arguments)[0]);
  const Shown shown(arguments, reading.execution.context());
  if (arguments.canonical) {
    terminal.bytes(shown.value(named.value()).to_json());
  } else if (!arguments.pointer.empty()) {
    const abi::Value value = named.value().get_at(arguments.pointer);
    terminal.json(shown.value(value, arguments.pointer).to_json());
  } else if (arguments.json) {
    terminal.json(show_json(reading, named, shown));
  } else {
    print_state(terminal, reading, names, named, shown, arguments.full);
  }
  return kDone;
}

int run_digest(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const Names names(reading.manager);
  std::string json;
  for (const std::string& name : names_or_now(arguments)) {
    const Named named(names, reading.execution, name);
    if (!arguments.json) {
      terminal.line(named.digest() + "  " + named.title());
      continue;
    }
    JsonObject object;
    object.text("name", name).id("id", named.id());
    object.text("digest", named.digest());
    json += (json.empty() ? "" : ",") + object.end();
  }
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id).raw("digests", '[' + json + ']');
    terminal.json(object.end());
  }
  return kDone;
}

}  // namespace snaproll::cli
