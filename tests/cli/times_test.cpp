// Times and figures as people write and read them.
#include "times.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <snaproll.hpp>
#include <string>

#include "exit_code.hpp"
#include "terminal.hpp"

namespace snaproll::cli {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kNow = 1'777'636'800 * kSecond;  // 2026-05-01T12:00:00Z

TEST(Times, HowLongAgoIsCountedFromNow) {
  EXPECT_EQ(parse_time("0s", kNow), kNow);
  EXPECT_EQ(parse_time("90s", kNow), kNow - 90 * kSecond);
  EXPECT_EQ(parse_time("15m", kNow), kNow - 15 * 60 * kSecond);
  EXPECT_EQ(parse_time("2h", kNow), kNow - 7200 * kSecond);
  EXPECT_EQ(parse_time("3d", kNow), kNow - 3 * 86400 * kSecond);
  EXPECT_EQ(parse_time("4w", kNow), kNow - 28 * 86400 * kSecond);
}

TEST(Times, TimesAndDaysAreReadInUtc) {
  EXPECT_EQ(parse_time("2026-05-01T12:00:00Z", 0), kNow);
  EXPECT_EQ(parse_time("2026-05-01T14:00:00+02:00", 0), kNow);
  EXPECT_EQ(parse_time("2026-05-01", 0), kNow - 43200 * kSecond);
}

TEST(Times, WhatIsNoTimeIsAFaultOfUsage) {
  for (const char* text :
       {"", "h", "2", "2y", "-2h", "+2h", "2 h", "2.5h", "2026-5-1",
        "2026-13-01", "2026-05-01T12:00", "yesterday", "99999999999999w",
        "9223372036854775807s", "20000w"}) {
    try {
      parse_time(text, kNow);
      ADD_FAILURE() << text;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code, kUsage) << text;
    }
  }
}

TEST(Times, AreShownToTheSecond) {
  EXPECT_EQ(short_time(kNow + 1), "2026-05-01 12:00:00");
  EXPECT_EQ(short_time(SNAPROLL_NO_TIME), "");
  EXPECT_EQ(short_time("2026-05-01T12:00:00.5Z"), "2026-05-01 12:00:00");
  EXPECT_EQ(short_time(""), "");
}

TEST(Figures, AreGroupedAndCounted) {
  EXPECT_EQ(counted(0), "0");
  EXPECT_EQ(counted(999), "999");
  EXPECT_EQ(counted(1000), "1,000");
  EXPECT_EQ(counted(1234567), "1,234,567");
  EXPECT_EQ(counted(1, "snapshot"), "1 snapshot");
  EXPECT_EQ(counted(0, "snapshot"), "0 snapshots");
}

TEST(Figures, BytesHaveTheUnitThatFits) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1000), "1.0 kB");
  EXPECT_EQ(bytes_text(999949), "999.9 kB");
  EXPECT_EQ(bytes_text(999960), "1.0 MB");
  EXPECT_EQ(bytes_text(123456789012345), "123.5 TB");
}

TEST(ExitCode, EachStatusHasItsOwn) {
  EXPECT_EQ(exit_code_of(SNAPROLL_NOT_FOUND), 3);
  EXPECT_EQ(exit_code_of(SNAPROLL_AMBIGUOUS), 4);
  EXPECT_EQ(exit_code_of(SNAPROLL_OWNED), 5);
  EXPECT_EQ(exit_code_of(SNAPROLL_CORRUPT), 6);
  EXPECT_EQ(exit_code_of(SNAPROLL_READ_ONLY), 7);
  EXPECT_EQ(exit_code_of(SNAPROLL_UNKNOWN), 7);
  EXPECT_EQ(exit_code_of(SNAPROLL_NO_MEMORY), 9);
  for (int32_t status = SNAPROLL_INTERNAL; status < 0; ++status) {
    EXPECT_GE(exit_code_of(status), 2) << status;
    EXPECT_LE(exit_code_of(status), 9) << status;
  }
}

}  // namespace
}  // namespace snaproll::cli
