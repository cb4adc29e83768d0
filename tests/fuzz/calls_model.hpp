// An execution as plain copies: what the C ABI is held against in calls.cpp.
#pragma once

#include <snaproll.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace snaproll::fuzz {

inline bool operator<(const snaproll_id& a, const snaproll_id& b) {
  return std::memcmp(a.bytes, b.bytes, sizeof(a.bytes)) < 0;
}
inline bool same_id(const std::optional<snaproll_id>& a,
                    const std::optional<snaproll_id>& b) {
  if (a.has_value() != b.has_value()) return false;
  return !a.has_value() || std::memcmp(a->bytes, b->bytes, 16) == 0;
}

// What a rollback sets back.
struct Captured {
  std::map<std::string, std::string> variables;  // name to canonical JSON
  std::vector<std::pair<std::string, std::string>> results;  // as recorded
  std::optional<snaproll_id> position;

  std::string variables_json() const {
    std::string out = "{";
    for (const auto& [name, json] : variables) {
      if (out.size() > 1) out += ',';
      out += '"' + name + "\":" + json;
    }
    return out + '}';
  }
  std::string nodes_json() const {
    std::string out = "[";
    for (const auto& one : results) {
      if (out.size() > 1) out += ',';
      out += '"' + one.first + '"';
    }
    return out + ']';
  }
  const std::string* result(const std::string& node) const {
    for (const auto& one : results)
      if (one.first == node) return &one.second;
    return nullptr;
  }
  void record(const std::string& node, std::string json) {
    const auto is_node = [&](const auto& one) { return one.first == node; };
    results.erase(std::remove_if(results.begin(), results.end(), is_node),
                  results.end());
    results.emplace_back(node, std::move(json));
  }
};

struct Now {
  Captured state;
  std::vector<Captured> undo;
  std::vector<Captured> redo;

  void gone_back(const Captured& to) {
    undo.push_back(state);
    state = to;
    redo.clear();
  }
  void undo_one() {
    redo.push_back(std::exchange(state, undo.back()));
    undo.pop_back();
  }
  void redo_one() {
    undo.push_back(std::exchange(state, redo.back()));
    redo.pop_back();
  }
};

struct Taken {
  snaproll_id id;
  Captured state;
  std::optional<snaproll_id> parent;
};

struct ExecutionModel {
  Now now;
  Now kept;                  // that was committed last
  std::vector<Taken> taken;  // newest first
  std::map<std::string, snaproll_id> branches;
  std::optional<std::string> selected;

  void committed() { kept = now; }
  // One that is the same counts as a change, too.
  void set(const std::string& name, const std::string& json) {
    now.redo.clear();
    now.state.variables[name] = json;
  }
  void took(const snaproll_id& id) {
    const auto parent = now.state.position;
    now.state.position = id;
    taken.insert(taken.begin(), {id, now.state, parent});
    if (selected.has_value() && same_id(branches.at(*selected), parent))
      branches[*selected] = id;
    committed();
  }
  const Taken& find(const snaproll_id& id) const {
    return *std::find_if(taken.begin(), taken.end(),
                         [&](const Taken& one) { return same_id(one.id, id); });
  }
};

}  // namespace snaproll::fuzz
