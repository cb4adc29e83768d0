// Policies of stores, executions that leave by them, and names that travel.
#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Time kDay = 24 * 3600 * test::kSecond;

Policy policy(std::string_view text) {
  auto made = Policy::parse(text);
  EXPECT_THAT(made, IsOk());
  return *made;
}

class RetentionTest : public test::DurableRun {
 protected:
  Execution run(const std::string& id) {
    auto opened = Execution::open(store(), id, options);
    EXPECT_THAT(opened, IsOk());
    EXPECT_THAT(opened->context().set_variable("v", Value::integer(1)), IsOk());
    EXPECT_THAT(opened->snapshot(), IsOk());
    return *std::move(opened);
  }
  Time last_commit(const std::string& id) {
    return store().info(id)->last_commit;
  }
  // "id:reason", those that went with a '-' before it.
  std::vector<std::string> expire(bool dry_run, Time now) {
    std::vector<std::string> found;
    const auto report = store().expire(dry_run, now);
    EXPECT_THAT(report, IsOk());
    for (const ExpiredExecution& one : report->executions)
      found.push_back((one.removed ? "-" : "") + one.id + ':' + one.reason);
    return found;
  }
};

TEST_F(RetentionTest, ThePolicyOfAStoreHoldsWhereAnExecutionHasNone) {
  ASSERT_THAT(store().set_policy(policy("keep-last=2")), IsOk());
  EXPECT_EQ(*store().policy(), policy("keep-last=2"));
  Execution one = run("one");
  EXPECT_EQ(*one.manager().policy(), policy("keep-last=2"));
  for (int i = 0; i < 5; ++i) ASSERT_THAT(one.snapshot(), IsOk());
  EXPECT_EQ(one.manager().count(), 2u);
  ASSERT_THAT(one.manager().set_policy(policy("keep-last=3")), IsOk());
  for (int i = 0; i < 5; ++i) ASSERT_THAT(one.snapshot(), IsOk());
  EXPECT_EQ(one.manager().count(), 3u);
  ASSERT_THAT(one.manager().set_policy(std::nullopt), IsOk());
  EXPECT_EQ(*one.manager().policy(), policy("keep-last=2"));
  ASSERT_THAT(store().set_policy(std::nullopt), IsOk());
  EXPECT_EQ(*store().policy(), std::nullopt);
}

TEST_F(RetentionTest, ExecutionsExpireByTheirStateAndLastCommit) {
  ASSERT_THAT(store().set_policy(policy("expire-finished=7d expire-idle=30d")),
              IsOk());
  {
    Execution done = run("done");
    ASSERT_THAT(done.context().cancel(), IsOk());
    ASSERT_THAT(done.save(), IsOk());
    run("idle");
    Execution kept = run("kept");
    ASSERT_THAT(kept.manager().set_policy(policy("keep-last=5")), IsOk());
    Execution held = run("held");
    ASSERT_THAT(held.manager().hold(held.manager().latest()->id(), "audit"),
                IsOk());
  }
  const Execution owned = run("owned");
  const Time now = last_commit("owned");
  EXPECT_THAT(expire(true, now + 7 * kDay - test::kSecond), IsEmpty());
  EXPECT_THAT(expire(true, now + 7 * kDay),
              ElementsAre("-done:expire-finished"));
  const auto all = ElementsAre("owned:owned", "held:held", "-idle:expire-idle",
                               "-done:expire-finished");
  EXPECT_THAT(expire(true, now + 30 * kDay), all);
  EXPECT_TRUE(*store().exists("done"));
  EXPECT_THAT(expire(false, now + 30 * kDay), all);
  EXPECT_FALSE(*store().exists("done"));
  EXPECT_FALSE(*store().exists("idle"));
  EXPECT_TRUE(*store().exists("kept"));
  EXPECT_TRUE(*store().exists("held"));
  EXPECT_TRUE(*store().exists("owned"));
  EXPECT_THAT(store().expire(false, now)->to_json(),
              R"({"removed":0,"executions":[]})");
}

TEST_F(RetentionTest, AnExecutionWithAHeldSnapshotIsNotRemoved) {
  {
    Execution held = run("held");
    ASSERT_THAT(held.manager().hold(held.manager().latest()->id(), "audit"),
                IsOk());
  }
  EXPECT_THAT(store().remove("held"), IsError(Code::kHeld));
  {
    Execution held = run("held");
    const Id id = held.manager().holds()->front().snapshot;
    ASSERT_THAT(held.manager().release(id, "audit"), IsOk());
  }
  EXPECT_THAT(store().remove("held"), IsOk());
}

// What is named, with places in the list in place of ids.
std::string named(const Manager& manager) {
  std::map<Id, std::string> places;
  size_t i = 0;
  for (const Snapshot& one : manager.list())
    places.emplace(one.id(), std::to_string(i++));
  std::string text;
  const auto tags = manager.tags();
  const auto holds = manager.holds();
  const auto branches = manager.branches();
  for (const Tag& tag : *tags)
    text += "tag " + tag.name + '=' + places[tag.snapshot] + '@' +
            std::to_string(tag.at) + '\n';
  for (const Hold& hold : *holds)
    text += "hold " + hold.name + '=' + places[hold.snapshot] + ' ' +
            hold.reason + '\n';
  for (const Branch& branch : *branches)
    if (branch.name.has_value())
      text += "branch " + *branch.name + '=' + places[branch.head] +
              (branch.selected ? "*\n" : "\n");
  const auto groups = manager.groups();
  for (const Group& group : *groups)
    text += "group " + group.id.text() + '=' + places[group.snapshot] + ' ' +
            group.label.value_or("-") + ' ' + std::to_string(group.members) +
            '\n';
  const auto policy = manager.policy();
  return text + (policy->has_value() ? (*policy)->text() : "no policy");
}

TEST_F(RetentionTest, BothFormsOfAnExportCarryNames) {
  Execution origin = run("origin");
  Manager& manager = origin.manager();
  ASSERT_THAT(origin.snapshot(), IsOk());
  ASSERT_THAT(manager.create_branch(origin.context(), "main"), IsOk());
  ASSERT_THAT(origin.snapshot(), IsOk());
  ASSERT_THAT(manager.tag(*origin.context().position(), "a \"b\""), IsOk());
  ASSERT_THAT(manager.hold(manager.resolve("start")->id(), "h", "why\nso"),
              IsOk());
  ASSERT_THAT(manager.set_policy(policy("keep-last=9 keep-tagged")), IsOk());
  SnapshotInfo both;
  both.label = "both of them";
  ASSERT_THAT(Execution::snapshot_group({&origin}, both), IsOk());
  ASSERT_THAT(Execution::snapshot_group({&origin}), IsOk());
  const std::string expected = named(manager);
  for (const bool full : {false, true}) {
    const std::string as = full ? "full" : "bundle";
    auto exporter = Exporter::begin(store(), "origin", full);
    auto importer = Importer::begin(store(), as);
    ASSERT_THAT(exporter, IsOk());
    ASSERT_THAT(importer, IsOk());
    for (auto line = exporter->next(); line->has_value();
         line = exporter->next())
      ASSERT_THAT(importer->add(**line), IsOk()) << **line;
    ASSERT_THAT(importer->finish(), IsOk());
    auto copy = Execution::open(store(), as, options);
    ASSERT_THAT(copy, IsOk());
    EXPECT_EQ(named(copy->manager()), expected) << as;
    EXPECT_THAT(copy->manager().remove(copy->manager().resolve("start")->id()),
                IsError(Code::kHeld));
  }
}

TEST_F(RetentionTest, AnImportRefusesNamesThatAreNone) {
  run("origin");
  auto exporter = Exporter::begin(store(), "origin", false);
  std::vector<std::string> lines;
  for (auto line = exporter->next(); line->has_value(); line = exporter->next())
    lines.push_back(**line);
  const std::pair<const char*, Code> bad[] = {
      {R"({"name":{"kind":"tag","name":"a\nb","seq":1,"info":"1"}})",
       Code::kInvalidArgument},
      {R"({"name":{"kind":"tag","name":"latest","seq":1,"info":"1"}})",
       Code::kInvalidArgument},
      {R"({"name":{"kind":"herd","name":"a","seq":1,"info":"1"}})",
       Code::kFormat},
      {R"({"name":{"kind":"group","name":"a","seq":1,"info":"1"}})",
       Code::kInvalidArgument},
      {R"({"name":{"kind":"tag","name":"a","seq":0,"info":"1"}})",
       Code::kInvalidArgument},
      {R"({"name":{"kind":"tag","name":"a","seq":99,"info":"1"}})",
       Code::kInvalidArgument},
      {R"({"name":{"kind":"policy","name":"","seq":0,"info":"keep=1"}})",
       Code::kParse}};
  for (const auto& [line, code] : bad) {
    auto importer = Importer::begin(store(), "other");
    for (size_t i = 0; i + 1 < lines.size(); ++i)
      ASSERT_THAT(importer->add(lines[i]), IsOk());
    EXPECT_THAT(importer->add(line), IsError(code)) << line;
  }
  EXPECT_FALSE(*store().exists("other"));
}

// Which has one connection: what reads holds it.
TEST(RetentionInMemory, AnExecutionIsExportedAndCopied) {
  auto store = Store::open(":memory:");
  ASSERT_THAT(store, IsOk());
  {
    auto run = Execution::open(*store, "run");
    ASSERT_THAT(run, IsOk());
    ASSERT_THAT(run->manager().tag(run->manager().latest()->id(), "t"), IsOk());
  }
  ASSERT_THAT(store->copy("run", *store, "copy"), IsOk());
  auto exporter = Exporter::begin(*store, "copy", true);
  ASSERT_THAT(exporter, IsOk());
  size_t names = 0;
  for (auto line = exporter->next(); line->has_value(); line = exporter->next())
    names += (*line)->rfind(R"({"name":{"kind":"tag","name":"t")", 0) == 0;
  EXPECT_EQ(names, 1u);
}

TEST_F(RetentionTest, AForkHasThePolicyOfItsOrigin) {
  {
    Execution origin = run("origin");
    ASSERT_THAT(origin.manager().set_policy(policy("keep-last=3")), IsOk());
    ASSERT_THAT(origin.manager().tag(*origin.context().position(), "t"),
                IsOk());
  }
  ASSERT_THAT(store().fork("origin", std::nullopt, "fork"), IsOk());
  auto fork = Execution::open(store(), "fork", options);
  ASSERT_THAT(fork, IsOk());
  EXPECT_EQ(*fork->manager().policy(), policy("keep-last=3"));
  EXPECT_THAT(*fork->manager().tags(), IsEmpty());
}

}  // namespace
}  // namespace snaproll
