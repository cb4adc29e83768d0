#include "value/builder.hpp"

#include <algorithm>
#include <iterator>

#include "base/utf8.hpp"
#include "value/number.hpp"
#include "value/text.hpp"

namespace snaproll::detail {
namespace {

Error over_limit(const char* what, uint64_t limit, const char* unit) {
  return Error(Code::kLimit, std::string(what) + " of more than " +
                                 std::to_string(limit) + " " + unit);
}

}  // namespace

// Checks what the place of a value has to say about it, before it is read.
Status Builder::open_value() {
  if (frames_.size() + 1 > limits_.depth) {
    return over_limit("a value", limits_.depth, "levels");
  }
  if (frames_.empty()) {
    items_.emplace_back();
    return {};
  }
  Frame& frame = frames_.back();
  if (frame.shape == Shape::kArray) {
    if (frame.members == limits_.members) {
      return over_limit("an array", limits_.members, "elements");
    }
    ++frame.members;
    items_.emplace_back();
    items_.back().begin = text_.size();
  }
  return {};
}

// The value that is the last of text_ (from `value_begin` on), or a node, is
// complete.
void Builder::close_value(size_t value_begin, Ref node) {
  Item& item = items_.back();
  item.size = static_cast<uint32_t>(text_.size() - item.begin);
  item.node = std::move(node);
  const size_t value_size = text_.size() - value_begin;
  if (!item.node && !stands_inline(item.name_size, value_size)) {
    const std::string_view value(&text_[value_begin], value_size);
    item.node = value.front() == '"'
                    ? make_string(value.substr(1, value_size - 2))
                    : make_cell(value);
  }
  if (item.node) {
    text_.resize(value_begin);
    item.size = item.name_size;
  }
  if (frames_.empty()) {
    root_ = item.node ? ValueAccess::of_node(std::move(item.node))
                      : ValueAccess::of_text(text_);
    return;
  }
  Frame& frame = frames_.back();
  if (frame.shape != Shape::kArray) return;
  const size_t weight = item.size + 1 + (item.node ? kPointerWeight : 0);
  if (frame.weight + weight > kRunText) {
    Item last = std::move(items_.back());
    items_.pop_back();
    const std::string own(text_, last.begin);
    text_.resize(last.begin);
    flush_run(frame);
    last.begin = text_.size();
    text_ += own;
    items_.push_back(std::move(last));
  }
  frame.weight += weight;
}

// Makes the waiting items of an array a run.
void Builder::flush_run(Frame& frame) {
  for (Ref& leaf : make_leaves(frame)) leaves_.push_back(std::move(leaf));
  items_.resize(frame.first_item);
  text_.resize(frame.text_begin);
  frame.weight = 0;
}

Refs Builder::make_leaves(const Frame& frame) {
  Entries entries;
  entries.reserve(items_.size() - frame.first_item);
  for (size_t i = frame.first_item; i < items_.size(); ++i) {
    const Item& item = items_[i];
    Entry entry;
    entry.text = std::string_view(text_).substr(item.begin, item.size);
    entry.name_size = item.name_size;
    entry.node = item.node.get();
    entries.push_back(entry);
  }
  Refs leaves;
  make_runs(frame.shape, entries, true, leaves);
  return leaves;
}

Status Builder::literal(std::string_view text) {
  SNAPROLL_CHECK(open_value());
  const size_t begin = text_.size();
  text_ += text;
  close_value(begin, {});
  return {};
}

Status Builder::number(std::string_view token) {
  SNAPROLL_CHECK(open_value());
  const size_t begin = text_.size();
  SNAPROLL_CHECK(append_number(text_, token, limits_));
  close_value(begin, {});
  return {};
}

Status Builder::append_string(std::string_view utf8) {
  if (!valid_utf8(utf8)) {
    return Error(Code::kParse, "a string that is not valid UTF-8");
  }
  text_ += '"';
  append_escaped(text_, utf8);
  text_ += '"';
  return {};
}

Status Builder::text(std::string_view utf8) {
  SNAPROLL_CHECK(open_value());
  if (utf8.size() > limits_.text_bytes) {
    return over_limit("a string", limits_.text_bytes, "bytes");
  }
  const size_t begin = text_.size();
  SNAPROLL_CHECK(append_string(utf8));
  close_value(begin, {});
  return {};
}

Status Builder::begin(Shape shape) {
  SNAPROLL_CHECK(open_value());
  Frame frame{};
  frame.shape = shape;
  frame.sorted = true;
  frame.first_item = items_.size();
  frame.first_leaf = leaves_.size();
  frame.text_begin = text_.size();
  frames_.push_back(std::move(frame));
  return {};
}

std::string_view Builder::name_of(const Item& item) const {
  return std::string_view(text_).substr(item.begin, item.name_size);
}

Status Builder::name(std::string_view utf8) {
  Frame& frame = frames_.back();
  if (utf8.size() > limits_.name_bytes) {
    return over_limit("a name", limits_.name_bytes, "bytes");
  }
  if (frame.members == limits_.members) {
    return over_limit("an object", limits_.members, "members");
  }
  ++frame.members;
  Item item;
  item.begin = text_.size();
  SNAPROLL_CHECK(append_string(utf8));
  text_ += ':';
  item.name_size = static_cast<uint32_t>(text_.size() - item.begin);
  if (frame.sorted && items_.size() > frame.first_item) {
    std::string storage;
    const std::string_view last = name_of(items_.back());
    const bool escaped = last.find('\\') != std::string_view::npos;
    frame.sorted = entry_name(last, escaped, storage) < utf8;
  }
  if (repeats_ != nullptr && frames_.size() == 1) frame.key = utf8;
  items_.push_back(std::move(item));
  return {};
}

void Builder::note_repeat(std::string_view canonical_name) {
  if (repeats_ == nullptr || frames_.size() > 2) return;
  std::string storage;
  const std::string_view name = entry_name(canonical_name, true, storage);
  repeats_->push_back(
      {frames_.size() == 2 ? frames_.front().key : "", std::string(name)});
}

// Puts the members in the order of their names; of equal names the last stays.
void Builder::sort_members(Frame& frame) {
  const auto first =
      items_.begin() + static_cast<std::ptrdiff_t>(frame.first_item);
  const auto less = [this](const Item& a, const Item& b) {
    std::string x;
    std::string y;
    const std::string_view left = name_of(a);
    const std::string_view right = name_of(b);
    const bool plain = left.find('\\') == std::string_view::npos &&
                       right.find('\\') == std::string_view::npos;
    return entry_name(left, !plain, x) < entry_name(right, !plain, y);
  };
  std::stable_sort(first, items_.end(), less);
  auto kept = first;
  for (auto item = first + 1; item != items_.end(); ++item) {
    if (name_of(*kept) == name_of(*item)) {
      note_repeat(name_of(*item));
    } else {
      ++kept;
    }
    if (kept != item) *kept = std::move(*item);
  }
  items_.erase(kept + 1, items_.end());
  frame.members = static_cast<uint32_t>(items_.size() - frame.first_item);
}

// Whether the container is small enough to stay text.
bool Builder::small(const Frame& frame) const {
  if (leaves_.size() > frame.first_leaf) return false;
  size_t size = 1;
  for (size_t i = frame.first_item; i < items_.size(); ++i) {
    if (items_[i].node) return false;
    size += items_[i].size + 1;
    if (size > kInlineLimit) return false;
  }
  return true;
}

void Builder::end() {
  Frame& frame = frames_.back();
  if (!frame.sorted) sort_members(frame);
  const size_t begin = frame.text_begin;
  if (small(frame)) {
    std::string made(1, frame.shape == Shape::kArray ? '[' : '{');
    for (size_t i = frame.first_item; i < items_.size(); ++i) {
      if (made.size() > 1) made += ',';
      made.append(text_, items_[i].begin, items_[i].size);
    }
    made += frame.shape == Shape::kArray ? ']' : '}';
    items_.resize(frame.first_item);
    frames_.pop_back();
    text_.resize(begin);
    text_ += made;
    close_value(begin, {});
    return;
  }
  Refs nodes(
      std::make_move_iterator(leaves_.begin() +
                              static_cast<std::ptrdiff_t>(frame.first_leaf)),
      std::make_move_iterator(leaves_.end()));
  leaves_.resize(frame.first_leaf);
  for (Ref& leaf : make_leaves(frame)) nodes.push_back(std::move(leaf));
  items_.resize(frame.first_item);
  frames_.pop_back();
  text_.resize(begin);
  close_value(begin, make_root(std::move(nodes)));
}

Value Builder::finish() { return std::move(root_); }

}  // namespace snaproll::detail
