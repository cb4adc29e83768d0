// `log`: the history of an execution, newest first, a line a snapshot.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "graph.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "marks.hpp"
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

// The parent of each snapshot in the tree, by their ids; "" = none.
std::map<std::string, std::string> parents_of(const abi::Manager& manager) {
  std::map<std::string, std::string> parents;
  const abi::Value tree = abi::Value::parse(manager.tree());
  for (size_t i = 0; i < tree.size(); ++i)
    parents[text_of(tree.at(i), "snapshot")] = text_of(tree.at(i), "parent");
  return parents;
}

struct History {
  Names names;
  Marks marks;
  std::map<std::string, std::string> parents;
  abi::SnapshotList shown;
  abi::Summary summary;
  uint64_t left;
  std::optional<snaproll_id> position;
  std::vector<abi::Value> usage;  // of those that are shown, on request

  History(const Reading& reading, const Arguments& arguments)
      : names(reading.manager),
        marks(reading.manager),
        parents(parents_of(reading.manager)),
        shown(reading.manager.list(filter_of(arguments))),
        summary(reading.manager.summary()),
        left(reading.manager.left()),
        position(reading.execution.context().position()) {
    if (!arguments.sizes) return;
    const Stoppable stoppable;
    for (const snaproll_id& id : shown.ids())
      usage.push_back(
          abi::Value::parse(reading.manager.usage({id}, stoppable.cancel())));
  }

  // "" where there is none.
  std::string parent(const std::string& id) const {
    const auto found = parents.find(id);
    return found == parents.end() ? "" : found->second;
  }
  bool is_position(const snaproll_id& id) const {
    return position.has_value() && same(*position, id);
  }
};

std::string maximum_json(size_t maximum) {
  return maximum == SNAPROLL_UNLIMITED ? "null" : std::to_string(maximum);
}

std::string snapshot_json(const History& history, size_t index) {
  const abi::Snapshot snapshot = history.shown.at(index);
  const snaproll_id id = snapshot.get_id();
  JsonObject object;
  object.number("number", history.names.number_of(id));
  object.id("id", id).time("created_at", snapshot.created_at());
  object.text_or_null("label", snapshot.label());
  object.text_or_null("trigger_node", snapshot.trigger_node());
  object.text_or_null("reason", snapshot.reason());
  object.text_or_null("created_by", snapshot.created_by());
  object.boolean("is_auto", snapshot.is_auto());
  const std::string parent = history.parent(abi::to_string(id));
  object.raw("parent", parent.empty() ? "null" : json_text(parent));
  history.marks.add_to(object, abi::to_string(id));
  object.number("stored_bytes", snapshot.stored_bytes());
  if (!history.usage.empty())
    object.raw("usage", history.usage[index].to_json());
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
    terminal.json_part(snapshot_json(history, i));
  }
  terminal.json("]}");
}

// What left the history, and why, as far as it is known.
std::string told_of_left(const abi::Summary& summary, uint64_t left) {
  std::string text = counted(left, "snapshot") + " left the history: ";
  if (summary.max_snapshots() == SNAPROLL_UNLIMITED)
    return text + "pruned or cleared";
  const std::string most = counted(summary.max_snapshots());
  if (summary.total_snapshots() >= summary.max_snapshots())
    return text + "only the newest " + most + " are kept";
  return text + "pruned or cleared, or more than the " + most +
         " that are kept";
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
  const std::string parent = history.parent(abi::to_string(snapshot.get_id()));
  if (!parent.empty()) {
    const size_t of = history.names.number_of(abi::parse_id(parent));
    if (of != 0 && of != number + 1) add("went on from @" + std::to_string(of));
  }
  if (history.is_position(snapshot.get_id()))
    add("the state goes on from here");
  return text;
}

std::string by(const abi::Snapshot& snapshot) {
  return snapshot.created_by().value_or(snapshot.is_auto() ? "auto" : "");
}

// A row of the tree a snapshot that is shown, each with the nearest one of its
// ancestors that is shown too.
std::vector<GraphRow> graph_of(const History& history) {
  std::vector<std::string> ids;
  std::map<std::string, size_t> row_of;  // of an id its oldest
  for (const snaproll_id& id : history.shown.ids()) {
    ids.push_back(abi::to_string(id));
    row_of[ids.back()] = ids.size() - 1;
  }
  std::vector<size_t> parents;
  for (size_t i = 0; i < ids.size(); ++i) {
    std::string at = history.parent(ids[i]);
    while (!at.empty() && row_of.count(at) == 0) at = history.parent(at);
    const size_t row = at.empty() ? kNoRow : row_of.at(at);
    parents.push_back(row != kNoRow && row > i ? row : kNoRow);
  }
  return draw_graph(parents);
}

using Row = std::vector<Table::Cell>;

Row head_row(const History& history) {
  Row row = {{"", Style::kFaint, true}, {"ID", Style::kFaint},
             {"TAKEN", Style::kFaint},  {"BY", Style::kFaint},
             {"NODE", Style::kFaint},   {"LABEL", Style::kFaint}};
  if (!history.marks.empty()) row.push_back({"NAMES", Style::kFaint});
  row.push_back({"BYTES", Style::kFaint, true});
  if (!history.usage.empty()) {
    row.push_back({"SHARED", Style::kFaint, true});
    row.push_back({"FREED", Style::kFaint, true});
  }
  row.push_back({"WHY", Style::kFaint});
  return row;
}

Row row_of(const History& history, size_t index) {
  const abi::Snapshot snapshot = history.shown.at(index);
  const snaproll_id id = snapshot.get_id();
  Row row = {
      {'@' + std::to_string(history.names.number_of(id)), Style::kPlain, true},
      {history.names.short_id(id), Style::kName},
      {short_time(snapshot.created_at())},
      {by(snapshot)},
      {snapshot.trigger_node().value_or("")},
      {snapshot.label().value_or(""), Style::kStrong}};
  if (!history.marks.empty())
    row.push_back({history.marks.text(abi::to_string(id)), Style::kGood});
  row.push_back({bytes_text(snapshot.stored_bytes()), Style::kPlain, true});
  if (!history.usage.empty()) {
    for (const char* name : {"shared", "freed"}) {
      const int64_t bytes = number_of(history.usage[index], name);
      row.push_back(
          {bytes_text(static_cast<uint64_t>(bytes)), Style::kPlain, true});
    }
  }
  row.push_back({why(history, snapshot)});
  return row;
}

void print_table(const Arguments& arguments, const History& history,
                 Terminal& terminal) {
  std::vector<GraphRow> graph;
  if (arguments.graph) graph = graph_of(history);
  Table table;
  const auto add = [&](const std::string& drawn, Row row) {
    if (arguments.graph) row.insert(row.begin(), {drawn, Style::kChanged});
    table.add(std::move(row));
  };
  add("", head_row(history));
  for (size_t i = 0; i < history.shown.count(); ++i) {
    for (const std::string& line :
         arguments.graph ? graph[i].joins : std::vector<std::string>())
      add(line, {});
    add(arguments.graph ? graph[i].line : "", row_of(history, i));
  }
  table.print(terminal);
}

}  // namespace

int run_log(const Arguments& arguments, Terminal& terminal) {
  // Telling what would be freed tries it out.
  const Reading reading(arguments, arguments.sizes
                                       ? open_to_write(arguments.store)
                                       : open_to_read(arguments.store));
  const History history(reading, arguments);
  if (arguments.json) {
    print_json(reading, history, terminal);
    return kDone;
  }
  print_head(reading, history, terminal);
  if (history.shown.count() == 0) {
    terminal.line("no snapshots");
  } else {
    print_table(arguments, history, terminal);
  }
  return kDone;
}

}  // namespace snaproll::cli
