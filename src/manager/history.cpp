#include "manager/history.hpp"

#include <utility>

namespace snaproll::detail {

Result<Snapshot> History::newest(size_t n) const {
  if (journal_ == nullptr) return *entries_[entries_.size() - 1 - n];
  if (n == 0 && newest_.has_value()) return *newest_;
  SNAPROLL_TRY(auto found, journal_->nth_newest(head_, n));
  if (!found.has_value())
    return Error(Code::kCorrupt, "an entry of the history is missing");
  if (n == 0) newest_ = found;
  return *std::move(found);
}

Result<std::optional<Snapshot>> History::find(const Id& id) const {
  if (journal_ != nullptr) {
    if (newest_.has_value() && newest_->id() == id) return newest_;
    return journal_->find(head_, id);
  }
  const uint64_t number = index_.find(id);
  if (number == IdIndex::kNone) return std::optional<Snapshot>();
  return entries_[first_ + static_cast<size_t>(number - head_.floor)];
}

Result<std::vector<Snapshot>> History::newest_first() const {
  if (journal_ != nullptr) return journal_->list(head_, {});
  std::vector<Snapshot> all;
  all.reserve(size());
  for (size_t i = 0; i < size(); ++i)
    all.push_back(*entries_[entries_.size() - 1 - i]);
  return all;
}

namespace {

bool passes(const SnapshotFilter& filter, const Snapshot& snapshot) {
  const Time created = snapshot.created_at();
  return (!filter.label.has_value() || snapshot.label() == filter.label) &&
         (!filter.trigger_node.has_value() ||
          snapshot.trigger_node() == filter.trigger_node) &&
         (!filter.automatic.has_value() ||
          snapshot.metadata().is_auto == *filter.automatic) &&
         (filter.from == kNoTime || created >= filter.from) &&
         (filter.until == kNoTime || created < filter.until);
}

Error no_cursor(const Id& id) {
  return Error(Code::kNotFound, "Snapshot " + id.text() + " not found");
}

}  // namespace

Result<std::vector<Snapshot>> History::list(
    const SnapshotFilter& filter) const {
  if (journal_ != nullptr) return journal_list(filter);
  size_t end = entries_.size();
  if (filter.after.has_value()) {
    const uint64_t number = index_.find(*filter.after);
    if (number == IdIndex::kNone) return no_cursor(*filter.after);
    end = first_ + static_cast<size_t>(number - head_.floor);
  }
  std::vector<Snapshot> found;
  for (size_t i = end; i > first_ && found.size() < filter.limit; --i)
    if (passes(filter, *entries_[i - 1])) found.push_back(*entries_[i - 1]);
  return found;
}

Result<std::vector<Snapshot>> History::journal_list(
    const SnapshotFilter& filter) const {
  RecordQuery query;
  query.label = filter.label;
  query.node = filter.trigger_node;
  query.automatic = filter.automatic;
  query.from = filter.from;
  query.until = filter.until;
  query.limit = filter.limit;
  if (filter.after.has_value()) {
    SNAPROLL_TRY(const auto number, journal_->number_of(head_, *filter.after));
    if (!number.has_value()) return no_cursor(*filter.after);
    query.below = *number;
  }
  return journal_->list(head_, query);
}

void History::reserve_one() {
  if (head_.maximum == 0) return;
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
  head_.nodes_since_snapshot = 0;
  if (head_.maximum == 0) return snapshot;
  std::optional<Snapshot> leaving;
  if (head_.count == head_.maximum) {
    std::optional<Snapshot>& oldest = entries_[first_];
    index_.remove(oldest->id(), head_.floor);
    leaving = std::exchange(oldest, std::nullopt);
    ++first_;
    ++head_.floor;
    --head_.count;
    ++head_.left;
  }
  index_.set(snapshot.id(), head_.next);
  entries_.emplace_back(std::move(snapshot));
  ++head_.next;
  ++head_.count;
  return leaving;
}

std::vector<std::optional<Snapshot>> History::clear() noexcept {
  auto leaving = std::move(entries_);
  entries_.clear();
  index_ = IdIndex();
  first_ = 0;
  head_ = head_after_clear();
  return leaving;
}

std::vector<Snapshot> History::prune_before(Time time) {
  History kept(head_.maximum);
  kept.head_ = head_;
  kept.head_.floor = head_.next;
  kept.head_.count = 0;
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
  kept.head_.nodes_since_snapshot = head_.nodes_since_snapshot;
  kept.head_.left += leaving.size();
  head_ = kept.head_;
  first_ = kept.first_;
  entries_ = std::move(kept.entries_);
  index_ = std::move(kept.index_);
  return leaving;
}

Result<HistoryHead> History::head_after_push() const {
  HistoryHead head = head_;
  head.nodes_since_snapshot = 0;
  if (head.maximum == 0) return head;
  if (head.count >= head.maximum) {
    const uint64_t keep = head.maximum - 1;
    SNAPROLL_TRY(head.floor, journal_->floor_for(head_, keep));
    head.left += head.count - keep;
    head.count = keep;
  }
  ++head.next;
  ++head.count;
  return head;
}

HistoryHead History::head_after_clear() const noexcept {
  HistoryHead head = head_;
  head.left += head.count;
  head.floor = head.next;
  head.count = 0;
  head.nodes_processed = 0;
  head.nodes_since_snapshot = 0;
  return head;
}

void History::set_entries(const HistoryHead& head) noexcept {
  head_.floor = head.floor;
  head_.next = head.next;
  head_.count = head.count;
  head_.left = head.left;
  newest_.reset();
}

void History::committed(const HistoryHead& head,
                        std::optional<Snapshot> newest) {
  head_ = head;
  newest_ = std::move(newest);
}

Result<History> History::in_memory() const {
  History made(head_.maximum);
  SNAPROLL_TRY(const auto all, newest_first());
  for (auto at = all.rbegin(); at != all.rend(); ++at) {
    SNAPROLL_CHECK(at->load());  // what is in the journal may leave it
    made.reserve_one();
    made.push(*at);
  }
  made.head_.left = head_.left;
  made.head_.automatic = head_.automatic;
  made.head_.interval = head_.interval;
  made.head_.nodes_processed = head_.nodes_processed;
  made.head_.nodes_since_snapshot = head_.nodes_since_snapshot;
  return made;
}

}  // namespace snaproll::detail
