// A context by JSON Pointer, and lists of changes.
#include "boundary.hpp"

namespace snaproll::capi {
namespace {

constexpr char kSetHint[] =
    "snaproll_context_set_value with snaproll_value_new_text";
constexpr char kAppendHint[] =
    "snaproll_context_append_value with snaproll_value_new_text";

// A change at a pointer: `body(context, pointer)` gives a Status.
template <typename Body>
int32_t change_at(snaproll_context* context, const char* pointer,
                  size_t pointer_size, snaproll_error** error,
                  Body&& body) noexcept {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto place, text(pointer, pointer_size, "pointer"));
    return body(self, place);
  });
}

// One entry of a list of changes, an object; its errors have pointers that
// begin at the list.
class Entry {
 public:
  Entry(const Value& object, std::string place)
      : object_(object), place_(std::move(place)) {}

  Result<Change> change() const {
    if (!object_.is_object()) return error(Code::kType, "expected an object");
    Change change;
    SNAPROLL_TRY(const std::string op, text("op"));
    SNAPROLL_TRY(change.pointer, text("pointer"));
    if (op == "remove") {
      change.kind = Change::Kind::kRemove;
    } else if (op == "append_text") {
      change.kind = Change::Kind::kAppendText;
      SNAPROLL_TRY(change.text, text("text"));
    } else if (op == "set" || op == "append" || op == "test") {
      change.kind = op == "set"      ? Change::Kind::kSet
                    : op == "append" ? Change::Kind::kAppend
                                     : Change::Kind::kTest;
      SNAPROLL_TRY(change.value, member("value"));
    } else if (op == "splice" || op == "splice_text") {
      SNAPROLL_CHECK(read_splice(change, op == "splice"));
    } else {
      return error(Code::kInvalidArgument,
                   "expected \"set\", \"remove\", \"append\", \"append_text\", "
                   "\"test\", \"splice\" or \"splice_text\"",
                   "/op");
    }
    return change;
  }

 private:
  Status read_splice(Change& change, bool elements) const {
    SNAPROLL_TRY(change.at, count("at"));
    SNAPROLL_TRY(change.removed, count("removed"));
    if (!elements) {
      change.kind = Change::Kind::kSpliceText;
      SNAPROLL_TRY(change.text, text("text"));
      return {};
    }
    change.kind = Change::Kind::kSplice;
    SNAPROLL_TRY(change.value, member("value"));
    if (change.value.is_array()) return {};
    return error(Code::kType, "expected an array", "/value");
  }

  Result<size_t> count(const char* name) const {
    SNAPROLL_TRY(const Value found, member(name));
    const auto read = found.as_int64();
    const std::string place = place_ + '/' + name;
    if (found.kind() != Kind::kInteger)
      return Error(Code::kType, "expected an integer").at_pointer(place);
    if (!read.ok() || *read < 0) {
      return Error(Code::kRange, "expected an integer that is not negative")
          .at_pointer(place);
    }
    return static_cast<size_t>(*read);
  }

  Error error(Code code, const char* message, const char* below = "") const {
    return Error(code, message).at_pointer(place_ + below);
  }

  Result<Value> member(const char* name) const {
    auto found = object_.find(name);
    if (found.has_value()) return *std::move(found);
    return Error(Code::kNotFound,
                 "the member \"" + std::string(name) + "\" is missing")
        .at_pointer(place_ + '/' + name);
  }

  Result<std::string> text(const char* name) const {
    SNAPROLL_TRY(const Value found, member(name));
    auto read = found.as_text();
    if (!read.ok()) read.error().pointer = place_ + '/' + name;
    return read;
  }

  const Value& object_;
  const std::string place_;
};

// The list that `json` holds. Limits on depth count from its values on.
Result<std::vector<Change>> read_changes(std::string_view json, Limits limits) {
  constexpr uint32_t kLevelsAround = 2;
  limits.depth += kLevelsAround + 1;  // a whole part is a level deeper
  SNAPROLL_TRY(const Value list, Value::parse(json, limits));
  if (!list.is_array()) return Error(Code::kType, "expected an array");
  std::vector<Change> changes;
  changes.reserve(list.size());
  Status status;
  list.for_each([&](std::string_view, const Value& entry) {
    auto change = Entry(entry, '/' + std::to_string(changes.size())).change();
    if (change.ok()) {
      changes.push_back(*std::move(change));
    } else {
      status = std::move(change).error();
    }
    return status.ok();
  });
  SNAPROLL_CHECK(std::move(status));
  return changes;
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_context_get(const snaproll_context* context,
                             const char* pointer, size_t pointer_size,
                             snaproll_buf* out, snaproll_error** error) {
  return read_json(context, "context", out, error,
                   [&](const Context& self) -> Result<Value> {
                     SNAPROLL_TRY(const auto place,
                                  text(pointer, pointer_size, "pointer"));
                     return self.get(place);
                   });
}

int32_t snaproll_context_get_value(const snaproll_context* context,
                                   const char* pointer, size_t pointer_size,
                                   snaproll_value** out,
                                   snaproll_error** error) {
  return read_handle(context, "context", out, error,
                     [&](const Context& self) -> Result<Value> {
                       SNAPROLL_TRY(const auto place,
                                    text(pointer, pointer_size, "pointer"));
                       return self.get(place);
                     });
}

int32_t snaproll_context_set(snaproll_context* context, const char* pointer,
                             size_t pointer_size, const char* json,
                             size_t json_size, snaproll_error** error) {
  return change_at(
      context, pointer, pointer_size, error,
      [&](Context& self, std::string_view place) -> Status {
        SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
        return plain_text_hint(self.set_json(place, given), given, kSetHint);
      });
}

int32_t snaproll_context_set_value(snaproll_context* context,
                                   const char* pointer, size_t pointer_size,
                                   const snaproll_value* value,
                                   snaproll_error** error) {
  return change_at(context, pointer, pointer_size, error,
                   [&](Context& self, std::string_view place) -> Status {
                     SNAPROLL_TRY(const auto* given, live(value, "value"));
                     return self.set(place, *given);
                   });
}

int32_t snaproll_context_remove(snaproll_context* context, const char* pointer,
                                size_t pointer_size, snaproll_error** error) {
  return change_at(
      context, pointer, pointer_size, error,
      [](Context& self, std::string_view place) { return self.remove(place); });
}

int32_t snaproll_context_append(snaproll_context* context, const char* pointer,
                                size_t pointer_size, const char* json,
                                size_t json_size, snaproll_error** error) {
  return change_at(
      context, pointer, pointer_size, error,
      [&](Context& self, std::string_view place) -> Status {
        SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
        SNAPROLL_TRY(
            Value item,
            plain_text_hint(Value::parse(given, self.environment()->limits),
                            given, kAppendHint));
        return self.append(place, std::move(item));
      });
}

int32_t snaproll_context_append_value(snaproll_context* context,
                                      const char* pointer, size_t pointer_size,
                                      const snaproll_value* value,
                                      snaproll_error** error) {
  return change_at(context, pointer, pointer_size, error,
                   [&](Context& self, std::string_view place) -> Status {
                     SNAPROLL_TRY(const auto* given, live(value, "value"));
                     return self.append(place, *given);
                   });
}

int32_t snaproll_context_append_text(snaproll_context* context,
                                     const char* pointer, size_t pointer_size,
                                     const char* utf8, size_t utf8_size,
                                     snaproll_error** error) {
  return change_at(context, pointer, pointer_size, error,
                   [&](Context& self, std::string_view place) -> Status {
                     SNAPROLL_TRY(const auto more,
                                  text(utf8, utf8_size, "utf8"));
                     return self.append_text(place, more);
                   });
}

int32_t snaproll_context_splice(snaproll_context* context, const char* pointer,
                                size_t pointer_size, size_t index,
                                size_t removed, const char* json,
                                size_t json_size, snaproll_error** error) {
  return change_at(
      context, pointer, pointer_size, error,
      [&](Context& self, std::string_view place) -> Status {
        SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
        Limits limits = self.environment()->limits;
        ++limits.depth;  // the array around the elements
        SNAPROLL_TRY(const Value items, Value::parse(given, limits));
        if (!items.is_array())
          return Error(Code::kType, "expected an array of elements");
        return self.splice(place, index, removed, items.elements());
      });
}

int32_t snaproll_context_splice_text(snaproll_context* context,
                                     const char* pointer, size_t pointer_size,
                                     size_t offset, size_t removed,
                                     const char* utf8, size_t utf8_size,
                                     snaproll_error** error) {
  return change_at(context, pointer, pointer_size, error,
                   [&](Context& self, std::string_view place) -> Status {
                     SNAPROLL_TRY(const auto put,
                                  text(utf8, utf8_size, "utf8"));
                     return self.splice_text(place, offset, removed, put);
                   });
}

int32_t snaproll_context_test(const snaproll_context* context,
                              const char* pointer, size_t pointer_size,
                              const char* json, size_t json_size,
                              snaproll_error** error) {
  return change(context, "context", error, [&](const Context& self) -> Status {
    SNAPROLL_TRY(const auto place, text(pointer, pointer_size, "pointer"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const Value expected,
                 Value::parse(given, self.environment()->limits));
    return self.test(place, expected);
  });
}

int32_t snaproll_context_update(snaproll_context* context, const char* json,
                                size_t json_size, snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const auto changes,
                 read_changes(given, self.environment()->limits));
    return self.update(changes);
  });
}
