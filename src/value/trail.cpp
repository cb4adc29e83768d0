#include "value/trail.hpp"

#include "value/access.hpp"

namespace snaproll::detail {

bool Trail::next(const Value& root) {
  std::optional<Value> here = root;
  for (size_t level = 0; level < tokens_.size() && here.has_value(); ++level) {
    if (level == way_.size()) {
      way_.push_back(*std::move(here));
    } else if (ValueAccess::identical(way_[level], *here)) {
      return false;
    } else {
      way_[level] = *std::move(here);
    }
    here = step_into(way_[level], tokens_[level]);
    if (!here.has_value()) way_.resize(level + 1);
  }
  const bool differs = here.has_value() && value_.has_value()
                           ? !here->same(*value_)
                           : here.has_value() != value_.has_value();
  value_ = std::move(here);
  return differs;
}

}  // namespace snaproll::detail
