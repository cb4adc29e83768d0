// What is done to stores while something fails. Each takes some hundred
// operations of the disk, so that every one of them can fail in turn.
#include "script.hpp"

namespace snaproll::proof {

// workloads_store.cpp
void run_create(Script& script);
void run_compact(Script& script);
void prepare_compact(Script& script);
void run_checkpoint(Script& script);
void run_transfer(Script& script);
void run_fork(Script& script);
void run_backup(Script& script);
void run_remove(Script& script);
void prepare_many(Script& script);
void run_expire(Script& script);
void run_migration(Script& script);
void prepare_migration(Script& script);
void run_reopen(Script& script);
void run_many(Script& script);
void run_groups(Script& script);
void run_two(Script& script);

namespace {

// An execution with a history of three snapshots and some state.
void prepare_one(Script& script) {
  script.open_run("a", [](OpenOptions& options) {
    options.kind = "chat";
    options.attributes = {{"tenant", "x"}};
  });
  for (const char* label : {"one", "two", "three"})
    script.operation("snapshot", [&script, label]() -> Status {
      SNAPROLL_CHECK(script.set("a", label, 40));
      SNAPROLL_CHECK(script.set("a", "text", 300));
      SnapshotInfo info;
      info.label = label;
      SNAPROLL_CHECK(script.run().snapshot(std::move(info)));
      return {};
    });
}

void save(Script& script, const std::string& name, size_t bytes) {
  script.operation("save " + name, [&]() -> Status {
    SNAPROLL_CHECK(script.set("a", name, bytes));
    return script.run().save();
  });
}

void snapshot(Script& script, const char* label, size_t bytes = 50) {
  script.operation(std::string("snapshot ") + label, [&]() -> Status {
    SNAPROLL_CHECK(script.set("a", "text", bytes));
    SnapshotInfo info;
    info.label = label;
    SNAPROLL_CHECK(script.run().snapshot(std::move(info)));
    return {};
  });
}

void run_first(Script& script) {
  script.open_store();
  script.open_run("a", [](OpenOptions& options) {
    options.start_snapshot = true;
    options.attributes = {{"user", "u"}};
  });
  save(script, "x", 100);
  script.close();
}

void run_small(Script& script) {
  script.open_store();
  script.open_run("a");
  for (const char* name : {"p", "q", "r", "s", "t", "u"})
    save(script, name, 30);
  script.close();
}

void run_large(Script& script) {
  script.open_store();
  script.open_run("a");
  for (const char* name : {"p", "q", "r"}) save(script, name, 20'000);
  script.close();
}

void begin_step(Script& script, const std::string& node,
                const StepOptions& options = {}) {
  script.operation("begin " + node, [&]() -> Status {
    script.step().reset();
    SNAPROLL_TRY(script.step(), script.run().step_begin(node, options));
    return script.set("a", "by-" + node, 40);
  });
}

void finish_step(Script& script, size_t bytes) {
  script.operation("finish", [&]() -> Status {
    SNAPROLL_TRY(Value output, Value::text(script.text(bytes)));
    SNAPROLL_CHECK(script.step()->finish(std::move(output)));
    script.step().reset();
    return {};
  });
}

void run_steps(Script& script) {
  script.open_store();
  script.open_run("a", [](OpenOptions& options) {
    options.execution.auto_snapshot = true;
  });
  for (const char* node : {"book", "pay", "mail"}) {
    begin_step(script, node);
    finish_step(script, 200);
  }
  script.close();
}

void run_failures(Script& script) {
  script.open_store();
  script.open_run("a");
  StepOptions effect;
  effect.irreversible = true;
  begin_step(script, "pay", effect);
  script.operation("fail", [&]() -> Status {
    SNAPROLL_CHECK(script.step()->fail("it went wrong"));
    script.step().reset();
    return {};
  });
  begin_step(script, "pay");
  script.operation("roll back", [&]() -> Status {
    SNAPROLL_CHECK(script.step()->rollback("it went wrong again"));
    script.step().reset();
    return {};
  });
  begin_step(script, "pay", effect);
  finish_step(script, 20);
  script.close();
}

void run_snapshots(Script& script) {
  script.open_store();
  script.open_run("a");
  for (const char* label : {"p", "q", "r", "s"}) snapshot(script, label, 400);
  script.close();
}

void run_names(Script& script) {
  script.open_store();
  script.open_run("a");
  snapshot(script, "named");
  const auto newest = [&script] {
    return script.run().manager().list()[0].id();
  };
  script.operation(
      "tag", [&] { return script.run().manager().tag(newest(), "release"); });
  script.operation("hold", [&] {
    return script.run().manager().hold(newest(), "audit", "a reason");
  });
  script.operation("branch", [&] {
    return script.run().manager().create_branch(script.run().context(), "b");
  });
  script.operation("rename", [&] {
    return script.run().manager().rename_branch("b", "other");
  });
  script.operation("switch", [&]() -> Status {
    SNAPROLL_CHECK(script.run().switch_branch("other"));
    return {};
  });
  snapshot(script, "on the branch");
  script.operation("release", [&]() -> Status {
    return script.run().manager().release(script.run().manager().list()[1].id(),
                                          "audit");
  });
  script.close();
}

void run_rollback(Script& script) {
  script.open_store();
  script.open_run("a");
  save(script, "later", 100);
  script.operation("roll back", [&]() -> Status {
    SNAPROLL_CHECK(script.run().rollback_n(2));
    return {};
  });
  script.operation("undo", [&]() -> Status {
    SNAPROLL_CHECK(script.run().undo_rollback());
    return {};
  });
  script.operation("redo", [&]() -> Status {
    SNAPROLL_CHECK(script.run().redo_rollback());
    return {};
  });
  snapshot(script, "after");
  script.close();
}

void run_selective(Script& script) {
  script.open_store();
  script.open_run("a");
  script.operation("edges", [&]() -> Status {
    SNAPROLL_CHECK(script.run().set_edges({{"book", "pay"}, {"pay", "mail"}}));
    return script.run().save();
  });
  for (const char* node : {"book", "pay", "mail"}) {
    begin_step(script, node);
    finish_step(script, 50);
  }
  const auto apply = [&](const Selector& selector) {
    script.operation("apply a plan", [&]() -> Status {
      SNAPROLL_TRY(const RollbackPlan plan,
                   script.run().plan_rollback(&selector));
      SNAPROLL_CHECK(script.run().apply_plan(plan));
      return {};
    });
  };
  Selector selector;
  selector.downstream_of = {"pay"};
  apply(selector);
  selector = {};
  selector.variables = {"by-*"};
  apply(selector);
  script.close();
}

void prepare_long(Script& script) {
  prepare_one(script);
  for (int i = 0; i < 30; ++i) snapshot(script, "more", 200);
}

void run_prune(Script& script) {
  script.open_store();
  script.open_run("a");
  script.operation("policy", [&]() -> Status {
    SNAPROLL_TRY(const Policy policy, Policy::parse("keep-last=12"));
    return script.run().manager().set_policy(policy);
  });
  script.operation("prune", [&]() -> Status {
    SNAPROLL_CHECK(script.run().manager().prune(false));
    return {};
  });
  script.operation("remove", [&] {
    return script.run().manager().remove(script.run().manager().list()[3].id());
  });
  script.operation("prune before", [&]() -> Status {
    const auto list = script.run().manager().list();
    SNAPROLL_CHECK(script.run().manager().prune_before(list[4].created_at()));
    return {};
  });
  for (const char* name : {"p", "q"}) save(script, name, 60);
  script.operation("clear", [&] { return script.run().clear(); });
  save(script, "r", 60);
  script.close();
}

// A bounded history and small changes of a larger state: keyframes are made,
// and what leaves is folded.
void prepare_keyframes(Script& script) {
  script.open_run(
      "a", [](OpenOptions& options) { options.execution.max_snapshots = 5; });
  save(script, "large", 3'000);
  for (int i = 0; i < 12; ++i) snapshot(script, "s", 900);
}

void run_keyframes(Script& script) {
  script.open_store();
  script.open_run("a");
  for (int i = 0; i < 8; ++i) snapshot(script, "more", 900);
  script.close();
}

void run_erase(Script& script) {
  script.open_store();
  script.open_run("a");
  script.in_parts("erase", [&]() -> Status {
    EraseOptions options;
    options.pointer = "/variables/one";
    options.reason = "asked for";
    SNAPROLL_CHECK(script.run().erase(options));
    return {};
  });
  save(script, "after", 50);
  script.close();
}

void put_blob(Script& script, const std::string& name, size_t bytes) {
  script.operation("put a blob", [&]() -> Status {
    SNAPROLL_TRY(const std::string hash,
                 script.run().put_blob(script.text(bytes)));
    SNAPROLL_CHECK(script.run().context().set_variable_json(
        name, "{\"$blob\":\"" + hash + "\"}"));
    return script.run().save();
  });
}

void run_blobs(Script& script) {
  script.open_store();
  script.open_run("a");
  put_blob(script, "small", 700);
  put_blob(script, "again", 9'000);
  put_blob(script, "more", 30'000);
  script.close();
}

void prepare_blobs(Script& script) {
  prepare_one(script);
  put_blob(script, "small", 700);
  put_blob(script, "large", 12'000);
  snapshot(script, "with blobs");
}

void run_blobs_leave(Script& script) {
  script.open_store();
  script.open_run("a");
  for (const char* name : {"small", "large"})
    script.operation("forget a blob", [&script, name]() -> Status {
      SNAPROLL_CHECK(script.run().context().remove_variable(name));
      return script.run().save();
    });
  script.operation("clear", [&] { return script.run().clear(); });
  for (const char* name : {"p", "q", "r"}) save(script, name, 40);
  script.close();
}

void run_pause(Script& script) {
  script.open_store();
  script.open_run("a");
  script.operation("pause", [&]() -> Status {
    SNAPROLL_CHECK(script.run().context().pause());
    return script.run().save();
  });
  script.operation("resume", [&]() -> Status {
    SNAPROLL_CHECK(script.run().context().resume());
    return script.run().save();
  });
  script.operation("private", [&]() -> Status {
    PrivatePaths paths;
    paths.secret = {"/variables/one"};
    paths.transient = {"/variables/passing"};
    SNAPROLL_CHECK(script.run().context().set_private_paths(paths));
    return script.run().save();
  });
  script.operation("completed", [&]() -> Status {
    SNAPROLL_CHECK(script.run().context().mark_completed());
    return script.run().save();
  });
  script.close();
}

}  // namespace

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> all = {
      {"create", nullptr, run_create},
      {"first", nullptr, run_first},
      {"small", prepare_one, run_small},
      {"large", prepare_one, run_large},
      {"steps", prepare_one, run_steps},
      {"failures", prepare_one, run_failures},
      {"snapshots", prepare_one, run_snapshots},
      {"names", prepare_one, run_names},
      {"rollback", prepare_one, run_rollback},
      {"selective", prepare_one, run_selective},
      {"prune", prepare_long, run_prune},
      {"keyframes", prepare_keyframes, run_keyframes},
      {"erase", prepare_one, run_erase},
      {"blobs", prepare_one, run_blobs},
      {"blobs-leave", prepare_blobs, run_blobs_leave},
      {"pause", prepare_one, run_pause},
      {"many", prepare_many, run_many},
      {"groups", prepare_many, run_groups},
      {"two", prepare_many, run_two},
      {"compact", prepare_compact, run_compact},
      {"checkpoint", prepare_one, run_checkpoint, true},
      {"transfer", prepare_one, run_transfer},
      {"fork", prepare_one, run_fork},
      {"backup", prepare_one, run_backup},
      {"remove", prepare_many, run_remove},
      {"expire", prepare_many, run_expire},
      {"migration", prepare_migration, run_migration},
      {"reopen", prepare_one, run_reopen},
  };
  return all;
}

}  // namespace snaproll::proof
