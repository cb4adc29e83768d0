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
  static NodeResult start(const Options* options = nullptr) {
    return NodeResult(detail::get<snaproll_node_result*>(
        snaproll_node_result_start, detail::or_null(options)));
  }
  static NodeResult from_json(std::string_view json) {
    return NodeResult(detail::get<snaproll_node_result*>(
        snaproll_node_result_from_json, json));
  }
  void succeed(std::string_view json) {
    detail::run(snaproll_node_result_succeed, get(), json);
  }
  void fail(std::string_view message) {
    detail::run(snaproll_node_result_fail, get(), message);
  }
  void skip() { detail::run(snaproll_node_result_skip, get()); }
  std::string to_json() const {
    return detail::get_text(snaproll_node_result_to_json, get());
  }
  int64_t started_at() const {
    return detail::get<int64_t>(snaproll_node_result_started_at, get());
  }
  int64_t completed_at() const {
    return detail::get<int64_t>(snaproll_node_result_completed_at, get());
  }
  int32_t outcome() const {
    return detail::get<int32_t>(snaproll_node_result_outcome, get());
  }
  std::string output() const {
    return detail::get_text(snaproll_node_result_output, get());
  }
  std::string message() const {
    return detail::get_text(snaproll_node_result_message, get());
  }
  uint32_t retry_count() const {
    return detail::get<uint32_t>(snaproll_node_result_retry_count, get());
  }
  void set_retry_count(uint32_t count) {
    detail::run(snaproll_node_result_set_retry_count, get(), count);
  }
  std::string metrics() const {
    return detail::get_text(snaproll_node_result_metrics, get());
  }
  void set_metrics(std::string_view json) {
    detail::run(snaproll_node_result_set_metrics, get(), json);
  }
  void set_token_usage(uint32_t input_tokens, uint32_t output_tokens) {
    detail::run(snaproll_node_result_set_token_usage, get(), input_tokens,
                output_tokens);
  }
  void set_cost_usd(double cost) {
    detail::run(snaproll_node_result_set_cost_usd, get(), cost);
  }
};

/// How a step is begun. Since 0.1
class StepOptions
    : public detail::Handle<snaproll_step_options, snaproll_step_options_free> {
 public:
  using Handle::Handle;
  static StepOptions make() {
    return StepOptions(
        detail::get<snaproll_step_options*>(snaproll_step_options_new));
  }
  void set_irreversible(bool irreversible) {
    detail::run(snaproll_step_options_set_irreversible, get(), irreversible);
  }
};

/// One attempt at a node. Since 0.1
class Step : public detail::Handle<snaproll_step, snaproll_step_free> {
 public:
  using Handle::Handle;
  std::string node() const {
    return detail::get_text(snaproll_step_node, get());
  }
  bool done() const { return detail::get<bool>(snaproll_step_done, get()); }
  std::string result() const {
    return detail::get_text(snaproll_step_result, get());
  }
  std::string idempotency_key() const {
    return detail::get_text(snaproll_step_idempotency_key, get());
  }
  uint32_t attempt() const {
    return detail::get<uint32_t>(snaproll_step_attempt, get());
  }
  std::optional<snaproll_id> snapshot_id() const {
    return detail::get_id(snaproll_step_snapshot_id, get());
  }
  void finish(std::string_view json, const NodeResult* metrics = nullptr) {
    detail::run(snaproll_step_finish, get(), json, detail::or_null(metrics));
  }
  void finish_text(std::string_view utf8) {
    detail::run(snaproll_step_finish_text, get(), utf8);
  }
  void fail(std::string_view message) {
    detail::run(snaproll_step_fail, get(), message);
  }
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

  explicit Execution(const Options* options = nullptr)
      : Handle(detail::get<snaproll_execution*>(snaproll_execution_new,
                                                detail::or_null(options))) {}
  static Execution from_context(const Context& context,
                                const Options* options = nullptr) {
    return Execution(detail::get<snaproll_execution*>(
        snaproll_execution_from_context, context.get(),
        detail::or_null(options)));
  }
  static Execution open(const Store& store, std::string_view id,
                        const OpenOptions* options = nullptr) {
    return Execution(detail::get<snaproll_execution*>(
        snaproll_execution_open, store.get(), id, detail::or_null(options)));
  }
  bool is_durable() const {
    return detail::get<bool>(snaproll_execution_is_durable, get());
  }
  void save() { detail::run(snaproll_execution_save, get()); }
  void reload(bool take_over = false) {
    detail::run(snaproll_execution_reload, get(), take_over);
  }
  void close() { detail::run(snaproll_execution_close, get()); }
  /// snaproll_store_commit_many: the status of each, in their order. A failure
  /// is not thrown; `first` becomes the first one.
  static std::vector<int32_t> commit_many(
      const std::vector<Execution*>& executions,
      std::optional<Error>* first = nullptr) {
    std::vector<snaproll_execution*> handles;
    handles.reserve(executions.size());
    for (const Execution* execution : executions)
      handles.push_back(detail::or_null(execution));
    std::vector<int32_t> statuses(handles.size());
    snaproll_error* error = nullptr;
    const int32_t status = snaproll_store_commit_many(
        handles.data(), handles.size(), statuses.data(), &error);
    std::optional<Error> failure;
    if (status != SNAPROLL_OK) failure.emplace(status, error);
    if (first != nullptr) *first = std::move(failure);
    return statuses;
  }
  Context context() const {
    return Context(
        detail::get<snaproll_context*>(snaproll_execution_context, get()));
  }
  Manager manager() const {
    return Manager(
        detail::get<snaproll_manager*>(snaproll_execution_manager, get()));
  }
  snaproll_id snapshot(const SnapshotOptions* options = nullptr) {
    return detail::get<snaproll_id>(snaproll_execution_snapshot, get(),
                                    detail::or_null(options));
  }
  FieldHistory history(std::string_view pointer) const {
    return FieldHistory(detail::get<snaproll_field_history*>(
        snaproll_execution_history, get(), pointer));
  }
  RollbackResult rollback() {
    return detail::rollback(snaproll_execution_rollback, get());
  }
  RollbackResult rollback_to(const snaproll_id& id) {
    return detail::rollback(snaproll_execution_rollback_to, get(), &id);
  }
  RollbackResult rollback_n(size_t steps) {
    return detail::rollback(snaproll_execution_rollback_n, get(), steps);
  }
  RollbackResult switch_branch(std::string_view name) {
    return detail::rollback(snaproll_execution_switch_branch, get(), name);
  }
  std::string erase(const EraseOptions& what, const Cancel* cancel = nullptr) {
    return detail::get_text(snaproll_execution_erase, get(), what.get(),
                            detail::or_null(cancel));
  }
  std::string erasures() const {
    return detail::get_text(snaproll_execution_erasures, get());
  }
  RollbackPlan plan_rollback(const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_execution_plan_rollback, get(), detail::or_null(selector)));
  }
  RollbackPlan plan_rollback_to(const snaproll_id& id,
                                const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_execution_plan_rollback_to, get(), &id,
        detail::or_null(selector)));
  }
  RollbackPlan plan_rollback_n(size_t steps,
                               const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_execution_plan_rollback_n, get(), steps,
        detail::or_null(selector)));
  }
  RollbackResult apply_plan(const RollbackPlan& plan) {
    return detail::rollback(snaproll_execution_apply_plan, get(), plan.get());
  }
  RollbackResult undo_rollback() {
    return detail::rollback(snaproll_execution_undo_rollback, get());
  }
  RollbackResult redo_rollback() {
    return detail::rollback(snaproll_execution_redo_rollback, get());
  }
  void clear() { detail::run(snaproll_execution_clear, get()); }
  void add_edge(std::string_view from, std::string_view to) {
    detail::run(snaproll_execution_add_edge, get(), from, to);
  }
  void set_edges(std::string_view json) {
    detail::run(snaproll_execution_set_edges, get(), json);
  }
  std::string edges() const {
    return detail::get_text(snaproll_execution_edges, get());
  }
  bool is_done(std::string_view node) const {
    return detail::get<bool>(snaproll_execution_is_done, get(), node);
  }
  std::string unfinished() const {
    return detail::get_text(snaproll_execution_unfinished, get());
  }
  std::string attempts(std::string_view node = {}) const {
    return detail::get_text(snaproll_execution_attempts, get(), node);
  }
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
