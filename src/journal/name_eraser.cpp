#include "journal/name_eraser.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "journal/document.hpp"
#include "journal/names.hpp"
#include "snaproll/private_paths.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

uint64_t take_from_row(Eraser& eraser, ExecutionRow& row) {
  uint64_t found = 0;
  found += eraser.take_from(row.kind) ? 1 : 0;
  found += eraser.take_from_id(row.workflow_id) ? 1 : 0;
  if (row.owner.has_value()) found += eraser.take_from(row.owner->name) ? 1 : 0;
  if (!eraser.by_content()) return found;
  ErasedNames names;
  for (const auto& attribute : row.attributes)
    names.know(eraser.content(), attribute.first);
  for (auto& [name, value] : row.attributes) {
    const bool named = names.take_from(eraser.content(), name);
    if (eraser.take_from(value) || named) ++found;
  }
  std::sort(row.attributes.begin(), row.attributes.end());
  return found;
}

Result<bool> take_from_tombstone(const Eraser& eraser, std::string& info) {
  SNAPROLL_TRY(Value told, Value::parse(info, stored_limits()));
  bool found = false;
  for (const char* const member : {"reason", "pointer"}) {
    const auto value = told.find(member);
    if (!value.has_value()) continue;
    SNAPROLL_TRY(std::string text, value->as_text());
    const bool held = member == std::string_view("pointer")
                          ? eraser.take_from_pointer(text)
                          : eraser.take_from(text);
    if (!held) continue;
    found = true;
    SNAPROLL_TRY(Value left, Value::text(text, stored_limits()));
    SNAPROLL_CHECK(member_set(told, member, std::move(left), stored_limits()));
  }
  if (found) info = told.to_json();
  return found;
}

// Where it tells JSON, by its reason; behind times and counts, what stands
// there.
Result<bool> take_from_info(Eraser& eraser, NameRow& row) {
  if (!row.info.has_value()) return false;
  std::string& info = *row.info;
  switch (static_cast<NameKind>(row.kind)) {
    case NameKind::kHold:
    case NameKind::kGroup: {
      size_t blank = info.find(' ');
      const bool group = row.kind == static_cast<int32_t>(NameKind::kGroup);
      if (group && blank != std::string::npos)
        blank = info.find(' ', blank + 1);
      if (blank == std::string::npos) return false;
      std::string told = info.substr(blank + 1);
      if (!eraser.take_from(told)) return false;
      info = info.substr(0, blank + 1) + told;
      return true;
    }
    case NameKind::kErasure:
      return take_from_tombstone(eraser, info);
    case NameKind::kPrivate: {
      SNAPROLL_TRY(PrivatePaths paths, PrivatePaths::from_json(info));
      if (!eraser.take_from(paths)) return false;
      SNAPROLL_TRY(info, paths.to_json());
      return true;
    }
    default:
      return false;
  }
}

bool is_reserved(const std::string& name) {
  return name == "latest" || name == "start";
}

bool has_words(NameKind kind) {
  return kind == NameKind::kTag || kind == NameKind::kBranch ||
         kind == NameKind::kHold;
}

}  // namespace

Result<std::vector<ErasedName>> names_without(
    Eraser& eraser, const std::vector<NameRow>& rows) {
  std::map<NameKind, ErasedNames> all;
  for (const NameRow& row : rows) {
    const auto kind = static_cast<NameKind>(row.kind);
    if (has_words(kind)) all[kind].know(eraser.content(), row.name);
  }
  std::vector<ErasedName> names;
  for (const NameRow& row : rows) {
    NameRow made = row;
    const auto kind = static_cast<NameKind>(row.kind);
    bool named = has_words(kind) &&
                 all[kind].take_from(eraser.content(), made.name, is_reserved);
    if (kind == NameKind::kSelected && made.info.has_value())
      named = all[NameKind::kBranch].take_from(eraser.content(), *made.info,
                                               is_reserved);
    SNAPROLL_TRY(const bool informed, take_from_info(eraser, made));
    if (named || informed) names.push_back({row, std::move(made)});
  }
  return names;
}

Result<uint64_t> take_from_names(StoreWriter& writer, Eraser& eraser,
                                 ExecutionRow& row) {
  if (!eraser.by_content()) return uint64_t{0};
  const uint64_t words = take_from_row(eraser, row);
  if (words > 0) SNAPROLL_CHECK(writer.update_execution(row, true));
  SNAPROLL_TRY(const auto rows, writer.names(row.exec));
  SNAPROLL_TRY(const auto names, names_without(eraser, rows));
  NamesWrite write;
  for (const ErasedName& one : names) {
    if (one.before.kind == static_cast<int32_t>(NameKind::kErasure)) {
      SNAPROLL_CHECK(writer.put_name(one.after));
    } else {
      write.removed.push_back(one.before);
      write.put.push_back(one.after);
    }
  }
  if (!write.empty()) SNAPROLL_CHECK(write_names(writer, row.exec, write, 0));
  return words + names.size();
}

}  // namespace snaproll::detail
