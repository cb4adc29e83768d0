// Errors tell codes, places and limits, and never what a value is: they go to
// logs that more people read than the state.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "snaproll/execution.hpp"
#include "snaproll/patch.hpp"
#include "snaproll/pointer.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

const std::string kWord = "hunter2";
const std::string kText = '"' + kWord + '"';

class ErrorValues : public ::testing::Test {
 protected:
  ErrorValues() {
    EXPECT_THAT(context().set_variable_json("text", kText), test::IsOk());
    EXPECT_THAT(context().set_variable_json("list", '[' + kText + ']'),
                test::IsOk());
  }
  Context& context() { return run.context(); }

  template <typename T>
  static void expect_quiet(const char* what, const Result<T>& result) {
    ASSERT_FALSE(result.ok()) << what;
    const Error& error = result.error();
    for (const std::string* told :
         {&error.message, &error.hint, &error.pointer})
      EXPECT_EQ(told->find(kWord), std::string::npos) << what << ": " << *told;
  }

  Execution run = *Execution::create();
};

TEST_F(ErrorValues, OfEditsByPointerTellNone) {
  const Value word = *Value::text(kWord);
  expect_quiet("set below a text", context().set("/variables/text/x", word));
  expect_quiet("set behind a list", context().set("/variables/list/9", word));
  expect_quiet("append to a text", context().append("/variables/text", word));
  expect_quiet("append text to a list",
               context().append_text("/variables/list", kWord));
  expect_quiet("another value", context().test("/variables/text", Value()));
  expect_quiet("this value", context().test("/variables/list", word));
  expect_quiet("a state", context().set("/state", word));
  expect_quiet("a part", context().set("/variables", word));
}

TEST_F(ErrorValues, OfJsonThatCanNotBeReadTellNone) {
  for (const std::string& json :
       {kText + kWord, "{" + kText, "{" + kText + ":1,}", '[' + kText + " 1]",
        kText + '\\', "\"" + kWord + "\\x\"", "\"" + kWord + '\n' + "\"",
        "\"" + kWord + "\xff\"", kWord, '-' + kWord, "1" + kWord}) {
    expect_quiet(json.c_str(), Value::parse(json));
    expect_quiet(json.c_str(), context().set_variable_json("x", json));
    expect_quiet(json.c_str(), Patch::from_json(json));
    expect_quiet(json.c_str(), Snapshot::from_json(json));
    expect_quiet(json.c_str(), Context::from_json(json));
    expect_quiet(json.c_str(), Checkpoint::from_json(json));
  }
}

TEST_F(ErrorValues, OfFormsThatHaveAnotherValueTellNone) {
  const std::string good = *context().take_snapshot()->to_json();
  const Value form = *Value::parse(good);
  size_t refused = 0;
  for (const std::string& name : form.names()) {
    Value other = form;
    ASSERT_THAT(pointer_set(other, '/' + name, *Value::text(kWord)),
                test::IsOk());
    const auto read = Snapshot::from_json(other.to_json());
    if (read.ok()) continue;  // a label is any text
    ++refused;
    expect_quiet(name.c_str(), read);
  }
  EXPECT_GE(refused, 5u);
  for (const char* member :
       {"started_at", "completed_at", "result", "metrics", "retry_count"}) {
    Value other = *NodeResult::start(0).to_value();
    ASSERT_THAT(
        pointer_set(other, std::string("/") + member, *Value::text(kWord)),
        test::IsOk());
    expect_quiet(member, NodeResult::from_value(other));
  }
}

TEST_F(ErrorValues, OfPatchesTellNone) {
  const Value state = *context().value();
  for (const char* const patch :
       {R"([{"op":"test","path":"/variables/text","value":"x"}])",
        R"([{"op":"test","path":"/variables/list","value":"hunter2"}])",
        R"([{"op":"add","path":"/variables/text/x","value":"hunter2"}])",
        R"([{"op":"remove","path":"/variables/list/7"}])"}) {
    const auto read = Patch::from_json(patch);
    ASSERT_THAT(read, test::IsOk());
    expect_quiet(patch, read->apply(state));
  }
  expect_quiet("an operation",
               Patch::from_json(R"([{"op":"hunter2","path":"/a"}])"));
}

}  // namespace
}  // namespace snaproll
