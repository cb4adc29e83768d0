#include "replay.hpp"

#include <malloc.h>

#include <cmath>
#include <cstdio>
#include <map>
#include <snaproll/execution.hpp>
#include <snaproll/pointer.hpp>
#include <vector>

#include "print.hpp"
#include "workflow.hpp"

namespace host {
namespace {

using snaproll::Change;
using snaproll::Code;
using snaproll::Error;
using snaproll::Execution;
using snaproll::Result;
using snaproll::Status;
using snaproll::Step;
using snaproll::Time;
using snaproll::Value;

constexpr size_t kShownSnapshots = 4;
constexpr Time kSecond = 1000000000;
constexpr double kMostSeconds = 1e6;  // that a task may have run

// The array at `pointer` as a list.
Result<std::vector<Value>> list_at(const Value& root,
                                   const std::string& pointer) {
  SNAPROLL_TRY(const Value array, snaproll::pointer_get(root, pointer));
  if (!array.is_array() || array.size() == 0)
    return Error(Code::kType, "not an array with elements").at_pointer(pointer);
  std::vector<Value> items;
  array.for_each([&](std::string_view, const Value& item) {
    items.push_back(item);
    return true;
  });
  return items;
}

Result<std::string> text_at(const Value& root, const std::string& pointer) {
  SNAPROLL_TRY(const Value text, snaproll::pointer_get(root, pointer));
  return text.as_text();
}

Change set(const std::string& variable, Value value) {
  return {Change::Kind::kSet, "/variables/" + variable, std::move(value), {}};
}

// The value as if it had just arrived as text: it shares nothing with the file.
Result<Value> arrived(const Value& value) {
  return Value::parse(value.to_json());
}

Value integer(size_t number) {
  return Value::integer(static_cast<int64_t>(number));
}

// "8:16:33"
std::string time_of(double seconds) {
  const auto whole = static_cast<int>(seconds);
  char text[32];
  std::snprintf(text, sizeof text, "%d:%02d:%02d", whole / 3600,
                whole / 60 % 60, whole % 60);
  return text;
}

void print_row(const char* what, const std::string& told) {
  std::printf("  %-9s  %s\n", what, told.c_str());
}

// Bytes that the process has taken from its heap.
size_t heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

// An execution whose times and ids come from the record alone.
struct Replay {
  std::shared_ptr<snaproll::Clock> clock =
      std::make_shared<snaproll::Clock>(Time{0}, 0);
  size_t heap_before = heap_bytes();

  Result<Execution> start(const std::string& workflow_id) const {
    auto environment = std::make_shared<snaproll::Environment>();
    environment->clock = clock;
    environment->ids = std::make_shared<snaproll::IdSource>(1);
    snaproll::ExecutionOptions options;
    options.workflow_id = workflow_id;
    options.max_snapshots = snaproll::kUnlimited;
    options.environment = std::move(environment);
    return Execution::create(options);
  }

  // Sizes, and what the snapshots would take if each were a copy.
  void print_end(const Execution& execution) const {
    const size_t heap = heap_bytes() - heap_before;
    const auto state = execution.context().captured();
    uint64_t copies = 0;
    for (const auto& snapshot : execution.manager().list())
      copies += snapshot.captured().json_size();
    print_row("state", count_of(state.json_size(), "byte") + " of JSON: " +
                           count_of(state.node_results.size(), "node result") +
                           ", " + count_of(state.variables.size(), "variable"));
    print_row("snapshots", count_of(execution.manager().count(), "snapshot") +
                               " held: " + count_of(copies, "byte") +
                               " of JSON if each were a copy");
    print_row("memory",
              count_of(heap, "byte") + " for the state and all snapshots");
    print_timeline(execution.manager(), kShownSnapshots);
  }
};

// --- WfCommons -------------------------------------------------------------

struct Tasks {
  std::vector<std::string> ids;
  std::vector<Value> records;  // in the order of `ids`
  std::vector<size_t> order;
  size_t edges = 0;
};

Result<Tasks> read_tasks(const Value& root) {
  Tasks tasks;
  std::map<std::string, size_t> index;
  const std::string place = "/workflow/specification/tasks";
  SNAPROLL_TRY(const std::vector<Value> specified, list_at(root, place));
  for (const Value& task : specified) {
    SNAPROLL_TRY(std::string id, text_at(task, "/id"));
    if (!index.emplace(id, tasks.ids.size()).second)
      return Error(Code::kExists, "two tasks are called '" + id + "'");
    tasks.ids.push_back(std::move(id));
  }
  std::vector<std::vector<size_t>> needs;
  for (const Value& task : specified) {
    needs.emplace_back();
    const Value parents = task.find("parents").value_or(Value::array());
    for (size_t i = 0; i < parents.size(); ++i) {
      SNAPROLL_TRY(const std::string parent, parents.at(i)->as_text());
      const auto found = index.find(parent);
      if (found == index.end())
        return Error(Code::kNotFound, "no task is called '" + parent + "'");
      needs.back().push_back(found->second);
    }
    tasks.edges += parents.size();
  }
  SNAPROLL_TRY(tasks.order, order_of(needs, tasks.ids));
  tasks.records.resize(tasks.ids.size());
  SNAPROLL_TRY(const std::vector<Value> executed,
               list_at(root, "/workflow/execution/tasks"));
  for (const Value& record : executed) {
    SNAPROLL_TRY(const std::string id, text_at(record, "/id"));
    const auto found = index.find(id);
    if (found == index.end())
      return Error(Code::kNotFound, "no task is called '" + id + "'");
    tasks.records[found->second] = record;
  }
  for (size_t i = 0; i < tasks.ids.size(); ++i) {
    if (tasks.records[i].is_null())
      return Error(Code::kNotFound,
                   "task '" + tasks.ids[i] + "' has no execution record");
  }
  return tasks;
}

// One task: its record is the result of the node, and the clock moves on by its
// run time.
Status replay_task(Execution& execution, snaproll::Clock& clock,
                   const std::string& id, const Value& record,
                   double& seconds) {
  SNAPROLL_TRY(Step step, execution.step_begin(id));
  SNAPROLL_TRY(Value result, arrived(record));
  if (const auto runtime = record.find("runtimeInSeconds")) {
    SNAPROLL_TRY(const double spent, runtime->as_double());
    if (!(spent >= 0 && spent <= kMostSeconds))
      return Error(Code::kRange, "the run time of '" + id + "' can not be");
    SNAPROLL_CHECK(clock.advance(std::llround(spent * kSecond)));
    seconds += spent;
  }
  SNAPROLL_TRY(Value name, Value::text(id));
  SNAPROLL_TRY(Value spent, Value::number(seconds));
  const size_t done = execution.context().captured().node_results.size() + 1;
  SNAPROLL_CHECK(execution.context().update(
      {set("tasks_done", integer(done)), set("last_task", std::move(name)),
       set("seconds", std::move(spent))}));
  return step.finish(std::move(result));
}

// --- SWE-agent -------------------------------------------------------------

struct Trajectory {
  std::vector<Value> steps;
  std::vector<Value> history;

  // Entries of the history that are there when step `i` has ended.
  size_t messages_after(size_t i) const {
    return (i + 1) * history.size() / steps.size();
  }
};

Status replay_step(Execution& execution, snaproll::Clock& clock,
                   const Trajectory& trajectory, size_t i) {
  SNAPROLL_TRY(Step step,
               execution.step_begin("step-" + std::to_string(i + 1)));
  SNAPROLL_CHECK(clock.advance(kSecond));
  const Value& told = trajectory.steps[i];
  if (!told.is_object()) {
    return Error(Code::kType, "not an object")
        .at_pointer("/trajectory/" + std::to_string(i));
  }
  std::vector<Change> changes = {set("step", integer(i + 1))};
  for (const char* name : {"action", "state", "thought"}) {
    SNAPROLL_TRY(Value value, arrived(told.find(name).value_or(Value())));
    changes.push_back(set(name, std::move(value)));
  }
  const size_t begin = i == 0 ? 0 : trajectory.messages_after(i - 1);
  for (size_t at = begin; at < trajectory.messages_after(i); ++at) {
    SNAPROLL_TRY(Value message, arrived(trajectory.history[at]));
    changes.push_back(
        {Change::Kind::kAppend, "/variables/messages", std::move(message), {}});
  }
  SNAPROLL_CHECK(execution.context().update(changes));
  SNAPROLL_TRY(Value result,
               arrived(told.find("observation").value_or(Value())));
  return step.finish(std::move(result));
}

}  // namespace

Status replay_wfcommons(const std::string& path) {
  SNAPROLL_TRY(const std::string text, read_file(path));
  SNAPROLL_TRY(const Value root, Value::parse(text));
  SNAPROLL_TRY(const Tasks tasks, read_tasks(root));
  const Replay replay;
  SNAPROLL_TRY(Execution execution, replay.start("wfcommons"));
  SNAPROLL_CHECK(execution.context().set_variable("tasks_total",
                                                  integer(tasks.ids.size())));
  double seconds = 0;
  for (const size_t i : tasks.order) {
    SNAPROLL_CHECK(replay_task(execution, *replay.clock, tasks.ids[i],
                               tasks.records[i], seconds));
  }
  std::printf("%s\n", in_color(Color::kBold, "WfCommons run " + path).c_str());
  print_row("tasks", count_of(tasks.ids.size(), "task") +
                         " in an order that respects " +
                         count_of(tasks.edges, "edge"));
  print_row("run time", time_of(seconds) + " by the record");
  replay.print_end(execution);
  return {};
}

Status replay_agent(const std::string& path) {
  SNAPROLL_TRY(const std::string text, read_file(path));
  SNAPROLL_TRY(const Value root, Value::parse(text));
  Trajectory trajectory;
  SNAPROLL_TRY(trajectory.steps, list_at(root, "/trajectory"));
  SNAPROLL_TRY(trajectory.history, list_at(root, "/history"));
  const Replay replay;
  SNAPROLL_TRY(Execution execution, replay.start("agent"));
  snaproll::Context& state = execution.context();
  SNAPROLL_CHECK(state.set_variable("messages", Value::array()));
  std::printf("%s\n", in_color(Color::kBold, "agent run " + path).c_str());

  const size_t count = trajectory.steps.size();
  bool went_back = count < 2;
  for (size_t done = 0; done < count;) {
    SNAPROLL_CHECK(replay_step(execution, *replay.clock, trajectory, done));
    ++done;
    if (went_back || done <= count / 2) continue;
    went_back = true;
    SNAPROLL_TRY(const auto result, execution.rollback_n(2));
    done -= 2;
    print_row("back", "from step " + std::to_string(done + 2) + " to step " +
                          std::to_string(done) + ": " + effect_of(result));
  }
  const bool whole =
      state.variable("messages")->same(root.find("history").value());
  print_row("steps", count_of(count, "step") + ", " +
                         count_of(execution.attempts().size(), "attempt"));
  print_row("messages",
            count_of(state.variable("messages")->size(), "message") +
                (whole ? ", the same as in the file"
                       : ", not the same as in the file"));
  replay.print_end(execution);
  if (!whole) return Error(Code::kInternal, "the messages differ");
  return {};
}

}  // namespace host
