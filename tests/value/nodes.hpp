// The nodes of a value, written out: equal where two values are built alike.
#pragma once

#include <string>

#include "value/access.hpp"

namespace snaproll::test {

inline void write_nodes(std::string& out, const detail::Node* node) {
  for (const uint64_t part :
       {uint64_t(node->type), uint64_t(node->shape), uint64_t(node->height),
        uint64_t(node->escaped), node->json, node->held, uint64_t(node->depth),
        uint64_t(node->entries), uint64_t(node->count)}) {
    out += std::to_string(part) + ' ';
  }
  switch (node->type) {
    case detail::NodeType::kText:
    case detail::NodeType::kChunk:
      out += node->text();
      break;
    case detail::NodeType::kRun:
      out.append(node->table(), node->table_bytes());
      out.append(node->run_text(), node->text_size());
      for (size_t i = 0; i < node->pointers(); ++i) {
        write_nodes(out += "\n<", node->pointer()[i]);
        out += '>';
      }
      break;
    case detail::NodeType::kBranch:
      out += node->prefix();
      for (size_t i = 0; i < node->count; ++i) {
        out += '\n' + std::to_string(node->key()[i]);
        write_nodes(out, node->child()[i]);
      }
      break;
  }
}

inline std::string nodes_of(const Value& value) {
  std::string out;
  if (detail::ValueAccess::has_node(value)) {
    write_nodes(out, detail::ValueAccess::node(value));
  } else {
    out = detail::ValueAccess::text(value);
  }
  return out;
}

}  // namespace snaproll::test
