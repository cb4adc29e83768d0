// Reading and writing the JSON forms of rule J1: objects with known members in
// a known order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "snaproll/id.hpp"
#include "snaproll/time.hpp"
#include "snaproll/value.hpp"

namespace snaproll::detail {

// `error` with `prefix` before its pointer.
Error below(std::string_view prefix, Error error);

// `token` as JSON Pointer writes it, with its slash.
std::string pointer_token(std::string_view token);

// LIMIT with the pointer of the first member of `object`, which stands at
// `pointer`, that has more than limits.depth levels (rule J6).
Status check_member_depth(const Value& object, std::string_view pointer,
                          const Limits& limits);

// The members of one object of a form. Errors carry the pointer of the member:
// NOT_FOUND where it is missing, TYPE where it is of another type. Optional
// members may be missing or null.
class Form {
 public:
  // `pointer` is where the object stands. TYPE where it is no object.
  static Result<Form> of(Value value, std::string pointer);

  std::optional<Value> optional(std::string_view name) const;
  Result<Value> required(std::string_view name) const;
  Result<Value> object(std::string_view name) const;
  // An empty object where it is missing; null is an error.
  Result<Value> object_or_empty(std::string_view name) const;
  Result<std::string> text(std::string_view name) const;
  Result<std::optional<std::string>> optional_text(std::string_view name) const;
  Result<bool> boolean(std::string_view name) const;
  // Integers of 0 to `max`, beyond them RANGE.
  Result<uint64_t> count(std::string_view name, uint64_t max) const;
  Result<std::optional<uint64_t>> optional_count(std::string_view name,
                                                 uint64_t max) const;
  Result<Time> time(std::string_view name) const;
  Result<Time> optional_time(std::string_view name) const;  // kNoTime = absent
  Result<Id> id(std::string_view name) const;
  Result<std::optional<Id>> optional_id(std::string_view name) const;

  bool has(std::string_view name) const {
    return object_.find(name).has_value();
  }
  // The pointer of a member.
  std::string place(std::string_view name) const;

 private:
  Form(Value object, std::string pointer)
      : object_(std::move(object)), pointer_(std::move(pointer)) {}

  Value object_;
  std::string pointer_;
};

// Writes the members of one object in the order of the calls. Texts that are
// not UTF-8 are PARSE, with the pointer of the member.
class FormWriter {
 public:
  explicit FormWriter(std::string& out) : out_(out) { out_ += '{'; }

  Status text(std::string_view name, std::string_view text);
  Status optional_text(std::string_view name,
                       const std::optional<std::string>& text);
  Status value(std::string_view name, const Value& value,
               const Cancel* cancel = nullptr);
  void time(std::string_view name, Time time);
  void optional_time(std::string_view name, Time time);  // kNoTime = absent
  void optional_time(std::string_view name, const std::optional<Time>& time);
  void id(std::string_view name, const std::optional<Id>& id);
  void boolean(std::string_view name, bool value);
  void count(std::string_view name, uint64_t value);
  void null(std::string_view name) { raw(name, "null"); }
  // A member whose value the caller writes to the same string next.
  void begin(std::string_view name);
  void end() { out_ += '}'; }

 private:
  void raw(std::string_view name, std::string_view json);

  std::string& out_;
  bool first_ = true;
};

// Appends a JSON string. PARSE where `utf8` is not valid.
Status write_text(std::string& out, std::string_view utf8);

}  // namespace snaproll::detail
