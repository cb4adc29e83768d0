// Splicing arrays and strings: a part gives way to another one. O(log n) beside
// what is put in; what stays is shared.
#include <memory>
#include <utility>

#include "value/editor.hpp"
#include "value/text.hpp"

namespace snaproll::detail {
namespace {

bool continues_character(std::string_view escaped, size_t at) noexcept {
  return at < escaped.size() &&
         (static_cast<unsigned char>(escaped[at]) & 0xc0) == 0x80;
}

// Escaped text before and behind a place of a rope, up to the next borders of
// its chunks: [from, place) and [place, to).
struct Cut {
  size_t from = 0;
  size_t to = 0;
  std::string_view before;
  std::string_view behind;
};

// `place` is at most the size of the rope; false where it is inside a
// character.
bool cut_rope(const Node* rope, size_t place, Cut& cut) {
  const bool at_end = place == rope->entries;
  const Place found = find_index(rope, at_end ? place - 1 : place);
  const std::string_view text = found.run->text();
  cut.from = place - found.at - (at_end ? 1 : 0);
  cut.to = cut.from + found.run->entries;
  const size_t split = escaped_offset(text, place - cut.from);
  cut.before = text.substr(0, split);
  cut.behind = text.substr(split);
  return !continues_character(text, split);
}

}  // namespace

Status Editor::splice_elements(Value& value, Path& path, const Node* array,
                               size_t level) {
  SNAPROLL_CHECK(check_range(array->entries, "elements"));
  SNAPROLL_CHECK(check_depth(level + 1));
  SNAPROLL_CHECK(check_room(array->entries - edit_.removed, tokens_.size()));
  Ref middle = make_entries(Shape::kArray, {}, edit_.values, edit_.count);
  Ref made =
      join_trees(join_trees(take_front(array, edit_.at), std::move(middle)),
                 drop_front(array, edit_.at + edit_.removed));
  return put(value, path, container_value(Shape::kArray, std::move(made)));
}

Status Editor::splice_rope(Value& value, Path& path, const Node* rope) const {
  SNAPROLL_CHECK(check_range(rope->entries, "bytes"));
  SNAPROLL_CHECK(check_text(rope->entries - edit_.removed));
  Cut left;
  Cut right;
  if (!cut_rope(rope, edit_.at, left) ||
      !cut_rope(rope, edit_.at + edit_.removed, right)) {
    return fail(Code::kRange, "a place inside of a UTF-8 character",
                tokens_.size());
  }
  std::string escaped(left.before);
  append_escaped(escaped, edit_.text);
  escaped += right.behind;
  Refs chunks;
  make_chunks(escaped, chunks);
  Ref made = join_trees(
      join_trees(take_front(rope, left.from), make_root(std::move(chunks))),
      drop_front(rope, right.to));
  if (!made || made->json <= kRopeLimit) {
    std::string text;
    if (made) {
      text = ValueAccess::of_node(std::move(made)).to_json();
      text = text.substr(1, text.size() - 2);
    }
    return put(value, path, text_value(text));
  }
  return put(value, path, ValueAccess::of_node(std::move(made)));
}

Status Editor::edit_scalar(Value& value) const {
  const bool text =
      edit_.kind == K::kAppendText || edit_.kind == K::kSpliceText;
  if (!text || value.kind() != Kind::kText) return wrong_kind();
  std::string_view old = ValueAccess::text(value);
  old = old.substr(1, old.size() - 2);
  size_t at = old.size();
  size_t end = at;
  if (edit_.kind == K::kSpliceText)
    SNAPROLL_CHECK(check_range(value.size(), "bytes"));
  SNAPROLL_CHECK(check_text(value.size() - edit_.removed));
  if (edit_.kind == K::kSpliceText) {
    at = escaped_offset(old, edit_.at);
    end = escaped_offset(old, edit_.at + edit_.removed);
    if (continues_character(old, at) || continues_character(old, end)) {
      return fail(Code::kRange, "a place inside of a UTF-8 character",
                  tokens_.size());
    }
  }
  std::string escaped(old.substr(0, at));
  append_escaped(escaped, edit_.text);
  escaped += old.substr(end);
  value = text_value(escaped);
  return {};
}

}  // namespace snaproll::detail
