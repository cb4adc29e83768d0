// Keyframes: whole states beside records, so that no state needs a long chain
// of deltas.
//
// The rule. A keyframe is due for the base of a new record when the chain of
// that base - bytes of the records since the newest keyframe on its way, less
// those by which the state grew since - outweighs the state, or
// half of that where the base has a child already. What was appended and is
// there is read once, be it from deltas or from a keyframe: without the "less"
// a state that only grows would be written over and over (measured: 0.5 bytes
// more a byte set), with it a chain is at most twice the state. It is
// written from credit alone: the bytes of records committed minus those of
// keyframes written. So keyframes never write more than records did, whatever
// the shape of the history; and they are written in parts, with the commits
// that follow, so no commit waits for a large state. The head of a record tells
// how far one is, so the next handle goes on with it: text is counted in bytes,
// since where a part ends depends on how the state lies in memory.
//
// Thread word: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal/record.hpp"
#include "snaproll/snapshot.hpp"
#include "store/store.hpp"
#include "value/part_writer.hpp"

namespace snaproll::detail {

// No record and no state that limits allow is larger.
inline constexpr uint64_t kMostRecordBytes = uint64_t{1} << 34;
// What a row takes beside its body, as far as the rule is concerned.
inline constexpr uint64_t kRowBytes = 160;

// One part of a keyframe as it is stored: a byte for the codec, then the text.
std::string encode_part(std::string_view text, bool compressed);
Result<std::string> join_parts(const std::vector<std::string>& parts);

// Whether a keyframe is due for a base of a state of so many bytes.
// `keyframe_bytes` are those of the state of the newest keyframe.
bool keyframe_is_due(uint64_t chain_bytes, uint64_t keyframe_bytes,
                     uint64_t state_bytes, bool has_child) noexcept;

// The keyframe that is being written.
class KeyframeInWork {
 public:
  static constexpr size_t kPartBytes = 128u << 10;

  struct Part {
    RecordKey key;
    uint32_t number = 0;
    bool last = false;
    std::string bytes;    // as they are stored
    uint64_t credit = 0;  // that it takes
    // That it names: no part ends within a text of fewer than 4 kB.
    std::vector<BlobHash> blobs;
  };

  // `path` is that of the record; see Head.
  static Result<KeyframeInWork> begin(RecordKey key, uint64_t path,
                                      const CapturedState& state);
  // One that was begun by another handle. CORRUPT where it had more text.
  static Result<KeyframeInWork> resume(RecordKey key, uint64_t path,
                                       const CapturedState& state,
                                       const KeyframePlace& place);

  RecordKey key() const noexcept { return key_; }
  uint64_t path() const noexcept { return path_; }
  uint64_t state_bytes() const noexcept { return state_bytes_; }
  // The next part, where the credit is enough for it; the same one again until
  // `written`.
  const Part* next(uint64_t credit, bool compressed);
  // How far it is, and when that part is in the store too.
  KeyframePlace place() const noexcept;
  KeyframePlace after(const Part& part) const noexcept;
  // The part is in the store; tells whether it was the last one.
  bool written() noexcept;

  // Records that come after it on their way.
  bool covers(uint64_t seq) const { return line_.count(seq) > 0; }
  void add_to_line(uint64_t seq) { line_.insert(seq); }

 private:
  KeyframeInWork(RecordKey key, uint64_t path, uint64_t state_bytes,
                 const Value& document)
      : key_(key),
        path_(path),
        state_bytes_(state_bytes),
        writer_(std::make_unique<PartWriter>(document)),
        line_({key.seq}) {}

  RecordKey key_;
  uint64_t path_;
  uint64_t state_bytes_;
  std::unique_ptr<PartWriter> writer_;
  uint32_t number_ = 0;
  uint64_t bytes_ = 0;  // of text, in the parts that are in the store
  std::string begun_;   // of the next part
  bool ended_ = false;  // there is no more text than `begun_`
  std::optional<Part> part_;
  std::set<uint64_t> line_;
};

// A whole keyframe, to be written at once: in the place of what is there of
// another one, for another handle may be writing parts of its own.
using WholeKeyframe = std::vector<KeyframeInWork::Part>;
Result<WholeKeyframe> whole_keyframe(RecordKey key, const CapturedState& state,
                                     bool compressed);
Status put_whole(StoreWriter& writer, const WholeKeyframe& parts);

}  // namespace snaproll::detail
