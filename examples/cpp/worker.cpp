// A worker of a fleet: many of these processes share one store. They are
// killed at any moment, and others started; no report is lost.
//
//   worker STORE add ID...     hands in reports to be made
//   worker STORE work NAME     makes reports until none is left
//   worker STORE list          tells what became of them
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <snaproll/execution.hpp>
#include <snaproll/store.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace snaproll;

namespace {

// A service that is given the idempotency key knows a second try as such.
Status send(const std::string& key) {
  std::filesystem::create_directories("sent");
  if (std::filesystem::exists("sent/" + key)) return {};
  if (std::ofstream("sent/" + key) << "a report") return {};
  return Error(Code::kIo, "the report can not be sent");
}

Result<Value> work(Context& now, const Step& step) {
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  if (step.node() == "fetch")
    SNAPROLL_CHECK(now.set_variable_json("pages", R"(["a page","another"])"));
  if (step.node() == "send") SNAPROLL_CHECK(send(step.idempotency_key()));
  return Value::text("ok");
}

// [add]
Status add(const Store& store, const std::string& id) {
  OpenOptions options;
  options.mode = OpenMode::kCreate;
  options.kind = "report";
  SNAPROLL_TRY(Execution run, Execution::open(store, id, options));
  return run.close();
}
// [/add]

// [take]
// An execution to work on that no living worker has; nothing without one.
Result<std::optional<Execution>> take(const Store& store,
                                      const std::string& worker) {
  ExecutionFilter filter;
  filter.kind = "report";
  filter.state = static_cast<int32_t>(StateKind::kRunning);
  filter.owned = false;
  OpenOptions options;
  options.mode = OpenMode::kExisting;
  options.owner = worker;
  for (int64_t cursor = 0;;) {
    SNAPROLL_TRY(const ExecutionPage page, store.executions(filter, cursor));
    for (const ExecutionInfo& told : page.executions) {
      auto run = Execution::open(store, told.id, options);
      if (run.ok() && run->context().state().kind == StateKind::kRunning)
        return std::optional<Execution>(*std::move(run));
      // Another worker was faster, or finished it meanwhile.
      if (!run.ok() && run.error().code != Code::kOwned &&
          run.error().code != Code::kNotFound)
        return std::move(run).error();
    }
    if (page.next == 0) return std::optional<Execution>();
    cursor = page.next;
  }
}
// [/take]

// [finish]
Status finish(Execution& run) {
  for (const char* node : {"fetch", "summarise", "send"}) {
    const bool irreversible = std::string_view(node) == "send";
    SNAPROLL_TRY(Step step, run.step_begin(node, {irreversible}));
    if (step.done()) continue;
    Result<Value> output = work(run.context(), step);
    if (!output.ok()) {
      SNAPROLL_CHECK(step.rollback(output.error().message));
      return std::move(output).error();
    }
    SNAPROLL_CHECK(step.finish(*output));
  }
  SNAPROLL_CHECK(run.context().set_state({StateKind::kCompleted, {}}));
  SNAPROLL_CHECK(run.context().mark_completed());
  return run.save();  // what changes the context alone is committed by this
}
// [/finish]

// [loop]
Status loop(const Store& store, const std::string& worker) {
  for (;;) {
    SNAPROLL_TRY(std::optional<Execution> run, take(store, worker));
    if (!run.has_value()) return {};
    const Status made = finish(*run);
    if (made.ok()) continue;
    if (made.error().code != Code::kConflict) return made;
    std::cout << worker << ": one was taken over\n";
  }
}
// [/loop]

Status list(const Store& store) {
  for (int64_t cursor = 0;;) {
    SNAPROLL_TRY(const ExecutionPage page, store.executions({}, cursor));
    for (const ExecutionInfo& told : page.executions) {
      const bool made =
          told.state == static_cast<int32_t>(StateKind::kCompleted);
      std::cout << told.id << (made ? ": completed" : ": running")
                << ", owned by "
                << (told.owner.has_value() ? told.owner->name : "nobody")
                << '\n';
    }
    cursor = page.next;
    if (cursor == 0) return {};
  }
}

Status run(const std::vector<std::string>& words) {
  SNAPROLL_TRY(Store store, Store::open(words.at(0)));
  if (words.at(1) == "list") return list(store);
  if (words.at(1) == "work") return loop(store, words.at(2));
  for (size_t i = 2; i < words.size(); ++i)
    SNAPROLL_CHECK(add(store, words[i]));
  return {};
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  const Status status = run({words + 1, words + count});
  if (status.ok()) return 0;
  std::cerr << status.error().message << '\n';
  return 1;
}
