#include "execution/effects.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "snaproll/execution.hpp"

namespace snaproll::detail {
namespace {

constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

bool takes_result(const CapturedState& before, const CapturedState& after,
                  const std::string& node) {
  const auto old = before.node_results.find(node);
  if (!old.has_value()) return false;
  const auto now = after.node_results.find(node);
  return !now.has_value() || !now->same(*old);
}

}  // namespace

Effect Effects::make_room(const Attempt& attempt) {
  if (records_.size() == records_.capacity())
    records_.reserve(records_.empty() ? 8 : records_.size() * 2);
  return {attempt.node, attempt.idempotency_key};
}

void Effects::begin(uint64_t ticket, const Attempt& attempt,
                    Effect effect) noexcept {
  effect.attempt = attempt.number;
  effect.started_at = attempt.started_at;
  records_.push_back({ticket, kNever, std::move(effect)});
}

void Effects::end(uint64_t ticket, uint64_t sequence) noexcept {
  const auto found = std::lower_bound(
      records_.begin(), records_.end(), ticket,
      [](const Record& record, uint64_t t) { return record.ticket < t; });
  if (found != records_.end() && found->ticket == ticket)
    found->ended = sequence;
}

std::vector<Effect> Effects::crossed(const CapturedState& before,
                                     const CapturedState& after,
                                     uint64_t since) const {
  std::vector<Effect> effects;
  std::set<std::string_view> keys;
  for (auto record = records_.rbegin(); record != records_.rend(); ++record) {
    const Effect& effect = record->effect;
    const bool later = record->ended >= since;
    if (!later && !takes_result(before, after, effect.node)) continue;
    if (keys.insert(effect.idempotency_key).second) effects.push_back(effect);
  }
  return effects;
}

}  // namespace snaproll::detail
