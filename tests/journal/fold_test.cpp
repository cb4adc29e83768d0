// Folding: records that leave from the middle of a file, and what is rebuilt
// from those that stay.
#include <map>
#include <random>

#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::IsOk;
using ::testing::IsEmpty;

class FoldTest : public test::DurableRun {
 protected:
  // Nothing that is in memory already is believed.
  FoldTest() { store_options.memory_budget = 0; }

  static std::string noise(std::mt19937_64& random, size_t size) {
    std::string text(size, ' ');
    for (char& one : text) one = static_cast<char>('a' + random() % 26);
    return text;
  }
  // As many snapshots, with as much in each that was not there before.
  void take_many(Execution& run, int count, size_t bytes, bool steps) {
    for (int i = 0; i < count; ++i) {
      const std::string text = noise(random_, bytes);
      ASSERT_THAT(run.context().set_variable("text", *Value::text(text)),
                  IsOk());
      if (steps) {
        Step step = begin(run, "n" + std::to_string(texts_.size()));
        ASSERT_TRUE(step.snapshot_id().has_value());
        texts_[*step.snapshot_id()] = text;
        ASSERT_THAT(step.finish(Value()), IsOk());
      } else {
        texts_[take(run).id()] = text;
      }
    }
  }
  void set_document(Execution& run, size_t bytes) {
    document_ = noise(random_, bytes);
    ASSERT_THAT(run.context().set_variable("document", *Value::text(document_)),
                IsOk());
  }
  void expect_states(const Execution& run) {
    for (const Snapshot& snapshot : run.manager().list()) {
      ASSERT_THAT(snapshot.load(), IsOk());
      const auto text = snapshot.variables().find("text");
      const auto document = snapshot.variables().find("document");
      ASSERT_TRUE(text.has_value() && document.has_value());
      ASSERT_EQ(*text->as_text(), texts_[snapshot.id()]);
      ASSERT_EQ(*document->as_text(), document_);
    }
  }
  void expect_sound(Execution& run) {
    expect_states(run);
    reopen(run);
    expect_states(run);
    const auto report = store().check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, IsEmpty());
  }
  // The oldest entries but one leave from the middle, while others enter.
  void thin_at_the_bottom(Execution& run, size_t bytes, bool steps) {
    for (int i = 0; i < 12; ++i) {
      const auto all = run.manager().list();
      ASSERT_THAT(run.manager().remove(all[all.size() - 2 - (i % 5)].id()),
                  IsOk());
      take_many(run, 12, bytes, steps);
    }
  }

 private:
  std::mt19937_64 random_{7};
  std::string document_;
  std::map<Id, std::string> texts_;
};

// Where the sweep came to a keyframe, the base of its record has left.
TEST_F(FoldTest, AKeyframeWhoseBaseHasLeftIsNotFolded) {
  options.execution.max_snapshots = 40;
  Execution run = open();
  set_document(run, 10);
  take_many(run, 200, 5000, false);
  thin_at_the_bottom(run, 5000, false);
  expect_states(run);
  ASSERT_THAT(run.manager().prune(false, *Policy::parse("keep-last=2")),
              IsOk());
  expect_sound(run);
}

// Of that base only an attempt may be left, which has no state.
TEST_F(FoldTest, AnAttemptInPlaceOfABaseIsNoEmptyState) {
  options.execution.max_snapshots = 40;
  options.execution.auto_snapshot = true;
  options.execution.auto_snapshot_interval = 1;
  Execution run = open();
  set_document(run, 300'000);
  take_many(run, 120, 30'000, true);
  thin_at_the_bottom(run, 3000, true);
  expect_states(run);
  ASSERT_THAT(run.manager().prune(false, *Policy::parse("keep-last=2")),
              IsOk());
  expect_sound(run);
}

}  // namespace
}  // namespace snaproll
