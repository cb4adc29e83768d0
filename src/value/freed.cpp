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

FreedBytes::Slot& FreedBytes::slot_of(const Node* node) noexcept {
  // Nodes lie at multiples of 8; the factor is 2^64 by the golden ratio.
  constexpr uint64_t kFactor = 0x9e3779b97f4a7c15;
  const uint64_t hash = (reinterpret_cast<uintptr_t>(node) >> 3) * kFactor;
  const size_t mask = slots_.size() - 1;
  size_t at = static_cast<size_t>(hash >> 32) & mask;
  while (slots_[at].node != nullptr && slots_[at].node != node)
    at = (at + 1) & mask;
  return slots_[at];
}

void FreedBytes::grow() {
  constexpr size_t kFirst = 64;
  std::vector<Slot> larger(slots_.empty() ? kFirst : slots_.size() * 2);
  slots_.swap(larger);
  for (const Slot& slot : larger)
    if (slot.node != nullptr) slot_of(slot.node) = slot;
}

uint32_t& FreedBytes::gone(const Node* node) {
  if ((used_ + 1) * 2 > slots_.size()) grow();
  Slot& slot = slot_of(node);
  if (slot.node == nullptr) {
    slot.node = node;
    ++used_;
  }
  return slot.gone;
}

void FreedBytes::clear() noexcept {
  for (Slot& slot : slots_) slot = Slot();
  used_ = 0;
  bytes_ = 0;
  waiting_.clear();
}

// What a node holds counts what is below it once for each reference, so what
// stays is taken off where a reference to it goes, and all others are counted.
void FreedBytes::drop(const Value& value) {
  if (!ValueAccess::has_node(value)) return;
  waiting_.push_back(ValueAccess::node(value));
  bytes_ += waiting_.back()->held;
  while (!waiting_.empty()) {
    const Node* const node = waiting_.back();
    waiting_.pop_back();
    const uint32_t refs = node->refs.load(std::memory_order_relaxed);
    if (refs > 1 && ++gone(node) != refs) {
      bytes_ -= node->held;
    } else {
      each_child(node, [&](const Node* child) { waiting_.push_back(child); });
    }
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
