// Replay: the state that a record yields, from the nearest keyframe or state
// in memory and the deltas after it.
//
// Thread word: plain functions.
#pragma once

#include <cstdint>

#include "journal/home.hpp"
#include "journal/record.hpp"

namespace snaproll::detail {

struct ReadRecord {
  RecordRow row;
  RecordBody body;
};

// NOT_FOUND where it is not there; CORRUPT, FORMAT, IO, BUSY.
Result<ReadRecord> read_record(StoreReader& reader, RecordKey key);
Result<ReadRecord> decode_record(RecordRow row);
// Puts the bytes into the row, compressed where that is asked for and shorter.
void pack_body(RecordRow& row, std::string bytes, bool compressed);

// Whether a record of that kind yields a state.
bool has_state(const RecordHead& head) noexcept;

// O(deltas since the nearest known state). CORRUPT names the record at fault.
// Where `also` is on the way, its state is kept in memory too.
Result<CapturedState> replay(Home& home, StoreReader& reader, RecordKey key,
                             RecordKey also = {});

// The state that a whole keyframe tells; NOT_FOUND where there is none.
Result<CapturedState> read_keyframe(StoreReader& reader, RecordKey key,
                                    uint64_t next_sequence);

// Makes an error name the record.
Error in_record(RecordKey key, Error error);

}  // namespace snaproll::detail
