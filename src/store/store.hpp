// Store: where the rows of executions are. It knows rows of bytes and nothing
// of values; what stands in them is the journal's.
//
// Rows
//   execution  one an execution: its name, what is told of it, its owner
//   record     one a commit of an execution: (exec, seq), seq from 1 upward
//              without gaps when written; old ones leave
//   name       what is told beside records: tags, holds, …
//   keyframe   the whole state of a record, in parts; redundancy
//   blob       bytes that records and keyframes name by their hash: themselves
//              where they are few, else the numbers of their chunks
//   chunk      a part of blobs, by its hash; chunk_use counts how often
//   blob_use   that a record or a part of a keyframe names a blob
// A blob is there as long as a row names it, and a chunk as long as a blob has
// it.
// Every row carries a checksum (BLAKE2b), which is made when it is written and
// tested when it is read: CORRUPT names the row.
//
// Thread words: Store is internally synchronized. A StoreReader or StoreWriter
// is used by one thread, within one call: no transaction outlives it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snaproll/id.hpp"
#include "snaproll/result.hpp"
#include "snaproll/store_types.hpp"
#include "snaproll/time.hpp"

namespace snaproll::detail {

// Names a record; exec is the store's own number of an execution.
struct RecordKey {
  int64_t exec = 0;
  uint64_t seq = 0;  // 0 = none
  friend bool operator==(const RecordKey& a, const RecordKey& b) noexcept {
    return a.exec == b.exec && a.seq == b.seq;
  }
  friend bool operator<(const RecordKey& a, const RecordKey& b) noexcept {
    return a.exec != b.exec ? a.exec < b.exec : a.seq < b.seq;
  }
};

enum class Codec : int32_t { kPlain = 0, kZstd = 1 };

using BlobHash = std::array<uint8_t, 32>;

// What a list reads of a record: everything but the body.
struct RecordHead {
  RecordKey key;
  Id commit_id;
  int32_t kind = 0;
  RecordKey base;  // what its delta applies to; seq 0 = none
  Id base_commit;  // commit_id of the base; nil where there is none
  Time created_at = 0;
  std::optional<Time> committed_at;  // where it is not created_at
  std::optional<uint64_t> number;    // place in the history; none = not in it
  std::optional<Id> id;              // of a snapshot, also of a removed one
  std::optional<std::string> label;
  std::optional<std::string> node;  // of an attempt, or the trigger
  std::optional<std::string> info;  // JSON of what else is told of a snapshot
  std::optional<std::string>
      attempt;              // bytes; set where it tells of an attempt
  bool effect = false;      // it tells of an irreversible attempt
  bool automatic = false;   // it is a snapshot that a rule took
  int64_t schema = 0;       // the application's version of its state
  uint64_t body_bytes = 0;  // of the row's body as it is stored
};

struct RecordRow : RecordHead {
  Codec codec = Codec::kPlain;
  std::string body;
  // Written, not read: what body and info name. Those that are no blobs of the
  // store count for nothing.
  std::vector<BlobHash> blobs;
};

// A part of blobs.
struct ChunkRow {
  BlobHash hash{};
  uint64_t size = 0;  // of its bytes
  Codec codec = Codec::kPlain;
  std::string body;
};

struct BlobRow {
  BlobHash hash{};
  uint64_t size = 0;  // of its bytes
  // Its chunks, in the order of its bytes; none where the body has them.
  std::vector<int64_t> chunks;
  Codec codec = Codec::kPlain;
  std::string body;
};

// Sets of records that a list asks for, newest first.
struct RecordQuery {
  int64_t exec = 0;
  uint64_t floor = 0;           // smallest number that is in the history
  uint64_t below = UINT64_MAX;  // only numbers below this one: the cursor
  size_t skip = 0;
  size_t limit = SIZE_MAX;
  std::optional<std::string> label;
  std::optional<std::string> node;
  std::optional<bool> automatic;
  Time from = kNoTime;   // created_at >= from, where set
  Time until = kNoTime;  // created_at < until, where set
};

struct OwnerRow {
  std::string name;     // told by the user; may be empty
  std::string process;  // JSON that tells one process from all others
  Id handle;            // of the one handle that owns it
  Time since = 0;
};

struct ExecutionRow {
  int64_t exec = 0;
  std::string name;
  std::string kind;
  int64_t schema = 0;  // the application's own version
  std::optional<Id> group;
  int32_t state = 0;  // StateKind of the last commit
  Time created_at = 0;
  std::string workflow_id;
  Time started_at = 0;
  std::vector<std::pair<std::string, std::string>> attributes;  // by name
  std::optional<OwnerRow> owner;
  bool deleted = false;  // only its records that others need are left
  // Not written: of its newest record.
  uint64_t last_seq = 0;
  Time last_commit = kNoTime;
};

// What is told beside the records of an execution, or of the store where exec
// is 0; what the kinds mean is the journal's.
struct NameRow {
  int64_t exec = 0;
  int32_t kind = 0;
  std::string name;
  uint64_t seq = 0;  // of the record that it names; 0 = none
  std::optional<std::string> info;
};

// What is there of a keyframe: parts 0 to `count` - 1 without a gap, and
// whether the last of them ends it.
struct KeyframeParts {
  uint64_t count = 0;
  bool whole = false;
};

// A consistent view of the store.
class StoreReader {
 public:
  virtual ~StoreReader() = default;

  virtual Result<std::optional<ExecutionRow>> execution(
      std::string_view name) = 0;
  virtual Result<std::optional<ExecutionRow>> execution(int64_t exec) = 0;
  // By number, newest first; `cursor` 0 = from the newest, else below it. The
  // owned filter goes by the row alone.
  virtual Result<std::vector<ExecutionRow>> executions(
      const ExecutionFilter& filter, int64_t cursor, size_t limit) = 0;

  // Those that `executions` does not tell; without attributes.
  virtual Result<std::vector<ExecutionRow>> deleted_executions(
      int64_t cursor, size_t limit) = 0;

  virtual Result<std::optional<RecordRow>> newest(int64_t exec) = 0;
  virtual Result<std::optional<RecordRow>> record(RecordKey key) = 0;
  virtual Result<std::optional<RecordHead>> record_head(RecordKey key) = 0;
  // The newest record with this id of the history of the numbers from `floor`
  // on and below `below`.
  virtual Result<std::optional<RecordHead>> find(int64_t exec, uint64_t floor,
                                                 uint64_t below,
                                                 const Id& id) = 0;
  // Those whose ids are from `first` to `last`, newest first; at most `limit`.
  virtual Result<std::vector<RecordHead>> find_between(const RecordQuery& query,
                                                       const Id& first,
                                                       const Id& last) = 0;
  // Snapshots of the history.
  virtual Result<std::vector<RecordHead>> history(const RecordQuery& query) = 0;
  // Visits all records of an execution with from <= seq, in the order of seq
  // or against it, until `visit` says no. Bodies are read where `bodies`.
  using Visit = std::function<Result<bool>(RecordRow& row)>;
  virtual Status records(int64_t exec, uint64_t from, bool newest_first,
                         bool bodies, const Visit& visit) = 0;
  // Records that tell of an attempt, newest first, at most `limit`; where
  // `effects`, only those of irreversible ones.
  virtual Result<std::vector<RecordHead>> attempts(int64_t exec, size_t limit,
                                                   bool effects) = 0;
  // Of one node, oldest first, those with from <= seq; at most `limit`.
  virtual Result<std::vector<RecordHead>> node_attempts(int64_t exec,
                                                        std::string_view node,
                                                        uint64_t from,
                                                        size_t limit) = 0;
  // The newest of each node, newest first, those with seq < `below`.
  virtual Result<std::vector<RecordHead>> newest_attempts(int64_t exec,
                                                          uint64_t below) = 0;
  // Those with to <= seq <= from, newest first; at most `limit`.
  virtual Result<std::vector<RecordHead>> heads_between(int64_t exec,
                                                        uint64_t from,
                                                        uint64_t to,
                                                        size_t limit) = 0;
  // Records whose base is this one (of any execution).
  virtual Result<std::vector<RecordKey>> children(RecordKey key) = 0;

  // By kind, name and seq.
  virtual Result<std::vector<NameRow>> names(int64_t exec) = 0;
  // The one with this kind, name and seq.
  virtual Result<std::optional<NameRow>> name(const NameRow& key) = 0;

  // What the rows of one execution take: bodies of records and keyframes, and
  // `each` for a row.
  virtual Result<uint64_t> stored_bytes(int64_t exec, uint64_t each) = 0;

  // The newest record with a whole keyframe with seq <= `at`; 0 = none.
  virtual Result<uint64_t> newest_keyframe(int64_t exec, uint64_t at) = 0;
  virtual Result<bool> has_keyframe(RecordKey key) = 0;
  virtual Result<KeyframeParts> keyframe_parts(RecordKey key) = 0;
  // Its parts as they were put; none where it is not whole.
  virtual Result<std::vector<std::string>> keyframe(RecordKey key) = 0;

  // Of the blobs that a record and its keyframe name.
  virtual Result<std::vector<BlobHash>> blobs_of(RecordKey key) = 0;
  virtual Result<std::optional<BlobRow>> blob(const BlobHash& hash) = 0;
  virtual Result<std::optional<ChunkRow>> chunk(int64_t number) = 0;
};

class StoreWriter : public StoreReader {
 public:
  // Inserts a new row and sets row.exec. EXISTS where the name is there.
  virtual Status insert_execution(ExecutionRow& row) = 0;
  // Rewrites the row of row.exec; attributes only where `attributes`.
  virtual Status update_execution(const ExecutionRow& row, bool attributes) = 0;
  virtual Status remove_execution(int64_t exec) = 0;  // the row alone

  // Compare-and-swap: CONFLICT where (exec, seq) is taken by another commit_id;
  // nothing happens where it is there already with the same.
  virtual Status append(const RecordRow& row) = 0;
  // Rewrites the row of row.key (another base, body or place in the history).
  virtual Status rewrite(const RecordRow& row) = 0;
  // Puts a record in the place of one that was removed.
  virtual Status keep(const RecordRow& row) = 0;
  // Takes records out of the history.
  virtual Status hide(RecordKey key) = 0;
  // Removes a record and its keyframe, provided that no record without a whole
  // keyframe has it as base, and that it is not the newest of an execution
  // whose row is there. Tells whether.
  virtual Result<bool> remove(RecordKey key) = 0;

  // Parts are written in order; `last` makes it whole. Nothing is written where
  // the record has left.
  virtual Status put_keyframe(RecordKey key, uint32_t part, bool last,
                              std::string_view bytes,
                              const std::vector<BlobHash>& blobs) = 0;
  virtual Status remove_keyframe(RecordKey key) = 0;

  // A blob is put before the row that names it: one that no row names when the
  // member ends leaves again. Its chunks are put, or used, before it, once for
  // each time that they stand in it; `use_chunk` gives 0 for one that is not
  // there. Nothing is done for a blob that is there, so ask first.
  virtual Result<int64_t> use_chunk(const BlobHash& hash) = 0;
  virtual Result<int64_t> put_chunk(const ChunkRow& row) = 0;
  virtual Status put_blob(const BlobRow& row) = 0;

  // Inserts or replaces.
  virtual Status put_name(const NameRow& row) = 0;
  virtual Status remove_name(const NameRow& key) = 0;
  virtual Status remove_names(int64_t exec) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  virtual const Id& id() const noexcept = 0;
  // The same for all handles of one opened file.
  virtual const void* file() const noexcept = 0;
  virtual bool read_only() const noexcept = 0;
  virtual const StoreOptions& options() const noexcept = 0;
  // UNUSABLE: closed, poisoned by a failed sync, inherited by fork.
  virtual Status check_usable() const = 0;

  // A store in memory has one connection, which the reader holds: whoever has
  // one does nothing else with the store before it goes.
  virtual Result<std::unique_ptr<StoreReader>> read() = 0;

  // One member of a group commit. It may be run by another thread, and after
  // this call has returned with UNKNOWN: it owns what it needs. Where it fails
  // nothing of it stays. `statements` of 1 tells that it makes one write.
  using Member = std::function<Status(StoreWriter& writer)>;
  virtual Status commit(Member member, int statements) = 0;
  // All members in one transaction, each with its own outcome.
  virtual std::vector<Status> commit_many(std::vector<Member> members) = 0;

  virtual Status backup(const std::string& path) = 0;
  // Rewrites the file without unused pages. False where its log could not be
  // emptied, or the file not be had, since others read it.
  virtual Result<bool> vacuum() = 0;
  // The leaf's own checks of the file, the checksums of all rows among them; a
  // finding a line. `quick` leaves out what compares tables with indexes.
  virtual Result<std::vector<std::string>> check_file(bool quick) = 0;
  // All but the snapshots, of which the rows alone do not tell how many left.
  virtual Result<StoreStats> stats() = 0;
  virtual Status close() = 0;
};

// Opens what `path` names. Two opens of one file share one store.
Result<std::shared_ptr<Store>> open_store(const std::string& path,
                                          const StoreOptions& options);

}  // namespace snaproll::detail
