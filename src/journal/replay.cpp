#include "journal/replay.hpp"

#include <utility>
#include <vector>

#include "journal/blobs.hpp"
#include "journal/compress.hpp"
#include "journal/document.hpp"
#include "journal/erase_mark.hpp"
#include "journal/keyframes.hpp"
#include "value/canonical_reader.hpp"

namespace snaproll::detail {
namespace {

// Of the states on a long way, one in so many stays in memory.
constexpr size_t kCacheEach = 64;

Error missing(RecordKey key) {
  return Error(Code::kCorrupt, "record " + std::to_string(key.seq) +
                                   " of execution " + std::to_string(key.exec) +
                                   " is missing");
}

Error broken_chain(RecordKey key) {
  return in_record(
      key, Error(Code::kCorrupt, "its base is not the one it was made for"));
}

// The way from a record back to a state that is known.
struct Way {
  std::vector<ReadRecord> records;  // the last one is the oldest
  CapturedState state;              // before the oldest, or of it
  bool has_last = false;            // `state` is that of the oldest record
};

class WayFinder {
 public:
  WayFinder(Home& home, StoreReader& reader, uint64_t erases)
      : home_(home), reader_(reader), erases_(erases) {}

  Result<Way> find(RecordKey key) {
    for (Id expected; key.seq != 0;) {
      if (auto known = home_.cache.find(erases_, key)) {
        if (!way_.records.empty() && known->commit_id != expected)
          return broken_chain(way_.records.back().row.key);
        way_.state = std::move(known->state);
        return std::move(way_);
      }
      SNAPROLL_TRY(const bool done, step(key, expected));
      if (done) return std::move(way_);
    }
    return std::move(way_);  // from the empty state
  }

 private:
  // Reads one record; true where its state is known by that.
  Result<bool> step(RecordKey& key, Id& expected) {
    auto read = read_record(reader_, key);
    if (!read.ok()) {
      if (read.error().code == Code::kNotFound) return missing(key);
      return std::move(read).error();
    }
    const RecordRow& row = read->row;
    if (!has_state(row)) return missing(key);
    if (!way_.records.empty() && row.commit_id != expected)
      return broken_chain(way_.records.back().row.key);
    const uint64_t next_sequence = read->body.head.next_sequence;
    SNAPROLL_TRY(const bool keyed, has_keyframe(key));
    expected = row.base_commit;
    const RecordKey base = row.base;
    if (base.seq >= key.seq && base.exec == key.exec)
      return in_record(key, Error(Code::kCorrupt, "its base is not before it"));
    way_.records.push_back(*std::move(read));
    if (keyed) {
      auto state = read_keyframe(reader_, key, next_sequence);
      if (!state.ok()) return in_record(key, std::move(state).error());
      way_.state = *std::move(state);
      way_.has_last = true;
      return true;
    }
    key = base;
    return false;
  }

  // Most records have none, so the newest one before is remembered.
  Result<bool> has_keyframe(RecordKey key) {
    if (key.exec != exec_ || key.seq < newest_) {
      exec_ = key.exec;
      SNAPROLL_TRY(newest_, reader_.newest_keyframe(key.exec, key.seq));
    }
    return newest_ != 0 && key.seq == newest_;
  }

  Home& home_;
  StoreReader& reader_;
  const uint64_t erases_;
  Way way_;
  int64_t exec_ = 0;
  uint64_t newest_ = 0;
};

}  // namespace

bool has_state(const RecordHead& head) noexcept {
  return head.kind != static_cast<int32_t>(RecordKind::kOpen) &&
         head.kind != static_cast<int32_t>(RecordKind::kAttempt);
}

Error in_record(RecordKey key, Error error) {
  error.message = "record " + std::to_string(key.seq) + " of execution " +
                  std::to_string(key.exec) + ": " + error.message;
  return error;
}

Result<ReadRecord> decode_record(RecordRow row) {
  ReadRecord read;
  std::string text;
  if (row.codec != Codec::kPlain) {
    Status done = decompress(row.codec, row.body, kMostRecordBytes, text);
    if (!done.ok()) return in_record(row.key, std::move(done).error());
  }
  auto body = decode_body(row.codec == Codec::kPlain ? row.body : text);
  if (!body.ok()) return in_record(row.key, std::move(body).error());
  read.row = std::move(row);
  read.row.body.clear();
  read.body = *std::move(body);
  return read;
}

void pack_body(RecordRow& row, std::string bytes, bool compressed) {
  row.blobs = named_blobs(bytes);
  if (row.info.has_value())
    for (const BlobHash& hash : named_blobs(*row.info))
      row.blobs.push_back(hash);
  if (compressed && compress(bytes, row.body)) {
    row.codec = Codec::kZstd;
  } else {
    row.codec = Codec::kPlain;
    row.body = std::move(bytes);
  }
}

Result<ReadRecord> read_record(StoreReader& reader, RecordKey key) {
  SNAPROLL_TRY(auto row, reader.record(key));
  if (!row.has_value()) {
    return Error(Code::kNotFound, "no record " + std::to_string(key.seq) +
                                      " of execution " +
                                      std::to_string(key.exec));
  }
  return decode_record(*std::move(row));
}

Result<CapturedState> read_keyframe(StoreReader& reader, RecordKey key,
                                    uint64_t next_sequence) {
  SNAPROLL_TRY(std::vector<std::string> parts, reader.keyframe(key));
  if (parts.empty()) return Error(Code::kNotFound, "no whole keyframe");
  SNAPROLL_TRY(const std::string text, join_parts(parts));
  parts.clear();
  auto document = read_canonical(text, stored_limits());
  if (!document.ok()) {
    return Error(Code::kCorrupt, "its keyframe: " + document.error().message);
  }
  return from_document(*document, next_sequence);
}

Result<CapturedState> replay(Home& home, StoreReader& reader, RecordKey key,
                             RecordKey also) {
  SNAPROLL_TRY(const uint64_t erases, erase_count(reader));
  SNAPROLL_TRY(Way way, WayFinder(home, reader, erases).find(key));
  std::vector<ReadRecord>& records = way.records;
  if (way.has_last) {
    home.cache.put(erases, records.back().row.key, records.back().row.commit_id,
                   way.state);
    records.pop_back();
  }
  if (records.empty()) return std::move(way.state);
  SNAPROLL_TRY(Replay replayed, Replay::begin(way.state));
  way.state = CapturedState();
  for (size_t left = records.size(); left > 0; --left) {
    const ReadRecord& record = records[left - 1];
    Status done = replayed.apply(record.body.delta.value_or(std::string()));
    if (!done.ok()) return in_record(record.row.key, std::move(done).error());
    if (left > 1 && left % kCacheEach != 0 && !(record.row.key == also))
      continue;
    auto state = replayed.state(record.body.head.next_sequence);
    if (!state.ok()) return in_record(record.row.key, std::move(state).error());
    home.cache.put(erases, record.row.key, record.row.commit_id, *state);
    if (left == 1) return state;
  }
  return std::move(way.state);  // not reached: the last one is given back
}

}  // namespace snaproll::detail
