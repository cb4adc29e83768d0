// Policies as text.
#include "snaproll/policy.hpp"

#include "support/matchers.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr uint64_t kSecond = 1000000000;
constexpr uint64_t kHour = 3600 * kSecond;
constexpr uint64_t kDay = 24 * kHour;

// The canonical text of a policy that a test is sure of.
std::string canonical(std::string_view text) {
  const auto policy = Policy::parse(text);
  EXPECT_THAT(policy, IsOk()) << text;
  return policy.ok() ? policy->text() : "";
}

uint64_t number(std::string_view text, PolicyRule rule) {
  const auto policy = Policy::parse(text);
  EXPECT_THAT(policy, IsOk()) << text;
  return policy.ok() ? policy->number(rule) : 0;
}

std::string hint(std::string_view text) {
  const auto policy = Policy::parse(text);
  return policy.ok() ? "no error" : policy.error().hint;
}

constexpr std::string_view kAll =
    "keep-last=10 keep-within=2h keep-hourly=24 keep-daily=7 keep-weekly=4 "
    "keep-monthly=12 keep-yearly=3 keep-tagged keep-labelled keep-branches "
    "thin=log max-count=1000 max-age=90d max-bytes=64MiB zone=+02:00 "
    "expire-finished=7d expire-idle=30d";

TEST(Policy, ReadsEveryRule) {
  const auto policy = Policy::parse(kAll);
  ASSERT_THAT(policy, IsOk());
  const std::pair<PolicyRule, uint64_t> expected[] = {
      {PolicyRule::kKeepLast, 10},
      {PolicyRule::kKeepWithin, 2 * kHour},
      {PolicyRule::kKeepHourly, 24},
      {PolicyRule::kKeepDaily, 7},
      {PolicyRule::kKeepWeekly, 4},
      {PolicyRule::kKeepMonthly, 12},
      {PolicyRule::kKeepYearly, 3},
      {PolicyRule::kKeepTagged, 1},
      {PolicyRule::kKeepLabelled, 1},
      {PolicyRule::kKeepBranches, 1},
      {PolicyRule::kKeepNone, 0},
      {PolicyRule::kThin, 1},
      {PolicyRule::kMaxCount, 1000},
      {PolicyRule::kMaxAge, 90 * kDay},
      {PolicyRule::kMaxBytes, uint64_t{64} << 20},
      {PolicyRule::kExpireFinished, 7 * kDay},
      {PolicyRule::kExpireIdle, 30 * kDay}};
  for (const auto& [rule, value] : expected) {
    EXPECT_EQ(policy->number(rule), value) << policy_rule_name(rule);
    EXPECT_EQ(policy->has(rule), value != 0) << policy_rule_name(rule);
  }
  EXPECT_EQ(policy->zone_seconds(), 7200);
}

TEST(Policy, TextIsCanonical) {
  EXPECT_EQ(canonical(kAll), kAll);
  EXPECT_EQ(canonical("  zone=-03:30   max-count=5 keep-last=007  "),
            "keep-last=7 max-count=5 zone=-03:30");
  EXPECT_EQ(canonical("keep-none"), "keep-none");
  EXPECT_EQ(canonical("keep-within=36h"), "keep-within=1d12h");
  EXPECT_EQ(canonical("keep-within=90m"), "keep-within=1h30m");
  EXPECT_EQ(canonical("keep-within=2w"), "keep-within=14d");
  EXPECT_EQ(canonical("keep-within=1w1d1h1m1s"), "keep-within=8d1h1m1s");
  EXPECT_EQ(canonical("max-bytes=1024"), "max-bytes=1KiB");
  EXPECT_EQ(canonical("max-bytes=1000"), "max-bytes=1kB");
  EXPECT_EQ(canonical("max-bytes=1001B"), "max-bytes=1001B");
  EXPECT_EQ(canonical("max-bytes=64MB"), "max-bytes=64MB");
  EXPECT_EQ(canonical("max-bytes=2048GiB"), "max-bytes=2TiB");
  EXPECT_EQ(canonical("max-bytes=1024000"), "max-bytes=1000KiB");
  EXPECT_EQ(canonical("max-bytes=18446744073709551615"),
            "max-bytes=18446744073709551615B");
}

TEST(Policy, UtcIsTheZoneThatIsNotSaid) {
  EXPECT_EQ(canonical("keep-last=1 zone=UTC"), "keep-last=1");
  EXPECT_EQ(canonical("keep-last=1 zone=+00:00"), "keep-last=1");
  EXPECT_EQ(canonical("keep-last=1 zone=-00:00"), "keep-last=1");
  EXPECT_EQ(canonical("keep-last=1 zone=+23:59"), "keep-last=1 zone=+23:59");
}

TEST(Policy, IsEqualWhereItMeansTheSame) {
  const auto a = Policy::parse("keep-daily=7 max-age=1w");
  const auto b = Policy::parse("max-age=7d keep-daily=7 zone=UTC");
  const auto c = Policy::parse("keep-daily=7 max-age=1w zone=+01:00");
  EXPECT_TRUE(*a == *b);
  EXPECT_TRUE(*a != *c);
}

TEST(Policy, KnowsWhetherARuleKeeps) {
  EXPECT_TRUE(Policy::parse("keep-none")->has_keep_rule());
  EXPECT_TRUE(Policy::parse("thin=log")->has_keep_rule());
  EXPECT_TRUE(Policy::parse("keep-branches")->has_keep_rule());
  EXPECT_FALSE(Policy::parse("max-count=1 max-age=1s max-bytes=1 "
                             "expire-finished=1s expire-idle=1s")
                   ->has_keep_rule());
}

TEST(Policy, ReadsUnitsOfTimeAndSize) {
  const auto within = [](const std::string& text) {
    return number("keep-within=" + text, PolicyRule::kKeepWithin);
  };
  EXPECT_EQ(within("1s"), kSecond);
  EXPECT_EQ(within("1m"), 60 * kSecond);
  EXPECT_EQ(within("1h"), kHour);
  EXPECT_EQ(within("1d"), kDay);
  EXPECT_EQ(within("1w"), 7 * kDay);
  EXPECT_EQ(within("1d0h30m"), kDay + 1800 * kSecond);
  EXPECT_EQ(within("9223372036s"), 9223372036 * kSecond);
  const auto bytes = [](const std::string& text) {
    return number("max-bytes=" + text, PolicyRule::kMaxBytes);
  };
  EXPECT_EQ(bytes("7"), 7u);
  EXPECT_EQ(bytes("7B"), 7u);
  EXPECT_EQ(bytes("7kB"), 7000u);
  EXPECT_EQ(bytes("7MB"), 7000000u);
  EXPECT_EQ(bytes("7GB"), 7000000000u);
  EXPECT_EQ(bytes("7TB"), 7000000000000u);
  EXPECT_EQ(bytes("7KiB"), uint64_t{7} << 10);
  EXPECT_EQ(bytes("7MiB"), uint64_t{7} << 20);
  EXPECT_EQ(bytes("7GiB"), uint64_t{7} << 30);
  EXPECT_EQ(bytes("7TiB"), uint64_t{7} << 40);
  EXPECT_EQ(bytes("16777215TiB"), uint64_t{16777215} << 40);
}

// What is to go has to be said.
TEST(Policy, RefusesATextWithoutARule) {
  for (const std::string_view text : {"", "   ", "zone=+02:00"}) {
    EXPECT_THAT(Policy::parse(text), IsError(Code::kInvalidArgument)) << text;
    EXPECT_THAT(hint(text), HasSubstr("keep-none")) << text;
  }
}

TEST(Policy, RefusesUnknownWordsAndNamesTheNearest) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"keep-dayly=7", "keep-daily"},   {"keep-lst=7", "keep-last"},
      {"Keep-Weekly=1", "keep-weekly"}, {"keep-labeled", "keep-labelled"},
      {"kep-tagged", "keep-tagged"},    {"max-bites=1MB", "max-bytes"},
      {"mxa-age=1d", "max-age"},        {"expire-ilde=1d", "expire-idle"},
      {"zon=+01:00", "zone"},           {"keep-non", "keep-none"},
  };
  for (const auto& [text, nearest] : cases) {
    const std::string whole = "thin=log " + std::string(text);
    EXPECT_THAT(Policy::parse(whole), IsErrorAtOffset(Code::kParse, 9u));
    EXPECT_EQ(hint(whole), "the nearest known word is " + std::string(nearest))
        << text;
  }
  EXPECT_THAT(Policy::parse("=5"), IsErrorAtOffset(Code::kParse, 0u));
}

TEST(Policy, CutsLongWordsInMessages) {
  const auto policy = Policy::parse(std::string(4000, 'x'));
  ASSERT_THAT(policy, IsErrorAtOffset(Code::kParse, 0u));
  EXPECT_LT(policy.error().message.size(), 80u);
  // Not within a character.
  std::string accents = "a";
  for (int i = 0; i < 25; ++i) accents += "é";
  const auto wide = Policy::parse(accents);
  ASSERT_THAT(wide, IsErrorAtOffset(Code::kParse, 0u));
  EXPECT_THAT(wide.error().message, HasSubstr("é..."));
}

TEST(Policy, RefusesARuleTwice) {
  EXPECT_THAT(Policy::parse("keep-last=1 thin=log keep-last=1"),
              IsErrorAtOffset(Code::kParse, 21u));
  EXPECT_THAT(Policy::parse("keep-tagged keep-tagged"),
              IsErrorAtOffset(Code::kParse, 12u));
  EXPECT_THAT(Policy::parse("keep-last=1 zone=UTC zone=UTC"),
              IsErrorAtOffset(Code::kParse, 21u));
}

TEST(Policy, RefusesMissingAndSuperfluousValues) {
  EXPECT_THAT(Policy::parse("keep-last"), IsErrorAtOffset(Code::kParse, 9u));
  EXPECT_THAT(Policy::parse("keep-last="), IsErrorAtOffset(Code::kParse, 9u));
  EXPECT_THAT(Policy::parse("keep-last= 5"), IsErrorAtOffset(Code::kParse, 9u));
  EXPECT_THAT(Policy::parse("thin"), IsErrorAtOffset(Code::kParse, 4u));
  EXPECT_THAT(Policy::parse("zone="), IsErrorAtOffset(Code::kParse, 4u));
  EXPECT_THAT(Policy::parse("keep-tagged=yes"),
              IsErrorAtOffset(Code::kParse, 11u));
  EXPECT_THAT(Policy::parse("keep-none="), IsErrorAtOffset(Code::kParse, 9u));
  EXPECT_EQ(hint("max-bytes"), "as in max-bytes=64MiB");
}

TEST(Policy, RefusesValuesOfAnotherForm) {
  EXPECT_THAT(Policy::parse("keep-last=ten"),
              IsErrorAtOffset(Code::kParse, 10u));
  EXPECT_THAT(Policy::parse("keep-last=10x"),
              IsErrorAtOffset(Code::kParse, 12u));
  EXPECT_THAT(Policy::parse("keep-last=1.5"),
              IsErrorAtOffset(Code::kParse, 11u));
  EXPECT_THAT(Policy::parse("keep-last=+5"),
              IsErrorAtOffset(Code::kParse, 10u));
  EXPECT_THAT(Policy::parse("keep-last=1=2"),
              IsErrorAtOffset(Code::kParse, 11u));
  EXPECT_THAT(Policy::parse("thin=linear"), IsErrorAtOffset(Code::kParse, 5u));
  EXPECT_EQ(hint("thin=linear"), "thin=log is the only one");
  EXPECT_THAT(Policy::parse("max-bytes=MiB"),
              IsErrorAtOffset(Code::kParse, 10u));
  EXPECT_THAT(Policy::parse("max-bytes=64mib"),
              IsErrorAtOffset(Code::kParse, 12u));
  EXPECT_THAT(hint("max-bytes=64mib"), HasSubstr("MiB"));
}

TEST(Policy, RefusesUnitsOfTimeThatAreNone) {
  EXPECT_THAT(Policy::parse("max-age=90"), IsErrorAtOffset(Code::kParse, 10u));
  EXPECT_THAT(hint("max-age=90"), HasSubstr("s, m, h, d and w"));
  EXPECT_THAT(Policy::parse("max-age=1d12"),
              IsErrorAtOffset(Code::kParse, 12u));
  EXPECT_THAT(Policy::parse("max-age=1ms"), IsErrorAtOffset(Code::kParse, 9u));
  EXPECT_THAT(Policy::parse("max-age=1h1d"),
              IsErrorAtOffset(Code::kParse, 11u));
  EXPECT_THAT(Policy::parse("max-age=1h1h"),
              IsErrorAtOffset(Code::kParse, 11u));
  EXPECT_THAT(Policy::parse("max-age=d"), IsErrorAtOffset(Code::kParse, 8u));
  for (const std::string_view text :
       {"max-age=1y", "max-age=3M", "max-age=3mo", "max-age=1year"}) {
    EXPECT_THAT(Policy::parse(text), IsErrorAtOffset(Code::kParse, 9u)) << text;
    EXPECT_THAT(hint(text), HasSubstr("months and years")) << text;
  }
}

TEST(Policy, RefusesNumbersThatAreNotAboveZero) {
  EXPECT_THAT(Policy::parse("keep-last=0"), IsErrorAtOffset(Code::kRange, 10u));
  EXPECT_THAT(Policy::parse("keep-last=-1"),
              IsErrorAtOffset(Code::kRange, 10u));
  EXPECT_THAT(Policy::parse("keep-within=0s"),
              IsErrorAtOffset(Code::kRange, 12u));
  EXPECT_THAT(Policy::parse("keep-within=0d0h"),
              IsErrorAtOffset(Code::kRange, 12u));
  EXPECT_THAT(Policy::parse("keep-within=-2h"),
              IsErrorAtOffset(Code::kRange, 12u));
  EXPECT_THAT(Policy::parse("max-bytes=0"), IsErrorAtOffset(Code::kRange, 10u));
  EXPECT_THAT(Policy::parse("max-bytes=0GiB"),
              IsErrorAtOffset(Code::kRange, 10u));
  EXPECT_THAT(Policy::parse("max-bytes=-5MB"),
              IsErrorAtOffset(Code::kRange, 10u));
}

TEST(Policy, RefusesNumbersThatDoNotFit) {
  EXPECT_THAT(Policy::parse("keep-last=18446744073709551616"),
              IsErrorAtOffset(Code::kRange, 10u));
  EXPECT_THAT(Policy::parse("keep-within=9223372037s"),
              IsErrorAtOffset(Code::kRange, 12u));
  EXPECT_THAT(Policy::parse("keep-within=15250w2d"),
              IsErrorAtOffset(Code::kRange, 18u));
  EXPECT_THAT(Policy::parse("keep-within=99999999999999999999999s"),
              IsErrorAtOffset(Code::kRange, 12u));
  EXPECT_THAT(Policy::parse("max-bytes=16777216TiB"),
              IsErrorAtOffset(Code::kRange, 10u));
}

TEST(Policy, RefusesZonesThatAreNoOffsets) {
  for (const std::string_view text :
       {"Europe/Berlin", "CET", "Z", "utc", "+2:00", "+0200", "+02", "02:00",
        "+02:0x", "+02:00:00"}) {
    const std::string whole = "keep-last=1 zone=" + std::string(text);
    EXPECT_THAT(Policy::parse(whole), IsErrorAtOffset(Code::kParse, 17u))
        << text;
    EXPECT_THAT(hint(whole), HasSubstr("an offset")) << text;
  }
  EXPECT_THAT(Policy::parse("keep-last=1 zone=+24:00"),
              IsErrorAtOffset(Code::kRange, 18u));
  EXPECT_THAT(Policy::parse("keep-last=1 zone=-02:60"),
              IsErrorAtOffset(Code::kRange, 21u));
}

TEST(Policy, RefusesKeepNoneBesideRulesThatKeep) {
  EXPECT_THAT(Policy::parse("keep-last=1 keep-none"),
              IsErrorAtOffset(Code::kInvalidArgument, 12u));
  EXPECT_THAT(Policy::parse("keep-none thin=log"),
              IsErrorAtOffset(Code::kInvalidArgument, 0u));
  EXPECT_THAT(Policy::parse("keep-none keep-branches"),
              IsErrorAtOffset(Code::kInvalidArgument, 0u));
  EXPECT_EQ(canonical("keep-none max-count=5 expire-idle=1d"),
            "keep-none max-count=5 expire-idle=1d");
}

TEST(Policy, RefusesTextsAboveTheLimit) {
  std::string text = "keep-last=1";
  text.resize(Policy::kMaxText, ' ');
  EXPECT_THAT(Policy::parse(text), IsOk());
  text += ' ';
  EXPECT_THAT(Policy::parse(text), IsError(Code::kLimit));
}

TEST(Policy, RefusesControlCharactersAndNeverEchoesThem) {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"thin=log\nthin"sv, "thin=log\x1b[31m"sv, "thin=log\0"sv,
        "thin=log\tkeep-last=1"sv, "thin=log\xe2\x80\xa8"sv, "thin=log\x7f"sv,
        "thin=log\xff"sv}) {
    const auto policy = Policy::parse(text);
    ASSERT_THAT(policy, IsErrorAtOffset(Code::kParse, 8u)) << text;
    EXPECT_THAT(policy.error().message, Not(HasSubstr(text.substr(8))));
  }
}

// Bytes, a policy with bytes that are others, and words with values of any
// kind: an error with a place in the text, or a policy whose text is read as
// the same.
std::string random_text(test::Random& random, int kind) {
  std::string text;
  if (kind == 0) {
    for (size_t n = test::below(random, 40); n > 0; --n)
      text += static_cast<char>(random());
    return text;
  }
  if (kind == 1) {
    text = kAll;
    text[test::below(random, text.size())] = static_cast<char>(random());
    return text;
  }
  const std::string_view words[] = {
      "keep-last=", "keep-within=", "keep-hourly=", "keep-tagged",
      "keep-none",  "thin=",        "max-count=",   "max-age=",
      "max-bytes=", "zone=",        "expire-idle=", "expire-never="};
  const std::string_view values[] = {"",
                                     "1",
                                     "90",
                                     "0",
                                     "-5",
                                     "1d",
                                     "1d12h",
                                     "7MiB",
                                     "12kB",
                                     "1s",
                                     "5m",
                                     "+02:00",
                                     "-0:0",
                                     "UTC",
                                     "log",
                                     "log=",
                                     "1 2",
                                     "x",
                                     "\n",
                                     "é",
                                     "\xff",
                                     "9223372036854775807s",
                                     "18446744073709551615"};
  for (size_t n = test::below(random, 3); n > 0 || text.empty(); n -= n > 0) {
    text += words[test::below(random, std::size(words))];
    text += values[test::below(random, std::size(values))];
    text += ' ';
  }
  return text;
}

TEST(Policy, NoTextCrashesAndEachPolicyComesBack) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  test::Random random(test::seed());
  size_t read = 0;
  for (int i = 0; i < 50000; ++i) {
    const std::string text = random_text(random, i % 4);
    const auto policy = Policy::parse(text);
    if (policy.ok()) {
      ++read;
      const auto again = Policy::parse(policy->text());
      ASSERT_THAT(again, IsOk()) << text;
      ASSERT_TRUE(*again == *policy) << text;
      ASSERT_EQ(again->text(), policy->text()) << text;
    } else {
      const Error& error = policy.error();
      ASSERT_TRUE(error.offset == Error::kNoOffset ||
                  error.offset <= text.size())
          << text;
      ASSERT_EQ(error.message.find_first_of("\n\xff"), std::string::npos);
    }
  }
  EXPECT_GT(read, 500u);
}

}  // namespace
}  // namespace snaproll
