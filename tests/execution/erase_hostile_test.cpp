// Erasing of texts and places that are chosen to break it.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "execution/durable_fixture.hpp"
#include "journal/compaction.hpp"
#include "journal/home.hpp"
#include "snaproll/erase.hpp"
#include "snaproll/names.hpp"

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

}  // namespace
}  // namespace snaproll
