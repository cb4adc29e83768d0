#include "journal/keyframes.hpp"

#include <algorithm>
#include <utility>

#include "journal/blobs.hpp"
#include "journal/compress.hpp"
#include "journal/document.hpp"

namespace snaproll::detail {
namespace {

constexpr uint64_t kShortChain = 64u << 10;

}  // namespace

std::string encode_part(std::string_view text, bool compressed) {
  std::string packed;
  const bool smaller = compressed && compress(text, packed);
  std::string part(1,
                   static_cast<char>(smaller ? Codec::kZstd : Codec::kPlain));
  part += smaller ? std::string_view(packed) : text;
  return part;
}

Result<std::string> join_parts(const std::vector<std::string>& parts) {
  // No more is believed of parts than what is there tells.
  constexpr uint64_t kUsualRatio = 16;
  uint64_t stored = 0;
  for (const std::string& part : parts) stored += part.size();
  std::string text;
  text.reserve(std::min(parts.size() * KeyframeInWork::kPartBytes * 9 / 8,
                        stored * kUsualRatio));
  for (const std::string& part : parts) {
    if (part.empty()) return Error(Code::kCorrupt, "an empty part");
    const auto codec = static_cast<Codec>(part.front());
    SNAPROLL_CHECK(decompress(codec, std::string_view(part).substr(1),
                              kMostRecordBytes, text));
  }
  return text;
}

bool keyframe_is_due(uint64_t chain_bytes, uint64_t keyframe_bytes,
                     uint64_t state_bytes, bool has_child) noexcept {
  if (state_bytes > keyframe_bytes)
    chain_bytes -= std::min(chain_bytes, state_bytes - keyframe_bytes);
  const uint64_t most = has_child ? state_bytes / 2 : state_bytes;
  return chain_bytes > std::max(most, kShortChain);
}

Result<KeyframeInWork> KeyframeInWork::begin(RecordKey key, uint64_t path,
                                             const CapturedState& state) {
  SNAPROLL_TRY(const Value document, to_document(state));
  return KeyframeInWork(key, path, state.json_size(), document);
}

Result<KeyframeInWork> KeyframeInWork::resume(RecordKey key, uint64_t path,
                                              const CapturedState& state,
                                              const KeyframePlace& place) {
  SNAPROLL_TRY(KeyframeInWork work, begin(key, path, state));
  for (uint64_t left = place.bytes; left > 0;) {
    if (work.ended_) return Error(Code::kCorrupt, "a keyframe of more text");
    std::string text;
    work.ended_ = !work.writer_->next(text, kPartBytes);
    const uint64_t known = std::min<uint64_t>(left, text.size());
    left -= known;
    work.begun_ = text.substr(known);
  }
  work.number_ = static_cast<uint32_t>(place.parts);
  work.bytes_ = place.bytes;
  return work;
}

KeyframePlace KeyframeInWork::place() const noexcept {
  if (number_ == 0) return {};
  return {key_.seq, number_, bytes_, 0};
}

KeyframePlace KeyframeInWork::after(const Part& part) const noexcept {
  if (part.last) return {};
  return {key_.seq, uint64_t{part.number} + 1, bytes_ + part.credit, 0};
}

const KeyframeInWork::Part* KeyframeInWork::next(uint64_t credit,
                                                 bool compressed) {
  if (!part_.has_value()) {
    // A part of the usual size is sure to find credit before it is made.
    const uint64_t left = begun_.size() + (ended_ ? 0 : writer_->left());
    if (credit < std::min<uint64_t>(kPartBytes, left)) return nullptr;
    Part part;
    std::string text = begun_;
    part.key = key_;
    part.number = number_;
    part.last = ended_ || !writer_->next(text, kPartBytes);
    part.credit = text.size();
    part.blobs = named_blobs(text);
    part.bytes = encode_part(text, compressed);
    part_ = std::move(part);
  }
  return part_->credit <= credit ? &*part_ : nullptr;
}

bool KeyframeInWork::written() noexcept {
  const bool last = part_->last;
  bytes_ += part_->credit;
  begun_.clear();
  part_.reset();
  ++number_;
  return last;
}

Result<WholeKeyframe> whole_keyframe(RecordKey key, const CapturedState& state,
                                     bool compressed) {
  SNAPROLL_TRY(KeyframeInWork made, KeyframeInWork::begin(key, 0, state));
  WholeKeyframe parts;
  do {
    parts.push_back(*made.next(UINT64_MAX, compressed));
  } while (!made.written());
  return parts;
}

Status put_whole(StoreWriter& writer, const WholeKeyframe& parts) {
  SNAPROLL_CHECK(writer.remove_keyframe(parts.front().key));
  for (const KeyframeInWork::Part& part : parts)
    SNAPROLL_CHECK(writer.put_keyframe(part.key, part.number, part.last,
                                       part.bytes, part.blobs));
  return {};
}

}  // namespace snaproll::detail
