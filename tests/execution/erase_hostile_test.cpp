// Erasing of texts and places that are chosen to break it.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "execution/durable_fixture.hpp"
#include "journal/compaction.hpp"
#include "journal/home.hpp"
#include "snaproll/erase.hpp"
#include "snaproll/names.hpp"
#include "support/child.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::observed;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

EraseOptions text(const std::string& content) {
  EraseOptions options;
  options.containing = content;
  return options;
}

std::string bytes_in(const std::string& directory) {
  std::string all;
  for (const auto& file : std::filesystem::directory_iterator(directory)) {
    std::ifstream in(file.path(), std::ios::binary);
    std::ostringstream read;
    read << in.rdbuf();
    all += read.str();
  }
  return all;
}

class EraseHostile : public test::DurableRun {
 protected:
  EraseHostile() {
    store_options.compress = false;
    options.execution.max_snapshots = 40;
  }
  std::string files() { return bytes_in(dir / ""); }
  void expect_whole() {
    auto report = store().check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, IsEmpty());
  }
  Execution in_memory() {
    ExecutionOptions told = options.execution;
    told.execution_id = "run";
    return *Execution::create(told);
  }
  static std::string names_of(const Execution& run) {
    std::string all;
    const auto tags = run.manager().tags();
    for (const Tag& tag : *tags)
      all += "tag " + tag.name + ' ' + tag.snapshot.text() + '\n';
    const auto holds = run.manager().holds();
    for (const Hold& hold : *holds)
      all += "hold " + hold.name + ' ' + hold.reason + '\n';
    const auto branches = run.manager().branches();
    for (const Branch& branch : *branches)
      all += "branch " + branch.name.value_or("-") +
             (branch.selected ? " *" : "") + '\n';
    return all;
  }
};

// Of all kinds, with words of the library's own among them.
void fill(Execution& run, const std::string& word) {
  const auto set = [&](const std::string& name, const std::string& json) {
    ASSERT_THAT(run.context().set_variable_json(name, json), IsOk());
  };
  const std::string quoted = Value::text(word)->to_json();
  std::string nested = Value::text("{\"k\":" + quoted + "}")->to_json();
  set("plain", quoted);
  set("nested", nested);
  set("numbers", "[1,12,1.5,-3,1e300,true,null]");
  set("run", "{\"variables\":{\"a\":1},\"set\":[\"start\",\"Success\"]}");
  set("name " + word, "{\"in " + quoted.substr(1, quoted.size() - 2) +
                          "\":1,\"in [erased]\":2}");
  set("name [erased]", "3");
  set("big", "\"" + std::string(5000, 'z') + quoted.substr(1));
  for (int i = 0; i < 12; ++i) {
    set("i", std::to_string(i));
    set("list" + std::to_string(i % 3),
        "[" + quoted + "," + std::to_string(i) + ",\"" +
            std::string(3000, static_cast<char>('f' + i)) + "\"]");
    const std::string node = i % 2 == 0 ? "node " + word : "node [erased]";
    if (!run.is_done(node)) {
      auto step = run.step_begin(node);
      ASSERT_THAT(step, IsOk());
      const Status told = i < 4 ? step->fail("refused " + word)
                                : step->finish(*Value::text("Success " + word));
      ASSERT_THAT(told, IsOk());
    }
    SnapshotInfo info;
    info.label = "label " + word;
    info.metadata.reason = "since " + word;
    info.metadata.custom = *Value::parse(
        "{\"by " + quoted.substr(1, quoted.size() - 2) + "\":" + quoted + "}");
    auto taken = run.snapshot(info);
    ASSERT_THAT(taken, IsOk());
    if (i == 3 || i == 6) {
      ASSERT_THAT(run.manager().tag(taken->id(), "tag " + word), IsOk());
      ASSERT_THAT(run.manager().hold(taken->id(), "hold " + word, "r " + word),
                  IsOk());
    }
    if (i == 6) {
      ASSERT_THAT(run.manager().tag(taken->id(), "tag [erased]"), IsOk());
    }
    if (i == 7) {
      ASSERT_THAT(run.rollback_n(2), IsOk());
      ASSERT_THAT(run.manager().create_branch(run.context(), "b " + word),
                  IsOk());
    }
    if (i == 9) {
      ASSERT_THAT(run.rollback_n(1), IsOk());
      const std::string other = "b [erased]";
      if (word != "[erased]") {
        ASSERT_THAT(run.manager().create_branch(run.context(), other), IsOk());
      }
      ASSERT_THAT(run.manager().switch_branch(run.context(), "b " + word),
                  IsOk());
    }
  }
  ASSERT_THAT(run.context().pause(), IsOk());
  ASSERT_THAT(run.save(), IsOk());
}

constexpr const char* kWords[] = {
    "sk-4f7a9c", "1",       "e",         "a",     "[erased]", "erased", "[",
    "]",         "\"",      "\\",        "\n",    "\x01",     "/",      "~",
    "~1",        "Success", "Failure",   "auto",  "null",     "true",   ",",
    ":",         "{",       "variables", "set",   "é",        "😀",     "tag",
    "label",     "b ",      " ",         "start", "recorded", "12",     "state",
    "node ",     "result",  "custom",    "by"};

TEST_F(EraseHostile, AnyTextLeavesAWholeExecution) {
  for (const char* const word : kWords) {
    SCOPED_TRACE(word);
    // No names may hold these.
    const bool plain =
        std::string(word).find_first_of("\n\x01~") == std::string::npos;
    const std::string held = plain ? word : "x";
    environment = test::fixed_environment();
    options.execution.environment = environment;
    Execution memory = in_memory();
    fill(memory, held);
    ASSERT_THAT(memory.context().set_variable_json(
                    "word", Value::text(word)->to_json()),
                IsOk());
    std::filesystem::remove(dir / "runs.db");
    options.execution.environment = test::fixed_environment();
    Execution run = open();
    fill(run, held);
    ASSERT_THAT(
        run.context().set_variable_json("word", Value::text(word)->to_json()),
        IsOk());
    ASSERT_THAT(memory.erase(text(word)), IsOk());
    ASSERT_THAT(run.erase(text(word)), IsOk());
    EXPECT_TRUE(test::same_seen(test::observed_history(run.manager()),
                                test::observed_history(memory.manager())));
    EXPECT_EQ(run.context().value()->to_json(),
              memory.context().value()->to_json());
    EXPECT_EQ(test::observed_attempts(run), test::observed_attempts(memory));
    EXPECT_EQ(names_of(run), names_of(memory));
    expect_whole();
    EXPECT_THAT(run.erase(text(word)), IsError(Code::kNotFound));
    const std::string before = observed(run);
    const std::string names = names_of(run);
    reopen(run);
    EXPECT_TRUE(test::same_seen(observed(run), before));
    EXPECT_EQ(names_of(run), names);
    set(run, "more", "1");
    take(run);
    expect_whole();
    ASSERT_THAT(run.close(), IsOk());
    run = detached();
    close_store();
  }
}

// A name goes on as one name, whatever it is given to; others stay as they are.
TEST_F(EraseHostile, NamesThatHeldItStayApartFromOthers) {
  const std::string secret = "sk-4f7a9c";
  options.attributes = {{"a [erased]", "kept"}, {"a " + secret, "gone"}};
  Execution run = open();
  Execution memory = in_memory();
  for (Execution* one : {&memory, &run}) {
    fill(*one, secret);
    ASSERT_THAT(one->erase(text(secret)), IsOk());
    const auto tags = one->manager().tags();
    ASSERT_THAT(tags, IsOk());
    std::vector<std::string> names;
    for (const Tag& tag : *tags) names.push_back(tag.name);
    EXPECT_THAT(names,
                ElementsAre("tag [erased]", "tag [erased]_", "tag [erased]_"));
    names.clear();
    const auto holds = one->manager().holds();
    for (const Hold& hold : *holds) names.push_back(hold.name);
    EXPECT_THAT(names, ElementsAre("hold [erased]", "hold [erased]"));
    const auto branches = one->manager().branches();
    for (const Branch& branch : *branches)
      if (branch.selected) {
        EXPECT_EQ(branch.name, "b [erased]_");
      }
    const Value variables = *one->context().value()->find("variables");
    EXPECT_EQ(variables.find("name [erased]").value_or(Value()).to_json(), "3");
    EXPECT_EQ(variables.find("name [erased]_").value_or(Value()).to_json(),
              R"({"in [erased]":2,"in [erased]_":1})");
    const Value results = *one->context().value()->find("node_results");
    EXPECT_THAT(results.find("node [erased]_").value_or(Value()).to_json(),
                HasSubstr("Success [erased]"));
    EXPECT_TRUE(results.find("node [erased]").has_value());
  }
  const auto attributes = store().info("run")->attributes;
  EXPECT_THAT(
      attributes,
      ElementsAre(std::pair<std::string, std::string>("a [erased]", "kept"),
                  std::pair<std::string, std::string>("a [erased]_", "gone")));
}

// What is told of an execution beside its states.
TEST_F(EraseHostile, RulesPathsAndOlderTombstonesHoldItNoMore) {
  const std::string secret = "sk/4~7*9c";
  Execution run = open();
  Execution memory = in_memory();
  for (Execution* one : {&memory, &run}) {
    SnapshotRules rules;
    rules.before = {"call " + secret, "other"};
    ASSERT_THAT(one->manager().set_snapshot_rules(rules), IsOk());
    PrivatePaths paths;
    paths.transient = {"/variables/t sk~14~07~29c/x", "/variables/t*"};
    paths.secret = {"/variables/s sk~14~07~29c"};
    ASSERT_THAT(one->context().set_private_paths(paths), IsOk());
    ASSERT_THAT(one->context().set_variable_json("t " + secret, "{\"x\":1}"),
                IsOk());
    ASSERT_THAT(one->context().set_variable_json("s " + secret, "2"), IsOk());
    ASSERT_THAT(one->context().set_variable_json("u " + secret, "3"), IsOk());
    take(*one);
    EraseOptions place;
    place.pointer = "/variables/u sk~14~07*9c";
    ASSERT_THAT(one->erase(place), IsOk());
    ASSERT_THAT(one->erase(text(secret)), IsOk());
    EXPECT_THAT(one->manager().snapshot_rules().before,
                ElementsAre("call [erased]", "other"));
    EXPECT_EQ(*one->context().private_paths().to_json(),
              R"({"secret":["/variables/s [erased]"],)"
              R"("transient":["/variables/t [erased]/x","/variables/t*"]})");
    const auto erasures = one->erasures();
    ASSERT_THAT(erasures, IsOk());
    ASSERT_THAT(*erasures, SizeIs(2));
    EXPECT_EQ((*erasures)[1].pointer, "/variables/u [erased]");
    // One that is nothing but such a name.
    ASSERT_THAT(one->erase(text("other")), IsOk());
    EXPECT_THAT(one->manager().snapshot_rules().before,
                ElementsAre("call [erased]", "[erased]"));
    ASSERT_THAT(one->save(), IsOk());
  }
  for (const char* const form : {"sk/4~7*9c", "sk~14~07*9c", "sk~14~07~29c"})
    EXPECT_EQ(files().find(form), std::string::npos) << form;
  expect_whole();
  reopen(run);
  EXPECT_EQ(run.context().private_paths(), memory.context().private_paths());
  EXPECT_EQ(run.manager().snapshot_rules().before,
            memory.manager().snapshot_rules().before);
}

// Nodes that become alike would make a circle, and nothing could open it.
TEST_F(EraseHostile, NodesStayApartSoThatEdgesMakeNoCircle) {
  Execution run = open();
  Execution memory = in_memory();
  for (Execution* one : {&memory, &run}) {
    ASSERT_THAT(one->add_edge({"mail ada@x", "mail bob@y"}), IsOk());
    ASSERT_THAT(one->add_edge({"mail bob@y", "end"}), IsOk());
    for (const char* const node : {"mail ada@x", "mail bob@y", "end"})
      finish(*one, node);
    take(*one);
    ASSERT_THAT(one->erase(text("ada@x")), IsOk());
    ASSERT_THAT(one->erase(text("bob@y")), IsOk());
    ASSERT_THAT(one->edges(), SizeIs(2));
    EXPECT_EQ(one->edges().front().from, "mail [erased]");
    EXPECT_EQ(one->edges().front().to, "mail [erased]_");
    EXPECT_THAT(one->attempts("mail [erased]_"), SizeIs(1));
    EXPECT_TRUE(one->is_done("mail [erased]_"));
    ASSERT_THAT(one->save(), IsOk());
  }
  expect_whole();
  const std::string before = observed(run);
  reopen(run);
  EXPECT_EQ(observed(run), before);
}

// Lets something happen after a state was read, before it is written.
class Interrupted final : public detail::Work {
 public:
  Interrupted(Store& store, std::function<void()> between)
      : own_(*(*store.home())->rows), between_(std::move(between)) {}
  Status read(const Reading& reading) override { return own_.read(reading); }
  Status write(const detail::Store::Member& member) override {
    between_();
    return own_.write(member);
  }

 private:
  detail::OwnTransactions own_;
  std::function<void()> between_;
};

TEST_F(EraseHostile, ACompactionThatReadBeforeItBringsNothingBack) {
  const std::string secret = "sk-4f7a9c";
  options.execution.max_snapshots = 2;
  Execution run = open();
  set(run, "key", "\"" + secret + "\"");
  for (int i = 0; i < 40; ++i) {
    set(run, "d",
        "\"" + std::string(900, static_cast<char>('a' + i % 20)) + "\"");
    // What a fork needs is not folded.
    ASSERT_THAT(store().fork("run", take(run).id(), "f" + std::to_string(i)),
                IsOk());
  }
  ASSERT_THAT(run.close(), IsOk());
  run = detached();
  close_store();
  int writes = 0;
  int at = 1;
  for (;; ++at) {
    // Before each of its writes in turn.
    std::filesystem::copy_file(
        dir / "runs.db", dir / "copy.db",
        std::filesystem::copy_options::overwrite_existing);
    auto copy = Store::open(dir / "copy.db", store_options);
    ASSERT_THAT(copy, IsOk());
    writes = 0;
    Interrupted work(*copy, [&] {
      if (++writes == at) {
        ASSERT_THAT(copy->erase(text(secret)), IsOk());
      }
    });
    const auto home = copy->home();
    ASSERT_THAT(detail::compact_records(work, *home, 1, nullptr), IsOk());
    if (writes < at) break;
    auto read = copy->check();
    ASSERT_THAT(read, IsOk());
    EXPECT_THAT(read->findings, IsEmpty());
    ASSERT_THAT(copy->close(), IsOk());
    std::ifstream in(dir / "copy.db", std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    EXPECT_EQ(bytes.str().find(secret), std::string::npos) << at;
  }
  EXPECT_GT(at, 2);
}

// The parts that are there go, and those to come make none that is half old.
TEST_F(EraseHostile, InTheMiddleOfAKeyframeThatIsBeingWritten) {
  const std::string secret = "sk-4f7a9c";
  options.execution.max_snapshots = 1000;
  bool middle = false;
  for (int at = 6; at < 20; at += 3) {
    std::filesystem::remove(dir / "runs.db");
    Execution run = open();
    set(run, "key", "\"" + secret + "\"");
    for (int i = 0; i < 30; ++i) {
      for (int part = 0; part < 3; ++part)
        set(run, "d" + std::to_string((i * 3 + part) % 10),
            "\"" + std::string(60'000, static_cast<char>('a' + i % 26)) + "\"");
      take(run);
      if (i != at) continue;
      {
        const auto home = store().home();
        const auto reader = (*home)->rows->read();
        for (uint64_t seq = 1; seq < 60; ++seq) {
          const auto parts = (*reader)->keyframe_parts({1, seq});
          middle = middle || (parts->count > 0 && !parts->whole);
        }
      }
      ASSERT_THAT(run.erase(text(secret)), IsOk());
      EXPECT_EQ(files().find(secret), std::string::npos);
      if (at % 2 == 0) reopen(run);
    }
    expect_whole();
    EXPECT_GT(store().stats()->keyframes, 0u);
    EXPECT_EQ(files().find(secret), std::string::npos);
    const std::string before = test::observed_history(run.manager());
    reopen(run);
    EXPECT_TRUE(test::same_seen(test::observed_history(run.manager()), before));
    ASSERT_THAT(run.close(), IsOk());
    run = detached();
    close_store();
  }
  EXPECT_TRUE(middle);
}

// What was transient when it was written is nowhere, however it is looked at.
TEST_F(EraseHostile, TransientValuesAreInNoFileWhateverIsDone) {
  const std::string secret = "sk-4f7a9c";
  const std::string json = "\"" + secret + "\"";
  Execution run = open();
  PrivatePaths paths;
  paths.transient = {"/variables/t",         "/variables/list/1",
                     "/variables/deep/*/k*", "/node_results/login",
                     "/variables/all/*",     "/node_results/*/result/Failure"};
  ASSERT_THAT(run.context().set_private_paths(paths), IsOk());
  for (int i = 0; i < 40; ++i) {
    set(run, "t", json);
    set(run, "list", "[1," + json + ",3]");
    set(run, "deep",
        "{\"a\":{\"key\":" + json + ",\"x\":" + std::to_string(i) +
            "},\"b\":[" + "]}");
    set(run, "all", "{\"" + std::to_string(i) + "\":" + json + "}");
    set(run, "i", std::to_string(i));
    if (!run.is_done("login")) {
      ASSERT_THAT(begin(run, "login").finish(*Value::text(secret)), IsOk());
    }
    Step step = begin(run, "n" + std::to_string(i));
    ASSERT_THAT(step.fail("refused " + secret), IsOk());
    take(run);
    if (i % 5 == 0) {
      Context part = run.context().begin();
      ASSERT_THAT(part.set_variable_json("t", json), IsOk());
      ASSERT_THAT(part.commit(), IsOk());
    }
    if (i % 7 == 3) {
      auto back = run.rollback_n(2);
      ASSERT_THAT(back, IsOk());
      EXPECT_THAT(back->to_json(), Not(HasSubstr(secret)));
      EXPECT_THAT(test::observed_result(*back), Not(HasSubstr(secret)));
      EXPECT_EQ(run.context().variable("t")->to_json(), json);
    }
    if (i % 7 == 5) {
      ASSERT_THAT(run.undo_rollback(), IsOk());
    }
    if (i % 7 == 6) {
      ASSERT_THAT(run.context().pause(), IsOk());
      ASSERT_THAT(run.save(), IsOk());
      ASSERT_THAT(run.context().resume(), IsOk());
    }
  }
  EXPECT_THAT(observed(run), Not(HasSubstr(secret)));
  EXPECT_EQ(files().find(secret), std::string::npos);
  ASSERT_THAT(store().fork("run", std::nullopt, "fork"), IsOk());
  ASSERT_THAT(store().backup((dir / "backup.db")), IsOk());
  // It is not kept, so there is nothing of it to erase; live it stays.
  EXPECT_THAT(run.erase(text(secret)), IsError(Code::kNotFound));
  ASSERT_THAT(run.erase(text("refuse")), IsError(Code::kNotFound));
  EXPECT_EQ(run.context().variable("t")->to_json(), json);
  set(run, "plain", json);
  take(run);
  ASSERT_THAT(run.erase(text(secret)), IsOk());
  EXPECT_EQ(files().find(secret), std::string::npos);
  expect_whole();
  reopen(run);
  EXPECT_THAT(observed(run), Not(HasSubstr(secret)));
}

// Killed at any time, it is done or not, and the next open finishes it.
TEST_F(EraseHostile, AKilledEraseIsDoneOrNotAtAll) {
  const std::string secret = "sk-4f7a9c";
  {
    Execution run = open();
    fill(run, secret);
    ASSERT_THAT(run.close(), IsOk());
  }
  close_store();
  const std::filesystem::path kept = dir / "kept.db";
  std::filesystem::rename(dir / "runs.db", kept);
  int done = 0;
  int undone = 0;
  for (int wait = 0; wait < 60; ++wait) {
    for (const char* const suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(std::string(dir / "runs.db") + suffix);
    std::filesystem::copy_file(kept, dir / "runs.db");
    const pid_t child = test::start_child([&] {
      auto opened = Store::open(dir / "runs.db", store_options);
      if (!opened.ok()) return 1;
      return opened->erase(text(secret)).ok() ? 0 : 1;
    });
    std::this_thread::sleep_for(std::chrono::microseconds(wait * 500));
    kill(child, SIGKILL);
    test::exit_code(child);
    Execution run = open();
    const auto erasures = run.erasures();
    ASSERT_THAT(erasures, IsOk());
    if (erasures->empty()) {
      ++undone;
      EXPECT_THAT(observed(run), HasSubstr(secret));
    } else {
      ++done;
      EXPECT_THAT(observed(run), Not(HasSubstr(secret)));
      std::ifstream in(dir / "runs.db", std::ios::binary);
      std::ifstream log(std::string(dir / "runs.db") + "-wal",
                        std::ios::binary);
      std::ostringstream bytes;
      bytes << in.rdbuf() << log.rdbuf();
      EXPECT_EQ(bytes.str().find(secret), std::string::npos) << wait;
    }
    expect_whole();
    ASSERT_THAT(run.close(), IsOk());
    run = detached();
    close_store();
  }
  EXPECT_GT(done, 0);
  EXPECT_GT(undone, 0);
}

// Another process that has it open is shut out, and writes nothing back.
TEST_F(EraseHostile, AWriterElsewhereThatIsShutOutWritesNothingBack) {
  const std::string secret = "sk-4f7a9c";
  struct Told {
    std::atomic<int> at{0};
  };
  test::Shared<Told> told;
  const pid_t child = test::start_child([&] {
    auto opened = Store::open(dir / "runs.db", store_options);
    auto run = Execution::open(*opened, "run", options);
    if (!run.ok()) return 2;
    fill(*run, secret);
    told->at = 1;
    while (told->at != 2) std::this_thread::yield();
    if (!run->context().set_variable_json("more", "\"" + secret + "\"").ok())
      return 3;
    const auto taken = run->snapshot({});
    if (taken.ok() || taken.error().code != Code::kConflict) return 4;
    // What needs no turn of its own: names, pruning.
    const Snapshot newest = run->manager().list().front();
    static_cast<void>(run->manager().tag(newest.id(), "t"));
    static_cast<void>(run->manager().remove(newest.id()));
    static_cast<void>(run->save());
    static_cast<void>(opened->compact());
    static_cast<void>(run->close());
    return 0;
  });
  while (told->at != 1 && !test::has_ended(child)) std::this_thread::yield();
  EXPECT_THAT(store().erase(text(secret)), IsError(Code::kOwned));
  EraseOptions over = text(secret);
  over.take_over = true;
  ASSERT_THAT(store().erase(over), IsOk());
  EXPECT_EQ(files().find(secret), std::string::npos);
  told->at = 2;
  EXPECT_EQ(test::exit_code(child), 0);
  Execution run = open();
  EXPECT_THAT(observed(run), Not(HasSubstr(secret)));
  EXPECT_EQ(names_of(run).find(secret), std::string::npos);
  EXPECT_EQ(files().find(secret), std::string::npos);
  expect_whole();
}

// Others read and write the same store meanwhile.
TEST_F(EraseHostile, ThreadsGoOnWithOtherExecutionsAndWithReading) {
  const std::string secret = "sk-4f7a9c";
  store_options.busy_timeout = 60'000'000'000;
  for (const bool in_file : {true, false}) {
    auto opened =
        Store::open(in_file ? (dir / "runs.db") : ":memory:", store_options);
    ASSERT_THAT(opened, IsOk());
    auto run = Execution::open(*opened, "run", options);
    auto other = Execution::open(*opened, "other", options);
    ASSERT_THAT(run, IsOk());
    ASSERT_THAT(other, IsOk());
    fill(*run, secret);
    OpenOptions reading = options;
    reading.mode = OpenMode::kRead;
    auto reader = Execution::open(*opened, "run", reading);
    ASSERT_THAT(reader, IsOk());
    std::atomic<bool> ended{false};
    std::mutex mutex;
    std::vector<std::string> faults;
    const auto expect_ok = [&](const char* what, const auto& result) {
      if (result.ok()) return;
      const std::lock_guard<std::mutex> lock(mutex);
      faults.push_back(std::string(what) + ": " + result.error().message);
    };
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
      for (int i = 0; !ended; ++i) {
        expect_ok("set",
                  other->context().set_variable_json("i", std::to_string(i)));
        expect_ok("snapshot", other->snapshot({}));
      }
    });
    threads.emplace_back([&] {
      while (!ended) {
        for (const Snapshot& snapshot : reader->manager().list())
          expect_ok("load", snapshot.load());
        expect_ok("reload", reader->reload());
      }
    });
    threads.emplace_back([&] {
      while (!ended) {
        const auto newest = run->manager().find_newest();
        expect_ok("newest", newest);
        if (newest.ok()) expect_ok("load newest", newest->load());
        static_cast<void>(run->attempts());
        expect_ok("erasures", run->erasures());
      }
    });
    ASSERT_THAT(run->erase(text(secret)), IsOk());
    for (int i = 0; i < 20; ++i) {
      ASSERT_THAT(run->context().set_variable_json("x", "\"" + secret + "\""),
                  IsOk());
      ASSERT_THAT(run->snapshot({}), IsOk());
      ASSERT_THAT(run->erase(text(secret)), IsOk());
    }
    ended = true;
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(faults, IsEmpty());
    EXPECT_THAT(observed(*run), Not(HasSubstr(secret)));
    auto report = opened->check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, IsEmpty());
  }
}

TEST_F(EraseHostile, LargeSecretsDeepPlacesAndManyOfThem) {
  const std::string large(1u << 20, 'q');
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "{\"k\":[";
  std::string close;
  for (int i = 0; i < 100; ++i) close += "]}";
  std::string many = "[";
  for (int i = 0; i < 10'000; ++i) many += "\"sk-" + std::to_string(i) + "\",";
  many += "0]";
  Execution run = open();
  set(run, "large", "\"<" + large + ">\"");
  set(run, large.substr(0, 60'000), "1");
  set(run, "deep", deep + "\"sk-\"" + close);
  set(run, "many", many);
  take(run);
  ASSERT_THAT(run.erase(text(large)), IsOk());
  EXPECT_EQ(run.context().variable("large")->to_json(), "\"<[erased]>\"");
  ASSERT_THAT(run.erase(text("sk-")), IsOk());
  EXPECT_EQ(run.context().variable("deep")->to_json(),
            deep + "\"[erased]\"" + close);
  ASSERT_THAT(run.erase(text("qq")), IsOk());
  EXPECT_EQ(files().find("sk-"), std::string::npos);
  EXPECT_EQ(files().find("qqq"), std::string::npos);
  expect_whole();
  const std::string before = observed(run);
  reopen(run);
  EXPECT_EQ(observed(run), before);
}

// What is left is longer than names may be; it can be opened all the same.
TEST_F(EraseHostile, NamesThatGetLongerThanTheyMayBeDoNotShutItOut) {
  const std::string name(250, 'q');
  options.attributes = {{name, name}};
  options.kind = name;
  options.execution.workflow_id = name;
  Execution run = open();
  Execution memory = in_memory();
  for (Execution* one : {&memory, &run}) {
    ASSERT_THAT(one->add_edge({name, "end"}), IsOk());
    finish(*one, name);
    SnapshotInfo info;
    info.label = name;
    info.trigger_node = name;
    const Snapshot taken = take(*one, info);
    ASSERT_THAT(one->manager().tag(taken.id(), name), IsOk());
    ASSERT_THAT(one->manager().hold(taken.id(), name, name), IsOk());
    ASSERT_THAT(one->manager().create_branch(one->context(), name), IsOk());
    PrivatePaths paths;
    paths.secret = {"/variables/" + name + "/" + name};
    ASSERT_THAT(one->context().set_private_paths(paths), IsOk());
    SnapshotRules rules;
    rules.before = {name};
    ASSERT_THAT(one->manager().set_snapshot_rules(rules), IsOk());
    ASSERT_THAT(one->erase(text("q")), IsOk());
    take(*one);
  }
  EXPECT_EQ(files().find("qqq"), std::string::npos);
  const std::string before = observed(run);
  options.attributes.clear();
  options.kind.clear();
  options.execution.workflow_id.clear();
  reopen(run);
  EXPECT_EQ(observed(run), before);
  EXPECT_EQ(names_of(run).size(), names_of(memory).size());
  expect_whole();
  for (const bool full : {false, true}) {
    auto lines = Exporter::begin(store(), "run", full);
    auto importer = Importer::begin(store(), full ? "full" : "bundle");
    ASSERT_THAT(importer, IsOk());
    for (;;) {
      auto line = lines->next();
      ASSERT_THAT(line, IsOk());
      if (!line->has_value()) break;
      ASSERT_THAT(importer->add(**line), IsOk());
    }
    ASSERT_THAT(importer->finish(), IsOk());
  }
}

}  // namespace
}  // namespace snaproll
