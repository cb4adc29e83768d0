#include "value/run.hpp"

#include <algorithm>

#include "value/text.hpp"

namespace snaproll::detail {
namespace {

// Walks the entries of a run in order; O(1) a step.
template <typename Visit>
void each_entry(const Node* run, Visit&& visit) {
  const char* text = run->run_text();
  size_t pointer = 0;
  size_t begin = 0;
  for (size_t i = 0; i < run->count; ++i) {
    const size_t end = run->end_of(i, begin);
    const std::string_view entry(text + begin, end - begin - 1);
    const bool in_node = entry.empty() || entry.back() == ':';
    visit(i, entry, in_node ? run->pointer()[pointer++] : nullptr);
    begin = end;
  }
}

size_t common_prefix(std::string_view a, std::string_view b) noexcept {
  const size_t size = std::min(a.size(), b.size());
  return static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size),
                    b.begin())
          .first -
      a.begin());
}

// The keys of an object's branch; returns its prefix.
std::string_view first_prefix(const Ref* children, size_t count,
                              std::string& first, std::string& last) {
  if (count < 2) return {};
  const std::string_view a = first_name(children[1].get(), first);
  const std::string_view b = first_name(children[count - 1].get(), last);
  return a.substr(0, std::min(common_prefix(a, b), kPrefixLimit));
}

Ref make_branch(Ref* children, size_t count) {
  const Shape shape = children[0]->shape;
  std::string first;
  std::string last;
  std::string_view prefix;
  if (shape == Shape::kObject) {
    prefix = first_prefix(children, count, first, last);
  }
  std::string storage;
  uint64_t keys[kFanOut] = {};
  uint64_t entries = 0;
  for (size_t i = 0; i < count; ++i) {
    if (shape == Shape::kObject) {
      if (i > 0) {
        keys[i] =
            name_head(first_name(children[i].get(), storage), prefix.size());
      }
    } else {
      keys[i] = entries;
      entries += children[i]->entries;
    }
  }
  Ref made(
      allocate_node(NodeType::kText, shape, 8 + 16 * count + prefix.size()));
  Node* branch = made.get();
  branch->count = static_cast<uint16_t>(count);
  branch->height = static_cast<uint8_t>(children[0]->height + 1);
  branch->tail<uint32_t>()[0] = static_cast<uint32_t>(prefix.size());
  branch->tail<uint32_t>()[1] = 0;
  std::memcpy(branch->key(), keys, 8 * count);
  if (!prefix.empty()) {
    std::memcpy(branch->tail<char>(8 + 16 * count), prefix.data(),
                prefix.size());
  }
  branch->type = NodeType::kBranch;
  for (size_t i = 0; i < count; ++i) {
    branch->child()[i] = children[i].release();
  }
  sum_children(branch);
  return made;
}

// Writes the table of a run: where its entries end, in order.
class Table {
 public:
  explicit Table(Node* run) noexcept
      : to_(reinterpret_cast<uint8_t*>(run->table())),
        left_(run->count - 1u),
        marks_(run->has_marks()) {
    if (marks_) std::memset(to_, 0, run->table_bytes());
  }
  void add(size_t end) noexcept {
    if (marks_) {
      to_[(end - 1) / 8] |= static_cast<uint8_t>(1u << (end - 1) % 8);
    } else if (left_ > 0) {
      *to_++ = static_cast<uint8_t>(end);
      --left_;
    }
  }

 private:
  uint8_t* to_;
  size_t left_;
  bool marks_;
};

bool names_escaped(const Entry* entries, size_t count) noexcept {
  for (size_t i = 0; i < count; ++i) {
    const Entry& e = entries[i];
    if (std::memchr(e.text.data(), '\\', e.name_size) != nullptr) return true;
  }
  return false;
}

}  // namespace

Ref make_run(Shape shape, const Entry* entries, size_t count) {
  size_t text_size = 0;
  size_t pointers = 0;
  for (size_t i = 0; i < count; ++i) {
    text_size += entries[i].text.size() + 1;
    pointers += entries[i].node != nullptr ? 1 : 0;
  }
  Ref made(allocate_node(
      NodeType::kText, shape,
      8 + 8 * pointers + Node::table_bytes(count, text_size) + text_size));
  Node* run = made.get();
  run->type = NodeType::kRun;
  run->count = static_cast<uint16_t>(count);
  run->entries = static_cast<uint32_t>(count);
  run->tail<uint32_t>()[0] = static_cast<uint32_t>(text_size);
  run->tail<uint32_t>()[1] = static_cast<uint32_t>(pointers);
  run->json = text_size;
  Table table(run);
  char* text = run->run_text();
  Node** pointer = run->pointer();
  uint32_t depth = 1;
  size_t at = 0;
  for (size_t i = 0; i < count; ++i) {
    const Entry& e = entries[i];
    if (!e.text.empty()) {
      std::memcpy(text + at, e.text.data(), e.text.size());
    }
    at += e.text.size();
    text[at++] = ',';
    table.add(at);
    if (e.node != nullptr) {
      ref(e.node);
      *pointer++ = e.node;
      run->json += value_json(e.node);
      run->held += e.node->held;
      depth = std::max(depth, value_depth(e.node));
    } else {
      const char first = e.text[e.name_size];
      if (first == '[' || first == '{') {
        depth = std::max(depth, text_depth(e.value()));
      }
    }
  }
  if (shape == Shape::kObject) {
    run->escaped = std::memchr(text, '\\', text_size) != nullptr &&
                   names_escaped(entries, count);
  }
  run->depth = static_cast<uint16_t>(depth);
  return made;
}

void sum_children(Node* branch) noexcept {
  branch->json = 0;
  branch->entries = 0;
  branch->depth = 1;
  branch->held =
      sizeof(Node) + 8 + size_t{16} * branch->count + branch->prefix_size();
  for (size_t i = 0; i < branch->count; ++i) {
    const Node* child = branch->child()[i];
    branch->json += child->json;
    branch->entries += child->entries;
    branch->held += child->held;
    branch->depth = std::max(branch->depth, child->depth);
  }
}

uint16_t run_depth(const Node* run) noexcept {
  uint32_t depth = 1;
  each_entry(run, [&](size_t, std::string_view entry, const Node* node) {
    if (node != nullptr) {
      depth = std::max(depth, value_depth(node));
      return;
    }
    const size_t name = run->shape == Shape::kObject ? name_size(entry) : 0;
    if (entry[name] == '[' || entry[name] == '{') {
      depth = std::max(depth, text_depth(entry.substr(name)));
    }
  });
  return static_cast<uint16_t>(depth);
}

uint64_t name_head(std::string_view name, size_t prefix_size) noexcept {
  unsigned char bytes[8] = {};
  if (name.size() > prefix_size) {
    std::memcpy(bytes, name.data() + prefix_size,
                std::min<size_t>(8, name.size() - prefix_size));
  }
  uint64_t head;
  std::memcpy(&head, bytes, 8);
  return __builtin_bswap64(head);
}

Entry read_entry(const Node* run, size_t i) {
  Entry e;
  e.text = run->entry(i);
  if (run->is_pointer(i)) e.node = run->pointer()[run->pointer_index(i)];
  if (run->shape == Shape::kObject) {
    e.name_size = static_cast<uint32_t>(e.node != nullptr ? e.text.size()
                                                          : name_size(e.text));
  }
  return e;
}

void read_run(const Node* run, Entries& out) {
  if (out.empty()) out.reserve(run->count);  // else it grows by itself
  each_entry(run, [&](size_t, std::string_view text, Node* node) {
    Entry e;
    e.text = text;
    e.node = node;
    if (run->shape == Shape::kObject) {
      e.name_size = static_cast<uint32_t>(node != nullptr ? text.size()
                                                          : name_size(text));
    }
    out.push_back(e);
  });
}

void make_runs(Shape shape, const Entry* entries, size_t count, bool append,
               Refs& out) {
  size_t total = 0;
  for (size_t i = 0; i < count; ++i) total += entries[i].weight();
  // Half each, unless entries arrive in order: then full ones.
  const size_t parts = total <= kRunLimit ? 1 : (total - 1) / kRunLimit + 1;
  const size_t target = append ? kRunLimit : (total + parts - 1) / parts;
  size_t begin = 0;
  size_t weight = 0;
  size_t text = 0;
  for (size_t i = 0; i < count; ++i) {
    const size_t w = entries[i].weight();
    const size_t t = entries[i].text.size() + 1;
    const bool full = i > begin && (weight + w > kRunLimit ||
                                    text + t > kRunText || weight >= target);
    if (full) {
      out.push_back(make_run(shape, &entries[begin], i - begin));
      begin = i;
      weight = 0;
      text = 0;
    }
    weight += w;
    text += t;
  }
  if (begin < count) {
    out.push_back(make_run(shape, &entries[begin], count - begin));
  }
}

Ref make_cell(std::string_view canonical) {
  Ref made(allocate_node(NodeType::kText, Shape::kScalar, canonical.size()));
  made->json = canonical.size();
  std::memcpy(made->tail<char>(), canonical.data(), canonical.size());
  switch (canonical.front()) {
    case '"':
      made->entries = static_cast<uint32_t>(
          unescaped_size(canonical.substr(1, canonical.size() - 2)));
      break;
    case '[':
    case '{':
      made->entries = static_cast<uint32_t>(text_members(canonical));
      made->depth = static_cast<uint16_t>(text_depth(canonical));
      break;
    default:
      break;
  }
  return made;
}

void make_chunks(std::string_view escaped, Refs& out) {
  while (!escaped.empty()) {
    const size_t cut = safe_cut(escaped, kChunkLimit);
    Ref made(allocate_node(NodeType::kText, Shape::kString, cut));
    made->json = cut;
    made->type = NodeType::kChunk;
    std::memcpy(made->tail<char>(), escaped.data(), cut);
    made->entries =
        static_cast<uint32_t>(unescaped_size(escaped.substr(0, cut)));
    out.push_back(std::move(made));
    escaped.remove_prefix(cut);
  }
}

Ref make_string(std::string_view escaped) {
  if (escaped.size() > kRopeLimit) {
    Refs chunks;
    make_chunks(escaped, chunks);
    return make_root(std::move(chunks));
  }
  Ref made(allocate_node(NodeType::kText, Shape::kScalar, escaped.size() + 2));
  made->json = escaped.size() + 2;
  char* text = made->tail<char>();
  text[0] = '"';
  std::memcpy(text + 1, escaped.data(), escaped.size());
  text[escaped.size() + 1] = '"';
  made->entries = static_cast<uint32_t>(unescaped_size(escaped));
  return made;
}

void make_branches(Refs children, bool append, Refs& out) {
  const size_t count = children.size();
  const size_t parts = (count + kFanOut - 1) / kFanOut;
  size_t begin = 0;
  for (size_t p = 0; p < parts; ++p) {
    const size_t left = count - begin;
    const size_t size =
        append ? std::min(kFanOut, left) : (left + parts - p - 1) / (parts - p);
    out.push_back(make_branch(&children[begin], size));
    begin += size;
  }
}

Ref make_root(Refs nodes) {
  if (nodes.empty()) return {};
  while (nodes.size() > 1) {
    Refs above;
    make_branches(std::move(nodes), true, above);
    nodes = std::move(above);
  }
  return std::move(nodes.front());
}

std::string_view entry_name(std::string_view entry, bool escaped,
                            std::string& storage) {
  if (!escaped) {
    const void* quote = std::memchr(entry.data() + 1, '"', entry.size() - 1);
    return {
        entry.data() + 1,
        static_cast<size_t>(static_cast<const char*>(quote) - entry.data()) -
            1};
  }
  storage.clear();
  append_unescaped(storage, entry.substr(1, name_size(entry) - 3));
  return storage;
}

std::string_view first_name(const Node* node, std::string& storage) {
  while (node->type == NodeType::kBranch) node = node->child()[0];
  return entry_name(node->entry(0), node->escaped, storage);
}

}  // namespace snaproll::detail
