// Which entries of a history leave by a policy.
#include <algorithm>
#include <utility>

#include "manager/history.hpp"
#include "snapshot/captured.hpp"

namespace snaproll::detail {

// Its own, as it was read with the names, or that of the store.
Status History::read_policy() {
  policy_.reset();
  std::optional<std::string> text;
  if (const std::string* own = names_.find(NameKind::kPolicy, {})) {
    text = *own;
  } else if (journal_ != nullptr) {
    SNAPROLL_TRY(text, journal_->store_policy());
  }
  if (!text.has_value()) return {};
  auto policy = Policy::parse(*text);
  if (!policy.ok())
    return Error(Code::kCorrupt, "a policy of the store can not be read");
  policy_ = *policy;
  return {};
}

// One that was checked. Where its own goes that of the store is read later.
void History::set_policy(const NameChange& told) {
  const auto policy = Policy::parse(told.info.value_or(std::string()));
  policy_ = policy.ok() ? std::optional<Policy>(*policy) : std::nullopt;
  if (told.removed) forget_index();
}

// Marks are those of the names, in the order of numbers, beside the entries;
// the parent of one that enters is no leaf, and a branch moves on from it.
std::vector<Candidate> History::candidates(const HistoryEntry* entering,
                                           std::vector<HistoryEntry*>& walked,
                                           Reasons entering_marks) {
  std::vector<std::pair<uint64_t, Reasons>> marks;
  const uint64_t parent =
      entering == nullptr ? HistoryEntry::kNone : entering->parent;
  const std::string_view moves = branch_at(parent);
  for (const auto& [kind, mark] :
       {std::pair(NameKind::kHold, kMarkHeld),
        std::pair(NameKind::kGroup, kMarkGrouped),
        std::pair(NameKind::kTag, kMarkTagged),
        std::pair(NameKind::kBranch, kMarkNamedHead)}) {
    names_.each(kind, [&, as = mark](const Names::Key& key, const auto& info) {
      static_cast<void>(info);
      if (as != kMarkNamedHead || key.number != parent || key.name != moves)
        marks.emplace_back(key.number, as);
    });
  }
  std::sort(marks.begin(), marks.end());
  std::vector<Candidate> made;
  made.reserve(entries_.size() + 1);  // and one that enters
  auto mark = marks.begin();
  walked.reserve(entries_.size());  // a second walk would cost as much again
  // Each is made where it stands: a copy of one that was just written in parts
  // waits for all of them.
  entries_.each_to_change([&](HistoryEntry& entry) {
    Reasons marked = entry.labelled ? kMarkLabelled : 0;
    if (entry.child == HistoryEntry::kNone && entry.number != parent)
      marked |= kMarkLeaf;
    for (; mark != marks.end() && mark->first == entry.number; ++mark)
      marked |= mark->second;
    Candidate& one = made.emplace_back();
    one.created_at = entry.created_at;
    one.marks = marked;
    walked.push_back(&entry);
  });
  if (entering == nullptr) return made;
  Candidate one;
  one.created_at = entering->created_at;
  one.marks = kMarkLeaf | entering_marks;
  if (entering->labelled) one.marks |= kMarkLabelled;
  if (!moves.empty()) one.marks |= kMarkNamedHead;
  made.push_back(one);
  return made;
}

// In memory it is told when it is first counted; of one that enters nothing is.
uint64_t History::bytes_at(size_t i, const std::vector<HistoryEntry*>& walked) {
  if (i == walked.size()) return 0;
  HistoryEntry& entry = *walked[i];
  if (entry.bytes == HistoryEntry::kUnknown) {
    const CapturedState none;
    entry.bytes =
        changed_bytes(i == 0 ? none : walked[i - 1]->snapshot->captured(),
                      entry.snapshot->captured(), HistoryEntry::kUnknown);
  }
  return entry.bytes;
}

std::vector<Verdict> History::verdicts(const Policy& policy, Time now,
                                       const HistoryEntry* entering,
                                       Reasons marks,
                                       std::vector<HistoryEntry*>& walked) {
  const auto all = candidates(entering, walked, marks);
  return decide(policy, all, now,
                [&](size_t i) { return bytes_at(i, walked); });
}

std::vector<Verdict> History::decide_by(const Policy& policy, Time now) {
  std::vector<HistoryEntry*> walked;
  return verdicts(policy, now, nullptr, 0, walked);
}

std::vector<uint64_t> History::leaving_by_policy(Time now,
                                                 const HistoryEntry* entering,
                                                 Reasons marks) {
  constexpr size_t kMost = 16;
  std::vector<HistoryEntry*> walked;
  const auto all = verdicts(*policy_, now, entering, marks, walked);
  std::vector<uint64_t> numbers;
  // All but the last one, which enters.
  for (size_t i = 0; i + 1 < all.size() && numbers.size() < kMost; ++i)
    if (!all[i].stays) numbers.push_back(walked[i]->number);
  return numbers;
}

}  // namespace snaproll::detail
