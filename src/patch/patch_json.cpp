// The written forms of a patch: RFC 6902 and the compact form.
#include <string>
#include <utility>

#include "patch/operation.hpp"
#include "patch/words.hpp"
#include "value/text.hpp"
#include "value/tokens.hpp"

namespace snaproll {
namespace {

using detail::has_from;
using detail::has_value;
using detail::is_inside;
using detail::kind_of;
using detail::word_of;

// Writing.

void write_text(std::string& out, std::string_view utf8) {
  out += '"';
  detail::append_escaped(out, utf8);
  out += '"';
}

void write_value(std::string& out, const Value& value) {
  (void)value.write(out);  // without a Cancel it can not fail
}

// One operation of RFC 6902.
void write_rfc(std::string& out, PatchKind kind, const std::string& pointer,
               const std::string& from, const Value* value) {
  if (out.size() > 1) out += ',';
  out += "{\"op\":\"";
  out += word_of(kind, false);
  out += '"';
  if (has_from(kind)) {
    out += ",\"from\":";
    write_text(out, from);
  }
  out += ",\"path\":";
  write_text(out, pointer);
  if (has_value(kind)) {
    out += ",\"value\":";
    write_value(out, *value);
  }
  out += '}';
}

// Elements are replaced, then removed, then added, one by one.
void write_elements(std::string& out, const PatchOperation& operation) {
  size_t at = operation.at;
  size_t removed = operation.removed;
  const auto place = [&] {
    return operation.pointer + '/' + std::to_string(at);
  };
  operation.value.for_each([&](std::string_view, const Value& value) {
    const bool appends = operation.kind == PatchKind::kAppend;
    const PatchKind kind = removed > 0 ? PatchKind::kReplace : PatchKind::kAdd;
    write_rfc(out, kind, appends ? operation.pointer + "/-" : place(), {},
              &value);
    if (removed > 0) --removed;
    ++at;
    return true;
  });
  for (; removed > 0; --removed)
    write_rfc(out, PatchKind::kRemove, place(), {}, nullptr);
}

void write_compact(std::string& out, const PatchOperation& operation) {
  out += "[\"";
  out += word_of(operation.kind, true);
  out += "\",";
  write_text(out, operation.pointer);
  if (has_from(operation.kind)) {
    out += ',';
    write_text(out, operation.from);
  }
  if (operation.kind == PatchKind::kSplice) {
    out += ',' + std::to_string(operation.at) + ',' +
           std::to_string(operation.removed);
  }
  if (has_value(operation.kind)) {
    out += ',';
    write_value(out, operation.value);
  }
  out += ']';
}

// Reading.

Error at(std::string pointer, Code code, std::string message) {
  return Error(code, std::move(message)).at_pointer(std::move(pointer));
}

Result<std::string> read_text(const Value& value, const std::string& place) {
  auto text = value.as_text();
  if (!text.ok()) return at(place, Code::kType, "expected a string");
  return text;
}

Result<std::string> read_pointer(const Value& value, const std::string& place) {
  SNAPROLL_TRY(std::string pointer, read_text(value, place));
  auto tokens = detail::split_pointer(pointer);
  if (!tokens.ok()) return std::move(tokens).error().at_pointer(place);
  return pointer;
}

Result<size_t> read_count(const Value& value, const std::string& place) {
  const auto number = value.as_int64();
  if (value.kind() != Kind::kInteger)
    return at(place, Code::kType, "expected an integer");
  if (!number.ok() || *number < 0)
    return at(place, Code::kRange, "expected an integer that is not negative");
  return static_cast<size_t>(*number);
}

// Reads the parts of one operation, which stands at `place`. `part(name, i)`
// gives a part of the form.
class OperationReader {
 public:
  OperationReader(Value form, std::string place)
      : form_(std::move(form)), place_(std::move(place)) {}

  Result<PatchOperation> read() {
    const bool compact = form_.is_array();
    if (!compact && !form_.is_object())
      return at(place_, Code::kType, "expected an object or an array");
    SNAPROLL_TRY(const Value op, part("op"));
    SNAPROLL_TRY(const std::string name, read_text(op, last_));
    const auto kind = kind_of(name, compact);
    if (!kind.has_value()) {
      return at(last_, Code::kInvalidArgument, "no operation of that name");
    }
    PatchOperation operation;
    operation.kind = *kind;
    SNAPROLL_TRY(const Value pointer, part("path"));
    SNAPROLL_TRY(operation.pointer, read_pointer(pointer, last_));
    if (has_from(*kind)) {
      SNAPROLL_TRY(const Value from, part("from"));
      SNAPROLL_TRY(operation.from, read_pointer(from, last_));
    }
    SNAPROLL_CHECK(read_rest(operation));
    if (compact && next_ != form_.size())
      return at(place_, Code::kInvalidArgument, "more than the operation has");
    return operation;
  }

 private:
  Status read_rest(PatchOperation& operation) {
    const PatchKind kind = operation.kind;
    if (kind == PatchKind::kSplice) {
      SNAPROLL_TRY(const Value begin, part("at"));
      SNAPROLL_TRY(operation.at, read_count(begin, last_));
      SNAPROLL_TRY(const Value removed, part("removed"));
      SNAPROLL_TRY(operation.removed, read_count(removed, last_));
    }
    if (!has_value(kind)) return {};
    SNAPROLL_TRY(operation.value, part("value"));
    if (is_inside(kind) && !operation.value.is_array() &&
        operation.value.kind() != Kind::kText) {
      return at(last_, Code::kType, "expected an array or a string");
    }
    return {};
  }

  // The next part of an array, or the member `name` of an object.
  Result<Value> part(const char* name) {
    const bool array = form_.is_array();
    last_ = place_ + '/' + (array ? std::to_string(next_) : name);
    auto found = array ? form_.at(next_) : form_.find(name);
    ++next_;
    if (found.has_value()) return *std::move(found);
    return at(last_, Code::kNotFound,
              std::string("the operation has no ") + name);
  }

  Value form_;
  std::string place_;
  std::string last_;  // the part that was read last
  size_t next_ = 0;
};

}  // namespace

Result<std::string> Patch::to_json() const {
  std::string out = "[";
  const std::string* replaced = nullptr;  // the string that was just replaced
  for (const PatchOperation& operation : *operations_) {
    if (!is_inside(operation.kind)) {
      write_rfc(out, operation.kind, operation.pointer, operation.from,
                &operation.value);
      replaced = nullptr;
    } else if (operation.value.is_array()) {
      write_elements(out, operation);
      replaced = nullptr;
    } else if (!operation.after.has_value()) {
      return Error(Code::kFormat, "RFC 6902 has no changes within strings")
          .at_pointer(operation.pointer)
          .with_hint("diff the values before and after the patch");
    } else if (replaced == nullptr || *replaced != operation.pointer) {
      write_rfc(out, PatchKind::kReplace, operation.pointer, {},
                &*operation.after);
      replaced = &operation.pointer;
    }
  }
  out += ']';
  return out;
}

std::string Patch::to_compact() const {
  std::string out = "[";
  for (const PatchOperation& operation : *operations_) {
    if (out.size() > 1) out += ',';
    write_compact(out, operation);
  }
  out += ']';
  return out;
}

Result<Patch> Patch::from_json(std::string_view json, const Limits& limits) {
  Limits around = limits;
  around.depth += 2;  // the list and the operation
  SNAPROLL_TRY(const Value list, Value::parse(json, around));
  if (!list.is_array()) return at("", Code::kType, "expected an array");
  detail::Operations operations;
  operations.reserve(list.size());
  Status status;
  list.for_each([&](std::string_view, const Value& form) {
    std::string place = "/" + std::to_string(operations.size());
    auto read = OperationReader(form, std::move(place)).read();
    if (!read.ok()) {
      status = std::move(read).error();
      return false;
    }
    operations.push_back(*std::move(read));
    return true;
  });
  if (!status.ok()) return std::move(status).error();
  return Patch(std::move(operations));
}

}  // namespace snaproll
