// Managers, results of rollbacks, summaries. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_MANAGER_HPP
#define SNAPROLL_ABI_MANAGER_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "snaproll_abi/context.hpp"
#include "snaproll_abi/field_history.hpp"

namespace snaproll {
namespace abi {

/// What a rollback did. Since 0.1
class RollbackResult : public detail::Handle<snaproll_rollback_result,
                                             snaproll_rollback_result_free> {
 public:
  using Handle::Handle;
  static RollbackResult from_json(std::string_view json) {
    return RollbackResult(detail::get<snaproll_rollback_result*>(
        snaproll_rollback_result_from_json, json));
  }
  bool success() const {
    return detail::get<bool>(snaproll_rollback_result_success, get());
  }
  std::optional<snaproll_id> applied_snapshot_id() const {
    return detail::get_id(snaproll_rollback_result_applied_snapshot_id, get());
  }
  size_t nodes_removed() const {
    return detail::get<size_t>(snaproll_rollback_result_nodes_removed, get());
  }
  size_t variables_changed() const {
    return detail::get<size_t>(snaproll_rollback_result_variables_changed,
                               get());
  }
  std::optional<std::string> error() const {
    return detail::get_view(snaproll_rollback_result_error, get());
  }
  int64_t rolled_back_at() const {
    return detail::get<int64_t>(snaproll_rollback_result_rolled_back_at, get());
  }
  std::string to_json() const {
    return detail::get_text(snaproll_rollback_result_to_json, get());
  }
  RollbackResult ref() const {
    return RollbackResult(detail::get<snaproll_rollback_result*>(
        snaproll_rollback_result_ref, get()));
  }
};

/// What a rollback throws that fails by rule M12. Since 0.1
class RollbackError : public Error {
 public:
  RollbackError(int32_t status, snaproll_error* error,
                snaproll_rollback_result* failed)
      : Error(status, error),
        result(std::make_shared<RollbackResult>(failed)) {}

  std::shared_ptr<const RollbackResult> result;
};

namespace detail {

/// The result of a function of rule M7.
template <typename Function, typename... Inputs>
RollbackResult rollback(Function* function, Inputs... inputs) {
  snaproll_rollback_result* result = nullptr;
  snaproll_error* error = nullptr;
  const int32_t status = std::apply(
      [&](auto... given) { return function(given..., &result, &error); },
      std::tuple_cat(arguments(inputs)...));
  if (status == SNAPROLL_OK) return RollbackResult(result);
  if (result == nullptr) throw Error(status, error);
  throw RollbackError(status, error, result);
}

}  // namespace detail

/// The summary of a history. Since 0.1
class Summary : public detail::Handle<snaproll_summary, snaproll_summary_free> {
 public:
  using Handle::Handle;
  size_t total_snapshots() const {
    return detail::get<size_t>(snaproll_summary_total_snapshots, get());
  }
  size_t max_snapshots() const {
    return detail::get<size_t>(snaproll_summary_max_snapshots, get());
  }
  bool auto_snapshot_enabled() const {
    return detail::get<bool>(snaproll_summary_auto_snapshot_enabled, get());
  }
  size_t auto_snapshot_interval() const {
    return detail::get<size_t>(snaproll_summary_auto_snapshot_interval, get());
  }
  int64_t oldest_snapshot() const {
    return detail::get<int64_t>(snaproll_summary_oldest_snapshot, get());
  }
  int64_t newest_snapshot() const {
    return detail::get<int64_t>(snaproll_summary_newest_snapshot, get());
  }
  size_t nodes_processed() const {
    return detail::get<size_t>(snaproll_summary_nodes_processed, get());
  }
  std::string to_json() const {
    return detail::get_text(snaproll_summary_to_json, get());
  }
};

/// The bounded history of snapshots of one context. Since 0.1
class Manager : public detail::Handle<snaproll_manager, snaproll_manager_free> {
 public:
  using Handle::Handle;
  explicit Manager(size_t maximum = 10, const Options* options = nullptr)
      : Handle(detail::get<snaproll_manager*>(snaproll_manager_new, maximum,
                                              detail::or_null(options))) {}
  Manager copy() const {
    return Manager(
        detail::get<snaproll_manager*>(snaproll_manager_copy, get()));
  }
  void set_auto_snapshot(size_t interval) {
    detail::run(snaproll_manager_set_auto_snapshot, get(), interval);
  }
  void disable_auto_snapshot() {
    detail::run(snaproll_manager_disable_auto_snapshot, get());
  }
  /// No rules where `rules` is null.
  void set_snapshot_rules(const SnapshotRules* rules) {
    detail::run(snaproll_manager_set_snapshot_rules, get(),
                detail::or_null(rules));
  }
  snaproll_id create_snapshot(const Context& context,
                              const SnapshotOptions* options = nullptr) {
    return detail::get<snaproll_id>(snaproll_manager_create_snapshot, get(),
                                    context.get(), detail::or_null(options));
  }
  void push_snapshot(const Snapshot& snapshot) {
    detail::run(snaproll_manager_push_snapshot, get(), snapshot.get());
  }
  std::optional<snaproll_id> on_node_execute(const Context& context,
                                             std::string_view node) {
    return detail::get_id(snaproll_manager_on_node_execute, get(),
                          context.get(), node);
  }
  RollbackResult rollback(const Context& context) {
    return detail::rollback(snaproll_manager_rollback, get(), context.get());
  }
  RollbackResult rollback_to(const Context& context, const snaproll_id& id) {
    return detail::rollback(snaproll_manager_rollback_to, get(), context.get(),
                            &id);
  }
  RollbackResult rollback_n(const Context& context, size_t steps) {
    return detail::rollback(snaproll_manager_rollback_n, get(), context.get(),
                            steps);
  }
  Snapshot get_snapshot(const snaproll_id& id) const {
    return Snapshot(
        detail::get<snaproll_snapshot*>(snaproll_manager_get, get(), &id));
  }
  Snapshot latest() const {
    return Snapshot(
        detail::get<snaproll_snapshot*>(snaproll_manager_latest, get()));
  }
  SnapshotList list() const {
    return SnapshotList(
        detail::get<snaproll_snapshot_list*>(snaproll_manager_list, get()));
  }
  size_t count() const {
    return detail::get<size_t>(snaproll_manager_count, get());
  }
  FieldHistory history(std::string_view pointer) const {
    return FieldHistory(detail::get<snaproll_field_history*>(
        snaproll_manager_history, get(), pointer));
  }
  void clear() { detail::run(snaproll_manager_clear, get()); }
  size_t prune_before(int64_t time) {
    return detail::get<size_t>(snaproll_manager_prune_before, get(), time);
  }
  Summary summary() const {
    return Summary(
        detail::get<snaproll_summary*>(snaproll_manager_summary, get()));
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
