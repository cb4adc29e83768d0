#include "context/image.hpp"

#include <algorithm>
#include <utility>

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

// Paths that were told were checked.
std::unique_ptr<Kept> or_throw(Result<std::unique_ptr<Kept>> made) {
  if (!made.ok()) throw Failure(std::move(made).error());
  return *std::move(made);
}

}  // namespace

ContextImage ContextAccess::image(const Context& context,
                                  uint64_t known_moves) {
  const Context::Rep& rep = *context.rep_;
  ContextImage image;
  const Lock lock(rep.mutex);
  image.started_at = rep.started_at;
  image.completed_at = rep.completed_at;
  image.captured = rep.kept_state();
  image.paths = rep.paths;
  image.checkpoint = rep.checkpoint;
  image.position = rep.position;
  image.version = rep.version.get();
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
  rep.version = Version();
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
                        std::unique_ptr<Kept>& kept,
                        std::unique_ptr<Moves>& moves) noexcept {
  rep.execution_id.swap(image.execution_id);
  rep.workflow_id.swap(image.workflow_id);
  rep.started_at = image.started_at;
  rep.completed_at = image.completed_at;
  std::swap(rep.captured, image.captured);
  rep.paths.swap(image.paths);
  rep.kept.swap(kept);
  rep.checkpoint.swap(image.checkpoint);
  rep.position.swap(image.position);
  rep.position_moved = true;
  rep.moves.swap(moves);
  ++rep.moves_version;
  rep.version.raise();
  if (rep.moves != nullptr) {
    rep.moves->redo_version = rep.version.get();
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
  auto moves = moves_of(image.moves);  // and what was there, as is `kept`
  auto kept = or_throw(make_kept(image.paths.get()));
  const WriteLock lock(rep);
  if (kept != nullptr)
    image.captured = kept->put_back(image.captured, rep.captured);
  put(rep, image, kept, moves);
}

void WriteLock::wait() {
  while (rep_.turn != nullptr && rep_.turn->writer != std::thread::id() &&
         rep_.turn->writer != std::this_thread::get_id())
    rep_.turn->passed.wait(lock_);
}

ContextChange::ContextChange(Context& context, bool moves)
    : rep_(*context.rep_), with_moves_(moves) {
  const WriteLock lock(rep_);
  before_.captured = rep_.captured;
  before_.checkpoint = rep_.checkpoint;
  before_.completed_at = rep_.completed_at;
  before_.position = rep_.position;
  before_.version = rep_.version.get();
  if (with_moves_ && rep_.moves != nullptr)
    moves_ = std::make_unique<Moves>(*rep_.moves);
  if (rep_.turn == nullptr) rep_.turn = std::make_unique<Turn>();
  rep_.turn->writer = std::this_thread::get_id();
}

ContextChange::~ContextChange() {
  const Lock lock(rep_.mutex);
  if (!kept_ && rep_.version.get() != before_.version) {
    std::swap(rep_.captured, before_.captured);
    rep_.checkpoint.swap(before_.checkpoint);
    rep_.completed_at = before_.completed_at;
    rep_.version.go_back(before_.version);
  }
  if (!kept_) {
    rep_.position = before_.position;
    if (with_moves_) {
      rep_.moves.swap(moves_);
      ++rep_.moves_version;
    }
  }
  rep_.turn->writer = std::thread::id();
  rep_.turn->passed.notify_all();
}

}  // namespace snaproll::detail
