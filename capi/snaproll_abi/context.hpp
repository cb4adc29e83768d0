// Contexts. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_CONTEXT_HPP
#define SNAPROLL_ABI_CONTEXT_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "snaproll_abi/rollback.hpp"
#include "snaproll_abi/snapshot.hpp"

namespace snaproll {
namespace abi {

/// The live state of one execution. Since 0.1
class Context : public detail::Handle<snaproll_context, snaproll_context_free> {
 public:
  using Handle::Handle;
  /// As snaproll_context_new.
  explicit Context(std::string_view workflow_id,
                   const Options* options = nullptr)
      : Handle(detail::get<snaproll_context*>(snaproll_context_new, workflow_id,
                                              detail::or_null(options))) {}
  /// As snaproll_context_from_json.
  static Context from_json(std::string_view json,
                           const Options* options = nullptr,
                           const Cancel* cancel = nullptr) {
    return Context(detail::get<snaproll_context*>(
        snaproll_context_from_json, json, detail::or_null(options),
        detail::or_null(cancel)));
  }
  /// As snaproll_context_resume_from_checkpoint.
  static Context resume_from_checkpoint(const Checkpoint& checkpoint,
                                        std::string_view workflow_id,
                                        const Options* options = nullptr) {
    return Context(detail::get<snaproll_context*>(
        snaproll_context_resume_from_checkpoint, checkpoint.get(), workflow_id,
        detail::or_null(options)));
  }
  /// As snaproll_context_copy.
  Context copy() const {
    return Context(
        detail::get<snaproll_context*>(snaproll_context_copy, get()));
  }
  /// As snaproll_context_to_json.
  std::string to_json(const Cancel* cancel = nullptr) const {
    return detail::get_text(snaproll_context_to_json, get(),
                            detail::or_null(cancel));
  }
  /// As snaproll_context_execution_id.
  std::string execution_id() const {
    return detail::get_text(snaproll_context_execution_id, get());
  }
  /// As snaproll_context_workflow_id.
  std::string workflow_id() const {
    return detail::get_text(snaproll_context_workflow_id, get());
  }
  /// As snaproll_context_started_at.
  int64_t started_at() const {
    return detail::get<int64_t>(snaproll_context_started_at, get());
  }
  /// As snaproll_context_completed_at.
  int64_t completed_at() const {
    return detail::get<int64_t>(snaproll_context_completed_at, get());
  }
  /// As snaproll_context_state.
  State state() const {
    State state;
    state.message =
        detail::get_text(snaproll_context_state, get(), &state.kind);
    return state;
  }
  /// As snaproll_context_set_state.
  void set_state(int32_t state, std::string_view message = {}) {
    detail::run(snaproll_context_set_state, get(), state, message);
  }
  /// As snaproll_context_version.
  uint64_t version() const {
    return detail::get<uint64_t>(snaproll_context_version, get());
  }
  /// As snaproll_context_position.
  std::optional<snaproll_id> position() const {
    return detail::get_id(snaproll_context_position, get());
  }
  /// As snaproll_context_mark_completed.
  void mark_completed() { detail::run(snaproll_context_mark_completed, get()); }
  /// As snaproll_context_pause.
  void pause() { detail::run(snaproll_context_pause, get()); }
  /// As snaproll_context_resume.
  void resume() { detail::run(snaproll_context_resume, get()); }
  /// As snaproll_context_cancel.
  void cancel() { detail::run(snaproll_context_cancel, get()); }
  /// As snaproll_context_create_checkpoint.
  Checkpoint create_checkpoint() const {
    return Checkpoint(detail::get<snaproll_checkpoint*>(
        snaproll_context_create_checkpoint, get()));
  }
  /// As snaproll_context_checkpoint.
  Checkpoint checkpoint() const {
    return Checkpoint(
        detail::get<snaproll_checkpoint*>(snaproll_context_checkpoint, get()));
  }
  /// As snaproll_context_set_private_paths; `paths` as told there.
  void set_private_paths(std::string_view paths) {
    detail::run(snaproll_context_set_private_paths, get(), paths);
  }
  /// As snaproll_context_private_paths.
  std::string private_paths() const {
    return detail::get_text(snaproll_context_private_paths, get());
  }
  /// As snaproll_context_can_resume.
  bool can_resume() const {
    return detail::get<bool>(snaproll_context_can_resume, get());
  }
  /// As snaproll_context_set_variable.
  void set_variable(std::string_view name, std::string_view json) {
    detail::run(snaproll_context_set_variable, get(), name, json);
  }
  /// As snaproll_context_set_variable_value.
  void set_variable_value(std::string_view name, const Value& value) {
    detail::run(snaproll_context_set_variable_value, get(), name, value.get());
  }
  /// As snaproll_context_set_variable_null.
  void set_variable_null(std::string_view name) {
    detail::run(snaproll_context_set_variable_null, get(), name);
  }
  /// As snaproll_context_set_variable_bool.
  void set_variable_bool(std::string_view name, bool boolean) {
    detail::run(snaproll_context_set_variable_bool, get(), name, boolean);
  }
  /// As snaproll_context_set_variable_int64.
  void set_variable_int64(std::string_view name, int64_t integer) {
    detail::run(snaproll_context_set_variable_int64, get(), name, integer);
  }
  /// As snaproll_context_set_variable_double.
  void set_variable_double(std::string_view name, double number) {
    detail::run(snaproll_context_set_variable_double, get(), name, number);
  }
  /// As snaproll_context_set_variable_text.
  void set_variable_text(std::string_view name, std::string_view utf8) {
    detail::run(snaproll_context_set_variable_text, get(), name, utf8);
  }
  /// As snaproll_context_get_variable.
  std::string get_variable(std::string_view name) const {
    return detail::get_text(snaproll_context_get_variable, get(), name);
  }
  /// As snaproll_context_get_variable_value.
  Value get_variable_value(std::string_view name) const {
    return Value(detail::get<snaproll_value*>(
        snaproll_context_get_variable_value, get(), name));
  }
  /// As snaproll_context_get_variable_bool.
  bool get_variable_bool(std::string_view name) const {
    return detail::get<bool>(snaproll_context_get_variable_bool, get(), name);
  }
  /// As snaproll_context_get_variable_int64.
  int64_t get_variable_int64(std::string_view name) const {
    return detail::get<int64_t>(snaproll_context_get_variable_int64, get(),
                                name);
  }
  /// As snaproll_context_get_variable_double.
  double get_variable_double(std::string_view name) const {
    return detail::get<double>(snaproll_context_get_variable_double, get(),
                               name);
  }
  /// As snaproll_context_get_variable_text.
  std::string get_variable_text(std::string_view name) const {
    return detail::get_text(snaproll_context_get_variable_text, get(), name);
  }
  /// As snaproll_context_remove_variable.
  void remove_variable(std::string_view name) {
    detail::run(snaproll_context_remove_variable, get(), name);
  }
  /// As snaproll_context_variables.
  Value variables() const {
    return Value(
        detail::get<snaproll_value*>(snaproll_context_variables, get()));
  }
  /// As snaproll_context_record_node_result.
  void record_node_result(std::string_view node, std::string_view json) {
    detail::run(snaproll_context_record_node_result, get(), node, json);
  }
  /// As snaproll_context_record_node_result_value.
  void record_node_result_value(std::string_view node, const Value& value) {
    detail::run(snaproll_context_record_node_result_value, get(), node,
                value.get());
  }
  /// As snaproll_context_get_node_result.
  std::string get_node_result(std::string_view node) const {
    return detail::get_text(snaproll_context_get_node_result, get(), node);
  }
  /// As snaproll_context_get_node_result_value.
  Value get_node_result_value(std::string_view node) const {
    return Value(detail::get<snaproll_value*>(
        snaproll_context_get_node_result_value, get(), node));
  }
  /// As snaproll_context_remove_node_result.
  void remove_node_result(std::string_view node) {
    detail::run(snaproll_context_remove_node_result, get(), node);
  }
  /// As snaproll_context_node_results.
  Value node_results() const {
    return Value(
        detail::get<snaproll_value*>(snaproll_context_node_results, get()));
  }
  /// As snaproll_context_recorded_nodes.
  std::string recorded_nodes() const {
    return detail::get_text(snaproll_context_recorded_nodes, get());
  }
  /// As snaproll_context_get.
  std::string get_at(std::string_view pointer) const {
    return detail::get_text(snaproll_context_get, get(), pointer);
  }
  /// As snaproll_context_get_value.
  Value get_value(std::string_view pointer) const {
    return Value(detail::get<snaproll_value*>(snaproll_context_get_value, get(),
                                              pointer));
  }
  /// As snaproll_context_set.
  void set(std::string_view pointer, std::string_view json) {
    detail::run(snaproll_context_set, get(), pointer, json);
  }
  /// As snaproll_context_set_value.
  void set_value(std::string_view pointer, const Value& value) {
    detail::run(snaproll_context_set_value, get(), pointer, value.get());
  }
  /// As snaproll_context_remove.
  void remove(std::string_view pointer) {
    detail::run(snaproll_context_remove, get(), pointer);
  }
  /// As snaproll_context_append.
  void append(std::string_view pointer, std::string_view json) {
    detail::run(snaproll_context_append, get(), pointer, json);
  }
  /// As snaproll_context_append_value.
  void append_value(std::string_view pointer, const Value& value) {
    detail::run(snaproll_context_append_value, get(), pointer, value.get());
  }
  /// As snaproll_context_append_text.
  void append_text(std::string_view pointer, std::string_view utf8) {
    detail::run(snaproll_context_append_text, get(), pointer, utf8);
  }
  /// As snaproll_context_splice.
  void splice(std::string_view pointer, size_t index, size_t removed,
              std::string_view json) {
    detail::run(snaproll_context_splice, get(), pointer, index, removed, json);
  }
  /// As snaproll_context_splice_text.
  void splice_text(std::string_view pointer, size_t offset, size_t removed,
                   std::string_view utf8) {
    detail::run(snaproll_context_splice_text, get(), pointer, offset, removed,
                utf8);
  }
  /// As snaproll_context_test. Throws TEST_FAILED where another value stands
  /// there.
  void test(std::string_view pointer, std::string_view json) const {
    detail::run(snaproll_context_test, get(), pointer, json);
  }
  /// As snaproll_context_update.
  void update(std::string_view json) {
    detail::run(snaproll_context_update, get(), json);
  }
  /// As snaproll_context_begin.
  Context begin() const {
    return Context(
        detail::get<snaproll_context*>(snaproll_context_begin, get()));
  }
  /// As snaproll_context_commit.
  void commit() { detail::run(snaproll_context_commit, get()); }
  /// As snaproll_context_abort.
  void abort() { detail::run(snaproll_context_abort, get()); }
  /// As snaproll_context_take_snapshot.
  Snapshot take_snapshot(const SnapshotOptions* options = nullptr) const {
    return Snapshot(detail::get<snaproll_snapshot*>(
        snaproll_context_take_snapshot, get(), detail::or_null(options)));
  }
  /// As snaproll_context_apply.
  void apply(const Snapshot& snapshot) {
    detail::run(snaproll_context_apply, get(), snapshot.get());
  }
  /// As snaproll_context_value.
  Value value() const {
    return Value(detail::get<snaproll_value*>(snaproll_context_value, get()));
  }
  /// As snaproll_context_digest.
  std::string digest() const {
    return detail::get_text(snaproll_context_digest, get());
  }
  /// As snaproll_context_diff. What changed since `before`.
  Patch diff(const Snapshot& before, const Cancel* cancel = nullptr) const {
    return Patch(detail::get<snaproll_patch*>(
        snaproll_context_diff, get(), before.get(), detail::or_null(cancel)));
  }
  /// As snaproll_context_apply_patch.
  void apply_patch(const Patch& patch) {
    detail::run(snaproll_context_apply_patch, get(), patch.get());
  }
  /// As snaproll_context_apply_plan.
  RollbackResult apply_plan(const RollbackPlan& plan) {
    return detail::rollback(snaproll_context_apply_plan, get(), plan.get());
  }
  /// As snaproll_context_undo_rollback.
  RollbackResult undo_rollback() {
    return detail::rollback(snaproll_context_undo_rollback, get());
  }
  /// As snaproll_context_redo_rollback.
  RollbackResult redo_rollback() {
    return detail::rollback(snaproll_context_redo_rollback, get());
  }
  /// As snaproll_context_undo_count.
  size_t undo_count() const {
    return detail::get<size_t>(snaproll_context_undo_count, get());
  }
  /// As snaproll_context_redo_count.
  size_t redo_count() const {
    return detail::get<size_t>(snaproll_context_redo_count, get());
  }
  /// As snaproll_context_clear_undo.
  void clear_undo() { detail::run(snaproll_context_clear_undo, get()); }
};

}  // namespace abi
}  // namespace snaproll

#endif
