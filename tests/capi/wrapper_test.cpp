// snaproll.hpp, the wrapper for C++: values and contexts.
#include "wrapper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <snaproll.hpp>
#include <string>
#include <type_traits>
#include <utility>

namespace snaproll::abi {
namespace {

using test::error_of;
using test::fixed_options;
using test::kStart;

TEST(Wrapper, ObjectsMoveAndAreNotCopied) {
  static_assert(std::is_nothrow_move_constructible_v<Value>);
  static_assert(std::is_nothrow_move_assignable_v<Execution>);
  static_assert(!std::is_copy_constructible_v<Context>);
  Value one = Value::new_int64(1);
  const Value other = std::move(one);
  EXPECT_FALSE(one);  // NOLINT(bugprone-use-after-move): it is empty
  EXPECT_EQ(other.as_int64(), 1);
  EXPECT_TRUE(other.ref().same(other));
}

TEST(Wrapper, ErrorsTellAllThatTheErrorOfCTells) {
  Context context("flow");
  const auto error =
      error_of([&] { context.set_variable("greeting", "hello there"); });
  EXPECT_EQ(error.code, SNAPROLL_PARSE);
  EXPECT_STREQ(error.code_name(), "PARSE");
  EXPECT_STREQ(error.what(), "expected a JSON value");
  EXPECT_EQ(error.offset, 0u);
  EXPECT_THAT(error.hint,
              testing::HasSubstr("snaproll_context_set_variable_text"));
  EXPECT_EQ(error.native, 0);
  const auto absent = error_of([&] { context.get_variable("greeting"); });
  EXPECT_EQ(absent.code, SNAPROLL_NOT_FOUND);
  EXPECT_EQ(absent.pointer, "/variables/greeting");
  EXPECT_EQ(absent.offset, SIZE_MAX);
}

TEST(Wrapper, AnEmptyObjectIsAnError) {
  const Value empty;
  EXPECT_FALSE(empty);
  const auto error = error_of([&] { empty.to_json(); });
  EXPECT_EQ(error.code, SNAPROLL_INVALID_ARGUMENT);
  EXPECT_STREQ(error.what(), "value: NULL");
}

TEST(Wrapper, IdsAndTimesHaveTheirText) {
  const std::string text = "018bcfe5-680b-7000-9607-387fc392b8e5";
  EXPECT_EQ(to_string(parse_id(text)), text);
  EXPECT_NE(to_string(new_id()), to_string(new_id()));
  EXPECT_EQ(time_text(kStart), "2023-11-14T22:13:20Z");
  EXPECT_EQ(parse_time("2023-11-14T23:13:20+01:00"), kStart);
}

TEST(Wrapper, AClockIsSetByHand) {
  Clock clock(kStart, 5);
  EXPECT_EQ(clock.now(), kStart);
  clock.advance(10);
  EXPECT_EQ(clock.now(), kStart + 15);
  clock.set(0);
  EXPECT_EQ(clock.now(), 0);
}

TEST(Wrapper, ACancelStopsACall) {
  const Cancel cancel = Cancel::make();
  EXPECT_EQ(Value::parse("[1]", nullptr, &cancel).size(), 1u);
  cancel.trigger();
  const auto error = error_of([&] { Value::parse("[1]", nullptr, &cancel); });
  EXPECT_EQ(error.code, SNAPROLL_STOPPED);
}

TEST(Wrapper, OptionsSetLimits) {
  Options options = Options::make();
  options.set_limit(SNAPROLL_LIMIT_DEPTH, 2);
  const auto error = error_of([&] { Value::parse("[[1]]", &options); });
  EXPECT_EQ(error.code, SNAPROLL_LIMIT);
}

TEST(Wrapper, ValuesAreReadAndEdited) {
  const Value value = Value::parse(R"({"b":[1,2.5],"a":"text"})");
  EXPECT_EQ(value.kind(), SNAPROLL_KIND_OBJECT);
  EXPECT_EQ(value.size(), 2u);
  EXPECT_EQ(value.depth(), 3u);
  EXPECT_EQ(value.to_json(), R"({"a":"text","b":[1,2.5]})");
  EXPECT_EQ(value.json_size(), value.to_json().size());
  EXPECT_GT(value.held_bytes(), 0u);
  EXPECT_EQ(value.names(), R"(["a","b"])");
  EXPECT_EQ(value.name_at(1), "b");
  EXPECT_EQ(value.find("a").as_text(), "text");
  EXPECT_EQ(value.at(1).at(0).as_int64(), 1);
  EXPECT_EQ(value.get_at("/b/1").as_double(), 2.5);
  EXPECT_EQ(value.set("/b/0", Value::new_bool(true)).to_json(),
            R"({"a":"text","b":[true,2.5]})");
  EXPECT_EQ(value.append("/b", Value::new_null()).get_at("/b").size(), 3u);
  EXPECT_EQ(value.append_text("/a", " on").find("a").as_text(), "text on");
  EXPECT_EQ(value.remove("/a").to_json(), R"({"b":[1,2.5]})");
  EXPECT_TRUE(Value::new_double(0.0).equal(Value::new_double(-0.0)));
  EXPECT_FALSE(Value::new_double(0.0).same(Value::new_double(-0.0)));
  EXPECT_EQ(Value::new_text("\n").to_json(), R"("\n")");
  EXPECT_TRUE(Value::new_bool(true).as_bool());
}

TEST(Wrapper, VariablesAreSetAndReadByType) {
  Context context("flow");
  context.set_variable_null("null");
  context.set_variable_bool("bool", true);
  context.set_variable_int64("int", -5);
  context.set_variable_double("double", 1.0);
  context.set_variable_text("text", std::string_view("a\0b", 3));
  context.set_variable_value("value", Value::parse("[1]"));
  EXPECT_EQ(context.get_variable("null"), "null");
  EXPECT_TRUE(context.get_variable_bool("bool"));
  EXPECT_EQ(context.get_variable_int64("int"), -5);
  EXPECT_EQ(context.get_variable_double("double"), 1.0);
  EXPECT_EQ(context.get_variable_text("text"), std::string("a\0b", 3));
  EXPECT_EQ(context.get_variable_value("value").size(), 1u);
  context.remove_variable("text");
  EXPECT_EQ(context.variables().to_json(),
            R"({"bool":true,"double":1.0,"int":-5,"null":null,"value":[1]})");
}

TEST(Wrapper, NodeResultsAreRecordedInOrder) {
  Context context("flow");
  context.record_node_result("b", "1");
  context.record_node_result_value("a", Value::new_int64(2));
  EXPECT_EQ(context.recorded_nodes(), R"(["b","a"])");
  EXPECT_EQ(context.get_node_result("a"), "2");
  EXPECT_EQ(context.get_node_result_value("b").as_int64(), 1);
  context.remove_node_result("b");
  EXPECT_EQ(context.node_results().to_json(), R"({"a":2})");
}

TEST(Wrapper, PointersReadAndEditAContext) {
  Context context("flow");
  context.set("/variables/list", "[1]");
  context.append("/variables/list", "2");
  context.append_value("/variables/list", Value::new_int64(3));
  context.set_value("/variables/list/0", Value::new_text("x"));
  context.append_text("/variables/list/0", "y");
  EXPECT_EQ(context.get_at("/variables/list"), R"(["xy",2,3])");
  EXPECT_EQ(context.get_value("/variables/list/2").as_int64(), 3);
  context.remove("/variables/list/1");
  context.update(R"([{"op":"set","pointer":"/variables/n","value":1}])");
  EXPECT_EQ(context.variables().to_json(), R"({"list":["xy",3],"n":1})");
}

TEST(Wrapper, AContextGoesThroughItsLife) {
  Options options = fixed_options();
  options.set_execution_id("run");
  Context context("flow", &options);
  EXPECT_EQ(context.execution_id(), "run");
  EXPECT_EQ(context.workflow_id(), "flow");
  EXPECT_EQ(context.started_at(), kStart);
  EXPECT_EQ(context.completed_at(), SNAPROLL_NO_TIME);
  context.set_state(SNAPROLL_FAILED, "why");
  EXPECT_EQ(context.state().kind, SNAPROLL_FAILED);
  EXPECT_EQ(context.state().message, "why");
  context.pause();
  EXPECT_TRUE(context.can_resume());
  const Checkpoint checkpoint = context.checkpoint();
  EXPECT_EQ(checkpoint.timestamp(), kStart + 1000000);
  EXPECT_EQ(checkpoint.completed_nodes(), "[]");
  EXPECT_EQ(checkpoint.variables().to_json(), "{}");
  EXPECT_EQ(checkpoint.state().kind, SNAPROLL_PAUSED);
  EXPECT_EQ(Checkpoint::from_json(checkpoint.to_json()).to_json(),
            checkpoint.ref().to_json());
  EXPECT_EQ(Context::resume_from_checkpoint(checkpoint, "on").workflow_id(),
            "on");
  context.resume();
  EXPECT_EQ(context.create_checkpoint().state().kind, SNAPROLL_RUNNING);
  context.mark_completed();
  context.cancel();
  EXPECT_EQ(context.state().kind, SNAPROLL_CANCELLED);
  EXPECT_EQ(Context::from_json(context.to_json()).to_json(), context.to_json());
}

TEST(Wrapper, ATransactionIsOneChange) {
  Context context("flow");
  Context change = context.begin();
  change.set_variable_int64("x", 1);
  change.set_variable_int64("y", 2);
  EXPECT_EQ(context.version(), 0u);
  change.commit();
  EXPECT_EQ(context.get_variable_int64("y"), 2);
  Context late = context.begin();
  late.set_variable_int64("x", 3);
  context.set_variable_int64("x", 4);
  EXPECT_EQ(error_of([&] { late.commit(); }).code, SNAPROLL_CONFLICT);
  Context left = context.begin();
  left.abort();
  EXPECT_EQ(error_of([&] { left.commit(); }).code, SNAPROLL_UNUSABLE);
}

}  // namespace
}  // namespace snaproll::abi
