// Reading canonical JSON that this library wrote itself, about twice as fast as
// JSON from outside.
//
// It is for text behind a checksum. A checksum can be forged, so any bytes are
// safe here, too: all that nodes rely on is checked on the way (see
// canonical_scan.hpp), nothing recurses, and the time is linear.
#pragma once

#include <string>
#include <string_view>

#include "snaproll/value.hpp"
#include "value/access.hpp"
#include "value/buffer.hpp"
#include "value/canonical_scan.hpp"

namespace snaproll::detail {

// Reads canonical JSON: the value that Value::parse gives, of the same nodes.
// Any other text is read by Value::parse (rule J5 makes the value canonical).
// Errors: CORRUPT (no JSON; offset told), LIMIT.
Result<Value> read_canonical(std::string_view json, const Limits& limits);

// Takes parts of a canonical text, one after the other. Each is false where it
// does not stand here, is not canonical or above a limit; then the reader is of
// no more use.
class CanonicalReader {
 public:
  // Keeps references to both. Values keep none of them.
  CanonicalReader(std::string_view json, const Limits& limits) noexcept
      : scan_(json, limits), limits_(limits) {}
  CanonicalReader(const CanonicalReader&) = delete;
  CanonicalReader& operator=(const CanonicalReader&) = delete;
  ~CanonicalReader();

  bool ended() const noexcept { return scan_.ended(); }
  bool take(char c) noexcept { return scan_.take(c); }
  // A whole value, at most limits.depth levels of it.
  bool value(Value& out);
  // A string with its escapes, borrowed from the text that is read.
  bool escaped_text(std::string_view& out) noexcept;
  // A string, without its escapes.
  bool text(std::string& out);
  // An integer that is not negative and fits into 63 bits.
  bool count(size_t& out);

 private:
  // An array or object that is open. Its entries wait, until they fill a run.
  struct Frame {
    const char* begin;
    Shape shape;
    bool escaped;  // the last name holds an escape
    uint32_t members;
    size_t first_entry;
    size_t first_leaf;
    size_t weight;  // of the waiting entries
  };

  bool scalar();
  bool open(Shape shape);
  bool close_containers();
  bool next_member();
  bool name(Frame& frame);
  bool in_order(const Frame& frame, std::string_view name,
                bool has_escapes) const noexcept;
  void close_value(const char* begin, Node* node);
  void close_container();
  Ref make_waiting(const Frame& frame, size_t count);
  void drop_entries(size_t first, size_t end) noexcept;

  CanonicalScan scan_;
  const Limits& limits_;
  Buffer<Entry, 16> entries_;  // own their nodes
  Refs leaves_;
  Buffer<Frame, 4> frames_;
};

}  // namespace snaproll::detail
