// All of a context at one moment, for the journal: to be written, and to be put
// back.
//
// Thread word: plain values; the functions lock the context themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "context/context_rep.hpp"

namespace snaproll::detail {

// The states that can be gone back and forth to; the last of each comes first.
struct MovesImage {
  std::vector<Move> undo;
  std::vector<Move> redo;  // empty where it does not hold any more
};

struct ContextImage {
  std::string execution_id;
  std::string workflow_id;
  Time started_at = 0;
  Time completed_at = kNoTime;
  CapturedState captured;
  std::shared_ptr<const Checkpoint> checkpoint;
  std::optional<Id> position;
  uint64_t version = 0;
  uint64_t moves_version = 0;
  bool redo_holds = false;  // there is something to redo
  MovesImage moves;
};

struct ContextAccess {
  static constexpr uint64_t kAllMoves = ~uint64_t{0};

  // Without ids, and with the moves where they are not of the version
  // `known_moves`. O(1) without.
  static ContextImage image(const Context& context, uint64_t known_moves);
  // With all.
  static ContextImage image(const Context& context) {
    return image(context, kAllMoves);
  }
  static bool same(const Context& a, const Context& b) noexcept {
    return a.rep_ == b.rep_;
  }
  static Context make(ContextImage image,
                      std::shared_ptr<const Environment> environment);
  // Puts back what `image` tells, as a change.
  static void replace(Context& context, ContextImage image);
  // The same, provided that the context is of the version `at`: what was done
  // since `image` is taken back. Tells whether.
  static bool take_back(Context& context, ContextImage image, uint64_t at);
  // Moves the position, provided that it still is `from`.
  static void set_position(Context& context, const std::optional<Id>& from,
                           const std::optional<Id>& to);

 private:
  // Under the lock; `image` and `moves` get what was there.
  static void put(Context::Rep& rep, ContextImage& image,
                  std::unique_ptr<Moves>& moves) noexcept;
};

}  // namespace snaproll::detail
