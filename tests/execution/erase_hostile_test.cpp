// Erasing of texts and places that are chosen to break it.
#include "execution/erase_fixture.hpp"

namespace snaproll {
namespace {

using test::erase_text;
using test::fill;
using test::IsError;
using test::IsOk;
using test::observed;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class EraseHostile : public test::EraseFixture {};

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
    ASSERT_THAT(memory.erase(erase_text(word)), IsOk());
    ASSERT_THAT(run.erase(erase_text(word)), IsOk());
    EXPECT_TRUE(test::same_seen(test::observed_history(run.manager()),
                                test::observed_history(memory.manager())));
    EXPECT_EQ(run.context().value()->to_json(),
              memory.context().value()->to_json());
    EXPECT_EQ(test::observed_attempts(run), test::observed_attempts(memory));
    EXPECT_EQ(names_of(run), names_of(memory));
    expect_whole();
    EXPECT_THAT(run.erase(erase_text(word)), IsError(Code::kNotFound));
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
    ASSERT_THAT(one->erase(erase_text(secret)), IsOk());
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
    ASSERT_THAT(one->erase(erase_text(secret)), IsOk());
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
    ASSERT_THAT(one->erase(erase_text("other")), IsOk());
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
    ASSERT_THAT(one->erase(erase_text("ada@x")), IsOk());
    ASSERT_THAT(one->erase(erase_text("bob@y")), IsOk());
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
  EXPECT_THAT(run.erase(erase_text(secret)), IsError(Code::kNotFound));
  ASSERT_THAT(run.erase(erase_text("refuse")), IsError(Code::kNotFound));
  EXPECT_EQ(run.context().variable("t")->to_json(), json);
  set(run, "plain", json);
  take(run);
  ASSERT_THAT(run.erase(erase_text(secret)), IsOk());
  EXPECT_EQ(files().find(secret), std::string::npos);
  expect_whole();
  reopen(run);
  EXPECT_THAT(observed(run), Not(HasSubstr(secret)));
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
  ASSERT_THAT(run.erase(erase_text(large)), IsOk());
  EXPECT_EQ(run.context().variable("large")->to_json(), "\"<[erased]>\"");
  ASSERT_THAT(run.erase(erase_text("sk-")), IsOk());
  EXPECT_EQ(run.context().variable("deep")->to_json(),
            deep + "\"[erased]\"" + close);
  ASSERT_THAT(run.erase(erase_text("qq")), IsOk());
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
    ASSERT_THAT(one->erase(erase_text("q")), IsOk());
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
