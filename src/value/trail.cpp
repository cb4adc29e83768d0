#include "value/trail.hpp"

#include "value/access.hpp"

namespace snaproll::detail {

std::optional<Value> Trail::value() const {
  if (way_.size() <= tokens_.size()) return std::nullopt;
  return way_.back();
}

bool Trail::next(const Value& root) {
  std::optional<Value> before;
  std::optional<Value> here = root;
  for (size_t level = 0;; ++level) {
    if (level < way_.size()) {
      if (ValueAccess::identical(way_[level], *here)) return false;
      if (level == 0) before = value();
      way_[level] = *here;
    } else {
      way_.push_back(*here);
    }
    if (level == tokens_.size()) break;
    here = step_into(*here, tokens_[level]);
    if (here.has_value()) continue;
    way_.resize(level + 1);
    break;
  }
  const std::optional<Value> after = value();
  if (before.has_value() && after.has_value()) return !before->same(*after);
  return before.has_value() != after.has_value();
}

}  // namespace snaproll::detail
