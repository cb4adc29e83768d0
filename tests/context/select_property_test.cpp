// What holds for selectors on random states. The seed is SNAPROLL_SEED, else
// fixed.
#include "context/states.hpp"
#include "value/tokens.hpp"

namespace snaproll {
namespace {

using test::below;
using test::in_full;
using test::IsOk;
using test::Random;

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kCases = 2000;  // the plain builds try more
#else
constexpr size_t kCases = 10000;
#endif

class SelectProperty : public ::testing::Test {
 protected:
  SelectProperty() : random_(test::seed()) {
    RecordProperty("seed", std::to_string(test::seed()));
  }

  CapturedState select(const Selector& selector) {
    const auto plan = now_.plan(*target_, &selector);
    EXPECT_THAT(plan, IsOk());
    return plan.ok() ? plan->result().after : CapturedState();
  }
  void one_state() {
    now_ = *Context::create("flow", "run", environment_);
    ASSERT_NO_FATAL_FAILURE(test::random_changes(now_, random_, 15));
    target_ = *now_.take_snapshot();
    ASSERT_NO_FATAL_FAILURE(test::random_changes(now_, random_, 15));
  }
  template <typename Check>
  void for_each_state(Check&& check) {
    for (size_t i = 0; i < kCases; ++i) {
      SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()) + ", case " +
                   std::to_string(i));
      ASSERT_NO_FATAL_FAILURE(one_state());
      ASSERT_NO_FATAL_FAILURE(check());
      if (HasFailure()) return;
    }
  }

  Random random_;
  std::shared_ptr<const Environment> environment_ = test::fixed_environment();
  Context now_ = *Context::create("flow", "run", environment_);
  std::optional<Snapshot> target_;
};

// Every name of both states, in three ways.
Selector everything(const CapturedState& now, const CapturedState& target,
                    size_t way) {
  Selector selector;
  selector.state = true;
  selector.allow_nothing = true;
  for (const CapturedState* state : {&now, &target}) {
    for (const std::string& name : state->variables.names()) {
      std::string pointer = "/variables";
      detail::append_token(pointer, name);
      if (way == 1) selector.pointers.push_back(pointer);
    }
    for (const std::string& name : state->node_results.names()) {
      std::string pointer = "/node_results";
      detail::append_token(pointer, name);
      if (way == 1) selector.pointers.push_back(pointer);
    }
  }
  if (way == 0) {
    selector.variables = {"*"};
    selector.node_results = {"*"};
  }
  if (way == 2) selector.everything_but = true;
  if (way == 2) selector.state = false;
  return selector;
}

TEST_F(SelectProperty, SelectingEverythingIsAFullRollback) {
  for_each_state([&] {
    for (size_t way = 0; way < 3; ++way) {
      const CapturedState after =
          select(everything(now_.captured(), target_->captured(), way));
      ASSERT_EQ(in_full(after), in_full(target_->captured())) << way;
      ASSERT_NO_FATAL_FAILURE(test::expect_numbered(after));
    }
  });
}

TEST_F(SelectProperty, SelectingNothingIsNoChange) {
  for_each_state([&] {
    Selector selector;
    selector.allow_nothing = true;
    ASSERT_EQ(in_full(select(selector)), in_full(now_.captured()));
    selector.variables = {"no such*"};
    selector.pointers = {"/variables/no such/x", "/node_results/no such/0"};
    ASSERT_EQ(in_full(select(selector)), in_full(now_.captured()));
    selector = everything(now_.captured(), target_->captured(), 0);
    selector.everything_but = true;
    ASSERT_EQ(in_full(select(selector)), in_full(now_.captured()));
  });
}

// What is selected comes from the target, all else from now; and everything
// but it the other way round.
TEST_F(SelectProperty, EachNameIsTakenFromOneOfTheTwo) {
  const auto expect = [](const Value& made, const Value& from,
                         const std::string& name) {
    ASSERT_EQ(made.find(name), from.find(name)) << name;
  };
  for_each_state([&] {
    Selector selector;
    selector.allow_nothing = true;
    selector.variables = {test::random_name(random_), "v1*"};
    selector.everything_but = below(random_, 2) == 0;
    if (selector.variables.front() == "a*") selector.variables.front() = "a";
    const CapturedState now = now_.captured();
    const CapturedState then = target_->captured();
    const CapturedState made = select(selector);
    for (const CapturedState* state : {&now, &then}) {
      for (const std::string& name : state->variables.names()) {
        const bool named =
            name == selector.variables.front() || name.substr(0, 2) == "v1";
        ASSERT_NO_FATAL_FAILURE(expect(
            made.variables,
            named == selector.everything_but ? now.variables : then.variables,
            name));
      }
    }
    ASSERT_EQ(made.node_results,
              selector.everything_but ? then.node_results : now.node_results);
  });
}

}  // namespace
}  // namespace snaproll
