#include <ctime>
#include <limits>

#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;

TEST(Clock, OfTheSystemTellsItsTimeAndCanNotBeSet) {
  Clock clock;
  const Time before = static_cast<Time>(std::time(nullptr) - 1) * test::kSecond;
  EXPECT_GE(clock.now(), before);
  EXPECT_LE(clock.now(), before + 60 * test::kSecond);
  EXPECT_THAT(clock.set(5), IsError(Code::kInvalidArgument));
  EXPECT_THAT(clock.advance(5), IsError(Code::kInvalidArgument));
}

TEST(Clock, ByHandStepsAtEachReading) {
  Clock clock(100, 7);
  EXPECT_EQ(clock.now(), 100);
  EXPECT_EQ(clock.now(), 107);
  EXPECT_THAT(clock.set(-3), IsOk());
  EXPECT_THAT(clock.advance(10), IsOk());
  EXPECT_EQ(clock.now(), 7);
}

TEST(Clock, ByHandDoesNotLeaveTheRangeOfTimes) {
  Clock clock(std::numeric_limits<Time>::max() - 1, 0);
  EXPECT_THAT(clock.advance(2), IsError(Code::kRange));
  EXPECT_EQ(clock.now(), std::numeric_limits<Time>::max() - 1);
  EXPECT_THAT(clock.set(kNoTime), IsError(Code::kInvalidArgument));
}

TEST(Environment, StandardIsOneForTheProcess) {
  EXPECT_EQ(Environment::standard(), Environment::standard());
  EXPECT_EQ(Environment::standard()->limits.id_bytes, 255u);
}

}  // namespace
}  // namespace snaproll
