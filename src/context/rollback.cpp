// Setting a context back (rule S3), patching it, planning that, and undoing it.
#include "snaproll/rollback.hpp"

#include <algorithm>
#include <utility>

#include "context/context_rep.hpp"
#include "context/rollback_rep.hpp"
#include "context/select.hpp"
#include "snapshot/captured.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;

namespace {

// What the value of a state has around its parts.
constexpr uint64_t kStateNames =
    sizeof(R"({"node_results":,"state":,"variables":})") - 1;

bool only_tests(const Patch& patch) {
  const auto& operations = patch.operations();
  return std::all_of(operations.begin(), operations.end(),
                     [](const PatchOperation& operation) {
                       return operation.kind == PatchKind::kTest;
                     });
}

// Puts what its source has into a move.
Status read_move(detail::Move& move) {
  SNAPROLL_TRY(detail::Move read, move.source->load());
  move.state = std::move(read.state);
  move.position = read.position;
  move.source = nullptr;
  return {};
}

}  // namespace

void Context::Rep::set_back(CapturedState& state, std::optional<Id> to,
                            std::vector<detail::Move>& forgotten,
                            Target target) {
  const size_t limit = environment->undo_limit;
  CapturedState before = kept_state();
  if (kept != nullptr && target == Target::kCaptured)
    state = kept->put_back(state, captured);
  ++moves_version;
  if (limit > 0) {
    if (moves == nullptr) moves = std::make_unique<detail::Moves>();
    forgotten.reserve(1);
    moves->undo.push_back({before, position, next_serial++, nullptr});
    if (moves->undo.size() > limit) {
      forgotten.push_back(std::move(moves->undo.front()));
      moves->undo.pop_front();
    }
  }
  // A sequence number is given once, whatever is taken back; setting back takes
  // one, so that what ended before and after it can be told apart.
  state.next_sequence =
      std::max(state.next_sequence, captured.next_sequence) + 1;
  std::swap(state, captured);
  if (kept != nullptr) std::swap(state, before);
  if (to.has_value()) {
    position = to;
    position_moved = true;
  }
  moved_back = true;
  version.raise();
  if (moves != nullptr) {
    if (forgotten.empty()) {
      forgotten.swap(moves->redo);
    } else {
      moves->redo.clear();
    }
  }
}

size_t Context::Rep::redo_count() const noexcept {
  const bool holds = moves != nullptr && moves->redo_version == version.get();
  return holds ? moves->redo.size() : 0;
}

detail::Move Context::Rep::exchange_move(bool undoes) {
  detail::Move present{kept_state(), position, next_serial++, nullptr};
  const detail::Move& last = undoes ? moves->undo.back() : moves->redo.back();
  CapturedState state = last.state;
  if (kept != nullptr) state = kept->put_back(state, captured);
  ++moves_version;
  detail::Move taken;
  if (undoes) {
    if (redo_count() == 0) moves->redo.clear();
    moves->redo.push_back(std::move(present));
    taken = std::move(moves->undo.back());
    moves->undo.pop_back();
  } else {
    moves->undo.push_back(std::move(present));
    taken = std::move(moves->redo.back());
    moves->redo.pop_back();
  }
  state.next_sequence =
      std::max(state.next_sequence, captured.next_sequence) + 1;
  std::swap(state, captured);
  std::swap(state, taken.state);  // for the caller to let go of
  std::swap(taken.position, position);
  position_moved = true;
  moved_back = true;
  version.raise();
  moves->redo_version = version.get();
  return taken;
}

Status Context::apply(const Snapshot& snapshot, CapturedState* before) {
  SNAPROLL_CHECK(detail::check_captured(snapshot.captured(), rep_->limits()));
  std::vector<detail::Move> forgotten;        // let go of without the lock
  CapturedState state = snapshot.captured();  // what was there, after the swap
  {
    const detail::WriteLock lock(*rep_);
    if (rep_->ended) return detail::ended_context();
    rep_->set_back(state, snapshot.id(), forgotten);
  }
  if (before != nullptr) *before = std::move(state);
  return {};
}

Result<RollbackResult> Context::Rep::move_to(
    const std::function<Result<CapturedState>()>& find,
    std::optional<Id> applied, const Complete& complete,
    const std::function<void()>& make) {
  for (bool locked = false;; locked = true) {
    detail::WriteLock lock(*this);
    if (ended) return detail::ended_context();
    SNAPROLL_TRY(const CapturedState found, find());
    CapturedState after = kept_of(found);
    CapturedState before = kept_state();
    const uint64_t seen = version.get();
    if (!locked) lock.unlock();
    RollbackResult result = detail::rollback_result(
        std::move(before), std::move(after), applied, environment->now());
    if (complete) complete(result);
    if (!locked) lock.lock();
    if (ended || version.get() != seen) continue;
    SNAPROLL_TRY(const CapturedState still, find());
    make();
    return result;
  }
}

Result<RollbackResult> Context::roll_back(const CapturedState& captured,
                                          std::optional<Id> position,
                                          std::optional<Id> applied,
                                          const Complete& complete) {
  SNAPROLL_CHECK(detail::check_captured(captured, rep_->limits()));
  std::vector<detail::Move> forgotten;  // let go of without the lock
  CapturedState state = captured;       // and what was there, after the swap
  return rep_->move_to([&]() -> Result<CapturedState> { return captured; },
                       applied, complete,
                       [&] { rep_->set_back(state, position, forgotten); });
}

Status Context::apply_patch(const Patch& patch) {
  std::vector<detail::Move> forgotten;
  CapturedState state;
  const detail::WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  if (patch.empty()) return {};
  // The state and the part around a member.
  Limits limits = detail::part_limits(detail::part_limits(rep_->limits()));
  limits.state_bytes += std::min(kStateNames, ~limits.state_bytes);
  SNAPROLL_TRY(const Value value, rep_->captured.to_value());
  SNAPROLL_TRY(const Value patched, patch.apply(value, limits));
  if (only_tests(patch)) return {};
  SNAPROLL_TRY(state, rep_->captured.with_value(patched, rep_->limits()));
  rep_->set_back(state, std::nullopt, forgotten, Rep::Target::kWhole);
  return {};
}

Result<RollbackPlan> Context::plan(const Snapshot& target,
                                   const Selector* selector,
                                   const MoreToSelect& more) const {
  RollbackPlan::Data data;
  data.context = rep_;
  CapturedState after = target.captured();
  CapturedState now;
  {
    const Lock lock(rep_->mutex);
    if (rep_->ended) return detail::ended_context();
    now = rep_->kept_state();
    after = rep_->kept_of(after);
    data.version = rep_->version.get();
  }
  if (selector != nullptr) {
    SNAPROLL_TRY(after,
                 detail::select(now, after, *selector, more, rep_->limits()));
  } else {
    data.position = target.id();
  }
  SNAPROLL_CHECK(detail::check_captured(after, rep_->limits()));
  data.result = detail::rollback_result(std::move(now), std::move(after),
                                        target.id(), rep_->environment->now());
  data.result.planned = true;
  return RollbackPlan(std::move(data));
}

Result<RollbackResult> Context::apply_plan(const RollbackPlan& plan) {
  const RollbackPlan::Data& data = *plan.data_;
  if (data.context.lock() != rep_) {
    return Error(Code::kInvalidArgument, "the plan of another context")
        .with_hint("plan with this one");
  }
  RollbackResult result = data.result;
  result.rolled_back_at = rep_->environment->now();
  result.planned = false;
  std::vector<detail::Move> forgotten;
  CapturedState state = data.result.after;
  const detail::WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  if (rep_->version.get() != data.version) {
    return Error(Code::kConflict, "the context changed since this was planned")
        .with_hint("plan again");
  }
  rep_->set_back(state, data.position, forgotten);
  return result;
}

detail::Move* Context::Rep::last_move(bool undoes) noexcept {
  if (undoes) {
    const bool any = moves != nullptr && !moves->undo.empty();
    return any ? &moves->undo.back() : nullptr;
  }
  return redo_count() > 0 ? &moves->redo.back() : nullptr;
}

Status Context::Rep::load_move(bool undoes) {
  detail::Move read;
  {
    const Lock lock(mutex);
    const detail::Move* last = last_move(undoes);
    if (last == nullptr || last->source == nullptr) return {};
    read = *last;
  }
  Status done = read_move(read);
  const Lock lock(mutex);
  detail::Move* last = last_move(undoes);
  // Another thread may have taken it, and then its record may be gone.
  if (last == nullptr || last->serial != read.serial) return {};
  if (done.ok()) std::swap(*last, read);
  return done;
}

Result<RollbackResult> Context::Rep::undo_or_redo(bool undoes,
                                                  const Complete& complete) {
  SNAPROLL_CHECK(load_move(undoes));
  detail::Move taken;  // let go of without the lock
  const auto find = [&]() -> Result<CapturedState> {
    detail::Move* last = last_move(undoes);
    if (last == nullptr) {
      return Error(Code::kNotFound,
                   undoes ? "there is no rollback to undo"
                          : "there is no undone rollback to redo");
    }
    // Another thread took the one that was read before.
    if (last->source != nullptr) SNAPROLL_CHECK(read_move(*last));
    return last->state;
  };
  return move_to(find, std::nullopt, complete,
                 [&] { taken = exchange_move(undoes); });
}

Result<RollbackResult> Context::undo_rollback(const Complete& complete) {
  return rep_->undo_or_redo(true, complete);
}

Result<RollbackResult> Context::redo_rollback(const Complete& complete) {
  return rep_->undo_or_redo(false, complete);
}

size_t Context::undo_count() const {
  const Lock lock(rep_->mutex);
  return rep_->moves != nullptr ? rep_->moves->undo.size() : 0;
}

size_t Context::redo_count() const {
  const Lock lock(rep_->mutex);
  return rep_->redo_count();
}

void Context::clear_undo() {
  std::unique_ptr<detail::Moves> forgotten;
  const detail::WriteLock lock(*rep_);
  forgotten.swap(rep_->moves);
  ++rep_->moves_version;
}

}  // namespace snaproll
