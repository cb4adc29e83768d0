#include "busy_writer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <random>

namespace snaproll::test {
namespace {

constexpr size_t kVariables = 100;
constexpr size_t kNodes = 50;
constexpr size_t kLogLines = 40;
// Below the number that are kept, so that each move changes what can be seen.
constexpr size_t kMostUndone = 60;

class Operation {
 public:
  Operation(Execution& run, const Work& work, uint64_t seed, uint64_t number,
            const Gate& gate)
      : run_(run),
        work_(work),
        number_(number),
        gate_(gate),
        random_(seed * 1000003 + number) {}

  Status run() {
    constexpr size_t kAll = 100;
    const size_t drawn = below(kAll);
    if (drawn < 50) return step();
    if (drawn < 68) return once([this] { return snapshot(); });
    if (drawn < 78) return once([this] { return roll_back(); });
    if (drawn < 84) return once([this] { return undo_or_redo(); });
    if (drawn < 93) return once([this] { return save(); });
    if (drawn < 99) return once([this] { return prune(); });
    return once([this] { return run_.clear(); });
  }

 private:
  size_t below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }
  std::string text(size_t bytes) {
    std::string made(bytes, ' ');
    for (char& c : made) c = static_cast<char>('a' + below(26));
    return made;
  }
  Status once(const std::function<Status()>& commit) { return gate_(commit); }

  // Makes each commit differ from the one before.
  Status mark() {
    return run_.context().set_variable(
        "operation", Value::integer(static_cast<int64_t>(number_)));
  }

  Status change_variables() {
    Context& context = run_.context();
    SNAPROLL_CHECK(mark());
    for (size_t changes = 1 + below(3); changes > 0; --changes) {
      const std::string name = "v" + std::to_string(below(kVariables));
      if (below(10) == 0 && context.variable(name).has_value()) {
        SNAPROLL_CHECK(context.remove_variable(name));
        continue;
      }
      SNAPROLL_TRY(Value value, Value::text(text(work_.bytes)));
      SNAPROLL_CHECK(context.set_variable(name, std::move(value)));
    }
    const auto log = context.variable("log");
    if (!log.has_value() || log->size() >= kLogLines)
      return context.set_variable("log", Value::array());
    SNAPROLL_TRY(Value line, Value::text(text(work_.bytes / 4)));
    return context.append("/variables/log", std::move(line));
  }

  // Whether a step at the node gives up an irreversible one.
  bool gives_up_an_effect(const std::string& node) const {
    const auto attempts = run_.attempts();
    const auto last = std::find_if(
        attempts.rbegin(), attempts.rend(),
        [&](const Attempt& attempt) { return attempt.node == node; });
    return last != attempts.rend() && last->irreversible &&
           last->outcome == AttemptOutcome::kOpen;
  }

  // A beginning that commits is a commit of its own.
  Status step() {
    StepOptions options;
    options.irreversible = below(8) == 0;
    std::optional<Step> step;
    const std::string node = "n" + std::to_string(number_ % kNodes);
    const auto begin = [&]() -> Status {
      Context& context = run_.context();
      SNAPROLL_CHECK(mark());
      if (context.node_result(node).has_value())
        SNAPROLL_CHECK(context.remove_node_result(node));
      SNAPROLL_TRY(step, run_.step_begin(node, options));
      return {};
    };
    if (work_.automatic || options.irreversible || gives_up_an_effect(node))
      SNAPROLL_CHECK(gate_(begin));
    return once([&]() -> Status {
      if (!step.has_value()) SNAPROLL_CHECK(begin());
      SNAPROLL_CHECK(change_variables());
      return end(*step);
    });
  }
  Status end(Step& step) {
    const size_t drawn = below(10);
    if (drawn < 7) {
      SNAPROLL_TRY(Value output, Value::text(text(work_.bytes)));
      return step.finish(std::move(output));
    }
    if (drawn < 8 || run_.context().undo_count() > kMostUndone)
      return step.fail("it went wrong");
    SNAPROLL_CHECK(step.rollback("it went wrong"));
    return {};
  }

  Status snapshot() {
    SNAPROLL_CHECK(change_variables());
    SnapshotInfo info;
    info.label = "s" + std::to_string(number_);
    SNAPROLL_CHECK(run_.snapshot(std::move(info)));
    return {};
  }

  Status roll_back() {
    if (run_.context().undo_count() > kMostUndone) {
      run_.context().clear_undo();
      return save();
    }
    const size_t count = run_.manager().count();
    if (count == 0) return save();
    SNAPROLL_CHECK(run_.rollback_n(1 + below(std::min<size_t>(count, 8))));
    return {};
  }

  Status undo_or_redo() {
    Context& context = run_.context();
    if (context.redo_count() > 0) {
      SNAPROLL_CHECK(run_.redo_rollback());
    } else if (context.undo_count() > 0) {
      SNAPROLL_CHECK(run_.undo_rollback());
    }
    return {};
  }

  Status save() {
    SNAPROLL_CHECK(change_variables());
    return run_.save();
  }

  Status prune() {
    if (run_.manager().count() <= work_.most_kept) return {};
    SNAPROLL_TRY(const Snapshot oldest,
                 run_.manager().find_nth_newest(work_.pruned_to));
    SNAPROLL_CHECK(run_.manager().prune_before(oldest.created_at()));
    return {};
  }

  Execution& run_;
  const Work& work_;
  const uint64_t number_;
  const Gate& gate_;
  std::mt19937_64 random_;
};

std::string in_short(const Value& value) {
  const std::string json = value.to_json();
  return std::to_string(json.size()) + " bytes " +
         std::to_string(std::hash<std::string>()(json));
}

std::string named(const Snapshot& snapshot) {
  return snapshot.label().value_or("before " +
                                   snapshot.trigger_node().value_or("-"));
}

}  // namespace

const Work& work_of(int execution) {
  static const std::array<Work, kExecutions> all = {{
      {"window", 10, false, 900, 8, 4},
      {"unlimited", kUnlimited, false, 60, 200, 50},
      {"automatic", 10, true, 300, 9, 6},
      {"large", 40, false, 4000, 30, 15},
  }};
  return all[static_cast<size_t>(execution)];
}

Status do_operation(Execution& run, const Work& work, uint64_t seed,
                    uint64_t number, const Gate& gate) {
  return Operation(run, work, seed, number, gate).run();
}

std::string fingerprint(const Execution& run) {
  const Context& context = run.context();
  const CapturedState state = context.captured();
  std::string told = "variables " + in_short(state.variables) + "\nnodes";
  for (const std::string& node : state.nodes_in_order()) told += ' ' + node;
  told += "\nundo " + std::to_string(context.undo_count()) + " redo " +
          std::to_string(context.redo_count());
  const auto attempts = run.attempts();
  const auto ended = std::find_if(
      attempts.rbegin(), attempts.rend(), [](const Attempt& attempt) {
        return attempt.outcome != AttemptOutcome::kOpen;
      });
  if (ended != attempts.rend())
    told += "\nlast attempt " + ended->node + " came to " +
            std::to_string(static_cast<int>(ended->outcome));
  const auto snapshots = run.manager().list();
  told += "\n" + std::to_string(snapshots.size()) + " snapshots";
  for (const Snapshot& snapshot : snapshots) told += ' ' + named(snapshot);
  if (!snapshots.empty())
    told += "\nnewest " + in_short(snapshots.front().variables()) +
            "\noldest " + in_short(snapshots.back().variables());
  return told;
}

}  // namespace snaproll::test
