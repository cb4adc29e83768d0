// Editor: one edit of a value at the place that a JSON Pointer names.
#pragma once

#include <string_view>
#include <vector>

#include "snaproll/limits.hpp"
#include "value/access.hpp"
#include "value/tokens.hpp"
#include "value/tree.hpp"

namespace snaproll::detail {

// What an edit does to the place that its pointer names.
struct Edit {
  enum class Kind { kSet, kRemove, kAppend, kAppendText, kSplice, kSpliceText };
  explicit Edit(Kind k) : kind(k) {}
  Kind kind;
  // kSet and kAppend: one value; kSplice: those that take the place.
  const Value* values = nullptr;
  size_t count = 0;
  std::string_view text;  // kAppendText, kSpliceText: valid UTF-8
  size_t at = 0;          // kSplice: element; kSpliceText: byte
  size_t removed = 0;     // elements or bytes
  const Limits* limits = nullptr;
  bool existing = false;  // kSet: only what is there
};

class Editor {
 public:
  Editor(std::string_view pointer, const std::vector<Token>& tokens,
         const Edit& edit)
      : pointer_(pointer), tokens_(tokens), edit_(edit) {}

  // Edits `value`. On success it is the new one, else it is as it was.
  Status run(Value& value) { return run(value, 0, 0); }

 private:
  using K = Edit::Kind;

  // Whether what token `at` names may be put there anew.
  bool adds(size_t at) const noexcept {
    return edit_.kind == K::kSet && !edit_.existing && at + 1 == tokens_.size();
  }

  Status run(Value& value, size_t at, size_t level);
  Status in_tree(Value& value, size_t at, size_t level);
  Status in_text(Value& value, size_t at, size_t level);
  Status in_empty(Value& value, size_t at, size_t level);
  Status walk(Path& path, Node* tree, size_t at, bool& insert) const;
  Status set_entry(Value& value, Path& path, Shape shape,
                   const std::string& name, bool insert);
  Status put(Value& value, Path& path, Value child) const;
  // At the end of the pointer, which names the tree of an array or string.
  Status at_place(Value& value, Path& path, Node* tree, size_t level);
  Status append_element(Value& value, Path& path, Node* tree, size_t level);
  Status append_to_rope(Value& value, Path& path, Node* rope) const;
  Status splice_elements(Value& value, Path& path, const Node* array,
                         size_t level);
  Status splice_rope(Value& value, Path& path, const Node* rope) const;
  // The same where it names a scalar.
  Status edit_scalar(Value& value) const;

  Error fail(Code code, std::string message, size_t count) const;
  Error not_found(size_t count) const;
  Error wrong_kind() const;
  Status check_depth(size_t containers) const;
  Status check_room(size_t members, size_t count) const;
  Status check_text(size_t bytes) const;
  Status check_name(const std::string& name) const;
  Status check_range(size_t size, const char* what) const;

  std::string_view pointer_;
  const std::vector<Token>& tokens_;
  const Edit& edit_;
};

}  // namespace snaproll::detail
