// Results and plans of rollbacks, selectors. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_ROLLBACK_HPP
#define SNAPROLL_ABI_ROLLBACK_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "snaproll_abi/patch.hpp"

namespace snaproll {
namespace abi {

/// What a rollback did. Since 0.1
class RollbackResult : public detail::Handle<snaproll_rollback_result,
                                             snaproll_rollback_result_free> {
 public:
  using Handle::Handle;
  /// As snaproll_rollback_result_from_json.
  static RollbackResult from_json(std::string_view json) {
    return RollbackResult(detail::get<snaproll_rollback_result*>(
        snaproll_rollback_result_from_json, json));
  }
  /// As snaproll_rollback_result_success.
  bool success() const {
    return detail::get<bool>(snaproll_rollback_result_success, get());
  }
  /// As snaproll_rollback_result_applied_snapshot_id.
  std::optional<snaproll_id> applied_snapshot_id() const {
    return detail::get_id(snaproll_rollback_result_applied_snapshot_id, get());
  }
  /// As snaproll_rollback_result_nodes_removed.
  size_t nodes_removed() const {
    return detail::get<size_t>(snaproll_rollback_result_nodes_removed, get());
  }
  /// As snaproll_rollback_result_variables_changed.
  size_t variables_changed() const {
    return detail::get<size_t>(snaproll_rollback_result_variables_changed,
                               get());
  }
  /// As snaproll_rollback_result_error.
  std::optional<std::string> error() const {
    return detail::get_view(snaproll_rollback_result_error, get());
  }
  /// As snaproll_rollback_result_rolled_back_at.
  int64_t rolled_back_at() const {
    return detail::get<int64_t>(snaproll_rollback_result_rolled_back_at, get());
  }
  /// As snaproll_rollback_result_to_json.
  std::string to_json() const {
    return detail::get_text(snaproll_rollback_result_to_json, get());
  }
  /// As snaproll_rollback_result_removed_nodes.
  std::string removed_nodes() const {
    return detail::get_text(snaproll_rollback_result_removed_nodes, get());
  }
  /// As snaproll_rollback_result_changed_variables.
  std::string changed_variables() const {
    return detail::get_text(snaproll_rollback_result_changed_variables, get());
  }
  /// As snaproll_rollback_result_removed_variables.
  std::string removed_variables() const {
    return detail::get_text(snaproll_rollback_result_removed_variables, get());
  }
  /// As snaproll_rollback_result_reappeared_variables.
  std::string reappeared_variables() const {
    return detail::get_text(snaproll_rollback_result_reappeared_variables,
                            get());
  }
  /// As snaproll_rollback_result_effects.
  std::string effects() const {
    return detail::get_text(snaproll_rollback_result_effects, get());
  }
  /// As snaproll_rollback_result_state_before.
  std::string state_before() const {
    return detail::get_text(snaproll_rollback_result_state_before, get());
  }
  /// As snaproll_rollback_result_state_after.
  std::string state_after() const {
    return detail::get_text(snaproll_rollback_result_state_after, get());
  }
  /// As snaproll_rollback_result_patch.
  Patch patch(const Cancel* cancel = nullptr) const {
    return Patch(detail::get<snaproll_patch*>(snaproll_rollback_result_patch,
                                              get(), detail::or_null(cancel)));
  }
  /// As snaproll_rollback_result_text.
  std::string text() const {
    return detail::get_text(snaproll_rollback_result_text, get());
  }
  /// As snaproll_rollback_result_ref.
  RollbackResult ref() const {
    return RollbackResult(detail::get<snaproll_rollback_result*>(
        snaproll_rollback_result_ref, get()));
  }
};

/// What a rollback throws that fails by rule M12. Since 0.1
class RollbackError : public Error {
 public:
  /// Takes `error` and `failed` over, which may be NULL.
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
  const int32_t status =
      call<sizeof...(Inputs) + 1>(function, &error, inputs..., &result);
  if (status == SNAPROLL_OK) return RollbackResult(result);
  if (result == nullptr) throw Error(status, error);
  throw RollbackError(status, error, result);
}

}  // namespace detail

/// A rollback that was looked at and not done. Since 0.1
class RollbackPlan : public detail::Handle<snaproll_rollback_plan,
                                           snaproll_rollback_plan_free> {
 public:
  using Handle::Handle;
  /// As snaproll_rollback_plan_result.
  RollbackResult result() const {
    return RollbackResult(detail::get<snaproll_rollback_result*>(
        snaproll_rollback_plan_result, get()));
  }
  /// As snaproll_rollback_plan_ref.
  RollbackPlan ref() const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_rollback_plan_ref, get()));
  }
};

/// What a selective rollback takes back. Since 0.1
class Selector
    : public detail::Handle<snaproll_selector, snaproll_selector_free> {
 public:
  using Handle::Handle;
  /// As snaproll_selector_new.
  static Selector make() {
    return Selector(detail::get<snaproll_selector*>(snaproll_selector_new));
  }
  /// As snaproll_selector_add_variable.
  void add_variable(std::string_view name) {
    detail::run(snaproll_selector_add_variable, get(), name);
  }
  /// As snaproll_selector_add_node_result.
  void add_node_result(std::string_view node) {
    detail::run(snaproll_selector_add_node_result, get(), node);
  }
  /// As snaproll_selector_add_pointer.
  void add_pointer(std::string_view pointer) {
    detail::run(snaproll_selector_add_pointer, get(), pointer);
  }
  /// As snaproll_selector_add_downstream_of.
  void add_downstream_of(std::string_view node) {
    detail::run(snaproll_selector_add_downstream_of, get(), node);
  }
  /// As snaproll_selector_set_state.
  void set_state(bool named) {
    detail::run(snaproll_selector_set_state, get(), named);
  }
  /// As snaproll_selector_set_everything_but.
  void set_everything_but(bool inverted) {
    detail::run(snaproll_selector_set_everything_but, get(), inverted);
  }
  /// As snaproll_selector_set_allow_nothing.
  void set_allow_nothing(bool allowed) {
    detail::run(snaproll_selector_set_allow_nothing, get(), allowed);
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
