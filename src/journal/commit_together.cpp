// Commits of several journals that are made together or not at all.
#include <utility>

#include "journal/pending.hpp"

namespace snaproll::detail {

int Journal::Together::statements() const noexcept {
  int statements = 0;
  for (const auto& member : members) statements += member->statements();
  return statements;
}

// The newest record of an execution does not leave, and it is `own` where that
// was committed and its journal, which asks, went no further.
Status Journal::Together::write(StoreWriter& writer, const Pending& own,
                                size_t& failed) const {
  const RecordRow& last = own.rows.back();
  SNAPROLL_TRY(const auto there, writer.record_head(last.key));
  if (there.has_value() && there->commit_id == last.commit_id) return {};
  for (failed = 0; failed < members.size(); ++failed)
    SNAPROLL_CHECK(members[failed]->write(writer));
  return {};
}

Store::Member Journal::Together::member_of(
    const std::shared_ptr<const Together>& together,
    const std::shared_ptr<const Pending>& own,
    const std::shared_ptr<std::atomic<size_t>>& failed) {
  return [together, own, failed](StoreWriter& writer) -> Status {
    size_t which = together->members.size();
    Status status = together->write(writer, *own, which);
    *failed = which;
    return status;
  };
}

Result<std::vector<Committed>> Journal::commit_together(Store& rows,
                                                        const Parts& parts,
                                                        size_t& failed) {
  const auto together = std::make_shared<Together>();
  std::vector<Committed> done;
  done.reserve(parts.size());
  for (const auto& part : parts) together->members.push_back(part->pending_);
  const auto which = std::make_shared<std::atomic<size_t>>(parts.size());
  const Status status =
      rows.commit(Together::member_of(together, together->members[0], which),
                  together->statements());
  failed = *which;
  for (size_t i = 0; i < parts.size(); ++i) {
    Journal& journal = parts[i]->journal_;
    if (status.ok()) {
      static_cast<void>(journal.settle_outcome(parts[i]->pending_, {}));
      done.push_back(
          {journal.newest_, parts[i]->pending_->rows.back().body.size()});
    } else if (status.error().code == Code::kUnknown) {
      journal.unknown_ = parts[i]->pending_;
      journal.unknown_with_ = together;
    } else if (status.error().code == Code::kConflict && i == failed) {
      journal.stale_ = true;
    }
    parts[i]->lock_.unlock();
  }
  if (status.ok()) return done;
  if (status.error().code == Code::kConflict) return stale_writer();
  return status.error();
}

// Where another member can not be made, none was, and none is: who has taken
// its place in an execution, or changed its names, stays before it.
Status Journal::settle_together(const std::shared_ptr<Pending>& pending) {
  const auto together = unknown_with_;
  const auto which =
      std::make_shared<std::atomic<size_t>>(together->members.size());
  Status status = home_->rows->commit(
      Together::member_of(together, pending, which), together->statements());
  const size_t failed = *which;
  const bool own = failed >= together->members.size() ||
                   together->members[failed] == pending;
  const Code code = status.ok() ? Code::kInternal : status.error().code;
  if (code == Code::kHeld || (code == Code::kConflict && !own)) {
    unknown_ = nullptr;
    unknown_with_ = nullptr;
    return {};
  }
  return settle_outcome(pending, std::move(status));
}

}  // namespace snaproll::detail
