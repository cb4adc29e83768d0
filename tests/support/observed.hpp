// All that can be seen of an execution, as text: two that are the same give the
// same text.
#pragma once

#include <functional>
#include <sstream>
#include <string>

#include "context/image.hpp"
#include "snaproll/execution.hpp"
#include "snaproll/time.hpp"
#include "support/matchers.hpp"

namespace snaproll::test {

struct Observe {
  // What a snapshot's id is called, where two executions have other ids.
  std::function<std::string(const Id&)> name = [](const Id& id) {
    return id.text();
  };
  // Whether an attempt is told; see below.
  std::function<bool(const Attempt&)> attempt = [](const Attempt&) {
    return true;
  };
};

inline std::string observed_state(const CapturedState& state) {
  const auto value = state.to_value();
  return (value.ok() ? value->to_json() : value.error().message) + ' ' +
         state.recorded.to_json() + ' ' + std::to_string(state.next_sequence);
}

inline std::string observed_id(const std::optional<Id>& id,
                               const Observe& observe) {
  return id.has_value() ? observe.name(*id) : "-";
}

inline std::string observed_result(const RollbackResult& result,
                                   const Observe& observe = {}) {
  RollbackResult named = result;
  named.applied_snapshot_id.reset();
  std::string text = named.to_json() + " of " +
                     observed_id(result.applied_snapshot_id, observe) + ' ' +
                     observed_state(result.before) + " to " +
                     observed_state(result.after);
  for (const Effect& effect : result.effects) {
    text += " crosses " + effect.node + ' ' + effect.idempotency_key + ' ' +
            std::to_string(effect.attempt) + ' ' +
            std::to_string(effect.started_at);
  }
  return text;
}

inline std::string observed_snapshot(const Snapshot& snapshot,
                                     const Observe& observe = {}) {
  const SnapshotMetadata& metadata = snapshot.metadata();
  return observe.name(snapshot.id()) + " after " +
         observed_id(snapshot.parent(), observe) + " at " +
         std::to_string(snapshot.created_at()) + ' ' +
         snapshot.label().value_or("-") + ' ' +
         snapshot.trigger_node().value_or("-") + ' ' +
         metadata.reason.value_or("-") + ' ' +
         metadata.created_by.value_or("-") +
         (metadata.is_auto ? " auto " : " ") + metadata.custom.to_json() + ' ' +
         observed_state(snapshot.captured());
}

inline std::string observed_context(const Context& context,
                                    const Observe& observe = {}) {
  const detail::ContextImage image =
      detail::ContextAccess::image(context, detail::ContextAccess::kAllMoves);
  std::string text = context.execution_id() + ' ' + context.workflow_id() +
                     ' ' + std::to_string(image.started_at) + ' ' +
                     std::to_string(image.completed_at) + " at " +
                     observed_id(image.position, observe) + '\n' +
                     observed_state(image.captured) + '\n';
  if (const auto& checkpoint = image.checkpoint; checkpoint != nullptr)
    text += "checkpoint " + *checkpoint->to_json() + '\n';
  for (const auto* moves : {&image.moves.undo, &image.moves.redo}) {
    for (detail::Move move : *moves) {
      if (move.source != nullptr) {
        auto loaded = move.source->load();
        if (!loaded.ok()) throw Failure(loaded.error());
        move = *std::move(loaded);
      }
      text += (moves == &image.moves.undo ? "undo " : "redo ") +
              observed_id(move.position, observe) + ' ' +
              observed_state(move.state) + '\n';
    }
  }
  return text;
}

inline std::string observed_history(const Manager& manager,
                                    const Observe& observe = {}) {
  std::string text =
      manager.summary().to_json() + ' ' + std::to_string(manager.left()) + '\n';
  const SnapshotRules rules = manager.snapshot_rules();
  text += std::to_string(rules.at_least_nodes) + ' ' +
          std::to_string(rules.at_least_time) + ' ' +
          std::to_string(rules.at_least_bytes) +
          (rules.before_irreversible ? " irreversible" : "") +
          (rules.skip_unchanged ? " skip" : "");
  for (const std::string& glob : rules.before) text += ' ' + glob;
  for (const Snapshot& snapshot : manager.list())
    text += '\n' + observed_snapshot(snapshot, observe);
  return text + '\n';
}

inline std::string observed_attempts(const Execution& run,
                                     const Observe& observe = {}) {
  std::string text;
  for (const Attempt& attempt : run.attempts()) {
    if (!observe.attempt(attempt)) continue;
    text += attempt.node + ' ' + std::to_string(attempt.number) + ' ' +
            std::to_string(static_cast<int>(attempt.outcome)) +
            (attempt.irreversible ? " irreversible " : " ") +
            attempt.idempotency_key + ' ' + std::to_string(attempt.started_at) +
            ' ' + std::to_string(attempt.ended_at) + ' ' + attempt.error + '\n';
  }
  for (const Edge& edge : run.edges())
    text += edge.from + " -> " + edge.to + '\n';
  return text;
}

inline std::string observed(const Execution& run, const Observe& observe = {}) {
  return observed_context(run.context(), observe) +
         observed_history(run.manager(), observe) +
         observed_attempts(run, observe);
}

// The part of a line in which it differs from another one.
inline std::string differing_part(const std::string& line,
                                  const std::string& other) {
  constexpr size_t kAround = 100;
  size_t at = 0;
  while (at < line.size() && at < other.size() && line[at] == other[at]) ++at;
  const size_t from = at > kAround ? at - kAround : 0;
  return line.substr(0, 40) + " [...] " + line.substr(from, 3 * kAround);
}

// That both are the same; otherwise the first lines that differ.
inline ::testing::AssertionResult same_seen(const std::string& now,
                                            const std::string& before) {
  if (now == before) return ::testing::AssertionSuccess();
  std::istringstream a(now);
  std::istringstream b(before);
  auto result = ::testing::AssertionFailure();
  std::string x;
  std::string y;
  for (int told = 0; told < 3;) {
    const bool more_a = static_cast<bool>(std::getline(a, x));
    const bool more_b = static_cast<bool>(std::getline(b, y));
    if (!more_a && !more_b) break;
    if (more_a == more_b && x == y) continue;
    result << '\n'
           << (more_a ? differing_part(x, y) : "nothing") << "\n  instead of\n"
           << (more_b ? differing_part(y, x) : "nothing");
    ++told;
  }
  return result;
}

}  // namespace snaproll::test
