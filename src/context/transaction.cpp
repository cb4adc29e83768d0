// Transactions: a context with the content of another one that goes back as a
// single change, provided that nobody changed the other one meanwhile.
#include <utility>

#include "context/context_rep.hpp"

namespace snaproll {
namespace {

using Lock = std::lock_guard<std::mutex>;

Error no_transaction() {
  return Error(Code::kInvalidArgument, "this context is no transaction")
      .with_hint("begin one");
}

}  // namespace

Context Context::begin() const {
  Context transaction = copy();
  Rep& rep = *transaction.rep_;
  rep.parent = rep_;
  rep.begun_version = rep.version.get();
  return transaction;
}

Status Context::commit() {
  CapturedState old;  // let go of without the locks, as is the checkpoint
  std::vector<detail::Move> forgotten;
  std::unique_ptr<detail::Moves> moves;
  std::shared_ptr<const Checkpoint> old_checkpoint;
  std::shared_ptr<Rep> parent;
  const Lock lock(rep_->mutex);
  if (rep_->ended) return detail::ended_context();
  if (rep_->parent == nullptr) return no_transaction();
  {
    Rep& to = *rep_->parent;
    const detail::WriteLock parent_lock(to);
    if (to.ended) return detail::ended_context();
    if (to.version.get() != rep_->begun_version) {
      return Error(Code::kConflict,
                   "the context changed since this transaction began")
          .with_hint("begin again, or use update");
    }
    if (rep_->version.get() != rep_->begun_version) {
      if (rep_->moved_back) {
        to.set_back(rep_->captured, std::nullopt, forgotten,
                    Rep::Target::kWhole);
      } else {
        std::swap(to.captured, rep_->captured);
        to.version.raise();
      }
      to.paths.swap(rep_->paths);
      to.kept.swap(rep_->kept);
      to.checkpoint.swap(rep_->checkpoint);
      to.completed_at = rep_->completed_at;
    }
    if (rep_->position_moved) {
      to.position = rep_->position;
      to.position_moved = true;
    }
  }
  rep_->ended = true;
  std::swap(old, rep_->captured);
  moves.swap(rep_->moves);
  old_checkpoint.swap(rep_->checkpoint);
  parent.swap(rep_->parent);
  return {};
}

Status Context::abort() {
  CapturedState old;
  std::unique_ptr<detail::Moves> moves;
  std::shared_ptr<const Checkpoint> old_checkpoint;
  std::shared_ptr<Rep> parent;
  const Lock lock(rep_->mutex);
  if (rep_->ended) return detail::ended_context();
  if (rep_->parent == nullptr) return no_transaction();
  rep_->ended = true;
  std::swap(old, rep_->captured);
  moves.swap(rep_->moves);
  old_checkpoint.swap(rep_->checkpoint);
  parent.swap(rep_->parent);
  return {};
}

}  // namespace snaproll
