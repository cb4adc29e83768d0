// Trail: one place followed through many versions of a value.
//
// The values that stood on the way to the place are kept, so a version that
// shares one of them with the version before is known to hold the same there
// without a look below.
//
// Thread word: one thread at a time.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "value/tokens.hpp"

namespace snaproll::detail {

class Trail {
 public:
  explicit Trail(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  // Goes on to a version. Whether the value at the place is not the same as in
  // the version before (at first: as nothing). O(path x log n), and what
  // Value::same takes.
  bool next(const Value& root);

  // The value at the place in the version gone on to.
  const std::optional<Value>& value() const noexcept { return value_; }

 private:
  const std::vector<Token> tokens_;
  // What the first 0, 1, 2 … tokens, but not all, name, as far as there is
  // something.
  std::vector<Value> way_;
  std::optional<Value> value_;  // what all of them name
};

}  // namespace snaproll::detail
