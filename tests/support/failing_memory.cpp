#include "support/failing_memory.hpp"

#include <cstdlib>
#include <limits>

namespace {

constexpr size_t kNever = std::numeric_limits<size_t>::max();
size_t left = kNever;
bool failed = false;

bool fails() noexcept {
  if (left == kNever) return false;
  if (left-- > 0) return false;
  left = kNever;
  failed = true;
  return true;
}

}  // namespace

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): names that the linker makes.
void* __real_malloc(size_t size);
void* __wrap_malloc(size_t size) {
  return fails() ? nullptr : __real_malloc(size);
}
// NOLINTEND(bugprone-reserved-identifier)
}

void* operator new(size_t size) {
  void* memory = fails() ? nullptr : __real_malloc(size > 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return fails() ? nullptr : __real_malloc(size > 0 ? size : 1);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}

namespace snaproll::test {

void fail_after(size_t count) noexcept {
  failed = false;
  left = count;
}

bool stop_failing() noexcept {
  left = kNever;
  return failed;
}

}  // namespace snaproll::test
