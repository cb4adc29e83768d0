// Selectors that match nothing, name nothing, or are none.
#include "context/select_fixture.hpp"

namespace snaproll {
namespace {

using test::in_full;
using test::IsError;
using test::IsErrorAt;
using test::IsErrorAtOffset;
using test::IsOk;
using test::json;
using test::Select;

TEST_F(Select, NamesThatMatchNothingAreErrorsUnlessAllowed) {
  states(R"({"a":1})", R"({"a":2})");
  const auto fails = [&](const std::function<void(Selector&)>& fill,
                         const std::string& message) {
    const Error told = error(fill);
    EXPECT_EQ(told.code, Code::kNotFound);
    EXPECT_EQ(told.message, message);
    EXPECT_EQ(told.hint, "allow_nothing makes this no error");
    for (const bool but : {false, true}) {
      Selector selector;
      fill(selector);
      selector.allow_nothing = true;
      selector.everything_but = but;
      EXPECT_EQ(in_full(select(selector)),
                in_full(but ? target->captured() : context.captured()));
    }
  };
  fails([](Selector& s) { s.variables = {"z"}; }, "no variable matches 'z'");
  fails([](Selector& s) { s.variables = {"z/*"}; },
        "no variable matches 'z/*'");
  fails([](Selector& s) { s.variables = {""}; }, "no variable matches ''");
  fails([](Selector& s) { s.node_results = {"z?"}; },
        "no node result matches 'z?'");
  fails([](Selector& s) { s.pointers = {"/variables/z"}; },
        "no variable matches 'z'");
  EXPECT_EQ(error([](Selector& s) { s.pointers = {"/variables/z/y"}; }).code,
            Code::kNotFound);
  // One that matches what did not change is none.
  Selector same;
  ASSERT_THAT(context.set_variable("a", json("1")), IsOk());
  same.variables = {"a"};
  EXPECT_EQ(in_full(select(same)), in_full(context.captured()));
}

TEST_F(Select, ThatNamesNothingIsAnErrorUnlessAllowed) {
  states("{}", "{}");
  const Error told = error([](Selector&) {});
  EXPECT_EQ(told.code, Code::kInvalidArgument);
  EXPECT_EQ(told.message, "the selector names nothing");
  EXPECT_EQ(told.hint, "without a selector everything is taken back");
  Selector selector;
  selector.allow_nothing = true;
  const auto plan = context.plan(*target, &selector);
  ASSERT_THAT(plan, IsOk());
  const std::string before = in_full(context.captured());
  const auto position = context.position();
  ASSERT_THAT(context.apply_plan(*plan), IsOk());
  EXPECT_EQ(in_full(context.captured()), before);
  EXPECT_EQ(context.position(), position);
}

TEST_F(Select, RefusesGlobsAndNamesThatAreNone) {
  states(R"({"a":1})", R"({"a":2})");
  const auto named = [&](const std::string& name) {
    return Status(error([&](Selector& s) { s.variables = {name}; }));
  };
  EXPECT_THAT(named(std::string(1025, '*')), IsError(Code::kLimit));
  EXPECT_THAT(named("a\\"), IsErrorAtOffset(Code::kParse, 1));
  EXPECT_THAT(named("*\xff"), IsErrorAtOffset(Code::kParse, 1));
  // What is not UTF-8 is in no message either.
  EXPECT_THAT(named("a\xff"), IsErrorAtOffset(Code::kParse, 1));
  EXPECT_THAT(named(std::string(65537, 'a')), IsError(Code::kLimit));
  EXPECT_THAT(Status(error([](Selector& s) { s.node_results = {"\xc3"}; })),
              IsErrorAtOffset(Code::kParse, 0));
  EXPECT_EQ(named("a\nb\x1b").error().message, "no variable matches 'a?b?'");
  Selector selector;
  selector.variables = {std::string(1023, '*') + "a"};
  EXPECT_EQ(variables(selector), R"({"a":1})");
}

// Quadratic at worst: a second, where exponential would take for ever.
TEST_F(Select, HostileGlobsComeToAnEnd) {
  const std::string name(60000, 'a');
  states("{\"" + name + "\":1}", "{\"" + name + "\":2}");
  std::string glob;
  while (glob.size() < 1020) glob += "*a";
  Selector selector;
  selector.variables = {glob + "*b"};
  selector.allow_nothing = true;
  EXPECT_EQ(in_full(select(selector)), in_full(context.captured()));
}

TEST_F(Select, RefusesPointersThatAreNone) {
  states(R"({"a":[1]})", R"({"a":[2]})");
  const auto pointer = [&](const std::string& text) {
    return Status(error([&](Selector& s) { s.pointers = {text}; }));
  };
  EXPECT_THAT(pointer("variables/a"), IsError(Code::kParse));
  EXPECT_THAT(pointer("/variables/~2"), IsErrorAtOffset(Code::kParse, 11));
  EXPECT_THAT(pointer("/variables/a/~"), IsErrorAtOffset(Code::kParse, 13));
  EXPECT_THAT(pointer(""), IsError(Code::kNotFound));
  EXPECT_THAT(pointer("/"), IsError(Code::kNotFound));
  EXPECT_THAT(pointer("/other/a"), IsError(Code::kNotFound));
  EXPECT_THAT(pointer("/variablesx"), IsError(Code::kNotFound));
  EXPECT_THAT(pointer("/state/Failed"),
              IsErrorAt(Code::kInvalidArgument, "/state/Failed"));
  EXPECT_THAT(pointer("/variables/a/01"),
              IsErrorAt(Code::kNotFound, "/variables/a/01"));
  EXPECT_THAT(pointer("/variables/a/-"),
              IsErrorAt(Code::kNotFound, "/variables/a/-"));
  EXPECT_THAT(pointer("/variables/a/0/x"),
              IsErrorAt(Code::kNotFound, "/variables/a/0/x"));
}

TEST_F(Select, DownstreamNodesBelongToExecutions) {
  states("{}", "{}");
  const Error told = error([](Selector& s) { s.downstream_of = {"a"}; });
  EXPECT_EQ(told.code, Code::kInvalidArgument);
  EXPECT_EQ(told.hint, "plan with the execution");
}

// J7
TEST_F(Select, OfWhatDoesNotFitTogetherIsRefused) {
  Limits limits;
  limits.state_bytes = 60;
  context = *Context::create("flow", "run", test::fixed_environment(0, limits));
  const std::string long_text = '"' + std::string(30, 'x') + '"';
  ASSERT_THAT(context.set_variable_json("a", long_text), IsOk());
  target = *context.take_snapshot();
  ASSERT_THAT(context.remove_variable("a"), IsOk());
  ASSERT_THAT(context.set_variable_json("b", long_text), IsOk());
  EXPECT_EQ(error([](Selector& s) { s.variables = {"a"}; }).code, Code::kLimit);
}

}  // namespace
}  // namespace snaproll
