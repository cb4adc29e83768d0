// Content: found wherever it stands, and nothing but it is taken out.
#include "value/content.hpp"

#include <random>
#include <string>

#include "snaproll/pointer.hpp"
#include "snapshot/content_change.hpp"
#include "support/matchers.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

using detail::Content;
using test::IsOkAndHolds;
using ::testing::HasSubstr;
using ::testing::Not;

Value parse(std::string_view json) { return *Value::parse(json); }

// What is left of a value, as JSON.
std::string left_of(std::string_view content, std::string_view json) {
  Content erased(content);
  auto left = erased.without(parse(json));
  EXPECT_TRUE(left.ok());
  return left->to_json();
}

TEST(Content, LeavesAMarkerInStringsNamesAndNothingElse) {
  EXPECT_EQ(left_of("sk-1", R"({"a":"Bearer sk-1!","b":["sk-1",1,"sk-"]})"),
            R"({"a":"Bearer [erased]!","b":["[erased]",1,"sk-"]})");
  EXPECT_EQ(left_of("sk-1", R"({"x sk-1":{"sk-1":true}})"),
            R"({"x [erased]":{"[erased]":true}})");
  EXPECT_EQ(left_of("sk-1", R"("sk-1")"), R"("[erased]")");
}

TEST(Content, MakesNumbersThatHoldItNull) {
  EXPECT_EQ(left_of("4111", R"([41111,1,-4111.5,"4111"])"),
            R"([null,1,null,"[erased]"])");
}

TEST(Content, KeepsWordsOfJsonThatHoldIt) {
  EXPECT_EQ(left_of("ul", R"([null,"null",true])"),
            R"([null,"n[erased]l",true])");
}

TEST(Content, NoTwoNamesBecomeOne) {
  EXPECT_EQ(left_of("s3", R"({"[erased]":1,"s3":2,"s3s3":3})"),
            R"({"[erased]":1,"[erased][erased]":3,"[erased]_":2})");
}

TEST(Content, IsFoundEscapedInJsonThatIsAString) {
  // "p\"w" in a string, in JSON in a string, and in JSON in that.
  const std::string once = R"({"k":"p\"w"})";
  const std::string twice = parse("[0]").to_json();
  Value inner = *Value::text(once);
  Value outer = *Value::text(inner.to_json());
  Content erased("p\"w");
  for (const Value& value : {parse(once), inner, outer}) {
    auto left = erased.without(value);
    ASSERT_TRUE(left.ok());
    EXPECT_THAT(left->to_json(), HasSubstr("[erased]"));
    EXPECT_THAT(left->to_json(), Not(HasSubstr("w")));
  }
}

TEST(Content, IsFoundWhereJsonIsAllAscii) {
  EXPECT_EQ(left_of("clé𝄞", R"(["{\"k\":\"cl\\u00e9\\ud834\\udd1e\"}"])"),
            R"(["{\"k\":\"[erased]\"}"])");
}

// Other writers of JSON escape slashes, signs of HTML, or with capitals.
TEST(Content, IsFoundInWhateverWayItIsEscaped) {
  for (const char* const written :
       {R"(<a/b&é>)", R"(<a\/b&é>)", R"(\u003ca/b\u0026\u00e9\u003e)",
        R"(\u003Ca\u002Fb\u0026\u00E9\u003E)", R"(\\u003Ca\\\/b&\\u00E9>)"}) {
    const Value text =
        *Value::text(std::string("{\"k\":\"x") + written + "y\"}");
    Content erased("<a/b&é>");
    EXPECT_TRUE(erased.stands_in(text)) << written;
    EXPECT_THAT(erased.without(text)->as_text(),
                IsOkAndHolds(std::string(R"({"k":"x[erased]y"})")))
        << written;
  }
  // A backslash that is no escape stays, and hides nothing.
  EXPECT_EQ(left_of("sk", R"("\\q \\\\ \\usk \\ud800sk sk\\")"),
            R"("\\q \\\\ \\u[erased] \\ud800[erased] [erased]\\")");
}

TEST(Content, OfATextThatMakesItAgainAndAgainNothingIsLeft) {
  const std::string deep = std::string(30000, 'e') + std::string(30000, 'd');
  EXPECT_EQ(left_of("ed", "\"" + deep + "\""), "\"\"");
}

TEST(Content, WhatStandsAroundItDoesNotMakeItAnew) {
  for (const char* content : {"e", "[", "erased", "aa", "ab", "]x", "_"}) {
    for (const char* json : {R"(["aabb","]xx","[erased]","_"])",
                             R"({"aaa":"abab","e":"]x]x","_":"__"})"}) {
      Content erased(content);
      auto left = erased.without(parse(json));
      ASSERT_TRUE(left.ok());
      const auto again = erased.without(*left);
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(again->to_json(), left->to_json()) << content;
      left->for_each([&](std::string_view name, const Value& value) {
        EXPECT_EQ(name.find(content), std::string::npos) << content;
        EXPECT_EQ(value.as_text()->find(content), std::string::npos);
        return true;
      });
    }
  }
}

TEST(Content, IsFoundAcrossTheChunksOfALongString) {
  for (size_t at = 1000; at < 1100; ++at) {
    std::string text(9000, 'x');
    text.replace(at, 7, "secret!");
    Content erased("secret!");
    auto left = erased.without(*Value::text(text));
    ASSERT_TRUE(left.ok());
    EXPECT_EQ(left->as_text()->size(), text.size() + 1);
    EXPECT_FALSE(erased.stands_in(*left));
  }
}

// The same of a naive walk over texts.
std::string naive(const std::string& text, const std::string& content) {
  std::string out = text;
  for (size_t at = 0; (at = out.find(content, at)) != std::string::npos;) {
    out.replace(at, content.size(), "[erased]");
    at += 8;
  }
  return out;
}

Value naive(const Value& value, const std::string& content) {
  if (value.kind() == Kind::kText)
    return *Value::text(naive(*value.as_text(), content));
  if (value.is_array()) {
    std::string json = "[";
    for (const Value& element : value.elements())
      json += naive(element, content).to_json() + ",";
    if (json.size() > 1) json.pop_back();
    return parse(json + "]");
  }
  if (!value.is_object()) return value;
  std::string json = "{";
  value.for_each([&](std::string_view name, const Value& member) {
    json += naive(*Value::text(name), content).to_json() + ":" +
            naive(member, content).to_json() + ",";
    return true;
  });
  if (json.size() > 1) json.pop_back();
  return parse(json + "}");
}

std::string random_json(std::mt19937_64& random, int depth) {
  const auto below = [&](uint64_t n) { return random() % n; };
  const auto text = [&] {
    std::string made = "\"";
    for (uint64_t n = below(30); n > 0; --n)
      made +=
          below(12) == 0 ? "S3CR" : std::string(1, "abcd \xc3\xa9"[below(5)]);
    return made + "\"";
  };
  const uint64_t kind = below(depth == 0 ? 2 : 4);
  if (kind == 0) return std::to_string(below(1000));
  if (kind == 1) return text();
  std::string json = kind == 2 ? "[" : "{";
  for (uint64_t n = below(40), i = 0; i < n; ++i) {
    if (i > 0) json += ',';
    // Each name is another one with the content and without it.
    if (kind == 3)
      json += "\"" + std::to_string(i) + (below(20) == 0 ? "S3CR" : "") + "\":";
    json += random_json(random, depth - 1);
  }
  return json + (kind == 2 ? "]" : "}");
}

TEST(Content, LeavesWhatANaiveWalkLeaves) {
  const uint64_t seed = test::seed();
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  Content erased("S3CR");  // one for all, as an erase of many states has it
  for (int i = 0; i < 300; ++i) {
    const Value value = parse(random_json(random, 3));
    const auto left = erased.without(value);
    ASSERT_TRUE(left.ok());
    ASSERT_EQ(left->to_json(), naive(value, "S3CR").to_json());
  }
}

TEST(Content, ReadsNodesThatAreSharedOnce) {
  std::string json = "[";
  for (int i = 0; i < 20000; ++i)
    json += "\"element " + std::to_string(i) + "\",";
  Value value = parse(json + "\"pw-1\"]");
  Content erased("pw-1");
  ASSERT_TRUE(erased.stands_in(value));
  const uint64_t before = detail::tree_counters().nodes_visited;
  for (int i = 0; i < 100; ++i) {
    auto left = erased.without(value);
    ASSERT_TRUE(left.ok());
    ASSERT_FALSE(erased.stands_in(*left));
  }
  // A few a level and a time; there are 5,000 nodes.
  EXPECT_LT(detail::tree_counters().nodes_visited - before, 100u * 100u);
}

// What changed costs; what is left is the same as if all were looked through.
TEST(Content, IsTakenFromWhatChangedAsFromAll) {
  std::mt19937 random(7);
  const auto below = [&](size_t n) {
    return static_cast<size_t>(random()) % n;
  };
  const auto text = [&] {
    constexpr const char* kTexts[] = {
        "\"sk-1\"", "\"a sk-1 b\"", "\"plain\"", "12", "null", "\"[erased]\""};
    return std::string(kTexts[below(6)]);
  };
  const auto name = [&] {
    constexpr const char* kNames[] = {"sk-1", "x sk-1", "[erased]", "long"};
    return below(8) == 0 ? std::string(kNames[below(4)])
                         : "m" + std::to_string(below(40));
  };
  const auto value = [&] {
    std::string json = text();
    for (size_t depth = below(3); depth > 0; --depth) {
      if (below(2) == 0)
        json = "[" + text() + "," + json + "," + text() + "]";
      else
        json = "{\"" + name() + "\":" + json + ",\"pad\":\"" +
               std::string(80, 'p') + "\"}";
    }
    return *Value::parse(json);
  };
  Value state = parse(R"({"list":[]})");
  Content one("sk-1");
  detail::Cleaned last{state, state};
  for (int i = 0; i < 800; ++i) {
    for (size_t edits = 1 + below(3); edits > 0; --edits) {
      const Value list = *state.find("list");
      const size_t at = below(list.size() + 1);
      switch (below(5)) {
        case 0:
          ASSERT_TRUE(pointer_set(state, "/" + name(), value()).ok());
          break;
        case 1:
          static_cast<void>(pointer_remove(state, "/" + name()));
          break;
        case 2:
          ASSERT_TRUE(
              pointer_splice(state, "/list", at,
                             std::min<size_t>(below(3), list.size() - at),
                             {value(), value()})
                  .ok());
          break;
        case 3:
          static_cast<void>(
              pointer_set(state, "/list/" + std::to_string(at), value()));
          break;
        default:
          static_cast<void>(pointer_set(
              state, "/list/" + std::to_string(at) + "/" + name(), value()));
      }
    }
    auto left = detail::without_since(one, state, last);
    Content other("sk-1");
    auto all = other.without(state);
    ASSERT_TRUE(left.ok() && all.ok());
    ASSERT_EQ(left->to_json(), all->to_json()) << i;
    ASSERT_EQ(left->same(state), all->same(state));
    last = {state, *left};
  }
}

}  // namespace
}  // namespace snaproll
