#include "snaproll/value.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <new>

#include "base/utf8.hpp"
#include "value/access.hpp"
#include "value/number.hpp"
#include "value/stream.hpp"
#include "value/text.hpp"
#include "value/tree.hpp"

namespace snaproll {

using detail::Node;
using detail::Ref;
using detail::Shape;
using detail::ValueAccess;

Value::Value(const char* text, unsigned char size) noexcept : bytes_{} {
  std::memcpy(bytes_, text, size);
  bytes_[15] = size;
}

Value::Value(Node* owned) noexcept : bytes_{} {
  std::memcpy(bytes_, &owned, sizeof(owned));
  bytes_[15] = kNodeTag;
}

Value::Value(const Value& other) noexcept {
  std::memcpy(bytes_, other.bytes_, sizeof(bytes_));
  if (ValueAccess::has_node(*this)) detail::ref(ValueAccess::node(*this));
}

Value::Value(Value&& other) noexcept {
  std::memcpy(bytes_, other.bytes_, sizeof(bytes_));
  if (ValueAccess::has_node(*this)) new (&other) Value();
}

Value& Value::operator=(const Value& other) noexcept {
  return *this = Value(other);
}

Value& Value::operator=(Value&& other) noexcept {
  unsigned char old[16];
  std::memcpy(old, bytes_, sizeof(old));
  std::memcpy(bytes_, other.bytes_, sizeof(old));
  std::memcpy(other.bytes_, old, sizeof(old));
  return *this;
}

Value::~Value() {
  if (ValueAccess::has_node(*this)) detail::unref(ValueAccess::node(*this));
}

Value Value::boolean(bool value) noexcept {
  return value ? Value("true", 4) : Value("false", 5);
}

Value Value::integer(int64_t value) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
  return ValueAccess::of_text({text, static_cast<size_t>(end - text)});
}

Result<Value> Value::number(double value) {
  if (!std::isfinite(value)) {
    return Error(Code::kRange, "a number that is no finite double");
  }
  std::string text;
  detail::append_double(text, value);
  return ValueAccess::of_text(text);
}

Result<Value> Value::text(std::string_view utf8, const Limits& limits) {
  if (utf8.size() > limits.text_bytes) {
    return Error(Code::kLimit, "a string of more than " +
                                   std::to_string(limits.text_bytes) +
                                   " bytes");
  }
  const size_t valid = detail::utf8_prefix(utf8);
  if (valid != utf8.size()) {
    return Error(Code::kParse, "text that is not valid UTF-8").at_offset(valid);
  }
  if (!detail::needs_escape(utf8)) {
    if (utf8.size() > 13)
      return ValueAccess::of_node(detail::make_string(utf8));
    char text[15] = {'"'};
    utf8.copy(text + 1, utf8.size());  // of an empty one, data may be null
    text[utf8.size() + 1] = '"';
    return ValueAccess::of_text({text, utf8.size() + 2});
  }
  std::string escaped;
  detail::append_escaped(escaped, utf8);
  if (escaped.size() > 13) {
    return ValueAccess::of_node(detail::make_string(escaped));
  }
  return ValueAccess::of_text('"' + escaped + '"');
}

Kind Value::kind() const noexcept {
  if (const Node* tree = ValueAccess::tree(*this)) {
    return tree->shape == Shape::kArray    ? Kind::kArray
           : tree->shape == Shape::kObject ? Kind::kObject
                                           : Kind::kText;
  }
  const std::string_view text = ValueAccess::text(*this);
  switch (text.front()) {
    case 'n':
      return Kind::kNull;
    case 't':
    case 'f':
      return Kind::kBool;
    case '"':
      return Kind::kText;
    case '[':
      return Kind::kArray;
    case '{':
      return Kind::kObject;
    default:
      return detail::is_integer_token(text) ? Kind::kInteger : Kind::kDouble;
  }
}

Result<bool> Value::as_bool() const {
  if (kind() != Kind::kBool) return Error(Code::kType, "expected a boolean");
  return ValueAccess::text(*this).front() == 't';
}

Result<int64_t> Value::as_int64() const {
  if (kind() != Kind::kInteger) {
    return Error(Code::kType, "expected an integer");
  }
  const std::string_view text = ValueAccess::text(*this);
  int64_t value = 0;
  const auto read =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc()) {
    return Error(Code::kRange, "an integer that does not fit into 64 bits");
  }
  return value;
}

Result<double> Value::as_double() const {
  if (kind() != Kind::kDouble && kind() != Kind::kInteger) {
    return Error(Code::kType, "expected a number");
  }
  double value = 0;
  if (!detail::read_double(ValueAccess::text(*this), value)) {
    return Error(Code::kRange, "a number that is no finite double");
  }
  return value;
}

Result<std::string> Value::as_text() const {
  if (kind() != Kind::kText) return Error(Code::kType, "expected a string");
  std::string out;
  out.reserve(size());
  detail::TextStream stream(*this);
  std::string_view piece;
  if (ValueAccess::tree(*this) == nullptr) {
    stream.next(piece);
    detail::append_unescaped(out, piece.substr(1, piece.size() - 2));
    return out;
  }
  // Chunks are never cut inside an escape; the first and last piece are quotes.
  const uint64_t body = json_size() - 2;
  stream.next(piece);
  for (uint64_t read = 0; read < body; read += piece.size()) {
    stream.next(piece);
    detail::append_unescaped(out, piece);
  }
  return out;
}

size_t Value::size() const noexcept {
  if (ValueAccess::has_node(*this)) return ValueAccess::node(*this)->entries;
  const std::string_view text = ValueAccess::text(*this);
  switch (text.front()) {
    case '"':
      return detail::unescaped_size(text.substr(1, text.size() - 2));
    case '[':
    case '{':
      return detail::text_members(text);
    default:
      return 0;
  }
}

uint32_t Value::depth() const noexcept {
  if (ValueAccess::has_node(*this)) {
    return detail::value_depth(ValueAccess::node(*this));
  }
  return detail::text_depth(ValueAccess::text(*this));
}

uint64_t Value::json_size() const noexcept {
  if (ValueAccess::has_node(*this)) {
    return detail::value_json(ValueAccess::node(*this));
  }
  return bytes_[15];
}

uint64_t Value::held_bytes() const noexcept {
  return ValueAccess::has_node(*this) ? ValueAccess::node(*this)->held : 0;
}

std::string Value::to_json() const {
  std::string out;
  const Status written = write(out);
  (void)written;  // without a Cancel it always succeeds
  return out;
}

Status Value::write(std::string& out, const Cancel* cancel) const {
  constexpr size_t kPiecesPerLook = 4096;
  const size_t before = out.size();
  out.reserve(before + json_size());
  detail::TextStream stream(*this);
  std::string_view piece;
  for (size_t pieces = 0; stream.next(piece); ++pieces) {
    out += piece;
    if (cancel != nullptr && pieces % kPiecesPerLook == 0 &&
        cancel->triggered()) {
      out.resize(before);
      return Error(Code::kStopped, "stopped while writing JSON");
    }
  }
  return {};
}

std::optional<Value> Value::find(std::string_view name) const {
  if (kind() != Kind::kObject) return std::nullopt;
  const Ref tree = detail::container_tree(*this);
  if (!tree) return std::nullopt;
  const detail::Place place = detail::find_name(tree.get(), name);
  if (place.run == nullptr) return std::nullopt;
  return detail::entry_value(detail::read_entry(place.run, place.at));
}

std::optional<Value> Value::at(size_t index) const {
  if (!is_array() && !is_object()) return std::nullopt;
  const Ref tree = detail::container_tree(*this);
  if (!tree) return std::nullopt;
  const detail::Place place = detail::find_index(tree.get(), index);
  if (place.run == nullptr) return std::nullopt;
  return detail::entry_value(detail::read_entry(place.run, place.at));
}

std::optional<std::string> Value::name_at(size_t index) const {
  if (!is_object()) return std::nullopt;
  const Ref tree = detail::container_tree(*this);
  if (!tree) return std::nullopt;
  const detail::Place place = detail::find_index(tree.get(), index);
  if (place.run == nullptr) return std::nullopt;
  std::string storage;
  return std::string(detail::entry_name(place.run->entry(place.at),
                                        place.run->escaped, storage));
}

std::vector<Value> Value::elements() const {
  std::vector<Value> elements;
  if (!is_array()) return elements;
  elements.reserve(size());
  for_each([&](std::string_view, const Value& value) {
    elements.push_back(value);
    return true;
  });
  return elements;
}

std::vector<std::string> Value::names() const {
  std::vector<std::string> names;
  if (!is_object()) return names;
  names.reserve(size());
  for_each([&](std::string_view name, const Value&) {
    names.emplace_back(name);
    return true;
  });
  return names;
}

void Value::for_each(
    const std::function<bool(std::string_view, const Value&)>& visit) const {
  if (!is_array() && !is_object()) return;
  const Ref tree = detail::container_tree(*this);
  if (!tree) return;
  detail::Entries entries;
  std::string storage;
  // The branches above the run at hand; at most as many as the tree is high.
  std::vector<std::pair<const Node*, size_t>> above;
  const Node* node = tree.get();
  for (;;) {
    while (node->type == detail::NodeType::kBranch) {
      above.emplace_back(node, 0);
      node = node->child()[0];
    }
    entries.clear();
    detail::read_run(node, entries);
    for (const detail::Entry& entry : entries) {
      std::string_view name;
      if (entry.name_size > 0) {
        name = detail::entry_name(entry.text, node->escaped, storage);
      }
      if (!visit(name, detail::entry_value(entry))) return;
    }
    while (!above.empty() &&
           above.back().second + 1 == above.back().first->count) {
      above.pop_back();
    }
    if (above.empty()) return;
    node = above.back().first->child()[++above.back().second];
  }
}

}  // namespace snaproll
