#include "value/freed.hpp"

#include "value/access.hpp"

namespace snaproll::detail {
namespace {

template <typename Visit>
void each_child(const Node* node, Visit&& visit) {
  if (node->type == NodeType::kRun) {
    for (uint32_t i = 0; i < node->pointers(); ++i) visit(node->pointer()[i]);
  } else if (node->type == NodeType::kBranch) {
    for (uint32_t i = 0; i < node->count; ++i) visit(node->child()[i]);
  }
}

uint64_t own_bytes(const Node* node) {
  uint64_t below = 0;
  each_child(node, [&](const Node* child) { below += child->held; });
  return node->held - below;
}

}  // namespace

void FreedBytes::drop(const Value& value) {
  if (!ValueAccess::has_node(value)) return;
  waiting_.push_back(ValueAccess::node(value));
  while (!waiting_.empty()) {
    const Node* const node = waiting_.back();
    waiting_.pop_back();
    const uint32_t gone = ++dropped_[node];
    if (gone != node->refs.load(std::memory_order_relaxed)) continue;
    bytes_ += own_bytes(node);
    each_child(node, [&](const Node* child) { waiting_.push_back(child); });
  }
}

void HeldBytes::add(const Value& value) {
  if (!ValueAccess::has_node(value)) return;
  waiting_.push_back(ValueAccess::node(value));
  while (!waiting_.empty()) {
    const Node* const node = waiting_.back();
    waiting_.pop_back();
    if (!seen_.insert(node).second) continue;
    bytes_ += own_bytes(node);
    each_child(node, [&](const Node* child) { waiting_.push_back(child); });
  }
}

}  // namespace snaproll::detail
