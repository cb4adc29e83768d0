// Makes the stores that the tests of the program look into, on the core. Clock
// and ids are fixed, so that the same stores are made each time.
//
//   make_store agent FILE     two executions, one of them with a history of
//                             steps, a rollback and a branch
//   make_store odd FILE       names and texts that would steer a terminal
//   make_store long FILE N    one execution that took N snapshots and keeps 10
//   make_store twice FILE     a snapshot that is in its history twice
//   make_store private FILE   values that are transient or secret, each with
//                             the text "hunter2" in it
//   make_store group FILE     two executions with a group
//   make_store hold FILE ID   opens an execution for writing, says "held", and
//                             holds it until standard input ends
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"

namespace {

using namespace snaproll;  // NOLINT: a test program

constexpr Time kStart = 1777636806000000000;  // 2026-05-01T12:00:00Z
constexpr int64_t kSecond = 1'000'000'000;

[[noreturn]] void fail(const Error& error) {
  std::fprintf(stderr, "make_store: %s\n", error.message.c_str());
  std::exit(1);
}

void check(const Status& status) {
  if (!status.ok()) fail(status.error());
}

template <typename T>
T need(Result<T> result) {
  if (!result.ok()) fail(result.error());
  return *std::move(result);
}

Store open(const char* path) {
  StoreOptions options;
  options.durability = Durability::kNone;
  options.compress = false;
  return need(Store::open(path, options));
}

// Moves on by a second with each thing that is done, and with nothing else.
const std::shared_ptr<Clock> the_clock = std::make_shared<Clock>(kStart, 0);

void pass() { check(the_clock->advance(kSecond)); }

OpenOptions options(uint64_t seed) {
  OpenOptions made;
  made.execution.environment = std::make_shared<const Environment>(
      Environment{the_clock, std::make_shared<IdSource>(seed), Limits()});
  return made;
}

void set(Execution& run, std::string_view name, std::string_view json) {
  pass();
  check(run.context().set_variable_json(name, json));
}

void step(Execution& run, std::string_view node, std::string_view json,
          bool irreversible = false) {
  StepOptions told;
  told.irreversible = irreversible;
  pass();
  Step begun = need(run.step_begin(node, told));
  pass();
  check(begun.finish(need(Value::parse(json))));
}

SnapshotInfo info(const char* label, const char* reason, const char* by) {
  pass();
  SnapshotInfo told;
  told.label = label;
  told.metadata.reason = reason;
  told.metadata.created_by = by;
  return told;
}

void make_agent(const char* path) {
  const Store store = open(path);
  OpenOptions told = options(7);
  told.kind = "agent";
  told.schema = 2;
  told.attributes = {{"tenant", "acme"}, {"user", "ada"}};
  told.execution.workflow_id = "booking";
  Execution run = need(Execution::open(store, "booking-1", told));
  set(run, "seats", "3");
  set(run, "messages", R"([{"role":"user","content":"two seats, please"}])");
  step(run, "search", R"({"found":3,"from":"cache"})");
  set(run, "seats", "1");
  set(run, "draft", R"("two seats, row 4")");
  const Snapshot before =
      need(run.snapshot(info("before paying", "the price was agreed", "ada")));
  step(run, "pay", R"({"receipt":"R-17"})", true);
  set(run, "paid", "true");
  pass();
  static_cast<void>(need(run.rollback_to(before.id())));
  set(run, "seats", "2");
  step(run, "confirm", R"({"mail":"sent"})");
  static_cast<void>(need(run.snapshot(info("confirmed", "", "ada"))));
  check(run.close());
  OpenOptions other = options(8);
  other.kind = "report";
  other.attributes = {{"tenant", "globex"}};
  Execution second = need(Execution::open(store, "report-1", other));
  set(second, "pages", "12");
  check(second.save());
}

void make_odd(const char* path) {
  const Store store = open(path);
  OpenOptions told = options(9);
  told.kind = "\x1b[2Jkind";
  told.attributes = {{"a\x1b[31m",
                      "v\xc2\x9b"
                      "1m"}};
  told.owner = "\x1b]0;owner\x07";
  Execution run = need(Execution::open(store, "odd\x1b[1mid", told));
  set(run, "name\x1b[5m", R"("value\u001b[7m \u202e \u009b \u007f")");
  set(run, "plain\nline", R"(["\u2028","\ufeff","\ud83d\ude00 é"])");
  step(run, "node\x1b[4m", R"("result\r\u001b[A")");
  SnapshotInfo odd = info("label\x1b[9m\xe2\x80\xae", "why\x1b[K\r", "by\x9c");
  odd.metadata.created_by = "by\xc2\x9c";
  static_cast<void>(need(run.snapshot(odd)));
}

void make_long(const char* path, int count) {
  const Store store = open(path);
  OpenOptions told = options(10);
  told.execution.max_snapshots = 10;
  Execution run = need(Execution::open(store, "long", told));
  for (int i = 0; i < count; ++i) {
    set(run, "n", std::to_string(i));
    static_cast<void>(need(run.snapshot(info("tick", "", ""))));
  }
}

// A snapshot that is in the history twice (rule M16).
void make_twice(const char* path) {
  const Store store = open(path);
  Execution run = need(Execution::open(store, "twice", options(11)));
  const Snapshot first = need(run.snapshot(info("first", "", "")));
  static_cast<void>(need(run.snapshot(info("second", "", ""))));
  check(run.manager().push_snapshot(first));
}

void make_private(const char* path) {
  const Store store = open(path);
  OpenOptions told = options(12);
  told.kind = "wallet";
  Execution run = need(Execution::open(store, "private", told));
  PrivatePaths paths;
  paths.transient = {"/variables/token"};
  paths.secret = {"/variables/card", "/variables/users/*/key",
                  "/node_results/pay/result/*"};
  check(run.context().set_private_paths(paths));
  set(run, "token", R"("hunter2 transient")");
  set(run, "card", R"("hunter2 4111")");
  set(run, "users", R"([{"name":"ada","key":"hunter2 a"}])");
  static_cast<void>(need(run.snapshot(info("first", "", "ada"))));
  set(run, "card", R"("hunter2 4222")");
  set(run, "users",
      R"([{"name":"ada","key":"hunter2 a"},{"name":"bob","key":"hunter2 b"}])");
  pass();
  Step begun = need(run.step_begin("pay"));
  check(begun.fail("hunter2 was refused"));
  check(run.context().pause());
  check(run.save());
}

void make_group(const char* path) {
  const Store store = open(path);
  const OpenOptions told = options(12);
  Execution parent = need(Execution::open(store, "trip", told));
  Execution child = need(Execution::open(store, "hotel", told));
  set(parent, "hotel", R"("asked")");
  set(child, "room", "7");
  const SnapshotInfo both = info("before booking", "", "ada");
  static_cast<void>(need(Execution::snapshot_group({&parent, &child}, both)));
  set(parent, "hotel", R"("booked")");
  check(parent.save());
  set(child, "room", "8");
  check(child.save());
}

void hold(const char* path, const char* id) {
  const Store store = open(path);
  OpenOptions told;
  told.owner = "the test";
  const Execution run = need(Execution::open(store, id, told));
  std::puts("held");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 2 ? argv[1] : "";
  if (what == "agent") {
    make_agent(argv[2]);
  } else if (what == "odd") {
    make_odd(argv[2]);
  } else if (what == "long" && argc > 3) {
    make_long(argv[2], std::atoi(argv[3]));
  } else if (what == "twice") {
    make_twice(argv[2]);
  } else if (what == "private") {
    make_private(argv[2]);
  } else if (what == "group") {
    make_group(argv[2]);
  } else if (what == "hold" && argc > 3) {
    hold(argv[2], argv[3]);
  } else {
    std::fprintf(stderr,
                 "make_store: agent, odd, long, twice, private, group or "
                 "hold\n");
    return 2;
  }
  return 0;
}
