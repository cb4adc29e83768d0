// An execution of version 1 of its state on a store, and steps to newer ones.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "snaproll/execution.hpp"
#include "snaproll/pointer.hpp"
#include "snaproll/store.hpp"
#include "support/matchers.hpp"
#include "support/store_dir.hpp"

namespace snaproll::test {

inline Store open_store(const std::string& path) {
  StoreOptions options;
  options.durability = Durability::kNone;
  auto opened = Store::open(path, options);
  EXPECT_THAT(opened, IsOk());
  return *std::move(opened);
}

inline Patch patch(std::string_view text) {
  auto read = Patch::from_json(text);
  EXPECT_THAT(read, IsOk());
  return *read;
}

// Version 1 has a text `name`, version 2 calls it `title`, version 3 has a list
// of `titles`.
inline constexpr char kToTwo[] =
    R"([{"op":"move","from":"/variables/name","path":"/variables/title"}])";

inline Result<Value> to_three(const Value& state) {
  SNAPROLL_TRY(const Value title, pointer_get(state, "/variables/title"));
  Value made = state;
  SNAPROLL_CHECK(pointer_set(made, "/variables/titles", Value::array()));
  SNAPROLL_CHECK(pointer_append(made, "/variables/titles", title));
  SNAPROLL_CHECK(pointer_remove(made, "/variables/title"));
  return made;
}

inline std::string variables(const Execution& run) {
  return run.context().captured().variables.to_json();
}

inline std::string variables(const Snapshot& snapshot) {
  EXPECT_THAT(snapshot.load(), IsOk());
  return snapshot.variables().to_json();
}

class MigrationTest : public ::testing::Test {
 protected:
  OpenOptions options(int64_t schema) {
    OpenOptions made;
    made.execution.environment = environment;
    made.execution.auto_snapshot = false;
    made.kind = "chat";
    made.schema = schema;
    return made;
  }
  OpenOptions reading(int64_t schema) {
    OpenOptions made = options(schema);
    made.mode = OpenMode::kRead;
    return made;
  }
  Execution open(int64_t schema) { return open(options(schema)); }
  Execution open(const OpenOptions& told) {
    auto opened = Execution::open(store, "run", told);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  Result<Execution> try_open(const OpenOptions& told) {
    return Execution::open(store, "run", told);
  }
  // Version 1: snapshots `one` and `two`, a working state after them.
  void make_first() {
    Execution run = open(1);
    for (const char* name : {"one", "two"}) {
      set(run, "name", name);
      SnapshotInfo info;
      info.label = name;
      ASSERT_THAT(run.snapshot(std::move(info)), IsOk());
    }
    set(run, "name", "three");
    ASSERT_THAT(run.save(), IsOk());
  }
  static void set(Execution& run, std::string_view name,
                  std::string_view text) {
    ASSERT_THAT(run.context().set_variable(name, *Value::text(text)), IsOk());
  }
  void tell_steps() {
    ASSERT_THAT(store.set_migration("chat", 2, patch(kToTwo)), IsOk());
    ASSERT_THAT(store.set_migration("chat", 3, to_three), IsOk());
  }
  ExecutionInfo info(std::string_view name = "run") {
    auto found = store.info(name);
    EXPECT_THAT(found, IsOk());
    return *found;
  }
  static std::optional<Snapshot> labelled(const Execution& run,
                                          std::string_view label) {
    for (const Snapshot& snapshot : run.manager().list())
      if (snapshot.label() == label) return snapshot;
    return std::nullopt;
  }
  // That nothing of an attempt to open it stayed.
  void expect_untouched(const ExecutionInfo& before) {
    const ExecutionInfo now = info();
    EXPECT_EQ(now.commits, before.commits);
    EXPECT_EQ(now.schema, before.schema);
    EXPECT_FALSE(now.owner.has_value());
    const Execution as_it_is = open(reading(0));
    EXPECT_EQ(variables(as_it_is), R"({"name":"three"})");
  }

  StoreDir dir;
  Store store = open_store(dir / "runs.db");
  std::shared_ptr<const Environment> environment = fixed_environment(1000000);
};

}  // namespace snaproll::test
