// Telling a context which of its values are private.
#include <utility>

#include "context/image.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;

Result<std::unique_ptr<detail::Kept>> detail::make_kept(
    const PrivatePaths* paths) {
  std::unique_ptr<Kept> none;
  if (paths == nullptr || paths->transient.empty()) return none;
  PathSet set;
  SNAPROLL_CHECK(set.add(paths->transient, "transient"));
  return std::make_unique<Kept>(std::move(set));
}

bool detail::ContextAccess::keeps(
    const Context& context, std::initializer_list<std::string_view> tokens) {
  const Lock lock(context.rep_->mutex);
  const auto& kept = context.rep_->kept;
  return kept == nullptr || !kept->leaves_out(tokens);
}

std::shared_ptr<const PrivatePaths> detail::ContextAccess::paths(
    const Context& context) {
  const Lock lock(context.rep_->mutex);
  return context.rep_->paths;
}

PrivatePaths Context::private_paths() const {
  const Lock lock(rep_->mutex);
  return rep_->paths == nullptr ? PrivatePaths() : *rep_->paths;
}

namespace {

// Without what is transient from now on. Its nodes are an object where it was
// taken of one.
Checkpoint without_transient(const detail::Kept& kept,
                             const Checkpoint& checkpoint) {
  CapturedState captured;
  captured.variables = checkpoint.variables;
  if (checkpoint.nodes.is_object()) captured.node_results = checkpoint.nodes;
  captured = kept.of_other(captured);
  Checkpoint made = checkpoint;
  made.variables = std::move(captured.variables);
  if (made.nodes.is_object()) made.nodes = std::move(captured.node_results);
  return made;
}

}  // namespace

Status Context::set_private_paths(PrivatePaths paths) {
  SNAPROLL_CHECK(paths.check());
  auto told = std::make_shared<const PrivatePaths>(std::move(paths));
  SNAPROLL_TRY(auto kept, detail::make_kept(told.get()));
  std::unique_ptr<detail::Moves> moves;  // let go of without the lock
  std::shared_ptr<const Checkpoint> checkpoint;
  const detail::WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  const PrivatePaths before =
      rep_->paths == nullptr ? PrivatePaths() : *rep_->paths;
  if (*told == before) return {};
  if (kept != nullptr && rep_->checkpoint != nullptr)
    checkpoint = std::make_shared<const Checkpoint>(
        without_transient(*kept, *rep_->checkpoint));
  if (kept != nullptr && rep_->moves != nullptr) {
    moves = std::make_unique<detail::Moves>(*rep_->moves);
    for (detail::Move& move : moves->undo)
      move.state = kept->of_other(move.state);
    moves->redo.clear();  // the version is raised
    rep_->moves.swap(moves);
  }
  if (checkpoint != nullptr) rep_->checkpoint.swap(checkpoint);
  rep_->paths = std::move(told);
  rep_->kept = std::move(kept);
  rep_->version.raise();
  return {};
}

}  // namespace snaproll
