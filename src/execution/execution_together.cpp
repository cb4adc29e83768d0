// Verbs of several executions at once: they are done in all of them or in none.
#include <algorithm>
#include <functional>
#include <list>
#include <utility>

#include "base/utf8.hpp"
#include "context/image.hpp"
#include "execution/execution_rep.hpp"
#include "journal/home.hpp"
#include "journal/journal.hpp"
#include "manager/naming.hpp"

namespace snaproll {
namespace {

using detail::NameChange;
using detail::NameKind;

}  // namespace

// Executions that are locked: all of them before the first manager, and in an
// order that is always the same, so that two calls can not wait for each other.
class Execution::Together {
 public:
  struct Member {
    Execution::Rep* rep = nullptr;
    std::unique_lock<std::mutex> lock;
    std::unique_lock<std::mutex> history_lock;
    detail::Told told;
    std::string text;  // that a record refers to

    Manager::Rep& manager() const { return *rep->manager.rep_; }
    detail::History& history() const { return manager().history; }
  };

  // INVALID_ARGUMENT.
  static Status check(const std::vector<Execution*>& all);
  explicit Together(const std::vector<Execution*>& all);

  const Member& operator[](size_t i) const { return members_[i]; }
  // Calls it with each index; what it fails with names the execution.
  template <typename Function>
  Status each(Function&& function) {
    for (size_t i = 0; i < members_.size(); ++i) {
      Status status = function(i);
      if (!status.ok()) return in(i, std::move(status).error());
    }
    return {};
  }
  // Reads what is on record, and settles what is not known.
  Status prepare();

  // `make` changes the context of a member and gives the record of that; then
  // all are committed. Where that fails, or anything throws, all contexts are
  // as they were. It is made again where others changed names meanwhile.
  // `moves` tells that what can be undone changes as well.
  using Make = std::function<Result<detail::Commit>(size_t member)>;
  Result<std::vector<detail::Committed>> change(bool moves, const Make& make);

 private:
  bool is_durable() const { return members_.front().rep->journal != nullptr; }
  Result<std::vector<detail::Committed>> try_change(bool moves,
                                                    const Make& make);
  Status make_all(const Make& make, detail::Journal::Parts& parts);
  void told_done() noexcept;
  Error in(size_t member, Error error) const;

  bool is_held_ = false;  // others changed names meanwhile

  std::vector<Member> members_;  // as they were told
};

Status Execution::Together::check(const std::vector<Execution*>& all) {
  const auto bad = [](const char* message) {
    return Error(Code::kInvalidArgument, message);
  };
  if (all.empty()) return bad("there are no executions");
  const auto place_of = [](const Execution& one) -> const void* {
    const auto& journal = one.rep_->journal;
    return journal == nullptr ? nullptr : journal->home()->rows->file();
  };
  for (size_t i = 0; i < all.size(); ++i) {
    if (place_of(*all[i]) != place_of(*all[0]))
      return bad("the executions are not all on one store, or all in memory");
  }
  std::vector<const Rep*> sorted;
  sorted.reserve(all.size());
  for (const Execution* one : all) sorted.push_back(one->rep_.get());
  std::sort(sorted.begin(), sorted.end(), std::less<>());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return bad("an execution is there twice");
  return {};
}

Execution::Together::Together(const std::vector<Execution*>& all)
    : members_(all.size()) {
  std::vector<Member*> order;
  for (size_t i = 0; i < all.size(); ++i) {
    members_[i].rep = all[i]->rep_.get();
    order.push_back(&members_[i]);
  }
  std::sort(order.begin(), order.end(), [](const Member* a, const Member* b) {
    return std::less<>()(a->rep, b->rep);
  });
  for (Member* one : order) one->lock = one->rep->lock();
  for (Member* one : order)
    one->history_lock = std::unique_lock<std::mutex>(one->manager().mutex);
}

Error Execution::Together::in(size_t member, Error error) const {
  const std::string id = members_[member].rep->context.execution_id();
  error.message = "execution '" + detail::printable(id) + "': " + error.message;
  return error;
}

Status Execution::Together::prepare() {
  return each([&](size_t i) -> Status {
    SNAPROLL_CHECK(members_[i].rep->load_attempts());
    if (!is_durable()) return {};
    return members_[i].manager().settle();
  });
}

Status Execution::Together::make_all(const Make& make,
                                     detail::Journal::Parts& parts) {
  return each([&](size_t i) -> Status {
    SNAPROLL_TRY(detail::Commit record, make(i));
    if (!is_durable()) return {};
    Member& member = members_[i];
    member.told = member.rep->told();
    SNAPROLL_CHECK(member.manager().tell(record, member.told, member.text));
    SNAPROLL_TRY(auto part,
                 member.rep->journal->begin_part(member.rep->context, record));
    parts.push_back(std::move(part));
    return {};
  });
}

Result<std::vector<detail::Committed>> Execution::Together::try_change(
    bool moves, const Make& make) {
  is_held_ = false;
  std::list<detail::ContextChange> held;
  for (const Member& member : members_)
    held.emplace_back(member.rep->context, moves);
  detail::Journal::Parts parts;
  SNAPROLL_CHECK(make_all(make, parts));
  std::vector<detail::Committed> done;
  if (is_durable()) {
    size_t failed = parts.size();
    auto committed = detail::Journal::commit_together(
        *members_.front().rep->journal->home()->rows, parts, failed);
    if (!committed.ok()) {
      is_held_ = committed.error().code == Code::kHeld;
      if (failed == parts.size()) return committed;
      return in(failed, std::move(committed).error());
    }
    done = *std::move(committed);
    told_done();
  }
  for (detail::ContextChange& one : held) one.keep();
  return done;
}

Result<std::vector<detail::Committed>> Execution::Together::change(
    bool moves, const Make& make) {
  for (;;) {
    SNAPROLL_CHECK(prepare());
    auto done = try_change(moves, make);
    if (done.ok() || !is_held_) return done;
    SNAPROLL_CHECK(
        each([&](size_t i) { return members_[i].history().load(); }));
  }
}

void Execution::Together::told_done() noexcept {
  for (Member& member : members_) {
    member.manager().rules_committed = member.told.rules;
    member.told.committed = true;
    member.rep->told_done(member.told);
  }
}

namespace {

// What becomes of the history of one member.
struct Entering {
  std::optional<Snapshot> taken;
  detail::Departure after;  // in a journal
  detail::Names names;      // in memory
  std::vector<NameChange> member;
};

}  // namespace

Result<Id> Execution::snapshot_group(const std::vector<Execution*>& all,
                                     const SnapshotInfo& info) {
  SNAPROLL_CHECK(Together::check(all));
  const auto& environment = *all.front()->context().environment();
  const Time now = environment.now();
  const Id group = environment.ids->next(now);
  const std::string told = detail::encode_group(now, all.size(), info.label);
  std::vector<Manager::Rep::Leaving> leaving(all.size());
  std::vector<Entering> entering(all.size());
  Together together(all);
  const auto make = [&](size_t i) -> Result<detail::Commit> {
    const Together::Member& member = together[i];
    detail::History& history = member.history();
    Entering& one = entering[i];
    if (history.maximum() == 0)
      return Error(Code::kInvalidArgument, "it keeps no snapshots");
    SNAPROLL_CHECK(history.load());
    one.member = {
        {NameKind::kGroup, group.text(), history.head().next, told, false}};
    const bool durable = history.journal() != nullptr;
    if (!durable) history.reserve_one(leaving[i].more);
    SNAPROLL_TRY(one.taken, member.rep->context.take_snapshot(info));
    detail::Commit record;
    if (!durable) {
      one.names = history.names();
      one.names.apply(one.member);
      return record;
    }
    SNAPROLL_TRY(one.after,
                 history.before_push(*one.taken, false, member.rep->now(),
                                     &one.member.front()));
    one.taken = history.journal()->stored(*one.taken);
    record.kind = detail::RecordKind::kSnapshot;
    record.history = one.after.head;
    record.hidden = one.after.hidden;
    record.names = history.names_write(one.after);
    record.snapshot = &*one.taken;
    return record;
  };
  SNAPROLL_TRY(const auto done, together.change(false, make));
  for (size_t i = 0; i < all.size(); ++i) {
    const Together::Member& member = together[i];
    Entering& one = entering[i];
    if (member.history().journal() == nullptr) {
      member.history().set_names(std::move(one.names));
      member.manager().enter(*std::move(one.taken), false, leaving[i]);
    } else {
      detail::Journal::place(*one.taken, done[i]);
      member.history().committed(one.after, std::move(one.taken), false);
    }
  }
  return group;
}

Result<std::vector<RollbackResult>> Execution::rollback_group(
    const std::vector<Execution*>& all, const Id& group) {
  SNAPROLL_CHECK(Together::check(all));
  std::vector<RollbackResult> results(all.size());
  std::vector<std::optional<Snapshot>> targets(all.size());
  Together together(all);
  // All are found before the first is changed.
  const auto find_all = [&]() -> Status {
    return together.each([&](size_t i) -> Status {
      SNAPROLL_TRY(auto found, together[i].manager().member(group));
      if (found.members != all.size())
        return Error(Code::kInvalidArgument,
                     "the group was taken of another number of executions");
      targets[i] = std::move(found.snapshot);
      return {};
    });
  };
  const auto make = [&](size_t i) -> Result<detail::Commit> {
    const Together::Member& member = together[i];
    Execution::Rep& rep = *member.rep;
    const Snapshot& target = *targets[i];
    SNAPROLL_TRY(results[i],
                 rep.context.roll_back(target.captured(), target.id(),
                                       target.id(), rep.add_effects(true)));
    if (rep.journal == nullptr) return detail::Commit();
    return member.manager().move_record(&target);
  };
  SNAPROLL_CHECK(together.prepare());
  SNAPROLL_CHECK(find_all());
  SNAPROLL_TRY([[maybe_unused]] const auto done, together.change(true, make));
  return results;
}

}  // namespace snaproll
