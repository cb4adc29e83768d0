// J3: node results in the base form.
#include "snaproll/node_result.hpp"

#include <limits>

#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using test::kNoon;

constexpr const char* kFull =
    R"({"completed_at":"2024-05-01T12:00:01.500Z","metrics":{"api_calls":3,)"
    R"("bytes_transferred":18446744073709551615,"cost_usd":0.25,)"
    R"("custom":{"k":[1]},"duration_ms":1500,"memory_bytes":7,)"
    R"("token_usage":{"cached_tokens":null,"input_tokens":1,)"
    R"("output_tokens":2,"total_tokens":3}},"result":{"Success":[1]},)"
    R"("retry_count":2,"started_at":"2024-05-01T12:00:00Z"})";

// J3
TEST(NodeResult, BeginsPending) {
  const NodeResult result = NodeResult::start(kNoon);
  EXPECT_THAT(result.to_value(),
              IsOkAndHolds(json(
                  R"({"started_at":"2024-05-01T12:00:00Z","completed_at":null,)"
                  R"("result":"Pending","retry_count":0,"metrics":null})")));
}

// J3
TEST(NodeResult, CompletingSetsTimeAndDuration) {
  NodeResult result = NodeResult::start(kNoon);
  result.complete(Outcome::kSuccess, json("[1]"), {}, kNoon + 1500999999);
  EXPECT_EQ(result.completed_at, kNoon + 1500999999);
  ASSERT_TRUE(result.metrics.has_value());
  EXPECT_EQ(result.metrics->duration_ms, 1500u);
  // A clock that was set back makes no negative duration.
  result.complete(Outcome::kSkipped, {}, {}, kNoon - 1);
  EXPECT_EQ(result.metrics->duration_ms, 0u);
}

// J3
TEST(NodeResult, WritesEachOutcome) {
  NodeResult result = NodeResult::start(kNoon);
  result.complete(Outcome::kFailure, {}, "a\"b", kNoon);
  EXPECT_EQ(result.to_value()->find("result"), json(R"({"Failure":"a\"b"})"));
  result.complete(Outcome::kSkipped, {}, {}, kNoon);
  EXPECT_EQ(result.to_value()->find("result"), json(R"("Skipped")"));
  result.complete(Outcome::kSuccess, Value(), {}, kNoon);
  EXPECT_EQ(result.to_value()->find("result"), json(R"({"Success":null})"));
}

// J3
TEST(NodeResult, ReadsWhatItWrites) {
  const auto result = NodeResult::from_value(json(kFull));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->output, json("[1]"));
  EXPECT_EQ(result->retry_count, 2u);
  EXPECT_EQ(result->metrics->bytes_transferred, 18446744073709551615u);
  EXPECT_EQ(result->metrics->token_usage->total_tokens, 3u);
  EXPECT_EQ(result->metrics->token_usage->cached_tokens, std::nullopt);
  EXPECT_THAT(result->to_value(), IsOkAndHolds(json(kFull)));
}

// J1, J3
TEST(NodeResult, NamesTheMemberThatIsWrong) {
  const struct {
    const char *from, *to, *pointer;
    Code code;
  } cases[] = {
      {"\"started_at\"", "\"no\"", "/started_at", Code::kNotFound},
      {"2024-05-01T12:00:01.5", "2024-05-41T12:00:01.5", "/completed_at",
       Code::kParse},
      {"\"result\"", "\"no\"", "/result", Code::kNotFound},
      {"{\"Success\":[1]}", "\"Success\"", "/result", Code::kType},
      {"{\"Success\":[1]}", "{\"Other\":1}", "/result", Code::kType},
      {"{\"Success\":[1]}", "{\"Failure\":1}", "/result/Failure", Code::kType},
      {"\"retry_count\":2", "\"retry_count\":2.0", "/retry_count", Code::kType},
      {"\"retry_count\":2", "\"retry_count\":-1", "/retry_count", Code::kRange},
      {"\"retry_count\":2", "\"retry_count\":4294967296", "/retry_count",
       Code::kRange},
      {"18446744073709551615", "18446744073709551616",
       "/metrics/bytes_transferred", Code::kRange},
      {"\"api_calls\":3,", "", "/metrics/api_calls", Code::kNotFound},
      {"0.25", "\"x\"", "/metrics/cost_usd", Code::kType},
      {"{\"k\":[1]}", "1", "/metrics/custom", Code::kType},
      {"\"input_tokens\":1,", "", "/metrics/token_usage/input_tokens",
       Code::kNotFound},
  };
  for (const auto& c : cases) {
    std::string text = kFull;
    const size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, std::string(c.from).size(), c.to);
    EXPECT_THAT(NodeResult::from_value(json(text)),
                IsErrorAt(c.code, c.pointer))
        << c.to;
  }
  EXPECT_THAT(NodeResult::from_value(json("1")), IsErrorAt(Code::kType, ""));
}

// J3
TEST(NodeResult, RefusesWhatCanNotBeWritten) {
  NodeResult result = NodeResult::start(kNoon);
  result.complete(Outcome::kFailure, {}, "\xff", kNoon);
  EXPECT_THAT(result.to_value(), IsError(Code::kParse));
  result.complete(Outcome::kSkipped, {}, {}, kNoon);
  result.metrics->cost_usd = std::numeric_limits<double>::infinity();
  EXPECT_THAT(result.to_value(), IsError(Code::kRange));
  result.metrics->cost_usd.reset();
  result.metrics->custom = json("[]");
  EXPECT_THAT(result.to_value(), IsErrorAt(Code::kType, "/metrics/custom"));
}

// J6
TEST(NodeResult, CountsItsOwnLevels) {
  Limits limits;
  limits.depth = 4;
  NodeResult result = NodeResult::start(kNoon);
  result.complete(Outcome::kSuccess, json("[[]]"), {}, kNoon);
  EXPECT_THAT(result.to_value(limits), IsOk());
  result.complete(Outcome::kSuccess, json("[[[]]]"), {}, kNoon);
  EXPECT_THAT(result.to_value(limits), IsError(Code::kLimit));
}

}  // namespace
}  // namespace snaproll
