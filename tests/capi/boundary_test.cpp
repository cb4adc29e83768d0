// The guard of the C ABI: what a function throws becomes a code. INTERNAL has
// no other way to come about.
#include "boundary.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <string>

namespace snaproll::capi {
namespace {

struct Told {
  int32_t status;
  int32_t code;
  std::string message;
};

template <typename Thrown>
Told told_of(const Thrown& thrown) {
  snaproll_error* error = nullptr;
  const int32_t status =
      guard(&error, [&]() -> Status { throw Thrown(thrown); });
  Told told{status, snaproll_error_code(error), snaproll_error_message(error)};
  snaproll_error_free(error);
  return told;
}

TEST(Guard, MakesInternalOfExceptionsThatNobodyExpects) {
  const Told told = told_of(std::runtime_error("the tree is on fire"));
  EXPECT_EQ(told.status, SNAPROLL_INTERNAL);
  EXPECT_EQ(told.code, SNAPROLL_INTERNAL);
  EXPECT_EQ(told.message, "the tree is on fire");
  const Told number = told_of(7);
  EXPECT_EQ(number.status, SNAPROLL_INTERNAL);
  EXPECT_EQ(number.message, "an exception of an unknown type");
}

TEST(Guard, MakesNoMemoryOfBadAlloc) {
  const Told told = told_of(std::bad_alloc());
  EXPECT_EQ(told.status, SNAPROLL_NO_MEMORY);
  EXPECT_EQ(told.message, "no memory left");
}

TEST(Guard, GivesTheCodeToThoseWhoTakeNoError) {
  EXPECT_EQ(guard(nullptr, []() -> Status { throw 7; }), SNAPROLL_INTERNAL);
}

}  // namespace
}  // namespace snaproll::capi
