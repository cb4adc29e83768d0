// Managers and summaries. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_MANAGER_HPP
#define SNAPROLL_ABI_MANAGER_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll_abi/context.hpp"
#include "snaproll_abi/field_history.hpp"

namespace snaproll {
namespace abi {

/// The summary of a history. Since 0.1
class Summary : public detail::Handle<snaproll_summary, snaproll_summary_free> {
 public:
  using Handle::Handle;
  /// As snaproll_summary_total_snapshots.
  size_t total_snapshots() const {
    return detail::get<size_t>(snaproll_summary_total_snapshots, get());
  }
  /// As snaproll_summary_max_snapshots.
  size_t max_snapshots() const {
    return detail::get<size_t>(snaproll_summary_max_snapshots, get());
  }
  /// As snaproll_summary_auto_snapshot_enabled.
  bool auto_snapshot_enabled() const {
    return detail::get<bool>(snaproll_summary_auto_snapshot_enabled, get());
  }
  /// As snaproll_summary_auto_snapshot_interval.
  size_t auto_snapshot_interval() const {
    return detail::get<size_t>(snaproll_summary_auto_snapshot_interval, get());
  }
  /// As snaproll_summary_oldest_snapshot.
  int64_t oldest_snapshot() const {
    return detail::get<int64_t>(snaproll_summary_oldest_snapshot, get());
  }
  /// As snaproll_summary_newest_snapshot.
  int64_t newest_snapshot() const {
    return detail::get<int64_t>(snaproll_summary_newest_snapshot, get());
  }
  /// As snaproll_summary_nodes_processed.
  size_t nodes_processed() const {
    return detail::get<size_t>(snaproll_summary_nodes_processed, get());
  }
  /// As snaproll_summary_to_json.
  std::string to_json() const {
    return detail::get_text(snaproll_summary_to_json, get());
  }
};

/// Which snapshots a list tells. Since 0.1
class SnapshotFilter : public detail::Handle<snaproll_snapshot_filter,
                                             snaproll_snapshot_filter_free> {
 public:
  using Handle::Handle;
  /// As snaproll_snapshot_filter_new.
  static SnapshotFilter make() {
    return SnapshotFilter(
        detail::get<snaproll_snapshot_filter*>(snaproll_snapshot_filter_new));
  }
  /// As snaproll_snapshot_filter_set_label.
  void set_label(std::string_view label) {
    detail::run(snaproll_snapshot_filter_set_label, get(), label);
  }
  /// As snaproll_snapshot_filter_set_trigger_node.
  void set_trigger_node(std::string_view node) {
    detail::run(snaproll_snapshot_filter_set_trigger_node, get(), node);
  }
  /// As snaproll_snapshot_filter_set_automatic.
  void set_automatic(bool automatic) {
    detail::run(snaproll_snapshot_filter_set_automatic, get(), automatic);
  }
  /// As snaproll_snapshot_filter_set_from.
  void set_from(int64_t time) {
    detail::run(snaproll_snapshot_filter_set_from, get(), time);
  }
  /// As snaproll_snapshot_filter_set_until.
  void set_until(int64_t time) {
    detail::run(snaproll_snapshot_filter_set_until, get(), time);
  }
  /// As snaproll_snapshot_filter_set_after.
  void set_after(const snaproll_id& id) {
    detail::run(snaproll_snapshot_filter_set_after, get(), &id);
  }
  /// As snaproll_snapshot_filter_set_limit.
  void set_limit(size_t limit) {
    detail::run(snaproll_snapshot_filter_set_limit, get(), limit);
  }
};

/// The canonical text of a policy. Since 0.1
inline std::string policy_text(std::string_view policy) {
  return detail::get_text(snaproll_policy_text, policy);
}

/// The bounded history of snapshots of one context. Since 0.1
class Manager : public detail::Handle<snaproll_manager, snaproll_manager_free> {
 public:
  using Handle::Handle;
  /// As snaproll_manager_new.
  explicit Manager(size_t maximum = 10, const Options* options = nullptr)
      : Handle(detail::get<snaproll_manager*>(snaproll_manager_new, maximum,
                                              detail::or_null(options))) {}
  /// As snaproll_manager_copy.
  Manager copy() const {
    return Manager(
        detail::get<snaproll_manager*>(snaproll_manager_copy, get()));
  }
  /// As snaproll_manager_set_auto_snapshot.
  void set_auto_snapshot(size_t interval) {
    detail::run(snaproll_manager_set_auto_snapshot, get(), interval);
  }
  /// As snaproll_manager_disable_auto_snapshot.
  void disable_auto_snapshot() {
    detail::run(snaproll_manager_disable_auto_snapshot, get());
  }
  /// As snaproll_manager_set_snapshot_rules. No rules where `rules` is null.
  void set_snapshot_rules(const SnapshotRules* rules) {
    detail::run(snaproll_manager_set_snapshot_rules, get(),
                detail::or_null(rules));
  }
  /// As snaproll_manager_create_snapshot.
  snaproll_id create_snapshot(const Context& context,
                              const SnapshotOptions* options = nullptr) {
    return detail::get<snaproll_id>(snaproll_manager_create_snapshot, get(),
                                    context.get(), detail::or_null(options));
  }
  /// As snaproll_manager_push_snapshot.
  void push_snapshot(const Snapshot& snapshot) {
    detail::run(snaproll_manager_push_snapshot, get(), snapshot.get());
  }
  /// As snaproll_manager_on_node_execute.
  std::optional<snaproll_id> on_node_execute(const Context& context,
                                             std::string_view node) {
    return detail::get_id(snaproll_manager_on_node_execute, get(),
                          context.get(), node);
  }
  /// As snaproll_manager_rollback.
  RollbackResult rollback(const Context& context) {
    return detail::rollback(snaproll_manager_rollback, get(), context.get());
  }
  /// As snaproll_manager_rollback_to.
  RollbackResult rollback_to(const Context& context, const snaproll_id& id) {
    return detail::rollback(snaproll_manager_rollback_to, get(), context.get(),
                            &id);
  }
  /// As snaproll_manager_rollback_n.
  RollbackResult rollback_n(const Context& context, size_t steps) {
    return detail::rollback(snaproll_manager_rollback_n, get(), context.get(),
                            steps);
  }
  /// As snaproll_manager_plan_rollback.
  RollbackPlan plan_rollback(const Context& context,
                             const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_manager_plan_rollback, get(), context.get(),
        detail::or_null(selector)));
  }
  /// As snaproll_manager_plan_rollback_to.
  RollbackPlan plan_rollback_to(const Context& context, const snaproll_id& id,
                                const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_manager_plan_rollback_to, get(), context.get(), &id,
        detail::or_null(selector)));
  }
  /// As snaproll_manager_plan_rollback_n.
  RollbackPlan plan_rollback_n(const Context& context, size_t steps,
                               const Selector* selector = nullptr) const {
    return RollbackPlan(detail::get<snaproll_rollback_plan*>(
        snaproll_manager_plan_rollback_n, get(), context.get(), steps,
        detail::or_null(selector)));
  }
  /// As snaproll_manager_get.
  Snapshot get_snapshot(const snaproll_id& id) const {
    return Snapshot(
        detail::get<snaproll_snapshot*>(snaproll_manager_get, get(), &id));
  }
  /// As snaproll_manager_latest.
  Snapshot latest() const {
    return Snapshot(
        detail::get<snaproll_snapshot*>(snaproll_manager_latest, get()));
  }
  /// As snaproll_manager_list.
  SnapshotList list() const {
    return SnapshotList(
        detail::get<snaproll_snapshot_list*>(snaproll_manager_list, get()));
  }
  /// As snaproll_manager_list_filtered.
  SnapshotList list(const SnapshotFilter& filter) const {
    return SnapshotList(detail::get<snaproll_snapshot_list*>(
        snaproll_manager_list_filtered, get(), filter.get()));
  }
  /// As snaproll_manager_count.
  size_t count() const {
    return detail::get<size_t>(snaproll_manager_count, get());
  }
  /// As snaproll_manager_left.
  uint64_t left() const {
    return detail::get<uint64_t>(snaproll_manager_left, get());
  }
  /// As snaproll_manager_history.
  FieldHistory history(std::string_view pointer) const {
    return FieldHistory(detail::get<snaproll_field_history*>(
        snaproll_manager_history, get(), pointer));
  }
  /// As snaproll_manager_parent.
  std::optional<snaproll_id> parent(const snaproll_id& id) const {
    return detail::get_id(snaproll_manager_parent, get(), &id);
  }
  /// As snaproll_manager_children.
  SnapshotList children(const snaproll_id& id) const {
    return SnapshotList(detail::get<snaproll_snapshot_list*>(
        snaproll_manager_children, get(), &id));
  }
  /// As snaproll_manager_common_ancestor.
  std::optional<snaproll_id> common_ancestor(const snaproll_id& one,
                                             const snaproll_id& other) const {
    return detail::get_id(snaproll_manager_common_ancestor, get(), &one,
                          &other);
  }
  /// As snaproll_manager_tree.
  std::string tree() const {
    return detail::get_text(snaproll_manager_tree, get());
  }
  /// As snaproll_manager_branches.
  std::string branches() const {
    return detail::get_text(snaproll_manager_branches, get());
  }
  /// As snaproll_manager_create_branch. At the snapshot that the context was
  /// taken or set to last where `head` is null.
  void create_branch(const Context& context, std::string_view name,
                     const snaproll_id* head = nullptr) {
    detail::run(snaproll_manager_create_branch, get(), context.get(), name,
                head);
  }
  /// As snaproll_manager_rename_branch.
  void rename_branch(std::string_view from, std::string_view to) {
    detail::run(snaproll_manager_rename_branch, get(), from, to);
  }
  /// As snaproll_manager_remove_branch.
  void remove_branch(std::string_view name) {
    detail::run(snaproll_manager_remove_branch, get(), name);
  }
  /// As snaproll_manager_switch_branch.
  RollbackResult switch_branch(const Context& context, std::string_view name) {
    return detail::rollback(snaproll_manager_switch_branch, get(),
                            context.get(), name);
  }
  /// As snaproll_manager_tag.
  void tag(const snaproll_id& id, std::string_view name, bool unique = false) {
    detail::run(snaproll_manager_tag, get(), &id, name, unique);
  }
  /// As snaproll_manager_untag.
  void untag(const snaproll_id& id, std::string_view name) {
    detail::run(snaproll_manager_untag, get(), &id, name);
  }
  /// As snaproll_manager_tags.
  std::string tags() const {
    return detail::get_text(snaproll_manager_tags, get());
  }
  /// As snaproll_manager_hold.
  void hold(const snaproll_id& id, std::string_view name,
            std::string_view reason = {}) {
    detail::run(snaproll_manager_hold, get(), &id, name, reason);
  }
  /// As snaproll_manager_release.
  void release(const snaproll_id& id, std::string_view name) {
    detail::run(snaproll_manager_release, get(), &id, name);
  }
  /// As snaproll_manager_holds.
  std::string holds() const {
    return detail::get_text(snaproll_manager_holds, get());
  }
  /// As snaproll_manager_resolve.
  snaproll_id resolve(std::string_view text) const {
    return detail::get<snaproll_id>(snaproll_manager_resolve, get(), text);
  }
  /// As snaproll_manager_remove.
  void remove(const snaproll_id& id) {
    detail::run(snaproll_manager_remove, get(), &id);
  }
  /// As snaproll_manager_set_policy. Nothing: the history has no policy of its
  /// own then.
  void set_policy(const std::optional<std::string>& policy) {
    detail::run(snaproll_manager_set_policy, get(), &policy);
  }
  /// As snaproll_manager_policy.
  std::optional<std::string> policy() const {
    return detail::get_optional_text(snaproll_manager_policy, get());
  }
  /// As snaproll_manager_prune. By the policy of the history where `policy` is
  /// none.
  std::string prune(bool dry_run,
                    const std::optional<std::string>& policy = std::nullopt,
                    const Cancel* cancel = nullptr) {
    return detail::get_text(snaproll_manager_prune, get(), &policy, dry_run,
                            detail::or_null(cancel));
  }
  /// As snaproll_manager_usage.
  std::string usage(const std::vector<snaproll_id>& ids,
                    const Cancel* cancel = nullptr) const {
    return detail::get_text(snaproll_manager_usage, get(), ids.data(),
                            ids.size(), detail::or_null(cancel));
  }
  /// As snaproll_manager_groups.
  std::string groups() const {
    return detail::get_text(snaproll_manager_groups, get());
  }
  /// As snaproll_manager_remove_group.
  void remove_group(const snaproll_id& group) {
    detail::run(snaproll_manager_remove_group, get(), &group);
  }
  /// As snaproll_manager_clear.
  void clear() { detail::run(snaproll_manager_clear, get()); }
  /// As snaproll_manager_prune_before.
  size_t prune_before(int64_t time) {
    return detail::get<size_t>(snaproll_manager_prune_before, get(), time);
  }
  /// As snaproll_manager_summary.
  Summary summary() const {
    return Summary(
        detail::get<snaproll_summary*>(snaproll_manager_summary, get()));
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
