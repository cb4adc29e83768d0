// Reading canonical JSON: what it gives is what Value::parse gives, of the same
// nodes, and any other bytes are safe.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "support/matchers.hpp"
#include "value/canonical_reader.hpp"
#include "value/model.hpp"
#include "value/nodes.hpp"

namespace snaproll {
namespace {

using detail::read_canonical;
using test::below;
using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;
using test::Model;
using test::nodes_of;
using test::Random;

// Whether the fast reader takes the text, without help of Value::parse.
bool is_taken(std::string_view json, const Limits& limits = {}) {
  detail::CanonicalReader reader(json, limits);
  Value value;
  return reader.value(value) && reader.ended();
}

// The text is canonical, so the fast reader takes it.
void expect_alike(const std::string& json) {
  const auto parsed = Value::parse(json);
  ASSERT_THAT(parsed, IsOk());
  ASSERT_EQ(parsed->to_json(), json);
  ASSERT_TRUE(is_taken(json)) << json.substr(0, 2000);
  const auto read = read_canonical(json, {});
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(nodes_of(*read), nodes_of(*parsed)) << json.substr(0, 2000);
  ASSERT_EQ(read->held_bytes(), parsed->held_bytes());
  ASSERT_EQ(read->depth(), parsed->depth());
  ASSERT_EQ(read->json_size(), json.size());
}

// Looks at every part of a value, so that a sanitizer sees what is wrong in it.
size_t walk(const Value& value) {
  size_t seen = value.depth() + value.size();
  if (const auto text = value.as_text(); text.ok()) seen += text->size();
  if (const auto number = value.as_double(); number.ok()) ++seen;
  value.for_each([&](std::string_view name, const Value& part) {
    if (value.is_object()) {
      const auto found = value.find(name);
      EXPECT_TRUE(found.has_value() && found->same(part)) << name;
    }
    seen += walk(part);
    return true;
  });
  return seen;
}

// The promise for any bytes: an error where Value::parse has one, else a value
// that, written and parsed, is what Value::parse gives.
void expect_safe(const std::string& bytes) {
  const auto parsed = Value::parse(bytes);
  const auto read = read_canonical(bytes, {});
  if (!parsed.ok()) {
    ASSERT_THAT(read, IsErrorAtOffset(parsed.error().code == Code::kLimit
                                          ? Code::kLimit
                                          : Code::kCorrupt,
                                      parsed.error().offset))
        << bytes.substr(0, 2000);
    return;
  }
  ASSERT_THAT(read, IsOk()) << bytes.substr(0, 2000);
  walk(*read);
  const auto again = Value::parse(read->to_json());
  ASSERT_THAT(again, IsOk());
  ASSERT_EQ(again->to_json(), parsed->to_json()) << bytes.substr(0, 2000);
  ASSERT_EQ(read->json_size(), read->to_json().size());
}

std::string many(size_t count, char open, char close,
                 const std::function<std::string(size_t)>& member) {
  std::string json(1, open);
  for (size_t i = 0; i < count; ++i) json += (i > 0 ? "," : "") + member(i);
  return json + close;
}

std::string digits(size_t i, size_t width) {
  const std::string text = std::to_string(i);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

TEST(Canonical, MakesTheNodesThatParseMakes) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 500; ++round) {
    const Model model = test::random_model(random, 100);
    ASSERT_NO_FATAL_FAILURE(expect_alike(model.json())) << "round " << round;
  }
}

TEST(Canonical, MakesTheNodesThatParseMakesOfEntriesOfEverySize) {
  for (size_t size = 0; size < 300; ++size) {
    const std::string text(size, 'x');
    expect_alike(many(9, '[', ']', [&](size_t) { return '"' + text + '"'; }));
    expect_alike(many(9, '{', '}', [&](size_t i) {
      return '"' + text + std::to_string(i) + "\":[" + std::to_string(i) + ']';
    }));
    expect_alike(many(9, '{', '}', [&](size_t i) {
      std::string member = "\"k" + std::to_string(i) + "\":{\"";
      member += text;
      member += "\":\"";
      member += text;
      return member += "\"}";
    }));
    if (::testing::Test::HasFatalFailure()) FAIL() << size;
  }
}

TEST(Canonical, MakesTheNodesThatParseMakesOfManyEntries) {
  for (const size_t count : {1u, 30u, 40u, 5'000u, 50'000u}) {
    expect_alike(
        many(count, '[', ']', [](size_t i) { return digits(i % 7, 1); }));
    expect_alike(many(count, '[', ']', [](size_t i) {
      return i % 3 == 0 ? "[]" : i % 3 == 1 ? "{}" : "\"\"";
    }));
    expect_alike(many(count, '{', '}', [](size_t i) {
      return "\"variable_" + digits(i, 6) + "\":{\"a\":" + std::to_string(i) +
             ".5,\"b\":[true,false,null,\"" + std::string(i % 90, 'b') + "\"]}";
    }));
  }
}

TEST(Canonical, MakesTheNodesThatParseMakesOfDeepOnes) {
  for (const size_t depth : {2u, 20u, 60u, 999u, 1000u}) {
    expect_alike(std::string(depth, '[') + std::string(depth, ']'));
    std::string json;
    for (size_t i = 1; i < depth; ++i) json += "{\"name\":";
    expect_alike(json + "\"end\"" + std::string(depth - 1, '}'));
  }
}

TEST(Canonical, MakesTheNodesThatParseMakesOfLongStrings) {
  for (const size_t size : {1'000u, 4'094u, 4'096u, 4'097u, 100'000u}) {
    for (const char* unit : {"x", "é", "😀", "\\n", "\\u0001", "\\\\"}) {
      std::string text;
      while (text.size() < size) text += unit;
      expect_alike('"' + text + '"');
      expect_alike("{\"" + text.substr(0, 60) + "\":[\"" + text + "\",1]}");
    }
  }
}

TEST(Canonical, TakesEveryNumberThatIsWrittenAsNumbersAre) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 100'000; ++round) {
    double x = 0;
    const uint64_t bits = random();
    if (round % 2 == 0) {
      std::memcpy(&x, &bits, sizeof x);
      if (!std::isfinite(x)) continue;
    } else {
      x = static_cast<double>(static_cast<int64_t>(bits)) *
          std::pow(10.0, static_cast<double>(below(random, 26)) - 25.0);
    }
    const std::string json = Value::number(x)->to_json();
    ASSERT_TRUE(is_taken(json)) << json;
  }
}

TEST(Canonical, TakesNoOtherFormOfANumber) {
  for (const char* json : {"-0",
                           "01",
                           "-01",
                           "-",
                           "1.",
                           ".5",
                           "+1",
                           "1.50",
                           "00.5",
                           "1e5",
                           "1E+16",
                           "1e16",
                           "1.0e+16",
                           "1e+016",
                           "1e+400",
                           "0.000001",
                           "1e-5",
                           "0.0e+0",
                           "1e+15",
                           "1e",
                           "1e+",
                           "1.e+20",
                           "--1",
                           "1.5.5",
                           "1e-400",
                           "0.00",
                           "1-",
                           "1_000",
                           "0x10",
                           "NaN",
                           "100000000000000000.0",
                           "1.000000000000000001",
                           "123456789.1234567891",
                           "12345678901234567890.5"}) {
    EXPECT_FALSE(is_taken(json)) << json;
    ASSERT_NO_FATAL_FAILURE(expect_safe(json));
    ASSERT_NO_FATAL_FAILURE(expect_safe('[' + std::string(json) + ']'));
  }
}

TEST(Canonical, TrustsThatALongFractionHasTheFewestDigits) {
  EXPECT_TRUE(is_taken("0.30000000000000004"));
  EXPECT_TRUE(is_taken("0.30000000000000003"));
  ASSERT_NO_FATAL_FAILURE(expect_safe("[0.30000000000000003]"));
}

TEST(Canonical, ReadsWhatIsNotCanonicalAsParseDoes) {
  for (const char* json :
       {" 1", "1 ", "[1, 2]", "{\"a\" :1}", "{\"b\":1,\"a\":2}",
        "{\"a\":1,\"a\":2}", "{\"\\u0001\":1,\"\":2}", "\"\\u0041\"", "\"\\/\"",
        "\"\\u001F\"", "\"\\u0008\"", "\"\\ud83d\\ude00\"",
        "{\"\\\\\":1,\"[\":2}", "{\"a\\\"b\":1,\"a!\":2}"}) {
    EXPECT_FALSE(is_taken(json)) << json;
    const auto read = read_canonical(json, {});
    ASSERT_THAT(read, IsOk()) << json;
    EXPECT_EQ(nodes_of(*read), nodes_of(test::json(json))) << json;
  }
}

TEST(Canonical, WhatIsNoJsonIsCorruptAtThatByte) {
  EXPECT_THAT(read_canonical("", {}), IsErrorAtOffset(Code::kCorrupt, 0));
  EXPECT_THAT(read_canonical({}, {}), IsErrorAtOffset(Code::kCorrupt, 0));
  EXPECT_THAT(read_canonical("[1,]", {}), IsErrorAtOffset(Code::kCorrupt, 3));
  EXPECT_THAT(read_canonical("{\"a\":1}}", {}),
              IsErrorAtOffset(Code::kCorrupt, 7));
  EXPECT_THAT(read_canonical("[\"a\xff\"]", {}),
              IsErrorAtOffset(Code::kCorrupt, 3));
  EXPECT_THAT(read_canonical("[1e999]", {}),
              IsErrorAtOffset(Code::kCorrupt, 1));
}

// The limit itself is taken, one more is not, and is LIMIT as it is from parse.
void expect_limit(const std::string& at, const std::string& above,
                  const Limits& limits) {
  EXPECT_TRUE(is_taken(at, limits)) << at;
  EXPECT_FALSE(is_taken(above, limits)) << above;
  EXPECT_THAT(Value::parse(above, limits), IsError(Code::kLimit)) << above;
  EXPECT_THAT(read_canonical(above, limits), IsError(Code::kLimit)) << above;
}

// J7
TEST(Canonical, HoldsTheLimits) {
  Limits limits;
  limits.depth = 3;
  expect_limit("[[1]]", "[[[1]]]", limits);
  expect_limit("[[[]]]", "[[[[]]]]", limits);
  limits = {};
  limits.integer_digits = 3;
  expect_limit("-999", "-1000", limits);
  limits = {};
  limits.number_bytes = 6;
  expect_limit("1.1234", "1.12345", limits);
  expect_limit("1.5e-7", "-1.5e-7", limits);
  limits = {};
  limits.text_bytes = 4;
  expect_limit("\"a\\u0001é\"", "\"ab\\u0001é\"", limits);
  limits = {};
  limits.name_bytes = 4;
  expect_limit("{\"a\\u0001é\":1}", "{\"ab\\u0001é\":1}", limits);
  limits = {};
  limits.members = 2;
  expect_limit("[1,2]", "[1,2,3]", limits);
  expect_limit("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2,\"c\":3}", limits);
}

TEST(Canonical, EveryTruncationIsCorrupt) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 20; ++round) {
    const std::string json = '[' + test::random_model(random, 30).json() + ']';
    const size_t step = 1 + json.size() / 200;
    for (size_t size = 0; size < json.size(); size += step) {
      // A copy of its own, so that a sanitizer sees what is read behind it.
      const std::vector<char> cut(json.begin(),
                                  json.begin() + static_cast<ptrdiff_t>(size));
      ASSERT_THAT(read_canonical({cut.data(), size}, {}),
                  IsError(Code::kCorrupt))
          << size << " bytes of " << json.substr(0, 2000);
    }
  }
}

TEST(Canonical, EveryMutationIsSafe) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 50; ++round) {
    const std::string json = test::random_model(random, 30).json();
    for (int change = 0; change < 60; ++change) {
      std::string bytes = json;
      for (size_t n = 1 + below(random, 3); n > 0; --n) {
        static constexpr std::string_view kBytes =
            "\"\\[]{},:-.0e u\x01\xff\x80";
        bytes[below(random, bytes.size())] =
            random() % 2 == 0 ? kBytes[below(random, kBytes.size())]
                              : static_cast<char>(random());
      }
      ASSERT_NO_FATAL_FAILURE(expect_safe(bytes)) << "round " << round;
    }
  }
}

TEST(Canonical, AnyRowOfTokensIsSafe) {
  static const std::vector<std::string> tokens = {
      "[",    "]",   "{",     "}",      ",",      ":",    "\"a\":", "\"b\":",
      "\"",   "\\",  "\\u00", "\\u001", "\\n",    "1",    "0",      "-",
      ".5",   "e+2", "true",  "null",   "\"x\"",  "[]",   "{}",     "\xc3",
      "\xa9", "é",   "1.5",   "1e+20",  "\"\":1", "\x7f", " ",      "[1,2]"};
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 100'000; ++round) {
    std::string bytes;
    for (size_t n = below(random, 12); n > 0; --n) {
      bytes += tokens[below(random, tokens.size())];
    }
    ASSERT_NO_FATAL_FAILURE(expect_safe(bytes)) << bytes;
  }
}

}  // namespace
}  // namespace snaproll
