// Manager: the bounded history of snapshots of one execution (rules M1 to M18).
//
// Cost: in memory, an entry of a history takes a place of its own beside the
// snapshot; finding one by id is O(1). On a store what is told of snapshots is
// read when it is asked for, their states when those are (Snapshot::load).
//
// The manager of an execution on a store commits what its verbs do to the
// context of that execution: they fail as a store does then (CONFLICT, BUSY,
// IO, READ_ONLY, LIMIT, UNKNOWN, UNUSABLE) and change nothing, and functions
// without a Result throw Failure where the store can not be read.
//
// Thread word: internally synchronized. Moving and dropping one is for one
// thread at a time.
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

/// Rule M17. Since 0.1
struct Summary {
  size_t total_snapshots = 0;
  size_t max_snapshots = 0;
  bool auto_snapshot_enabled = false;
  size_t auto_snapshot_interval = 0;
  std::optional<Time> oldest_snapshot;
  std::optional<Time> newest_snapshot;
  size_t nodes_processed = 0;

  /// The JSON form of rule J1.
  std::string to_json() const;
  /// Reads it. Errors: PARSE with offset, RANGE, LIMIT, and TYPE, NOT_FOUND,
  /// EXISTS, PARSE and RANGE (a time, a count) with the JSON pointer of the
  /// member.
  static Result<Summary> from_json(std::string_view json);
};

/// A history of snapshots, and the verbs of it. Since 0.1
class Manager {
 public:
  /// Rule M1: a history in memory that keeps `max_snapshots`; 0 keeps none.
  explicit Manager(
      size_t max_snapshots = 10,
      std::shared_ptr<const Environment> environment = Environment::standard());
  Manager(Manager&&) noexcept;
  Manager& operator=(Manager&&) noexcept;
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;
  ~Manager();

  /// Rule M18: the copy's history is its own, and in memory. O(snapshots).
  /// Throws Failure.
  Manager copy() const;

  /// Rule M4: on, every `interval` nodes. Interval 0 never fires (M5). Commits
  /// nothing.
  void set_auto_snapshot(size_t interval);
  /// Switches automatic snapshots off; the interval stays. Commits nothing.
  void disable_auto_snapshot();

  /// When else snapshots are taken; kept on a store by the next commit. Fails
  /// as SnapshotRules::check does; then the rules stay as they were. Since 0.1
  Status set_snapshot_rules(SnapshotRules rules);
  /// The rules that were set. Since 0.1
  SnapshotRules snapshot_rules() const;

  /// Captures the context as the newest snapshot; the oldest may leave (rule
  /// M2). Where unchanged states are skipped, the newest one may come back. In
  /// memory one allocation and a place in the history, whatever the state
  /// holds; with a policy O(snapshots). Errors: those of
  /// Context::take_snapshot.
  Result<Snapshot> create_snapshot(Context& context, SnapshotInfo info = {});
  /// Rule M16: makes any snapshot the newest, with no parent in the tree. Cost
  /// as that of `create_snapshot`; on a store also its whole state, where that
  /// is not there yet.
  Status push_snapshot(Snapshot snapshot);
  /// Rule M4: counts the node; the snapshot, where one was due by that rule or
  /// by the snapshot rules. `irreversible` is what before_irreversible asks.
  /// Where it fails the node is not counted. Errors: INVALID_ARGUMENT, PARSE,
  /// LIMIT (the id), UNUSABLE (an ended context).
  Result<std::optional<Snapshot>> on_node_execute(Context& context,
                                                  std::string_view node,
                                                  bool irreversible = false);

  /// Rule M7: applies the newest snapshot; the result tells the failures of
  /// rule M12. O(changes). The Result fails for reasons outside these rules
  /// alone: UNUSABLE (an ended context), LIMIT (where the snapshot is of
  /// another context), those of a store.
  Result<RollbackResult> rollback(Context& context);
  /// As `rollback`, to the snapshot with that id.
  Result<RollbackResult> rollback_to(Context& context, const Id& id);
  /// As `rollback`, to the n-th newest snapshot (1 = the newest).
  Result<RollbackResult> rollback_n(Context& context, size_t steps);

  /// What `rollback` would do, to all or to what the selector names; see
  /// Context::plan and Context::apply_plan. O(changes). Errors: NOT_FOUND (no
  /// snapshots), those of Context::plan.
  Result<RollbackPlan> plan_rollback(const Context& context,
                                     const Selector* selector = nullptr) const;
  /// As `plan_rollback`, to the snapshot with that id. Errors: NOT_FOUND.
  Result<RollbackPlan> plan_rollback_to(
      const Context& context, const Id& id,
      const Selector* selector = nullptr) const;
  /// As `plan_rollback`, to the n-th newest snapshot. Errors: INVALID_ARGUMENT
  /// (0 steps), RANGE (too many).
  Result<RollbackPlan> plan_rollback_n(
      const Context& context, size_t steps,
      const Selector* selector = nullptr) const;

  /// What `rollback` applies. NOT_FOUND, with the text of rule M12.
  Result<Snapshot> find_newest() const;
  /// What `rollback_to` applies. NOT_FOUND, with the text of rule M12. O(1).
  Result<Snapshot> find(const Id& id) const;
  /// What `rollback_n` applies. INVALID_ARGUMENT, RANGE, with the text of rule
  /// M12. O(1); in memory O(n) where some left from the middle.
  Result<Snapshot> find_nth_newest(size_t steps) const;

  /// The snapshot with that id; nothing where it is not there. O(1). Throws
  /// Failure.
  std::optional<Snapshot> get(const Id& id) const;
  /// The newest snapshot. O(1). Throws Failure.
  std::optional<Snapshot> latest() const;
  /// All snapshots, newest first. O(snapshots). Throws Failure.
  std::vector<Snapshot> list() const;
  /// Those that the filter names, newest first. Of a store, only what is told
  /// of them is read, not their states. O(snapshots that are looked at).
  /// NOT_FOUND: the cursor. Since 0.1
  Result<std::vector<Snapshot>> list(const SnapshotFilter& filter) const;
  /// Number of snapshots.
  size_t count() const;
  /// Snapshots that left the history since it began: for the maximum, by a
  /// policy, by `prune`, `prune_before`, `remove` or `clear`. Since 0.1
  uint64_t left() const;
  /// The snapshots in which the value at `pointer` differs from that in the
  /// snapshot that entered before (the oldest: from nothing), newest first. No
  /// state is rebuilt: parts that two neighbours share are skipped. Errors:
  /// PARSE, NOT_FOUND (it begins with none of /state, /variables and
  /// /node_results); a place that never was has no changes. O(snapshots x path
  /// x log n). Since 0.1
  Result<std::vector<FieldChange>> history(std::string_view pointer) const;
  /// Rule M14: all snapshots, tags and branches go. O(snapshots). HELD where a
  /// snapshot is held or a member of a group; then nothing is done.
  Status clear();
  /// Rule M15: those that are older go, and how many that were; but those that
  /// are held, members of groups and heads of named branches, stay.
  /// O(snapshots).
  Result<size_t> prune_before(Time time);
  /// Takes one snapshot out of the history; its children take its parent, its
  /// tags go. NOT_FOUND, and HELD where it is held, a member of a group or the
  /// head of a named branch. Since 0.1
  Status remove(const Id& id);
  /// Rule M17. O(1). Throws Failure.
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
  /// that names one. `~n` behind it goes n parents up (`~` is `~1`). A name is
  /// looked up, the end of an id among all snapshots. Errors: INVALID_ARGUMENT
  /// with offset (the text), PARSE with offset (not UTF-8), NOT_FOUND,
  /// AMBIGUOUS, which names the candidates. Since 0.1
  Result<Snapshot> resolve(std::string_view text) const;

  // What stays. See docs/retention.md.

  /// From then on, snapshots that the policy does not want leave when others
  /// enter: at most 16 at once, decided anew each time, O(snapshots). Without
  /// one that of the store holds. The maximum (rule M2) holds beside it.
  /// Since 0.1
  Status set_policy(const std::optional<Policy>& policy);
  /// That of its own, else that of its store. Since 0.1
  Result<std::optional<Policy>> policy() const;
  /// Lets all go that the policy, or `with`, does not want, and gives back what
  /// they took. `dry_run` tells what that would be, and changes nothing; on a
  /// store others can not commit meanwhile. NOT_FOUND where there is no policy;
  /// READ_ONLY (a dry run: where the store was opened so); STOPPED, looked at
  /// on a store alone: then, and where memory or the store fails, the snapshots
  /// may have left. O(n log n + bytes removed and rewritten). Since 0.1
  Result<PruneReport> prune(bool dry_run,
                            const std::optional<Policy>& with = std::nullopt,
                            const Cancel* cancel = nullptr);
  /// What these snapshots take together; one that is told twice counts once.
  /// Nothing is removed. Errors as those of a dry run of `prune`; NOT_FOUND (an
  /// id). O(what they hold); on a store as a dry run of `prune`. Since 0.1
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
