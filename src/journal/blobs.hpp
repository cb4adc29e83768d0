// Blobs: bytes that stand beside states. A state has {"$blob":"<hash>"} where
// they belong; the hash is BLAKE2b-256 of the bytes in 64 hex digits, as
// `b2sum -l 256` tells it.
//
// Whatever is written for states (deltas, keyframes) is searched for texts that
// look like a hash: these it names, and a blob is in the store as long as a row
// names it. So no writer has to tell what it needs, whichever way a reference
// came into a state. A text that only looks like a hash costs a look-up.
//
// A blob is cut where its content says (see cut_chunk), so that one that grew,
// or changed in its middle, shares all but a few chunks with what it was.
//
// Thread words: BlobBox is internally synchronized, all else are plain
// functions.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace snaproll::detail {

inline constexpr uint64_t kMostBlobBytes = uint64_t{1} << 30;

// INVALID_ARGUMENT in a build without libsodium.
Result<BlobHash> hash_blob(std::string_view bytes);
std::string blob_text(const BlobHash& hash);
// INVALID_ARGUMENT where it is not 64 lower-case hex digits.
Result<BlobHash> parse_blob_hash(std::string_view text);

// The hashes that canonical JSON, or anything with it inside, has as whole
// texts; each once. O(n), and about n / 64 bytes are looked at.
std::vector<BlobHash> named_blobs(std::string_view bytes);

// Bytes of the first chunk of what is not empty.
size_t cut_chunk(std::string_view bytes) noexcept;

// What was put and is in no store yet; in memory alone it stays here.
class BlobBox {
 public:
  // INVALID_ARGUMENT, LIMIT.
  Result<BlobHash> put(std::string_view bytes);
  // Null where it is not here.
  std::shared_ptr<const std::string> find(const BlobHash& hash) const;
  void forget(const BlobHash& hash) noexcept;
  // All that the other one has.
  void take(BlobBox& other);

 private:
  mutable std::mutex mutex_;
  std::map<BlobHash, std::shared_ptr<const std::string>> blobs_;
};

// Of a commit: what its rows name and is not in the store yet.
using NewBlobs = std::map<BlobHash, std::shared_ptr<const std::string>>;
void add_new_blobs(const BlobBox& box, const std::vector<BlobHash>& named,
                   NewBlobs& blobs);
// Before the rows that name them. Nothing for those that are there.
Status write_blobs(StoreWriter& writer, const NewBlobs& blobs, bool compressed);

Error no_blob(const BlobHash& hash);  // NOT_FOUND
// NOT_FOUND; CORRUPT where it is not what its hash says.
Result<std::string> read_blob(StoreReader& reader, const BlobHash& hash);

}  // namespace snaproll::detail
