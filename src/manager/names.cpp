#include "manager/names.hpp"

#include <algorithm>
#include <utility>

namespace snaproll::detail {

const std::string* Names::find(NameKind kind, std::string_view name,
                               uint64_t number) const {
  const auto found = rows_.find({kind, std::string(name), number});
  return found == rows_.end() ? nullptr : &found->second;
}

std::vector<uint64_t> Names::numbers(NameKind kind,
                                     std::string_view name) const {
  std::vector<uint64_t> found;
  for (auto at = rows_.lower_bound({kind, std::string(name), 0});
       at != rows_.end() && at->first.kind == kind && at->first.name == name;
       ++at)
    found.push_back(at->first.number);
  return found;
}

void Names::apply(const std::vector<NameChange>& changes) {
  // All nodes are made first; what follows moves them.
  Rows rows;
  Pins pins;
  std::vector<Key> removed;
  for (const NameChange& change : changes) {
    if (change.kind == NameKind::kGraft) continue;  // of an entry
    Key key{change.kind, change.name, change.number};
    removed.push_back(key);
    if (change.removed) continue;
    if (is_pin(change.kind)) pins.emplace(change.number, 0);
    rows.insert_or_assign(std::move(key), change.info.value_or(std::string()));
  }
  for (const Key& key : removed)
    if (rows_.erase(key) > 0 && is_pin(key.kind)) unpin(key.number);
  pins_.merge(pins);
  for (const auto& row : rows)
    if (is_pin(row.first.kind)) ++pins_.find(row.first.number)->second;
  rows_.merge(rows);
}

void Names::unpin(uint64_t number) noexcept {
  const auto pin = pins_.find(number);
  if (--pin->second == 0) pins_.erase(pin);
}

void Names::reserve_move() {
  if (spare_.empty()) spare_.emplace(0, 0);
}

void Names::move_branch(std::string_view name, uint64_t from,
                        uint64_t to) noexcept {
  auto at = rows_.lower_bound({NameKind::kBranch, {}, 0});
  while (at->first.name != name || at->first.number != from) ++at;
  auto row = rows_.extract(at);
  row.key().number = to;
  rows_.insert(std::move(row));
  auto pin = spare_.extract(spare_.begin());
  pin.key() = to;
  pin.mapped() = 1;
  const auto placed = pins_.insert(std::move(pin));
  if (!placed.inserted) ++placed.position->second;  // it enters as a member
  unpin(from);
}

std::vector<NameChange> Names::removal_of(
    const std::vector<uint64_t>& left) const {
  std::vector<NameChange> changes;
  for (const auto& [key, info] : rows_) {
    if (is_pin(key.kind) &&
        std::binary_search(left.begin(), left.end(), key.number))
      changes.push_back({key.kind, key.name, key.number, std::nullopt, true});
  }
  return changes;
}

std::vector<NameChange> Names::removal_of_all() const {
  std::vector<NameChange> changes;
  for (const auto& [key, info] : rows_) {
    if (is_pin(key.kind) || key.kind == NameKind::kSelected)
      changes.push_back({key.kind, key.name, key.number, std::nullopt, true});
  }
  return changes;
}

}  // namespace snaproll::detail
