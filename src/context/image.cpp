#include "context/image.hpp"

#include <algorithm>
#include <utility>

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

}  // namespace

ContextImage ContextAccess::image(const Context& context,
                                  uint64_t known_moves) {
  const Context::Rep& rep = *context.rep_;
  ContextImage image;
  const Lock lock(rep.mutex);
  if (known_moves == kAllMoves) {
    image.execution_id = rep.execution_id;
    image.workflow_id = rep.workflow_id;
  }
  image.started_at = rep.started_at;
  image.completed_at = rep.completed_at;
  image.captured = rep.captured;
  image.checkpoint = rep.checkpoint;
  image.position = rep.position;
  image.version = rep.version;
  image.moves_version = rep.moves_version;
  image.redo_holds = rep.redo_count() > 0;
  if (rep.moves != nullptr && rep.moves_version != known_moves) {
    image.moves.undo.assign(rep.moves->undo.rbegin(), rep.moves->undo.rend());
    if (image.redo_holds)
      image.moves.redo.assign(rep.moves->redo.rbegin(), rep.moves->redo.rend());
  }
  return image;
}

Context ContextAccess::make(ContextImage image,
                            std::shared_ptr<const Environment> environment) {
  Context context(std::make_shared<Context::Rep>(std::move(environment)));
  replace(context, std::move(image));
  Context::Rep& rep = *context.rep_;
  rep.version = 0;
  if (rep.moves != nullptr) rep.moves->redo_version = 0;
  return context;
}

namespace {

// Those of an image, the last of each at the end; null where there are none.
std::unique_ptr<Moves> moves_of(const MovesImage& image) {
  if (image.undo.empty() && image.redo.empty()) return nullptr;
  auto moves = std::make_unique<Moves>();
  moves->undo.assign(image.undo.rbegin(), image.undo.rend());
  moves->redo.assign(image.redo.rbegin(), image.redo.rend());
  return moves;
}

}  // namespace

void ContextAccess::put(Context::Rep& rep, ContextImage& image,
                        std::unique_ptr<Moves>& moves) noexcept {
  rep.execution_id.swap(image.execution_id);
  rep.workflow_id.swap(image.workflow_id);
  rep.started_at = image.started_at;
  rep.completed_at = image.completed_at;
  std::swap(rep.captured, image.captured);
  rep.checkpoint.swap(image.checkpoint);
  rep.position.swap(image.position);
  rep.position_moved = true;
  rep.moves.swap(moves);
  ++rep.moves_version;
  ++rep.version;
  if (rep.moves != nullptr) {
    rep.moves->redo_version = rep.version;
    for (const Move& move : rep.moves->undo)
      rep.next_serial = std::max(rep.next_serial, move.serial + 1);
    for (const Move& move : rep.moves->redo)
      rep.next_serial = std::max(rep.next_serial, move.serial + 1);
  }
}

void ContextAccess::replace(Context& context, ContextImage image) {
  Context::Rep& rep = *context.rep_;
  const size_t limit = rep.environment->undo_limit;
  auto& [undo, redo] = image.moves;
  undo.resize(std::min(undo.size(), limit));
  redo.resize(std::min(redo.size(), limit - undo.size()));
  auto moves = moves_of(image.moves);  // and what was there
  const Lock lock(rep.mutex);
  put(rep, image, moves);
}

bool ContextAccess::take_back(Context& context, ContextImage image,
                              uint64_t at) {
  auto moves = moves_of(image.moves);
  Context::Rep& rep = *context.rep_;
  const Lock lock(rep.mutex);
  if (rep.version != at) return false;
  put(rep, image, moves);
  return true;
}

void ContextAccess::set_position(Context& context,
                                 const std::optional<Id>& from,
                                 const std::optional<Id>& to) {
  const Lock lock(context.rep_->mutex);
  if (context.rep_->position == from) context.rep_->position = to;
}

}  // namespace snaproll::detail
