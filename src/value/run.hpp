// Making the nodes of trees: runs, cells, chunks and branches.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "value/node.hpp"

namespace snaproll::detail {

// One entry of a run that is to be made. `text` is the canonical name with its
// colon (objects) followed by the canonical value, unless `node` has the value.
// The entry borrows both.
struct Entry {
  std::string_view text;
  uint32_t name_size = 0;  // of the canonical name with quotes and colon
  Node* node = nullptr;

  size_t weight() const noexcept {
    return text.size() + 1 + (node != nullptr ? kPointerWeight : 0);
  }
  std::string_view value() const noexcept { return text.substr(name_size); }
};

using Entries = std::vector<Entry>;
using Refs = std::vector<Ref>;

// The entries of a run, borrowed.
void read_run(const Node* run, Entries& out);
// Entry i of a run, borrowed.
Entry read_entry(const Node* run, size_t i);
// One run of entries that fit into one. Takes references to their nodes.
Ref make_run(Shape shape, const Entry* entries, size_t count);
// Runs that hold `entries`, as few as possible but none over the limits; where
// `append` is false they are of about the same weight. Takes references to the
// entries' nodes.
void make_runs(Shape shape, const Entry* entries, size_t count, bool append,
               Refs& out);

// A cell that holds canonical text: a scalar or a small container.
Ref make_cell(std::string_view canonical);
// The value node of a string whose escaped text is given: a cell or a rope.
Ref make_string(std::string_view escaped);
// Chunks that hold escaped text, appended to `out`.
void make_chunks(std::string_view escaped, Refs& out);

// Branches over `children` (of one height), as few as possible. Takes over the
// references.
void make_branches(Refs children, bool append, Refs& out);
// The root of a tree over nodes of one height; null where there are none.
Ref make_root(Refs nodes);

// First name of an object's subtree, unescaped. Borrowed from the node unless
// it has escapes, then held in `storage`.
std::string_view first_name(const Node* node, std::string& storage);
// Unescaped name of an entry with its canonical text.
std::string_view entry_name(std::string_view entry, bool escaped,
                            std::string& storage);

// Recomputes json, held, entries, depth of a branch from its children.
void sum_children(Node* branch) noexcept;
// Depth of the deepest entry of a run.
uint16_t run_depth(const Node* run) noexcept;
// The 8 bytes behind a prefix as a big-endian number, zeros behind the end.
uint64_t name_head(std::string_view name, size_t prefix_size) noexcept;

}  // namespace snaproll::detail
