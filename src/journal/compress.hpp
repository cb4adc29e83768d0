// Compression of the bodies of rows, by zstd where it is built in.
//
// Thread word: plain functions; each thread has its own workspace.
#pragma once

#include <string>
#include <string_view>

#include "snaproll/result.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// Texts below this are not worth it.
inline constexpr size_t kCompressFrom = 512;

// Whether zstd is built in.
bool can_compress() noexcept;

// The compressed form of `text` in `out`; false where it would not be shorter,
// is too short, or zstd is not built in.
bool compress(std::string_view text, std::string& out);

// Appends to `out` what the bytes were made of. FORMAT where the codec is not
// known here, CORRUPT where the bytes are not what it wrote, LIMIT where more
// than `most` bytes would come out.
Status decompress(Codec codec, std::string_view bytes, uint64_t most,
                  std::string& out);

}  // namespace snaproll::detail
