// All of a context at one moment, for the journal: to be written, and to be put
// back.
//
// Thread word: plain values; the functions lock the context themselves.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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
  std::shared_ptr<const PrivatePaths> paths;  // null = none
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
  static bool same(const Context& a, const Context& b) noexcept {
    return a.rep_ == b.rep_;
  }
  static Context make(ContextImage image,
                      std::shared_ptr<const Environment> environment);
  // Puts back what `image` tells, as a change. What is transient now stays
  // where its container is there.
  static void replace(Context& context, ContextImage image);
  // Context::record_node_result, which gives back the number that it took.
  static Result<uint64_t> record_result(Context& context, std::string_view node,
                                        Value result);
  // Whether what stands at these tokens is captured.
  static bool keeps(const Context& context,
                    std::initializer_list<std::string_view> tokens);
  static std::shared_ptr<const PrivatePaths> paths(const Context& context);

 private:
  friend class ContextChange;
  // Under the lock; `image` and `moves` get what was there.
  static void put(Context::Rep& rep, ContextImage& image,
                  std::unique_ptr<Kept>& kept,
                  std::unique_ptr<Moves>& moves) noexcept;
};

// A change of a context that is not sure to stay. From the beginning to the end
// of this object the thread that made it alone writes to the context: others
// wait. Unless it is kept, all is as it was before, the version too; nothing
// that is thrown meanwhile changes that.
//
// Thread word: used by one thread, for one context at a time.
class ContextChange {
 public:
  // `moves` tells that what can be undone may change as well.
  ContextChange(Context& context, bool moves);
  ContextChange(const ContextChange&) = delete;
  ContextChange& operator=(const ContextChange&) = delete;
  ~ContextChange();

  void keep() noexcept { kept_ = true; }

 private:
  Context::Rep& rep_;
  const bool with_moves_;
  bool kept_ = false;
  ContextImage before_;
  std::unique_ptr<Moves> moves_;
};

}  // namespace snaproll::detail
