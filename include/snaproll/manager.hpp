// Manager: the bounded history of snapshots of one execution (rules M1 to M18).
//
// Thread word: internally synchronized.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snaproll/context.hpp"
#include "snaproll/field_history.hpp"
#include "snaproll/names.hpp"
#include "snaproll/policy.hpp"
#include "snaproll/prune.hpp"
#include "snaproll/snapshot.hpp"
#include "snaproll/snapshot_rules.hpp"

namespace snaproll {

namespace detail {
class Journal;
class Store;
class JournalPart;
struct HistoryHead;
struct NameChange;
struct Told;
class Teller;
}  // namespace detail

/// Which snapshots a list tells. Since 0.1
struct SnapshotFilter {
  std::optional<std::string> label;
  std::optional<std::string> trigger_node;
  std::optional<bool> automatic;
  Time from = kNoTime;      ///< Created at or after, where set.
  Time until = kNoTime;     ///< Created before, where set.
  std::optional<Id> after;  ///< The cursor: only those older than this one.
  size_t limit = kUnlimited;
};

/// Rule M17.
struct Summary {
  size_t total_snapshots = 0;
  size_t max_snapshots = 0;
  bool auto_snapshot_enabled = false;
  size_t auto_snapshot_interval = 0;
  std::optional<Time> oldest_snapshot;
  std::optional<Time> newest_snapshot;
  size_t nodes_processed = 0;

  std::string to_json() const;
  static Result<Summary> from_json(std::string_view json);
};

/// The manager of an execution on a store commits what its verbs do; they fail
/// as a store does then (CONFLICT, BUSY, IO, UNKNOWN, UNUSABLE), and functions
/// without a Result throw Failure where the store can not be read.
class Manager {
 public:
  explicit Manager(
      size_t max_snapshots = 10,
      std::shared_ptr<const Environment> environment = Environment::standard());
  Manager(Manager&&) noexcept;
  Manager& operator=(Manager&&) noexcept;
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;
  ~Manager();

  /// Rule M18: the copy's history is its own, and in memory. O(snapshots).
  Manager copy() const;

  /// Rule M4: on, every `interval` nodes. Interval 0 never fires (M5).
  void set_auto_snapshot(size_t interval);
  /// Switches automatic snapshots off; the interval stays.
  void disable_auto_snapshot();

  /// When else snapshots are taken. Fails as SnapshotRules::check does; then
  /// the rules stay as they were. Since 0.1
  Status set_snapshot_rules(SnapshotRules rules);
  SnapshotRules snapshot_rules() const;  ///< Since 0.1

  /// Where unchanged states are skipped, the newest snapshot may come back.
  Result<Snapshot> create_snapshot(Context& context, SnapshotInfo info = {});
  Status push_snapshot(Snapshot snapshot);
  /// Rule M4: counts the node; the snapshot, where one was due by that rule or
  /// by the snapshot rules. `irreversible` is what before_irreversible asks.
  Result<std::optional<Snapshot>> on_node_execute(Context& context,
                                                  std::string_view node,
                                                  bool irreversible = false);

  /// Rules M7 to M13. The Result fails for reasons outside these rules alone
  /// (an ended context).
  Result<RollbackResult> rollback(Context& context);
  Result<RollbackResult> rollback_to(Context& context, const Id& id);
  Result<RollbackResult> rollback_n(Context& context, size_t steps);

  /// What the three of them would do, to all or to what the selector names;
  /// see Context::plan and Context::apply_plan. Fails as they do by rule M12.
  Result<RollbackPlan> plan_rollback(const Context& context,
                                     const Selector* selector = nullptr) const;
  Result<RollbackPlan> plan_rollback_to(
      const Context& context, const Id& id,
      const Selector* selector = nullptr) const;
  Result<RollbackPlan> plan_rollback_n(
      const Context& context, size_t steps,
      const Selector* selector = nullptr) const;

  /// What the verbs of rule M7 apply, or their failure of rule M12.
  Result<Snapshot> find_newest() const;
  Result<Snapshot> find(const Id& id) const;
  Result<Snapshot> find_nth_newest(size_t steps) const;

  std::optional<Snapshot> get(const Id& id) const;  ///< O(1).
  std::optional<Snapshot> latest() const;
  std::vector<Snapshot> list() const;  ///< Newest first.
  /// Those that the filter names, newest first. Of a store, only what is told
  /// of them is read, not their states. NOT_FOUND: the cursor. Since 0.1
  Result<std::vector<Snapshot>> list(const SnapshotFilter& filter) const;
  size_t count() const;
  /// Snapshots that left the history since it began: for the maximum, by
  /// prune_before or by clear. Since 0.1
  uint64_t left() const;
  /// The snapshots in which the value at `pointer` differs from that in the
  /// snapshot that entered before (the oldest: from nothing), newest first. No
  /// state is rebuilt: parts that two neighbours share are skipped. Errors:
  /// PARSE, NOT_FOUND (it begins with none of /state, /variables and
  /// /node_results); a place that never was has no changes. O(snapshots x path
  /// x log n). Since 0.1
  Result<std::vector<FieldChange>> history(std::string_view pointer) const;
  /// HELD where a snapshot is held or a member of a group; then nothing is
  /// done. Tags and branches go.
  Status clear();
  /// Those that are held, members of groups and heads of named branches, stay.
  Result<size_t> prune_before(Time time);
  /// Takes one snapshot out of the history; its children take its parent, its
  /// tags go. NOT_FOUND, and HELD where it is held, a member of a group or the
  /// head of a named branch. Since 0.1
  Status remove(const Id& id);
  Summary summary() const;

  // The tree. The parent of a snapshot is the one that the context was taken or
  // set to last when it was taken; one that was pushed has none. When a
  // snapshot leaves, its children take its parent. All of these: O(1) a step in
  // memory; on a store, the first of them reads what is told of each snapshot.
  // Errors: NOT_FOUND, where a snapshot or a branch is not there.

  /// None of one at the root. Since 0.1
  Result<std::optional<Snapshot>> parent(const Id& id) const;
  /// Newest first. Since 0.1
  Result<std::vector<Snapshot>> children(const Id& id) const;
  /// The newest one that both go back to; each goes back to itself. None where
  /// there is none. Since 0.1
  Result<std::optional<Snapshot>> common_ancestor(const Id& a,
                                                  const Id& b) const;
  /// All snapshots, newest first, each with its parent in the tree. Since 0.1
  Result<std::vector<std::pair<Id, std::optional<Id>>>> tree() const;
  /// Those with a name, by name; then those without, newest first. Since 0.1
  Result<std::vector<Branch>> branches() const;
  /// Names the snapshot as the head of a branch. Without one: that which the
  /// context was taken or set to last, and the branch is the selected one from
  /// then on. A snapshot whose parent is the head of the selected branch is its
  /// new head. Names of branches, tags and holds are UTF-8 of 1 to 255 bytes
  /// without control characters; those of branches and tags are not `latest` or
  /// `start` and have no `~`: INVALID_ARGUMENT, PARSE, LIMIT. EXISTS. Since 0.1
  Status create_branch(const Context& context, std::string_view name,
                       const std::optional<Id>& head = std::nullopt);
  /// EXISTS where there is a branch `to`. Since 0.1
  Status rename_branch(std::string_view from, std::string_view to);
  /// Takes the name away; its snapshots stay. Since 0.1
  Status remove_branch(std::string_view name);
  /// Goes to the head of the branch, as `rollback_to`, and selects it. Since
  /// 0.1
  Result<RollbackResult> switch_branch(Context& context, std::string_view name);

  // Names. Those of a store are no commits: a handle that was opened for
  // reading may put and take tags and holds as well, beside a writer.

  /// A snapshot may have many tags, and a tag many snapshots; where `unique`,
  /// EXISTS if another snapshot has it. Twice the same is once. Since 0.1
  Status tag(const Id& id, std::string_view name, bool unique = false);
  /// NOT_FOUND where it has no such tag. Since 0.1
  Status untag(const Id& id, std::string_view name);
  Result<std::vector<Tag>> tags() const;  ///< By name. Since 0.1
  /// Until it is released the snapshot never leaves: not for the maximum, by no
  /// policy, nor when it is asked to be removed. It may have many holds; EXISTS
  /// where it has one of that name. Since 0.1
  Status hold(const Id& id, std::string_view name,
              std::string_view reason = {});
  /// NOT_FOUND where it has no hold of that name. Since 0.1
  Status release(const Id& id, std::string_view name);
  Result<std::vector<Hold>> holds() const;  ///< By name. Since 0.1
  /// What Execution::snapshot_group took of this one, oldest first. The member
  /// of a group is kept as one that is held, until the group is removed here.
  /// Since 0.1
  Result<std::vector<Group>> groups() const;
  /// Takes the group out of this history alone: the snapshot stays, as any
  /// other. NOT_FOUND. Since 0.1
  Status remove_group(const Id& group);

  /// The snapshot that a text names: `latest`, a tag, a branch (its head), a
  /// label, `start` (one labelled so, else the oldest), or the beginning of an
  /// id, else its end, of at least four hexadecimal digits; the first of these
  /// that names one.
  /// `~n` behind it goes n parents up (`~` is `~1`). Errors: INVALID_ARGUMENT
  /// (the text, with the place), NOT_FOUND, AMBIGUOUS, which names the
  /// candidates. Since 0.1
  Result<Snapshot> resolve(std::string_view text) const;

  // What stays. See docs/retention.md.

  /// From then on, snapshots that the policy does not want leave when others
  /// enter: at most 16 at once. Without one that of the store holds. The
  /// maximum (rule M2) holds beside it. Since 0.1
  Status set_policy(const std::optional<Policy>& policy);
  /// That of its own, else that of its store. Since 0.1
  Result<std::optional<Policy>> policy() const;
  /// Lets all go that the policy, or `with`, does not want, and gives back what
  /// they took. `dry_run` tells what that would be, and changes nothing; on a
  /// store others can not commit meanwhile. NOT_FOUND where there is no policy;
  /// READ_ONLY. O(n log n + bytes removed and rewritten). Since 0.1
  Result<PruneReport> prune(bool dry_run,
                            const std::optional<Policy>& with = std::nullopt,
                            const Cancel* cancel = nullptr);
  /// What these snapshots take together; one that is told twice counts once.
  /// Nothing is removed. Errors as those of a dry run of `prune`; NOT_FOUND.
  /// Since 0.1
  Result<Usage> usage(const std::vector<Id>& ids,
                      const Cancel* cancel = nullptr) const;

 private:
  friend class Execution;
  friend class Step;
  struct Rep;
  explicit Manager(std::unique_ptr<Rep> rep) noexcept;
  // From now on the history is that of the journal; `context` is the one whose
  // state it commits, and outlives this, as does `teller`, always the same.
  void attach(std::shared_ptr<detail::Journal> journal,
              const detail::HistoryHead& head, bool named, Context& context,
              detail::Teller& teller);
  // As the public ones, with what an execution tells besides.
  Result<std::optional<Snapshot>> on_node_execute(Context& context,
                                                  std::string_view node,
                                                  bool irreversible,
                                                  detail::Told& told);
  Result<Snapshot> create_snapshot(Context& context, SnapshotInfo info,
                                   detail::Told& told);
  // Commits the context, which is the one of `attach`, as it is.
  Status save(detail::Told& told);
  // Does `change` to it and commits that; where either fails, or anything
  // throws, the context is as it was.
  Status change_durably(detail::Told& told,
                        const std::function<Status()>& change);
  // As `clear`, with `also`, which changes what can be undone.
  Status clear(const std::function<Status()>& also, detail::Told& told);
  // The same, to be committed together with others.
  Result<std::unique_ptr<detail::JournalPart>> begin_save(detail::Told& told);
  void end_save(const detail::Told& told);
  // Does `move`, which sets the context back, and commits that, as above.
  // Without a journal just does it.
  Result<RollbackResult> move_durably(
      Context& context, const Snapshot* target, detail::Told& told,
      const std::function<Result<RollbackResult>()>& move,
      std::string_view select = {});
  // The head of a branch.
  Result<Snapshot> branch_head(std::string_view name) const;
  std::unique_ptr<Rep> rep_;
};

}  // namespace snaproll
