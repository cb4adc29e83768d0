// The inside of a Manager.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "manager/history.hpp"
#include "manager/rules.hpp"
#include "snaproll/manager.hpp"

namespace snaproll {

namespace detail {

// What an execution tells with a commit, besides context and history.
struct Told {
  std::vector<AttemptNote> attempts;
  uint64_t next_ticket = 0;
  const std::string* edges = nullptr;
  bool at_once = false;    // a node that is counted is committed in any case
  bool committed = false;  // out: all of it is in the journal
  uint64_t rules = 0;      // out: the version of the rules that it told
};

// Knows what the commits of the manager's own verbs tell besides. Called with
// its lock held, which comes before the manager's.
class Teller {
 public:
  virtual ~Teller() = default;
  virtual std::unique_lock<std::mutex> lock() = 0;
  virtual Told told() = 0;
  // Where it is committed: it need not be told again.
  virtual void told_done(const Told& told) noexcept = 0;
};

// One verb of a manager: holds the teller, if any, while the verb is done.
class Telling {
 public:
  explicit Telling(Teller* teller) : teller_(teller) {
    if (teller_ == nullptr) return;
    lock_ = teller_->lock();
    told = teller_->told();
  }
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;
  ~Telling() {
    if (teller_ != nullptr) teller_->told_done(told);
  }

  Told told;

 private:
  Teller* const teller_;
  std::unique_lock<std::mutex> lock_;
};

}  // namespace detail

// Everything below `mutex` is guarded by it. A context is locked while it is
// held where a snapshot is taken, so that snapshots enter the history in the
// order in which they were taken; never the other way round.
struct Manager::Rep {
  Rep(size_t maximum, std::shared_ptr<const Environment> env)
      : environment(std::move(env)), history(maximum) {
    constexpr size_t kUsualInterval = 5;  // rule M1
    history.set_interval(kUsualInterval);
  }

  const std::shared_ptr<const Environment> environment;
  mutable std::mutex mutex;
  detail::History history;
  SnapshotRules rules;
  uint64_t rules_version = 0;
  // Where there is a journal: the context whose state it commits, and the
  // version of the rules that it has.
  Context* bound = nullptr;
  detail::Teller* teller = nullptr;  // set before others know of this
  uint64_t rules_committed = 0;

  Result<RollbackResult> apply(Context& context,
                               const Result<Snapshot>& target);
  // What leaves for it; let go of without the lock.
  struct Leaving {
    std::optional<Snapshot> one;
    std::vector<Snapshot> more;
    std::vector<Snapshot> by_policy;
  };
  Result<Snapshot> take(Context& context, SnapshotInfo info, detail::Told& told,
                        Leaving& leaving, bool& entered);
  // Does what `plan` makes of the names, which it may be asked twice for; in a
  // journal beside its records. `owned`: by the one writer alone.
  using PlanNames = std::function<Result<std::vector<detail::NameChange>>()>;
  Status change_names(bool owned, const PlanNames& plan);
  // In memory, where room was made: what the policy does not want leaves, then
  // what is too much. What there is no memory for leaves later.
  void enter(Snapshot snapshot, bool pushed, Leaving& leaving) noexcept;
  void leave_by_policy(Leaving& leaving) noexcept;
  std::vector<uint64_t> decide(const Policy& policy, PruneReport& report);
  Status rehearse(const std::vector<uint64_t>& numbers, PruneReport& report,
                  detail::Told& told, const Cancel* cancel);
  Status prune_durably(const Policy& policy, PruneReport& report,
                       detail::Told& told, const Cancel* cancel);
  // For calls under the lock: the index is read where that was not done.
  Result<const detail::HistoryEntry*> entry(const Id& id);
  Result<std::optional<Snapshot>> snapshot_at(uint64_t number) const;
  // What a text names, and the number of its entry where a name tells it.
  Result<std::vector<Snapshot>> candidates(std::string_view text,
                                           uint64_t& number);
  Result<std::vector<Snapshot>> named(std::string_view text, uint64_t& number);
  // Those whose ids end in these digits, newest first.
  Result<std::vector<Snapshot>> that_end_in(const std::vector<uint8_t>& digits,
                                            size_t most);
  // The snapshot that is the member of a group, with its state, and how many
  // there are. NOT_FOUND.
  struct Member {
    Snapshot snapshot;
    size_t members = 0;
  };
  Result<Member> member(const Id& group);
  // Takes a tag or a hold away; NOT_FOUND with that message.
  Status take_name(detail::NameKind kind, const Id& id, std::string_view name,
                   const char* missing);
  // Commits what leaves, in a journal; else gives it back.
  using PlanDeparture = std::function<Result<detail::Departure>()>;
  Result<size_t> leave(const PlanDeparture& plan, detail::Told& told,
                       std::vector<Snapshot>& leaving);

  // With a journal, under the lock; see manager_durable.cpp. Before what is to
  // be committed is made of the history: it has what is committed already.
  Status settle();
  Result<detail::Committed> commit(detail::Commit commit, detail::Told& told);
  // `make` changes the context and gives the record of that, which is then
  // committed; where that fails, or anything throws, the context is as it was.
  // `moves` tells that what can be undone changes as well. It is made again
  // where others changed names meanwhile.
  using MakeRecord = std::function<Result<detail::Commit>()>;
  Result<detail::Committed> change(Context& context, bool moves,
                                   detail::Told& told, const MakeRecord& make);
  // Where the state is that of `same`, that one comes back.
  Result<Snapshot> take_durably(Context& context, SnapshotInfo info,
                                const std::optional<Snapshot>& same,
                                detail::Told& told, bool& entered);
  Status save(detail::Told& told);
  Status push_durably(const Snapshot& snapshot, detail::Told& told);
  Status clear_durably(const std::function<Status()>& also, detail::Told& told);

  // Whether what is done to the context is to be committed.
  bool commits(const Context& context) const;
  Result<RollbackResult> move(
      Context& context, const Snapshot* target, detail::Told& told,
      const std::function<Result<RollbackResult>()>& change,
      std::string_view select = {});
  // The record of going back to that snapshot, if any.
  detail::Commit move_record(const Snapshot* target) const;
  // Commits nothing but the selection of a branch.
  Result<RollbackResult> move_alone(
      Context& context, const std::function<Result<RollbackResult>()>& change,
      std::string_view select);
  // All that a commit tells; `text` holds a part of it.
  Status tell(detail::Commit& commit, detail::Told& told, std::string& text);
};

}  // namespace snaproll
