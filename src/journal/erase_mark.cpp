#include "journal/erase_mark.hpp"

#include <charconv>
#include <string>
#include <string_view>

#include "journal/names.hpp"

namespace snaproll::detail {
namespace {

constexpr std::string_view kPending = " pending";

NameRow mark_row() {
  NameRow row;
  row.kind = static_cast<int32_t>(NameKind::kErasure);
  return row;
}

}  // namespace

Result<EraseMark> erase_mark(StoreReader& reader) {
  EraseMark mark;
  SNAPROLL_TRY(const auto row, reader.name(mark_row()));
  if (!row.has_value()) return mark;
  const std::string text = row->info.value_or(std::string());
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, mark.count);
  const std::string_view rest(read.ptr, static_cast<size_t>(end - read.ptr));
  mark.pending = rest == kPending;
  if (read.ec != std::errc() || (!rest.empty() && !mark.pending))
    return Error(Code::kCorrupt, "what was erased can not be read");
  return mark;
}

Result<uint64_t> erase_count(StoreReader& reader) {
  SNAPROLL_TRY(const EraseMark mark, erase_mark(reader));
  return mark.count;
}

Status put_erase_mark(StoreWriter& writer, const EraseMark& mark) {
  NameRow row = mark_row();
  row.info = std::to_string(mark.count);
  if (mark.pending) *row.info += kPending;
  return writer.put_name(row);
}

Result<bool> clean_file(Store& rows) {
  EraseMark before;
  {
    SNAPROLL_TRY(const auto reader, rows.read());
    SNAPROLL_TRY(before, erase_mark(*reader));
  }
  SNAPROLL_TRY(const bool emptied, rows.vacuum());
  if (!emptied || !before.pending) return emptied;
  const Store::Member done = [before](StoreWriter& writer) -> Status {
    SNAPROLL_TRY(EraseMark mark, erase_mark(writer));
    if (mark.count != before.count) return {};  // another one came
    mark.pending = false;
    return put_erase_mark(writer, mark);
  };
  SNAPROLL_CHECK(rows.commit(done, 2));
  return true;
}

Status finish_erase(Store& rows) {
  {
    SNAPROLL_TRY(const auto reader, rows.read());
    SNAPROLL_TRY(const EraseMark mark, erase_mark(*reader));
    if (!mark.pending) return {};
  }
  const auto cleaned = clean_file(rows);
  return cleaned.ok() ? Status() : Status(cleaned.error());
}

}  // namespace snaproll::detail
