// Stores as a whole: executions in them, copies, forks, exports, checks.
#include "snaproll/store.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "snaproll/execution.hpp"
#include "support/matchers.hpp"
#include "support/store_dir.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;

class StoreTest : public ::testing::Test {
 protected:
  static Store open_at(const std::string& path) {
    StoreOptions options;
    options.durability = Durability::kNone;
    auto opened = Store::open(path, options);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }

  Execution run(const std::string& id, size_t maximum = 1000) {
    OpenOptions options;
    options.execution.auto_snapshot = false;
    options.execution.max_snapshots = maximum;
    options.kind = "test";
    options.attributes = {{"tenant", "t" + id}};
    auto opened = Execution::open(store, id, options);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }

  // Some steps and snapshots, rollbacks among them.
  static void work(Execution& execution, int steps, int from = 0) {
    for (int i = from; i < from + steps; ++i) {
      Context& context = execution.context();
      ASSERT_THAT(context.set_variable("v" + std::to_string(i % 5),
                                       *Value::text(std::string(300, 'a'))),
                  IsOk());
      ASSERT_THAT(context.set_variable("i", Value::integer(i)), IsOk());
      auto step = execution.step_begin("n" + std::to_string(i));
      ASSERT_THAT(step, IsOk());
      ASSERT_THAT(step->finish(Value::integer(i)), IsOk());
      ASSERT_THAT(execution.snapshot(), IsOk());
      if (i % 7 == 3) {
        ASSERT_THAT(execution.rollback_n(2), IsOk());
      }
    }
  }

  // Digests of the states of a history, newest first, and of the working state.
  static std::vector<std::string> digests(const Execution& execution) {
    std::vector<std::string> found;
    for (const Snapshot& snapshot : execution.manager().list())
      found.push_back(snapshot.id().text() + *snapshot.captured().digest());
    found.push_back(*execution.context().captured().digest());
    return found;
  }
  static std::vector<std::string> digests(const Store& in,
                                          const std::string& id) {
    OpenOptions options;
    options.mode = OpenMode::kRead;
    auto opened = Execution::open(in, id, options);
    EXPECT_THAT(opened, IsOk());
    return digests(*opened);
  }
  static std::vector<std::string> findings(const Store& in) {
    auto report = in.check();
    EXPECT_THAT(report, IsOk());
    return report->findings;
  }

  static std::vector<std::string> lines(const Store& in, const std::string& id,
                                        bool full) {
    auto exporter = Exporter::begin(in, id, full);
    EXPECT_THAT(exporter, IsOk());
    std::vector<std::string> all;
    for (;;) {
      auto line = exporter->next();
      EXPECT_THAT(line, IsOk());
      if (!line->has_value()) return all;
      all.push_back(**line);
    }
  }
  static Result<std::string> import_all(const Store& to,
                                        const std::vector<std::string>& all,
                                        const std::string& as) {
    SNAPROLL_TRY(Importer importer, Importer::begin(to, as));
    for (const std::string& line : all) SNAPROLL_CHECK(importer.add(line));
    return importer.finish();
  }

  test::StoreDir dir;
  Store store = open_at(dir / "runs.db");
};

TEST_F(StoreTest, ExecutionsAreListedByWhatIsToldOfThem) {
  std::vector<Execution> open;
  for (int i = 0; i < 10; ++i) open.push_back(run(std::to_string(i)));
  ASSERT_THAT(open[3].context().pause(), IsOk());
  ASSERT_THAT(open[3].save(), IsOk());
  auto page = store.executions({}, 0, 4);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->executions.size(), 4u);
  EXPECT_EQ(page->executions[0].id, "9");
  EXPECT_TRUE(page->executions[0].owner->lives);
  page = store.executions({}, page->next, 100);
  ASSERT_EQ(page->executions.size(), 6u);
  EXPECT_EQ(page->next, 0);
  ExecutionFilter filter;
  filter.state = static_cast<int32_t>(StateKind::kPaused);
  page = store.executions(filter);
  ASSERT_EQ(page->executions.size(), 1u);
  EXPECT_EQ(page->executions[0].id, "3");
  filter = {};
  filter.attributes = {{"tenant", "t5"}};
  page = store.executions(filter);
  ASSERT_EQ(page->executions.size(), 1u);
  EXPECT_EQ(page->executions[0].id, "5");
  open.clear();
  filter = {};
  filter.owned = true;
  EXPECT_TRUE(store.executions(filter)->executions.empty());
}

TEST_F(StoreTest, BothFormsOfAnExportGiveTheSameHistory) {
  Execution origin = run("origin", 12);
  work(origin, 60);
  const auto expected = digests(origin);
  for (const bool full : {false, true}) {
    const Store other = open_at(dir / (full ? "full.db" : "bundle.db"));
    const auto all = lines(store, "origin", full);
    EXPECT_THAT(import_all(other, all, ""), IsOkAndHolds("origin"));
    EXPECT_EQ(digests(other, "origin"), expected) << full;
    EXPECT_THAT(findings(other), ::testing::IsEmpty());
    EXPECT_THAT(import_all(other, all, ""), IsError(Code::kExists));
  }
}

TEST_F(StoreTest, AnImportThatIsCutOffLeavesNothing) {
  Execution origin = run("origin");
  work(origin, 20);
  auto all = lines(store, "origin", false);
  const Store other = open_at(dir / "other.db");
  auto cut = all;
  cut.pop_back();
  EXPECT_THAT(import_all(other, cut, ""), IsError(Code::kInvalidArgument));
  cut = all;
  cut.erase(cut.begin() + 10);
  EXPECT_THAT(import_all(other, cut, ""), ::testing::Not(IsOk()));
  EXPECT_TRUE(other.executions()->executions.empty());
  EXPECT_EQ(other.stats()->records, 0u);
}

// Each line is a record that is right in all but one member.
TEST_F(StoreTest, AnImportWithWhatCanNotBeReadIsRefused) {
  Execution origin = run("origin");
  work(origin, 3);
  const auto all = lines(store, "origin", false);
  const Store other = open_at(dir / "other.db");
  for (const std::string member : {"\"attempt\":", "\"info\":"}) {
    auto changed = all;
    const std::string text = member + '"';
    const auto with = std::find_if(
        changed.begin(), changed.end(), [&](const std::string& line) {
          return line.find(text) != std::string::npos;
        });
    ASSERT_NE(with, changed.end()) << member;
    const size_t at = with->find(text) + text.size();
    size_t end = at;
    while ((*with)[end] != '"') end += (*with)[end] == '\\' ? 2 : 1;
    with->replace(at, end - at, "00");
    EXPECT_THAT(import_all(other, changed, ""), IsError(Code::kCorrupt))
        << member;
    EXPECT_EQ(other.stats()->records, 0u);
  }
}

// Many are written in batches, so some are in the store before the end.
TEST_F(StoreTest, ALongImportThatIsCutOffLeavesNothing) {
  Execution origin = run("origin");
  work(origin, 300);
  for (const bool full : {false, true}) {
    const Store other = open_at(dir / (full ? "full.db" : "bundle.db"));
    auto all = lines(store, "origin", full);
    all.pop_back();
    EXPECT_THAT(import_all(other, all, ""), IsError(Code::kInvalidArgument));
    EXPECT_EQ(other.stats()->records, 0u) << full;
  }
}

TEST_F(StoreTest, CompactLeavesAnImportInWorkAlone) {
  Execution origin = run("origin");
  work(origin, 300);
  const auto expected = digests(origin);
  for (const bool full : {false, true}) {
    Store other = open_at(dir / (full ? "full.db" : "bundle.db"));
    auto importer = Importer::begin(other);
    ASSERT_THAT(importer, IsOk());
    const auto all = lines(store, "origin", full);
    for (size_t i = 0; i < all.size(); ++i) {
      if (i == all.size() - 2) {
        ASSERT_GT(other.stats()->records, 0u);
        ASSERT_THAT(other.compact(), IsOk());
      }
      ASSERT_THAT(importer->add(all[i]), IsOk()) << full;
    }
    ASSERT_THAT(importer->finish(), IsOk()) << full;
    EXPECT_EQ(digests(other, "origin"), expected) << full;
    EXPECT_FALSE(other.info("origin")->owner.has_value());
  }
}

TEST_F(StoreTest, ACopyIsTheSameHistory) {
  Execution origin = run("origin");
  work(origin, 30);
  ASSERT_THAT(store.copy("origin", store, "copy"), IsOk());
  EXPECT_EQ(digests(store, "copy"), digests(origin));
  EXPECT_THAT(store.copy("origin", store, "copy"), IsError(Code::kExists));
  EXPECT_THAT(store.copy("none", store, "x"), IsError(Code::kNotFound));
}

TEST_F(StoreTest, AForkSharesRecordsAndOutlivesItsOrigin) {
  std::string state;
  {
    Execution origin = run("origin");
    work(origin, 30);
    const auto target = *origin.manager().find_nth_newest(5);
    state = target.value()->to_json();
    const auto before = store.stats()->record_bytes;
    ASSERT_THAT(store.fork("origin", target.id(), "fork"), IsOk());
    EXPECT_LT(store.stats()->record_bytes, before + 500);
    EXPECT_THAT(store.remove("origin"), IsError(Code::kOwned));
  }
  ASSERT_THAT(store.remove("origin"), IsOk());
  EXPECT_THAT(store.exists("origin"), IsOkAndHolds(false));
  {
    Execution fork = run("fork");
    EXPECT_EQ(fork.context().value()->to_json(), state);
    work(fork, 5, 1000);
  }
  EXPECT_THAT(findings(store), ::testing::IsEmpty());
  const Store other = open_at(dir / "other.db");
  ASSERT_THAT(store.copy("fork", other, "fork"), IsOk());
  EXPECT_EQ(digests(other, "fork"), digests(store, "fork"));
  ASSERT_THAT(store.remove("fork"), IsOk());
  ASSERT_THAT(store.compact(), IsOk());
  EXPECT_EQ(store.stats()->records, 0u);
}

TEST_F(StoreTest, AForkOfAnEmptyStateCanBeCopied) {
  run("origin");
  ASSERT_THAT(store.fork("origin", {}, "fork"), IsOk());
  Store other = open_at(":memory:");
  ASSERT_THAT(store.copy("fork", other, "fork"), IsOk());
  EXPECT_EQ(digests(other, "fork"), digests(store, "fork"));
}

TEST_F(StoreTest, CompactKeepsWhatIsInTheHistoryAndNoMore) {
  Execution execution = run("run", 5);
  work(execution, 200);
  const auto expected = digests(execution);
  ASSERT_THAT(store.compact(), IsOk());
  EXPECT_EQ(execution.context().undo_count(), 29u);
  execution.context().clear_undo();  // which needs old states
  ASSERT_THAT(execution.save(), IsOk());
  ASSERT_THAT(store.compact(), IsOk());
  EXPECT_EQ(digests(store, "run"), expected);
  EXPECT_THAT(findings(store), ::testing::IsEmpty());
  // What is told of each of the attempts stays.
  EXPECT_EQ(execution.attempts().size(), 200u);
  EXPECT_LT(store.stats()->records, 200u + 60u);
  work(execution, 3, 1000);
  EXPECT_THAT(findings(store), ::testing::IsEmpty());
}

TEST_F(StoreTest, ABackupIsAStore) {
  Execution execution = run("run");
  work(execution, 20);
  ASSERT_THAT(store.backup(dir / "copy.db"), IsOk());
  EXPECT_THAT(store.backup(dir / "copy.db"), IsError(Code::kExists));
  const Store copy = open_at(dir / "copy.db");
  EXPECT_EQ(digests(copy, "run"), digests(execution));
  EXPECT_EQ(copy.id(), store.id());
}

TEST_F(StoreTest, ABackupHasNoOwners) {
  const Execution execution = run("run");
  ASSERT_THAT(store.backup(dir / "copy.db"), IsOk());
  const Store copy = open_at(dir / "copy.db");
  EXPECT_FALSE(copy.info("run")->owner.has_value());
  EXPECT_THAT(Execution::open(copy, "run"), IsOk());
  EXPECT_TRUE(store.info("run")->owner.has_value());
  EXPECT_THAT(findings(copy), ::testing::IsEmpty());
}

TEST_F(StoreTest, AForkHasTheRulesForSnapshotsOfItsOrigin) {
  SnapshotRules rules;
  rules.at_least_nodes = 7;
  {
    Execution origin = run("origin");
    ASSERT_THAT(origin.manager().set_snapshot_rules(rules), IsOk());
    work(origin, 3);
  }
  ASSERT_THAT(store.fork("origin", std::nullopt, "fork"), IsOk());
  ASSERT_THAT(store.remove("origin"), IsOk());
  EXPECT_EQ(run("fork").manager().snapshot_rules().at_least_nodes, 7u);
  EXPECT_THAT(findings(store), ::testing::IsEmpty());
}

TEST_F(StoreTest, WhoeverMayNotRemoveIsToldTheOwner) {
  OpenOptions told;
  told.owner = "night shift";
  const auto execution = Execution::open(store, "run", told);
  const Status removed = store.remove("run");
  ASSERT_THAT(removed, IsError(Code::kOwned));
  EXPECT_THAT(removed.error().message,
              ::testing::AllOf(::testing::HasSubstr("'run'"),
                               ::testing::HasSubstr("'night shift'"),
                               ::testing::HasSubstr("since")));
}

TEST_F(StoreTest, ManyAreSavedInOneTransaction) {
  std::vector<Execution> open;
  std::vector<Execution*> all;
  for (int i = 0; i < 20; ++i) open.push_back(run(std::to_string(i)));
  for (Execution& one : open) {
    ASSERT_THAT(one.context().set_variable_json("x", "1"), IsOk());
    all.push_back(&one);
  }
  const auto before = *store.stats();
  for (const Status& status : Execution::save_many(all))
    EXPECT_THAT(status, IsOk());
  const auto after = *store.stats();
  EXPECT_EQ(after.commits - before.commits, 20u);
  EXPECT_EQ(after.transactions - before.transactions, 1u);
  for (Execution& one : open) {
    ASSERT_THAT(one.reload(), IsOk());
    EXPECT_TRUE(one.context().variable("x").has_value());
  }
}

TEST_F(StoreTest, TwoHandlesOfOneFileShareTheirMemory) {
  Store second = open_at(dir / "runs.db");
  EXPECT_EQ(*store.home(), *second.home());
  ASSERT_THAT(store.close(), IsOk());
  EXPECT_THAT(second.executions(), IsOk());
  EXPECT_THAT(store.executions(), IsError(Code::kUnusable));
}

TEST_F(StoreTest, AClosedStoreIsUnusable) {
  ASSERT_THAT(store.close(), IsOk());
  ASSERT_THAT(store.close(), IsOk());
  EXPECT_THAT(store.executions(), IsError(Code::kUnusable));
  EXPECT_THAT(Execution::open(store, "x"), IsError(Code::kUnusable));
}

}  // namespace
}  // namespace snaproll
