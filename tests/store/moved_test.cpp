// A file that is removed, replaced or moved while its store is open: nothing
// more is acknowledged, and nothing that was is lost with the file in hand.
#include <stdio.h>
#include <unistd.h>

#include "store_fixture.hpp"

namespace snaproll::test {
namespace {

using ::testing::HasSubstr;

class MovedTest : public ::testing::Test {
 protected:
  MovedTest() {
    exec = insert(*store, execution_row("a"));
    EXPECT_THAT(append(*store, record_row(exec, 1)), IsOk());
    EXPECT_THAT(append(*store, record_row(exec, 2)), IsOk());
    told = told_records(*store, exec);
  }
  void move(const std::string& from, const std::string& to) {
    ASSERT_EQ(rename(from.c_str(), to.c_str()), 0);
  }
  void remove() { ASSERT_EQ(unlink(path.c_str()), 0); }
  // Puts a closed store with the execution "b" there.
  void make_other(const std::string& where) {
    const auto made = opened(where);
    insert(*made, execution_row("b"));
    ASSERT_THAT(made->close(), IsOk());
  }
  static std::vector<std::string> names(Store& store) {
    std::vector<std::string> found;
    const auto reader = store.read();
    EXPECT_THAT(reader, IsOk());
    const auto rows = (*reader)->executions({}, 0, 9);
    EXPECT_THAT(rows, IsOk());
    for (const ExecutionRow& row : *rows) found.push_back(row.name);
    return found;
  }
  void expect_unusable() {
    const Status status = append(*store, record_row(exec, 3));
    ASSERT_THAT(status, IsError(Code::kUnusable));
    EXPECT_THAT(status.error().message, HasSubstr(path));
    EXPECT_FALSE(status.error().hint.empty());
    EXPECT_THAT(store->check_usable(), IsError(Code::kUnusable));
    EXPECT_THAT(store->read(), IsError(Code::kUnusable));
  }

  void expect_other_is_whole() {
    const auto other = opened(path);
    EXPECT_THAT(names(*other), ::testing::ElementsAre("b"));
    const auto faults = other->check_file(false);
    ASSERT_THAT(faults, IsOk());
    EXPECT_THAT(*faults, ::testing::IsEmpty());
    insert(*other, execution_row("c"));
  }

  TestFolder folder;
  const std::string path = folder.path("runs.db");
  const std::string elsewhere = folder.path("elsewhere.db");
  std::shared_ptr<Store> store = opened(path);
  int64_t exec = 0;
  std::string told;
};

TEST_F(MovedTest, NothingIsCommittedToAFileThatWasRemoved) {
  remove();
  expect_unusable();
  EXPECT_THAT(store->close(), IsOk());
  const auto anew = opened(path);
  EXPECT_TRUE(names(*anew).empty());
}

TEST_F(MovedTest, AFileThatWasReplacedIsNotTouched) {
  make_other(elsewhere);
  move(elsewhere, path);
  expect_unusable();
  EXPECT_THAT(open_store(path, {}), IsError(Code::kUnusable));
  EXPECT_THAT(store->close(), IsOk());
  expect_other_is_whole();
}

TEST_F(MovedTest, AFileThatWasReplacedIsNotTouchedByClosing) {
  make_other(elsewhere);
  move(elsewhere, path);
  EXPECT_THAT(store->close(), IsOk());
  expect_other_is_whole();
}

TEST_F(MovedTest, WhatWasAcknowledgedIsInAFileThatWasMovedAway) {
  move(path, elsewhere);
  expect_unusable();
  EXPECT_THAT(store->close(), IsOk());
  const auto found = opened(elsewhere);
  EXPECT_EQ(told_records(*found, exec), told);
  EXPECT_THAT(append(*found, record_row(exec, 3)), IsOk());
}

TEST_F(MovedTest, AFileThatIsBackInItsPlaceIsUsed) {
  move(path, elsewhere);
  move(elsewhere, path);
  EXPECT_THAT(append(*store, record_row(exec, 3)), IsOk());
}

TEST_F(MovedTest, ACommitDuringWhichItWentIsUnknown) {
  for (const int statements : {1, 2}) {
    SCOPED_TRACE(statements);
    const std::string where = folder.path(std::to_string(statements));
    const auto one = opened(where);
    ASSERT_THAT(append(*one, record_row(1, 1)), IsOk());
    const RecordRow row = record_row(1, 2);
    const Status status = one->commit(
        [&](StoreWriter& writer) -> Status {
          EXPECT_EQ(unlink(where.c_str()), 0);
          return writer.append(row);
        },
        statements);
    EXPECT_THAT(status, IsError(Code::kUnknown));
    EXPECT_THAT(one->check_usable(), IsError(Code::kUnusable));
  }
}

TEST_F(MovedTest, AllOfAGroupAreToldAlike) {
  remove();
  std::vector<Store::Member> members;
  for (uint64_t seq = 3; seq < 6; ++seq)
    members.emplace_back([row = record_row(exec, seq)](StoreWriter& writer) {
      return writer.append(row);
    });
  for (const Status& status : store->commit_many(std::move(members)))
    EXPECT_THAT(status, IsError(Code::kUnusable));
}

TEST_F(MovedTest, NoReaderReadsAnotherFileInItsPlace) {
  auto first = store->read();
  ASSERT_THAT(first, IsOk());
  make_other(elsewhere);
  move(elsewhere, path);
  EXPECT_THAT(store->read(), IsError(Code::kUnusable));
  remove();
  EXPECT_THAT(store->read(), IsError(Code::kUnusable));
  EXPECT_EQ(told_records(**first, exec), told);
}

TEST_F(MovedTest, NothingElseIsDoneWithAFileThatWasRemoved) {
  remove();
  EXPECT_THAT(store->vacuum(), IsError(Code::kUnusable));
}

}  // namespace
}  // namespace snaproll::test
