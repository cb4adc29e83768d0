// Matchers for Result and Status, and small helpers that most tests need.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "snaproll/options.hpp"
#include "snaproll/value.hpp"

namespace snaproll {

inline void PrintTo(const Value& value, std::ostream* out) {
  *out << value.to_json();
}
inline void PrintTo(const Error& error, std::ostream* out) {
  *out << "error " << static_cast<int>(error.code) << ": " << error.message
       << " at '" << error.pointer << "'";
}
inline void PrintTo(const Id& id, std::ostream* out) { *out << id.text(); }
template <typename T>
void PrintTo(const Result<T>& result, std::ostream* out) {
  if (result.ok()) {
    *out << "ok";
  } else {
    PrintTo(result.error(), out);
  }
}

namespace test {

MATCHER(IsOk, "is ok") { return arg.ok(); }

// Of a Result of something that has an `==`.
MATCHER_P(IsOkAndHolds, expected,
          "holds " + ::testing::PrintToString(expected)) {
  return arg.ok() && *arg == expected;
}

MATCHER_P(IsError, code, "is error " + std::to_string(static_cast<int>(code))) {
  return !arg.ok() && arg.error().code == code;
}

MATCHER_P2(IsErrorAt, code, pointer,
           "is error " + std::to_string(static_cast<int>(code)) + " at '" +
               std::string(pointer) + "'") {
  return !arg.ok() && arg.error().code == code &&
         arg.error().pointer == pointer;
}

MATCHER_P2(IsErrorAtOffset, code, offset,
           "is error " + std::to_string(static_cast<int>(code)) + " at byte " +
               std::to_string(offset)) {
  return !arg.ok() && arg.error().code == code &&
         arg.error().offset == static_cast<size_t>(offset);
}

// The value of a JSON text that a test is sure of.
inline Value json(std::string_view text) {
  auto value = Value::parse(text);
  EXPECT_THAT(value, IsOk()) << text;
  return value.ok() ? *value : Value();
}

// 2024-05-01T12:00:00Z
inline constexpr Time kNoon = 1714564800000000000;
inline constexpr int64_t kSecond = 1000000000;

// A manual clock that begins at noon and moves by `step` at each reading, ids
// from a seed.
inline std::shared_ptr<const Environment> fixed_environment(
    int64_t step = 0, const Limits& limits = {}, uint64_t seed = 1) {
  return std::make_shared<const Environment>(
      Environment{std::make_shared<Clock>(kNoon, step),
                  std::make_shared<IdSource>(seed), limits});
}

}  // namespace test
}  // namespace snaproll
