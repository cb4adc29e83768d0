#include "value/builder.hpp"

#include <iterator>

#include "base/utf8.hpp"
#include "value/number.hpp"
#include "value/text.hpp"

namespace snaproll::detail {
Builder::~Builder() { drop_items(0); }

bool Builder::fail(Error error) {
  error_ = std::move(error);
  return false;
}

bool Builder::over(const char* what, uint64_t limit, const char* unit) {
  return fail({Code::kLimit, std::string(what) + " of more than " +
                                 std::to_string(limit) + " " + unit});
}

void Builder::drop_items(size_t first) {
  for (size_t i = first; i < items_.size(); ++i) {
    if (items_[i].node != nullptr) unref(items_[i].node);
  }
  items_.shrink(first);
}

// Checks what the place of a value has to say about it, before it is read.
bool Builder::open_value() {
  if (frames_.size() >= limits_.depth) {
    return over("a value", limits_.depth, "levels");
  }
  if (frames_.empty()) {
    items_.push(Item{0, nullptr, 0, 0, false});
    return true;
  }
  Frame& frame = frames_.back();
  if (frame.shape == Shape::kArray) {
    if (frame.members == limits_.members) {
      return over("an array", limits_.members, "elements");
    }
    ++frame.members;
    items_.push({text_.size(), nullptr, 0, 0, false});
  }
  return true;
}

// The value that is the last of text_ (from `value_begin` on), or a node whose
// reference is given, is complete.
void Builder::close_value(size_t value_begin, Node* node) {
  Item& item = items_.back();
  item.node = node;
  const size_t value_size = text_.size() - value_begin;
  if (node == nullptr && !stands_inline(item.name_size, value_size)) {
    const std::string_view value(text_.data() + value_begin, value_size);
    Ref made = value.front() == '"'
                   ? make_string(value.substr(1, value_size - 2))
                   : make_cell(value);
    item.node = made.release();
  }
  if (item.node != nullptr) text_.shrink(value_begin);
  item.size = static_cast<uint32_t>(text_.size() - item.begin);
  if (frames_.empty()) {
    root_ = item.node != nullptr
                ? ValueAccess::of_node(Ref(std::exchange(item.node, nullptr)))
                : ValueAccess::of_text({text_.data(), text_.size()});
    return;
  }
  Frame& frame = frames_.back();
  if (!frame.sorted) return;
  const size_t weight =
      item.size + 1 + (item.node != nullptr ? kPointerWeight : 0);
  if (frame.weight + weight > kRunText) flush_last_but_one(frame);
  frame.weight += weight;
}

// Makes the waiting items a run, all but the last.
void Builder::flush_last_but_one(Frame& frame) {
  if (items_.size() == frame.first_item + 1) return;
  const Item last = items_.back();
  items_.shrink(items_.size() - 1);
  try {
    make_leaves(frame);
  } catch (...) {
    items_.push(last);
    throw;
  }
  drop_items(frame.first_item);
  text_.shrink(frame.text_begin);
  std::memmove(text_.extend(last.size), text_.data() + last.begin, last.size);
  items_.push(
      {frame.text_begin, last.node, last.name_size, last.size, last.escaped});
  frame.weight = 0;
}

// Reads the waiting items into entries_; true where they fit into one run.
bool Builder::read_entries(const Frame& frame) {
  entries_.shrink(0);
  size_t weight = 0;
  size_t bytes = 0;
  for (size_t i = frame.first_item; i < items_.size(); ++i) {
    const Item& item = items_[i];
    Entry entry;
    entry.text = {text_.data() + item.begin, item.size};
    entry.name_size = item.name_size;
    entry.node = item.node;
    weight += entry.weight();
    bytes += entry.text.size() + 1;
    entries_.push(entry);
  }
  return weight <= kRunLimit && bytes <= kRunText;
}

// Appends the runs of the waiting items to leaves_.
void Builder::make_leaves(const Frame& frame) {
  if (read_entries(frame)) {
    leaves_.push_back(make_run(frame.shape, entries_.data(), entries_.size()));
  } else {
    make_runs(frame.shape, entries_.data(), entries_.size(), true, leaves_);
  }
}

bool Builder::literal(std::string_view text) {
  if (!open_value()) return false;
  const size_t begin = text_.size();
  text_.append(text.data(), text.size());
  close_value(begin, nullptr);
  return true;
}

bool Builder::number(std::string_view token) {
  if (!open_value()) return false;
  const size_t begin = text_.size();
  if (!is_canonical_number(token, limits_)) {
    scratch_.clear();
    Status read = append_number(scratch_, token, limits_);
    if (!read.ok()) return fail(std::move(read).error());
    token = scratch_;
  }
  text_.append(token.data(), token.size());
  close_value(begin, nullptr);
  return true;
}

bool Builder::append_string(const JsonString& string) {
  std::string_view escaped = string.utf8;
  if (!string.plain && !is_plain(string.utf8)) {
    if (!valid_utf8(string.utf8)) {
      return fail({Code::kParse, "a string that is not valid UTF-8"});
    }
    scratch_.clear();
    append_escaped(scratch_, string.utf8);
    escaped = scratch_;
  }
  char* to = text_.extend(escaped.size() + 2);
  *to = '"';
  if (!escaped.empty()) std::memcpy(to + 1, escaped.data(), escaped.size());
  to[escaped.size() + 1] = '"';
  return true;
}

bool Builder::text(const JsonString& text) {
  if (!open_value()) return false;
  if (text.utf8.size() > limits_.text_bytes) {
    return over("a string", limits_.text_bytes, "bytes");
  }
  const size_t begin = text_.size();
  if (!append_string(text)) return false;
  close_value(begin, nullptr);
  return true;
}

bool Builder::begin(Shape shape) {
  if (!open_value()) return false;
  frames_.push(
      {shape, true, 0, items_.size(), leaves_.size(), text_.size(), 0});
  return true;
}

bool Builder::name(const JsonString& name) {
  Frame& frame = frames_.back();
  if (name.utf8.size() > limits_.name_bytes) {
    return over("a name", limits_.name_bytes, "bytes");
  }
  if (frame.members == limits_.members) {
    return over("an object", limits_.members, "members");
  }
  ++frame.members;
  Item item{text_.size(), nullptr, 0, 0, false};
  if (!append_string(name)) return false;
  *text_.extend(1) = ':';
  item.name_size = static_cast<uint32_t>(text_.size() - item.begin);
  item.escaped = item.name_size != name.utf8.size() + 3;
  const bool disorder = frame.sorted && items_.size() > frame.first_item &&
                        compare_names(items_.back(), item) >= 0;
  if (repeats_ != nullptr && frames_.size() == 1) key_ = name.utf8;
  items_.push(item);
  if (disorder) {
    frame.sorted = false;
    take_leaves_apart(frame);
  }
  return true;
}

// Whether the container is small enough to stay text.
bool Builder::small(const Frame& frame) const {
  if (leaves_.size() > frame.first_leaf) return false;
  size_t size = 1;
  for (size_t i = frame.first_item; i < items_.size(); ++i) {
    if (items_[i].node != nullptr) return false;
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
    char made[kInlineLimit + 8];
    size_t size = 0;
    made[size++] = frame.shape == Shape::kArray ? '[' : '{';
    for (size_t i = frame.first_item; i < items_.size(); ++i) {
      if (size > 1) made[size++] = ',';
      std::memcpy(made + size, text_.data() + items_[i].begin, items_[i].size);
      size += items_[i].size;
    }
    made[size++] = frame.shape == Shape::kArray ? ']' : '}';
    items_.shrink(frame.first_item);
    frames_.shrink(frames_.size() - 1);
    text_.shrink(begin);
    text_.append(made, size);
    close_value(begin, nullptr);
    return;
  }
  Ref root;
  if (leaves_.size() == frame.first_leaf && read_entries(frame)) {
    root = make_run(frame.shape, entries_.data(), entries_.size());
  } else {
    make_leaves(frame);
    root = make_root(Refs(
        std::make_move_iterator(leaves_.begin() +
                                static_cast<std::ptrdiff_t>(frame.first_leaf)),
        std::make_move_iterator(leaves_.end())));
  }
  leaves_.resize(frame.first_leaf);
  drop_items(frame.first_item);
  frames_.shrink(frames_.size() - 1);
  text_.shrink(begin);
  close_value(begin, root.release());
}

}  // namespace snaproll::detail
