// A patch for people: a line an operation.
#include <algorithm>
#include <string>

#include "base/utf8.hpp"
#include "patch/operation.hpp"
#include "value/text.hpp"

namespace snaproll {
namespace {

// Longer values are cut here.
constexpr size_t kShownBytes = 60;

// At most kShownBytes of the canonical JSON.
std::string shown(const Value& value) {
  constexpr size_t kSmall = 4096;
  if (value.json_size() > kSmall) {
    const char* what = value.is_array()    ? "[…]"
                       : value.is_object() ? "{…}"
                                           : "\"…\"";
    return std::string(what) + " (" + std::to_string(value.json_size()) +
           " bytes)";
  }
  std::string json = value.to_json();
  if (json.size() <= kShownBytes) return json;
  json.resize(detail::safe_cut(json, kShownBytes));
  return json + "… (" + std::to_string(value.json_size()) + " bytes)";
}

std::string was(const PatchOperation& operation) {
  return operation.before.has_value() ? shown(*operation.before) : "…";
}

std::string count_of(size_t count, const char* what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

std::string splice_line(const PatchOperation& operation) {
  const bool text = operation.value.kind() == Kind::kText;
  const char* what = text ? "byte" : "element";
  const size_t added = operation.value.size();
  if (operation.kind == PatchKind::kAppend)
    return count_of(added, what) + " appended: " + shown(operation.value);
  std::string line = "at " + std::to_string(operation.at);
  if (operation.removed > 0)
    line += ", " + count_of(operation.removed, what) + " removed";
  if (added > 0)
    line +=
        ", " + count_of(added, what) + " inserted: " + shown(operation.value);
  return line;
}

std::string line_of(const PatchOperation& operation) {
  const std::string& place = operation.pointer;
  switch (operation.kind) {
    case PatchKind::kAdd:
      return "+ " + place + ": " + shown(operation.value);
    case PatchKind::kRemove:
      return "- " + place + ": " + was(operation);
    case PatchKind::kReplace:
      return "~ " + place + ": " + was(operation) + " -> " +
             shown(operation.value);
    case PatchKind::kMove:
      return "> " + place + ": moved from " + operation.from;
    case PatchKind::kCopy:
      return "+ " + place + ": copied from " + operation.from;
    case PatchKind::kTest:
      return "? " + place + ": " + shown(operation.value);
    case PatchKind::kAppend:
    case PatchKind::kSplice:
      return "~ " + place + ": " + splice_line(operation);
  }
  return {};
}

}  // namespace

std::string Patch::to_text() const {
  std::string out;
  for (const PatchOperation& operation : *operations_) {
    out += detail::printable(line_of(operation));
    out += '\n';
  }
  return out;
}

}  // namespace snaproll
