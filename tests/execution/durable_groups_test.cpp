// Groups whose one transaction fails, or whose outcome is not known, or whose
// process is gone.
#include <filesystem>

#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::FileLock;
using test::IsError;
using test::IsOk;
using test::json;
using test::observed;
using test::same_seen;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class DurableGroups : public test::DurableRun {
 protected:
  void SetUp() override {
    a = open_as("a");
    b = open_as("b");
    set_both("1");
    group = *Execution::snapshot_group(both());
    set_both("2");
  }
  Execution open_as(const char* id, bool take_over = false) {
    OpenOptions told = options;
    told.take_over = take_over;
    auto opened = Execution::open(store(), id, told);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  std::vector<Execution*> both() { return {&a, &b}; }
  void set_both(const char* text) {
    set(a, "x", text);
    set(b, "x", text);
  }

  Execution a = detached();
  Execution b = detached();
  Id group;
};

TEST_F(DurableGroups, ABusyStoreLeavesAllAndTheCallsCanBeRepeated) {
  const std::string before_a = observed(a);
  const std::string before_b = observed(b);
  {
    const FileLock lock(dir / "runs.db");
    EXPECT_THAT(Execution::snapshot_group(both()), IsError(Code::kBusy));
    EXPECT_THAT(Execution::rollback_group(both(), group), IsError(Code::kBusy));
    EXPECT_TRUE(same_seen(observed(a), before_a));
    EXPECT_TRUE(same_seen(observed(b), before_b));
  }
  ASSERT_THAT(Execution::snapshot_group(both()), IsOk());
  ASSERT_THAT(Execution::rollback_group(both(), group), IsOk());
  for (Execution* run : both()) {
    EXPECT_EQ(run->context().variable("x"), json("1"));
    ASSERT_THAT(run->reload(), IsOk());
    EXPECT_EQ(run->context().variable("x"), json("1"));
    EXPECT_THAT(*run->manager().groups(), SizeIs(2));
  }
}

TEST_F(DurableGroups, WhereAnotherWriterHasOneNoneIsChanged) {
  const Execution other = open_as("b", true);
  const std::string before_a = observed(a);
  const std::string before_b = observed(b);
  const auto snapshot = Execution::snapshot_group(both());
  ASSERT_THAT(snapshot, IsError(Code::kConflict));
  EXPECT_THAT(snapshot.error().message, HasSubstr("execution 'b'"));
  const auto back = Execution::rollback_group(both(), group);
  ASSERT_THAT(back, IsError(Code::kConflict));
  EXPECT_THAT(back.error().message, HasSubstr("execution 'b'"));
  EXPECT_TRUE(same_seen(observed(a), before_a));
  EXPECT_TRUE(same_seen(observed(b), before_b));
  // The other one is of use.
  ASSERT_THAT(a.snapshot(), IsOk());
  ASSERT_THAT(a.reload(), IsOk());
  EXPECT_EQ(a.manager().count(), 2u);
}

TEST_F(DurableGroups, AReaderIsInNoGroup) {
  OpenOptions told = options;
  told.mode = OpenMode::kRead;
  auto reader = Execution::open(store(), "b", told);
  ASSERT_THAT(reader, IsOk());
  const auto made = Execution::snapshot_group({&a, &*reader});
  EXPECT_THAT(made, IsError(Code::kReadOnly));
  EXPECT_THAT(Execution::rollback_group({&a, &*reader}, group),
              IsError(Code::kReadOnly));
  EXPECT_EQ(a.context().variable("x"), json("2"));
  ASSERT_THAT(*reader->manager().groups(), SizeIs(1));
  EXPECT_THAT(reader->manager().remove_group(group), IsOk());
  EXPECT_THAT(Execution::rollback_group(both(), group),
              IsError(Code::kNotFound));
}

TEST_F(DurableGroups, NamesThatAnotherHandleChangesAreTakenIn) {
  OpenOptions told = options;
  told.mode = OpenMode::kRead;
  auto reader = Execution::open(store(), "b", told);
  ASSERT_THAT(reader, IsOk());
  const Id first = b.manager().latest()->id();
  ASSERT_THAT(reader->manager().tag(first, "t"), IsOk());
  ASSERT_THAT(Execution::snapshot_group(both()), IsOk());
  EXPECT_THAT(*b.manager().groups(), SizeIs(2));
  EXPECT_THAT(*b.manager().tags(), SizeIs(1));
  EXPECT_EQ(a.manager().count(), 2u);
  EXPECT_EQ(b.manager().count(), 2u);
}

// What is in the files when the process goes is all there is.
TEST_F(DurableGroups, AreThereAfterACrash) {
  ASSERT_THAT(Execution::rollback_group(both(), group), IsOk());
  const Id second = *Execution::snapshot_group(both());
  for (const char* end : {"", "-wal"})
    std::filesystem::copy_file(dir / (std::string("runs.db") + end),
                               dir / (std::string("crashed.db") + end));
  auto crashed = Store::open(dir / "crashed.db", store_options);
  ASSERT_THAT(crashed, IsOk());
  OpenOptions told = options;
  told.take_over = true;
  auto one = Execution::open(*crashed, "a", told);
  auto other = Execution::open(*crashed, "b", told);
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(other, IsOk());
  set(*one, "x", "3");
  ASSERT_THAT(Execution::rollback_group({&*one, &*other}, second), IsOk());
  EXPECT_EQ(one->context().variable("x"), json("1"));
  EXPECT_THAT(*other->manager().groups(), SizeIs(2));
  const auto report = crashed->check();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, ::testing::IsEmpty());
}

TEST_F(DurableGroups, AnExecutionWithAMemberIsNotDeleted) {
  ASSERT_THAT(a.close(), IsOk());
  const Status held = store().remove("a");
  ASSERT_THAT(held, IsError(Code::kHeld));
  EXPECT_THAT(held.error().message, HasSubstr(group.text()));
  ASSERT_THAT(store().set_policy(*Policy::parse("expire-idle=1s")), IsOk());
  ASSERT_THAT(b.manager().remove_group(group), IsOk());
  ASSERT_THAT(b.close(), IsOk());
  const auto report =
      store().expire(false, environment->now() + 48 * 3600 * test::kSecond);
  ASSERT_THAT(report, IsOk());
  ASSERT_THAT(report->executions, SizeIs(2));
  EXPECT_EQ(report->removed, 1u);
  EXPECT_EQ(report->executions[1].id, "a");
  EXPECT_EQ(report->executions[1].reason, "group");
  a = open_as("a");
  ASSERT_THAT(a.manager().remove_group(group), IsOk());
  ASSERT_THAT(a.close(), IsOk());
  EXPECT_THAT(store().remove("a"), IsOk());
}

}  // namespace
}  // namespace snaproll
