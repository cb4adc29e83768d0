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
  bool committed = false;  // out: all of it is in the journal
  uint64_t rules = 0;      // out: the version of the rules that it told
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
  uint64_t rules_committed = 0;

  Result<RollbackResult> apply(Context& context,
                               const Result<Snapshot>& target);
  Result<Snapshot> take(Context& context, SnapshotInfo info, detail::Told& told,
                        std::optional<Snapshot>& leaving, bool& entered);

  // With a journal, under the lock; see manager_durable.cpp. Before what is to
  // be committed is made of the history: it has what is committed already.
  Status settle();
  Result<detail::Committed> commit(detail::Commit commit, detail::Told& told);
  // `make` changes the context and gives the record of that, which is then
  // committed; where that fails, or anything throws, the context is as it was.
  // `moves` tells that what can be undone changes as well.
  using MakeRecord = std::function<Result<detail::Commit>()>;
  Result<detail::Committed> change(Context& context, bool moves,
                                   detail::Told& told, const MakeRecord& make);
  // Where the state is that of `same`, that one comes back.
  Result<Snapshot> take_durably(Context& context, SnapshotInfo info,
                                const std::optional<Snapshot>& same,
                                detail::Told& told, bool& entered);
  Status save(detail::Told& told);
  Status push_durably(const Snapshot& snapshot);
  Status clear_durably(const std::function<Status()>& also);
  Result<size_t> prune_durably(Time time);

  // Whether what is done to the context is to be committed.
  bool commits(const Context& context) const;
  Result<RollbackResult> move(
      Context& context, const Snapshot* target, detail::Told& told,
      const std::function<Result<RollbackResult>()>& change);
};

}  // namespace snaproll
