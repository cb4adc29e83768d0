#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <unordered_set>
#include <vector>

#include "base/check_id.hpp"
#include "base/name_id.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;
using test::IsOkAndHolds;

TEST(Id, ReadsAndWritesTheHyphenatedForm) {
  const char* text = "01890a5d-ac96-774b-bcce-b302099a8057";
  const auto id = Id::parse(text);
  ASSERT_THAT(id, IsOk());
  EXPECT_EQ(id->text(), text);
  EXPECT_EQ(id->bytes[0], 0x01);
  EXPECT_EQ(id->bytes[15], 0x57);
  EXPECT_THAT(Id::parse("01890A5D-AC96-774B-BCCE-B302099A8057"),
              IsOkAndHolds(*id));
}

TEST(Id, RefusesOtherTexts) {
  const std::string_view bad[] = {
      "",
      "01890a5d-ac96-774b-bcce-b302099a805",
      "01890a5d-ac96-774b-bcce-b302099a80571",
      "01890a5d-ac96-774b-bcce-b302099a805g",
      "01890a5dac96774bbcceb302099a8057",
      "01890a5d+ac96-774b-bcce-b302099a8057",
      "{1890a5d-ac96-774b-bcce-b302099a805}",
      " 1890a5d-ac96-774b-bcce-b302099a8057",
      std::string_view("01890a5d-ac96-774b-bcce-b302099a805\0", 36)};
  for (const std::string_view text : bad)
    EXPECT_THAT(Id::parse(text), IsError(Code::kInvalidArgument)) << text;
}

// S1
TEST(IdSource, GivesVersion7WithItsTime) {
  IdSource ids(3);
  const Id id = ids.next(test::kNoon + 500000);
  uint64_t millis = 0;
  for (size_t i = 0; i < 6; ++i) millis = millis << 8 | id.bytes[i];
  EXPECT_EQ(millis, static_cast<uint64_t>(test::kNoon / 1000000));
  EXPECT_EQ(id.bytes[6] >> 4, 7);
  EXPECT_EQ(id.bytes[8] >> 6, 2);
  // Half a millisecond of 4096ths.
  EXPECT_EQ((id.bytes[6] & 0xf) << 8 | id.bytes[7], 2048);
}

TEST(IdSource, StrictlyIncreasesAlsoWhereTheClockStandsOrGoesBack) {
  IdSource seeded(3);
  IdSource random;
  for (IdSource* ids : {&seeded, &random}) {
    Id last = ids->next(test::kNoon);
    for (int i = 0; i < 10000; ++i) {
      const Id next = ids->next(i % 3 == 0 ? test::kNoon - i : test::kNoon);
      ASSERT_LT(last, next);
      last = next;
    }
    EXPECT_LT(last, ids->next(-5));
  }
}

TEST(IdSource, WithASeedDependsOnSeedAndClockAlone) {
  IdSource one(42);
  IdSource same(42);
  IdSource other(43);
  for (int i = 0; i < 100; ++i) {
    const Id id = one.next(test::kNoon + i * 1000);
    EXPECT_EQ(id, same.next(test::kNoon + i * 1000));
    EXPECT_NE(id, other.next(test::kNoon + i * 1000));
  }
}

TEST(IdSource, DoesNotRepeatRandomBits) {
  IdSource ids;
  std::set<std::vector<uint8_t>> tails;
  for (int i = 0; i < 5000; ++i) {
    const Id id = ids.next(test::kNoon);
    tails.emplace(id.bytes.begin() + 8, id.bytes.end());
  }
  EXPECT_EQ(tails.size(), 5000u);
}

// Draws ids, of which the child's come through a pipe.
TEST(IdSource, AForkedChildSharesNoRandomBitsWithItsParent) {
  IdSource ids;
  ids.next(test::kNoon);  // there is a page with bits left
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  constexpr int kIds = 600;  // more than a page holds
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    bool written = true;
    for (int i = 0; i < kIds && written; ++i) {
      const Id id = ids.next(test::kNoon);
      written = write(ends[1], id.bytes.data(), 16) == 16;
    }
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  std::set<std::vector<uint8_t>> tails;
  std::array<uint8_t, 16> bytes;
  while (read(ends[0], bytes.data(), 16) == 16)
    tails.emplace(bytes.begin() + 8, bytes.end());
  close(ends[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  ASSERT_EQ(tails.size(), static_cast<size_t>(kIds));
  for (int i = 0; i < kIds; ++i) {
    const Id id = ids.next(test::kNoon);
    EXPECT_EQ(tails.count({id.bytes.begin() + 8, id.bytes.end()}), 0u);
  }
}

TEST(IdHash, SpreadsIdsThatDifferInOneBit) {
  std::unordered_set<size_t> low;
  for (size_t bit = 0; bit < 128; ++bit) {
    Id id;
    id.bytes[bit / 8] = static_cast<uint8_t>(1u << bit % 8);
    low.insert(IdHash()(id) & 0xffff);
    EXPECT_EQ(IdHash()(id), IdHash()(id));
  }
  EXPECT_GT(low.size(), 110u);
}

TEST(NameBasedId, IsDecidedByTheName) {
  const Id id = detail::name_based_id("a");
  EXPECT_EQ(id, detail::name_based_id("a"));
  EXPECT_NE(id, detail::name_based_id("b"));
  EXPECT_NE(id, detail::name_based_id(std::string_view("a\0", 2)));
  EXPECT_EQ(id.bytes[6] >> 4, 5);
  EXPECT_EQ(id.bytes[8] >> 6, 2);
}

// C5
TEST(CheckId, TakesOneTo255BytesOfUtf8) {
  const Limits limits;
  EXPECT_THAT(detail::check_id("a", "id", limits), IsOk());
  EXPECT_THAT(detail::check_id(std::string(255, 'x'), "id", limits), IsOk());
  EXPECT_THAT(detail::check_id("ключ/~\n", "id", limits), IsOk());
  EXPECT_THAT(detail::check_id("", "id", limits),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(detail::check_id(std::string(256, 'x'), "id", limits),
              IsError(Code::kLimit));
  EXPECT_THAT(detail::check_id("ab\xff", "id", limits),
              IsErrorAtOffset(Code::kParse, 2));
}

}  // namespace
}  // namespace snaproll
