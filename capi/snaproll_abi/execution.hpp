// Node results, executions, steps. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_EXECUTION_HPP
#define SNAPROLL_ABI_EXECUTION_HPP

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snaproll_abi/manager.hpp"
#include "snaproll_abi/store.hpp"

namespace snaproll {
namespace abi {

/// A node result in the base form (rule J3). Since 0.1
class NodeResult
    : public detail::Handle<snaproll_node_result, snaproll_node_result_free> {
 public:
  using Handle::Handle;
  /// As snaproll_node_result_start.
  static NodeResult start(const Options* options = nullptr) {
    return NodeResult(detail::get<snaproll_node_result*>(
        snaproll_node_result_start, detail::or_null(options)));
  }
  /// As snaproll_node_result_from_json.
  static NodeResult from_json(std::string_view json) {
    return NodeResult(detail::get<snaproll_node_result*>(
        snaproll_node_result_from_json, json));
  }
  /// As snaproll_node_result_succeed.
  void succeed(std::string_view json) {
    detail::run(snaproll_node_result_succeed, get(), json);
  }
  /// As snaproll_node_result_fail.
  void fail(std::string_view message) {
    detail::run(snaproll_node_result_fail, get(), message);
  }
  /// As snaproll_node_result_skip.
  void skip() { detail::run(snaproll_node_result_skip, get()); }
  /// As snaproll_node_result_to_json.
  std::string to_json() const {
    return detail::get_text(snaproll_node_result_to_json, get());
  }
  /// As snaproll_node_result_started_at.
  int64_t started_at() const {
    return detail::get<int64_t>(snaproll_node_result_started_at, get());
  }
  /// As snaproll_node_result_completed_at.
  int64_t completed_at() const {
    return detail::get<int64_t>(snaproll_node_result_completed_at, get());
  }
  /// As snaproll_node_result_outcome.
  int32_t outcome() const {
    return detail::get<int32_t>(snaproll_node_result_outcome, get());
  }
  /// As snaproll_node_result_output.
  std::string output() const {
    return detail::get_text(snaproll_node_result_output, get());
  }
  /// As snaproll_node_result_message.
  std::string message() const {
    return detail::get_text(snaproll_node_result_message, get());
  }
  /// As snaproll_node_result_retry_count.
  uint32_t retry_count() const {
    return detail::get<uint32_t>(snaproll_node_result_retry_count, get());
  }
  /// As snaproll_node_result_set_retry_count.
  void set_retry_count(uint32_t count) {
    detail::run(snaproll_node_result_set_retry_count, get(), count);
  }
  /// As snaproll_node_result_metrics.
  std::string metrics() const {
    return detail::get_text(snaproll_node_result_metrics, get());
  }
  /// As snaproll_node_result_set_metrics.
  void set_metrics(std::string_view json) {
    detail::run(snaproll_node_result_set_metrics, get(), json);
  }
  /// As snaproll_node_result_set_token_usage.
  void set_token_usage(uint32_t input_tokens, uint32_t output_tokens) {
    detail::run(snaproll_node_result_set_token_usage, get(), input_tokens,
                output_tokens);
  }
  /// As snaproll_node_result_set_cost_usd.
  void set_cost_usd(double cost) {
    detail::run(snaproll_node_result_set_cost_usd, get(), cost);
  }
};

/// How a step is begun. Since 0.1
class StepOptions
    : public detail::Handle<snaproll_step_options, snaproll_step_options_free> {
 public:
  using Handle::Handle;
  /// As snaproll_step_options_new.
  static StepOptions make() {
    return StepOptions(
        detail::get<snaproll_step_options*>(snaproll_step_options_new));
  }
  /// As snaproll_step_options_set_irreversible.
  void set_irreversible(bool irreversible) {
    detail::run(snaproll_step_options_set_irreversible, get(), irreversible);
  }
};

/// One attempt at a node. Since 0.1
class Step : public detail::Handle<snaproll_step, snaproll_step_free> {
 public:
  using Handle::Handle;
  /// As snaproll_step_node.
  std::string node() const {
    return detail::get_text(snaproll_step_node, get());
  }
  /// As snaproll_step_done.
  bool done() const { return detail::get<bool>(snaproll_step_done, get()); }
  /// As snaproll_step_result.
  std::string result() const {
    return detail::get_text(snaproll_step_result, get());
  }
  /// As snaproll_step_idempotency_key.
  std::string idempotency_key() const {
    return detail::get_text(snaproll_step_idempotency_key, get());
  }
  /// As snaproll_step_attempt.
  uint32_t attempt() const {
    return detail::get<uint32_t>(snaproll_step_attempt, get());
  }
  /// As snaproll_step_snapshot_id.
  std::optional<snaproll_id> snapshot_id() const {
    return detail::get_id(snaproll_step_snapshot_id, get());
  }
  /// As snaproll_step_finish.
  void finish(std::string_view json, const NodeResult* metrics = nullptr) {
    detail::run(snaproll_step_finish, get(), json, detail::or_null(metrics));
  }
  /// As snaproll_step_finish_text.
  void finish_text(std::string_view utf8) {
    detail::run(snaproll_step_finish_text, get(), utf8);
  }
  /// As snaproll_step_fail.
  void fail(std::string_view message) {
    detail::run(snaproll_step_fail, get(), message);
  }
  /// As snaproll_step_rollback.
  RollbackResult rollback(std::string_view message) {
    return detail::rollback(snaproll_step_rollback, get(), message);
  }
};

/// The front door: one context and its history. Since 0.1
class Execution
    : public detail::Handle<snaproll_execution, snaproll_execution_free> {
 public:
  using Handle::Handle;
  /// What a step whose function throws leaves. Since 0.1
  enum class OnError { kFail, kRollback };

  /// As snaproll_execution_new.
  explicit Execution(const Options* options = nullptr)
      : Handle(detail::get<snaproll_execution*>(snaproll_execution_new,
                                                detail::or_null(options))) {}
  /// As snaproll_execution_from_context.
  static Execution from_context(const Context& context,
                                const Options* options = nullptr) {
    return Execution(detail::get<snaproll_execution*>(
        snaproll_execution_from_context, context.get(),
        detail::or_null(options)));
  }
  /// As snaproll_execution_open.
  static Execution open(const Store& store, std::string_view id,
                        const OpenOptions* options = nullptr) {
    return Execution(detail::get<snaproll_execution*>(
        snaproll_execution_open, store.get(), id, detail::or_null(options)));
  }
  /// As snaproll_execution_is_durable.
  bool is_durable() const {
    return detail::get<bool>(snaproll_execution_is_durable, get());
  }
  /// As snaproll_execution_save.
  void save() { detail::run(snaproll_execution_save, get()); }
  /// As snaproll_execution_reload.
  void reload(bool take_over = false) {
    detail::run(snaproll_execution_reload, get(), take_over);
  }
  /// As snaproll_execution_close.
  void close() { detail::run(snaproll_execution_close, get()); }
  /// snaproll_store_commit_many: the status of each, in their order. A failure
  /// is not thrown; `first` becomes the first one.
  static std::vector<int32_t> commit_many(
      const std::vector<Execution*>& executions,
      std::optional<Error>* first = nullptr) {
    const auto handles = handles_of(executions);
    std::vector<int32_t> statuses(handles.size());
    snaproll_error* error = nullptr;
    const int32_t status = snaproll_store_commit_many(
        handles.data(), handles.size(), statuses.data(), &error);
    std::optional<Error> failure;
    if (status != SNAPROLL_OK) failure.emplace(status, error);
    if (first != nullptr) *first = std::move(failure);
    return statuses;
  }
  /// As snaproll_execution_snapshot_group.
  static snaproll_id snapshot_group(const std::vector<Execution*>& executions,
                                    const SnapshotOptions* options = nullptr) {
    const auto handles = handles_of(executions);
    return detail::get<snaproll_id>(snaproll_execution_snapshot_group,
                                    handles.data(), handles.size(),
                                    detail::or_null(options));
  }
  /// As snaproll_execution_rollback_group. The result of each, in their order.
  static std::vector<RollbackResult> rollback_group(
      const std::vector<Execution*>& executions, const snaproll_id& group) {
    const auto handles = handles_of(executions);
    std::vector<RollbackResult> results(handles.size());
    std::vector<snaproll_rollback_result*> made(handles.size());
    detail::run(snaproll_execution_rollback_group, handles.data(),
                handles.size(), &group, made.data());
    for (size_t i = 0; i < made.size(); ++i)
      results[i] = RollbackResult(made[i]);
    return results;
  }
  /// As snaproll_execution_context.
  Context context() const {
    return Context(
        detail::get<snaproll_context*>(snaproll_execution_context, get()));
  }
  /// As snaproll_execution_manager.
  Manager manager() const {
    return Manager(
        detail::get<snaproll_manager*>(snaproll_execution_manager, get()));
  }
  /// As snaproll_execution_snapshot.
  snaproll_id snapshot(const SnapshotOptions* options = nullptr) {
    return detail::get<snaproll_id>(snaproll_execution_snapshot, get(),
                                    detail::or_null(options));
  }
  /// As snaproll_execution_history.
  FieldHistory history(std::string_view pointer) const {
    return FieldHistory(detail::get<snaproll_field_history*>(
        snaproll_execution_history, get(), pointer));
  }
  /// As snaproll_execution_rollback.
  RollbackResult rollback() {
    return detail::rollback(snaproll_execution_rollback, get());
  }
  /// As snaproll_execution_rollback_to.
  RollbackResult rollback_to(const snaproll_id& id) {
    return detail::rollback(snaproll_execution_rollback_to, get(), &id);
  }
  /// As snaproll_execution_rollback_n.
  RollbackResult rollback_n(size_t steps) {
    return detail::rollback(snaproll_execution_rollback_n, get(), steps);
  }
  /// As snaproll_execution_switch_branch.
  RollbackResult switch_branch(std::string_view name) {
    return detail::rollback(snaproll_execution_switch_branch, get(), name);
  }
  /// As snaproll_execution_put_blob.
  std::string put_blob(std::string_view bytes) {
    return detail::get_text(snaproll_execution_put_blob, get(), bytes);
  }
  /// As snaproll_execution_get_blob.
  std::string get_blob(std::string_view hash) const {
    return detail::get_text(snaproll_execution_get_blob, get(), hash);
  }
  /// As snaproll_execution_erase.
  std::string erase(const EraseOptions& what, const Cancel* cancel = nullptr) {
    return detail::get_text(snaproll_execution_erase, get(), what.get(),
                            detail::or_null(cancel));
  }
  /// As snaproll_execution_erasures.
  std::string erasures() const {
    return detail::get_text(snaproll_execution_erasures, get());
  }
  /// As snaproll_execution_plan_rollback.
  RollbackPlan plan_rollback(const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_execution_plan_rollback, get(), detail::or_null(selector)));
  }
  /// As snaproll_execution_plan_rollback_to.
  RollbackPlan plan_rollback_to(const snaproll_id& id,
                                const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_execution_plan_rollback_to, get(), &id,
        detail::or_null(selector)));
  }
  /// As snaproll_execution_plan_rollback_n.
  RollbackPlan plan_rollback_n(size_t steps,
                               const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_execution_plan_rollback_n, get(), steps,
        detail::or_null(selector)));
  }
  /// As snaproll_execution_apply_plan.
  RollbackResult apply_plan(const RollbackPlan& plan) {
    return detail::rollback(snaproll_execution_apply_plan, get(), plan.get());
  }
  /// As snaproll_execution_undo_rollback.
  RollbackResult undo_rollback() {
    return detail::rollback(snaproll_execution_undo_rollback, get());
  }
  /// As snaproll_execution_redo_rollback.
  RollbackResult redo_rollback() {
    return detail::rollback(snaproll_execution_redo_rollback, get());
  }
  /// As snaproll_execution_clear.
  void clear() { detail::run(snaproll_execution_clear, get()); }
  /// As snaproll_execution_add_edge.
  void add_edge(std::string_view from, std::string_view to) {
    detail::run(snaproll_execution_add_edge, get(), from, to);
  }
  /// As snaproll_execution_set_edges.
  void set_edges(std::string_view json) {
    detail::run(snaproll_execution_set_edges, get(), json);
  }
  /// As snaproll_execution_edges.
  std::string edges() const {
    return detail::get_text(snaproll_execution_edges, get());
  }
  /// As snaproll_execution_is_done.
  bool is_done(std::string_view node) const {
    return detail::get<bool>(snaproll_execution_is_done, get(), node);
  }
  /// As snaproll_execution_unfinished.
  std::string unfinished() const {
    return detail::get_text(snaproll_execution_unfinished, get());
  }
  /// As snaproll_execution_attempts.
  std::string attempts(std::string_view node = {}) const {
    return detail::get_text(snaproll_execution_attempts, get(), node);
  }
  /// As snaproll_execution_step_begin.
  Step step_begin(std::string_view node,
                  const StepOptions* options = nullptr) const {
    return Step(detail::get<snaproll_step*>(
        snaproll_execution_step_begin, get(), node, detail::or_null(options)));
  }
  /// Runs `function` (its JSON as std::string) as the node, once: gives the
  /// recorded result where there is one. Where it throws, or gives what can not
  /// be recorded, the state is rolled back, or the failure recorded, and the
  /// exception goes on.
  template <typename Function>
  std::string step(std::string_view node, Function&& function,
                   OnError on_error = OnError::kRollback,
                   const StepOptions* options = nullptr) {
    Step step = step_begin(node, options);
    if (step.done()) return step.result();
    try {
      const std::string output = std::forward<Function>(function)();
      step.finish(output);
    } catch (const std::exception& exception) {
      end_failed(step, exception.what(), on_error);
      throw;
    } catch (...) {
      end_failed(step, "an unknown exception", on_error);
      throw;
    }
    return step.result();
  }

 private:
  static std::vector<snaproll_execution*> handles_of(
      const std::vector<Execution*>& executions) {
    std::vector<snaproll_execution*> handles;
    handles.reserve(executions.size());
    for (const Execution* execution : executions)
      handles.push_back(detail::or_null(execution));
    return handles;
  }
  // Ends a step whose function failed, unless it is ended or superseded. A
  // message that can not be recorded is recorded as far as it can be. It throws
  // nothing, because an exception is under way.
  static void end_failed(Step& step, std::string message, OnError on_error) {
    if (end(step, message, on_error) != SNAPROLL_PARSE) return;
    for (char& c : message) {
      if (static_cast<unsigned char>(c) > 0x7f) c = '?';
    }
    end(step, message, on_error);
  }
  static int32_t end(Step& step, std::string_view message, OnError on_error) {
    const auto with = [&](std::string_view told) {
      return on_error == OnError::kFail
                 ? snaproll_step_fail(step.get(), told.data(), told.size(),
                                      nullptr)
                 : snaproll_step_rollback(step.get(), told.data(), told.size(),
                                          nullptr, nullptr);
    };
    const int32_t status = with(message);
    return status == SNAPROLL_LIMIT ? with({}) : status;
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
