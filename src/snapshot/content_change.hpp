// Taking a text out of a value of whose predecessor it was taken already: at
// the cost of what changed.
//
// Thread word: used by one thread.
#pragma once

#include <functional>

#include "value/content.hpp"

namespace snaproll::detail {

// A value, and what is left of it.
struct Cleaned {
  Value before;
  Value after;
};

// What Content::without gives, but that it shares all it can with `last`; the
// same value where it does not hold the text.
Result<Value> without_since(Content& content, const Value& value,
                            const Cleaned& last);

// The same of an object, by what `clean` makes of the value of a member that is
// another one. Nothing where names hold the text, since what they become
// depends on all of them.
using CleanMember =
    std::function<Result<Value>(const Value& value, const Cleaned& last)>;
Result<std::optional<Value>> members_without_since(const Content& content,
                                                   const Value& object,
                                                   const Cleaned& last,
                                                   const CleanMember& clean);

}  // namespace snaproll::detail
