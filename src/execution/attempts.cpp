#include "execution/attempts.hpp"

#include <algorithm>
#include <utility>

namespace snaproll::detail {

Attempts::Room Attempts::make_room(const Attempt& attempt) {
  nodes_.try_emplace(attempt.node);
  std::map<uint64_t, Attempt> kept;
  std::map<uint64_t, std::string> open;
  kept.emplace(0, attempt);
  open.emplace(0, attempt.node);
  return {kept.extract(0), open.extract(0)};
}

uint64_t Attempts::begin(Attempt& attempt, Room room) noexcept {
  const uint64_t ticket = next_++;
  Node& node = nodes_.find(attempt.node)->second;  // make_room put it there
  // An attempt that is still open is superseded.
  if (node.count > 0) open_.erase(node.ticket);
  node = {node.count + 1, ticket};
  attempt.number = node.count;
  room.kept.key() = ticket;
  room.kept.mapped().number = attempt.number;
  room.kept.mapped().started_at = attempt.started_at;
  kept_.insert(std::move(room.kept));
  room.open.key() = ticket;
  open_.insert(std::move(room.open));
  if (kept_.size() > kKept) kept_.erase(kept_.begin());
  return ticket;
}

Attempts Attempts::changed(const Change& change) const {
  const auto node_of = [&](const std::string& node) {
    Attempt attempt;
    attempt.node = node;
    change(attempt);
    return attempt.node;
  };
  Attempts made;
  made.next_ = next_;
  for (const auto& [ticket, attempt] : kept_) {
    Attempt copy = attempt;
    change(copy);
    made.kept_.emplace(ticket, std::move(copy));
  }
  for (const auto& [ticket, node] : open_)
    made.open_.emplace(ticket, node_of(node));
  for (const auto& [name, node] : nodes_) {
    Node& to = made.nodes_[node_of(name)];
    to.count += node.count;
    to.ticket = std::max(to.ticket, node.ticket);
  }
  return made;
}

uint32_t Attempts::count(const std::string& node) const {
  const auto found = nodes_.find(node);
  return found != nodes_.end() ? found->second.count : 0;
}

bool Attempts::is_newest(const std::string& node, uint64_t ticket) const {
  const auto found = nodes_.find(node);
  return found != nodes_.end() && found->second.ticket == ticket;
}

void Attempts::end(const std::string& node, uint64_t ticket,
                   AttemptOutcome outcome, Time now,
                   std::string error) noexcept {
  const auto found = nodes_.find(node);
  if (found != nodes_.end() && found->second.ticket == ticket)
    open_.erase(ticket);
  const auto kept = kept_.find(ticket);
  if (kept == kept_.end()) return;
  Attempt& attempt = kept->second;
  attempt.outcome = outcome;
  attempt.ended_at = now;
  attempt.error = std::move(error);
}

void Attempts::restore(uint64_t ticket, const Attempt& attempt) {
  Node& node = nodes_[attempt.node];
  if (node.count > 0 && node.ticket != ticket) open_.erase(node.ticket);
  node = {std::max(node.count, attempt.number), ticket};
  kept_[ticket] = attempt;
  if (attempt.outcome == AttemptOutcome::kOpen) {
    open_[ticket] = attempt.node;
  } else {
    open_.erase(ticket);
  }
  if (kept_.size() > kKept) kept_.erase(kept_.begin());
  next_ = std::max(next_, ticket + 1);
}

std::vector<std::string> Attempts::unfinished() const {
  std::vector<std::string> nodes;
  nodes.reserve(open_.size());
  for (const auto& entry : open_) nodes.push_back(entry.second);
  return nodes;
}

std::vector<Attempt> Attempts::list(std::string_view node) const {
  std::vector<Attempt> found;
  for (const auto& [ticket, attempt] : kept_) {
    if (node.empty() || attempt.node == node) found.push_back(attempt);
  }
  return found;
}

}  // namespace snaproll::detail
