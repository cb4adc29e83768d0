// Reading and writing JSON: rules J5 to J7.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <thread>

#include "snaproll/pointer.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

std::string canonical(std::string_view json) {
  const auto value = Value::parse(json);
  EXPECT_TRUE(value.ok()) << json << ": " << value.error().message;
  return value.ok() ? value->to_json() : "error";
}

void expect_error(std::string_view json, Code code, size_t offset) {
  const auto value = Value::parse(json);
  ASSERT_FALSE(value.ok()) << json;
  EXPECT_EQ(value.error().code, code) << json << value.error().message;
  EXPECT_EQ(value.error().offset, offset) << json;
}

// J5
TEST(Read, WritesMembersInByteOrderOfTheirNames) {
  EXPECT_EQ(canonical(R"( {"b":1, "a":2 ,"é":3,"Z":[ ] } )"),
            R"({"Z":[],"a":2,"b":1,"é":3})");
  // The order is that of the names, not of their escapes: U+0001 < ' ' < 'a'.
  EXPECT_EQ(canonical(R"({"a":1," ":2,"\u0001":3,"\\":4,"[":5,"]":6})"),
            R"({"\u0001":3," ":2,"[":5,"\\":4,"]":6,"a":1})");
}

// J5
TEST(Read, KeepsTheLastOfRepeatedNames) {
  EXPECT_EQ(canonical(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
  std::string big = "{";
  for (int i = 0; i < 500; ++i) {
    big += "\"k" + std::to_string(i % 100) + "\":" + std::to_string(i) + ",";
  }
  big.back() = '}';
  const auto value = Value::parse(big);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->size(), 100u);
  EXPECT_EQ(value->find("k7")->to_json(), "407");
}

// J5
TEST(Read, PutsInOrderWhatIsInOrderForLongAndThenNot) {
  std::map<std::string, std::string> model;
  std::string json = "{";
  const auto add = [&](const std::string& name, const std::string& value) {
    model[name] = value;
    json += '"' + name + "\":" + value + ',';
  };
  const std::string cell = '"' + std::string(100, 'c') + '"';
  for (int i = 1'000; i < 1'500; ++i) {
    add("k" + std::to_string(i),
        i % 3 == 0 ? cell : "[" + std::to_string(i) + ']');
  }
  add("k1003", "\"the last\"");
  add("a", cell);
  add("k1200", "{\"x\":" + cell + '}');
  add("k1200", "[1,2,3]");
  json.back() = '}';
  std::string expected = "{";
  for (const auto& [name, value] : model) {
    expected += '"' + name + "\":" + value + ',';
  }
  expected.back() = '}';
  EXPECT_EQ(canonical(json), expected);
}

// J5
TEST(Read, FindsAnEscapeAtEveryPlaceOfAString) {
  for (size_t before = 0; before < 20; ++before) {
    for (size_t behind = 0; behind < 20; ++behind) {
      const std::string a(before, 'a');
      const std::string b(behind, 'b');
      EXPECT_EQ(canonical('"' + a + "\\u0041" + b + '"'),
                '"' + a + 'A' + b + '"');
      EXPECT_EQ(canonical("[\"" + a + "\\n" + b + "\\/é\"]"),
                "[\"" + a + "\\n" + b + "/é\"]");
      EXPECT_EQ(canonical("{\"" + a + "\\u0000" + b + "\":\"" + a + "\"}"),
                "{\"" + a + "\\u0000" + b + "\":\"" + a + "\"}");
    }
  }
}

// J5
TEST(Read, FindsABadByteAtEveryPlaceOfAString) {
  for (size_t before = 0; before < 20; ++before) {
    for (size_t behind = 0; behind < 20; ++behind) {
      const std::string a = "[\"" + std::string(before, 'a');
      const std::string b = std::string(behind, 'b') + "\"]";
      expect_error(a + '\xff' + b, Code::kParse, a.size());
      expect_error(a + '\x1f' + b, Code::kParse, a.size());
      expect_error(a + b.substr(0, behind), Code::kParse, a.size() + behind);
    }
  }
}

// J5
TEST(Read, WritesStringsWithTheFewestEscapes) {
  EXPECT_EQ(canonical(R"("\u0041\/\"\\\b\f\n\r\t\u0000\u001F\u007f\u00e9")"),
            "\"A/\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\x7fé\"");
  EXPECT_EQ(canonical(R"("\ud83d\ude00")"), "\"😀\"");
}

// J5
TEST(Numbers, IntegersStayAsTheyAre) {
  for (const char* text :
       {"0", "-1", "9007199254740993", "18446744073709551616",
        "-170141183460469231731687303715884105728"}) {
    EXPECT_EQ(canonical(text), text);
  }
  EXPECT_EQ(canonical("-0"), "-0.0");
  EXPECT_EQ(canonical(std::string(300, '9')), std::string(300, '9'));
  EXPECT_EQ(canonical('-' + std::string(300, '9')),
            '-' + std::string(300, '9'));
}

// J5
TEST(Numbers, FloatsStayFloats) {
  EXPECT_EQ(canonical("1.0"), "1.0");
  EXPECT_EQ(canonical("1E2"), "100.0");
  EXPECT_EQ(canonical("1e15"), "1000000000000000.0");
  EXPECT_EQ(canonical("1e16"), "1e+16");
  EXPECT_EQ(canonical("0.00001"), "0.00001");
  EXPECT_EQ(canonical("0.000001"), "1e-6");
  EXPECT_EQ(canonical("1.5e-7"), "1.5e-7");
  EXPECT_EQ(canonical("-0.0"), "-0.0");
  EXPECT_EQ(canonical("0e400"), "0.0");
  EXPECT_EQ(canonical("-1e-400"), "-0.0");
  EXPECT_EQ(canonical("5e-324"), "5e-324");
  EXPECT_EQ(canonical("1.7976931348623157e308"), "1.7976931348623157e+308");
  EXPECT_EQ(canonical('1' + std::string(400, '0') + "e-200"), "1e+200");
}

TEST(Numbers, TheInputThatCrashesTheReaderUnderneathIsZero) {
  EXPECT_EQ(canonical("[128.74836467836484838364836483643636483648e-336]"),
            "[0.0]");
}

TEST(Numbers, OutOfRangeIsAnError) {
  expect_error("99e307", Code::kRange, 0);
  expect_error("[1,1e309]", Code::kRange, 3);
  expect_error("[-1e999999999999]", Code::kRange, 1);
}

// J5: read(write(x)) = x.
TEST(Numbers, EveryDoubleSurvives) {
  test::Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int i = 0; i < 100000; ++i) {
    const uint64_t bits = random();
    double x;
    std::memcpy(&x, &bits, 8);
    if (!std::isfinite(x)) continue;
    const std::string json = Value::number(x)->to_json();
    const double back = *Value::parse(json)->as_double();
    ASSERT_EQ(std::memcmp(&x, &back, 8), 0) << json;
    ASSERT_EQ(canonical(json), json);
  }
}

// The decimals midway between two doubles, which the reader underneath gets
// wrong for one in eight.
TEST(Numbers, MidpointsRoundToEven) {
  test::Random random(test::seed());
  for (int i = 0; i < 2000; ++i) {
    const uint64_t odd = (uint64_t{1} << 53) + 2 * (random() >> 12) + 1;
    if (odd >= (uint64_t{1} << 54)) continue;
    const std::string json = std::to_string(odd) + ".0";
    double expected = 0;
    std::from_chars(json.data(), json.data() + json.size(), expected);
    ASSERT_EQ(*Value::parse(json)->as_double(), expected) << json;
    ASSERT_EQ(static_cast<uint64_t>(expected) % 4, 0u) << json;
  }
}

// J5
TEST(Read, MalformedTextTellsTheOffset) {
  expect_error("", Code::kParse, 0);
  expect_error("   ", Code::kParse, 3);
  expect_error("hello", Code::kParse, 0);
  expect_error("[1,]", Code::kParse, 3);
  expect_error("{\"a\":1,}", Code::kParse, 7);
  expect_error("[1 2]", Code::kParse, 3);
  expect_error("[1] x", Code::kParse, 4);
  expect_error("\xef\xbb\xbf[1]", Code::kParse, 0);
  expect_error("NaN", Code::kParse, 0);
  expect_error("[Infinity]", Code::kParse, 1);
  expect_error("// x\n1", Code::kParse, 0);
  expect_error(std::string_view("1\0", 2), Code::kParse, 1);
  expect_error(std::string_view("[1]\0[2]", 7), Code::kParse, 3);
  expect_error("01", Code::kParse, 1);
  expect_error("1.", Code::kParse, 2);
}

TEST(Read, OnlyValidUtf8) {
  for (const char* text :
       {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\\ud800\"",
        "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\xf4\x90\x80\x80\"",
        "{\"\xff\":1}", "\"a\nb\""}) {
    const auto value = Value::parse(text);
    ASSERT_FALSE(value.ok()) << text;
    EXPECT_EQ(value.error().code, Code::kParse) << text;
    EXPECT_NE(value.error().offset, Error::kNoOffset) << text;
  }
}

// J6
TEST(Depth, AThousandLevelsAreFineAndOneMoreIsNot) {
  const auto nested = [](size_t arrays, const char* inside) {
    return std::string(arrays, '[') + inside + std::string(arrays, ']');
  };
  const auto deep = Value::parse(nested(999, "1"));
  ASSERT_TRUE(deep.ok());
  EXPECT_EQ(deep->depth(), 1000u);
  EXPECT_EQ(deep->to_json(), nested(999, "1"));
  EXPECT_TRUE(deep->same(*Value::parse(nested(999, "1"))));
  EXPECT_TRUE(Value::parse(nested(1000, "")).ok());
  expect_error(nested(1000, "1"), Code::kLimit, 1000);
  expect_error(nested(1001, ""), Code::kLimit, 1000);
  EXPECT_EQ(Value::parse(std::string(3000000, '[')).error().code, Code::kLimit);
}

// J6
TEST(Depth, CountsWhatIsWrittenByPointer) {
  std::string text = "1";
  std::string pointer;
  for (int i = 0; i < 998; ++i) {
    text = "{\"a\":" + text + "}";
    pointer += "/a";
  }
  Value value = *Value::parse(text);  // 999 levels
  ASSERT_EQ(value.depth(), 999u);
  ASSERT_TRUE(pointer_set(value, pointer, *Value::parse("[1]")).ok());
  EXPECT_EQ(value.depth(), 1000u);
  const Value before = value;
  const Status more = pointer_set(value, pointer, *Value::parse("[[1]]"));
  ASSERT_FALSE(more.ok());
  EXPECT_EQ(more.error().code, Code::kLimit);
  EXPECT_EQ(pointer_append(value, pointer, *Value::parse("[1]")).error().code,
            Code::kLimit);
  EXPECT_TRUE(value.same(before));
}

// J7: the limit is accepted, one more is not.
TEST(LimitsOfValues, AreAcceptedAndOneMoreIsNot) {
  Limits limits;
  limits.integer_digits = 5;
  limits.number_bytes = 6;
  limits.text_bytes = 4;
  limits.name_bytes = 3;
  limits.members = 2;
  limits.depth = 2;
  for (const char* fine : {"12345", "-12345", "1.2345", "\"abcd\"",
                           "{\"abc\":1}", "[1,2]", "{\"a\":1,\"b\":2}"}) {
    EXPECT_TRUE(Value::parse(fine, limits).ok()) << fine;
  }
  for (const char* over : {"123456", "1.23456", "\"abcde\"", "{\"abcd\":1}",
                           "[1,2,3]", "{\"a\":1,\"b\":2,\"c\":3}", "[[1]]"}) {
    const auto value = Value::parse(over, limits);
    ASSERT_FALSE(value.ok()) << over;
    EXPECT_EQ(value.error().code, Code::kLimit) << over;
  }
  Value value = *Value::parse("[1,2]", limits);
  EXPECT_EQ(pointer_append(value, "", Value(), limits).error().code,
            Code::kLimit);
  value = *Value::parse("{\"a\":1,\"b\":\"abc\"}", limits);
  EXPECT_EQ(pointer_set(value, "/c", Value(), limits).error().code,
            Code::kLimit);
  EXPECT_EQ(pointer_append_text(value, "/b", "de", limits).error().code,
            Code::kLimit);
  EXPECT_TRUE(pointer_append_text(value, "/b", "d", limits).ok());
}

TEST(LimitsOfValues, SixtyFourMebibytesOfText) {
  const std::string most(64u << 20, 'x');
  auto value = Value::text(most);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->size(), most.size());
  EXPECT_EQ(Value::text(most + 'x').error().code, Code::kLimit);
  EXPECT_EQ(Value::parse('"' + most + "x\"").error().code, Code::kLimit);
  EXPECT_EQ(pointer_append_text(*value, "", "x").error().code, Code::kLimit);
  EXPECT_EQ(value->size(), most.size());
}

TEST(Cancel, StopsAReadAndAWrite) {
  Cancel cancel;
  std::string json = "[1";
  for (int i = 0; i < 20000; ++i) json += ",\"text that is no number\"";
  json += ']';
  const auto value = Value::parse(json, {}, &cancel);
  ASSERT_TRUE(value.ok());
  cancel.trigger();
  EXPECT_EQ(Value::parse(json, {}, &cancel).error().code, Code::kStopped);
  std::string out = "before";
  EXPECT_EQ(value->write(out, &cancel).error().code, Code::kStopped);
  EXPECT_EQ(out, "before");
}

// Whatever is accepted is written back to something that reads as the same.
TEST(Read, CanonicalTextReadsAsItself) {
  for (uint64_t s = test::seed(); s < test::seed() + 300; ++s) {
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(s));
    test::Random random(s);
    const std::string json = test::random_model(random, 40).json();
    ASSERT_EQ(canonical(json), json);
    ASSERT_TRUE(Value::parse(json)->same(*Value::parse(json)));
    // Damaged text is an error or another value, never a crash.
    std::string damaged = json;
    damaged[test::below(random, damaged.size())] = static_cast<char>(random());
    const auto read = Value::parse(damaged);
    if (read.ok()) {
      ASSERT_EQ(canonical(read->to_json()), read->to_json());
    }
  }
}

}  // namespace
}  // namespace snaproll
