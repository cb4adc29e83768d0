// The bytes in rows: bodies, attempts, moves, pause records, keyframes,
// compressed or not. Input: a byte that says which, the bytes.
#include "journal/record.hpp"

#include "fuzz.hpp"
#include "journal/blobs.hpp"
#include "journal/checkpoint_section.hpp"
#include "journal/compress.hpp"
#include "journal/document.hpp"
#include "journal/keyframes.hpp"
#include "manager/naming.hpp"
#include "value/canonical_reader.hpp"

namespace snaproll::fuzz {
namespace {

using namespace snaproll::detail;  // NOLINT: records are an inner part

constexpr uint64_t kMostText = 1u << 20;

void body(std::string_view bytes) {
  const auto decoded = decode_body(bytes);
  if (!worked(decoded)) return;
  const std::string again = encode_body(*decoded);
  require(
      encode_body(require_ok(decode_body(again), "a body reads back")) == again,
      "a body is a fixed point");
  if (decoded->moves.has_value())
    static_cast<void>(worked(decode_moves(*decoded->moves)));
  const CapturedState empty;
  if (decoded->checkpoint.has_value())
    static_cast<void>(worked(decode_checkpoint(*decoded->checkpoint, empty)));
  if (!decoded->delta.has_value() || decoded->delta->empty()) return;
  static_cast<void>(worked(apply_delta(empty, *decoded->delta, 1)));
}

void moves(std::string_view bytes) {
  const auto decoded = decode_moves(bytes);
  if (!worked(decoded)) return;
  const std::string again = encode_moves(*decoded);
  require(
      encode_moves(require_ok(decode_moves(again), "moves read back")) == again,
      "moves are a fixed point");
}

void attempt(std::string_view bytes) {
  const auto decoded = decode_attempt(bytes, "node");
  if (!worked(decoded)) return;
  const std::string again = encode_attempt(*decoded);
  require(encode_attempt(require_ok(decode_attempt(again, "node"),
                                    "an attempt reads back")) == again,
          "an attempt is a fixed point");
}

void checkpoint(std::string_view bytes) {
  const CapturedState empty;
  const auto decoded = decode_checkpoint(bytes, empty);
  if (!worked(decoded)) return;
  const auto again = require_ok(encode_checkpoint(*decoded, empty),
                                "a pause record can be written");
  const auto twice =
      require_ok(decode_checkpoint(again, empty), "a pause record reads back");
  require_same(twice.variables, decoded->variables,
               "a pause record keeps its variables");
  require_same(twice.nodes, decoded->nodes, "a pause record keeps its nodes");
}

void keyframe(std::string_view bytes) {
  const std::vector<std::string> parts = {std::string(bytes)};
  const auto text = join_parts(parts);
  if (!worked(text)) return;
  const auto value = read_canonical(*text, {});
  if (!worked(value)) return;
  const auto state = from_document(*value, 1);
  if (!worked(state)) return;
  const Value document =
      require_ok(to_document(*state), "a state has a document");
  const auto again =
      require_ok(from_document(document, 1), "a document is a state");
  require_same(again.variables, state->variables, "it is the same state");
  require_same(again.recorded, state->recorded, "its numbers are the same");
}

void compressed(std::string_view bytes) {
  std::string out;
  if (!worked(decompress(Codec::kZstd, bytes, kMostText, out))) return;
  require(out.size() <= kMostText, "no more comes out than was allowed");
  body(out);
}

void names(std::string_view bytes) {
  const auto all = named_blobs(bytes);
  for (const BlobHash& hash : all)
    require(bytes.find(blob_text(hash)) != std::string_view::npos,
            "a blob that is named stands in the text");
  size_t left = bytes.size();
  while (left > 0) {
    const size_t cut = cut_chunk(bytes.substr(bytes.size() - left));
    require(cut > 0 && cut <= left, "a chunk has some of the bytes");
    left -= cut;
  }
  static_cast<void>(decode_hold("name", Id(), bytes));
  static_cast<void>(decode_group(Id(), Id(), bytes));
  static_cast<void>(decode_time(bytes));
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(record) {
  using namespace snaproll::fuzz;
  constexpr size_t kWhich = 7;
  static void (*const kAll[kWhich])(std::string_view) = {
      body, moves, attempt, checkpoint, keyframe, compressed, names};
  Input input(data, size);
  const size_t which = input.below(kWhich);
  kAll[which](input.rest());
  return 0;
}
