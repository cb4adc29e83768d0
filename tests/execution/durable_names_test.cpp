// Names of a history that several handles know, and commits whose outcome was
// not known.
#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DurableNames : public test::DurableRun {
 protected:
  DurableNames() { options.execution.max_snapshots = kUnlimited; }

  Execution open_reader() {
    OpenOptions told = options;
    told.mode = OpenMode::kRead;
    auto opened = Execution::open(store(), "run", told);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  static std::vector<Id> take_many(Execution& run, int count) {
    std::vector<Id> ids;
    for (int i = 0; i < count; ++i) {
      set(run, "n", std::to_string(i));
      ids.push_back(take(run).id());
    }
    return ids;
  }
};

TEST_F(DurableNames, AHoldOfAReaderIsRespectedAtOnce) {
  Execution run = open();
  const auto ids = take_many(run, 4);
  Execution reader = open_reader();
  ASSERT_THAT(reader.manager().hold(ids[1], "audit"), IsOk());
  EXPECT_THAT(run.manager().prune_before(kUnlimited >> 1), IsOkAndHolds(3u));
  EXPECT_EQ(run.manager().latest()->id(), ids[1]);
  EXPECT_THAT(reader.manager().hold(ids[0], "late"), IsError(Code::kNotFound));
  ASSERT_THAT(reader.manager().release(ids[1], "audit"), IsOk());
  EXPECT_THAT(run.manager().remove(ids[1]), IsOk());
}

// What a reader knows of the history is what it was when it was opened.
TEST_F(DurableNames, AReaderIsToldThatTheHistoryWasChanged) {
  Execution run = open();
  const auto ids = take_many(run, 6);
  Execution reader = open_reader();
  ASSERT_THAT(reader.manager().tags(), IsOk());  // it has an index
  ASSERT_THAT(run.manager().remove(ids[2]), IsOk());
  EXPECT_THAT(reader.manager().parent(ids[3]), IsError(Code::kConflict));
  EXPECT_THAT(reader.manager().children(ids[1]), IsError(Code::kConflict));
  EXPECT_THAT(reader.manager().resolve("latest~3"), IsError(Code::kConflict));
  EXPECT_EQ(reader.manager().list().size(), 5u);
  ASSERT_THAT(reader.reload(), IsOk());
  EXPECT_EQ((*reader.manager().parent(ids[3]))->id(), ids[1]);
}

TEST_F(DurableNames, AReaderCopiesNoHistoryThatWasChanged) {
  Execution run = open();
  const auto ids = take_many(run, 6);
  Execution reader = open_reader();
  ASSERT_THAT(reader.manager().tags(), IsOk());
  ASSERT_THAT(run.manager().remove(ids[2]), IsOk());
  try {
    static_cast<void>(reader.manager().copy());
    ADD_FAILURE() << "a copy was made";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Code::kConflict);
  }
  ASSERT_THAT(reader.reload(), IsOk());
  EXPECT_EQ(reader.manager().copy().count(), 5u);
}

// M2
TEST_F(DurableNames, WhatAReaderLetsGoOfLeavesWithTheNextCommit) {
  options.execution.max_snapshots = 2;
  Execution run = open();
  const auto ids = take_many(run, 2);
  for (const Id& id : ids) ASSERT_THAT(run.manager().tag(id, "t"), IsOk());
  take(run);
  Execution reader = open_reader();
  for (const Id& id : ids) ASSERT_THAT(reader.manager().untag(id, "t"), IsOk());
  take(run);
  EXPECT_EQ(run.manager().count(), 2u);
}

TEST_F(DurableNames, ThePolicyOfTheStoreIsThatOfAnOpenHandleToo) {
  Execution run = open();
  take_many(run, 5);
  EXPECT_EQ(*run.manager().policy(), std::nullopt);
  const Policy policy = *Policy::parse("keep-last=2");
  ASSERT_THAT(store().set_policy(policy), IsOk());
  EXPECT_EQ(*run.manager().policy(), policy);
  EXPECT_EQ(run.manager().prune(false)->removed, 3u);
  ASSERT_THAT(store().set_policy(std::nullopt), IsOk());
  EXPECT_THAT(run.manager().prune(false), IsError(Code::kNotFound));
}

// M15
TEST_F(DurableNames, WhatAReaderLetsGoOfIsPrunedWhenAsked) {
  Execution run = open();
  const auto ids = take_many(run, 2);
  ASSERT_THAT(run.manager().hold(ids[0], "h"), IsOk());
  Execution reader = open_reader();
  ASSERT_THAT(reader.manager().release(ids[0], "h"), IsOk());
  EXPECT_THAT(run.manager().prune_before(kUnlimited >> 1), IsOkAndHolds(2u));
}

TEST_F(DurableNames, WhatAReaderLetsGoOfIsCleared) {
  Execution run = open();
  const Id id = take(run).id();
  ASSERT_THAT(run.manager().hold(id, "h"), IsOk());
  Execution reader = open_reader();
  ASSERT_THAT(reader.manager().release(id, "h"), IsOk());
  EXPECT_THAT(run.clear(), IsOk());
  EXPECT_EQ(run.manager().count(), 0u);
}

}  // namespace
}  // namespace snaproll
