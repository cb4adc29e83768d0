#include "snaproll/pointer.hpp"

#include <charconv>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "value/access.hpp"
#include "value/text.hpp"
#include "value/tree.hpp"

namespace snaproll {
namespace {

using detail::Node;
using detail::Path;
using detail::Ref;
using detail::Refs;
using detail::Shape;
using detail::ValueAccess;

// The tokens of a pointer with the text up to and including each.
struct Token {
  std::string name;
  size_t end;  // in the pointer
};

Result<std::vector<Token>> split(std::string_view pointer) {
  std::vector<Token> tokens;
  if (pointer.empty()) return tokens;
  if (pointer.front() != '/') {
    return Error(Code::kParse, "a JSON Pointer begins with '/'").at_offset(0);
  }
  const size_t valid = detail::utf8_prefix(pointer);
  if (valid != pointer.size()) {
    return Error(Code::kParse, "a JSON Pointer that is not valid UTF-8")
        .at_offset(valid);
  }
  for (size_t at = 1;; ++at) {
    Token token;
    for (; at < pointer.size() && pointer[at] != '/'; ++at) {
      char c = pointer[at];
      if (c == '~') {
        ++at;
        const char next = at < pointer.size() ? pointer[at] : '\0';
        if (next != '0' && next != '1') {
          return Error(Code::kParse, "'~' is written ~0, and '/' inside ~1")
              .at_offset(at - 1);
        }
        c = next == '0' ? '~' : '/';
      }
      token.name += c;
    }
    token.end = at;
    tokens.push_back(std::move(token));
    if (at == pointer.size()) return tokens;
  }
}

Error at_token(Code code, const char* message, std::string_view pointer,
               size_t end) {
  return Error(code, message).at_pointer(std::string(pointer.substr(0, end)));
}

// An array index by RFC 6901: no sign, no leading zeros.
bool read_index(std::string_view text, size_t& index) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  const auto read =
      std::from_chars(text.data(), text.data() + text.size(), index);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

// What an edit does to the place that its pointer names.
struct Edit {
  enum class Kind { kSet, kRemove, kAppend, kAppendText };
  explicit Edit(Kind k) : kind(k) {}
  Kind kind;
  const Value* value = nullptr;  // kSet, kAppend
  std::string_view text;         // kAppendText: valid UTF-8
  const Limits* limits = nullptr;
};

// A container that has become small is text again.
Value compact(Value value) {
  const Node* tree = ValueAccess::tree(value);
  if (tree == nullptr || tree->type != detail::NodeType::kRun ||
      tree->pointers() > 0 || value.json_size() > detail::kInlineLimit) {
    return value;
  }
  return ValueAccess::of_text(value.to_json());
}

class Editor {
 public:
  Editor(std::string_view pointer, const std::vector<Token>& tokens,
         const Edit& edit)
      : pointer_(pointer), tokens_(tokens), edit_(edit) {}

  // Edits `value`, which stands inside `level` containers, from token `at` on.
  // On success `value` is the new one, else it is as it was. Recursion goes
  // through containers that are text alone; those are small.
  Status run(Value& value, size_t at, size_t level) {
    if (at == tokens_.size() && edit_.kind == Edit::Kind::kSet) {
      SNAPROLL_CHECK(check_depth(level));
      value = *edit_.value;
      return {};
    }
    if (at == tokens_.size() && edit_.kind == Edit::Kind::kRemove) {
      return fail(Code::kType, "the root can not be removed", at);
    }
    if (ValueAccess::tree(value) == nullptr) return in_text(value, at, level);
    return in_tree(value, at, level);
  }

 private:
  using K = Edit::Kind;

  // An error at the place that the first `count` tokens name.
  Error fail(Code code, std::string message, size_t count) const {
    const size_t end = count == 0 ? 0 : tokens_[count - 1].end;
    return Error(code, std::move(message))
        .at_pointer(std::string(pointer_.substr(0, end)));
  }
  Error not_found(size_t count) const {
    return fail(Code::kNotFound, "nothing stands at this pointer", count);
  }
  Status check_depth(size_t containers) const {
    if (containers + edit_.value->depth() <= edit_.limits->depth) return {};
    return fail(Code::kLimit,
                "a value of more than " + std::to_string(edit_.limits->depth) +
                    " levels",
                tokens_.size());
  }
  Status check_room(size_t members, size_t count) const {
    if (members < edit_.limits->members) return {};
    return fail(Code::kLimit,
                "a container of more than " +
                    std::to_string(edit_.limits->members) + " members",
                count);
  }
  Status check_text(size_t bytes) const {
    if (bytes + edit_.text.size() <= edit_.limits->text_bytes) return {};
    return fail(Code::kLimit,
                "a string of more than " +
                    std::to_string(edit_.limits->text_bytes) + " bytes",
                tokens_.size());
  }
  Status check_name(const std::string& name) const {
    if (name.size() <= edit_.limits->name_bytes) return {};
    return fail(Code::kLimit,
                "a name of more than " +
                    std::to_string(edit_.limits->name_bytes) + " bytes",
                tokens_.size());
  }

  // Walks to the entry that token `at` names in a tree; `insert` tells that it
  // is not there but may be set.
  Status walk(Path& path, Node* tree, size_t at, bool& insert) const {
    insert = false;
    const std::string& name = tokens_[at].name;
    const bool may_insert = edit_.kind == K::kSet && at + 1 == tokens_.size();
    if (tree->shape == Shape::kObject) {
      insert = !detail::walk_to_name(path, tree, name);
      if (insert && !may_insert) return not_found(at + 1);
      return insert ? check_name(name) : Status();
    }
    if (tree->shape != Shape::kArray) {
      return fail(may_insert ? Code::kType : Code::kNotFound,
                  "a scalar has no members", at + 1);
    }
    size_t index = 0;
    if (name == "-" && may_insert) {
      insert = true;
      index = tree->entries;
    } else if (!read_index(name, index) || index >= tree->entries) {
      return not_found(at + 1);
    }
    detail::walk_to_index(path, tree, index);
    return {};
  }

  Status in_tree(Value& value, size_t at, size_t level) {
    Path path;
    Node* tree = ValueAccess::tree(value);
    for (;; ++at, ++level) {
      if (at == tokens_.size()) return append(value, path, tree, level);
      bool insert = false;
      SNAPROLL_CHECK(walk(path, tree, at, insert));
      const bool last = at + 1 == tokens_.size();
      if (last && edit_.kind == K::kSet) {
        SNAPROLL_CHECK(check_depth(level + 1));
        if (insert) SNAPROLL_CHECK(check_room(tree->entries, at));
        return set_entry(value, path, tree->shape, tokens_[at].name, insert);
      }
      if (last && edit_.kind == K::kRemove) {
        const Shape shape = ValueAccess::tree(value)->shape;
        value = detail::container_value(shape, detail::remove_entry(path));
        return {};
      }
      const detail::Entry entry =
          detail::read_entry(path.back().node, path.back().at);
      if (entry.node == nullptr ||
          entry.node->type == detail::NodeType::kText) {
        Value child = detail::entry_value(entry);
        SNAPROLL_CHECK(run(child, at + 1, level + 1));
        const detail::NewEntry made(entry.text.substr(0, entry.name_size),
                                    child);
        value = ValueAccess::of_node(detail::replace_entry(path, made.get()));
        return {};
      }
      tree = entry.node;
    }
  }

  Status set_entry(Value& value, Path& path, Shape shape,
                   const std::string& name, bool insert) {
    const detail::NewEntry entry(shape, name, *edit_.value);
    Ref made = insert ? detail::insert_entry(path, entry.get())
                      : detail::replace_entry(path, entry.get());
    value = ValueAccess::of_node(std::move(made));
    return {};
  }

  // Appends to the array or string `tree`, the place that the pointer names.
  Status append(Value& value, Path& path, Node* tree, size_t level) {
    const size_t all = tokens_.size();
    if (edit_.kind == K::kAppend) {
      if (tree->shape != Shape::kArray) {
        return fail(Code::kType, "expected an array", all);
      }
      SNAPROLL_CHECK(check_depth(level + 1));
      SNAPROLL_CHECK(check_room(tree->entries, all));
      detail::walk_to_index(path, tree, tree->entries);
      return set_entry(value, path, Shape::kArray, {}, true);
    }
    if (tree->shape != Shape::kString) {
      return fail(Code::kType, "expected a string", all);
    }
    SNAPROLL_CHECK(check_text(tree->entries));
    detail::walk_to_end(path, tree);
    std::string escaped(path.back().node->text());
    detail::append_escaped(escaped, edit_.text);
    Refs chunks;
    detail::make_chunks(escaped, chunks);
    value = ValueAccess::of_node(detail::replace_node(path, std::move(chunks)));
    return {};
  }

  // `value` is no tree: a scalar, or a container of few bytes.
  Status in_text(Value& value, size_t at, size_t level) {
    if (at == tokens_.size() && edit_.kind == K::kAppendText) {
      return append_to_text(value);
    }
    if (!value.is_array() && !value.is_object()) {
      if (at == tokens_.size()) {
        return fail(Code::kType, "expected an array", at);
      }
      const bool sets = edit_.kind == K::kSet && at + 1 == tokens_.size();
      return fail(sets ? Code::kType : Code::kNotFound,
                  "a scalar has no members", at + 1);
    }
    Ref tree = detail::container_tree(value);
    if (!tree) return in_empty(value, at, level);
    Value as_tree = ValueAccess::of_node(std::move(tree));
    SNAPROLL_CHECK(in_tree(as_tree, at, level));
    value = compact(std::move(as_tree));
    return {};
  }

  Status in_empty(Value& value, size_t at, size_t level) {
    const Shape shape = value.is_array() ? Shape::kArray : Shape::kObject;
    std::string name;
    if (at == tokens_.size()) {
      if (shape != Shape::kArray) {
        return fail(Code::kType, "expected an array", at);
      }
    } else {
      name = tokens_[at].name;
      const bool sets = edit_.kind == K::kSet && at + 1 == tokens_.size();
      if (!sets || (shape == Shape::kArray && name != "-")) {
        return not_found(at + 1);
      }
      SNAPROLL_CHECK(check_name(name));
    }
    SNAPROLL_CHECK(check_depth(level + 1));
    SNAPROLL_CHECK(check_room(0, at));
    const detail::NewEntry entry(shape, name, *edit_.value);
    Refs runs;
    detail::make_runs(shape, &entry.get(), 1, true, runs);
    value = compact(ValueAccess::of_node(std::move(runs.front())));
    return {};
  }

  Status append_to_text(Value& value) {
    if (value.kind() != Kind::kText) {
      return fail(Code::kType, "expected a string", tokens_.size());
    }
    SNAPROLL_CHECK(check_text(value.size()));
    const std::string_view old = ValueAccess::text(value);
    std::string escaped(old.substr(1, old.size() - 2));
    detail::append_escaped(escaped, edit_.text);
    if (escaped.size() + 2 <= 15) {
      value = ValueAccess::of_text('"' + escaped + '"');
    } else {
      value = ValueAccess::of_node(detail::make_string(escaped));
    }
    return {};
  }

  std::string_view pointer_;
  const std::vector<Token>& tokens_;
  const Edit& edit_;
};

Status edit_at(Value& root, std::string_view pointer, const Edit& edit) {
  auto tokens = split(pointer);
  if (!tokens.ok()) return std::move(tokens).error();
  return Editor(pointer, *tokens, edit).run(root, 0, 0);
}

}  // namespace

Result<Value> pointer_get(const Value& root, std::string_view pointer) {
  SNAPROLL_TRY(const std::vector<Token> tokens, split(pointer));
  Value value = root;
  for (const Token& token : tokens) {
    std::optional<Value> next;
    size_t index = 0;
    if (value.is_object()) {
      next = value.find(token.name);
    } else if (read_index(token.name, index)) {
      next = value.at(index);
    }
    if (!next.has_value()) {
      return at_token(Code::kNotFound, "nothing stands at this pointer",
                      pointer, token.end);
    }
    value = *std::move(next);
  }
  return value;
}

Status pointer_set(Value& root, std::string_view pointer, const Value& value,
                   const Limits& limits) {
  Edit edit{Edit::Kind::kSet};
  edit.value = &value;
  edit.limits = &limits;
  return edit_at(root, pointer, edit);
}

Status pointer_set_json(Value& root, std::string_view pointer,
                        std::string_view json, const Limits& limits,
                        const Cancel* cancel) {
  auto old = pointer_get(root, pointer);
  auto parsed = old.ok() ? Value::parse_over(*old, json, limits, cancel)
                         : Value::parse(json, limits, cancel);
  if (!parsed.ok()) return std::move(parsed).error();
  old = Value();  // gives the old value's reference back: it may be edited
  return pointer_set(root, pointer, *parsed, limits);
}

Status pointer_remove(Value& root, std::string_view pointer) {
  return edit_at(root, pointer, Edit{Edit::Kind::kRemove});
}

Status pointer_append(Value& root, std::string_view pointer, const Value& value,
                      const Limits& limits) {
  constexpr std::string_view kEnd = "/-";
  if (pointer.size() >= kEnd.size() &&
      pointer.substr(pointer.size() - kEnd.size()) == kEnd) {
    const std::string_view array =
        pointer.substr(0, pointer.size() - kEnd.size());
    const auto parent = pointer_get(root, array);
    if (parent.ok() && parent->is_array()) pointer = array;
  }
  Edit edit{Edit::Kind::kAppend};
  edit.value = &value;
  edit.limits = &limits;
  return edit_at(root, pointer, edit);
}

Status pointer_append_text(Value& root, std::string_view pointer,
                           std::string_view utf8, const Limits& limits) {
  const size_t valid = detail::utf8_prefix(utf8);
  if (valid != utf8.size()) {
    return Error(Code::kParse, "text that is not valid UTF-8").at_offset(valid);
  }
  Edit edit{Edit::Kind::kAppendText};
  edit.text = utf8;
  edit.limits = &limits;
  return edit_at(root, pointer, edit);
}

}  // namespace snaproll
