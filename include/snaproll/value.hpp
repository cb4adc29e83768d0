// Value: an immutable JSON value.
//
// Cheap to copy (16 bytes and at most one atomic increment). Large arrays,
// objects and strings are persistent trees that share their unchanged parts
// with their predecessors, so an edit costs the path to the place, not the
// value. Values are kept as canonical JSON (rule J5): the same content gives
// the same bytes whatever way it was built.
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

enum class Kind : int32_t {
  kNull = 0,
  kBool = 1,
  kInteger = 2,  ///< Written without a fraction or exponent, up to 300 digits.
  kDouble = 3,
  kText = 4,
  kArray = 5,
  kObject = 6,
};

class Value {
 public:
  /// The JSON value null.
  Value() noexcept : Value("null", 4) {}
  Value(const Value& other) noexcept;
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other) noexcept;
  Value& operator=(Value&& other) noexcept;
  ~Value();

  static Value boolean(bool value) noexcept;
  static Value integer(int64_t value);
  /// RANGE where `value` is not finite.
  static Result<Value> number(double value);
  /// PARSE where `utf8` is not valid UTF-8, LIMIT where it is too long.
  static Result<Value> text(std::string_view utf8, const Limits& limits = {});
  static Value array() noexcept { return {"[]", 2}; }
  static Value object() noexcept { return {"{}", 2}; }

  /// Reads one JSON text by rules J5 to J7. Errors: PARSE (offset told), RANGE
  /// (a number that is no finite double), LIMIT, STOPPED.
  static Result<Value> parse(std::string_view json, const Limits& limits = {},
                             const Cancel* cancel = nullptr);

  /// Texts of fewer bytes are not compared with an old value.
  static constexpr size_t kShareFrom = 256;
  /// Reads `json` as `parse` does; the result shares with `old` what is the
  /// same. Where `json` is canonical, what is the same is compared byte for
  /// byte and only the rest is parsed.
  static Result<Value> parse_over(const Value& old, std::string_view json,
                                  const Limits& limits = {},
                                  const Cancel* cancel = nullptr);

  Kind kind() const noexcept;
  bool is_null() const noexcept { return kind() == Kind::kNull; }
  bool is_array() const noexcept { return kind() == Kind::kArray; }
  bool is_object() const noexcept { return kind() == Kind::kObject; }

  /// TYPE where the value is of another kind.
  Result<bool> as_bool() const;
  /// TYPE where it is no integer, RANGE where it does not fit.
  Result<int64_t> as_int64() const;
  /// Integers read as the nearest double; RANGE where that is not finite.
  Result<double> as_double() const;
  /// The string itself, without quotes and escapes.
  Result<std::string> as_text() const;

  /// Members of an array or object, bytes of a string, else 0. O(1).
  size_t size() const noexcept;
  /// Levels: a scalar and an empty container are 1. O(1).
  uint32_t depth() const noexcept;
  /// Bytes of its canonical JSON. O(1).
  uint64_t json_size() const noexcept;
  /// Bytes allocated for it, parts it shares with others included. O(1).
  uint64_t held_bytes() const noexcept;

  /// Canonical JSON (rule J5).
  std::string to_json() const;
  /// Appends the canonical JSON to `out`; STOPPED leaves `out` as it was.
  Status write(std::string& out, const Cancel* cancel = nullptr) const;

  /// Member of an object; nothing where it is absent or this is no object.
  std::optional<Value> find(std::string_view name) const;
  /// Element of an array, or the value of the i-th member of an object in byte
  /// order of the names; nothing beyond the end. O(log n).
  std::optional<Value> at(size_t index) const;
  /// Name of the i-th member of an object. O(log n).
  std::optional<std::string> name_at(size_t index) const;
  /// Names of all members of an object in byte order. O(n).
  std::vector<std::string> names() const;
  /// The elements of an array. O(n).
  std::vector<Value> elements() const;

  /// Calls `visit(name, value)` for each member in byte order of the names, or
  /// `visit("", value)` for each element, until it returns false.
  void for_each(
      const std::function<bool(std::string_view, const Value&)>& visit) const;

  /// The same canonical bytes. Starts with a pointer compare and skips what
  /// both share.
  bool same(const Value& other) const;
  /// Equal by rule M11: like `same`, but -0.0 equals 0.0.
  bool equal(const Value& other) const;
  /// Equal as RFC 6902 4.6 says: like `same`, but numbers by their value, so
  /// that 1 equals 1.0.
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
