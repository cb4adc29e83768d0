#include "value/content.hpp"

#include <algorithm>
#include <utility>

#include "base/stored_limits.hpp"
#include "snaproll/pointer.hpp"
#include "value/access.hpp"
#include "value/tokens.hpp"
#include "value/unescape.hpp"

namespace snaproll::detail {
namespace {

constexpr std::string_view kMarker = "[erased]";
constexpr std::string_view kPads = "_-.0123456789abcdefghijklmnopqrstuvwxyz";
constexpr size_t kMostSeen = 200'000;

// Strings are JSON, in which strings are JSON.
constexpr int kNested = 2;
constexpr int kMostTries = 16;

// From where to where.
using Stretch = std::pair<size_t, size_t>;

void find_all(std::string_view text, std::string_view content,
              const std::vector<size_t>* from, std::vector<Stretch>& found) {
  for (size_t at = 0;
       (at = text.find(content, at)) != std::string_view::npos;) {
    const size_t end = at + content.size();
    if (from == nullptr)
      found.emplace_back(at, end);
    else
      found.emplace_back((*from)[at], (*from)[end]);
    at = end;
  }
}

// Where it stands as it is, and escaped once and twice.
std::vector<Stretch> stretches(std::string_view text,
                               std::string_view content) {
  std::vector<Stretch> found;
  find_all(text, content, nullptr, found);
  std::string inner(text);
  std::vector<size_t> from;
  for (int i = 0; i < kNested && inner.find('\\') != std::string::npos; ++i) {
    std::vector<size_t> step;
    inner = unescaped(inner, &step);
    if (i > 0)
      for (size_t& place : step) place = from[place];
    from = std::move(step);
    find_all(inner, content, &from, found);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string replaced(std::string_view content, std::string_view text,
                     std::string_view by) {
  std::string out;
  size_t at = 0;
  for (const auto& [begin, end] : stretches(text, content)) {
    if (begin >= at) {
      out += text.substr(at, begin - at);
      out += by;
    }
    at = std::max(at, end);
  }
  out += text.substr(at);
  return out;
}

bool found_in(std::string_view text, std::string_view content, int nested) {
  if (text.find(content) != std::string_view::npos) return true;
  std::string inner;
  for (; nested > 0 && text.find('\\') != std::string_view::npos; --nested) {
    inner = unescaped(text, nullptr);
    text = inner;
    if (text.find(content) != std::string_view::npos) return true;
  }
  return false;
}

void append_rope(const Node* node, std::string& out) {
  if (node->type == NodeType::kBranch) {
    for (size_t i = 0; i < node->count; ++i)
      append_rope(node->child()[i], out);  // as deep as the tree is high
  } else {
    out += node->text();
  }
}

}  // namespace

Content::Content(std::string_view text) : text_(text) {
  append_token(in_pointer_, text);
  if (!stands_in(kMarker)) marker_ = kMarker;
  const size_t pad = kPads.find_first_not_of(text);
  if (pad != std::string_view::npos) pad_ = kPads[pad];
}

bool Content::stands_in(std::string_view text) const {
  return found_in(text, text_, kNested);
}

bool Content::stands_in_json(std::string_view canonical) const {
  return found_in(canonical, text_, kNested + 1) ||
         (in_pointer_.size() > text_.size() + 1 &&
          canonical.find(in_pointer_.substr(1)) != std::string_view::npos);
}

bool Content::may_leave(std::string_view name) const noexcept {
  return name.find(marker_) != std::string_view::npos;
}

// What stands around it may make it anew; of a text that does so again and
// again nothing is left.
std::string Content::without(std::string_view text) const {
  std::string out = replaced(text_, text, marker_);
  for (int tries = 0; stands_in(out); ++tries) {
    if (tries == kMostTries) return marker_;
    out = replaced(text_, out, {});
  }
  return out;
}

// Looking ---------------------------------------------------------------------

bool Content::remember(const Node* node, bool held) {
  alive_.push_back(Ref::share(node));
  seen_.emplace(node, held);
  return held;
}

// Whether it is known at once; else its children are to be looked at.
bool Content::begin(const Node* node, bool& held) {
  const auto known = seen_.find(node);
  if (known != seen_.end()) {
    held = known->second;
    return true;
  }
  if (node->type == NodeType::kText) {
    held = remember(node, stands_in_json(node->text()));
    return true;
  }
  if (node->shape == Shape::kString) {
    std::string text;
    append_rope(node, text);
    held = remember(node, stands_in_json(text));
    return true;
  }
  const bool own = node->type == NodeType::kRun &&
                   stands_in_json({node->run_text(), node->text_size()});
  stack_.push_back({node, 0, own});
  return false;
}

bool Content::holds(const Node* root) {
  bool held = false;
  stack_.clear();
  if (begin(root, held)) return held;
  for (;;) {
    Frame& top = stack_.back();
    const bool run = top.node->type == NodeType::kRun;
    const size_t count = run ? top.node->pointers() : top.node->count;
    if (top.held || top.next == count) {
      held = remember(top.node, top.held);
      stack_.pop_back();
      if (stack_.empty()) return held;
      stack_.back().held = stack_.back().held || held;
      continue;
    }
    const size_t next = top.next++;
    const Node* const child =
        run ? top.node->pointer()[next] : top.node->child()[next];
    if (begin(child, held) && held) stack_.back().held = true;
  }
}

bool Content::stands_in(const Value& value) {
  if (!ValueAccess::has_node(value))
    return stands_in_json(ValueAccess::text(value));
  if (seen_.size() > kMostSeen) {
    seen_.clear();
    alive_.clear();
  }
  return holds(ValueAccess::node(value));
}

// Places ----------------------------------------------------------------------

void Content::entry(std::string pointer, bool named, Value value,
                    std::vector<Found>& waiting, Places& found) {
  const bool held = stands_in(value);
  if (named) found.names.push_back({pointer, {}});
  if (held) waiting.push_back({std::move(pointer), std::move(value)});
}

// Those of a tree; its height bounds the recursion.
void Content::entries(const Node* node, const std::string& pointer,
                      size_t index, std::vector<Found>& waiting,
                      Places& found) {
  if (!holds(node)) return;
  if (node->type == NodeType::kBranch) {
    for (size_t i = 0; i < node->count; ++i) {
      entries(node->child()[i], pointer, index, waiting, found);
      index += node->child()[i]->entries;
    }
    return;
  }
  Entries all;
  read_run(node, all);
  std::string storage;
  for (const Entry& one : all) {
    std::string place = pointer;
    bool named = false;
    if (node->shape == Shape::kObject) {
      const std::string_view name =
          entry_name(one.text, node->escaped, storage);
      append_token(place, name);
      named = stands_in(name);
    } else {
      append_token(place, std::to_string(index++));
    }
    entry(std::move(place), named, entry_value(one), waiting, found);
  }
}

void Content::places(const Value& root, Places& found) {
  std::vector<Found> waiting;
  waiting.push_back({{}, root});
  while (!waiting.empty()) {
    const Found next = std::move(waiting.back());
    waiting.pop_back();
    const Kind kind = next.value.kind();
    if (kind != Kind::kArray && kind != Kind::kObject) {
      found.values.push_back(next);
    } else if (const Node* tree = ValueAccess::tree(next.value)) {
      entries(tree, next.pointer, 0, waiting, found);
    } else {
      size_t index = 0;
      next.value.for_each([&](std::string_view name, const Value& value) {
        std::string place = next.pointer;
        const bool member = kind == Kind::kObject;
        append_token(place,
                     member ? std::string(name) : std::to_string(index++));
        entry(std::move(place), member && stands_in(name), value, waiting,
              found);
        return true;
      });
    }
  }
}

// Taking out ------------------------------------------------------------------

Value Content::scalar_without(const Value& value) const {
  switch (value.kind()) {
    case Kind::kText: {
      const auto text = value.as_text();
      if (!text.ok() || !stands_in(*text)) return value;
      auto made = Value::text(without(*text), stored_limits());
      return made.ok() ? *std::move(made) : Value();
    }
    case Kind::kInteger:
    case Kind::kDouble:
      return {};
    default:
      return value;
  }
}

Status Content::rename(Value& root, const std::string& pointer) const {
  const size_t slash = pointer.rfind('/');
  const std::string parent = pointer.substr(0, slash);
  SNAPROLL_TRY(const auto tokens, split_pointer(pointer));
  SNAPROLL_TRY(const Value value, pointer_get(root, pointer));
  SNAPROLL_CHECK(pointer_remove(root, pointer));
  SNAPROLL_TRY(const Value object, pointer_get(root, parent));
  const std::string name = without(tokens.back().name);
  std::string free = name;
  while (object.find(free).has_value()) free += pad_;
  std::string place = parent;
  append_token(place, free);
  return pointer_set(root, place, value, stored_limits());
}

Result<Value> Content::without(const Value& value) {
  if (!stands_in(value)) return value;
  Places found;
  places(value, found);
  Value made = value;
  for (const Found& one : found.values) {
    Value scalar = scalar_without(one.value);
    if (scalar.same(one.value)) continue;
    if (one.pointer.empty()) return scalar;
    SNAPROLL_CHECK(pointer_set(made, one.pointer, scalar, stored_limits()));
  }
  // From the inside to the outside: a place is named by its outer names.
  for (size_t i = found.names.size(); i-- > 0;)
    SNAPROLL_CHECK(rename(made, found.names[i].pointer));
  return made;
}

}  // namespace snaproll::detail
