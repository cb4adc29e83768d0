// Snapshots, lists, managers, results of rollbacks, summaries, node results,
// executions and steps.
#include "runner.hpp"

namespace scenario {
namespace {

using List = std::vector<Snapshot>;

const Snapshot& snapshot(Call& c) { return c.self<Snapshot>(); }

// A column of a list: `entry(snapshot)` gives JSON.
template <typename Entry>
Reply column(Call& c, Entry&& entry) {
  std::string json = "[";
  for (const Snapshot& snapshot : c.self<List>()) {
    if (json.size() > 1) json += ',';
    json += entry(snapshot);
  }
  return json + ']';
}

std::string flags(const Snapshot& snapshot) {
  return std::to_string((snapshot.metadata().is_auto ? 1 : 0) +
                        (snapshot.label().has_value() ? 2 : 0) +
                        (snapshot.trigger_node().has_value() ? 4 : 0));
}

Manager& manager(Call& c) { return c.shared<Manager>("self"); }

Result<Snapshot> found_snapshot(std::optional<Snapshot> snapshot,
                                std::string message) {
  if (snapshot.has_value()) return *std::move(snapshot);
  return Error(Code::kNotFound, std::move(message));
}

RollbackResult& rollback_result(Call& c) { return c.self<RollbackResult>(); }
Summary& summary(Call& c) { return c.self<Summary>(); }

// A node result with the environment that it was made with.
struct Timed {
  NodeResult result;
  std::shared_ptr<const Environment> environment;
};

NodeResult& node_result(Call& c) { return c.self<Timed>().result; }

Reply complete(Call& c, Outcome outcome, Value output, std::string message) {
  node_result(c).complete(outcome, std::move(output), std::move(message),
                          c.self<Timed>().environment->now());
  return std::string();
}

Reply set_metrics(Call& c) {
  SNAPROLL_TRY(Value value, Value::parse(c.text("json")));
  SNAPROLL_TRY(Value whole, NodeResult::start(0).to_value());
  SNAPROLL_CHECK(pointer_set(whole, "/metrics", std::move(value)));
  auto read = NodeResult::from_value(whole);
  if (!read.ok()) {
    Error error = std::move(read).error();
    error.pointer.erase(0, std::string("/metrics").size());
    return error;
  }
  node_result(c).metrics = std::move(read->metrics);
  return std::string();
}

Metrics& metrics(Call& c) {
  auto& metrics = node_result(c).metrics;
  if (!metrics.has_value()) metrics.emplace();
  return *metrics;
}

Execution& execution(Call& c) { return c.shared<Execution>("self"); }
Step& step(Call& c) { return c.shared<Step>("self"); }

std::string attempt_json(const Attempt& attempt) {
  static const char* const outcomes[] = {"open", "finished", "failed",
                                         "rolled_back"};
  const auto time = [](Time at) {
    return at == kNoTime ? "null" : '"' + time_text(at) + '"';
  };
  const bool told = attempt.outcome == AttemptOutcome::kFailed ||
                    attempt.outcome == AttemptOutcome::kRolledBack;
  return "{\"node\":" + json_text(attempt.node) +
         ",\"number\":" + std::to_string(attempt.number) + ",\"outcome\":\"" +
         outcomes[static_cast<int>(attempt.outcome)] +
         "\",\"irreversible\":" + out_bool(attempt.irreversible) +
         ",\"idempotency_key\":" + json_text(attempt.idempotency_key) +
         ",\"started_at\":" + time(attempt.started_at) +
         ",\"ended_at\":" + time(attempt.ended_at) +
         ",\"error\":" + (told ? json_text(attempt.error) : "null") + '}';
}

Reply attempts(Call& c) {
  std::string json = "[";
  for (const Attempt& attempt : execution(c).attempts(c.text("node"))) {
    if (json.size() > 1) json += ',';
    json += attempt_json(attempt);
  }
  return json + ']';
}

Reply finish(Call& c) {
  SNAPROLL_TRY(Value output, Value::parse(c.text("json")));
  return done(step(c).finish(std::move(output),
                             c.has("metrics")
                                 ? c.object<Timed>("metrics").result.metrics
                                 : std::nullopt));
}

// A part of an execution, which it keeps alive.
template <typename T>
Reply part(Call& c, T& of) {
  return c.made(
      std::shared_ptr<T>(c.object<std::shared_ptr<Execution>>("self"), &of));
}

}  // namespace

const Table kSnapshots = {
    {"snapshot.from_json",
     [](Call& c) {
       return c.made(
           Snapshot::from_json(c.text("json"), c.limits(), c.cancel()));
     }},
    {"snapshot.ref", [](Call& c) { return c.made(snapshot(c)); }},
    {"snapshot.to_json",
     [](Call& c) { return out_json(snapshot(c).to_json(c.cancel())); }},
    {"snapshot.get_id", [](Call& c) { return c.made_id(snapshot(c).id()); }},
    {"snapshot.parent",
     [](Call& c) { return c.made_id(snapshot(c).parent()); }},
    {"snapshot.created_at",
     [](Call& c) -> Reply { return out_time(snapshot(c).created_at()); }},
    {"snapshot.label", [](Call& c) { return out_text(snapshot(c).label()); }},
    {"snapshot.trigger_node",
     [](Call& c) { return out_text(snapshot(c).trigger_node()); }},
    {"snapshot.reason",
     [](Call& c) { return out_text(snapshot(c).metadata().reason); }},
    {"snapshot.created_by",
     [](Call& c) { return out_text(snapshot(c).metadata().created_by); }},
    {"snapshot.state",
     [](Call& c) -> Reply { return out_state(snapshot(c).state()); }},
    {"snapshot.is_auto",
     [](Call& c) -> Reply { return out_bool(snapshot(c).metadata().is_auto); }},
    {"snapshot.custom",
     [](Call& c) { return c.made(snapshot(c).metadata().custom); }},
    {"snapshot.variables",
     [](Call& c) { return c.made(snapshot(c).variables()); }},
    {"snapshot.node_results",
     [](Call& c) { return c.made(snapshot(c).node_results()); }},
    {"snapshot.completed_node_count",
     [](Call& c) -> Reply {
       return std::to_string(snapshot(c).completed_node_count());
     }},
    {"snapshot.variable_count",
     [](Call& c) -> Reply {
       return std::to_string(snapshot(c).variable_count());
     }},
    {"snapshot.get",
     [](Call& c) {
       return out_value(snapshot(c).captured().get(c.text("pointer")));
     }},
    {"snapshot_list.count",
     [](Call& c) -> Reply { return std::to_string(c.self<List>().size()); }},
    {"snapshot_list.at",
     [](Call& c) -> Reply {
       const List& list = c.self<List>();
       if (c.count("index") < list.size())
         return c.made(list[c.count("index")]);
       return Error(
           Code::kNotFound,
           "the list has " + std::to_string(list.size()) + " snapshots");
     }},
    {"snapshot_list.ids",
     [](Call& c) {
       return column(
           c, [](const Snapshot& s) { return json_text(s.id().text()); });
     }},
    {"snapshot_list.created_at",
     [](Call& c) {
       return column(
           c, [](const Snapshot& s) { return out_time(s.created_at()); });
     }},
    {"snapshot_list.flags", [](Call& c) { return column(c, flags); }},
    {"snapshot_list.labels",
     [](Call& c) {
       return column(c, [](const Snapshot& s) { return *out_text(s.label()); });
     }},
    {"snapshot_list.trigger_nodes",
     [](Call& c) {
       return column(
           c, [](const Snapshot& s) { return *out_text(s.trigger_node()); });
     }},
};

const Table kManagers = {
    {"manager.new",
     [](Call& c) {
       return c.made(std::make_shared<Manager>(c.count("maximum"),
                                               c.options().environment));
     }},
    {"manager.copy",
     [](Call& c) {
       return c.made(std::make_shared<Manager>(manager(c).copy()));
     }},
    {"manager.set_auto_snapshot",
     [](Call& c) {
       manager(c).set_auto_snapshot(c.count("interval"));
       return done({});
     }},
    {"manager.disable_auto_snapshot",
     [](Call& c) {
       manager(c).disable_auto_snapshot();
       return done({});
     }},
    {"manager.create_snapshot",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(SnapshotInfo info, c.snapshot_info());
       SNAPROLL_TRY(const Snapshot taken,
                    manager(c).create_snapshot(c.shared<Context>("context"),
                                               std::move(info)));
       return c.made_id(taken.id());
     }},
    {"manager.push_snapshot",
     [](Call& c) {
       return done(manager(c).push_snapshot(c.object<Snapshot>("snapshot")));
     }},
    {"manager.on_node_execute",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const auto taken,
                    manager(c).on_node_execute(c.shared<Context>("context"),
                                               c.text("node")));
       return c.made_id(taken.has_value() ? std::optional<Id>(taken->id())
                                          : std::nullopt);
     }},
    {"manager.rollback",
     [](Call& c) {
       return c.made_rollback(
           manager(c).rollback(c.shared<Context>("context")));
     }},
    {"manager.rollback_to",
     [](Call& c) {
       return c.made_rollback(
           manager(c).rollback_to(c.shared<Context>("context"), c.id("id")));
     }},
    {"manager.rollback_n",
     [](Call& c) {
       return c.made_rollback(manager(c).rollback_n(
           c.shared<Context>("context"), c.count("steps")));
     }},
    {"manager.get",
     [](Call& c) {
       const Id id = c.id("id");
       return c.made(found_snapshot(manager(c).get(id),
                                    "Snapshot " + id.text() + " not found"));
     }},
    {"manager.latest",
     [](Call& c) {
       return c.made(
           found_snapshot(manager(c).latest(), "No snapshots available"));
     }},
    {"manager.list", [](Call& c) { return c.made(manager(c).list()); }},
    {"manager.summary", [](Call& c) { return c.made(manager(c).summary()); }},
    {"manager.count",
     [](Call& c) -> Reply { return std::to_string(manager(c).count()); }},
    {"manager.clear", [](Call& c) { return done(manager(c).clear()); }},
    {"manager.prune_before",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const size_t left,
                    manager(c).prune_before(c.integer("time")));
       return std::to_string(left);
     }},
    {"rollback_result.from_json",
     [](Call& c) { return c.made(RollbackResult::from_json(c.text("json"))); }},
    {"rollback_result.ref", [](Call& c) { return c.made(rollback_result(c)); }},
    {"rollback_result.to_json",
     [](Call& c) -> Reply { return rollback_result(c).to_json(); }},
    {"rollback_result.success",
     [](Call& c) -> Reply { return out_bool(rollback_result(c).success); }},
    {"rollback_result.applied_snapshot_id",
     [](Call& c) { return c.made_id(rollback_result(c).applied_snapshot_id); }},
    {"rollback_result.nodes_removed",
     [](Call& c) -> Reply {
       return std::to_string(rollback_result(c).nodes_removed);
     }},
    {"rollback_result.variables_changed",
     [](Call& c) -> Reply {
       return std::to_string(rollback_result(c).variables_changed);
     }},
    {"rollback_result.error",
     [](Call& c) { return out_text(rollback_result(c).error); }},
    {"rollback_result.rolled_back_at",
     [](Call& c) -> Reply {
       return out_time(rollback_result(c).rolled_back_at);
     }},
    {"summary.total_snapshots",
     [](Call& c) -> Reply {
       return std::to_string(summary(c).total_snapshots);
     }},
    {"summary.max_snapshots",
     [](Call& c) -> Reply { return std::to_string(summary(c).max_snapshots); }},
    {"summary.auto_snapshot_enabled",
     [](Call& c) -> Reply {
       return out_bool(summary(c).auto_snapshot_enabled);
     }},
    {"summary.auto_snapshot_interval",
     [](Call& c) -> Reply {
       return std::to_string(summary(c).auto_snapshot_interval);
     }},
    {"summary.oldest_snapshot",
     [](Call& c) -> Reply {
       return out_time(summary(c).oldest_snapshot.value_or(kNoTime));
     }},
    {"summary.newest_snapshot",
     [](Call& c) -> Reply {
       return out_time(summary(c).newest_snapshot.value_or(kNoTime));
     }},
    {"summary.nodes_processed",
     [](Call& c) -> Reply {
       return std::to_string(summary(c).nodes_processed);
     }},
    {"summary.to_json", [](Call& c) -> Reply { return summary(c).to_json(); }},
};

const Table kExecutions = {
    {"node_result.start",
     [](Call& c) {
       auto environment = c.options().environment;
       NodeResult result = NodeResult::start(environment->now());
       return c.made(Timed{std::move(result), std::move(environment)});
     }},
    {"node_result.from_json",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Value value, Value::parse(c.text("json")));
       SNAPROLL_TRY(NodeResult result, NodeResult::from_value(value));
       return c.made(Timed{std::move(result), Environment::standard()});
     }},
    {"node_result.succeed",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(Value output, Value::parse(c.text("json")));
       return complete(c, Outcome::kSuccess, std::move(output), {});
     }},
    {"node_result.fail",
     [](Call& c) {
       return complete(c, Outcome::kFailure, {}, c.text("message"));
     }},
    {"node_result.skip",
     [](Call& c) { return complete(c, Outcome::kSkipped, {}, {}); }},
    {"node_result.to_json",
     [](Call& c) { return out_value(node_result(c).to_value()); }},
    {"node_result.output",
     [](Call& c) -> Reply {
       if (node_result(c).outcome == Outcome::kSuccess)
         return out_value(node_result(c).output);
       return Error(Code::kNotFound, "this is no success");
     }},
    {"node_result.message",
     [](Call& c) -> Reply {
       if (node_result(c).outcome == Outcome::kFailure)
         return json_text(node_result(c).message);
       return Error(Code::kNotFound, "this is no failure");
     }},
    {"node_result.metrics",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Value whole, node_result(c).to_value());
       return out_value(pointer_get(whole, "/metrics"));
     }},
    {"node_result.outcome",
     [](Call& c) -> Reply {
       static const char* const names[] = {"pending", "success", "failure",
                                           "skipped"};
       return json_text(names[static_cast<int>(node_result(c).outcome)]);
     }},
    {"node_result.started_at",
     [](Call& c) -> Reply { return out_time(node_result(c).started_at); }},
    {"node_result.completed_at",
     [](Call& c) -> Reply { return out_time(node_result(c).completed_at); }},
    {"node_result.retry_count",
     [](Call& c) -> Reply {
       return std::to_string(node_result(c).retry_count);
     }},
    {"node_result.set_retry_count",
     [](Call& c) {
       node_result(c).retry_count = static_cast<uint32_t>(c.integer("count"));
       return done({});
     }},
    {"node_result.set_metrics", set_metrics},
    {"node_result.set_token_usage",
     [](Call& c) {
       const auto input = static_cast<uint32_t>(c.integer("input_tokens"));
       const auto output = static_cast<uint32_t>(c.integer("output_tokens"));
       metrics(c).token_usage =
           TokenUsage{input, output, input + output, std::nullopt};
       return done({});
     }},
    {"node_result.set_cost_usd",
     [](Call& c) {
       metrics(c).cost_usd = c.number("cost");
       return done({});
     }},
    {"execution.new",
     [](Call& c) { return c.made_shared(Execution::create(c.options())); }},
    {"execution.from_context",
     [](Call& c) {
       return c.made_shared(
           Execution::adopt(c.shared<Context>("context").copy(), c.options()));
     }},
    {"execution.context",
     [](Call& c) { return part(c, execution(c).context()); }},
    {"execution.manager",
     [](Call& c) { return part(c, execution(c).manager()); }},
    {"execution.snapshot",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(SnapshotInfo info, c.snapshot_info());
       SNAPROLL_TRY(const Snapshot taken,
                    execution(c).snapshot(std::move(info)));
       return c.made_id(taken.id());
     }},
    {"execution.rollback",
     [](Call& c) { return c.made_rollback(execution(c).rollback()); }},
    {"execution.rollback_to",
     [](Call& c) {
       return c.made_rollback(execution(c).rollback_to(c.id("id")));
     }},
    {"execution.rollback_n",
     [](Call& c) {
       return c.made_rollback(execution(c).rollback_n(c.count("steps")));
     }},
    {"execution.is_done",
     [](Call& c) -> Reply {
       return out_bool(execution(c).is_done(c.text("node")));
     }},
    {"execution.unfinished",
     [](Call& c) -> Reply { return json_names(execution(c).unfinished()); }},
    {"execution.attempts", attempts},
    {"execution.step_begin",
     [](Call& c) {
       return c.made_shared(execution(c).step_begin(
           c.text("node"), StepOptions{c.boolean("irreversible")}));
     }},
    {"step.node", [](Call& c) -> Reply { return json_text(step(c).node()); }},
    {"step.done", [](Call& c) -> Reply { return out_bool(step(c).done()); }},
    {"step.result", [](Call& c) { return out_value(step(c).result()); }},
    {"step.idempotency_key",
     [](Call& c) -> Reply { return json_text(step(c).idempotency_key()); }},
    {"step.attempt",
     [](Call& c) -> Reply { return std::to_string(step(c).attempt()); }},
    {"step.snapshot_id",
     [](Call& c) { return c.made_id(step(c).snapshot_id()); }},
    {"step.finish", finish},
    {"step.finish_text",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(Value output, Value::text(c.text("utf8")));
       return done(step(c).finish(std::move(output)));
     }},
    {"step.fail",
     [](Call& c) { return done(step(c).fail(c.text("message"))); }},
    {"step.rollback",
     [](Call& c) {
       return c.made_rollback(step(c).rollback(c.text("message")));
     }},
};

}  // namespace scenario
