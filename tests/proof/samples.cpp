// The stores that are damaged.
#include <stdexcept>

#include "damage.hpp"
#include "script.hpp"
#include "world.hpp"

namespace snaproll::proof {
namespace {

void put_blob(Script& script, const std::string& name, size_t bytes) {
  script.operation("put a blob", [&]() -> Status {
    SNAPROLL_TRY(const std::string hash,
                 script.run().put_blob(script.text(bytes)));
    return script.run().context().set_variable_json(
        name, "{\"$blob\":\"" + hash + "\"}");
  });
}

void snapshot(Script& script, const std::string& id, size_t bytes) {
  script.operation("snapshot", [&]() -> Status {
    SNAPROLL_CHECK(script.set(id, "text", bytes));
    SnapshotInfo info;
    info.label = "of " + id;
    info.metadata.reason = "a reason";
    SNAPROLL_CHECK(script.run(id).snapshot(std::move(info)));
    return {};
  });
}

void first_commits(Script& script) {
  script.open_run("a", [](OpenOptions& options) {
    options.kind = "chat";
    options.schema = 1;
    options.owner = "somebody";
    options.attributes = {{"tenant", "x"}};
  });
  put_blob(script, "small", 300);
  put_blob(script, "large", 9'000);
  snapshot(script, "a", 100);
  script.operation("edges",
                   [&] { return script.run().set_edges({{"book", "pay"}}); });
  script.operation("step", [&]() -> Status {
    StepOptions effect;
    effect.irreversible = true;
    SNAPROLL_TRY(script.step(), script.run().step_begin("pay", effect));
    SNAPROLL_CHECK(script.step()->finish(Value::integer(7)));
    script.step().reset();
    return {};
  });
  for (int i = 0; i < 3; ++i) snapshot(script, "a", 120);
}

void last_commits(Script& script) {
  script.open_run("a");
  script.open_run("b");
  snapshot(script, "a", 150);
  snapshot(script, "b", 80);
  script.operation("group", [&]() -> Status {
    SNAPROLL_CHECK(
        Execution::snapshot_group({&script.run("a"), &script.run("b")}));
    return {};
  });
  const auto newest = [&] { return script.run().manager().list()[0].id(); };
  script.operation(
      "tag", [&] { return script.run().manager().tag(newest(), "release"); });
  script.operation("hold", [&] {
    return script.run().manager().hold(newest(), "audit", "why");
  });
  script.operation("branch", [&] {
    return script.run().manager().create_branch(script.run().context(), "b");
  });
  script.operation("policy", [&]() -> Status {
    SNAPROLL_TRY(const Policy policy, Policy::parse("keep-last=50"));
    return script.run().manager().set_policy(policy);
  });
  script.operation("roll back", [&]() -> Status {
    SNAPROLL_CHECK(script.run().rollback_n(2));
    return {};
  });
  script.operation("fork",
                   [&] { return script.store().fork("b", std::nullopt, "c"); });
}

std::string bytes_of(const std::string& name) {
  const auto file = disk().find(name);
  return file == nullptr ? std::string() : file->bytes;
}

// The store when it is closed; what it and its log were before that.
std::string made_by(uint64_t seed, void (*commits)(Script&), std::string& base,
                    std::string& log) {
  Script script(seed, Durability::kPower);
  script.open_store();
  commits(script);
  base = bytes_of(kStore);
  log = bytes_of(std::string(kStore) + "-wal");
  script.close();
  if (script.failed().has_value())
    throw std::runtime_error(
        "the store can not be made: " + script.failed_at() + ": " +
        told(*script.failed()));
  return bytes_of(kStore);
}

}  // namespace

Samples make_samples(uint64_t seed) {
  Samples made;
  std::string unused;
  disk() = Disk();
  made_by(seed + 1, first_commits, unused, unused);
  made.other = made_by(seed + 2, last_commits, made.other_base, made.other_log);
  disk() = Disk();
  made.older =
      made_by(seed + 3, first_commits, made.older_base, made.older_log);
  made.whole = made_by(seed + 4, last_commits, unused, unused);
  auto store = Store::open(kStore, store_options());
  if (!store.ok()) throw std::runtime_error(told(store.error()));
  auto world = read_world(*store);
  if (!world.ok()) throw std::runtime_error(told(world.error()));
  made.world = *std::move(world);
  return made;
}

}  // namespace snaproll::proof
