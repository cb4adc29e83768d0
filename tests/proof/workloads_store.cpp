// Workloads of whole stores, and of several executions.
#include "script.hpp"
#include "world.hpp"

namespace snaproll::proof {
namespace {

void save(Script& script, const std::string& id, const std::string& name,
          size_t bytes) {
  script.operation("save " + id, [&]() -> Status {
    SNAPROLL_CHECK(script.set(id, name, bytes));
    return script.run(id).save();
  });
}

void snapshot(Script& script, const std::string& id, size_t bytes) {
  script.operation("snapshot " + id, [&]() -> Status {
    SNAPROLL_CHECK(script.set(id, "text", bytes));
    SNAPROLL_CHECK(script.run(id).snapshot());
    return {};
  });
}

std::vector<Execution*> all_of(Script& script) {
  return {&script.run("a"), &script.run("b"), &script.run("c")};
}

void open_all(Script& script) {
  script.open_store();
  for (const char* id : {"a", "b", "c"}) script.open_run(id);
}

}  // namespace

void run_create(Script& script) {
  script.open_store();
  script.close();
}

void prepare_many(Script& script) {
  for (const char* id : {"a", "b", "c"}) {
    script.open_run(id);
    snapshot(script, id, 60);
    snapshot(script, id, 70);
  }
}

void run_many(Script& script) {
  open_all(script);
  for (int i = 0; i < 3; ++i)
    script.in_parts("save many", [&]() -> Status {
      for (const char* id : {"a", "b", "c"})
        SNAPROLL_CHECK(script.set(id, "x", 80));
      for (Status& each : Execution::save_many(all_of(script)))
        SNAPROLL_CHECK(std::move(each));
      return {};
    });
  script.close();
}

void run_groups(Script& script) {
  open_all(script);
  Id group;
  script.operation("snapshot a group", [&]() -> Status {
    SNAPROLL_TRY(group, Execution::snapshot_group(all_of(script)));
    return {};
  });
  for (const char* id : {"a", "b"}) save(script, id, "x", 50);
  script.operation("roll a group back", [&]() -> Status {
    SNAPROLL_CHECK(Execution::rollback_group(all_of(script), group));
    return {};
  });
  script.close();
}

void run_two(Script& script) {
  script.open_store();
  script.open_run("a");
  script.open_run("b");
  for (int i = 0; i < 3; ++i) {
    save(script, "a", "x", 60);
    snapshot(script, "b", 90);
  }
  script.operation("roll back", [&]() -> Status {
    SNAPROLL_CHECK(script.run("b").rollback_n(3));
    return {};
  });
  script.close();
}

void prepare_compact(Script& script) {
  script.open_run(
      "a", [](OpenOptions& options) { options.execution.max_snapshots = 4; });
  for (int i = 0; i < 20; ++i) snapshot(script, "a", 700);
  script.operation("clear", [&] { return script.run().clear(); });
}

void run_compact(Script& script) {
  script.open_store();
  script.operation("compact", [&] { return script.store().compact(); });
  script.open_run("a");
  save(script, "a", "x", 40);
  script.operation("compact", [&] { return script.store().compact(); });
  script.close();
}

// More pages than the log may have before it is moved into the file.
void run_checkpoint(Script& script) {
  script.open_store();
  script.open_run("a");
  for (int i = 0; i < 7; ++i) save(script, "a", "x", 350'000);
  save(script, "a", "x", 10);
  script.close();
}

void run_transfer(Script& script) {
  script.open_store();
  for (const bool full : {false, true})
    script.operation("import", [&]() -> Status {
      SNAPROLL_TRY(Exporter from, Exporter::begin(script.store(), "a", full));
      SNAPROLL_TRY(Importer to,
                   Importer::begin(script.store(), full ? "full" : "bundle"));
      for (;;) {
        SNAPROLL_TRY(const auto line, from.next());
        if (!line.has_value()) break;
        SNAPROLL_CHECK(to.add(*line));
      }
      SNAPROLL_CHECK(to.finish());
      return {};
    });
  script.close();
}

void run_fork(Script& script) {
  script.open_store();
  script.operation(
      "fork", [&] { return script.store().fork("a", std::nullopt, "forked"); });
  script.operation("copy", [&] {
    return script.store().copy("a", script.store(), "copied");
  });
  script.open_run("forked");
  save(script, "forked", "x", 40);
  script.drop_run("forked");
  script.operation("remove", [&] { return script.store().remove("a"); });
  script.close();
}

void run_backup(Script& script) {
  script.open_store();
  script.open_run("a");
  save(script, "a", "x", 40);
  script.operation("backup", [&] {
    script.copies();
    return script.store().backup(kCopy);
  });
  save(script, "a", "y", 40);
  script.close();
}

void run_remove(Script& script) {
  script.open_store();
  for (const char* id : {"b", "a"})
    script.operation("remove",
                     [&script, id] { return script.store().remove(id); });
  script.open_run("c");
  save(script, "c", "x", 40);
  script.close();
}

void run_expire(Script& script) {
  script.open_store();
  script.open_run("b");
  save(script, "b", "x", 40);
  script.operation("policy", [&]() -> Status {
    SNAPROLL_TRY(const Policy policy, Policy::parse("expire-idle=1h"));
    return script.store().set_policy(policy);
  });
  script.in_parts("expire", [&]() -> Status {
    const Time later = script.environment()->now() + 7'200'000'000'000;
    SNAPROLL_CHECK(script.store().expire(false, later));
    return {};
  });
  script.close();
}

void prepare_migration(Script& script) {
  script.open_run("a", [](OpenOptions& options) {
    options.kind = "chat";
    options.schema = 1;
  });
  script.operation("name", [&]() -> Status {
    SNAPROLL_TRY(Value name, Value::text("a title"));
    SNAPROLL_CHECK(script.run().context().set_variable("name", name));
    SNAPROLL_CHECK(script.run().snapshot());
    return {};
  });
}

void run_migration(Script& script) {
  script.shows = false;  // its handle shows the history migrated
  script.open_store();
  script.operation("tell a migration", [&]() -> Status {
    SNAPROLL_TRY(Patch patch,
                 Patch::from_json(R"([{"op":"move","from":"/variables/name",)"
                                  R"("path":"/variables/title"}])"));
    return script.store().set_migration("chat", 2, std::move(patch));
  });
  script.open_run("a", [](OpenOptions& options) {
    options.kind = "chat";
    options.schema = 2;
  });
  save(script, "a", "x", 40);
  snapshot(script, "a", 60);
  script.close();
}

void run_reopen(Script& script) {
  script.open_store();
  script.open_run("a");
  save(script, "a", "x", 40);
  script.operation("reload", [&] { return script.run().reload(true); });
  save(script, "a", "y", 40);
  script.close();
  script.open_store();
  script.open_run("a", [](OpenOptions& options) { options.take_over = true; });
  save(script, "a", "z", 40);
  script.close();
}

}  // namespace snaproll::proof
