// `group`: snapshots of several executions that were taken together.
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "names.hpp"
#include "open.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kShortestPart = 4;  // of an id

bool ends_in(const std::string& text, const std::string& end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// What the history tells of the group that is meant: by its id, or by a unique
// beginning or end of it. Throws Failure: NOT_FOUND, AMBIGUOUS.
abi::Value find_group(const abi::Manager& manager, const std::string& name) {
  const abi::Value groups = abi::Value::parse(manager.groups());
  std::vector<abi::Value> found;
  for (size_t i = 0; i < groups.size(); ++i) {
    const std::string id = text_of(groups.at(i), "id");
    const bool part = name.size() >= kShortestPart &&
                      (id.rfind(name, 0) == 0 || ends_in(id, name));
    if (id == name || part) found.push_back(groups.at(i));
  }
  if (found.empty())
    throw Failure(kNotFound, in_quotes(name) + " names no group",
                  "`snaproll group` lists them");
  if (found.size() > 1)
    throw Failure(kAmbiguous, in_quotes(name) + " names several groups",
                  "write more of its id");
  return std::move(found.front());
}

int list(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const std::string json = reading.manager.groups();
  if (arguments.json) {
    JsonObject object;
    terminal.json(
        object.text("execution", reading.id).raw("groups", json).end());
    return kDone;
  }
  const Names names(reading.manager);
  const abi::Value groups = abi::Value::parse(json);
  Table table;
  for (size_t i = 0; i < groups.size(); ++i) {
    const abi::Value one = groups.at(i);
    const snaproll_id id = abi::parse_id(text_of(one, "snapshot"));
    const auto members = static_cast<uint64_t>(number_of(one, "members"));
    table.add(
        {{text_of(one, "id"), Style::kName},
         {'@' + std::to_string(names.number_of(id)), Style::kPlain, true},
         {names.short_id(id)},
         {short_time(text_of(one, "at"))},
         {"of " + counted(members, "execution")},
         {is_null(one, "label") ? "" : text_of(one, "label"), Style::kStrong}});
  }
  if (table.empty()) {
    terminal.line("no groups");
  } else {
    table.print(terminal);
  }
  return kDone;
}

int remove(const Arguments& arguments, Terminal& terminal) {
  Reading reading(arguments, open_to_write(arguments.store));
  const std::string id =
      text_of(find_group(reading.manager, arguments.name), "id");
  reading.manager.remove_group(abi::parse_id(id));
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id).text("group", id);
    terminal.json(object.boolean("there", false).end());
  } else {
    terminal.line(in_quotes(reading.id) + " is no longer in the group " + id);
  }
  return kDone;
}

// Ids of the executions that have a member of the group.
std::vector<std::string> members_of(const abi::Store& store,
                                    const std::string& group) {
  std::vector<std::string> members;
  int64_t cursor = 0;
  do {
    constexpr size_t kPage = 500;
    const abi::Value page =
        abi::Value::parse(store.executions(nullptr, cursor, kPage));
    const abi::Value executions = page.find("executions");
    for (size_t i = 0; i < executions.size(); ++i) {
      const std::string id = text_of(executions.at(i), "id");
      const abi::Value groups =
          abi::Value::parse(read_execution(store, id).manager().groups());
      for (size_t j = 0; j < groups.size(); ++j)
        if (text_of(groups.at(j), "id") == group) {
          members.push_back(id);
          break;
        }
    }
    cursor = number_of(page, "next");
  } while (cursor != 0);
  return members;
}

std::string listed(const std::vector<std::string>& members) {
  std::string text;
  for (const std::string& id : members) {
    if (!text.empty()) text += ", ";
    text += in_quotes(id);
  }
  return text;
}

void print_results(const Arguments& arguments, Terminal& terminal,
                   const std::string& group,
                   const std::vector<std::string>& members,
                   const std::vector<abi::RollbackResult>& results) {
  if (!arguments.json) {
    for (size_t i = 0; i < members.size(); ++i) {
      terminal.line(members[i], Style::kName);
      terminal.lines(results[i].text());
    }
    return;
  }
  terminal.json_part("{\"group\":" + json_text(group) + ",\"executions\":[");
  for (size_t i = 0; i < members.size(); ++i) {
    if (i > 0) terminal.json_part(",");
    JsonObject object;
    object.text("execution", members[i]);
    terminal.json_part(object.raw("result", results[i].to_json()).end());
  }
  terminal.json("]}");
}

int roll_back(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const std::string group =
      text_of(find_group(reading.manager, arguments.name), "id");
  const std::vector<std::string> members = members_of(reading.store, group);
  if (!arguments.take_over)
    for (const std::string& id : members) check_owner(reading.store, id);
  confirm(arguments, terminal, "a rollback",
          "roll " + listed(members) + " back to the group " + group + "?");
  const abi::Store store = open_to_write(arguments.store);
  std::vector<abi::Execution> opened;
  opened.reserve(members.size());
  std::vector<abi::Execution*> all;
  for (const std::string& id : members) {
    opened.push_back(write_execution(store, id, arguments.take_over));
    all.push_back(&opened.back());
  }
  const auto results =
      abi::Execution::rollback_group(all, abi::parse_id(group));
  for (abi::Execution& one : opened) one.close();
  print_results(arguments, terminal, group, members, results);
  return kDone;
}

}  // namespace

int run_group(const Arguments& arguments, Terminal& terminal) {
  if (arguments.name.empty()) {
    if (arguments.remove || arguments.back)
      throw Failure(kUsage, "a group is missing",
                    "`snaproll group` lists them");
    return list(arguments, terminal);
  }
  if (arguments.remove) return remove(arguments, terminal);
  if (arguments.back) return roll_back(arguments, terminal);
  throw Failure(kUsage, "what to do with the group is missing",
                "write --rollback or --remove");
}

}  // namespace snaproll::cli
