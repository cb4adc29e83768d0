#include "journal/owner.hpp"

#include <string>
#include <utility>

#include "base/utf8.hpp"
#include "journal/process.hpp"
#include "journal/replay.hpp"

namespace snaproll::detail {

bool has_living_owner(const ExecutionRow& row) {
  return row.owner.has_value() && may_live(row.owner->process);
}

Error owned_by_another(const ExecutionRow& row) {
  const OwnerRow& owner = *row.owner;
  std::string message = "execution '" + printable(row.name) + "' belongs to ";
  if (!owner.name.empty()) message += "'" + printable(owner.name) + "', ";
  message +=
      describe_process(owner.process) + ", since " + time_text(owner.since);
  if (row.last_commit != kNoTime)
    message += ", last commit " + time_text(row.last_commit);
  return Error(Code::kOwned, std::move(message))
      .with_hint("take it over, which shuts that writer out");
}

Result<uint64_t> append_fence(StoreWriter& writer, int64_t exec,
                              const Id& commit_id, Time now) {
  SNAPROLL_TRY(auto newest, writer.newest(exec));
  if (!newest.has_value())
    return Error(Code::kCorrupt, "an execution without a record");
  const uint64_t seq = newest->key.seq + 1;
  SNAPROLL_TRY(const ReadRecord read, decode_record(*std::move(newest)));
  RecordBody body;
  body.head = read.body.head;
  RecordRow fence;
  fence.key = {exec, seq};
  fence.commit_id = commit_id;
  fence.kind = static_cast<int32_t>(RecordKind::kOpen);
  fence.created_at = now;
  fence.body = encode_body(body);
  SNAPROLL_CHECK(writer.append(fence));
  return seq;
}

}  // namespace snaproll::detail
