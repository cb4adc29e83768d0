#include "value/unshared.hpp"

#include <algorithm>
#include <cstring>

#include "value/text.hpp"

namespace snaproll::detail {
namespace {

using Pieces = Buffer<Piece, 3 * kFanOut>;

// How far ahead a node is looked for on the other side; more than a split
// moves.
constexpr size_t kLookAhead = 2 * kFanOut;

// Pieces [begin, end) of one side, and the position behind them.
struct Part {
  Pieces& pieces;
  size_t begin;
  size_t end;
  size_t end_at;

  bool empty() const noexcept { return begin == end; }
  size_t count() const noexcept { return end - begin; }
  const Piece& front() const noexcept { return pieces[begin]; }
  size_t at() const noexcept { return empty() ? end_at : front().at; }
  size_t height() const noexcept { return empty() ? 0 : front().node->height; }
};

void expand(const Part& part, Pieces& below) {
  for (size_t i = part.begin; i < part.end; ++i) {
    const Node* node = part.pieces[i].node;
    count_visit();
    const bool positions = node->shape != Shape::kObject;
    Piece* to = below.extend(node->count);
    for (size_t c = 0; c < node->count; ++c) {
      to[c] = {node->child()[c],
               positions ? part.pieces[i].at + node->key()[c] : 0};
    }
  }
}

class Matching {
 public:
  explicit Matching(const std::function<bool(const Gap&)>& visit)
      : visit_(visit) {}

  // Matches nodes that stand on both sides, in order, and walks what is left
  // between them.
  bool compare(Pieces& left, size_t left_end, Pieces& right, size_t right_end) {
    size_t i = 0;
    size_t j = 0;
    size_t left_open = 0;  // behind the last match
    size_t right_open = 0;
    while (i < left.size() && j < right.size()) {
      if (left[i].node == right[j].node) {
        if (!walk({left, left_open, i, left[i].at},
                  {right, right_open, j, right[j].at})) {
          return false;
        }
        left_open = ++i;
        right_open = ++j;
        continue;
      }
      const size_t in_right = find(right, j + 1, left[i].node);
      const size_t in_left = find(left, i + 1, right[j].node);
      if (in_right < right.size()) {
        j = in_right;
      } else if (in_left < left.size()) {
        i = in_left;
      } else {
        ++i;
        ++j;
      }
    }
    return walk({left, left_open, left.size(), left_end},
                {right, right_open, right.size(), right_end});
  }

 private:
  static size_t find(const Pieces& pieces, size_t from, const Node* node) {
    const size_t end = std::min(pieces.size(), from + kLookAhead);
    for (size_t i = from; i < end; ++i) {
      if (pieces[i].node == node) return i;
    }
    return pieces.size();
  }

  bool walk(const Part& left, const Part& right) {
    if (left.empty() && right.empty()) return true;
    const size_t deepest = std::max(left.height(), right.height());
    if (deepest == 0) {
      return visit_({left.at(), right.at(), left.pieces.data() + left.begin,
                     left.count(), right.pieces.data() + right.begin,
                     right.count()});
    }
    Pieces below_left;
    Pieces below_right;
    below(left, deepest, below_left);
    below(right, deepest, below_right);
    return compare(below_left, left.end_at, below_right, right.end_at);
  }

  static void below(const Part& part, size_t deepest, Pieces& pieces) {
    if (part.height() == deepest) {
      expand(part, pieces);
    } else if (!part.empty()) {
      pieces.append(part.pieces.data() + part.begin, part.count());
    }
  }

  const std::function<bool(const Gap&)>& visit_;
};

// The entries of the runs of one side of a gap.
class EntryWalk {
 public:
  EntryWalk(const Piece* runs, size_t count) : runs_(runs), count_(count) {
    load();
  }
  bool ended() const { return at_ == entries_.size(); }
  const Entry& entry() const { return entries_[at_]; }
  // Order of the present entries' names.
  int compare(const EntryWalk& other) const {
    const std::string_view a = entry().text.substr(1, entry().name_size - 3);
    const std::string_view b =
        other.entry().text.substr(1, other.entry().name_size - 3);
    return escaped_ || other.escaped_ ? compare_escaped(a, b) : a.compare(b);
  }
  void next() {
    if (++at_ == entries_.size()) load();
  }

 private:
  void load() {
    if (run_ == count_) return;
    count_visit();
    entries_.clear();
    at_ = 0;
    escaped_ = runs_[run_].node->escaped;
    read_run(runs_[run_++].node, entries_);
  }

  const Piece* runs_;
  size_t count_;
  size_t run_ = 0;
  Entries entries_;
  size_t at_ = 0;
  bool escaped_ = false;
};

}  // namespace

std::string_view name_of(const Entry& entry, std::string& storage) {
  const bool escaped =
      std::memchr(entry.text.data(), '\\', entry.name_size) != nullptr;
  return entry_name(entry.text, escaped, storage);
}

bool shared_entry(const Entry& a, const Entry& b) noexcept {
  if (a.node != nullptr || b.node != nullptr) return a.node == b.node;
  return a.value() == b.value();
}

bool for_each_gap(const Node* left, const Node* right,
                  const std::function<bool(const Gap&)>& visit) {
  Pieces left_root;
  Pieces right_root;
  if (left != nullptr) left_root.push({left, 0});
  if (right != nullptr) right_root.push({right, 0});
  return Matching(visit).compare(left_root, left != nullptr ? left->entries : 0,
                                 right_root,
                                 right != nullptr ? right->entries : 0);
}

bool for_each_change(
    const Node* left, const Node* right,
    const std::function<bool(const Entry* before, const Entry* after)>& visit) {
  return for_each_gap(left, right, [&](const Gap& gap) {
    EntryWalk before(gap.left, gap.left_count);
    EntryWalk after(gap.right, gap.right_count);
    while (!before.ended() || !after.ended()) {
      const int side = before.ended()  ? 1
                       : after.ended() ? -1
                                       : before.compare(after);
      const Entry* old = side <= 0 ? &before.entry() : nullptr;
      const Entry* now = side >= 0 ? &after.entry() : nullptr;
      const bool shared =
          old != nullptr && now != nullptr && shared_entry(*old, *now);
      if (!shared && !visit(old, now)) return false;
      if (side <= 0) before.next();
      if (side >= 0) after.next();
    }
    return true;
  });
}

}  // namespace snaproll::detail
