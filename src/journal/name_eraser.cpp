#include "journal/name_eraser.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "journal/document.hpp"
#include "journal/names.hpp"
#include "snaproll/private_paths.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

uint64_t take_from_row(Eraser& eraser, ExecutionRow& row) {
  uint64_t found = 0;
  for (std::string* word : {&row.kind, &row.workflow_id})
    found += eraser.take_from(*word) ? 1 : 0;
  if (row.owner.has_value()) found += eraser.take_from(row.owner->name) ? 1 : 0;
  std::set<std::string> names;
  for (auto& [name, value] : row.attributes) {
    const bool named = eraser.take_from(name);
    const bool valued = eraser.take_from(value);
    if (named || valued) ++found;
    while (!names.insert(name).second) name += eraser.pad();
  }
  return found;
}

Result<bool> take_from_paths(Eraser& eraser, std::string& info) {
  if (!eraser.stands_in_json(info)) return false;
  SNAPROLL_TRY(PrivatePaths paths, PrivatePaths::from_json(info));
  if (!take_from(eraser, paths)) return false;
  SNAPROLL_TRY(info, paths.to_json());
  return true;
}

// Where it tells JSON, by its reason; behind times and counts, what stands
// there.
Result<bool> take_from_info(Eraser& eraser, NameRow& row) {
  if (!row.info.has_value()) return false;
  std::string& info = *row.info;
  switch (static_cast<NameKind>(row.kind)) {
    case NameKind::kSelected:
      return eraser.take_from(info);
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
    case NameKind::kErasure: {
      if (!eraser.stands_in_json(info)) return false;
      SNAPROLL_TRY(Value value, Value::parse(info, stored_limits()));
      const Value reason = value.find("reason").value_or(Value());
      SNAPROLL_TRY(const Value left, eraser.without(reason));
      if (left.same(reason)) return false;
      SNAPROLL_CHECK(member_set(value, "reason", left, stored_limits()));
      info = value.to_json();
      return true;
    }
    case NameKind::kPrivate:
      return take_from_paths(eraser, info);
    default:
      return false;
  }
}

bool has_words(NameKind kind) {
  return kind == NameKind::kTag || kind == NameKind::kBranch ||
         kind == NameKind::kHold;
}

bool is_named(const std::vector<ErasedName>& names, const NameRow& row) {
  return std::any_of(names.begin(), names.end(), [&](const ErasedName& one) {
    return one.after.kind == row.kind && one.after.name == row.name;
  });
}

bool is_named(const std::vector<NameRow>& rows, const NameRow& row) {
  return std::any_of(rows.begin(), rows.end(), [&](const NameRow& one) {
    return one.kind == row.kind && one.name == row.name;
  });
}

}  // namespace

bool take_from(const Eraser& eraser, PrivatePaths& paths) {
  bool found = false;
  for (auto* list : {&paths.transient, &paths.secret}) {
    for (std::string& path : *list) {
      const size_t part = path.find('/', 1) + 1;
      std::string below = path.substr(part);
      if (!eraser.take_from(below)) continue;
      found = true;
      path = path.substr(0, part) + below;
      if (!PrivatePaths{{path}, {}}.check().ok())
        path = path.substr(0, part) + '*';
    }
  }
  return found;
}

Result<std::vector<ErasedName>> names_without(
    Eraser& eraser, const std::vector<NameRow>& rows) {
  std::vector<ErasedName> names;
  for (const NameRow& row : rows) {
    NameRow made = row;
    const bool named = has_words(static_cast<NameKind>(row.kind)) &&
                       eraser.take_from(made.name);
    SNAPROLL_TRY(const bool informed, take_from_info(eraser, made));
    if (!named && !informed) continue;
    while (named && (is_named(rows, made) || is_named(names, made)))
      made.name += eraser.pad();
    names.push_back({row, std::move(made)});
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
