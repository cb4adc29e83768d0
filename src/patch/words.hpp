// The names of operations in the written forms of a patch, and what each has.
#pragma once

#include <optional>
#include <string_view>

#include "snaproll/patch.hpp"

namespace snaproll::detail {

struct PatchWord {
  PatchKind kind;
  std::string_view rfc;  // empty = RFC 6902 has it not
  std::string_view compact;
};
inline constexpr PatchWord kPatchWords[] = {
    {PatchKind::kAdd, "add", "add"},
    {PatchKind::kRemove, "remove", "remove"},
    {PatchKind::kReplace, "replace", "set"},
    {PatchKind::kMove, "move", "move"},
    {PatchKind::kCopy, "copy", "copy"},
    {PatchKind::kTest, "test", "test"},
    {PatchKind::kAppend, "", "append"},
    {PatchKind::kSplice, "", "splice"},
};

inline std::string_view word_of(PatchKind kind, bool compact) {
  for (const PatchWord& word : kPatchWords)
    if (word.kind == kind) return compact ? word.compact : word.rfc;
  return {};
}

inline std::optional<PatchKind> kind_of(std::string_view name, bool compact) {
  for (const PatchWord& word : kPatchWords)
    if (!name.empty() && name == (compact ? word.compact : word.rfc))
      return word.kind;
  return std::nullopt;
}

inline bool has_from(PatchKind kind) {
  return kind == PatchKind::kMove || kind == PatchKind::kCopy;
}

inline bool has_value(PatchKind kind) {
  return kind != PatchKind::kRemove && !has_from(kind);
}

// Whether it changes the inside of an array or a string.
inline bool is_inside(PatchKind kind) {
  return kind == PatchKind::kAppend || kind == PatchKind::kSplice;
}

}  // namespace snaproll::detail
