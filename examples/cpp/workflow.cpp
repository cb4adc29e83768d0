#include "workflow.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <map>
#include <queue>
#include <snaproll/value.hpp>
#include <system_error>

namespace host {
namespace {

using snaproll::Code;
using snaproll::Error;
using snaproll::Result;
using snaproll::Status;
using snaproll::Value;

constexpr int64_t kMaxRetries = 100;

// One object of the file: reads its members and tells where they stand.
class Object {
 public:
  Object(Value value, std::string place)
      : value_(std::move(value)), place_(std::move(place)) {}

  // A misspelt member is an error, not one that is left out.
  Status check(std::initializer_list<std::string_view> known) const {
    if (!value_.is_object())
      return Error(Code::kType, "not an object").at_pointer(at(""));
    for (const std::string& name : value_.names()) {
      if (std::find(known.begin(), known.end(), name) == known.end())
        return Error(Code::kInvalidArgument, "no such member is known")
            .at_pointer(at(name));
    }
    return {};
  }
  Result<std::string> text(const char* name, bool needed) const {
    const auto member = value_.find(name);
    if (!member && !needed) return std::string();
    auto text = member ? member->as_text()
                       : Error(Code::kNotFound, "a text is missing");
    if (text.ok() && (needed && text->empty()))
      return Error(Code::kInvalidArgument, "empty").at_pointer(at(name));
    return placed(std::move(text), name);
  }
  Result<bool> boolean(const char* name) const {
    const auto member = value_.find(name);
    return member ? placed(member->as_bool(), name) : false;
  }
  Result<int64_t> count(const char* name, int64_t most) const {
    const auto member = value_.find(name);
    auto number = member ? member->as_int64() : int64_t{0};
    if (number.ok() && (*number < 0 || *number > most)) {
      number = Error(Code::kRange, "not within 0 and " + std::to_string(most));
    }
    return placed(std::move(number), name);
  }
  Result<std::vector<Value>> list(const char* name, bool needed) const {
    std::vector<Value> items;
    const auto member = value_.find(name);
    if (!member && !needed) return items;
    if (!member || !member->is_array())
      return Error(Code::kType, "not an array").at_pointer(at(name));
    member->for_each([&](std::string_view, const Value& item) {
      items.push_back(item);
      return true;
    });
    return items;
  }
  std::string at(const std::string& name) const {
    return name.empty() ? place_ : place_ + "/" + name;
  }

 private:
  template <typename T>
  Result<T> placed(Result<T> result, const char* name) const {
    if (!result.ok()) result.error().pointer = at(name);
    return result;
  }

  Value value_;
  std::string place_;
};

Result<Node> read_node(const Object& object) {
  SNAPROLL_CHECK(object.check({"id", "command", "compensate", "depends_on",
                               "irreversible", "retries", "back_to"}));
  Node node;
  SNAPROLL_TRY(node.id, object.text("id", true));
  SNAPROLL_TRY(node.command, object.text("command", true));
  SNAPROLL_TRY(node.compensate, object.text("compensate", false));
  SNAPROLL_TRY(node.irreversible, object.boolean("irreversible"));
  SNAPROLL_TRY(node.retries, object.count("retries", kMaxRetries));
  SNAPROLL_TRY(node.back_to, object.text("back_to", false));
  SNAPROLL_TRY(const std::vector<Value> needs,
               object.list("depends_on", false));
  for (const Value& need : needs) {
    auto name = need.as_text();
    if (!name.ok())
      return std::move(name).error().at_pointer(object.at("depends_on"));
    node.depends_on.push_back(*std::move(name));
  }
  return node;
}

// Names a cycle among the nodes that still wait: each of them needs another one
// that waits, so following those ends up where it was before.
Error cycle_among(const std::vector<std::vector<size_t>>& needs,
                  const std::vector<size_t>& waits,
                  const std::vector<std::string>& names) {
  std::vector<size_t> way;
  size_t at = 0;
  while (waits[at] == 0) ++at;
  auto met = way.end();
  for (; met == way.end(); met = std::find(way.begin(), way.end(), at)) {
    way.push_back(at);
    at = *std::find_if(needs[at].begin(), needs[at].end(),
                       [&](size_t need) { return waits[need] > 0; });
  }
  std::string message = "nodes depend on each other: ";
  for (; met != way.end(); ++met) message += names[*met] + " -> ";
  return Error(Code::kConflict, message + names[at]);
}

// Sorts the nodes and checks the names that they mention.
Status arrange(std::vector<Node>& nodes) {
  std::map<std::string, size_t> index;
  std::vector<std::string> names;
  for (const Node& node : nodes) {
    if (!index.emplace(node.id, index.size()).second)
      return Error(Code::kExists, "two nodes are called '" + node.id + "'");
    names.push_back(node.id);
  }
  std::vector<std::vector<size_t>> needs;
  for (const Node& node : nodes) {
    needs.emplace_back();
    for (const std::string& need : node.depends_on) {
      const auto found = index.find(need);
      if (found == index.end())
        return Error(Code::kNotFound, "node '" + node.id + "' depends on '" +
                                          need + "', which is not there");
      needs.back().push_back(found->second);
    }
  }
  SNAPROLL_TRY(const std::vector<size_t> order, order_of(needs, names));
  std::vector<Node> sorted;
  for (const size_t i : order) sorted.push_back(std::move(nodes[i]));
  nodes = std::move(sorted);
  return {};
}

// There must be a snapshot to go back to.
Status check_ways_back(const std::vector<Node>& nodes) {
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].back_to.empty()) continue;
    size_t to = 0;
    while (to < i && nodes[to].id != nodes[i].back_to) ++to;
    if (to == i)
      return Error(Code::kNotFound, "node '" + nodes[i].id +
                                        "' goes back to '" + nodes[i].back_to +
                                        "', which does not run before it");
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed))
    return Error(Code::kIo, "is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error(Code::kIo, "can not be read");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<Workflow> read_workflow(const std::string& path) {
  SNAPROLL_TRY(const std::string text, read_file(path));
  SNAPROLL_TRY(const Value root, Value::parse(text));
  const Object object(root, "");
  SNAPROLL_CHECK(object.check({"id", "source", "report", "nodes"}));
  Workflow workflow;
  SNAPROLL_TRY(workflow.id, object.text("id", true));
  SNAPROLL_TRY(const std::string source, object.text("source", false));
  const auto folder = std::filesystem::absolute(path).parent_path() / source;
  workflow.source = folder.lexically_normal().string();
  SNAPROLL_TRY(workflow.report, object.text("report", false));
  SNAPROLL_TRY(const std::vector<Value> nodes, object.list("nodes", true));
  if (nodes.empty())
    return Error(Code::kInvalidArgument, "no nodes").at_pointer("/nodes");
  for (const Value& node : nodes) {
    const Object member(node,
                        "/nodes/" + std::to_string(workflow.nodes.size()));
    SNAPROLL_TRY(Node read, read_node(member));
    workflow.nodes.push_back(std::move(read));
  }
  SNAPROLL_CHECK(arrange(workflow.nodes));
  SNAPROLL_CHECK(check_ways_back(workflow.nodes));
  return workflow;
}

Result<std::vector<size_t>> order_of(
    const std::vector<std::vector<size_t>>& needs,
    const std::vector<std::string>& names) {
  std::vector<std::vector<size_t>> needed_by(needs.size());
  std::vector<size_t> waits(needs.size());
  std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
  for (size_t i = 0; i < needs.size(); ++i) {
    for (const size_t need : needs[i]) needed_by[need].push_back(i);
    waits[i] = needs[i].size();
    if (waits[i] == 0) ready.push(i);
  }
  std::vector<size_t> order;
  while (!ready.empty()) {
    order.push_back(ready.top());
    ready.pop();
    for (const size_t next : needed_by[order.back()]) {
      if (--waits[next] == 0) ready.push(next);
    }
  }
  if (order.size() < needs.size()) return cycle_among(needs, waits, names);
  return order;
}

std::string in_file(const std::string& path, const Error& error) {
  std::string line = path + ": ";
  if (error.offset != Error::kNoOffset)
    line += "at byte " + std::to_string(error.offset) + ": ";
  if (!error.pointer.empty()) line += error.pointer + ": ";
  return line + error.message;
}

}  // namespace host
