// What two trees of one shape do not share by pointer, at the cost of that.
//
// Level by level from the roots: nodes that stand on both sides are matched and
// left out, the others give way to their children, until leaves are left.
// Recursion is bounded by the height of the trees.
#pragma once

#include <functional>

#include "value/buffer.hpp"
#include "value/run.hpp"

namespace snaproll::detail {

// A node and the position of its first entry (arrays: the element, strings: the
// byte; not kept for objects).
struct Piece {
  const Node* node;
  size_t at;
};

// Leaves of one side that stand where other leaves of the other side do; what
// lies between two gaps is shared. In objects no name of a gap stands on the
// other side outside of it.
struct Gap {
  size_t left_at;  // position of the first entry, or where it would stand
  size_t right_at;
  const Piece* left;
  size_t left_count;
  const Piece* right;
  size_t right_count;
};

// Calls `visit` for each gap in order, until it returns false; then it returns
// false as well.
bool for_each_gap(const Node* left, const Node* right,
                  const std::function<bool(const Gap&)>& visit);

// Calls `visit` for each member that two objects do not share, in byte order of
// the names: with the entry of one side, or those of both where they differ in
// their node or text. Until it returns false.
bool for_each_change(
    const Node* left, const Node* right,
    const std::function<bool(const Entry* before, const Entry* after)>& visit);

// The name of an object's entry, unescaped. Borrowed from it or from `storage`.
std::string_view name_of(const Entry& entry, std::string& storage);

// The same node, or the same text.
bool shared_entry(const Entry& a, const Entry& b) noexcept;

}  // namespace snaproll::detail
