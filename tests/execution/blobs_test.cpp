// Bytes beside the state: in the store with the commit that names them, stored
// once, gone with the last record that names them.
#include "journal/blobs.hpp"

#include <fstream>
#include <map>
#include <random>

#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using ::testing::IsEmpty;

class Blobs : public test::DurableRun {
 protected:
  Blobs() {
    options.execution.max_snapshots = kUnlimited;
    store_options.compress = false;
  }

  // Bytes that nothing else has.
  std::string bytes(size_t size) {
    std::string made(size, '\0');
    for (char& c : made) c = static_cast<char>(random_());
    return made;
  }
  static std::string put(Execution& run, std::string_view blob) {
    auto hash = run.put_blob(blob);
    EXPECT_THAT(hash, IsOk());
    return hash.ok() ? *hash : std::string();
  }
  static std::string reference(const std::string& hash) {
    return R"({"$blob":")" + hash + R"("})";
  }
  static void refer(Execution& run, std::string_view name,
                    const std::string& hash) {
    set(run, name, reference(hash));
  }
  static void remove(Execution& run, const std::string& name) {
    if (!run.context().variable(name).has_value()) return;
    ASSERT_THAT(run.context().remove_variable(name), IsOk());
  }
  StoreStats stats() { return *store().stats(); }
  // Closes the store and runs statements on its file.
  void damage(const std::vector<const char*>& statements) {
    close_store();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((dir / "runs.db").c_str(), &db), SQLITE_OK);
    for (const char* statement : statements)
      EXPECT_EQ(sqlite3_exec(db, statement, nullptr, nullptr, nullptr),
                SQLITE_OK);
    sqlite3_close(db);
  }
  void expect_sound() {
    const auto report = store().check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, IsEmpty());
  }

  std::mt19937_64 random_{11};
};

TEST_F(Blobs, HashIsThatOfTheBytesAlone) {
  Execution run = detached();
  // printf abc | b2sum -l 256
  EXPECT_THAT(
      run.put_blob("abc"),
      IsOkAndHolds(
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
}

TEST_F(Blobs, AreThereInMemoryAlike) {
  Execution run = detached();
  const std::string blob = bytes(100000);
  const std::string hash = put(run, blob);
  EXPECT_THAT(run.get_blob(hash), IsOkAndHolds(blob));
  EXPECT_THAT(run.get_blob(std::string(64, '0')), IsError(Code::kNotFound));
  EXPECT_THAT(run.get_blob("0"), IsError(Code::kInvalidArgument));
  EXPECT_THAT(run.get_blob(std::string(64, 'A')),
              IsError(Code::kInvalidArgument));
}

TEST_F(Blobs, AreInTheStoreWithTheCommitThatNamesThem) {
  Execution run = open();
  const std::string blob = bytes(50000);
  const std::string hash = put(run, blob);
  ASSERT_THAT(run.save(), IsOk());
  EXPECT_THAT(store().get_blob(hash), IsError(Code::kNotFound));
  EXPECT_THAT(run.get_blob(hash), IsOkAndHolds(blob));
  refer(run, "picture", hash);
  ASSERT_THAT(run.save(), IsOk());
  EXPECT_THAT(store().get_blob(hash), IsOkAndHolds(blob));
  reopen(run);
  EXPECT_THAT(run.get_blob(hash), IsOkAndHolds(blob));
  expect_sound();
}

TEST_F(Blobs, OfEverySizeComeBack) {
  Execution run = open();
  std::map<std::string, std::string> put_ones;
  for (const size_t size :
       {0, 1, 1023, 1024, 4095, 4096, 4097, 16384, 16385, 65536, 300000}) {
    for (const std::string& blob : {bytes(size), std::string(size, 'a')}) {
      const std::string hash = put(run, blob);
      refer(run, "v" + std::to_string(put_ones.size()), hash);
      put_ones[hash] = blob;
    }
  }
  take(run);
  reopen(run);
  for (const auto& [hash, blob] : put_ones)
    EXPECT_THAT(store().get_blob(hash), IsOkAndHolds(blob)) << blob.size();
  expect_sound();
}

TEST_F(Blobs, AreStoredOnceWhoeverPutsThem) {
  const std::string blob = bytes(200000);
  for (const char* id : {"run", "other"}) {
    auto run = Execution::open(store(), id, options);
    ASSERT_THAT(run, IsOk());
    refer(*run, "a", put(*run, blob));
    take(*run);
    refer(*run, "b", put(*run, blob));
    take(*run);
  }
  EXPECT_EQ(stats().blobs, 1u);
  EXPECT_LT(stats().blob_bytes, blob.size() * 11 / 10);
  expect_sound();
}

TEST_F(Blobs, ThatGrowShareWhatTheyWere) {
  Execution run = open();
  std::string blob = bytes(500000);
  refer(run, "model", put(run, blob));
  take(run);
  const uint64_t first = stats().blob_bytes;
  constexpr int kSteps = 20;
  for (int i = 0; i < kSteps; ++i) {
    blob[0] = static_cast<char>(i);  // a counter at its head
    blob += bytes(500);
    refer(run, "model", put(run, blob));
    take(run);
  }
  EXPECT_EQ(stats().blobs, 1u + kSteps);
  EXPECT_LT((stats().blob_bytes - first) / kSteps, 20000u);
  EXPECT_THAT(store().get_blob(put(run, blob)), IsOkAndHolds(blob));
  expect_sound();
}

TEST_F(Blobs, LeaveWithTheLastRecordThatNamesThem) {
  Execution run = open();
  const std::string hash = put(run, bytes(30000));
  refer(run, "a", hash);
  const Snapshot named = take(run);
  ASSERT_THAT(run.context().remove_variable("a"), IsOk());
  take(run);
  EXPECT_THAT(run.get_blob(hash), IsOk()) << "a snapshot has it";
  ASSERT_THAT(run.rollback_to(named.id()), IsOk());
  EXPECT_THAT(run.get_blob(hash), IsOk());
  ASSERT_THAT(run.context().remove_variable("a"), IsOk());
  ASSERT_THAT(run.clear(), IsOk());
  set(run, "b", "1");
  take(run);
  ASSERT_THAT(store().compact(), IsOk());
  EXPECT_THAT(run.get_blob(hash), IsError(Code::kNotFound));
  EXPECT_EQ(stats().blobs, 0u);
  EXPECT_EQ(stats().blob_bytes, 0u);
  expect_sound();
}

TEST_F(Blobs, StayWhereOnlyAKeyframeNamesThem) {
  options.execution.max_snapshots = 2;
  Execution run = open();
  const std::string hash = put(run, bytes(5000));
  refer(run, "a", hash);
  take(run);
  // Far more than makes keyframes due, so that the first record leaves.
  for (int i = 0; i < 3000; ++i) {
    ASSERT_THAT(
        run.context().set_variable(
            "v" + std::to_string(i % 50),
            *Value::text(std::string(100, static_cast<char>('a' + i % 26)) +
                         std::to_string(i))),
        IsOk());
    take(run);
  }
  EXPECT_LT(stats().records, 2000u);
  EXPECT_THAT(store().get_blob(hash), IsOk());
  ASSERT_THAT(store().compact(), IsOk());
  EXPECT_THAT(store().get_blob(hash), IsOk());
  reopen(run);
  EXPECT_THAT(run.get_blob(hash), IsOk());
  expect_sound();
}

TEST_F(Blobs, AreFoundWhereverTheirNamesStand) {
  using detail::named_blobs;
  const std::string hash(64, 'b');
  const std::string text = "{\"a\":\"" + hash + "\"}";
  EXPECT_EQ(named_blobs(text).size(), 1u);
  for (size_t before = 0; before < 130; ++before) {
    const std::string shifted = std::string(before, 'x') + '"' + hash + '"';
    EXPECT_EQ(named_blobs(shifted).size(), 1u) << before;
    EXPECT_THAT(named_blobs(std::string(before, 'x') + '"' + hash + "b\""),
                IsEmpty());
    EXPECT_THAT(named_blobs(std::string(before, '0') + hash + '"'), IsEmpty());
  }
  // A state of many names: a keyframe of parts that end among them.
  options.execution.max_snapshots = 1;
  Execution run = open();
  std::vector<std::string> hashes;
  for (int i = 0; i < 4000; ++i) {
    hashes.push_back(put(run, "blob " + std::to_string(i)));
    refer(run, "v" + std::to_string(i), hashes.back());
  }
  take(run);
  for (int i = 0; i < 3000; ++i) {
    set(run, "n", "\"" + std::string(200, 'n') + std::to_string(i) + "\"");
    take(run);
  }
  ASSERT_THAT(store().compact(), IsOk());
  EXPECT_GT(stats().keyframes, 0u);
  for (const std::string& each : hashes)
    ASSERT_THAT(store().get_blob(each), IsOk()) << each;
  expect_sound();
}

TEST_F(Blobs, ThatOnlyTheMetadataOfASnapshotNamesAreKept) {
  Execution run = open();
  const std::string hash = put(run, bytes(6000));
  SnapshotInfo info;
  info.metadata.custom = test::json(R"({"picture":)" + reference(hash) + "}");
  take(run, info);
  set(run, "a", "1");
  take(run);
  ASSERT_THAT(store().compact(), IsOk());
  EXPECT_THAT(store().get_blob(hash), IsOk());
  auto other = Store::open(dir / "other.db");
  ASSERT_THAT(other, IsOk());
  ASSERT_THAT(store().copy("run", *other, "there"), IsOk());
  EXPECT_THAT(other->get_blob(hash), IsOk());
  expect_sound();
}

TEST_F(Blobs, GoWithACopyAndAnExport) {
  Execution run = open();
  const std::string small = bytes(100);
  const std::string large = bytes(200000);
  refer(run, "small", put(run, small));
  take(run);
  refer(run, "large", put(run, large));
  take(run);
  for (const bool full : {false, true}) {
    auto other = Store::open(dir / (full ? "full.db" : "bundle.db"));
    ASSERT_THAT(other, IsOk());
    auto exporter = Exporter::begin(store(), "run", full);
    ASSERT_THAT(exporter, IsOk());
    auto importer = Importer::begin(*other, "there");
    ASSERT_THAT(importer, IsOk());
    for (;;) {
      const auto line = exporter->next();
      ASSERT_THAT(line, IsOk());
      if (!line->has_value()) break;
      ASSERT_THAT(importer->add(**line), IsOk()) << **line;
    }
    ASSERT_THAT(importer->finish(), IsOk());
    EXPECT_THAT(other->get_blob(put(run, small)), IsOkAndHolds(small));
    EXPECT_THAT(other->get_blob(put(run, large)), IsOkAndHolds(large));
    EXPECT_EQ(other->stats()->blobs, 2u);
    EXPECT_THAT(other->check()->findings, IsEmpty());
  }
}

TEST_F(Blobs, OfAnImportAreWrittenWithTheRecordsThatNameThem) {
  constexpr size_t kLarge = 2u << 20;  // more than waits in memory
  Execution run = open();
  std::vector<std::string> hashes;
  for (int i = 0; i < 3; ++i) {
    hashes.push_back(put(run, bytes(kLarge)));
    refer(run, "a", hashes.back());
    take(run);
  }
  auto other = Store::open(dir / "other.db");
  ASSERT_THAT(other, IsOk());
  auto exporter = Exporter::begin(store(), "run", false);
  ASSERT_THAT(exporter, IsOk());
  auto importer = Importer::begin(*other, "there");
  ASSERT_THAT(importer, IsOk());
  size_t seen = 0;
  for (;;) {
    const auto line = exporter->next();
    ASSERT_THAT(line, IsOk());
    if (!line->has_value()) break;
    ASSERT_THAT(importer->add(**line), IsOk());
    if ((*line)->find(R"({"record")") != 0) continue;
    if ((*line)->find(hashes[std::min(seen, hashes.size() - 1)]) ==
        std::string::npos)
      continue;
    EXPECT_THAT(other->get_blob(hashes[seen++]), IsOk());
  }
  EXPECT_EQ(seen, hashes.size());
}

TEST_F(Blobs, ImportsAreRefusedWhereBytesAreNotThoseOfTheirHash) {
  Execution run = open();
  refer(run, "a", put(run, "abc"));
  take(run);
  auto exporter = Exporter::begin(store(), "run", false);
  ASSERT_THAT(exporter, IsOk());
  auto importer = Importer::begin(store(), "there");
  ASSERT_THAT(importer, IsOk());
  for (;;) {
    const auto line = exporter->next();
    ASSERT_THAT(line, IsOk());
    ASSERT_TRUE(line->has_value()) << "no blob was told";
    std::string text = **line;
    const size_t at = text.find("\"616263\"");  // abc
    if (at == std::string::npos) {
      ASSERT_THAT(importer->add(text), IsOk());
      continue;
    }
    text[at + 2] = '2';
    EXPECT_THAT(importer->add(text),
                test::IsErrorAt(Code::kCorrupt, "/blob/hash"));
    return;
  }
}

TEST_F(Blobs, AreErasedWithTheirPlace) {
  Execution run = open();
  const std::string hash = put(run, bytes(9000));
  refer(run, "a", hash);
  take(run);
  set(run, "b", "1");
  take(run);
  EraseOptions what;
  what.pointer = "/variables/a";
  ASSERT_THAT(run.erase(what), IsOk());
  EXPECT_THAT(store().get_blob(hash), IsError(Code::kNotFound));
  expect_sound();
}

TEST_F(Blobs, AreNotPutByAReader) {
  open();
  options.mode = OpenMode::kRead;
  Execution run = open();
  EXPECT_THAT(run.put_blob("a"), IsError(Code::kReadOnly));
}

TEST_F(Blobs, ThatAreDamagedAreNoticed) {
  Execution run = open();
  const std::string hash = put(run, bytes(40000));
  refer(run, "a", hash);
  take(run);
  run = detached();
  damage({"UPDATE chunk SET body = zeroblob(length(body)) WHERE chunk = 2"});
  EXPECT_THAT(store().get_blob(hash), IsError(Code::kCorrupt));
  EXPECT_THAT(store().check()->findings, ::testing::SizeIs(1));
}

TEST_F(Blobs, ThatAreDamagedKeepNoCommitFromLettingThemGo) {
  for (const char* statement :
       {"UPDATE blob_use SET checksum = zeroblob(32)",
        "UPDATE blob SET body = zeroblob(length(body))",
        "UPDATE chunk SET body = zeroblob(length(body))",
        "UPDATE chunk_use SET uses = 7"}) {
    Execution run = open();
    refer(run, "a", put(run, bytes(9000)));
    take(run);
    run = detached();
    damage({statement});
    run = open();
    remove(run, "a");
    ASSERT_THAT(run.clear(), IsOk()) << statement;
    ASSERT_THAT(run.save(), IsOk()) << statement;
    ASSERT_THAT(store().compact(), IsOk()) << statement;
    set(run, "b", "1");
    take(run);
    run = detached();
    ASSERT_THAT(store().remove("run"), IsOk()) << statement;
  }
  // What could not be trusted stays, and is told.
  EXPECT_THAT(store().check()->findings, ::testing::Not(IsEmpty()));
}

TEST_F(Blobs, CountsThatDoNotFitAreNoticed) {
  Execution run = open();
  const std::string hash = put(run, bytes(40000));
  refer(run, "a", hash);
  take(run);
  run = detached();
  damage({"DELETE FROM chunk_use WHERE chunk = 2", "DELETE FROM blob_use"});
  EXPECT_THAT(store().check()->findings,
              ::testing::ElementsAre("what names a blob does not fit: blob 1",
                                     "a chunk is not counted: chunk 2",
                                     "a chunk is missing: chunk 2",
                                     "execution 'run': record 2 of execution "
                                     "1: it does not hold the blob " +
                                         hash));
}

TEST_F(Blobs, AreThereWhereATextBecameTheirName) {
  Execution run = open();
  const std::string hash = put(run, "abc");
  for (const std::string& before : {"blob:" + hash, hash.substr(0, 40)}) {
    refer(run, "a", before);
    take(run);
    refer(run, "a", hash);
    take(run);
    EXPECT_THAT(store().get_blob(hash), IsOkAndHolds("abc")) << before;
    ASSERT_THAT(run.clear(), IsOk());
    remove(run, "a");
    ASSERT_THAT(run.save(), IsOk());
    ASSERT_THAT(store().compact(), IsOk());
    EXPECT_THAT(store().get_blob(hash), IsError(Code::kNotFound));
    put(run, "abc");
  }
}

// Whatever is done with states: what a kept state names is there, and when
// nothing names a blob any more it is gone.
TEST_F(Blobs, AreThereAsLongAsAKeptStateNamesThem) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  random_.seed(seed);
  store_options.compress = random_() % 2 == 0;
  options.execution.max_snapshots = 8;
  Execution run = open();
  std::map<std::string, std::string> known;
  const auto expect_states = [&] {
    std::vector<std::string> states{*run.context().to_json()};
    for (const Snapshot& snapshot : run.manager().list())
      states.push_back(*snapshot.to_json());
    for (const std::string& state : states)
      for (const auto& hash : detail::named_blobs(state))
        ASSERT_THAT(run.get_blob(detail::blob_text(hash)),
                    IsOkAndHolds(known[detail::blob_text(hash)]));
  };
  for (int i = 0; i < 600; ++i) {
    const std::string name = "v" + std::to_string(random_() % 12);
    switch (random_() % 10) {
      case 0:
        if (run.manager().count() > 0) {
          const size_t steps = 1 + random_() % run.manager().count();
          ASSERT_THAT(run.rollback_n(steps), IsOk());
        }
        break;
      case 1:
        remove(run, name);
        break;
      case 2:
        set(run, name, "\"" + std::string(3000, 'x') + std::to_string(i) + '"');
        break;
      case 3:
        static_cast<void>(run.undo_rollback());
        break;
      case 4:
        ASSERT_THAT(run.save(), IsOk());
        if (random_() % 10 == 0) reopen(run);
        break;
      case 5:
        if (random_() % 10 == 0) {
          ASSERT_THAT(store().compact(), IsOk());
        }
        break;
      case 6:
        take(run);
        break;
      default: {
        const std::string blob = bytes(random_() % 9000);
        const std::string hash = put(run, blob);
        known[hash] = blob;
        refer(run, name, hash);
        if (random_() % 2 == 0) take(run);
      }
    }
    if (i % 50 == 0) expect_states();
    if (HasFatalFailure()) return;
  }
  expect_states();
  expect_sound();
  ASSERT_THAT(run.clear(), IsOk());
  for (int i = 0; i < 12; ++i) remove(run, "v" + std::to_string(i));
  ASSERT_THAT(run.save(), IsOk());
  ASSERT_THAT(store().compact(), IsOk());
  EXPECT_EQ(stats().blobs, 0u);
  EXPECT_EQ(stats().blob_bytes, 0u);
  expect_sound();
}

}  // namespace
}  // namespace snaproll
