// What this folder sees of a Value: its canonical text, or its root node.
#pragma once

#include <string>
#include <string_view>

#include "snaproll/value.hpp"
#include "value/run.hpp"

namespace snaproll::detail {

struct ValueAccess {
  static bool has_node(const Value& v) noexcept {
    return v.bytes_[15] == Value::kNodeTag;
  }
  static Node* node(const Value& v) noexcept {
    Node* node;
    std::memcpy(&node, v.bytes_, sizeof(node));
    return node;
  }
  // The root of a tree, else null.
  static Node* tree(const Value& v) noexcept {
    if (!has_node(v)) return nullptr;
    Node* root = node(v);
    return root->type == NodeType::kText ? nullptr : root;
  }
  // Whether both are one by pointer, or the same short text.
  static bool identical(const Value& a, const Value& b) noexcept {
    return std::memcmp(a.bytes_, b.bytes_, sizeof(a.bytes_)) == 0;
  }
  // The canonical text of a value that is no tree. Borrowed from `v`.
  static std::string_view text(const Value& v) noexcept {
    if (has_node(v)) return node(v)->text();
    return {reinterpret_cast<const char*>(v.bytes_), v.bytes_[15]};
  }
  static Value of_node(Ref node) noexcept { return Value(node.release()); }
  static Value of_text(std::string_view canonical) {
    if (canonical.size() <= 15) {
      return Value(canonical.data(),
                   static_cast<unsigned char>(canonical.size()));
    }
    return of_node(make_cell(canonical));
  }
  // Takes the reference out of a value that has a node; it becomes null.
  static Ref take(Value& v) noexcept {
    Ref taken(node(v));
    new (&v) Value();
    return taken;
  }
};

// Whether a value of so many bytes stands in the run itself.
inline bool stands_inline(size_t name_size, size_t text_size) noexcept {
  return text_size <= 15 || name_size + text_size <= kInlineLimit;
}

// An entry made of a name and a value, with the memory it needs.
class NewEntry {
 public:
  // `name` is unescaped; ignored where `shape` is kArray.
  NewEntry(Shape shape, std::string_view name, const Value& value);
  // The same with the canonical name of an entry that is there, borrowed.
  NewEntry(std::string_view canonical_name, const Value& value);
  NewEntry(const NewEntry&) = delete;  // the entry points into it
  NewEntry& operator=(const NewEntry&) = delete;
  const Entry& get() const noexcept { return entry_; }

 private:
  void set_value(std::string_view name, const Value& value);

  std::string text_;
  Ref cell_;
  Entry entry_;
};

// The tree over entries of one name each (objects: one entry) or of none; null
// where there are no values.
Ref make_entries(Shape shape, std::string_view name, const Value* values,
                 size_t count);
// The string value of an escaped text without quotes.
Value text_value(std::string_view escaped);

// The value of an entry.
Value entry_value(const Entry& entry);
// The tree of a container value; null where it is empty. A small container is
// taken apart into a run.
Ref container_tree(const Value& value);
// The value of a container tree that may be null.
Value container_value(Shape shape, Ref tree) noexcept;

}  // namespace snaproll::detail
