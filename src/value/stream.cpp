#include "value/stream.hpp"

namespace snaproll::detail {
namespace {

std::string_view opening(Shape shape) noexcept {
  return shape == Shape::kArray ? "[" : shape == Shape::kObject ? "{" : "\"";
}
std::string_view closing(Shape shape) noexcept {
  return shape == Shape::kArray ? "]" : shape == Shape::kObject ? "}" : "\"";
}

}  // namespace

TextStream::TextStream(const Value& value) {
  if (ValueAccess::has_node(value)) {
    enter_value(ValueAccess::node(value));
  } else {
    text_ = ValueAccess::text(value);
  }
}

TextStream::TextStream(const Node* node, bool value_root) {
  if (value_root) {
    enter_value(node);
    return;
  }
  Frame frame{node};
  frame.last = false;
  stack_.push(frame);
}

void TextStream::enter_value(const Node* node) {
  Frame frame{node};
  frame.root = node->type != NodeType::kText;
  stack_.push(frame);
}

bool TextStream::meets(const TextStream& other) const noexcept {
  if (stack_.empty() || other.stack_.empty()) return false;
  const Frame& a = stack_.back();
  const Frame& b = other.stack_.back();
  return a.node == b.node && a.last == b.last && a.root == b.root &&
         !a.opened && a.at == 0 && a.offset == 0 &&  //
         !b.opened && b.at == 0 && b.offset == 0;
}

void TextStream::skip() { stack_.shrink(stack_.size() - 1); }

bool TextStream::next(std::string_view& piece) {
  if (!text_.empty()) {
    piece = std::exchange(text_, {});
    return true;
  }
  while (!stack_.empty()) {
    const Move move = step(piece);
    if (move == Move::kPiece) return true;
    if (move == Move::kEntered) continue;
    const Frame done = stack_.back();
    stack_.shrink(stack_.size() - 1);
    if (done.root) {
      piece = closing(done.node->shape);
      return true;
    }
  }
  return false;
}

TextStream::Move TextStream::step(std::string_view& piece) {
  Frame& top = stack_.back();
  const Node* node = top.node;
  if (top.root && !top.opened) {
    top.opened = true;
    piece = opening(node->shape);
    return Move::kPiece;
  }
  if (node->type == NodeType::kRun) return step_run(top, piece);
  if (node->type == NodeType::kBranch) {
    if (top.at == node->count) return Move::kDone;
    Frame child{node->child()[top.at]};
    child.last = top.last && top.at + 1u == node->count;
    ++top.at;
    stack_.push(child);
    return Move::kEntered;
  }
  if (top.at != 0) return Move::kDone;
  top.at = 1;
  piece = node->text();
  return Move::kPiece;
}

// The text up to the next pointer, that pointer's value, or the rest.
TextStream::Move TextStream::step_run(Frame& frame, std::string_view& piece) {
  const Node* run = frame.node;
  const char* text = run->run_text();
  if (frame.pointer < run->pointers()) {
    while (!run->is_pointer(frame.at)) ++frame.at;
    const auto stop = static_cast<uint32_t>(run->end_of(frame.at) - 1);
    if (stop > frame.offset) {
      piece = {text + frame.offset, stop - frame.offset};
      frame.offset = stop;
      return Move::kPiece;
    }
    const Node* value = run->pointer()[frame.pointer++];
    ++frame.at;
    // A mark that this frame has begun, also where the value stands first.
    frame.opened = true;
    enter_value(value);
    return Move::kEntered;
  }
  const uint32_t end = run->text_size() - (frame.last ? 1u : 0u);
  if (frame.offset >= end) return Move::kDone;
  piece = {text + frame.offset, end - frame.offset};
  frame.offset = end;
  return Move::kPiece;
}

}  // namespace snaproll::detail
