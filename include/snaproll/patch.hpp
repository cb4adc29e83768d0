// Patch: what changed between two values, or what shall change.
//
// Made by `diff`, or read from a JSON Patch (RFC 6902) or from the compact form
// that holds new values alone. It applies as a whole or not at all.
//
// Cost: a diff of values of which one came of the other follows what changed;
// applying is O(operations x depth).
//
// Thread word: immutable - share freely.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/cancel.hpp"
#include "snaproll/limits.hpp"
#include "snaproll/value.hpp"

namespace snaproll {

namespace detail {
struct PatchAccess;
}  // namespace detail

/// What an operation does. Since 0.1
enum class PatchKind : int32_t {
  kAdd = 0,  ///< Sets a member, or inserts an element before the one named.
  kRemove = 1,
  kReplace = 2,
  kMove = 3,
  kCopy = 4,
  kTest = 5,
  kAppend = 6,  ///< To the array or string that the pointer names.
  kSplice = 7,  ///< In the array or string that the pointer names.
};

/// One operation of a patch. Since 0.1
struct PatchOperation {
  PatchKind kind = PatchKind::kAdd;
  std::string pointer;
  std::string from;  ///< Of kMove and kCopy.
  /// Of kAdd, kReplace and kTest; of kAppend and kSplice what is put in: an
  /// array of elements, or a text.
  Value value;
  size_t at = 0;       ///< Of kSplice: element of an array, byte of a string.
  size_t removed = 0;  ///< Of kSplice: elements or bytes that leave.
  /// What stood there, and what stands there after all: known to `diff` alone.
  std::optional<Value> before;
  std::optional<Value> after;
};

/// Operations that turn one value into another. Copies share them. Since 0.1
class Patch {
 public:
  /// No change.
  Patch();

  /// What turns `before` into `after`: applied to `before` it gives the same as
  /// `after`. Pointers begin at the values. O(changes) where one came of the
  /// other. Errors: STOPPED.
  static Result<Patch> diff(const Value& before, const Value& after,
                            const Cancel* cancel = nullptr);
  /// Reads a JSON Patch (RFC 6902) or the compact form. O(bytes). Errors: PARSE
  /// with offset, RANGE, LIMIT (of the text), and INVALID_ARGUMENT, TYPE,
  /// NOT_FOUND, RANGE with a pointer into it; PARSE where an operation's
  /// pointer is none.
  static Result<Patch> from_json(std::string_view json,
                                 const Limits& limits = {});

  /// Number of operations.
  size_t size() const noexcept { return operations_->size(); }
  /// Whether there are none.
  bool empty() const noexcept { return operations_->empty(); }
  /// The operations, in the order in which they are done; they live as long as
  /// this.
  const std::vector<PatchOperation>& operations() const noexcept {
    return *operations_;
  }

  /// `value` with all operations done, in their order: O(operations x path x
  /// log n). On an error none is done; its message names the index of the
  /// operation that failed, its pointer the place. Errors: TEST_FAILED,
  /// NOT_FOUND, TYPE, RANGE, LIMIT (also where the value grows above
  /// `state_bytes`), INVALID_ARGUMENT (a move into itself).
  Result<Value> apply(const Value& value, const Limits& limits = {}) const;

  /// One patch with the effect of this one and then `next`. What `next`
  /// overwrites is left out where that is sure to make no difference.
  /// O(operations of both x log).
  Patch compose(const Patch& next) const;
  /// What takes this patch back from what it makes of `before`: it is applied,
  /// then the values are compared. Errors: those of `apply`.
  Result<Patch> invert(const Value& before, const Limits& limits = {}) const;

  /// A JSON Patch by RFC 6902. FORMAT with pointer where it was read from a
  /// compact form with changes within strings, which RFC 6902 has not: diff the
  /// values.
  Result<std::string> to_json() const;
  /// The compact form: an array of arrays, one an operation. `["add", pointer,
  /// value]`, `["set", pointer, value]`, `["remove", pointer]`, `["append",
  /// pointer, values or text]`, `["splice", pointer, at, removed, values or
  /// text]`, `["copy", pointer, from]`, `["move", pointer, from]`, `["test",
  /// pointer, value]`.
  std::string to_compact() const;
  /// A line an operation, for people: what was, what is. Long values are cut.
  std::string to_text() const;

 private:
  friend struct detail::PatchAccess;
  explicit Patch(std::vector<PatchOperation> operations);
  std::shared_ptr<const std::vector<PatchOperation>> operations_;
};

}  // namespace snaproll
