#include "snapshot/form.hpp"

#include <charconv>
#include <limits>

#include "value/tokens.hpp"

namespace snaproll::detail {
namespace {

Limits no_text_limit() {
  Limits limits;
  limits.text_bytes = std::numeric_limits<uint64_t>::max();
  return limits;
}

Error wrong_type(const char* expected, std::string pointer) {
  return Error(Code::kType, std::string("expected ") + expected)
      .at_pointer(std::move(pointer));
}

Result<uint64_t> read_count(const Value& value, uint64_t max,
                            std::string pointer) {
  if (value.kind() != Kind::kInteger)
    return wrong_type("an integer", std::move(pointer));
  const std::string digits = value.to_json();
  uint64_t count = 0;
  const auto read =
      std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() ||
      count > max) {
    return Error(Code::kRange,
                 "expected an integer of 0 to " + std::to_string(max))
        .at_pointer(std::move(pointer));
  }
  return count;
}

Result<std::string> read_text(const Value& value, std::string pointer) {
  if (value.kind() != Kind::kText)
    return wrong_type("a string", std::move(pointer));
  return value.as_text();
}

// The offset of a parser inside of a member's text says nothing of the form.
Error in_member(Error error, std::string pointer) {
  error.offset = Error::kNoOffset;
  error.pointer = std::move(pointer);
  return error;
}

Result<Time> read_time(const Value& value, std::string pointer) {
  SNAPROLL_TRY(const std::string text, read_text(value, pointer));
  auto time = parse_time(text);
  if (!time.ok()) return in_member(std::move(time).error(), std::move(pointer));
  return time;
}

Result<Id> read_id(const Value& value, std::string pointer) {
  SNAPROLL_TRY(const std::string text, read_text(value, pointer));
  auto id = Id::parse(text);
  if (!id.ok()) return in_member(std::move(id).error(), std::move(pointer));
  return id;
}

}  // namespace

Error below(std::string_view prefix, Error error) {
  error.pointer.insert(0, prefix);
  return error;
}

std::string pointer_token(std::string_view token) {
  std::string out;
  append_token(out, token);
  return out;
}

Status check_member_depth(const Value& object, std::string_view pointer,
                          const Limits& limits) {
  if (object.depth() <= limits.depth || object.depth() - 1 <= limits.depth)
    return {};
  Error error(Code::kLimit, "a value of more than " +
                                std::to_string(limits.depth) + " levels");
  error.pointer = pointer;
  object.for_each([&](std::string_view name, const Value& value) {
    if (value.depth() <= limits.depth) return true;
    error.pointer += pointer_token(name);
    return false;
  });
  return error;
}

Result<Form> Form::of(Value value, std::string pointer) {
  if (!value.is_object()) return wrong_type("an object", std::move(pointer));
  return Form(std::move(value), std::move(pointer));
}

std::string Form::place(std::string_view name) const {
  return pointer_ + pointer_token(name);
}

std::optional<Value> Form::optional(std::string_view name) const {
  auto found = object_.find(name);
  if (found.has_value() && found->is_null()) found.reset();
  return found;
}

Result<Value> Form::required(std::string_view name) const {
  auto found = object_.find(name);
  if (!found.has_value()) {
    return Error(Code::kNotFound,
                 "the member \"" + std::string(name) + "\" is missing")
        .at_pointer(place(name));
  }
  return *std::move(found);
}

Result<Value> Form::object(std::string_view name) const {
  SNAPROLL_TRY(Value value, required(name));
  if (!value.is_object()) return wrong_type("an object", place(name));
  return value;
}

Result<Value> Form::object_or_empty(std::string_view name) const {
  return has(name) ? object(name) : Result<Value>(Value::object());
}

Result<std::string> Form::text(std::string_view name) const {
  SNAPROLL_TRY(const Value value, required(name));
  return read_text(value, place(name));
}

Result<std::optional<std::string>> Form::optional_text(
    std::string_view name) const {
  std::optional<std::string> text;
  if (const auto value = optional(name)) {
    SNAPROLL_TRY(text, read_text(*value, place(name)));
  }
  return text;
}

Result<bool> Form::boolean(std::string_view name) const {
  SNAPROLL_TRY(const Value value, required(name));
  if (value.kind() != Kind::kBool) return wrong_type("a boolean", place(name));
  return value.as_bool();
}

Result<uint64_t> Form::count(std::string_view name, uint64_t max) const {
  SNAPROLL_TRY(const Value value, required(name));
  return read_count(value, max, place(name));
}

Result<std::optional<uint64_t>> Form::optional_count(std::string_view name,
                                                     uint64_t max) const {
  std::optional<uint64_t> count;
  if (const auto value = optional(name)) {
    SNAPROLL_TRY(count, read_count(*value, max, place(name)));
  }
  return count;
}

Result<Time> Form::time(std::string_view name) const {
  SNAPROLL_TRY(const Value value, required(name));
  return read_time(value, place(name));
}

Result<Time> Form::optional_time(std::string_view name) const {
  const auto value = optional(name);
  if (!value.has_value()) return kNoTime;
  SNAPROLL_TRY(const Time time, read_time(*value, place(name)));
  if (time == kNoTime) {
    return Error(Code::kRange, "this time stands for an absent one")
        .at_pointer(place(name));
  }
  return time;
}

Result<Id> Form::id(std::string_view name) const {
  SNAPROLL_TRY(const Value value, required(name));
  return read_id(value, place(name));
}

Result<std::optional<Id>> Form::optional_id(std::string_view name) const {
  std::optional<Id> id;
  if (const auto value = optional(name)) {
    SNAPROLL_TRY(id, read_id(*value, place(name)));
  }
  return id;
}

Status write_text(std::string& out, std::string_view utf8) {
  static const Limits limits = no_text_limit();
  SNAPROLL_TRY(const Value value, Value::text(utf8, limits));
  return value.write(out);
}

void FormWriter::begin(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void FormWriter::raw(std::string_view name, std::string_view json) {
  begin(name);
  out_ += json;
}

Status FormWriter::text(std::string_view name, std::string_view text) {
  begin(name);
  auto written = write_text(out_, text);
  if (!written.ok()) written.error().pointer = pointer_token(name);
  return written;
}

Status FormWriter::optional_text(std::string_view name,
                                 const std::optional<std::string>& text) {
  if (text.has_value()) return this->text(name, *text);
  null(name);
  return {};
}

Status FormWriter::value(std::string_view name, const Value& value,
                         const Cancel* cancel) {
  begin(name);
  return value.write(out_, cancel);
}

void FormWriter::time(std::string_view name, Time time) {
  raw(name, '"' + time_text(time) + '"');
}

void FormWriter::optional_time(std::string_view name, Time time) {
  if (time == kNoTime) {
    null(name);
  } else {
    this->time(name, time);
  }
}

void FormWriter::optional_time(std::string_view name,
                               const std::optional<Time>& time) {
  if (time.has_value()) {
    this->time(name, *time);
  } else {
    null(name);
  }
}

void FormWriter::id(std::string_view name, const std::optional<Id>& id) {
  raw(name, id.has_value() ? '"' + id->text() + '"' : "null");
}

void FormWriter::boolean(std::string_view name, bool value) {
  raw(name, value ? "true" : "false");
}

void FormWriter::count(std::string_view name, uint64_t value) {
  raw(name, std::to_string(value));
}

}  // namespace snaproll::detail
