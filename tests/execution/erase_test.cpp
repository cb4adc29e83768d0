// Erasing: a value leaves all that is kept of an execution, and the file.
#include "execution/erase_fixture.hpp"

namespace snaproll {
namespace {

using test::erase_text;
using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;
using test::IsOkAndHolds;
using test::observed;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kSecret = "sk-4f7a9c";

EraseOptions pointer(const std::string& place) {
  EraseOptions options;
  options.pointer = place;
  return options;
}

std::string exported(const Store& store, const std::string& id, bool full) {
  std::string all;
  auto lines = Exporter::begin(store, id, full);
  EXPECT_THAT(lines, IsOk());
  for (;;) {
    auto line = lines->next();
    EXPECT_THAT(line, IsOk());
    if (!line.ok() || !line->has_value()) return all;
    all += **line + '\n';
  }
}

class Erase : public test::EraseFixture {
 protected:
  Erase() { options.execution.max_snapshots.reset(); }

  void expect_gone(const Execution& run, const std::string& secret) {
    EXPECT_THAT(observed(run), Not(HasSubstr(secret)));
    EXPECT_THAT(names_of(run), Not(HasSubstr(secret)));
    for (const bool full : {false, true})
      EXPECT_THAT(exported(store(), "run", full), Not(HasSubstr(secret)));
    EXPECT_EQ(files().find(secret), std::string::npos);
    expect_whole();
  }

  // The secret everywhere: states, steps, names, pause, undo, keyframes.
  void fill(Execution& run, int steps = 60) {
    const std::string secret = kSecret;
    set(run, "key", "\"" + secret + "\"");
    set(run, "document", "\"" + std::string(3000, 'd') + "\"");
    for (int i = 0; i < steps; ++i) {
      set(run, "i", std::to_string(i));
      set(run, "log" + std::to_string(i % 7),
          R"({"header":{"auth":"Bearer )" + secret + R"("},"n":[)" +
              std::to_string(i) + "],\"pad\":\"" +
              std::string(4000, static_cast<char>('a' + i % 26)) + "\"}");
      if (i % 9 == 4) {
        Step step = begin(run, "call " + secret);
        ASSERT_THAT(step.fail("refused: " + secret), IsOk());
      }
      if (i % 9 == 5) {
        Step step = begin(run, "get" + std::to_string(i));
        ASSERT_THAT(step.finish(*Value::text("got " + secret)), IsOk());
      }
      SnapshotInfo info;
      info.label = "label " + secret;
      info.metadata.reason = "since " + secret;
      const Snapshot taken = take(run, info);
      if (i == 20) {
        ASSERT_THAT(run.manager().tag(taken.id(), "tag " + secret), IsOk());
        ASSERT_THAT(run.manager().hold(taken.id(), "h", "for " + secret),
                    IsOk());
      }
      if (i % 10 == 7) {
        ASSERT_THAT(run.rollback_n(3), IsOk());
      }
    }
    ASSERT_THAT(run.context().pause(), IsOk());
    ASSERT_THAT(run.save(), IsOk());
  }
};

TEST_F(Erase, TakesATextFromAllThatIsKeptAndFromTheFile) {
  options.kind = std::string("kind ") + kSecret;
  options.attributes = {{"owner", std::string("o ") + kSecret}};
  Execution run = open();
  fill(run);
  ASSERT_NE(files().find(kSecret), std::string::npos);
  const uint64_t keyframes = store().stats()->keyframes;
  ASSERT_GT(keyframes, 0u);
  auto report = run.erase(erase_text(kSecret));
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->pending);
  EXPECT_GT(report->states, 60u);
  EXPECT_GT(report->keyframes, 0u);
  EXPECT_THAT(report->executions, ElementsAre("run"));
  expect_gone(run, kSecret);
  EXPECT_THAT(run.context().variable("key")->as_text(),
              IsOkAndHolds(std::string("[erased]")));
  EXPECT_EQ(store().info("run")->kind, "kind [erased]");
  options.kind.clear();
  const std::string before = observed(run);
  reopen(run);
  EXPECT_EQ(observed(run), before);
  expect_gone(run, kSecret);
}

TEST_F(Erase, TakesAPlaceFromEveryState) {
  Execution run = open();
  fill(run);
  ASSERT_THAT(run.erase(pointer("/variables/key")), IsOk());
  for (const Snapshot& snapshot : run.manager().list())
    EXPECT_FALSE(snapshot.variables().find("key").has_value());
  EXPECT_FALSE(run.context().variable("key").has_value());
  EXPECT_TRUE(run.context().variable("log1").has_value());
  expect_whole();
}

TEST_F(Erase, OfAnElementLeavesNullInItsPlace) {
  Execution run = open();
  set(run, "list", R"(["a",")" + std::string(kSecret) + R"(","c"])");
  take(run);
  ASSERT_THAT(run.erase(pointer("/variables/list/1")), IsOk());
  EXPECT_EQ(run.context().variable("list")->to_json(), R"(["a",null,"c"])");
  expect_gone(run, kSecret);
}

TEST_F(Erase, OfANodeTakesWhatItsAttemptsTell) {
  Execution run = open();
  Step failed = begin(run, "call");
  ASSERT_THAT(failed.fail(std::string("refused ") + kSecret), IsOk());
  take(run);
  ASSERT_THAT(run.erase(pointer("/node_results/call/result/Failure")), IsOk());
  EXPECT_EQ(run.attempts("call").front().error, "");
  EXPECT_EQ(run.attempts("call").front().outcome, AttemptOutcome::kFailed);
  expect_gone(run, kSecret);
}

TEST_F(Erase, KeepsNodeResultsWhatTheyAre) {
  Execution run = open();
  finish(run, "a");
  take(run);
  const std::string before = observed(run);
  EXPECT_THAT(run.erase(pointer("/node_results/a/started_at")),
              IsError(Code::kType));
  EXPECT_EQ(observed(run), before);
  // Words of the library stay, what a node told goes.
  ASSERT_THAT(begin(run, "b").finish(*Value::text("Success of 1970")), IsOk());
  ASSERT_THAT(run.erase(erase_text("Success")), IsOk());
  EXPECT_TRUE(run.is_done("a"));
  EXPECT_TRUE(run.is_done("b"));
  ASSERT_THAT(run.erase(erase_text("1970")), IsOk());
  EXPECT_TRUE(run.is_done("b"));
  expect_whole();
}

TEST_F(Erase, IsTheSameInMemory) {
  ExecutionOptions in_memory = options.execution;
  in_memory.execution_id = "run";
  in_memory.max_snapshots = options.execution.max_snapshots = 40;
  for (const EraseOptions& what :
       {erase_text(kSecret), pointer("/variables/key"),
        pointer("/variables/log1/header"), erase_text("log1")}) {
    environment = test::fixed_environment();
    in_memory.environment = options.execution.environment = environment;
    Execution memory = *Execution::create(in_memory);
    fill(memory);
    close_store();
    std::filesystem::remove(dir / "runs.db");
    options.execution.environment = test::fixed_environment();
    Execution run = open();
    fill(run);
    ASSERT_THAT(memory.erase(what), IsOk());
    ASSERT_THAT(run.erase(what), IsOk());
    EXPECT_TRUE(test::same_seen(test::observed_history(run.manager()),
                                test::observed_history(memory.manager())));
    EXPECT_EQ(run.context().value()->to_json(),
              memory.context().value()->to_json());
    EXPECT_EQ(test::observed_attempts(run), test::observed_attempts(memory));
    EXPECT_EQ(names_of(run), names_of(memory));
    run = detached();
  }
}

TEST_F(Erase, GoesOnWithForksThatShareRecords) {
  Execution run = open();
  fill(run, 30);
  const Snapshot middle = run.manager().list()[10];
  ASSERT_THAT(store().fork("run", middle.id(), "fork"), IsOk());
  ASSERT_THAT(store().fork("fork", std::nullopt, "fork of fork"), IsOk());
  ASSERT_THAT(store().fork("run", std::nullopt, "other"), IsOk());
  OpenOptions told = options;
  auto alone = Execution::open(store(), "alone", told);
  set(*alone, "key", std::string("\"") + kSecret + "\"");
  take(*alone);
  ASSERT_THAT(run.close(), IsOk());
  auto report = store().erase(erase_text(kSecret), "fork of fork");
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->executions,
              ElementsAre("run", "fork", "fork of fork", "other"));
  for (const char* id : {"run", "fork", "fork of fork", "other"}) {
    told.mode = OpenMode::kRead;
    auto read = Execution::open(store(), id, told);
    ASSERT_THAT(read, IsOk());
    EXPECT_THAT(observed(*read), Not(HasSubstr(kSecret)));
  }
  EXPECT_THAT(observed(*alone), HasSubstr(kSecret));
  expect_whole();
  // Of the whole store it goes from that one as well.
  ASSERT_THAT(alone->close(), IsOk());
  ASSERT_THAT(store().erase(erase_text(kSecret)), IsOk());
  EXPECT_EQ(files().find(kSecret), std::string::npos);
}

TEST_F(Erase, IsRefusedWhileAnOwnerLivesUnlessItIsTakenOver) {
  Execution run = open();
  fill(run, 10);
  const std::string before = observed(run);
  EXPECT_THAT(store().erase(erase_text(kSecret)), IsError(Code::kOwned));
  EXPECT_EQ(observed(run), before);
  EraseOptions told = erase_text(kSecret);
  told.take_over = true;
  ASSERT_THAT(store().erase(told), IsOk());
  set(run, "more", "1");
  EXPECT_THAT(run.save(), IsError(Code::kConflict));
  ASSERT_THAT(run.reload(), IsOk());
  expect_gone(run, kSecret);
}

TEST_F(Erase, OfWhatStandsNowhereIsToldAndDoesNothing) {
  Execution run = open();
  fill(run, 10);
  const std::string before = observed(run);
  for (const EraseOptions& what :
       {erase_text("nowhere"), pointer("/variables/none"),
        pointer("/variables/key/below"), pointer("/node_results/none")})
    EXPECT_THAT(run.erase(what), IsError(Code::kNotFound));
  EXPECT_THAT(store().erase(erase_text(kSecret), "none"),
              IsError(Code::kNotFound));
  EXPECT_EQ(observed(run), before);
  EXPECT_THAT(*run.erasures(), IsEmpty());
}

TEST_F(Erase, RefusesWhatIsNoValue) {
  Execution run = open();
  Execution memory = *Execution::create();
  EraseOptions both = erase_text("a");
  both.pointer = "/variables/a";
  EraseOptions reason = erase_text("abc");
  reason.reason = "since abc leaked";
  for (Execution* one : {&run, &memory}) {
    for (const EraseOptions& what :
         {EraseOptions(), both, erase_text(""), pointer("/variables"),
          pointer("/node_results"), pointer("/state"), reason})
      EXPECT_THAT(one->erase(what), IsError(Code::kInvalidArgument));
    EXPECT_THAT(one->erase(erase_text("\xff")), IsError(Code::kParse));
    EXPECT_THAT(one->erase(pointer("variables")), IsError(Code::kParse));
    EXPECT_THAT(one->erase(pointer("/variables/a~2")),
                IsErrorAtOffset(Code::kParse, 12));
    EXPECT_THAT(one->erase(pointer("/elsewhere/a")), IsError(Code::kNotFound));
  }
}

TEST_F(Erase, OnlyTellsWhatItWouldDoInADryRun) {
  Execution run = open();
  fill(run, 20);
  const std::string before = observed(run);
  EraseOptions told = erase_text(kSecret);
  told.dry_run = true;
  ASSERT_THAT(run.erase(told), IsOk());
  EXPECT_EQ(observed(run), before);
  ASSERT_THAT(run.close(), IsOk());
  auto rehearsed = store().erase(told);
  ASSERT_THAT(rehearsed, IsOk());
  told.dry_run = false;
  auto done = store().erase(told);
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(rehearsed->states, done->states);
  EXPECT_EQ(rehearsed->records, done->records);
  EXPECT_EQ(rehearsed->keyframes, done->keyframes);
  EXPECT_EQ(rehearsed->names, done->names);
  EXPECT_EQ(rehearsed->executions, done->executions);
}

TEST_F(Erase, LeavesATombstoneThatSaysWhenAndWhy) {
  Execution run = open();
  fill(run, 10);
  EraseOptions told = pointer("/variables/key");
  told.reason = "rotated";
  auto report = run.erase(told);
  ASSERT_THAT(report, IsOk());
  ASSERT_THAT(run.erase(erase_text(kSecret)), IsOk());
  reopen(run);
  auto erasures = run.erasures();
  ASSERT_THAT(erasures, IsOk());
  ASSERT_THAT(*erasures, SizeIs(2));
  EXPECT_EQ((*erasures)[1].id, report->id);
  EXPECT_EQ((*erasures)[1].reason, "rotated");
  EXPECT_EQ((*erasures)[1].pointer, "/variables/key");
  EXPECT_EQ((*erasures)[1].states, report->states);
  EXPECT_FALSE((*erasures)[0].pointer.has_value());
  EXPECT_GE((*erasures)[0].at, (*erasures)[1].at);
  EXPECT_EQ(to_json(*store().erasures("run")), to_json(*erasures));
}

TEST_F(Erase, IsPendingWhileAReaderIsOpenAndTheNextOpenGoesOn) {
  Execution run = open();
  fill(run, 20);
  sqlite3* reader = nullptr;
  ASSERT_EQ(sqlite3_open((dir / "runs.db").c_str(), &reader), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM record", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  auto report = run.erase(erase_text(kSecret));
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->pending);
  EXPECT_THAT(observed(run), Not(HasSubstr(kSecret)));
  EXPECT_NE(files().find(kSecret), std::string::npos);
  ASSERT_EQ(sqlite3_close(reader), SQLITE_OK);
  reopen(run);
  expect_gone(run, kSecret);
}

TEST_F(Erase, GivesUpStepsThatAreOpen) {
  Execution run = open();
  set(run, "key", std::string("\"") + kSecret + "\"");
  Step step = begin(run, "a");
  ASSERT_THAT(run.erase(erase_text(kSecret)), IsOk());
  EXPECT_THAT(step.finish(Value()), IsError(Code::kConflict));
  expect_gone(run, kSecret);
}

TEST_F(Erase, WhatComesAfterItIsKeptAsEver) {
  Execution run = open();
  fill(run, 20);
  ASSERT_THAT(run.erase(erase_text(kSecret)), IsOk());
  for (int i = 0; i < 40; ++i) {
    set(run, "after", std::to_string(i));
    take(run);
    if (i % 8 == 5) {
      ASSERT_THAT(run.rollback_n(2), IsOk());
    }
  }
  ASSERT_THAT(run.undo_rollback(), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  const std::string before = observed(run);
  reopen(run);
  EXPECT_EQ(observed(run), before);
  expect_whole();
}

// Another process has a cache of its own; so has a handle that only reads.
TEST_F(Erase, ReadersThatHaveReadBeforeGoOn) {
  Execution run = open();
  fill(run, 40);
  StoreOptions reading = store_options;
  reading.read_only = true;
  auto other = Store::open(dir / "runs.db", reading);
  ASSERT_THAT(other, IsOk());
  OpenOptions told = options;
  told.mode = OpenMode::kRead;
  auto reader = Execution::open(*other, "run", told);
  ASSERT_THAT(reader, IsOk());
  ASSERT_THAT(observed(*reader), HasSubstr(kSecret));
  ASSERT_THAT(run.erase(erase_text(kSecret)), IsOk());
  for (const Snapshot& snapshot : reader->manager().list()) {
    ASSERT_THAT(snapshot.load(), IsOk());
    EXPECT_THAT(snapshot.value()->to_json(), Not(HasSubstr(kSecret)));
  }
  ASSERT_THAT(reader->reload(), IsOk());
  EXPECT_THAT(test::observed_history(reader->manager()),
              Not(HasSubstr(kSecret)));
}

TEST_F(Erase, ExportsAndCopiesGoOnWithoutIt) {
  Execution run = open();
  fill(run, 20);
  ASSERT_THAT(run.erase(erase_text(kSecret)), IsOk());
  ASSERT_THAT(store().copy("run", store(), "copy"), IsOk());
  for (const bool full : {false, true}) {
    auto importer = Importer::begin(store(), full ? "full" : "bundle");
    ASSERT_THAT(importer, IsOk());
    std::istringstream lines(exported(store(), "run", full));
    for (std::string line; std::getline(lines, line);)
      ASSERT_THAT(importer->add(line), IsOk());
    ASSERT_THAT(importer->finish(), IsOk());
  }
  OpenOptions told = options;
  told.mode = OpenMode::kRead;
  for (const char* id : {"copy", "bundle"}) {
    auto copy = Execution::open(store(), id, told);
    ASSERT_THAT(copy, IsOk());
    EXPECT_EQ(test::observed_history(copy->manager()),
              test::observed_history(run.manager()));
  }
  expect_whole();
}

// Nothing of a name that held it is in the version that tells of names.
TEST_F(Erase, ANameThatIsPutMeanwhileIsSeen) {
  Execution run = open();
  fill(run, 10);
  ASSERT_THAT(run.erase(erase_text(kSecret)), IsOk());
  const Snapshot newest = run.manager().list().front();
  ASSERT_THAT(run.manager().hold(newest.id(), "audit"), IsOk());
  EXPECT_THAT(run.manager().remove(newest.id()), IsError(Code::kHeld));
  reopen(run);
  EXPECT_THAT(run.manager().remove(newest.id()), IsError(Code::kHeld));
}

TEST_F(Erase, TellsWhoseIdHoldsTheText) {
  Execution run = open();
  set(run, "a", "\"run it\"");
  auto report = run.erase(erase_text("run"));
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->kept, ElementsAre("run"));
  EXPECT_EQ(run.context().variable("a")->to_json(), "\"[erased] it\"");
}

TEST_F(Erase, CompressedRecordsAreFoundByWhatTheyDecodeTo) {
  store_options.compress = true;
  Execution run = open();
  fill(run);
  ASSERT_THAT(run.erase(erase_text(kSecret)), IsOk());
  EXPECT_THAT(observed(run), Not(HasSubstr(kSecret)));
  for (const bool full : {false, true})
    EXPECT_THAT(exported(store(), "run", full), Not(HasSubstr(kSecret)));
  expect_whole();
}

}  // namespace
}  // namespace snaproll
