// The text of entries is never copied but from the input into their run.
//
// Where runs end follows Builder to the byte, so that a value has the same
// nodes whichever of both reads it.
#include "value/canonical_reader.hpp"

#include <charconv>
#include <iterator>

#include "value/reader.hpp"
#include "value/text.hpp"

namespace snaproll::detail {

CanonicalReader::~CanonicalReader() { drop_entries(0, entries_.size()); }

void CanonicalReader::drop_entries(size_t first, size_t end) noexcept {
  for (size_t i = first; i < end; ++i) {
    if (entries_[i].node != nullptr) unref(entries_[i].node);
  }
}

bool CanonicalReader::value(Value& out) {
  entries_.push({});
  for (;;) {
    if (frames_.size() >= limits_.depth) return false;
    const char* const begin = scan_.at();
    const char c = scan_.peek();
    if ((c == '[' || c == '{') && !scan_.take_empty()) {
      if (!open(c == '[' ? Shape::kArray : Shape::kObject)) return false;
      continue;
    }
    if (scan_.at() == begin && !scalar()) return false;
    close_value(begin, nullptr);
    if (!close_containers()) return false;
    if (frames_.empty()) break;
  }
  Entry& root = entries_.back();
  out = root.node != nullptr
            ? ValueAccess::of_node(Ref(std::exchange(root.node, nullptr)))
            : ValueAccess::of_text(root.text);
  entries_.shrink(0);
  return true;
}

bool CanonicalReader::scalar() {
  if (scan_.peek() != '"') return scan_.literal_or_number();
  std::string_view escaped;
  return escaped_text(escaped);
}

bool CanonicalReader::open(Shape shape) {
  frames_.push(
      {scan_.at(), shape, false, 0, entries_.size(), leaves_.size(), 0});
  scan_.take(shape == Shape::kArray ? '[' : '{');
  return next_member();
}

// Ends the arrays and objects that end here, up to one that goes on with the
// value of its next member.
bool CanonicalReader::close_containers() {
  while (!frames_.empty()) {
    if (scan_.take(',')) return next_member();
    const bool array = frames_.back().shape == Shape::kArray;
    if (!scan_.take(array ? ']' : '}')) return false;
    close_container();
  }
  return true;
}

// Begins the next entry of the innermost container, up to its value.
bool CanonicalReader::next_member() {
  Frame& frame = frames_.back();
  if (frame.members == limits_.members) return false;
  ++frame.members;
  if (frame.shape == Shape::kObject) return name(frame);
  entries_.push({});
  return true;
}

bool CanonicalReader::name(Frame& frame) {
  const char* const begin = scan_.at();
  std::string_view name;
  bool has_escapes = false;
  if (!scan_.string(name, has_escapes) || !scan_.take(':') ||
      !CanonicalScan::fits(name, limits_.name_bytes)) {
    return false;
  }
  if (frame.members > 1 && !in_order(frame, name, has_escapes)) return false;
  frame.escaped = has_escapes;
  const size_t size = name.size() + 3;
  entries_.push({{begin, size}, static_cast<uint32_t>(size), nullptr});
  return true;
}

// Whether a name stands behind the one before it, whose entry waits.
bool CanonicalReader::in_order(const Frame& frame, std::string_view name,
                               bool has_escapes) const noexcept {
  const Entry& last = entries_.back();
  const std::string_view before = last.text.substr(1, last.name_size - 3u);
  if (frame.escaped || has_escapes) return compare_escaped(before, name) < 0;
  if (before.empty() || name.empty() || before.front() == name.front()) {
    return before < name;
  }
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  return byte(before.front()) < byte(name.front());
}

// The value of the last entry is complete: the text from `begin` on, or a node
// whose reference is given.
void CanonicalReader::close_value(const char* begin, Node* node) {
  Entry& entry = entries_.back();
  const std::string_view value(begin, static_cast<size_t>(scan_.at() - begin));
  entry.node = node;
  if (node == nullptr && !stands_inline(entry.name_size, value.size())) {
    Ref made = value.front() == '"'
                   ? make_string(value.substr(1, value.size() - 2))
                   : make_cell(value);
    entry.node = made.release();
  }
  entry.text = {begin - entry.name_size,  // the name stands before it
                entry.name_size + (entry.node == nullptr ? value.size() : 0)};
  if (frames_.empty()) return;
  Frame& frame = frames_.back();
  const size_t weight = entry.weight();
  const size_t waiting = entries_.size() - frame.first_entry;
  if (frame.weight + weight > kRunText && waiting > 1) {
    leaves_.push_back(make_waiting(frame, waiting - 1));
    frame.weight = 0;
  }
  frame.weight += weight;
}

// Makes one run of the first waiting entries. As many as weigh no more than a
// run may, or one.
Ref CanonicalReader::make_waiting(const Frame& frame, size_t count) {
  Entry* const first = entries_.begin() + frame.first_entry;
  Ref run = make_run(frame.shape, first, count);
  drop_entries(frame.first_entry, frame.first_entry + count);
  std::move(first + count, entries_.end(), first);
  entries_.shrink(entries_.size() - count);
  return run;
}

void CanonicalReader::close_container() {
  const Frame frame = frames_.back();
  const auto size = static_cast<size_t>(scan_.at() - frame.begin);
  Ref root;
  if (size <= kInlineLimit) {
    entries_.shrink(frame.first_entry);  // all of them are text
  } else {
    root = make_waiting(frame, entries_.size() - frame.first_entry);
    if (leaves_.size() > frame.first_leaf) {
      leaves_.push_back(std::move(root));
      const auto first =
          leaves_.begin() + static_cast<std::ptrdiff_t>(frame.first_leaf);
      root = make_root(Refs(std::make_move_iterator(first),
                            std::make_move_iterator(leaves_.end())));
      leaves_.resize(frame.first_leaf);
    }
  }
  frames_.shrink(frames_.size() - 1);
  close_value(frame.begin, root.release());
}

bool CanonicalReader::escaped_text(std::string_view& out) noexcept {
  bool has_escapes = false;
  return scan_.string(out, has_escapes);
}

bool CanonicalReader::text(std::string& out) {
  std::string_view escaped;
  if (!escaped_text(escaped)) return false;
  out.clear();
  append_unescaped(out, escaped);
  return true;
}

bool CanonicalReader::count(size_t& out) {
  const char* const begin = scan_.at();
  if (!scan_.literal_or_number()) return false;
  int64_t number = 0;
  const auto read = std::from_chars(begin, scan_.at(), number);
  if (read.ec != std::errc() || read.ptr != scan_.at() || number < 0)
    return false;
  out = static_cast<size_t>(number);
  return true;
}

Result<Value> read_canonical(std::string_view json, const Limits& limits) {
  Value value;
  {
    CanonicalReader reader(json, limits);
    if (reader.value(value) && reader.ended()) return value;
  }
  auto read = read_json(json, limits, nullptr);
  if (read.ok()) return read;
  Error error = std::move(read).error();
  if (error.code != Code::kLimit) error.code = Code::kCorrupt;
  return error;
}

}  // namespace snaproll::detail
