#include "base/glob.hpp"

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "support/matchers.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

using detail::check_glob;
using detail::glob_literal_prefix;
using detail::glob_match;
using detail::is_glob;
using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;

TEST(Glob, MatchesTheWholeName) {
  EXPECT_TRUE(glob_match("agent", "agent"));
  EXPECT_FALSE(glob_match("agent", "agents"));
  EXPECT_FALSE(glob_match("agents", "agent"));
  EXPECT_TRUE(glob_match("", ""));
  EXPECT_FALSE(glob_match("", "a"));
}

TEST(Glob, StarTakesAnyRunSlashesAndNothingToo) {
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("***", ""));
  EXPECT_TRUE(glob_match("agent/*", "agent/"));
  EXPECT_TRUE(glob_match("agent/*", "agent/a/b"));
  EXPECT_FALSE(glob_match("agent/*", "agent"));
  EXPECT_TRUE(glob_match("*/cost", "agent/a/cost"));
  EXPECT_FALSE(glob_match("*/cost", "agent/a/costs"));
  EXPECT_TRUE(glob_match("a*b*c", "aXbXbXc"));
  EXPECT_FALSE(glob_match("a*b*c", "aXcXb"));
}

TEST(Glob, QuestionMarkTakesOneCharacterWhateverItsBytes) {
  EXPECT_TRUE(glob_match("step ?", "step 1"));
  EXPECT_FALSE(glob_match("step ?", "step "));
  EXPECT_FALSE(glob_match("step ?", "step 12"));
  EXPECT_TRUE(glob_match("?", "\xc3\xa9"));
  EXPECT_TRUE(glob_match("?", "\xf0\x9f\x98\x80"));
  EXPECT_FALSE(glob_match("??", "\xc3\xa9"));
  EXPECT_FALSE(glob_match("*??", "\xc3\xa9"));
  EXPECT_TRUE(glob_match("*?b",
                         "\xc3\xa9"
                         "b"));
}

TEST(Glob, BackslashTakesTheNextCharacterAsItIs) {
  EXPECT_TRUE(glob_match("\\*", "*"));
  EXPECT_FALSE(glob_match("\\*", "a"));
  EXPECT_FALSE(glob_match("\\*", "\\*"));
  EXPECT_TRUE(glob_match("a\\?*", "a?b"));
  EXPECT_TRUE(glob_match("\\\\", "\\"));
  EXPECT_TRUE(glob_match("\\a\\\xc3\xa9", "a\xc3\xa9"));
}

TEST(Glob, HasNoSetsAndNoAlternatives) {
  EXPECT_TRUE(glob_match("a[0]", "a[0]"));
  EXPECT_FALSE(glob_match("a[0]", "a0"));
  EXPECT_TRUE(glob_match("{a,b}*", "{a,b}"));
  EXPECT_FALSE(is_glob("a[0]{1,2}!^"));
}

TEST(Glob, ComparesCaseAndBytesBehindNul) {
  EXPECT_FALSE(glob_match("A", "a"));
  const std::string name("a\0b", 3);
  EXPECT_TRUE(glob_match("a*b", name));
  EXPECT_FALSE(glob_match("a", name));
}

TEST(Glob, TellsWhatIsNoGlob) {
  EXPECT_THAT(check_glob(""), IsOk());
  EXPECT_THAT(check_glob("a[*\\]"), IsOk());
  EXPECT_THAT(check_glob(std::string(1024, '*')), IsOk());
  EXPECT_THAT(check_glob(std::string(1025, 'a')), IsError(Code::kLimit));
  EXPECT_THAT(check_glob("ab\xff*"), IsErrorAtOffset(Code::kParse, 2));
  EXPECT_THAT(check_glob("ab\\"), IsErrorAtOffset(Code::kParse, 2));
  EXPECT_THAT(check_glob("\\\\\\"), IsErrorAtOffset(Code::kParse, 2));
  EXPECT_EQ(check_glob("\\").error().message,
            "the glob ends with a single backslash");
}

TEST(Glob, TellsItsLiteralPrefix) {
  EXPECT_EQ(glob_literal_prefix("agent/*"), "agent/");
  EXPECT_EQ(glob_literal_prefix("agent"), "agent");
  EXPECT_EQ(glob_literal_prefix("a\\*b"), "a");
  EXPECT_EQ(glob_literal_prefix("?"), "");
  EXPECT_TRUE(is_glob("a*"));
  EXPECT_TRUE(is_glob("a?"));
  EXPECT_TRUE(is_glob("a\\b"));
  EXPECT_FALSE(is_glob("a"));
}

// A table over both texts, character by character: slow and plain.
bool model_match(const std::vector<std::string>& glob,
                 const std::vector<std::string>& name) {
  std::vector<std::vector<bool>> table(
      glob.size() + 1, std::vector<bool>(name.size() + 1, false));
  table[0][0] = true;
  for (size_t g = 1; g <= glob.size(); ++g) {
    const std::string& part = glob[g - 1];
    for (size_t n = 0; n <= name.size(); ++n) {
      if (part == "*") {
        table[g][n] = table[g - 1][n] || (n > 0 && table[g][n - 1]);
      } else if (n > 0) {
        const bool fits =
            part == "?" || part == name[n - 1] || part == "\\" + name[n - 1];
        table[g][n] = fits && table[g - 1][n - 1];
      }
    }
  }
  return table[glob.size()][name.size()];
}

std::string join(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

TEST(Glob, MatchesAsThePlainTableDoes) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  std::mt19937_64 random(test::seed());
  const std::vector<std::string> in_glob = {"*", "?",   "\\*", "\\\\",    "a",
                                            "b", "\\a", "*",   "\xc3\xa9"};
  const std::vector<std::string> in_name = {"a", "b", "*", "\\", "\xc3\xa9"};
  size_t matches = 0;
  for (int round = 0; round < 10000; ++round) {
    std::vector<std::string> glob(random() % 8);
    for (auto& part : glob) part = in_glob[random() % in_glob.size()];
    std::vector<std::string> name(random() % 10);
    for (auto& part : name) part = in_name[random() % in_name.size()];
    ASSERT_THAT(check_glob(join(glob)), IsOk());
    const bool expected = model_match(glob, name);
    ASSERT_EQ(glob_match(join(glob), join(name)), expected)
        << join(glob) << " and " << join(name);
    matches += expected ? 1 : 0;
  }
  EXPECT_GT(matches, 500u);
}

// What takes others exponential time: 2^500 ways to split the name.
TEST(Glob, StaysQuadraticOnHostileGlobs) {
  std::string glob;
  for (int i = 0; i < 511; ++i) glob += "*a";
  glob += "b";
  const std::string name(64 << 10, 'a');
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(glob_match(glob, name));
  EXPECT_FALSE(glob_match("*" + std::string(1022, 'a') + "b", name));
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(std::chrono::duration<double>(took).count(), 10.0);
}

}  // namespace
}  // namespace snaproll
