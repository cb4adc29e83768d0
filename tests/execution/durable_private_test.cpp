// Private paths of executions on a store: what is never in its file, and where
// the paths go.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "execution/durable_fixture.hpp"
#include "execution/migration_fixture.hpp"
#include "journal/names.hpp"
#include "snaproll/erase.hpp"
#include "store/store.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

const std::string kValue = "hunter2-hunter2-hunter2";
const std::string kQuoted = '"' + kValue + '"';

class DurablePrivate : public test::DurableRun {
 protected:
  DurablePrivate() { store_options.compress = false; }

  const PrivatePaths paths{{"/variables/token", "/variables/users/*/key",
                            "/node_results/login/result/*/key",
                            "/node_results/fails/result/Failure"},
                           {"/variables/card"}};

  Execution open_private() {
    Execution run = open();
    EXPECT_THAT(run.context().set_private_paths(paths), IsOk());
    set_all(run, kValue);
    return run;
  }
  static void set_all(Execution& run, const std::string& value) {
    const std::string quoted = '"' + value + '"';
    set(run, "token", quoted);
    set(run, "users", R"([{"n":1,"key":)" + quoted + R"(},{"n":2}])");
  }
  // All bytes of all files of the store.
  std::string file_bytes() const {
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(dir / "")) {
      std::ifstream in(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(in), {});
    }
    return bytes;
  }
  std::string exported(bool full) {
    std::string all;
    auto exporter = Exporter::begin(store(), "run", full);
    EXPECT_THAT(exporter, IsOk());
    for (;;) {
      const auto line = exporter->next();
      EXPECT_THAT(line, IsOk());
      if (!line.ok() || !line->has_value()) return all;
      all += **line + '\n';
    }
  }
  void import(const std::string& lines, std::string_view as) {
    auto importer = Importer::begin(store(), as);
    ASSERT_THAT(importer, IsOk());
    for (size_t at = 0; at < lines.size();) {
      const size_t end = lines.find('\n', at);
      ASSERT_THAT(importer->add(lines.substr(at, end - at)), IsOk());
      at = end + 1;
    }
    ASSERT_THAT(importer->finish(), IsOk());
  }
  Execution open_other(std::string_view id) {
    auto opened = Execution::open(store(), id, options);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
};

TEST_F(DurablePrivate, TransientBytesAreInNoFileAndNoExport) {
  Execution run = open_private();
  const Snapshot first = take(run);
  set(run, "card", R"("4111-1111-1111-1111")");
  for (int i = 0; i < 200; ++i) {  // keyframes
    set(run, "n" + std::to_string(i % 7),
        '"' + std::string(2000, static_cast<char>('a' + i % 26)) + '"');
    set_all(run, kValue + std::to_string(i));
    take(run);
  }
  Step step = begin(run, "login");
  ASSERT_THAT(step.finish(json(R"({"key":)" + kQuoted + R"(,"user":"u"})")),
              IsOk());
  ASSERT_THAT(begin(run, "fails").fail("it said " + kValue), IsOk());
  ASSERT_THAT(begin(run, "fails", true).rollback("again " + kValue), IsOk());
  ASSERT_THAT(run.context().pause(), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  ASSERT_THAT(run.rollback(), IsOk());
  ASSERT_THAT(run.undo_rollback(), IsOk());
  ASSERT_THAT(run.redo_rollback(), IsOk());
  const auto patch =
      Patch::from_json(R"([["set","/variables/token",)" + kQuoted +
                       R"(],["add","/variables/p",1]])");
  ASSERT_THAT(patch, IsOk());
  ASSERT_THAT(run.context().apply_patch(*patch), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  EXPECT_THAT(run.context().variable("token"), Optional(json(kQuoted)));
  const std::string hex = "68756e74657232";  // sections are written so
  for (const bool full : {false, true}) {
    EXPECT_THAT(exported(full), Not(HasSubstr("hunter2")));
    EXPECT_THAT(exported(full), Not(HasSubstr(hex)));
  }
  EXPECT_THAT(file_bytes(), Not(HasSubstr("hunter2")));
  reopen(run);
  EXPECT_EQ(run.context().variable("token"), std::nullopt);
  EXPECT_THAT(run.context().variable("users"),
              Optional(json(R"([{"n":1},{"n":2}])")));
  ASSERT_THAT(run.undo_rollback(), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  EXPECT_THAT(file_bytes(), Not(HasSubstr("hunter2")));
  EXPECT_THAT(file_bytes(), HasSubstr("4111-1111-1111-1111"));
  // What is searched for would be found.
  ASSERT_THAT(run.context().set_private_paths({}), IsOk());
  set_all(run, kValue);
  ASSERT_THAT(run.save(), IsOk());
  EXPECT_THAT(file_bytes(), HasSubstr("hunter2"));
}

TEST_F(DurablePrivate, AttemptsTellNoTransientMessage) {
  Execution run = open_private();
  ASSERT_THAT(begin(run, "fails").fail("it said " + kValue), IsOk());
  ASSERT_THAT(begin(run, "other").fail("it failed"), IsOk());
  for (const Attempt& attempt : run.attempts("fails"))
    EXPECT_EQ(attempt.error, "");
  EXPECT_EQ(run.attempts("other").at(0).error, "it failed");
  reopen(run);
  EXPECT_EQ(run.attempts("fails").at(0).error, "");
  EXPECT_EQ(run.attempts("other").at(0).error, "it failed");
}

TEST_F(DurablePrivate, StepsWhoseResultIsTransientRunAgainAfterAReopen) {
  Execution run = open();
  ASSERT_THAT(run.context().set_private_paths({{"/node_results/login"}, {}}),
              IsOk());
  finish(run, "login");
  EXPECT_TRUE(run.is_done("login"));
  reopen(run);
  EXPECT_FALSE(run.is_done("login"));
}

TEST_F(DurablePrivate, PathsAreThereAfterAReopen) {
  Execution run = open_private();
  ASSERT_THAT(run.save(), IsOk());
  reopen(run);
  EXPECT_EQ(run.context().private_paths(), paths);
  ASSERT_THAT(run.context().set_private_paths({}), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  reopen(run);
  EXPECT_TRUE(run.context().private_paths().empty());
}

TEST_F(DurablePrivate, PathsAreCommittedWithWhatTheyHide) {
  Execution run = open_private();
  EXPECT_THAT(file_bytes(), Not(HasSubstr("/variables/users/*/key")));
  take(run);  // any commit
  EXPECT_THAT(file_bytes(), HasSubstr("/variables/users/*/key"));
  EXPECT_THAT(file_bytes(), Not(HasSubstr("hunter2")));
}

TEST_F(DurablePrivate, ReloadKeepsLiveValuesAndNewPaths) {
  Execution run = open();
  set(run, "plain", "1");
  ASSERT_THAT(run.save(), IsOk());
  Execution other = take_over();
  set(other, "plain", "2");
  ASSERT_THAT(other.save(), IsOk());
  ASSERT_THAT(run.context().set_private_paths(paths), IsOk());
  set_all(run, kValue);
  ASSERT_THAT(run.save(), IsError(Code::kConflict));
  ASSERT_THAT(run.reload(true), IsOk());
  EXPECT_EQ(run.context().private_paths(), paths);
  EXPECT_THAT(run.context().variable("plain"), Optional(json("2")));
  EXPECT_THAT(run.context().variable("token"), Optional(json(kQuoted)));
  EXPECT_EQ(run.context().variable("users"), std::nullopt);
  ASSERT_THAT(run.save(), IsOk());
  EXPECT_THAT(file_bytes(), Not(HasSubstr("hunter2")));
  reopen(run);
  EXPECT_EQ(run.context().private_paths(), paths);
}

TEST_F(DurablePrivate, ReloadTakesThePathsOfAnother) {
  Execution run = open_private();
  ASSERT_THAT(run.save(), IsOk());
  Execution other = take_over();
  const PrivatePaths more{{"/variables/token", "/variables/more"}, {}};
  ASSERT_THAT(other.context().set_private_paths(more), IsOk());
  ASSERT_THAT(other.save(), IsOk());
  ASSERT_THAT(run.reload(true), IsOk());
  EXPECT_EQ(run.context().private_paths(), more);
}

// A failed commit changes nothing: what is transient is there, too.
TEST_F(DurablePrivate, StayWhereACommitFails) {
  Execution run = open_private();
  ASSERT_THAT(run.save(), IsOk());
  const Snapshot snapshot = take(run);
  set(run, "plain", "2");
  {
    const test::FileLock lock(dir / "runs.db");
    EXPECT_THAT(run.rollback_to(snapshot.id()), IsError(Code::kBusy));
  }
  EXPECT_THAT(run.context().variable("plain"), Optional(json("2")));
  EXPECT_THAT(run.context().variable("token"), Optional(json(kQuoted)));
  ASSERT_THAT(run.rollback_to(snapshot.id()), IsOk());
  EXPECT_EQ(run.context().variable("plain"), std::nullopt);
  EXPECT_THAT(run.context().variable("token"), Optional(json(kQuoted)));
}

TEST_F(DurablePrivate, ForksAndImportsHaveThem) {
  Execution run = open_private();
  take(run);
  ASSERT_THAT(run.save(), IsOk());
  ASSERT_THAT(store().fork("run", std::nullopt, "forked"), IsOk());
  import(exported(false), "bundle");
  import(exported(true), "full");
  ASSERT_THAT(store().copy("run", store(), "copied"), IsOk());
  for (const char* id : {"forked", "bundle", "full", "copied"}) {
    Execution other = open_other(id);
    EXPECT_EQ(other.context().private_paths(), paths) << id;
    EXPECT_EQ(other.context().variable("token"), std::nullopt) << id;
  }
}

TEST_F(DurablePrivate, ImportsOfBadPathsAreRefused) {
  Execution run = open_private();
  take(run);
  std::string lines = exported(false);
  const size_t at = lines.find("/variables/card");
  ASSERT_NE(at, std::string::npos);
  lines.replace(at, 10, "/elsewhere");
  auto importer = Importer::begin(store(), "other");
  ASSERT_THAT(importer, IsOk());
  Status status;
  for (size_t from = 0; status.ok() && from < lines.size();) {
    const size_t end = lines.find('\n', from);
    status = importer->add(lines.substr(from, end - from));
    from = end + 1;
  }
  EXPECT_THAT(status, IsError(Code::kInvalidArgument));
}

TEST_F(DurablePrivate, TheyAreThereForReaders) {
  Execution run = open_private();
  take(run);
  OpenOptions reading = options;
  reading.mode = OpenMode::kRead;
  auto reader = Execution::open(store(), "run", reading);
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ(reader->context().private_paths(), paths);
}

// Only names that tell which entries stay cost an index of the history.
TEST_F(DurablePrivate, PathsAreNoNamesOfEntries) {
  Execution run = open_private();
  take(run);
  ASSERT_THAT(run.save(), IsOk());
  auto rows = detail::open_store(dir / "runs.db", {});
  ASSERT_THAT(rows, IsOk());
  auto reader = (*rows)->read();
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT(detail::names_version(**reader, 1), IsOkAndHolds(uint64_t{0}));
}

TEST_F(DurablePrivate, ErasedTextLeavesThePathsToo) {
  Execution run = open();
  ASSERT_THAT(run.context().set_private_paths(
                  {{"/variables/hunter2/key"}, {"/variables/a/1hunter2~1b"}}),
              IsOk());
  set(run, "hunter2", R"({"key":1,"b":2})");
  take(run);
  ASSERT_THAT(run.close(), IsOk());
  run = detached();
  EraseOptions told;
  told.containing = "hunter2";
  ASSERT_THAT(store().erase(told, "run"), IsOk());
  close_store();
  EXPECT_THAT(file_bytes(), Not(HasSubstr("hunter2")));
  run = open();
  EXPECT_EQ(run.context().private_paths(),
            (PrivatePaths{{"/variables/[erased]/key"},
                          {"/variables/a/1[erased]~1b"}}));
  EXPECT_EQ(test::variables(run), R"({"[erased]":{"b":2}})");
  ASSERT_THAT(run.close(), IsOk());
  run = detached();
  told.containing = "1";  // a name's, not that of "~1", which is a slash
  ASSERT_THAT(store().erase(told, "run"), IsOk());
  run = open();
  EXPECT_EQ(run.context().private_paths().secret,
            std::vector<std::string>{"/variables/a/[erased][erased]~1b"});
}

TEST_F(DurablePrivate, CheckFindsNothing) {
  Execution run = open_private();
  for (int i = 0; i < 50; ++i) {
    set_all(run, kValue + std::to_string(i));
    take(run);
  }
  const auto report = store().check();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->findings.empty());
}

class MigratedPrivate : public test::MigrationTest {};

TEST_F(MigratedPrivate, PathsStayAndWhatTheyNameIsNotBroughtBack) {
  make_first();
  const PrivatePaths paths{{"/variables/title"}, {"/variables/name"}};
  {
    Execution run = open(1);
    ASSERT_THAT(run.context().set_private_paths(paths), IsOk());
    ASSERT_THAT(run.save(), IsOk());
  }
  tell_steps();
  const Execution run = open(2);
  EXPECT_EQ(run.context().private_paths(), paths);
  EXPECT_EQ(test::variables(run), "{}");
  EXPECT_EQ(run.context().variable("title"), std::nullopt);
}

}  // namespace
}  // namespace snaproll
