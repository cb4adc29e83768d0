// Pool: where the shells of one kind of handle live.
//
// The memory of a shell is never given back, so that its magic word can be read
// whatever became of the handle. Free shells form a list of indices; the head
// carries a counter, so that a shell that was taken and given back meanwhile is
// noticed. Nothing is destroyed at exit: the pool has no destructor, and all
// that lives is reachable from it.
//
//   slab k holds kFirst << k shells, beginning with number kFirst * (2^k - 1)
//   head   count of takings : 32 | number of the first free shell + 1 : 32
//
// Taking and giving back cost O(1), lock-free but for the making of a new slab.
//
// Thread word: internally synchronized.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>

namespace snaproll::capi {

// What every handle begins with.
struct Shell {
  std::atomic<uint32_t> magic{0};  // 0 = nothing lives here
  std::atomic<uint32_t> next{0};  // number of the next free shell + 1; 0 = none
  uint32_t number = 0;
};

template <typename Handle>
class Pool {
 public:
  constexpr Pool() = default;

  // A shell that nothing lives in. Throws std::bad_alloc.
  Handle* take() {
    uint64_t head = head_.load(std::memory_order_acquire);
    for (;;) {
      const auto first = static_cast<uint32_t>(head);
      if (first == 0) {
        grow();
        head = head_.load(std::memory_order_acquire);
        continue;
      }
      Handle* shell = at(first - 1);
      const uint64_t next = shell->next.load(std::memory_order_relaxed);
      const uint64_t taken = ((head >> 32) + 1) << 32 | next;
      if (head_.compare_exchange_weak(head, taken, std::memory_order_acquire))
        return shell;
    }
  }

  void give_back(Handle* shell) noexcept { chain(shell, shell); }

 private:
  static constexpr uint32_t kFirst = 64;
  static constexpr uint32_t kSlabs = 25;  // 2^31 shells

  Handle* at(uint32_t number) const noexcept {
    const uint32_t k =
        31 - static_cast<uint32_t>(__builtin_clz(number / kFirst + 1));
    return slabs_[k].load(std::memory_order_acquire) +
           (number - kFirst * ((1u << k) - 1));
  }

  // Puts `first` to `last`, linked already, before the free ones.
  void chain(Handle* first, Handle* last) noexcept {
    uint64_t head = head_.load(std::memory_order_relaxed);
    uint64_t chained = 0;
    do {
      last->next.store(static_cast<uint32_t>(head), std::memory_order_relaxed);
      chained = (head >> 32) << 32 | (first->number + 1);
    } while (!head_.compare_exchange_weak(
        head, chained, std::memory_order_release, std::memory_order_relaxed));
  }

  void grow() {
    const std::lock_guard<std::mutex> lock(growing_);
    if (static_cast<uint32_t>(head_.load(std::memory_order_acquire)) != 0)
      return;
    uint32_t k = 0;
    while (k < kSlabs && slabs_[k].load(std::memory_order_relaxed) != nullptr)
      ++k;
    if (k == kSlabs) throw std::bad_alloc();
    const uint32_t count = kFirst << k;
    auto* slab = new Handle[count];
    for (uint32_t i = 0; i < count; ++i) {
      slab[i].number = kFirst * ((1u << k) - 1) + i;
      slab[i].next.store(slab[i].number + 2, std::memory_order_relaxed);
    }
    slabs_[k].store(slab, std::memory_order_release);
    chain(slab, slab + count - 1);
  }

  std::atomic<uint64_t> head_{0};
  std::atomic<Handle*> slabs_[kSlabs] = {};
  std::mutex growing_;
};

}  // namespace snaproll::capi
