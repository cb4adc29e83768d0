#include "value/part_writer.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace snaproll::detail {

PartWriter::PartWriter(Value value)
    : value_(std::move(value)), stream_(value_), left_(value_.json_size()) {}

bool PartWriter::next(std::string& out, size_t most) {
  const size_t before = out.size();
  out.reserve(before + std::min<uint64_t>(most, left_));
  std::string_view piece;
  while (left_ > 0 && stream_.next(piece)) {
    out += piece;
    left_ -= piece.size();
    if (out.size() - before >= most) break;
  }
  return left_ > 0;
}

}  // namespace snaproll::detail
