// Names: what is told of a history beside its entries - tags, branches, holds,
// groups - and which entries that keeps from leaving for the maximum.
//
// Thread word: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/names.hpp"
#include "manager/id_index.hpp"

namespace snaproll::detail {

// `number` of what names no entry.
inline constexpr uint64_t kNoEntry = IdIndex::kNone;

struct NameChange {
  NameKind kind = NameKind::kTag;
  std::string name;
  uint64_t number = kNoEntry;
  std::optional<std::string> info;
  bool removed = false;
};

class Names {
 public:
  struct Key {
    NameKind kind;
    std::string name;
    uint64_t number;
    friend bool operator<(const Key& a, const Key& b) noexcept {
      if (a.kind != b.kind) return a.kind < b.kind;
      if (const int order = a.name.compare(b.name); order != 0)
        return order < 0;
      return a.number < b.number;
    }
  };
  using Rows = std::map<Key, std::string>;

  bool empty() const noexcept { return rows_.empty(); }
  const Rows& rows() const noexcept { return rows_; }
  // Null where it is not there.
  const std::string* find(NameKind kind, std::string_view name,
                          uint64_t number = kNoEntry) const;
  // Numbers of the entries with that name, ascending.
  std::vector<uint64_t> numbers(NameKind kind, std::string_view name) const;
  // All of one kind, by name and number.
  template <typename Visit>
  void each(NameKind kind, Visit&& visit) const {
    for (auto at = rows_.lower_bound({kind, {}, 0});
         at != rows_.end() && at->first.kind == kind; ++at)
      visit(at->first, at->second);
  }

  // Whether a tag, a branch, a hold or a group names the entry: then it neither
  // counts for the maximum nor leaves for it.
  bool pins(uint64_t number) const noexcept {
    return !pins_.empty() && pins_.count(number) > 0;
  }
  // The one thing that names it.
  bool pins_once(uint64_t number) const noexcept {
    const auto pin = pins_.find(number);
    return pin != pins_.end() && pin->second == 1;
  }
  size_t pinned() const noexcept { return pins_.size(); }

  // All of them, or none where it throws std::bad_alloc.
  void apply(const std::vector<NameChange>& changes);
  // Makes room for a move of a branch; may throw std::bad_alloc.
  void reserve_move();
  void move_branch(std::string_view name, uint64_t from, uint64_t to) noexcept;
  // What is to be changed where these entries leave; ascending numbers.
  std::vector<NameChange> removal_of(const std::vector<uint64_t>& left) const;
  // Where all of them leave.
  std::vector<NameChange> removal_of_all() const;

 private:
  using Pins = std::map<uint64_t, size_t>;  // how often

  void unpin(uint64_t number) noexcept;

  Rows rows_;
  Pins pins_;
  Pins spare_;
};

}  // namespace snaproll::detail
