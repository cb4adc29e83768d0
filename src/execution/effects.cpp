#include "execution/effects.hpp"

#include "snaproll/execution.hpp"
#include "value/access.hpp"
#include "value/unshared.hpp"

namespace snaproll::detail {

void Effects::set_end(Record& record, uint64_t ended) noexcept {
  auto entry = by_end_.extract({record.ended, record.ticket});
  record.ended = ended;
  entry.key() = {ended, record.ticket};
  by_end_.insert(std::move(entry));
}

bool Effects::is_open(const std::string& node) const {
  const auto known = records_.find(node);
  return known != records_.end() && known->second.ended == kNever;
}

Effects::Room Effects::make_room(const Attempt& attempt) const {
  if (!attempt.irreversible) return {};
  Records records;
  Record& record = records[attempt.node];
  record.effect.node = attempt.node;
  record.effect.idempotency_key = attempt.idempotency_key;
  ByEnd by_end;
  by_end.emplace(std::pair(kNever, 0), nullptr);
  return {records.extract(records.begin()), by_end.extract(by_end.begin())};
}

void Effects::begin(uint64_t ticket, const Attempt& attempt, uint64_t sequence,
                    Room room) noexcept {
  const auto known = records_.find(attempt.node);
  if (room.record.empty()) {
    if (known != records_.end() && known->second.ended == kNever)
      set_end(known->second, sequence);
    return;
  }
  if (known != records_.end()) {
    by_end_.erase({known->second.ended, known->second.ticket});
    records_.erase(known);
  }
  Record& record = room.record.mapped();
  record.ticket = ticket;
  record.effect.attempt = attempt.number;
  record.effect.started_at = attempt.started_at;
  room.end.key() = {kNever, ticket};
  room.end.mapped() = &record;  // the node of a map does not move
  records_.insert(std::move(room.record));
  by_end_.insert(std::move(room.end));
}

void Effects::end(uint64_t ticket, const std::string& node,
                  uint64_t sequence) noexcept {
  const auto known = records_.find(node);
  if (known != records_.end() && known->second.ticket == ticket)
    set_end(known->second, sequence);
}

void Effects::restore(uint64_t ticket, const Attempt& attempt,
                      uint64_t sequence) {
  const auto known = records_.find(attempt.node);
  if (known == records_.end() || known->second.ticket != ticket)
    begin(ticket, attempt, sequence, make_room(attempt));
  if (attempt.outcome != AttemptOutcome::kOpen)
    end(ticket, attempt.node, sequence);
}

Effects Effects::changed(const Change& change) const {
  Effects made;
  for (const auto& [node, record] : records_) {
    Record copy = record;
    change(copy.effect);
    const std::string name = copy.effect.node;
    const auto [place, is_new] = made.records_.emplace(name, std::move(copy));
    if (is_new)
      made.by_end_.emplace(std::pair(record.ended, record.ticket),
                           &place->second);
  }
  return made;
}

std::vector<Effect> Effects::crossed(const CapturedState& before,
                                     const CapturedState& after,
                                     std::optional<uint64_t> since) const {
  std::map<uint64_t, const Effect*, std::greater<>> found;  // by ticket
  if (since.has_value()) {
    for (auto at = by_end_.lower_bound({*since, 0}); at != by_end_.end(); ++at)
      found.emplace(at->second->ticket, &at->second->effect);
  }
  const Ref left = container_tree(before.node_results);
  const Ref right = container_tree(after.node_results);
  std::string storage;
  for_each_change(
      left.get(), right.get(), [&](const Entry* old, const Entry* now) {
        if (old == nullptr) return true;
        const auto known = records_.find(name_of(*old, storage));
        if (known == records_.end()) return true;
        if (now == nullptr || !entry_value(*now).same(entry_value(*old)))
          found.emplace(known->second.ticket, &known->second.effect);
        return true;
      });
  std::vector<Effect> effects;
  effects.reserve(found.size());
  for (const auto& entry : found) effects.push_back(*entry.second);
  return effects;
}

}  // namespace snaproll::detail
