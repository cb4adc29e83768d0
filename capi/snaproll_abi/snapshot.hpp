// Checkpoints, snapshots, lists of snapshots. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_SNAPSHOT_HPP
#define SNAPROLL_ABI_SNAPSHOT_HPP

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll_abi/patch.hpp"

namespace snaproll {
namespace abi {

/// A state and the message of Failed. Since 0.1
struct State {
  int32_t kind = SNAPROLL_RUNNING;  ///< One of enum snaproll_state.
  std::string message;
};

namespace detail {

template <typename Function, typename Self>
State get_state(Function* function, const Self* self) {
  State state;
  snaproll_view message{};
  run(function, self, &state.kind, &message);
  if (message.size != 0) state.message.assign(message.data, message.size);
  return state;
}

}  // namespace detail

/// The record that a pause leaves. Since 0.1
class Checkpoint
    : public detail::Handle<snaproll_checkpoint, snaproll_checkpoint_free> {
 public:
  using Handle::Handle;
  /// As snaproll_checkpoint_from_json.
  static Checkpoint from_json(std::string_view json,
                              const Options* options = nullptr) {
    return Checkpoint(detail::get<snaproll_checkpoint*>(
        snaproll_checkpoint_from_json, json, detail::or_null(options)));
  }
  /// As snaproll_checkpoint_to_json.
  std::string to_json() const {
    return detail::get_text(snaproll_checkpoint_to_json, get());
  }
  /// As snaproll_checkpoint_timestamp.
  int64_t timestamp() const {
    return detail::get<int64_t>(snaproll_checkpoint_timestamp, get());
  }
  /// As snaproll_checkpoint_completed_nodes.
  std::string completed_nodes() const {
    return detail::get_text(snaproll_checkpoint_completed_nodes, get());
  }
  /// As snaproll_checkpoint_variables.
  Value variables() const {
    return Value(
        detail::get<snaproll_value*>(snaproll_checkpoint_variables, get()));
  }
  /// As snaproll_checkpoint_state.
  State state() const {
    return detail::get_state(snaproll_checkpoint_state, get());
  }
  /// As snaproll_checkpoint_ref.
  Checkpoint ref() const {
    return Checkpoint(
        detail::get<snaproll_checkpoint*>(snaproll_checkpoint_ref, get()));
  }
};

/// What is told of a snapshot when it is taken. Since 0.1
class SnapshotOptions : public detail::Handle<snaproll_snapshot_options,
                                              snaproll_snapshot_options_free> {
 public:
  using Handle::Handle;
  /// As snaproll_snapshot_options_new.
  static SnapshotOptions make() {
    return SnapshotOptions(
        detail::get<snaproll_snapshot_options*>(snaproll_snapshot_options_new));
  }
  /// As snaproll_snapshot_options_set_label.
  void set_label(std::string_view utf8) {
    detail::run(snaproll_snapshot_options_set_label, get(), utf8);
  }
  /// As snaproll_snapshot_options_set_reason.
  void set_reason(std::string_view utf8) {
    detail::run(snaproll_snapshot_options_set_reason, get(), utf8);
  }
  /// As snaproll_snapshot_options_set_created_by.
  void set_created_by(std::string_view utf8) {
    detail::run(snaproll_snapshot_options_set_created_by, get(), utf8);
  }
  /// As snaproll_snapshot_options_set_trigger_node.
  void set_trigger_node(std::string_view node) {
    detail::run(snaproll_snapshot_options_set_trigger_node, get(), node);
  }
  /// As snaproll_snapshot_options_set_auto.
  void set_auto(bool is_auto) {
    detail::run(snaproll_snapshot_options_set_auto, get(), is_auto);
  }
  /// As snaproll_snapshot_options_set_custom.
  void set_custom(std::string_view name, std::string_view json) {
    detail::run(snaproll_snapshot_options_set_custom, get(), name, json);
  }
};

/// An immutable capture of a context. Since 0.1
class Snapshot
    : public detail::Handle<snaproll_snapshot, snaproll_snapshot_free> {
 public:
  using Handle::Handle;
  /// As snaproll_snapshot_from_json.
  static Snapshot from_json(std::string_view json,
                            const Options* options = nullptr,
                            const Cancel* cancel = nullptr) {
    return Snapshot(detail::get<snaproll_snapshot*>(
        snaproll_snapshot_from_json, json, detail::or_null(options),
        detail::or_null(cancel)));
  }
  /// As snaproll_snapshot_to_json.
  std::string to_json(const Cancel* cancel = nullptr) const {
    return detail::get_text(snaproll_snapshot_to_json, get(),
                            detail::or_null(cancel));
  }
  /// As snaproll_snapshot_get_id.
  snaproll_id get_id() const {
    return detail::get<snaproll_id>(snaproll_snapshot_get_id, get());
  }
  /// As snaproll_snapshot_parent.
  std::optional<snaproll_id> parent() const {
    return detail::get_id(snaproll_snapshot_parent, get());
  }
  /// As snaproll_snapshot_created_at.
  int64_t created_at() const {
    return detail::get<int64_t>(snaproll_snapshot_created_at, get());
  }
  /// As snaproll_snapshot_label.
  std::optional<std::string> label() const {
    return detail::get_view(snaproll_snapshot_label, get());
  }
  /// As snaproll_snapshot_trigger_node.
  std::optional<std::string> trigger_node() const {
    return detail::get_view(snaproll_snapshot_trigger_node, get());
  }
  /// As snaproll_snapshot_reason.
  std::optional<std::string> reason() const {
    return detail::get_view(snaproll_snapshot_reason, get());
  }
  /// As snaproll_snapshot_created_by.
  std::optional<std::string> created_by() const {
    return detail::get_view(snaproll_snapshot_created_by, get());
  }
  /// As snaproll_snapshot_state.
  State state() const {
    return detail::get_state(snaproll_snapshot_state, get());
  }
  /// As snaproll_snapshot_is_auto.
  bool is_auto() const {
    return detail::get<bool>(snaproll_snapshot_is_auto, get());
  }
  /// As snaproll_snapshot_custom.
  Value custom() const {
    return Value(detail::get<snaproll_value*>(snaproll_snapshot_custom, get()));
  }
  /// As snaproll_snapshot_variables.
  Value variables() const {
    return Value(
        detail::get<snaproll_value*>(snaproll_snapshot_variables, get()));
  }
  /// As snaproll_snapshot_node_results.
  Value node_results() const {
    return Value(
        detail::get<snaproll_value*>(snaproll_snapshot_node_results, get()));
  }
  /// As snaproll_snapshot_completed_node_count.
  size_t completed_node_count() const {
    return detail::get<size_t>(snaproll_snapshot_completed_node_count, get());
  }
  /// As snaproll_snapshot_variable_count.
  size_t variable_count() const {
    return detail::get<size_t>(snaproll_snapshot_variable_count, get());
  }
  /// As snaproll_snapshot_get.
  std::string get_at(std::string_view pointer) const {
    return detail::get_text(snaproll_snapshot_get, get(), pointer);
  }
  /// As snaproll_snapshot_value.
  Value value() const {
    return Value(detail::get<snaproll_value*>(snaproll_snapshot_value, get()));
  }
  /// As snaproll_snapshot_digest.
  std::string digest() const {
    return detail::get_text(snaproll_snapshot_digest, get());
  }
  /// As snaproll_snapshot_stored_bytes.
  uint64_t stored_bytes() const {
    return detail::get<uint64_t>(snaproll_snapshot_stored_bytes, get());
  }
  /// As snaproll_snapshot_diff. What turns this state into that of `after`.
  Patch diff(const Snapshot& after, const Cancel* cancel = nullptr) const {
    return Patch(detail::get<snaproll_patch*>(
        snaproll_snapshot_diff, get(), after.get(), detail::or_null(cancel)));
  }
  /// As snaproll_snapshot_ref.
  Snapshot ref() const {
    return Snapshot(
        detail::get<snaproll_snapshot*>(snaproll_snapshot_ref, get()));
  }
};

/// Snapshots with their columns, newest first. Since 0.1
class SnapshotList : public detail::Handle<snaproll_snapshot_list,
                                           snaproll_snapshot_list_free> {
 public:
  using Handle::Handle;
  /// As snaproll_snapshot_list_count.
  size_t count() const {
    return detail::get<size_t>(snaproll_snapshot_list_count, get());
  }
  /// As snaproll_snapshot_list_at.
  Snapshot at(size_t index) const {
    return Snapshot(detail::get<snaproll_snapshot*>(snaproll_snapshot_list_at,
                                                    get(), index));
  }
  /// As snaproll_snapshot_list_ids.
  std::vector<snaproll_id> ids() const {
    const auto* column =
        detail::get<const snaproll_id*>(snaproll_snapshot_list_ids, get());
    std::vector<snaproll_id> found(count());
    std::copy_n(column, found.size(), found.begin());
    return found;
  }
  /// As snaproll_snapshot_list_created_at.
  std::vector<int64_t> created_at() const {
    const auto* column =
        detail::get<const int64_t*>(snaproll_snapshot_list_created_at, get());
    return std::vector<int64_t>(column, column + count());
  }
  /// As snaproll_snapshot_list_flags.
  std::vector<uint8_t> flags() const {
    const auto* column =
        detail::get<const uint8_t*>(snaproll_snapshot_list_flags, get());
    return std::vector<uint8_t>(column, column + count());
  }
  /// As snaproll_snapshot_list_labels.
  std::vector<std::optional<std::string>> labels() const {
    return texts(snaproll_snapshot_list_labels, SNAPROLL_SNAPSHOT_HAS_LABEL);
  }
  /// As snaproll_snapshot_list_trigger_nodes.
  std::vector<std::optional<std::string>> trigger_nodes() const {
    return texts(snaproll_snapshot_list_trigger_nodes,
                 SNAPROLL_SNAPSHOT_HAS_TRIGGER_NODE);
  }

 private:
  template <typename Function>
  std::vector<std::optional<std::string>> texts(Function* function,
                                                int flag) const {
    const size_t* offsets = nullptr;
    const char* bytes = nullptr;
    detail::run(function, get(), &offsets, &bytes);
    std::vector<std::optional<std::string>> column;
    size_t at = 0;
    for (const uint8_t flags : this->flags()) {
      column.emplace_back();
      if ((flags & flag) != 0)
        column.back().emplace(bytes + offsets[at],
                              offsets[at + 1] - offsets[at]);
      ++at;
    }
    return column;
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
