#include "snapshot/content_change.hpp"

#include <utility>
#include <vector>

#include "base/stored_limits.hpp"
#include "patch/array_diff.hpp"
#include "snaproll/pointer.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/unshared.hpp"

namespace snaproll::detail {
namespace {

// Below it all is looked through; it bounds the recursion.
constexpr int kMostDepth = 32;

Result<Value> cleaned(Content& content, const Value& value, const Cleaned& last,
                      int depth);

// One after the other, for each is of no use once one failed.
class Elements {
 public:
  Elements(Content& content, const Cleaned& last, int depth)
      : content_(content), last_(last), depth_(depth), made_(last.after) {}

  Result<Value> run(const Value& array) {
    const Ref before = container_tree(last_.before);
    const Ref after = container_tree(array);
    diff_elements(before.get(), after.get(),
                  {[&](size_t index, const Value& was, const Value& value) {
                     if (status_.ok()) status_ = replace(index, was, value);
                   },
                   [&](size_t index, size_t removed, Value values) {
                     splices_.push_back({index, removed, std::move(values)});
                   },
                   [&] { return status_.ok(); }});
    while (status_.ok() && !splices_.empty()) {
      status_ = splice(splices_.back());
      splices_.pop_back();
    }
    if (!status_.ok()) return status_.error();
    return std::move(made_);
  }

 private:
  struct Splice {
    size_t index;
    size_t removed;
    Value values;
  };

  Status replace(size_t index, const Value& was, const Value& value) {
    const Cleaned last{was, last_.after.at(index).value_or(Value())};
    SNAPROLL_TRY(const Value left, cleaned(content_, value, last, depth_));
    return pointer_set(made_, '/' + std::to_string(index), left,
                       stored_limits());
  }
  // The last ones first, so that the indices of the others hold.
  Status splice(const Splice& one) {
    SNAPROLL_TRY(const Value left, content_.without(one.values));
    return pointer_splice(made_, "", one.index, one.removed, left.elements(),
                          stored_limits());
  }

  Content& content_;
  const Cleaned& last_;
  const int depth_;
  Value made_;
  std::vector<Splice> splices_;
  Status status_;
};

Result<Value> cleaned(Content& content, const Value& value, const Cleaned& last,
                      int depth) {
  if (ValueAccess::identical(value, last.before)) return last.after;
  if (!content.stands_in(value)) return value;
  Result<Value> made = Value();
  if (depth > 0 && value.is_object() && last.before.is_object()) {
    const CleanMember member = [&](const Value& inner, const Cleaned& was) {
      return cleaned(content, inner, was, depth - 1);
    };
    SNAPROLL_TRY(auto left,
                 members_without_since(content, value, last, member));
    if (!left.has_value()) return content.without(value);
    made = *std::move(left);
  } else if (depth > 0 && value.is_array() && last.before.is_array()) {
    made = Elements(content, last, depth - 1).run(value);
  } else {
    return content.without(value);
  }
  if (!made.ok() || !made->same(value)) return made;
  return value;
}

}  // namespace

Result<Value> without_since(Content& content, const Value& value,
                            const Cleaned& last) {
  return cleaned(content, value, last, kMostDepth);
}

Result<std::optional<Value>> members_without_since(const Content& content,
                                                   const Value& object,
                                                   const Cleaned& last,
                                                   const CleanMember& clean) {
  const Ref before = container_tree(last.before);
  const Ref after = container_tree(object);
  Value made = last.after;
  Status status;
  std::string storage;
  const bool done = for_each_change(
      before.get(), after.get(), [&](const Entry* was, const Entry* is) {
        const std::string name(name_of(was != nullptr ? *was : *is, storage));
        if (content.stands_in(name) || content.may_leave(name)) return false;
        if (is == nullptr) {
          member_remove(made, name);
          return true;
        }
        Cleaned known;
        if (was != nullptr)
          known = {entry_value(*was), made.find(name).value_or(Value())};
        auto left = clean(entry_value(*is), known);
        status = left.ok()
                     ? member_set(made, name, *std::move(left), stored_limits())
                     : Status(left.error());
        return status.ok();
      });
  if (!status.ok()) return status.error();
  return done ? std::optional<Value>(std::move(made)) : std::nullopt;
}

}  // namespace snaproll::detail
