// `log`: the history of an execution, newest first, a line a snapshot.
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "names.hpp"
#include "open.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

abi::SnapshotFilter filter_of(const Arguments& arguments) {
  abi::SnapshotFilter filter = abi::SnapshotFilter::make();
  if (!arguments.label.empty()) filter.set_label(arguments.label);
  if (!arguments.node.empty()) filter.set_trigger_node(arguments.node);
  if (arguments.automatic) filter.set_automatic(true);
  if (arguments.manual) filter.set_automatic(false);
  if (!arguments.since.empty()) filter.set_from(parse_time(arguments.since));
  if (!arguments.until.empty()) filter.set_until(parse_time(arguments.until));
  if (arguments.limit != 0) filter.set_limit(arguments.limit);
  return filter;
}

bool same(const snaproll_id& a, const snaproll_id& b) {
  return std::equal(std::begin(a.bytes), std::end(a.bytes),
                    std::begin(b.bytes));
}

struct History {
  Names names;
  abi::SnapshotList shown;
  abi::Summary summary;
  uint64_t left;
  std::optional<snaproll_id> position;

  History(const Reading& reading, const Arguments& arguments)
      : names(reading.manager),
        shown(reading.manager.list(filter_of(arguments))),
        summary(reading.manager.summary()),
        left(reading.manager.left()),
        position(reading.execution.context().position()) {}

  bool is_position(const snaproll_id& id) const {
    return position.has_value() && same(*position, id);
  }
};

std::string maximum_json(size_t maximum) {
  return maximum == SNAPROLL_UNLIMITED ? "null" : std::to_string(maximum);
}

std::string snapshot_json(const History& history,
                          const abi::Snapshot& snapshot) {
  const snaproll_id id = snapshot.get_id();
  JsonObject object;
  object.number("number", history.names.number_of(id));
  object.id("id", id).time("created_at", snapshot.created_at());
  object.text_or_null("label", snapshot.label());
  object.text_or_null("trigger_node", snapshot.trigger_node());
  object.text_or_null("reason", snapshot.reason());
  object.text_or_null("created_by", snapshot.created_by());
  object.boolean("is_auto", snapshot.is_auto());
  object.id("parent", snapshot.parent());
  object.number("stored_bytes", snapshot.stored_bytes());
  object.boolean("position", history.is_position(id));
  return object.end();
}

void print_json(const Reading& reading, const History& history,
                Terminal& terminal) {
  JsonObject head;
  head.text("execution", reading.id);
  head.number("total", history.summary.total_snapshots());
  head.raw("maximum", maximum_json(history.summary.max_snapshots()));
  head.number("left", history.left);
  std::string begin = head.end();
  begin.pop_back();
  terminal.json_part(begin + ",\"snapshots\":[");
  for (size_t i = 0; i < history.shown.count(); ++i) {
    if (i > 0) terminal.json_part(",");
    terminal.json_part(snapshot_json(history, history.shown.at(i)));
  }
  terminal.json("]}");
}

// What left the history, and why, as far as it is known.
std::string told_of_left(const abi::Summary& summary, uint64_t left) {
  std::string text = counted(left, "snapshot") + " left the history: ";
  if (summary.max_snapshots() == SNAPROLL_UNLIMITED)
    return text + "pruned or cleared";
  const std::string most = counted(summary.max_snapshots()) + " are kept";
  if (summary.total_snapshots() >= summary.max_snapshots())
    return text + "only the newest " + most;
  return text + "pruned or cleared, or more than the " + most;
}

void print_head(const Reading& reading, const History& history,
                Terminal& terminal) {
  const abi::Value info = abi::Value::parse(reading.store.info(reading.id));
  terminal.put("execution ").put(reading.id, Style::kName);
  terminal.put(", " + text_of(info, "state"));
  terminal.line(", " + counted(history.summary.total_snapshots(), "snapshot") +
                ", times in UTC");
  if (history.left > 0)
    terminal.line(told_of_left(history.summary, history.left), Style::kFaint);
}

// Why it was taken: what was said, else the node, else what is known.
std::string why(const History& history, const abi::Snapshot& snapshot) {
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  if (snapshot.reason().has_value()) add(*snapshot.reason());
  const size_t number = history.names.number_of(snapshot.get_id());
  const auto parent = snapshot.parent();
  if (parent.has_value()) {
    const size_t of = history.names.number_of(*parent);
    if (of != 0 && of != number + 1) add("went on from @" + std::to_string(of));
  }
  if (history.is_position(snapshot.get_id()))
    add("the state goes on from here");
  return text;
}

std::string by(const abi::Snapshot& snapshot) {
  return snapshot.created_by().value_or(snapshot.is_auto() ? "auto" : "");
}

}  // namespace

int run_log(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const History history(reading, arguments);
  if (arguments.json) {
    print_json(reading, history, terminal);
    return kDone;
  }
  print_head(reading, history, terminal);
  Table table;
  table.add({{"", Style::kFaint, true},
             {"ID", Style::kFaint},
             {"TAKEN", Style::kFaint},
             {"BY", Style::kFaint},
             {"NODE", Style::kFaint},
             {"LABEL", Style::kFaint},
             {"BYTES", Style::kFaint, true},
             {"WHY", Style::kFaint}});
  for (size_t i = 0; i < history.shown.count(); ++i) {
    const abi::Snapshot snapshot = history.shown.at(i);
    const snaproll_id id = snapshot.get_id();
    table.add({{'@' + std::to_string(history.names.number_of(id)),
                Style::kPlain, true},
               {history.names.short_id(id), Style::kName},
               {short_time(snapshot.created_at())},
               {by(snapshot)},
               {snapshot.trigger_node().value_or("")},
               {snapshot.label().value_or(""), Style::kStrong},
               {bytes_text(snapshot.stored_bytes()), Style::kPlain, true},
               {why(history, snapshot)}});
  }
  if (history.shown.count() == 0) {
    terminal.line("no snapshots");
  } else {
    table.print(terminal);
  }
  return kDone;
}

}  // namespace snaproll::cli
