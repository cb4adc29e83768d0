#include "journal/compress.hpp"

#include <utility>

#ifdef SNAPROLL_WITH_ZSTD
#include <zstd.h>

#include <memory>
#include <new>
#endif

namespace snaproll::detail {

#ifdef SNAPROLL_WITH_ZSTD

namespace {

constexpr int kLevel = 1;
constexpr int kWindowLogMax = 23;  // 8 MiB for a frame, whatever it says
// Above this many bytes a frame may not tell of more than kMostRatio times as
// many: see the threat model in SECURITY.md.
constexpr uint64_t kFreeBytes = 1u << 20;
constexpr uint64_t kMostRatio = 1000;

bool too_small(uint64_t text, uint64_t compressed) noexcept {
  return text > kFreeBytes && text / kMostRatio > compressed;
}

struct FreeCompressor {
  void operator()(ZSTD_CCtx* c) const noexcept { ZSTD_freeCCtx(c); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* d) const noexcept { ZSTD_freeDCtx(d); }
};

ZSTD_CCtx* compressor() {
  thread_local std::unique_ptr<ZSTD_CCtx, FreeCompressor> made;
  if (made == nullptr) made.reset(ZSTD_createCCtx());
  if (made == nullptr) throw std::bad_alloc();
  return made.get();
}

ZSTD_DCtx* decompressor() {
  thread_local std::unique_ptr<ZSTD_DCtx, FreeDecompressor> made;
  if (made == nullptr) {
    made.reset(ZSTD_createDCtx());
    if (made != nullptr)
      ZSTD_DCtx_setParameter(made.get(), ZSTD_d_windowLogMax, kWindowLogMax);
  }
  if (made == nullptr) throw std::bad_alloc();
  return made.get();
}

}  // namespace

bool can_compress() noexcept { return true; }

bool compress(std::string_view text, std::string& out) {
  if (text.size() < kCompressFrom) return false;
  out.resize(ZSTD_compressBound(text.size()));
  const size_t bytes = ZSTD_compressCCtx(compressor(), out.data(), out.size(),
                                         text.data(), text.size(), kLevel);
  if (ZSTD_isError(bytes) != 0 || bytes >= text.size()) return false;
  if (too_small(text.size(), bytes)) return false;
  out.resize(bytes);
  return true;
}

Status decompress(Codec codec, std::string_view bytes, uint64_t most,
                  std::string& out) {
  if (codec == Codec::kPlain) {
    out += bytes;
    return {};
  }
  if (codec != Codec::kZstd)
    return Error(Code::kFormat,
                 "compressed by what this version does not know");
  const uint64_t told = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (told == ZSTD_CONTENTSIZE_ERROR || told == ZSTD_CONTENTSIZE_UNKNOWN)
    return Error(Code::kCorrupt, "no compressed body");
  if (told > most || too_small(told, bytes.size())) {
    return Error(Code::kLimit, "a compressed body tells of " +
                                   std::to_string(told) + " bytes");
  }
  const size_t before = out.size();
  out.resize(before + static_cast<size_t>(told));
  const size_t made =
      ZSTD_decompressDCtx(decompressor(), out.data() + before,
                          out.size() - before, bytes.data(), bytes.size());
  if (ZSTD_isError(made) != 0 || made != told)
    return Error(Code::kCorrupt, "a compressed body that can not be read");
  return {};
}

#else

bool can_compress() noexcept { return false; }

bool compress(std::string_view, std::string&) { return false; }

Status decompress(Codec codec, std::string_view bytes, uint64_t,
                  std::string& out) {
  if (codec == Codec::kPlain) {
    out += bytes;
    return {};
  }
  return Error(Code::kFormat, "compressed, and this build is without zstd")
      .with_hint("use a build with zstd");
}

#endif

}  // namespace snaproll::detail
