// The lines of a bundle: an execution with its records and keyframes as JSON,
// one object a line, each with one member that says what it is.
//
//   {"snaproll_export":1,"form":"bundle","execution":{…}}
//   {"record":{…}}      in the order of their seq
//   {"keyframe":{"seq":…,"state":{…}}}   after its record
//   {"blob":{"hash":…,"last":false,"bytes":"<hex>"}}   a part of a blob; all of
//       them, in their order, before the first line that names it
//   {"name":{"kind":"tag","name":…,"seq":…,"info":…}}   after all records
//   {"end":{"lines":…}}
//
// In the form `full` it is {"context":{…}} and {"snapshot":{…}}, as rule J1 has
// them, in place of records and keyframes; a snapshot of a version of the state
// has it beside itself: {"snapshot":{…},"schema":2}; names of a snapshot stand
// after it, those of the whole after the context, all with the seq 0.
//
// Thread word: plain functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "journal/names.hpp"
#include "journal/replay.hpp"
#include "snaproll/value.hpp"

namespace snaproll::detail {

inline constexpr int64_t kExportVersion = 1;

// `{"<name>":<json>}`.
std::string wrapped(std::string_view name, std::string_view json);

Result<std::string> header_line(const ExecutionRow& row,
                                const HistoryHead& history, bool full);
// What a header tells of an execution.
struct Header {
  bool full = false;
  ExecutionRow row;
  HistoryHead history;
};
Result<Header> read_header(const Value& line);

// `json` is that of the snapshot.
std::string snapshot_line(std::string_view json, int64_t schema);
// The version that such a line tells; 0 where it tells none.
Result<int64_t> read_snapshot_schema(const Value& line);

std::string record_line(const ReadRecord& record);
// The lines of a blob, each a part of it.
std::vector<std::string> blob_lines(const BlobHash& hash,
                                    std::string_view bytes);
struct BlobPart {
  BlobHash hash{};
  bool last = false;
  std::string bytes;
};
Result<BlobPart> read_blob_line(const Value& blob);
// `seq` in place of that of the row.
std::string name_line(const NameRow& row, uint64_t seq);
Result<NameRow> read_name_line(const Value& name);
// A record; its key has no exec yet.
Result<RecordRow> read_record_line(const Value& record);

}  // namespace snaproll::detail
