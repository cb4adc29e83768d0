// Members in the order of their names: found out while they come, made where
// they do not.
#include <algorithm>

#include "value/builder.hpp"
#include "value/text.hpp"

namespace snaproll::detail {
namespace {

// Objects of more members are sorted by std::sort.
constexpr size_t kFewMembers = 24;

}  // namespace

// Makes the runs of an object waiting items again, before those that wait,
// because its members turned out to be in no order.
void Builder::take_leaves_apart(const Frame& frame) {
  const size_t text_end = text_.size();
  const size_t items_end = items_.size();
  Entries entries;
  for (size_t i = frame.first_leaf; i < leaves_.size(); ++i) {
    entries.clear();
    read_run(leaves_[i].get(), entries);
    for (const Entry& entry : entries) {
      const auto size = static_cast<uint32_t>(entry.text.size());
      const size_t begin = text_.size();
      text_.append(entry.text.data(), entry.text.size());
      items_.push(
          {begin, entry.node, entry.name_size, size, leaves_[i]->escaped});
      if (entry.node != nullptr) ref(entry.node);
    }
  }
  leaves_.resize(frame.first_leaf);
  const size_t waiting = text_end - frame.text_begin;
  const size_t from_leaves = text_.size() - text_end;
  Item* const first = items_.begin() + frame.first_item;
  for (Item* item = first; item != items_.end(); ++item) {
    item->begin = item < items_.begin() + items_end ? item->begin + from_leaves
                                                    : item->begin - waiting;
  }
  std::rotate(first, items_.begin() + items_end, items_.end());
  std::rotate(text_.begin() + frame.text_begin, text_.begin() + text_end,
              text_.end());
}

void Builder::note_repeat(std::string_view canonical_name) {
  if (repeats_ == nullptr || frames_.size() > 2) return;
  std::string storage;
  const std::string_view name = entry_name(canonical_name, true, storage);
  repeats_->push_back({frames_.size() == 2 ? key_ : "", std::string(name)});
}

int Builder::compare_names(const Item& a, const Item& b) const noexcept {
  std::string_view left = name_of(a);
  std::string_view right = name_of(b);
  left = left.substr(1, left.size() - 3);
  right = right.substr(1, right.size() - 3);
  if (a.escaped || b.escaped) return compare_escaped(left, right);
  if (left.empty() || right.empty() || left.front() == right.front()) {
    return left.compare(right);
  }
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  return byte(left.front()) < byte(right.front()) ? -1 : 1;
}

// Puts the members in the order of their names; of equal names the last stays.
void Builder::sort_members(Frame& frame) {
  Item* const first = items_.begin() + frame.first_item;
  // Equal names keep the order of the text.
  const auto less = [this](const Item& a, const Item& b) {
    const int side = compare_names(a, b);
    return side != 0 ? side < 0 : a.begin < b.begin;
  };
  if (items_.size() - frame.first_item <= kFewMembers) {
    for (Item* item = first + 1; item != items_.end(); ++item) {
      const Item moved = *item;
      Item* to = item;
      for (; to != first && less(moved, *(to - 1)); --to) *to = *(to - 1);
      *to = moved;
    }
  } else {
    std::sort(first, items_.end(), less);
  }
  Item* kept = first;
  for (Item* item = first + 1; item != items_.end(); ++item) {
    if (name_of(*kept) == name_of(*item)) {
      note_repeat(name_of(*item));
      if (kept->node != nullptr) unref(kept->node);
    } else {
      ++kept;
    }
    if (kept != item) *kept = std::exchange(*item, Item{});
  }
  items_.shrink(static_cast<size_t>(kept + 1 - items_.begin()));
  frame.members = static_cast<uint32_t>(items_.size() - frame.first_item);
}

}  // namespace snaproll::detail
