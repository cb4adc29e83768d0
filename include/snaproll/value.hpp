// Value: an immutable JSON value.
//
// Cheap to copy: 16 bytes and at most one atomic increment. A scalar of at most
// 15 bytes of canonical JSON (a string of at most 13), and an empty or tiny
// container, stand in these bytes; larger ones are one node each. Large arrays,
// objects and strings are persistent trees that share their unchanged parts
// with their predecessors, so an edit costs the path to the place, not the
// value (pointer.hpp). Values are kept as canonical JSON (rule J5): the same
// content gives the same bytes whatever way it was built.
//
// The last copy that goes frees what it holds, at most 1,000 nodes at once;
// what is left goes with later calls that free something.
//
// Thread word: immutable - share freely.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/cancel.hpp"
#include "snaproll/limits.hpp"
#include "snaproll/result.hpp"

namespace snaproll {

namespace detail {
struct Node;
struct ValueAccess;
}  // namespace detail

/// Kinds of values, by the numbers of enum snaproll_kind. Since 0.1
enum class Kind : int32_t {
  kNull = 0,
  kBool = 1,
  kInteger = 2,  ///< Written without a fraction or exponent, up to 300 digits.
  kDouble = 3,
  kText = 4,
  kArray = 5,
  kObject = 6,
};

/// A JSON value. Since 0.1
class Value {
 public:
  /// The JSON value null. Allocates nothing.
  Value() noexcept : Value("null", 4) {}
  Value(const Value& other) noexcept;
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other) noexcept;
  Value& operator=(Value&& other) noexcept;
  ~Value();

  /// true or false. Allocates nothing.
  static Value boolean(bool value) noexcept;
  /// An integer. Allocates nothing up to 15 characters, else a node.
  static Value integer(int64_t value);
  /// A double. RANGE where `value` is not finite.
  static Result<Value> number(double value);
  /// A string, given without quotes. PARSE with offset where `utf8` is not
  /// valid UTF-8, LIMIT where it is too long. O(bytes). Allocates nothing up to
  /// 13 bytes of canonical text, above 4 KiB a node for each KiB, else one.
  static Result<Value> text(std::string_view utf8, const Limits& limits = {});
  /// An empty array. Allocates nothing.
  static Value array() noexcept { return {"[]", 2}; }
  /// An empty object. Allocates nothing.
  static Value object() noexcept { return {"{}", 2}; }

  /// Reads one JSON text by rules J5 to J7. O(bytes), and a sort where the
  /// members of an object are in no order. Errors: PARSE with offset, RANGE (a
  /// number that is no finite double), LIMIT, STOPPED.
  static Result<Value> parse(std::string_view json, const Limits& limits = {},
                             const Cancel* cancel = nullptr);

  /// Texts of fewer bytes are not compared with an old value.
  static constexpr size_t kShareFrom = 256;
  /// Reads `json` as `parse` does; the result shares with `old` what is the
  /// same. Where `json` is canonical, what is the same is compared byte for
  /// byte and only the rest is parsed. Errors: those of `parse`.
  static Result<Value> parse_over(const Value& old, std::string_view json,
                                  const Limits& limits = {},
                                  const Cancel* cancel = nullptr);

  /// Its kind.
  Kind kind() const noexcept;
  /// Whether it is null.
  bool is_null() const noexcept { return kind() == Kind::kNull; }
  /// Whether it is an array.
  bool is_array() const noexcept { return kind() == Kind::kArray; }
  /// Whether it is an object.
  bool is_object() const noexcept { return kind() == Kind::kObject; }

  /// The boolean. TYPE where it is of another kind. Allocates nothing.
  Result<bool> as_bool() const;
  /// The integer. TYPE where it is no integer, RANGE where it does not fit.
  /// Allocates nothing.
  Result<int64_t> as_int64() const;
  /// The number; integers read as the nearest double. TYPE where it is none,
  /// RANGE where that is not finite. Allocates nothing.
  Result<double> as_double() const;
  /// The string itself, without quotes and escapes. TYPE where it is none. One
  /// allocation, O(bytes).
  Result<std::string> as_text() const;

  /// Members of an array or object, bytes of a string, else 0. O(1).
  size_t size() const noexcept;
  /// Levels: a scalar and an empty container are 1. O(1).
  uint32_t depth() const noexcept;
  /// Bytes of its canonical JSON. O(1).
  uint64_t json_size() const noexcept;
  /// Bytes allocated for it, parts it shares with others included. O(1).
  uint64_t held_bytes() const noexcept;

  /// Canonical JSON (rule J5). One allocation, O(bytes).
  std::string to_json() const;
  /// Appends the canonical JSON to `out`, which grows once; STOPPED leaves
  /// `out` as it was. O(bytes).
  Status write(std::string& out, const Cancel* cancel = nullptr) const;

  /// Member of an object; nothing where it is absent or this is no object.
  /// O(log n). Allocates a node for a value of 16 to 64 bytes, else nothing:
  /// larger ones are shared.
  std::optional<Value> find(std::string_view name) const;
  /// Element of an array, or the value of the i-th member of an object in byte
  /// order of the names; nothing beyond the end. O(log n). Allocates as `find`.
  std::optional<Value> at(size_t index) const;
  /// Name of the i-th member of an object; nothing beyond the end. O(log n).
  std::optional<std::string> name_at(size_t index) const;
  /// Names of all members of an object in byte order; none of another kind.
  /// O(n), an allocation for each name that is longer than a std::string holds.
  std::vector<std::string> names() const;
  /// The elements of an array; none of another kind. O(n).
  std::vector<Value> elements() const;

  /// Calls `visit(name, value)` for each member in byte order of the names, or
  /// `visit("", value)` for each element, until it returns false. O(n); what it
  /// is given lives as long as the call. What `visit` throws goes on.
  void for_each(
      const std::function<bool(std::string_view, const Value&)>& visit) const;

  /// The same canonical bytes. Starts with a pointer compare and skips what
  /// both share. O(what they do not share).
  bool same(const Value& other) const;
  /// Equal by rule M11: like `same`, but -0.0 equals 0.0. O(what they do not
  /// share).
  bool equal(const Value& other) const;
  /// Equal as RFC 6902 4.6 says: like `same`, but numbers by their value, so
  /// that 1 equals 1.0. O(what they do not share).
  bool equivalent(const Value& other) const;

 private:
  friend struct detail::ValueAccess;
  static constexpr unsigned char kNodeTag = 0xff;

  Value(const char* text, unsigned char size) noexcept;
  explicit Value(detail::Node* owned) noexcept;

  // Up to 15 bytes of canonical text with their length in the last byte, or a
  // pointer to a node with kNodeTag there.
  alignas(8) unsigned char bytes_[16];
};

inline bool operator==(const Value& a, const Value& b) { return a.same(b); }
inline bool operator!=(const Value& a, const Value& b) { return !a.same(b); }

}  // namespace snaproll
