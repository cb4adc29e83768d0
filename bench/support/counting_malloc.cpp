#include "support/counting_malloc.hpp"

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstddef>

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* memory);
}

namespace snaproll::bench {
namespace {

// A chunk of glibc is its usable bytes and 8 bytes of head.
constexpr int64_t kChunkHead = 8;

std::atomic<bool> on{false};
std::atomic<uint64_t> calls{0};
std::atomic<uint64_t> frees{0};
std::atomic<int64_t> live{0};
std::atomic<int64_t> peak{0};

int64_t chunk(void* memory) {
  return static_cast<int64_t>(malloc_usable_size(memory)) + kChunkHead;
}

void* given(void* memory) {
  if (on.load(std::memory_order_relaxed) && memory != nullptr) {
    calls.fetch_add(1, std::memory_order_relaxed);
    const int64_t bytes = chunk(memory);
    const int64_t now =
        live.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    if (now > peak.load(std::memory_order_relaxed)) {
      peak.store(now, std::memory_order_relaxed);
    }
  }
  return memory;
}

void taken_back(void* memory) {
  if (on.load(std::memory_order_relaxed) && memory != nullptr) {
    frees.fetch_add(1, std::memory_order_relaxed);
    live.fetch_sub(chunk(memory), std::memory_order_relaxed);
  }
}

}  // namespace

void start_counting() {
  calls.store(0);
  frees.store(0);
  live.store(0);
  peak.store(0);
  on.store(true);
}

MallocCounts counted() {
  return {calls.load(), frees.load(), live.load(), peak.load()};
}

MallocCounts stop_counting() {
  on.store(false);
  return counted();
}

}  // namespace snaproll::bench

using snaproll::bench::given;
using snaproll::bench::taken_back;

extern "C" {

void* malloc(size_t size) noexcept { return given(__libc_malloc(size)); }

void* calloc(size_t count, size_t size) noexcept {
  return given(__libc_calloc(count, size));
}

void* realloc(void* old, size_t size) noexcept {
  taken_back(old);
  void* memory = __libc_realloc(old, size);
  if (memory == nullptr && size > 0) return given(old), nullptr;
  return given(memory);
}

void free(void* memory) noexcept {
  taken_back(memory);
  __libc_free(memory);
}

void* memalign(size_t alignment, size_t size) noexcept {
  return given(__libc_memalign(alignment, size));
}

void* aligned_alloc(size_t alignment, size_t size) noexcept {
  return given(__libc_memalign(alignment, size));
}

int posix_memalign(void** out, size_t alignment, size_t size) noexcept {
  void* memory = given(__libc_memalign(alignment, size));
  if (memory == nullptr) return ENOMEM;
  *out = memory;
  return 0;
}

}  // extern "C"
