// Tags and holds of a history, and what a text names in it.
#include <algorithm>
#include <utility>

#include "base/check_id.hpp"
#include "base/utf8.hpp"
#include "manager/manager_rep.hpp"
#include "manager/naming.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;
using detail::HistoryEntry;
using detail::NameChange;
using detail::NameKind;

namespace {

constexpr size_t kReasonBytes = 64 << 10;
constexpr size_t kCandidates = 8;  // that a message names
constexpr size_t kShortestId = 4;  // digits
constexpr size_t kIdDigits = 32;

}  // namespace

Status Manager::tag(const Id& id, std::string_view name, bool unique) {
  SNAPROLL_CHECK(detail::check_name(name, "tag", true));
  const std::string at = std::to_string(rep_->environment->now());
  const Lock lock(rep_->mutex);
  return rep_->change_names(false, [&]() -> Result<std::vector<NameChange>> {
    SNAPROLL_TRY(const HistoryEntry* entry, rep_->entry(id));
    const auto there = rep_->history.names().numbers(NameKind::kTag, name);
    const bool has = std::count(there.begin(), there.end(), entry->number) > 0;
    if (unique && there.size() > (has ? 1u : 0u))
      return Error(Code::kExists, "another snapshot has this tag")
          .with_hint("take it away there first");
    if (has) return std::vector<NameChange>();
    return std::vector<NameChange>{
        {NameKind::kTag, std::string(name), entry->number, at, false}};
  });
}

Status Manager::untag(const Id& id, std::string_view name) {
  return rep_->take_name(NameKind::kTag, id, name,
                         "the snapshot has no such tag");
}

Status Manager::hold(const Id& id, std::string_view name,
                     std::string_view reason) {
  SNAPROLL_CHECK(detail::check_name(name, "name of a hold", false));
  SNAPROLL_CHECK(detail::check_utf8(reason, "reason"));
  if (reason.size() > kReasonBytes)
    return Error(Code::kLimit, "the reason is longer than 64 KiB");
  const std::string info =
      detail::encode_hold(rep_->environment->now(), reason);
  const Lock lock(rep_->mutex);
  return rep_->change_names(false, [&]() -> Result<std::vector<NameChange>> {
    SNAPROLL_TRY(const HistoryEntry* entry, rep_->entry(id));
    if (rep_->history.names().find(NameKind::kHold, name, entry->number) !=
        nullptr)
      return Error(Code::kExists, "the snapshot has a hold of that name")
          .with_hint("release it, or take another name");
    return std::vector<NameChange>{
        {NameKind::kHold, std::string(name), entry->number, info, false}};
  });
}

Status Manager::release(const Id& id, std::string_view name) {
  return rep_->take_name(NameKind::kHold, id, name,
                         "the snapshot has no hold of that name");
}

Status Manager::Rep::take_name(NameKind kind, const Id& id,
                               std::string_view name, const char* missing) {
  const Lock lock(mutex);
  return change_names(false, [&]() -> Result<std::vector<NameChange>> {
    SNAPROLL_TRY(const HistoryEntry* of, entry(id));
    if (history.names().find(kind, name, of->number) == nullptr)
      return Error(Code::kNotFound, missing);
    return std::vector<NameChange>{
        {kind, std::string(name), of->number, std::nullopt, true}};
  });
}

Result<std::vector<Tag>> Manager::tags() const {
  std::vector<Tag> found;
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->history.load());
  rep_->history.names().each(NameKind::kTag, [&](const detail::Names::Key& key,
                                                 const std::string& info) {
    const HistoryEntry* const entry = rep_->history.entries().find(key.number);
    found.push_back({key.name, entry->id, detail::decode_time(info)});
  });
  return found;
}

Result<std::vector<Hold>> Manager::holds() const {
  std::vector<Hold> found;
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->history.load());
  rep_->history.names().each(NameKind::kHold, [&](const detail::Names::Key& key,
                                                  const std::string& info) {
    const HistoryEntry* const entry = rep_->history.entries().find(key.number);
    found.push_back(detail::decode_hold(key.name, entry->id, info));
  });
  return found;
}

// Resolving -------------------------------------------------------------------

namespace {

// The number behind the last '~'; 0 without one. INVALID_ARGUMENT.
Result<size_t> split_steps(std::string_view& text) {
  const size_t tilde = text.find('~');
  if (tilde == std::string_view::npos) return size_t{0};
  const std::string_view digits = text.substr(tilde + 1);
  text = text.substr(0, tilde);
  if (digits.empty()) return size_t{1};
  size_t steps = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    constexpr size_t kMost = 1'000'000'000;
    if (digits[i] < '0' || digits[i] > '9' || steps > kMost)
      return Error(Code::kInvalidArgument, "a number is to follow the '~'")
          .at_offset(tilde + 1 + i);
    steps = steps * 10 + static_cast<size_t>(digits[i] - '0');
  }
  return steps;
}

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The digits of what may be a part of an id; none where it is none.
std::vector<uint8_t> digits_in(std::string_view text) {
  std::vector<uint8_t> digits;
  for (const char c : text) {
    if (c == '-') continue;
    const int digit = digit_of(c);
    if (digit < 0 || digits.size() == kIdDigits) return {};
    digits.push_back(static_cast<uint8_t>(digit));
  }
  if (digits.size() < kShortestId) digits.clear();
  return digits;
}

// The first and the last id with that beginning.
std::pair<Id, Id> ids_from(const std::vector<uint8_t>& digits) {
  std::pair<Id, Id> range;
  for (size_t i = 0; i < kIdDigits; ++i) {
    const int shift = i % 2 == 0 ? 4 : 0;
    const bool told = i < digits.size();
    range.first.bytes[i / 2] |=
        static_cast<uint8_t>((told ? digits[i] : 0) << shift);
    range.second.bytes[i / 2] |=
        static_cast<uint8_t>((told ? digits[i] : 0xf) << shift);
  }
  return range;
}

bool ends_in(const Id& id, const std::vector<uint8_t>& digits) {
  const size_t before = kIdDigits - digits.size();
  for (size_t i = 0; i < digits.size(); ++i) {
    const size_t at = before + i;
    const int shift = at % 2 == 0 ? 4 : 0;
    if (((id.bytes[at / 2] >> shift) & 0xf) != digits[i]) return false;
  }
  return true;
}

// One that entered twice is one (rule M16); the first of them stays.
void leave_out_twins(std::vector<Snapshot>& found) {
  std::vector<Snapshot> distinct;
  for (Snapshot& one : found) {
    const bool known = std::any_of(
        distinct.begin(), distinct.end(),
        [&](const Snapshot& other) { return other.id() == one.id(); });
    if (!known) distinct.push_back(std::move(one));
  }
  found = std::move(distinct);
}

// `fetch` gets at most so many, newest first: as many as it takes to know
// whether there is more than one.
template <typename Fetch>
Result<std::vector<Snapshot>> fetch_distinct(const Fetch& fetch) {
  constexpr size_t kMore = 8;
  for (size_t limit = kCandidates + 1;; limit *= kMore) {
    SNAPROLL_TRY(std::vector<Snapshot> found, fetch(limit));
    const bool all = found.size() < limit;
    leave_out_twins(found);
    if (all || found.size() > 1) return found;
  }
}

Status check_one(const std::vector<Snapshot>& found, std::string_view text) {
  if (found.empty())
    return Error(Code::kNotFound,
                 "'" + detail::printable(text) + "' names no snapshot");
  if (found.size() == 1) return {};
  std::string message = "'" + detail::printable(text) + "' names ";
  for (size_t i = 0; i < found.size() && i < kCandidates; ++i)
    message += (i == 0 ? "" : ", ") + found[i].id().text();
  if (found.size() > kCandidates) message += " and more";
  return Error(Code::kAmbiguous, message)
      .with_hint("tell one of these ids, or more digits");
}

}  // namespace

// Those with a tag or a branch of that name; `number` gets that of the newest.
Result<std::vector<Snapshot>> Manager::Rep::named(std::string_view text,
                                                  uint64_t& number) {
  std::vector<Snapshot> found;
  for (const NameKind kind : {NameKind::kTag, NameKind::kBranch}) {
    auto numbers = history.names().numbers(kind, text);
    if (numbers.empty()) continue;
    std::reverse(numbers.begin(), numbers.end());
    number = numbers.front();
    for (size_t i = 0; i < numbers.size() && found.size() <= kCandidates; ++i) {
      SNAPROLL_TRY(auto snapshot, snapshot_at(numbers[i]));
      found.push_back(*std::move(snapshot));
      leave_out_twins(found);
    }
    break;
  }
  return found;
}

// Empty where it names nothing. A list is cut off where it is ambiguous anyhow.
Result<std::vector<Snapshot>> Manager::Rep::candidates(std::string_view text,
                                                       uint64_t& number) {
  std::vector<Snapshot> found;
  if (text == "latest" && !history.empty()) {
    SNAPROLL_TRY(Snapshot newest, history.newest());
    found.push_back(std::move(newest));
    return found;
  }
  SNAPROLL_TRY(found, named(text, number));
  if (!found.empty()) return found;
  SNAPROLL_TRY(found, fetch_distinct([&](size_t limit) {
                 SnapshotFilter filter;
                 filter.label = text;
                 filter.limit = limit;
                 return history.list(filter);
               }));
  if (!found.empty()) return found;
  if (text == "start" && !history.empty()) {
    SNAPROLL_TRY(Snapshot oldest, history.oldest());
    found.push_back(std::move(oldest));
    return found;
  }
  const std::vector<uint8_t> digits = digits_in(text);
  if (digits.empty()) return found;
  const auto [first, last] = ids_from(digits);
  SNAPROLL_TRY(found, fetch_distinct([&, from = first, to = last](size_t most) {
                 return history.find_between(from, to, most);
               }));
  if (!found.empty()) return found;
  return fetch_distinct([&](size_t most) { return that_end_in(digits, most); });
}

Result<std::vector<Snapshot>> Manager::Rep::that_end_in(
    const std::vector<uint8_t>& digits, size_t most) {
  SNAPROLL_CHECK(history.load());
  std::vector<const HistoryEntry*> entries;
  history.entries().each_down(HistoryEntry::kNone,
                              [&](const HistoryEntry& entry) {
                                if (ends_in(entry.id, digits))
                                  entries.push_back(&entry);
                                return entries.size() < most;
                              });
  std::vector<Snapshot> found;
  for (const HistoryEntry* entry : entries) {
    SNAPROLL_TRY(Snapshot snapshot, history.snapshot_of(*entry));
    found.push_back(std::move(snapshot));
  }
  return found;
}

Result<Snapshot> Manager::resolve(std::string_view text) const {
  std::string_view name = text;
  SNAPROLL_TRY(size_t steps, split_steps(name));
  if (name.empty())
    return Error(Code::kInvalidArgument, "the text names no snapshot")
        .at_offset(0);
  SNAPROLL_CHECK(detail::check_utf8(name, "name"));
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->history.load_names());
  uint64_t number = detail::kNoEntry;
  SNAPROLL_TRY(const auto found, rep_->candidates(name, number));
  SNAPROLL_CHECK(check_one(found, name));
  if (steps == 0) return found.front();
  SNAPROLL_TRY(const HistoryEntry* entry, rep_->entry(found.front().id()));
  const detail::HistoryTree& entries = rep_->history.entries();
  if (number != detail::kNoEntry) entry = entries.find(number);
  const size_t asked = steps;
  for (; steps > 0 && entry != nullptr; --steps)
    entry = entries.find(entry->parent);
  if (entry != nullptr) return rep_->history.snapshot_of(*entry);
  return Error(Code::kNotFound, "'" + detail::printable(name) + "' has only " +
                                    std::to_string(asked - steps - 1) +
                                    " parents");
}

}  // namespace snaproll
