// Each thread has a page of its own, so no lock is needed and a fork in the
// middle of another thread's call leaves nothing locked. The kernel clears the
// page in a forked child (MADV_WIPEONFORK), which reads there as "none left".
// Where it can not do that, every call asks the kernel.
#include "base/random.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace snaproll::detail {
namespace {

constexpr size_t kPage = 4096;

struct Pool {
  uint64_t left;
  uint64_t words[kPage / sizeof(uint64_t) - 1];
};
static_assert(sizeof(Pool) == kPage);

// By the system call, since glibc has the function only from 2.25 on.
void draw(void* out, size_t size) {
  auto* next = static_cast<unsigned char*>(out);
  while (size > 0) {
    const long got = syscall(SYS_getrandom, next, size, 0U);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw std::system_error(errno, std::generic_category(), "getrandom");
    next += got;
    size -= static_cast<size_t>(got);
  }
}

Pool* map_pool() noexcept {
  void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return nullptr;
  if (madvise(page, kPage, MADV_WIPEONFORK) != 0) {
    munmap(page, kPage);
    return nullptr;
  }
  return static_cast<Pool*>(page);
}

enum class PoolState : unsigned char { kUnmade, kMade, kNone };

// Plain data, so that they can be read after the thread's destructors ran.
thread_local PoolState pool_state = PoolState::kUnmade;
thread_local Pool* pool = nullptr;

// Gives the page back at the end of the thread.
struct PoolOwner {
  PoolOwner() noexcept {
    pool = map_pool();
    pool_state = pool != nullptr ? PoolState::kMade : PoolState::kNone;
  }
  ~PoolOwner() {
    if (pool != nullptr) munmap(pool, kPage);
    pool = nullptr;
    pool_state = PoolState::kNone;
  }
  PoolOwner(const PoolOwner&) = delete;
  PoolOwner& operator=(const PoolOwner&) = delete;
};

void make_pool() { static thread_local const PoolOwner owner; }

}  // namespace

uint64_t random_bits() {
  if (pool_state == PoolState::kUnmade) make_pool();
  if (pool == nullptr) {
    uint64_t word;
    draw(&word, sizeof word);
    return word;
  }
  if (pool->left == 0) {
    draw(pool->words, sizeof pool->words);
    pool->left = sizeof pool->words / sizeof(uint64_t);
  }
  return pool->words[--pool->left];
}

Id random_id() {
  const uint64_t words[2] = {random_bits(), random_bits()};
  Id id;
  static_assert(sizeof words == sizeof id.bytes);
  std::memcpy(id.bytes.data(), words, sizeof words);
  return id;
}

}  // namespace snaproll::detail
