// An execution with a text in all that is told of it, for tests of erasing.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "execution/durable_fixture.hpp"
#include "snaproll/erase.hpp"
#include "snaproll/names.hpp"

namespace snaproll::test {

inline EraseOptions erase_text(const std::string& content) {
  EraseOptions options;
  options.containing = content;
  return options;
}

inline std::string bytes_in(const std::string& directory) {
  std::string all;
  for (const auto& file : std::filesystem::directory_iterator(directory)) {
    std::ifstream in(file.path(), std::ios::binary);
    std::ostringstream read;
    read << in.rdbuf();
    all += read.str();
  }
  return all;
}

class EraseFixture : public DurableRun {
 protected:
  EraseFixture() {
    store_options.compress = false;
    options.execution.max_snapshots = 40;
  }
  std::string files() { return bytes_in(dir / ""); }
  void expect_whole() {
    auto report = store().check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, ::testing::IsEmpty());
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
inline void fill(Execution& run, const std::string& word) {
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

}  // namespace snaproll::test
