// Nodes: the immutable, reference-counted parts that values are made of.
//
// Arrays, objects and long strings are B+trees of nodes; one code serves all
// three. Invariants:
//  1. A node is never changed while more than one reference to it exists. The
//     holder of the only reference may edit it in place.
//  2. All leaves of a tree have height 0 and hang at the same height.
//  3. Objects are ordered by the bytes of the (unescaped) names, no name twice.
//  4. `json`, `held`, `entries` and `depth` are exact for the part below.
//
// Layouts behind the 32-byte head (sizes in bytes):
//   kText    text[json]               any scalar, or a container of at most
//                                     kInlineLimit bytes, as canonical JSON
//   kChunk   text[json]               a piece of a string, escaped, no quotes
//   kRun     u32 text_size, u32 pointers, Node*[pointers], table,
//            text[text_size]          entries of an array or object
//   kBranch  u32 prefix_size, u32 0, Node*[count], u64 key[count],
//            prefix[prefix_size]
//
// The text of a run is its entries one after the other, each with a comma
// behind it: `"name":value,` in objects, `value,` in arrays, so that a run
// without pointers is written by one copy. Where the value is a node of its own
// the value's text is empty (`"name":,` or `,`) and the node is the next of the
// pointers. A run of more than 255 bytes of text has one entry.
//
// The table tells where entries end: u8 ends[count - 1], where ends[i] is the
// offset behind the comma of entry i. Entries so short that this would be more
// than twice a bit for each byte of text have u64 marks[] instead: bit k is set
// where byte k of the text is the comma of an entry.
//
// key[i] of a branch: in arrays and strings the entries before child i; in
// objects, for i > 0, the 8 bytes of the first name of child i that follow the
// prefix, as a big-endian number. The prefix is common to the first names of
// the children 1 to count - 1. Equal keys are decided by the names themselves.
//
// Thread rule: nodes are shared between threads; counts are atomic.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace snaproll::detail {

enum class NodeType : uint8_t { kText, kChunk, kRun, kBranch };
enum class Shape : uint8_t { kScalar, kArray, kObject, kString };

// An entry of a run with its name and text above this is a cell of its own; so
// is a container above it.
inline constexpr size_t kInlineLimit = 64;
// A run above this is split, one below the lower bound joined to a neighbour.
// A pointer weighs more than its 1 byte of text, so that copying a run does not
// touch too many counts.
inline constexpr size_t kRunLimit = 256;
inline constexpr size_t kRunLow = 100;
inline constexpr size_t kPointerWeight = 12;
inline constexpr size_t kRunText = 255;  // ends[] are single bytes
inline constexpr size_t kFanOut = 12;
inline constexpr size_t kFanLow = 4;
inline constexpr size_t kPrefixLimit = 255;
// Strings above this many bytes of canonical text are ropes of chunks.
inline constexpr size_t kRopeLimit = 4096;
inline constexpr size_t kChunkLimit = 1024;
// Nodes that one release touches at most to free what died; the rest waits for
// the next ones.
inline constexpr size_t kFreeBudget = 1000;

struct Node {
  std::atomic<uint32_t> refs;
  NodeType type;
  Shape shape;
  uint8_t height;    // 0 = leaf
  bool escaped;      // kRun of an object: some name holds an escape
  uint64_t json;     // text of the entries below, a comma behind each
  uint64_t held;     // bytes allocated for it and all below
  uint32_t entries;  // members below; kString: bytes of the string, unescaped
  uint16_t depth;    // of the deepest entry; kText: of the value
  uint16_t count;    // entries of a run, children of a branch

  template <typename T>
  T* tail(size_t offset = 0) noexcept {
    return reinterpret_cast<T*>(reinterpret_cast<char*>(this) + sizeof(Node) +
                                offset);
  }
  template <typename T>
  const T* tail(size_t offset = 0) const noexcept {
    return const_cast<Node*>(this)->tail<T>(offset);
  }

  // kText, kChunk
  std::string_view text() const noexcept { return {tail<char>(), json}; }

  // kRun
  uint32_t text_size() const noexcept { return tail<uint32_t>()[0]; }
  uint32_t pointers() const noexcept { return tail<uint32_t>()[1]; }
  Node** pointer() noexcept { return tail<Node*>(8); }
  Node* const* pointer() const noexcept { return tail<Node*>(8); }
  // Bytes of the table of a run of so many entries.
  static size_t table_bytes(size_t count, size_t text_size) noexcept {
    constexpr size_t kLeastMarks = 8;
    if (count - 1 <= 2 * kLeastMarks) return count - 1;
    const size_t marks = (text_size + 63) / 64 * 8;
    return count - 1 > 2 * marks ? marks : count - 1;
  }
  size_t table_bytes() const noexcept {
    return table_bytes(count, text_size());
  }
  bool has_marks() const noexcept { return table_bytes() != count - 1u; }
  char* table() noexcept { return tail<char>(8 + sizeof(Node*) * pointers()); }
  const char* table() const noexcept {
    return const_cast<Node*>(this)->table();
  }
  char* run_text() noexcept { return table() + table_bytes(); }
  const char* run_text() const noexcept { return table() + table_bytes(); }
  size_t begin_of(size_t i) const noexcept {
    return i == 0 ? 0 : end_of(i - 1);
  }
  size_t end_of(size_t i) const noexcept {
    if (i + 1 == count) return text_size();
    return has_marks() ? marked_end(i) : static_cast<uint8_t>(table()[i]);
  }
  // The same for one who knows where entry i begins: always O(1).
  size_t end_of(size_t i, size_t begin) const noexcept {
    return has_marks() ? marked_end_from(begin) : end_of(i);
  }
  // Entry i without its comma.
  std::string_view entry(size_t i) const noexcept {
    const size_t begin = begin_of(i);
    return {run_text() + begin, end_of(i, begin) - begin - 1};
  }
  bool is_pointer(size_t i) const noexcept {
    if (pointers() == 0) return false;
    if (pointers() == count) return true;
    const std::string_view e = entry(i);
    return e.empty() || e.back() == ':';
  }
  // Which of the pointers entry i is (i is a pointer).
  size_t pointer_index(size_t i) const noexcept {
    if (pointers() == count) return i;
    size_t n = 0;
    for (size_t k = 0; k < i; ++k) n += is_pointer(k) ? 1 : 0;
    return n;
  }

  // kBranch
  uint32_t prefix_size() const noexcept { return tail<uint32_t>()[0]; }
  Node** child() noexcept { return tail<Node*>(8); }
  Node* const* child() const noexcept { return tail<Node*>(8); }
  uint64_t* key() noexcept { return tail<uint64_t>(8 + size_t{8} * count); }
  const uint64_t* key() const noexcept {
    return tail<uint64_t>(8 + size_t{8} * count);
  }
  std::string_view prefix() const noexcept {
    return {tail<char>(8 + size_t{16} * count), prefix_size()};
  }

  bool unique() const noexcept {
    return refs.load(std::memory_order_acquire) == 1;
  }

 private:
  // By marks: the end of entry i, and that of the entry that begins at `begin`.
  size_t marked_end(size_t i) const noexcept;
  size_t marked_end_from(size_t begin) const noexcept;
};
static_assert(sizeof(Node) == 32, "the head of a node is 32 bytes");
static_assert(sizeof(Node*) == 8, "64-bit platforms only");

// Counts for benchmarks and tests. Exact while one thread works.
struct TreeCounters {
  uint64_t nodes_allocated = 0;
  uint64_t nodes_freed = 0;
  uint64_t bytes_live = 0;
  uint64_t nodes_visited = 0;  // by descents and diffs
};
TreeCounters tree_counters() noexcept;
void count_visit() noexcept;

// The one place where memory for nodes comes from; throws std::bad_alloc. The
// node's head is set, with one reference and `held` = its own bytes.
Node* allocate_node(NodeType type, Shape shape, size_t tail_bytes);
// Frees what waits of dead trees, all of it.
void drain_dead_nodes() noexcept;

inline void ref(Node* node) noexcept {
  node->refs.fetch_add(1, std::memory_order_relaxed);
}
// Gives one reference back. The last one frees the node and, kFreeBudget nodes
// a call, all that only it held.
void unref(Node* node) noexcept;

// An owned reference.
class Ref {
 public:
  Ref() noexcept = default;
  explicit Ref(Node* owned) noexcept : node_(owned) {}
  Ref(Ref&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  Ref(const Ref& other) noexcept : node_(other.node_) {
    if (node_ != nullptr) ref(node_);
  }
  Ref& operator=(Ref other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~Ref() {
    if (node_ != nullptr) unref(node_);
  }
  static Ref share(const Node* node) noexcept {
    ref(const_cast<Node*>(node));
    return Ref(const_cast<Node*>(node));
  }

  Node* get() const noexcept { return node_; }
  Node* operator->() const noexcept { return node_; }
  explicit operator bool() const noexcept { return node_ != nullptr; }
  [[nodiscard]] Node* release() noexcept {
    return std::exchange(node_, nullptr);
  }

 private:
  Node* node_ = nullptr;
};

// Bytes of canonical JSON of the value whose root is `node`.
inline uint64_t value_json(const Node* node) noexcept {
  if (node->type == NodeType::kText) return node->json;
  if (node->shape == Shape::kString) return node->json + 2;
  return node->json + 1;  // brackets, less the last comma; never empty
}
// Levels of the value whose root is `node`.
inline uint32_t value_depth(const Node* node) noexcept {
  if (node->type == NodeType::kText) return node->depth;
  return node->shape == Shape::kString ? 1u : node->depth + 1u;
}

}  // namespace snaproll::detail
