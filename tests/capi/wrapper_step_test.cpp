// snaproll.hpp, the wrapper for C++: steps that fail.
#include <gtest/gtest.h>

#include <snaproll.hpp>
#include <stdexcept>
#include <string>

namespace {

using snaproll::abi::Error;
using snaproll::abi::Execution;

// What the attempts tell of the last one.
std::string last_error(const Execution& run) {
  const std::string all = run.attempts();
  return all.substr(all.rfind("\"error\":"));
}

TEST(Wrapper, StepEndsWhatFailsInAnyWayAndTheExceptionGoesOn) {
  Execution run;
  snaproll::abi::Context now = run.context();
  now.set_variable("v", "1");
  const auto throws = [&](const std::string& message) {
    EXPECT_THROW(run.step("n",
                          [&]() -> std::string {
                            now.set_variable("v", "2");
                            throw std::runtime_error(message);
                          }),
                 std::runtime_error);
    EXPECT_EQ(now.get_variable("v"), "1");
    EXPECT_EQ(run.unfinished(), "[]");
  };
  throws("broke");
  EXPECT_EQ(last_error(run), "\"error\":\"broke\"}]");
  throws("caf\xe9");
  EXPECT_EQ(last_error(run), "\"error\":\"caf?\"}]");
  throws(std::string((64u << 20) + 1, 'x'));
  EXPECT_EQ(last_error(run), "\"error\":\"\"}]");
  const auto gives = [&](const char* json) {
    return [&now, json] {
      now.set_variable("v", "2");
      return std::string(json);
    };
  };
  try {
    run.step("n", gives("no JSON"));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code, SNAPROLL_PARSE);
    EXPECT_EQ(error.offset, 1u);
  }
  EXPECT_EQ(now.get_variable("v"), "1");
  EXPECT_EQ(run.unfinished(), "[]");
  EXPECT_THROW(run.step("n", gives("no JSON"), Execution::OnError::kFail),
               Error);
  EXPECT_EQ(now.get_variable("v"), "2");
  EXPECT_EQ(run.unfinished(), "[]");
}

}  // namespace
