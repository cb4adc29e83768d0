// What changed between two values.
//
// Containers that stand on both sides are walked from the outside to the
// inside, by a stack of tasks; the operations of each are made in reverse, and
// all are reversed at the end. So what changed inside of an element comes
// before the elements of its array move, and every index is that of the value
// before.
#include <algorithm>
#include <unordered_map>

#include "patch/array_diff.hpp"
#include "patch/operation.hpp"
#include "patch/text_diff.hpp"
#include "value/access.hpp"
#include "value/tokens.hpp"
#include "value/unshared.hpp"

namespace snaproll::detail {
namespace {

// What an operation takes in the compact form, beside its pointer and value.
constexpr uint64_t kOperationBytes = 12;
// A container is replaced as a whole where more operations than this would
// take more bytes.
constexpr size_t kManyOperations = 16;
constexpr uint64_t kShortText = 32;
// A value below this is not worth a copy from elsewhere.
constexpr uint64_t kCopyFrom = 64;

uint64_t cost_of(const PatchOperation& operation) {
  const bool value = operation.kind != PatchKind::kRemove;
  return operation.pointer.size() + kOperationBytes +
         (value ? operation.value.json_size() : 0);
}

// Whether a change inside of a value may be shorter to tell than the value.
bool has_inside(const Value& value) {
  if (value.kind() == Kind::kText) return value.json_size() >= kShortText;
  return (value.is_array() || value.is_object()) && value.size() > 0;
}

class Differ {
 public:
  explicit Differ(const Cancel* cancel) : cancel_(cancel) {}

  Result<Operations> run(const Value& before, const Value& after) {
    stopped_ = cancel_ != nullptr && cancel_->triggered();
    compare({}, before, after);
    return rest();
  }

  Result<Operations> run(const std::vector<Changed>& members) {
    for (const Changed& member : members)
      compare(member.pointer, *member.before, *member.after);
    return rest();
  }

 private:
  Result<Operations> rest() {
    while (!tasks_.empty() && !stopped_) {
      const Task task = std::move(tasks_.back());
      tasks_.pop_back();
      if (task.ends) {
        replace_if_shorter(task);
      } else {
        open(task);
      }
    }
    if (stopped_) return Error(Code::kStopped, "stopped while comparing");
    std::reverse(operations_.begin(), operations_.end());
    copy_moved();
    return std::move(operations_);
  }

  struct Task {
    std::string pointer;
    Value before;
    Value after;
    bool ends = false;
    size_t first = 0;  // its first operation
  };

  bool go_on() {
    constexpr size_t kLooks = 256;
    if (cancel_ != nullptr && ++looks_ % kLooks == 0 && cancel_->triggered())
      stopped_ = true;
    return !stopped_;
  }

  PatchOperation& make(PatchKind kind, std::string pointer) {
    PatchOperation& operation = operations_.emplace_back();
    operation.kind = kind;
    operation.pointer = std::move(pointer);
    return operation;
  }

  void replace(std::string pointer, const Value& before, const Value& after) {
    PatchOperation& made = make(PatchKind::kReplace, std::move(pointer));
    made.value = after;
    made.before = before;
    made.after = after;
  }

  // Two values that stand at one place. Those with an inside wait for their
  // turn.
  void compare(std::string pointer, const Value& before, const Value& after) {
    const Kind kind = after.kind();
    if (before.kind() == kind && has_inside(before) && has_inside(after)) {
      if (ValueAccess::has_node(before) && ValueAccess::has_node(after) &&
          ValueAccess::node(before) == ValueAccess::node(after)) {
        return;
      }
      tasks_.push_back({std::move(pointer), before, after});
    } else if (!before.same(after)) {
      replace(std::move(pointer), before, after);
    }
  }

  void open(const Task& task) {
    if (task.after.kind() == Kind::kText) {
      if (!splice_text(task.pointer, task.before, task.after, operations_))
        replace(task.pointer, task.before, task.after);
      return;
    }
    const size_t first = operations_.size();
    if (task.before.size() + task.after.size() > kManyOperations) {
      Task end = task;
      end.ends = true;
      end.first = first;
      tasks_.push_back(std::move(end));
    }
    const Ref left = container_tree(task.before);
    const Ref right = container_tree(task.after);
    if (task.after.is_object()) {
      compare_members(task.pointer, left.get(), right.get());
      std::reverse(operations_.begin() + static_cast<std::ptrdiff_t>(first),
                   operations_.end());
    } else {
      compare_elements(task, left.get(), right.get());
    }
  }

  void compare_members(const std::string& parent, const Node* left,
                       const Node* right) {
    std::string storage;
    const auto visit = [&](const Entry* before, const Entry* after) {
      const std::string_view name =
          name_of(before != nullptr ? *before : *after, storage);
      std::string pointer;
      pointer.reserve(parent.size() + name.size() + 1);
      pointer += parent;
      append_token(pointer, name);
      if (before == nullptr) {
        PatchOperation& made = make(PatchKind::kAdd, std::move(pointer));
        made.value = entry_value(*after);
        made.after = made.value;
      } else if (after == nullptr) {
        make(PatchKind::kRemove, std::move(pointer)).before =
            entry_value(*before);
      } else {
        compare(std::move(pointer), entry_value(*before), entry_value(*after));
      }
      return go_on();
    };
    for_each_change(left, right, visit);
  }

  void compare_elements(const Task& task, const Node* left, const Node* right) {
    ElementChanges changes;
    changes.replaced = [&](size_t index, const Value& before,
                           const Value& after) {
      std::string pointer = task.pointer;
      append_token(pointer, std::to_string(index));
      compare(std::move(pointer), before, after);
    };
    changes.spliced = [&](size_t index, size_t removed, Value values) {
      const bool appends = removed == 0 && index == task.before.size();
      PatchOperation& made =
          make(appends ? PatchKind::kAppend : PatchKind::kSplice, task.pointer);
      made.value = std::move(values);
      made.at = index;
      made.removed = removed;
      made.before = task.before;
      made.after = task.after;
    };
    changes.go_on = [&] { return go_on(); };
    diff_elements(left, right, changes);
  }

  // All operations on a container have been made: one that replaces it may be
  // shorter. The outermost one, and the parts of a state, stay in pieces.
  void replace_if_shorter(const Task& task) {
    if (operations_.size() - task.first <= kManyOperations) return;
    if (std::count(task.pointer.begin(), task.pointer.end(), '/') < 2) return;
    uint64_t cost = 0;
    for (size_t i = task.first; i < operations_.size(); ++i)
      cost += cost_of(operations_[i]);
    if (cost <= task.after.json_size()) return;
    operations_.resize(task.first);
    replace(task.pointer, task.before, task.after);
  }

  // What left its place, by its node.
  using Gone = std::unordered_map<const Node*, std::string>;

  // Where the value of an operation that adds it stood before, or null.
  static const std::string* moved_from(const PatchOperation& operation,
                                       const Gone& gone) {
    if (operation.kind != PatchKind::kAdd ||
        !ValueAccess::has_node(operation.value) ||
        operation.value.json_size() < kCopyFrom) {
      return nullptr;
    }
    const auto found = gone.find(ValueAccess::node(operation.value));
    return found != gone.end() ? &found->second : nullptr;
  }

  // A member that is new but stood elsewhere before is copied from there, as
  // the first thing that is done.
  void copy_moved() {
    const bool adds = std::any_of(operations_.begin(), operations_.end(),
                                  [](const PatchOperation& operation) {
                                    return operation.kind == PatchKind::kAdd;
                                  });
    if (!adds) return;
    Gone gone;
    for (const PatchOperation& operation : operations_) {
      const bool leaves = operation.kind == PatchKind::kRemove ||
                          operation.kind == PatchKind::kReplace;
      if (leaves && ValueAccess::has_node(*operation.before))
        gone.emplace(ValueAccess::node(*operation.before), operation.pointer);
    }
    Operations others;
    Operations ordered;  // the copies first
    ordered.reserve(operations_.size());
    for (PatchOperation& operation : operations_) {
      const std::string* from = moved_from(operation, gone);
      if (from != nullptr) {
        operation.from = *from;
        operation.kind = PatchKind::kCopy;
      }
      (from != nullptr ? ordered : others).push_back(std::move(operation));
    }
    for (PatchOperation& operation : others)
      ordered.push_back(std::move(operation));
    operations_ = std::move(ordered);
  }

  const Cancel* cancel_;
  size_t looks_ = 0;
  bool stopped_ = false;
  std::vector<Task> tasks_;
  Operations operations_;
};

}  // namespace

Result<Operations> diff_values(const Value& before, const Value& after,
                               const Cancel* cancel) {
  return Differ(cancel).run(before, after);
}

Operations diff_members(const std::vector<Changed>& members) {
  return *Differ(nullptr).run(members);  // nothing stops it
}

}  // namespace snaproll::detail
