#include "patch/compact_reader.hpp"

#include <optional>
#include <utility>

#include "patch/operation.hpp"
#include "patch/words.hpp"
#include "value/canonical_reader.hpp"
#include "value/tokens.hpp"

namespace snaproll::detail {
namespace {

bool read_pointer(CanonicalReader& reader, std::string& out) {
  return reader.take(',') && reader.text(out) && is_pointer(out);
}

bool read_rest(CanonicalReader& reader, PatchOperation& operation) {
  const PatchKind kind = operation.kind;
  if (has_from(kind) && !read_pointer(reader, operation.from)) return false;
  if (kind == PatchKind::kSplice &&
      !(reader.take(',') && reader.count(operation.at) &&  //
        reader.take(',') && reader.count(operation.removed))) {
    return false;
  }
  if (!has_value(kind)) return true;
  if (!reader.take(',') || !reader.value(operation.value)) return false;
  return !is_inside(kind) || operation.value.is_array() ||
         operation.value.kind() == Kind::kText;
}

bool read_operation(CanonicalReader& reader, PatchOperation& operation) {
  std::string_view word;
  if (!reader.take('[') || !reader.escaped_text(word)) return false;
  const auto kind = kind_of(word, true);
  if (!kind.has_value()) return false;
  operation.kind = *kind;
  return read_pointer(reader, operation.pointer) &&
         read_rest(reader, operation) && reader.take(']');
}

bool read_operations(CanonicalReader& reader, const Limits& limits,
                     Operations& operations) {
  if (!reader.take('[')) return false;
  if (reader.take(']')) return reader.ended();
  do {
    if (operations.size() == limits.members) return false;
    if (!read_operation(reader, operations.emplace_back())) return false;
  } while (reader.take(','));
  return reader.take(']') && reader.ended();
}

}  // namespace

Result<Patch> read_compact(std::string_view json, const Limits& limits) {
  {
    CanonicalReader reader(json, limits);
    Operations operations;
    if (read_operations(reader, limits, operations)) {
      return PatchAccess::of(std::move(operations));
    }
  }
  auto read = Patch::from_json(json, limits);
  if (read.ok()) return read;
  Error error = std::move(read).error();
  if (error.code != Code::kLimit) error.code = Code::kCorrupt;
  return error;
}

}  // namespace snaproll::detail
