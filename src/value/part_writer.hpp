// PartWriter: the canonical JSON of a value in parts, for a store that writes a
// large state bit by bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "snaproll/value.hpp"
#include "value/stream.hpp"

namespace snaproll::detail {

class PartWriter {
 public:
  // Holds the value: it shares memory with it and copies nothing.
  explicit PartWriter(Value value);
  PartWriter(const PartWriter&) = delete;  // the stream borrows the value
  PartWriter& operator=(const PartWriter&) = delete;

  // Appends the next bytes of Value::to_json(): at least one piece of the text,
  // then pieces until `most` bytes are there or the text ends. A piece is a
  // scalar, a part of a long string, or what stands between two of these in a
  // run, so a part exceeds `most` by a few kB at worst, unless a name is longer
  // than that. Whether more follows. O(bytes written + levels of the value);
  // does not recurse. After std::bad_alloc the writer is of no more use.
  bool next(std::string& out, size_t most);

  // Bytes that are still to come. O(1).
  uint64_t left() const noexcept { return left_; }

 private:
  const Value value_;
  TextStream stream_;
  uint64_t left_;
};

}  // namespace snaproll::detail
