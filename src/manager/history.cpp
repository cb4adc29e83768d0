#include "manager/history.hpp"

#include <utility>

namespace snaproll::detail {

const Snapshot* History::find(const Id& id) const noexcept {
  const uint64_t number = index_.find(id);
  if (number == IdIndex::kNone) return nullptr;
  return &*entries_[first_ + static_cast<size_t>(number - first_number_)];
}

std::vector<Snapshot> History::newest_first() const {
  std::vector<Snapshot> all;
  all.reserve(size());
  for (size_t i = 0; i < size(); ++i) all.push_back(newest(i));
  return all;
}

void History::reserve_one() {
  if (maximum_ == 0) return;
  index_.reserve_one();
  if (entries_.size() < entries_.capacity()) return;
  if (first_ > 0 && first_ >= entries_.size() / 2) {
    entries_.erase(entries_.begin(),
                   entries_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  } else {
    constexpr size_t kFirstCapacity = 8;
    entries_.reserve(entries_.empty() ? kFirstCapacity : entries_.size() * 2);
  }
}

std::optional<Snapshot> History::push(Snapshot snapshot) noexcept {
  nodes_since_snapshot = 0;
  if (maximum_ == 0) return snapshot;
  std::optional<Snapshot> leaving;
  if (size() == maximum_) {
    std::optional<Snapshot>& oldest = entries_[first_];
    index_.remove(oldest->id(), first_number_);
    leaving = std::exchange(oldest, std::nullopt);
    ++first_;
    ++first_number_;
  }
  index_.set(snapshot.id(), first_number_ + size());
  entries_.emplace_back(std::move(snapshot));
  return leaving;
}

std::vector<std::optional<Snapshot>> History::clear() noexcept {
  auto leaving = std::move(entries_);
  entries_.clear();
  index_ = IdIndex();
  first_ = 0;
  nodes_processed = 0;
  nodes_since_snapshot = 0;
  return leaving;
}

std::vector<Snapshot> History::prune_before(Time time) {
  History kept(maximum_);
  std::vector<Snapshot> leaving;
  for (size_t i = first_; i < entries_.size(); ++i) {
    if (entries_[i]->created_at() < time) {
      leaving.push_back(*entries_[i]);
    } else {
      kept.reserve_one();
      kept.push(*entries_[i]);
    }
  }
  if (leaving.empty()) return leaving;
  kept.nodes_processed = nodes_processed;
  kept.nodes_since_snapshot = nodes_since_snapshot;
  *this = std::move(kept);
  return leaving;
}

}  // namespace snaproll::detail
