#include "journal/blobs.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "journal/compress.hpp"
#ifdef SNAPROLL_WITH_SQLITE
#include "base/hash.hpp"
#endif

namespace snaproll::detail {
namespace {

// Bytes of a blob that stands in its row, uncut.
constexpr size_t kWhole = 4096;
// Bytes of a chunk: 4 kB on average.
constexpr size_t kLeastChunk = 1024;
constexpr size_t kMostChunk = 16384;
// A boundary is where this many high bits of the rolling hash are 0: more of
// them before the average size, fewer behind it, so that sizes stay close to it
// (normalized chunking, as FastCDC has it).
constexpr uint64_t kRare = 0xfffc000000000000u;
constexpr uint64_t kOften = 0xffc0000000000000u;

constexpr size_t kDigits = 2 * std::tuple_size_v<BlobHash>;

// A random-looking number for each byte, the same for ever: where blobs are cut
// depends on them. SplitMix64.
constexpr std::array<uint64_t, 256> make_gear() {
  std::array<uint64_t, 256> gear{};
  uint64_t state = 0;
  for (uint64_t& number : gear) {
    state += 0x9e3779b97f4a7c15u;
    uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30u)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27u)) * 0x94d049bb133111ebu;
    number = mixed ^ (mixed >> 31u);
  }
  return gear;
}
constexpr std::array<uint64_t, 256> kGear = make_gear();

// -1 where it is no digit.
int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool read_digits(std::string_view digits, BlobHash& hash) noexcept {
  for (size_t i = 0; i < hash.size(); ++i) {
    const int high = digit_of(digits[2 * i]);
    const int low = digit_of(digits[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    hash[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return true;
}

Error bad_blob(const BlobHash& hash) {
  return Error(Code::kCorrupt,
               "the blob " + blob_text(hash) + " is not what its hash says");
}

Status pack(std::string_view bytes, bool compressed, Codec& codec,
            std::string& body) {
  if (compressed && compress(bytes, body)) {
    codec = Codec::kZstd;
  } else {
    codec = Codec::kPlain;
    body = std::string(bytes);
  }
  return {};
}

Result<int64_t> write_chunk(StoreWriter& writer, std::string_view bytes,
                            bool compressed) {
  ChunkRow row;
  SNAPROLL_TRY(row.hash, hash_blob(bytes));
  SNAPROLL_TRY(const int64_t there, writer.use_chunk(row.hash));
  if (there != 0) return there;
  row.size = bytes.size();
  SNAPROLL_CHECK(pack(bytes, compressed, row.codec, row.body));
  return writer.put_chunk(row);
}

Status write_blob(StoreWriter& writer, const BlobHash& hash,
                  std::string_view bytes, bool compressed) {
  SNAPROLL_TRY(const auto there, writer.blob(hash));
  if (there.has_value()) return {};
  BlobRow row;
  row.hash = hash;
  row.size = bytes.size();
  if (bytes.size() <= kWhole) {
    SNAPROLL_CHECK(pack(bytes, compressed, row.codec, row.body));
    return writer.put_blob(row);
  }
  while (!bytes.empty()) {
    const size_t size = cut_chunk(bytes);
    SNAPROLL_TRY(const int64_t chunk,
                 write_chunk(writer, bytes.substr(0, size), compressed));
    row.chunks.push_back(chunk);
    bytes.remove_prefix(size);
  }
  return writer.put_blob(row);
}

}  // namespace

#ifdef SNAPROLL_WITH_SQLITE
Result<BlobHash> hash_blob(std::string_view bytes) { return blake2b(bytes); }
#else
Result<BlobHash> hash_blob(std::string_view) {
  return Error(Code::kInvalidArgument, "this build has no blobs")
      .with_hint("build with SNAPROLL_WITH_SQLITE=ON");
}
#endif

std::string blob_text(const BlobHash& hash) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(kDigits);
  for (const uint8_t byte : hash) {
    text += kHex[byte >> 4u];
    text += kHex[byte & 0xfu];
  }
  return text;
}

Result<BlobHash> parse_blob_hash(std::string_view text) {
  BlobHash hash;
  if (text.size() == kDigits && read_digits(text, hash)) return hash;
  return Error(Code::kInvalidArgument,
               "the hash of a blob is 64 lower-case hex digits");
}

Error no_blob(const BlobHash& hash) {
  return Error(Code::kNotFound, "there is no blob " + blob_text(hash));
}

std::vector<BlobHash> named_blobs(std::string_view bytes) {
  std::set<BlobHash> found;
  // The last digit of a hash is looked at first: most texts have another byte
  // there, and none of the 64 before it can be its first digit then.
  for (size_t last = kDigits; last + 1 < bytes.size();) {
    if (digit_of(bytes[last]) < 0) {
      last += kDigits;
      continue;
    }
    size_t end = last + 1;
    while (end < bytes.size() && digit_of(bytes[end]) >= 0) ++end;
    size_t begin = last;
    while (begin > 0 && digit_of(bytes[begin - 1]) >= 0) --begin;
    BlobHash hash;
    const bool whole = end - begin == kDigits && begin > 0 &&
                       bytes[begin - 1] == '"' && end < bytes.size() &&
                       bytes[end] == '"';
    if (whole && read_digits(bytes.substr(begin, kDigits), hash))
      found.insert(hash);
    last = end + kDigits;
  }
  return {found.begin(), found.end()};
}

size_t cut_chunk(std::string_view bytes) noexcept {
  const size_t most = std::min(bytes.size(), kMostChunk);
  uint64_t rolling = 0;
  for (size_t i = std::min(kLeastChunk, most); i < most; ++i) {
    rolling = (rolling << 1u) + kGear[static_cast<unsigned char>(bytes[i])];
    if ((rolling & (i < kWhole ? kRare : kOften)) == 0) return i + 1;
  }
  return most;
}

Result<BlobHash> BlobBox::put(std::string_view bytes) {
  if (bytes.size() > kMostBlobBytes) {
    return Error(Code::kLimit, "a blob of " + std::to_string(bytes.size()) +
                                   " bytes; the limit is " +
                                   std::to_string(kMostBlobBytes));
  }
  SNAPROLL_TRY(const BlobHash hash, hash_blob(bytes));
  auto copy = std::make_shared<const std::string>(bytes);
  const std::lock_guard<std::mutex> lock(mutex_);
  blobs_.try_emplace(hash, std::move(copy));
  return hash;
}

std::shared_ptr<const std::string> BlobBox::find(const BlobHash& hash) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = blobs_.find(hash);
  return found != blobs_.end() ? found->second : nullptr;
}

void BlobBox::forget(const BlobHash& hash) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  blobs_.erase(hash);
}

void BlobBox::take(BlobBox& other) {
  const std::scoped_lock lock(mutex_, other.mutex_);
  blobs_.merge(other.blobs_);
}

void add_new_blobs(const BlobBox& box, const std::vector<BlobHash>& named,
                   NewBlobs& blobs) {
  for (const BlobHash& hash : named)
    if (auto bytes = box.find(hash)) blobs.emplace(hash, std::move(bytes));
}

Status write_blobs(StoreWriter& writer, const NewBlobs& blobs,
                   bool compressed) {
  for (const auto& [hash, bytes] : blobs)
    SNAPROLL_CHECK(write_blob(writer, hash, *bytes, compressed));
  return {};
}

Result<std::string> read_blob(StoreReader& reader, const BlobHash& hash) {
  SNAPROLL_TRY(const auto row, reader.blob(hash));
  if (!row.has_value()) return no_blob(hash);
  if (row->size > kMostBlobBytes) return bad_blob(hash);
  std::string bytes;
  if (row->chunks.empty()) {
    SNAPROLL_CHECK(decompress(row->codec, row->body, kMostBlobBytes, bytes));
  } else {
    bytes.reserve(std::min(row->size, row->chunks.size() * kMostChunk));
  }
  for (const int64_t number : row->chunks) {
    SNAPROLL_TRY(const auto chunk, reader.chunk(number));
    if (!chunk.has_value()) return bad_blob(hash);
    SNAPROLL_CHECK(decompress(chunk->codec, chunk->body, kMostChunk, bytes));
  }
  SNAPROLL_TRY(const BlobHash made, hash_blob(bytes));
  if (made != hash) return bad_blob(hash);
  return bytes;
}

}  // namespace snaproll::detail
