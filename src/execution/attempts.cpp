#include "execution/attempts.hpp"

#include <utility>

namespace snaproll::detail {

uint64_t Attempts::begin(Attempt& attempt) {
  const auto known = nodes_.find(attempt.node);
  attempt.number = known == nodes_.end() ? 1 : known->second.count + 1;
  const uint64_t ticket = next_;
  const auto opened = open_.emplace(ticket, attempt.node).first;
  try {
    kept_.push_back(attempt);
  } catch (...) {
    open_.erase(opened);
    throw;
  }
  try {
    Node& node = nodes_[attempt.node];
    // An attempt that is still open is superseded.
    if (node.count > 0) open_.erase(node.ticket);
    node = {attempt.number, ticket};
  } catch (...) {
    kept_.pop_back();
    open_.erase(opened);
    throw;
  }
  ++next_;
  if (kept_.size() > kKept) kept_.pop_front();
  return ticket;
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
  const uint64_t age = next_ - ticket;  // 1 = the newest
  if (age > kept_.size()) return;
  Attempt& attempt = kept_[kept_.size() - static_cast<size_t>(age)];
  attempt.outcome = outcome;
  attempt.ended_at = now;
  attempt.error = std::move(error);
}

std::vector<std::string> Attempts::unfinished() const {
  std::vector<std::string> nodes;
  nodes.reserve(open_.size());
  for (const auto& entry : open_) nodes.push_back(entry.second);
  return nodes;
}

std::vector<Attempt> Attempts::list(std::string_view node) const {
  std::vector<Attempt> found;
  for (const Attempt& attempt : kept_) {
    if (node.empty() || attempt.node == node) found.push_back(attempt);
  }
  return found;
}

}  // namespace snaproll::detail
