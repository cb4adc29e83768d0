#include "value/node.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <mutex>
#include <new>

namespace snaproll::detail {
namespace {

std::atomic<uint64_t> nodes_allocated{0};
std::atomic<uint64_t> nodes_freed{0};
std::atomic<uint64_t> bytes_live{0};
std::atomic<uint64_t> nodes_visited{0};

// Counters need no locked instruction: exact with one thread, close with many.
void bump(std::atomic<uint64_t>& counter, uint64_t by) noexcept {
  counter.store(counter.load(std::memory_order_relaxed) + by,
                std::memory_order_relaxed);
}

// Dead nodes are chained through their `json` field.
Node* next_dead(const Node* node) noexcept {
  Node* next = nullptr;
  std::memcpy(&next, &node->json, sizeof next);
  return next;
}
void set_next_dead(Node* node, Node* next) noexcept {
  std::memcpy(&node->json, &next, sizeof next);
}

size_t own_bytes(const Node* node) noexcept {
  switch (node->type) {
    case NodeType::kText:
    case NodeType::kChunk:
      return sizeof(Node) + node->json;
    case NodeType::kRun:
      return sizeof(Node) + 8 + size_t{8} * node->pointers() +
             node->table_bytes() + node->text_size();
    case NodeType::kBranch:
      return sizeof(Node) + 8 + size_t{16} * node->count + node->prefix_size();
  }
  return 0;
}

// A chain of dead nodes; the last one dead is the first one taken apart.
struct Chain {
  Node* first = nullptr;
  Node* last = nullptr;

  void push(Node* node) noexcept {
    bump(nodes_freed, 1);
    bump(bytes_live, uint64_t{0} - own_bytes(node));
    set_next_dead(node, first);
    if (first == nullptr) last = node;
    first = node;
  }
  void drop(Node* const* nodes, size_t count) noexcept {
    for (size_t i = 0; i < count; ++i) {
      if (nodes[i]->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        push(nodes[i]);
      }
    }
  }
  void append(Chain other) noexcept {
    if (other.first == nullptr) return;
    if (first == nullptr) {
      *this = other;
      return;
    }
    set_next_dead(last, other.first);
    last = other.last;
  }
  // Takes nodes apart until `budget` of them have been touched: taken apart, or
  // given one reference less.
  void work(size_t budget) noexcept {
    while (first != nullptr && budget > 0) {
      Node* node = first;
      first = next_dead(node);
      if (first == nullptr) last = nullptr;
      size_t touched = 1;
      if (node->type == NodeType::kRun) {
        drop(node->pointer(), node->pointers());
        touched += node->pointers();
      } else if (node->type == NodeType::kBranch) {
        drop(node->child(), node->count);
        touched += node->count;
      }
      std::free(node);
      budget -= std::min(budget, touched);
    }
  }
};

// What calls left of dead trees when their budget was used up.
struct Backlog {
  std::atomic<bool> any{false};
  std::mutex mutex;
  Chain chain;

  Chain take() noexcept {
    if (!any.load(std::memory_order_relaxed)) return {};
    const std::lock_guard<std::mutex> lock(mutex);
    any.store(false, std::memory_order_relaxed);
    return std::exchange(chain, {});
  }
  void leave(Chain rest) noexcept {
    if (rest.first == nullptr) return;
    const std::lock_guard<std::mutex> lock(mutex);
    rest.append(chain);
    chain = rest;
    any.store(true, std::memory_order_relaxed);
  }
};
Backlog backlog;

void free_some(Chain chain, size_t budget) noexcept {
  chain.append(backlog.take());
  chain.work(budget);
  backlog.leave(chain);
}

uint64_t mark_word(const Node* run, size_t k) noexcept {
  uint64_t word = 0;
  std::memcpy(&word, run->table() + 8 * k, sizeof word);
  return word;
}

size_t lowest_bit(uint64_t word) noexcept {
  return static_cast<size_t>(__builtin_ctzll(word));
}

}  // namespace

size_t Node::marked_end(size_t i) const noexcept {
  size_t left = i;
  for (size_t k = 0;; ++k) {
    uint64_t word = mark_word(this, k);
    const auto marks = static_cast<size_t>(__builtin_popcountll(word));
    if (left >= marks) {
      left -= marks;
      continue;
    }
    for (; left > 0; --left) word &= word - 1;
    return 64 * k + lowest_bit(word) + 1;
  }
}

size_t Node::marked_end_from(size_t begin) const noexcept {
  size_t k = begin / 64;
  uint64_t word = mark_word(this, k) & (~uint64_t{0} << begin % 64);
  while (word == 0) word = mark_word(this, ++k);
  return 64 * k + lowest_bit(word) + 1;
}

TreeCounters tree_counters() noexcept {
  return {nodes_allocated.load(std::memory_order_relaxed),
          nodes_freed.load(std::memory_order_relaxed),
          bytes_live.load(std::memory_order_relaxed),
          nodes_visited.load(std::memory_order_relaxed)};
}

void count_visit() noexcept { bump(nodes_visited, 1); }

Node* allocate_node(NodeType type, Shape shape, size_t tail_bytes) {
  if (backlog.any.load(std::memory_order_relaxed)) free_some({}, kFreeBudget);
  const size_t bytes = sizeof(Node) + tail_bytes;
  void* memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  Node* node = static_cast<Node*>(memory);
  new (&node->refs) std::atomic<uint32_t>(1);
  node->type = type;
  node->shape = shape;
  node->height = 0;
  node->escaped = false;
  node->json = 0;
  node->held = bytes;
  node->entries = 0;
  node->depth = 1;
  node->count = 0;
  bump(nodes_allocated, 1);
  bump(bytes_live, bytes);
  return node;
}

void unref(Node* node) noexcept {
  if (node->refs.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  Chain chain;
  chain.push(node);
  free_some(chain, kFreeBudget);
}

void drain_dead_nodes() noexcept {
  free_some({}, std::numeric_limits<size_t>::max());
}

}  // namespace snaproll::detail
