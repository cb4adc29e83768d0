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
  explicit Context(std::string_view workflow_id,
                   const Options* options = nullptr)
      : Handle(detail::get<snaproll_context*>(snaproll_context_new, workflow_id,
                                              detail::or_null(options))) {}
  static Context from_json(std::string_view json,
                           const Options* options = nullptr,
                           const Cancel* cancel = nullptr) {
    return Context(detail::get<snaproll_context*>(
        snaproll_context_from_json, json, detail::or_null(options),
        detail::or_null(cancel)));
  }
  static Context resume_from_checkpoint(const Checkpoint& checkpoint,
                                        std::string_view workflow_id,
                                        const Options* options = nullptr) {
    return Context(detail::get<snaproll_context*>(
        snaproll_context_resume_from_checkpoint, checkpoint.get(), workflow_id,
        detail::or_null(options)));
  }
  Context copy() const {
    return Context(
        detail::get<snaproll_context*>(snaproll_context_copy, get()));
  }
  std::string to_json(const Cancel* cancel = nullptr) const {
    return detail::get_text(snaproll_context_to_json, get(),
                            detail::or_null(cancel));
  }
  std::string execution_id() const {
    return detail::get_text(snaproll_context_execution_id, get());
  }
  std::string workflow_id() const {
    return detail::get_text(snaproll_context_workflow_id, get());
  }
  int64_t started_at() const {
    return detail::get<int64_t>(snaproll_context_started_at, get());
  }
  int64_t completed_at() const {
    return detail::get<int64_t>(snaproll_context_completed_at, get());
  }
  State state() const {
    State state;
    state.message =
        detail::get_text(snaproll_context_state, get(), &state.kind);
    return state;
  }
  void set_state(int32_t state, std::string_view message = {}) {
    detail::run(snaproll_context_set_state, get(), state, message);
  }
  uint64_t version() const {
    return detail::get<uint64_t>(snaproll_context_version, get());
  }
  std::optional<snaproll_id> position() const {
    return detail::get_id(snaproll_context_position, get());
  }
  void mark_completed() { detail::run(snaproll_context_mark_completed, get()); }
  void pause() { detail::run(snaproll_context_pause, get()); }
  void resume() { detail::run(snaproll_context_resume, get()); }
  void cancel() { detail::run(snaproll_context_cancel, get()); }
  Checkpoint create_checkpoint() const {
    return Checkpoint(detail::get<snaproll_checkpoint*>(
        snaproll_context_create_checkpoint, get()));
  }
  Checkpoint checkpoint() const {
    return Checkpoint(
        detail::get<snaproll_checkpoint*>(snaproll_context_checkpoint, get()));
  }
  /// As in snaproll/private_paths.h.
  void set_private_paths(std::string_view paths) {
    detail::run(snaproll_context_set_private_paths, get(), paths);
  }
  std::string private_paths() const {
    return detail::get_text(snaproll_context_private_paths, get());
  }
  bool can_resume() const {
    return detail::get<bool>(snaproll_context_can_resume, get());
  }
  void set_variable(std::string_view name, std::string_view json) {
    detail::run(snaproll_context_set_variable, get(), name, json);
  }
  void set_variable_value(std::string_view name, const Value& value) {
    detail::run(snaproll_context_set_variable_value, get(), name, value.get());
  }
  void set_variable_null(std::string_view name) {
    detail::run(snaproll_context_set_variable_null, get(), name);
  }
  void set_variable_bool(std::string_view name, bool boolean) {
    detail::run(snaproll_context_set_variable_bool, get(), name, boolean);
  }
  void set_variable_int64(std::string_view name, int64_t integer) {
    detail::run(snaproll_context_set_variable_int64, get(), name, integer);
  }
  void set_variable_double(std::string_view name, double number) {
    detail::run(snaproll_context_set_variable_double, get(), name, number);
  }
  void set_variable_text(std::string_view name, std::string_view utf8) {
    detail::run(snaproll_context_set_variable_text, get(), name, utf8);
  }
  std::string get_variable(std::string_view name) const {
    return detail::get_text(snaproll_context_get_variable, get(), name);
  }
  Value get_variable_value(std::string_view name) const {
    return Value(detail::get<snaproll_value*>(
        snaproll_context_get_variable_value, get(), name));
  }
  bool get_variable_bool(std::string_view name) const {
    return detail::get<bool>(snaproll_context_get_variable_bool, get(), name);
  }
  int64_t get_variable_int64(std::string_view name) const {
    return detail::get<int64_t>(snaproll_context_get_variable_int64, get(),
                                name);
  }
  double get_variable_double(std::string_view name) const {
    return detail::get<double>(snaproll_context_get_variable_double, get(),
                               name);
  }
  std::string get_variable_text(std::string_view name) const {
    return detail::get_text(snaproll_context_get_variable_text, get(), name);
  }
  void remove_variable(std::string_view name) {
    detail::run(snaproll_context_remove_variable, get(), name);
  }
  Value variables() const {
    return Value(
        detail::get<snaproll_value*>(snaproll_context_variables, get()));
  }
  void record_node_result(std::string_view node, std::string_view json) {
    detail::run(snaproll_context_record_node_result, get(), node, json);
  }
  void record_node_result_value(std::string_view node, const Value& value) {
    detail::run(snaproll_context_record_node_result_value, get(), node,
                value.get());
  }
  std::string get_node_result(std::string_view node) const {
    return detail::get_text(snaproll_context_get_node_result, get(), node);
  }
  Value get_node_result_value(std::string_view node) const {
    return Value(detail::get<snaproll_value*>(
        snaproll_context_get_node_result_value, get(), node));
  }
  void remove_node_result(std::string_view node) {
    detail::run(snaproll_context_remove_node_result, get(), node);
  }
  Value node_results() const {
    return Value(
        detail::get<snaproll_value*>(snaproll_context_node_results, get()));
  }
  std::string recorded_nodes() const {
    return detail::get_text(snaproll_context_recorded_nodes, get());
  }
  std::string get_at(std::string_view pointer) const {
    return detail::get_text(snaproll_context_get, get(), pointer);
  }
  Value get_value(std::string_view pointer) const {
    return Value(detail::get<snaproll_value*>(snaproll_context_get_value, get(),
                                              pointer));
  }
  void set(std::string_view pointer, std::string_view json) {
    detail::run(snaproll_context_set, get(), pointer, json);
  }
  void set_value(std::string_view pointer, const Value& value) {
    detail::run(snaproll_context_set_value, get(), pointer, value.get());
  }
  void remove(std::string_view pointer) {
    detail::run(snaproll_context_remove, get(), pointer);
  }
  void append(std::string_view pointer, std::string_view json) {
    detail::run(snaproll_context_append, get(), pointer, json);
  }
  void append_value(std::string_view pointer, const Value& value) {
    detail::run(snaproll_context_append_value, get(), pointer, value.get());
  }
  void append_text(std::string_view pointer, std::string_view utf8) {
    detail::run(snaproll_context_append_text, get(), pointer, utf8);
  }
  void splice(std::string_view pointer, size_t index, size_t removed,
              std::string_view json) {
    detail::run(snaproll_context_splice, get(), pointer, index, removed, json);
  }
  void splice_text(std::string_view pointer, size_t offset, size_t removed,
                   std::string_view utf8) {
    detail::run(snaproll_context_splice_text, get(), pointer, offset, removed,
                utf8);
  }
  /// Throws TEST_FAILED where another value stands there.
  void test(std::string_view pointer, std::string_view json) const {
    detail::run(snaproll_context_test, get(), pointer, json);
  }
  void update(std::string_view json) {
    detail::run(snaproll_context_update, get(), json);
  }
  Context begin() const {
    return Context(
        detail::get<snaproll_context*>(snaproll_context_begin, get()));
  }
  void commit() { detail::run(snaproll_context_commit, get()); }
  void abort() { detail::run(snaproll_context_abort, get()); }
  Snapshot take_snapshot(const SnapshotOptions* options = nullptr) const {
    return Snapshot(detail::get<snaproll_snapshot*>(
        snaproll_context_take_snapshot, get(), detail::or_null(options)));
  }
  void apply(const Snapshot& snapshot) {
    detail::run(snaproll_context_apply, get(), snapshot.get());
  }
  Value value() const {
    return Value(detail::get<snaproll_value*>(snaproll_context_value, get()));
  }
  std::string digest() const {
    return detail::get_text(snaproll_context_digest, get());
  }
  /// What changed since `before`.
  Patch diff(const Snapshot& before, const Cancel* cancel = nullptr) const {
    return Patch(detail::get<snaproll_patch*>(
        snaproll_context_diff, get(), before.get(), detail::or_null(cancel)));
  }
  void apply_patch(const Patch& patch) {
    detail::run(snaproll_context_apply_patch, get(), patch.get());
  }
  RollbackResult apply_plan(const RollbackPlan& plan) {
    return detail::rollback(snaproll_context_apply_plan, get(), plan.get());
  }
  RollbackResult undo_rollback() {
    return detail::rollback(snaproll_context_undo_rollback, get());
  }
  RollbackResult redo_rollback() {
    return detail::rollback(snaproll_context_redo_rollback, get());
  }
  size_t undo_count() const {
    return detail::get<size_t>(snaproll_context_undo_count, get());
  }
  size_t redo_count() const {
    return detail::get<size_t>(snaproll_context_redo_count, get());
  }
  void clear_undo() { detail::run(snaproll_context_clear_undo, get()); }
};

}  // namespace abi
}  // namespace snaproll

#endif
