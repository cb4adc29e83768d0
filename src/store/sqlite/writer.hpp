// The writer's transaction: what StoreWriter promises.
//
// Thread word: used by the thread that leads the commits.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "store/sqlite/reads.hpp"

namespace snaproll::detail {

class Writer final : public Reading<StoreWriter> {
 public:
  Writer(Connection& connection, const Id& store, Counters& counters)
      : Reading(connection, store), counters_(counters) {}

  // Before each member. Where it is no transaction, each write is one of its
  // own, so there may be but one.
  void begin_member(bool transaction) noexcept {
    writes_left_ = transaction ? -1 : 1;
    failure_ = 0;
    loose_.clear();
  }
  // After each member that is a transaction and was done: blobs that no row
  // names any more leave.
  Status end_member();
  // SQLite's code of the write that failed last since then; 0 = none.
  int failure() const noexcept { return failure_; }

  // Bytes of bodies written, and whether rows were removed, since it was asked.
  size_t take_bytes() noexcept { return std::exchange(bytes_, 0); }
  bool take_removed() noexcept { return std::exchange(removed_, false); }

  Status insert_execution(ExecutionRow& row) override;
  Status update_execution(const ExecutionRow& row, bool attributes) override;
  Status remove_execution(int64_t exec) override;
  Status append(const RecordRow& row) override;
  Status keep(const RecordRow& row) override;
  Status rewrite(const RecordRow& row) override;
  Status hide(RecordKey key) override;
  Result<bool> remove(RecordKey key) override;
  Status put_keyframe(RecordKey key, uint32_t part, bool last,
                      std::string_view bytes,
                      const std::vector<BlobHash>& blobs) override;
  Status remove_keyframe(RecordKey key) override;
  Result<int64_t> use_chunk(const BlobHash& hash) override;
  Result<int64_t> put_chunk(const ChunkRow& row) override;
  Status put_blob(const BlobRow& row) override;
  Status put_name(const NameRow& row) override;
  Status remove_name(const NameRow& key) override;
  Status remove_names(int64_t exec) override;

 private:
  Status begin_writes(int count);
  Status write(Statement& statement);
  Status write_of_key(Sql which, RecordKey key, bool& changed);
  Status insert_attributes(const ExecutionRow& row);
  Status append_conflict(const RecordRow& row);
  Error no_record(RecordKey key) const;

  // In blob_writer.cpp. What a row names: told anew, or no more.
  enum class Names { kRecord, kKeyframe, kBoth };
  Status name_blobs(RecordKey key, int64_t part,
                    const std::vector<BlobHash>& blobs);
  Status unname_blobs(RecordKey key, Names which);
  Status remove_blob(int64_t number);
  Status count_chunk(int64_t number, int64_t more);

  Counters& counters_;
  int writes_left_ = 0;  // negative = any number
  int failure_ = 0;
  size_t bytes_ = 0;
  bool removed_ = false;
  std::set<int64_t> loose_;  // blobs that may have lost their last name
};

}  // namespace snaproll::detail
