// How snapshots are named: as snaproll_manager_resolve reads them (`latest`, a
// tag, a branch, a label, `start`, the beginning or the end of an id, so many
// parents up), or by `@N`, the N-th newest; `now` is the working state.
//
// Ids are shown by their end, since those of one minute begin alike: by the
// last eight digits, or more where eight are not unique in the history.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <snaproll.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace snaproll::cli {

// A history with the names of its snapshots; the manager outlives it.
class Names {
 public:
  explicit Names(const abi::Manager& manager);

  const abi::SnapshotList& list() const noexcept { return list_; }
  size_t count() const noexcept { return ids_.size(); }
  // N of `@N`, 1 = the newest; 0 = it is not in the history.
  size_t number_of(const snaproll_id& id) const;
  // The last digits of an id.
  std::string short_id(const snaproll_id& id) const;
  // Index in the list. Throws Failure: NOT_FOUND, AMBIGUOUS.
  size_t find(const std::string& name) const;

 private:
  snaproll_id resolve(const std::string& name) const;
  [[noreturn]] void fail_not_found(const std::string& name,
                                   const std::string& message) const;
  [[noreturn]] void fail_ambiguous(const std::string& message) const;
  std::string describe(size_t index) const;

  const abi::Manager& manager_;
  abi::SnapshotList list_;
  std::vector<std::string> ids_;
  std::vector<std::optional<std::string>> labels_;
  std::map<std::string, size_t> index_of_;  // of an id its newest
  size_t digits_;
};

// What a name stands for: a snapshot, or the working state.
class Named {
 public:
  Named(const Names& names, const abi::Execution& execution, std::string name);

  bool is_now() const noexcept { return !snapshot_.has_value(); }
  const abi::Snapshot& snapshot() const { return *snapshot_; }
  std::optional<snaproll_id> id() const;
  // State, variables and node results.
  abi::Value value() const;
  std::string digest() const;
  // For people: `now`, or "@2 5c1d8a90".
  const std::string& title() const noexcept { return title_; }
  // Throws Failure where its id is that of a newer one too (rule M16), so that
  // what goes by ids would take that one.
  void check_reachable(const Names& names) const;

 private:
  std::optional<abi::Snapshot> snapshot_;
  abi::Context context_;
  std::string title_;
  size_t number_ = 0;  // N of `@N`
};

}  // namespace snaproll::cli
