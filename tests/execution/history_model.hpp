// A naive model of an execution and its history: states are texts, the history
// is a list of entries with the numbers of their parents. It tells the truth
// slowly.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "snaproll/erase.hpp"
#include "snaproll/manager.hpp"
#include "snaproll/policy.hpp"

namespace snaproll::test {

using Number = int64_t;
inline constexpr Number kNobody = -1;

// What the library captures of a context, part by part.
struct NaiveState {
  std::map<std::string, std::shared_ptr<const std::string>> variables;
  std::map<std::string, std::string> node_results;
  std::string json() const;
  // Whether it was there.
  bool erase(const EraseOptions& what);
};

struct NaiveEntry {
  Number number = 0;
  Id id;
  Number parent = kNobody;
  Time created_at = 0;
  std::optional<std::string> label;
  NaiveState state;
};

// Names are (name, number of an entry).
using NaiveNames = std::map<std::pair<std::string, Number>, std::string>;

// What a commit makes durable besides the history.
struct NaiveContext {
  NaiveState state;
  std::optional<Id> position;
  std::vector<std::pair<NaiveState, std::optional<Id>>> undo;
  std::vector<std::pair<NaiveState, std::optional<Id>>> redo;
  size_t nodes = 0;
};

class NaiveHistory {
 public:
  explicit NaiveHistory(size_t maximum) : maximum_(maximum) {}

  NaiveContext context;

  // What is not committed is lost.
  void commit() { committed_ = context; }
  void crash() { context = committed_; }
  // As the store has it: without what is not committed.
  NaiveHistory committed() const;

  const std::vector<NaiveEntry>& entries() const { return entries_; }
  // The newest with that id; null where there is none.
  const NaiveEntry* find(const Id& id) const;
  const NaiveEntry* at(Number number) const;

  void enter(const Id& id, Time created_at, std::optional<std::string> label,
             NaiveState state, std::optional<Id> parent, Time now);
  void remove(const std::set<Number>& numbers);
  void move(const NaiveState& to, const Id& position);
  void clear();
  // From all that is kept; whether it was there. Of what can be redone that is
  // not known: changes since have dropped it, or not.
  enum class Held { kNo, kMaybe, kYes };
  Held erase(const EraseOptions& what);

  bool has_hold(Number number) const { return has(holds_, number); }
  bool is_held() const { return !holds_.empty(); }
  bool is_head(Number number) const;
  bool is_named(Number number) const;

  NaiveNames& tags() { return tags_; }
  NaiveNames& holds() { return holds_; }
  std::map<std::string, Number>& branches() { return branches_; }
  std::optional<std::string>& selected() { return selected_; }
  std::optional<Policy>& policy() { return policy_; }

  struct Verdict {
    Number number;
    bool stays;
    std::string reasons;
  };
  std::vector<Verdict> decide(const Policy& policy, Time now) const;
  // The id that a text names; `error` gets a code where it is not one.
  std::optional<Id> resolve(const std::string& text, Code& error) const;

  // All that can be seen; see observed_tree in history_run.cpp.
  std::string seen(bool with_states) const;
  std::string parent_text(const Id& id) const;
  std::string children_text(const Id& id) const;
  std::string ancestor_text(const Id& a, const Id& b) const;

 private:
  static bool has(const NaiveNames& names, Number number);
  bool is_leaf(Number number) const;
  void apply_policy(Time now);
  // Oldest first; `exact`: these very entries, else the newest of their ids.
  std::vector<const NaiveEntry*> named_by(const std::string& name,
                                          bool& exact) const;

  size_t maximum_;
  std::vector<NaiveEntry> entries_;  // oldest first
  Number next_ = 0;
  uint64_t left_ = 0;
  NaiveNames tags_;
  NaiveNames holds_;
  std::map<std::string, Number> branches_;
  std::optional<std::string> selected_;
  std::optional<Policy> policy_;
  NaiveContext committed_;
};

std::string id_text(const std::optional<Id>& id);

}  // namespace snaproll::test
