// Makes allocations fail: this program's operator new, and the malloc that
// nodes come from (linked with --wrap=malloc). One thread at a time.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <new>

namespace snaproll::test {

// From now on the allocation after `count` others fails, once.
void fail_after(size_t count) noexcept;
// No allocation fails any more; whether one did.
bool stop_failing() noexcept;

// Lets each allocation of `work` fail in turn, until it needs no more; after
// each std::bad_alloc, `check` sees that nothing changed. Where `work` does
// without the memory, `again` makes the state from before.
template <typename Work, typename Check, typename Again>
void for_each_failure(Work&& work, Check&& check, Again&& again) {
  size_t thrown = 0;
  for (size_t n = 0; n < 100000; ++n) {
    bool throws = false;
    fail_after(n);
    try {
      work();
    } catch (const std::bad_alloc&) {
      throws = true;
    }
    const bool failed = stop_failing();
    ASSERT_TRUE(failed || !throws) << "allocation " << n;
    if (!failed) {
      EXPECT_GT(thrown, 0u) << "no allocation failed";
      return;
    }
    if (throws) {
      ++thrown;
      check();
    } else {
      again();
    }
    if (::testing::Test::HasFailure()) FAIL() << "allocation " << n;
  }
  FAIL() << "it takes no end of memory";
}

}  // namespace snaproll::test
