// One list of operations with the effect of two.
//
// Of two operations that set or remove the same member, the earlier one makes
// no difference where nothing between them looks at it. Sure of that are only
// pointers without tokens that might be array indices, which move; whatever
// else stands between ends the search.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "patch/operation.hpp"

namespace snaproll::detail {
namespace {

// A token that is `-` or digits names an element, or a member: who knows.
bool names_members_alone(std::string_view pointer) {
  size_t begin = 0;
  while (begin < pointer.size()) {
    const size_t end = std::min(pointer.find('/', begin + 1), pointer.size());
    const std::string_view token = pointer.substr(begin + 1, end - begin - 1);
    const bool digits =
        !token.empty() &&
        token.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits || token == "-") return false;
    begin = end;
  }
  return !pointer.empty();
}

bool writes_member(const PatchOperation& operation) {
  const bool writes = operation.kind == PatchKind::kAdd ||
                      operation.kind == PatchKind::kReplace ||
                      operation.kind == PatchKind::kRemove;
  return writes && names_members_alone(operation.pointer);
}

class Composer {
 public:
  void add(const PatchOperation& operation) {
    if (!writes_member(operation)) {
      look_at(operation.pointer);
      look_at(operation.from);
      out_.push_back(operation);
      live_.push_back(true);
      return;
    }
    forget_above(operation.pointer);
    drop_below(operation.pointer);
    const auto found = last_.find(operation.pointer);
    if (found != last_.end() && merge(found->second, operation)) return;
    last_[operation.pointer] = out_.size();
    out_.push_back(operation);
    live_.push_back(true);
  }

  Operations take() {
    Operations kept;
    for (size_t i = 0; i < out_.size(); ++i)
      if (live_[i]) kept.push_back(std::move(out_[i]));
    return kept;
  }

 private:
  // Merges `later` into the earlier operation at `index` on the same member.
  bool merge(size_t index, const PatchOperation& later) {
    PatchOperation& earlier = out_[index];
    const bool removed = earlier.kind == PatchKind::kRemove;
    if (removed) {
      if (later.kind != PatchKind::kAdd) return false;  // it will fail
      earlier.kind = PatchKind::kReplace;
    } else if (later.kind == PatchKind::kRemove) {
      // Whether the member was there before an add is not known.
      if (earlier.kind == PatchKind::kAdd) return false;
      earlier.kind = PatchKind::kRemove;
    }
    earlier.value = later.value;
    earlier.after = later.after;
    return true;
  }

  // `pointer` is read, or changed in a way that needs what stands there.
  void look_at(const std::string& pointer) {
    if (pointer.empty()) return;
    last_.erase(pointer);
    forget_above(pointer);
    for (auto it = below(pointer); is_below(it, pointer);) it = last_.erase(it);
  }

  // What stands above needs to be there for what is done below it.
  void forget_above(const std::string& pointer) {
    for (size_t end = pointer.rfind('/'); end != 0 && end != std::string::npos;
         end = pointer.rfind('/', end - 1)) {
      last_.erase(pointer.substr(0, end));
    }
  }

  // Whoever writes the whole overwrites what was written in it.
  void drop_below(const std::string& pointer) {
    for (auto it = below(pointer); is_below(it, pointer);) {
      live_[it->second] = false;
      it = last_.erase(it);
    }
  }

  using Last = std::map<std::string, size_t>;
  Last::iterator below(const std::string& pointer) {
    return last_.lower_bound(pointer + '/');
  }
  bool is_below(Last::iterator it, const std::string& pointer) const {
    return it != last_.end() && it->first.size() > pointer.size() &&
           it->first.compare(0, pointer.size(), pointer) == 0 &&
           it->first[pointer.size()] == '/';
  }

  Operations out_;
  std::vector<bool> live_;
  Last last_;  // pointer -> the index of its last write
};

}  // namespace

Operations composed(const std::vector<Operations>& all) {
  Composer composer;
  for (const Operations& operations : all)
    for (const PatchOperation& operation : operations) composer.add(operation);
  return composer.take();
}

Operations composed(const Operations& first, const Operations& later) {
  return composed(std::vector<Operations>{first, later});
}

}  // namespace snaproll::detail
