// What the tests of snaproll.hpp share.
#pragma once

#include <gtest/gtest.h>

#include <snaproll.hpp>

namespace snaproll::abi::test {

inline constexpr int64_t kStart = 1700000000000000000;

// Options with a clock by hand and seeded ids.
inline Options fixed_options() {
  Options options = Options::make();
  options.set_clock(Clock(kStart, 1000000));
  options.set_id_seed(7);
  return options;
}

// The error that the call throws.
template <typename Function>
Error error_of(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(SNAPROLL_OK, nullptr);
}

}  // namespace snaproll::abi::test
