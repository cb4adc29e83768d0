#include "journal/names.hpp"

#include <charconv>
#include <utility>

namespace snaproll::detail {
namespace {

NameRow version_row(int64_t exec) {
  NameRow row;
  row.exec = exec;
  row.kind = static_cast<int32_t>(NameKind::kVersion);
  return row;
}

Result<uint64_t> version_of(const NameRow& row) {
  const std::string& text = row.info.has_value() ? *row.info : row.name;
  uint64_t version = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, version);
  if (read.ec == std::errc() && read.ptr == end) return version;
  return Error(Code::kCorrupt, "the version of the names can not be read");
}

}  // namespace

NameRow paths_row(int64_t exec, std::optional<std::string> json) {
  NameRow row;
  row.exec = exec;
  row.kind = static_cast<int32_t>(NameKind::kPrivate);
  row.info = std::move(json);
  return row;
}

Result<uint64_t> names_version(StoreReader& reader, int64_t exec) {
  SNAPROLL_TRY(const auto row, reader.name(version_row(exec)));
  return row.has_value() ? version_of(*row) : Result<uint64_t>(uint64_t{0});
}

Result<NamesRead> read_names(StoreReader& reader, int64_t exec) {
  NamesRead read;
  SNAPROLL_TRY(auto rows, reader.names(exec));
  for (NameRow& row : rows) {
    if (row.kind == static_cast<int32_t>(NameKind::kVersion)) {
      SNAPROLL_TRY(read.version, version_of(row));
    } else if (row.kind != static_cast<int32_t>(NameKind::kErasure)) {
      read.rows.push_back(std::move(row));
    }
  }
  return read;
}

Status write_names(StoreWriter& writer, int64_t exec, const NamesWrite& write,
                   uint64_t entering) {
  uint64_t version = 0;
  if (write.expected.has_value() || !write.empty()) {
    SNAPROLL_TRY(version, names_version(writer, exec));
  }
  if (write.expected.has_value() && version != *write.expected)
    return Error(Code::kHeld, "names were changed meanwhile");
  if (write.empty()) return {};
  for (NameRow row : write.removed) {
    row.exec = exec;
    SNAPROLL_CHECK(writer.remove_name(row));
  }
  for (NameRow row : write.put) {
    row.exec = exec;
    if (row.seq == NamesWrite::kEntering) row.seq = entering;
    SNAPROLL_CHECK(writer.put_name(row));
  }
  NameRow row = version_row(exec);
  row.info = std::to_string(version + 1);
  return writer.put_name(row);
}

}  // namespace snaproll::detail
