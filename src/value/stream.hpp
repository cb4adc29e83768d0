// TextStream: the canonical text of a value, piece by piece, without recursion.
#pragma once

#include <string_view>

#include "value/access.hpp"
#include "value/buffer.hpp"

namespace snaproll::detail {

class TextStream {
 public:
  explicit TextStream(const Value& value);
  // The entries of a part of a tree, each with its comma; or a value by its
  // root.
  TextStream(const Node* node, bool value_root);

  // The next piece, never empty; false at the end. Pieces live as long as the
  // value.
  bool next(std::string_view& piece);

  // Whether both streams are about to enter the same node in the same role, so
  // that what they give of it is the same and both can skip it.
  bool meets(const TextStream& other) const noexcept;
  void skip();

 private:
  struct Frame {
    const Node* node;
    uint32_t at = 0;       // child, or entry of a run
    uint32_t offset = 0;   // in the text of a run
    uint32_t pointer = 0;  // next pointer of a run
    bool last = true;      // no comma behind its last entry
    bool root = false;     // of a value: brackets or quotes around it
    bool opened = false;
  };
  void enter_value(const Node* node);
  enum class Move { kPiece, kEntered, kDone };
  Move step(std::string_view& piece);
  Move step_run(Frame& frame, std::string_view& piece);

  Buffer<Frame, 8> stack_;
  std::string_view text_;  // of a value that is no node
};

}  // namespace snaproll::detail
