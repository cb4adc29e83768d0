// What every function of the C ABI is made of: one guard that lets nothing
// through but a status, checks of arguments, and outputs.
//
//   int32_t snaproll_noun_verb(…, T* out, snaproll_error** error) {
//     return guard(error, [&]() -> Status {
//       SNAPROLL_CHECK(output(out, "out"));            clears it, first thing
//       SNAPROLL_TRY(Noun* self, live(noun, "noun"));
//       …
//       *out = …;                                      last, can not fail
//       return {};
//     });
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handles.hpp"
#include "snaproll.h"
#include "snaproll/result.hpp"

namespace snaproll::capi {

// The error of code NO_MEMORY: it needs no memory, lives for ever and is not
// freed.
snaproll_error* no_memory_error() noexcept;

// Makes *error of `what` and returns its code. Where there is no memory for it,
// *error is an error that needs none and the code is NO_MEMORY.
int32_t report(snaproll_error** error, Error&& what) noexcept;

// As above, for the exception that is being handled.
int32_t report_caught(snaproll_error** error) noexcept;

template <typename Body>
int32_t guard(snaproll_error** error, Body&& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    Status status = std::forward<Body>(body)();
    if (status.ok()) return SNAPROLL_OK;
    return report(error, std::move(status).error());
  } catch (...) {
    return report_caught(error);
  }
}

// INVALID_ARGUMENT "<argument>: <what>".
Error bad_argument(const char* argument, std::string_view what);
Error not_live(const char* argument, const char* type);

// The object of a handle: what its shared_ptr holds, or the rep itself.
template <typename T>
struct Inside {
  static T* of(T& rep) noexcept { return &rep; }
};
template <typename T>
struct Inside<std::shared_ptr<T>> {
  static T* of(const std::shared_ptr<T>& rep) noexcept { return rep.get(); }
};
template <typename T>
struct Inside<const std::shared_ptr<T>> : Inside<std::shared_ptr<T>> {};

template <typename Rep>
auto inside(Rep& rep) noexcept {
  return Inside<Rep>::of(rep);
}

// What a handle stands for. INVALID_ARGUMENT where it is NULL or no live one.
template <typename Handle>
auto live(Handle* handle, const char* argument)
    -> Result<decltype(inside(handle->rep()))> {
  if (handle == nullptr) return bad_argument(argument, "NULL");
  if (!is_live(handle)) return not_live(argument, Handle::kName);
  return inside(handle->rep());
}

// As above, but NULL is fine and gives a null pointer.
template <typename Handle>
auto live_or_null(Handle* handle, const char* argument)
    -> Result<decltype(inside(handle->rep()))> {
  using Pointer = decltype(inside(handle->rep()));
  if (handle == nullptr) return Pointer{nullptr};
  return live(handle, argument);
}

// The environment of `options`, or the standard one for NULL.
Result<std::shared_ptr<const Environment>> environment_of(
    const snaproll_options* options);

// What `options` tell of a snapshot; nothing for NULL.
Result<SnapshotInfo> info_of(const snaproll_snapshot_options* options);

// Snapshots with their columns.
ListRep list_of(std::vector<Snapshot> snapshots);

// Text given as pointer and length. INVALID_ARGUMENT for NULL with a length,
// and for a length that no object has.
Result<std::string_view> text(const char* data, size_t size,
                              const char* argument);

// Text that has to be UTF-8; the message names the argument. PARSE.
Result<std::string> utf8_text(const char* data, size_t size,
                              const char* argument);

// Clears an output that may be NULL.
template <typename T>
void clear(T* out) noexcept {
  if (out != nullptr) *out = T{};
}

// Clears an output. INVALID_ARGUMENT where it is NULL.
template <typename T>
Status output(T* out, const char* argument) {
  clear(out);
  if (out == nullptr) return bad_argument(argument, "NULL");
  return {};
}

// Hands a text over to the caller, without a copy of its bytes.
void give(snaproll_buf* out, std::string text);
// As above, with a place for it that was made before something was changed.
void give(snaproll_buf* out, std::unique_ptr<std::string> owner) noexcept;

// Hands a value over as canonical JSON.
Status give_json(snaproll_buf* out, const Value& value,
                 const Cancel* cancel = nullptr);

// Hands names over as a JSON array of strings.
Status give_names(snaproll_buf* out, const std::vector<std::string>& names);

// A list as a JSON array: `append(json, item)` appends an item.
template <typename Items, typename Append>
Result<std::string> array_json(const Items& items, Append&& append) {
  std::string json = "[";
  for (const auto& item : items) {
    if (json.size() > 1) json += ',';
    SNAPROLL_CHECK(append(json, item));
  }
  return json + ']';
}

// Appends a JSON string.
Status append_json_text(std::string& json, std::string_view utf8);

// A text as a view; one that is absent has no data.
inline snaproll_view view_of(const std::string& text) noexcept {
  return {text.data(), text.size()};
}
inline snaproll_view view_of(const std::optional<std::string>& text) noexcept {
  return text.has_value() ? view_of(*text) : snaproll_view{};
}

inline snaproll_id id_of(const Id& id) noexcept {
  snaproll_id out;
  std::memcpy(out.bytes, id.bytes.data(), sizeof out.bytes);
  return out;
}
inline Id id_of(const snaproll_id& id) noexcept {
  Id out;
  std::memcpy(out.bytes.data(), id.bytes, sizeof id.bytes);
  return out;
}

// An id that is not NULL.
inline Result<Id> id_of(const snaproll_id* id, const char* argument) {
  if (id == nullptr) return bad_argument(argument, "NULL");
  return id_of(*id);
}

// NOT_FOUND: no `what` of that name stands in the part `root` of a state.
Error no_member(std::string_view root, std::string_view name, const char* what);

// Gives `failed`, the error of reading `json`, a hint that names the function
// for plain text, where `json` looks like plain text.
Error plain_text_hint(Error failed, std::string_view json,
                      const char* function);
template <typename T>
Result<T> plain_text_hint(Result<T> result, std::string_view json,
                          const char* function) {
  if (result.ok()) return result;
  return plain_text_hint(std::move(result).error(), json, function);
}

// UNUSABLE where the object is a transaction that has ended: there is nothing
// in it to be read. Asked after the reading, so that what was read is of before
// the end.
template <typename T>
Status check_usable(const T&) {
  return {};
}
Status check_usable(const Context& context);

// Whole functions of one kind: `body` gets the object of the handle `self`,
// which is the argument of that name, and gives what the function hands out.

// A plain output: T or Result<T>.
template <typename Handle, typename T, typename Body>
int32_t read(Handle* self, const char* argument, T* out, snaproll_error** error,
             Body&& body) noexcept {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto* object, live(self, argument));
    Result<T> found(body(*object));
    SNAPROLL_CHECK(check_usable(*object));
    SNAPROLL_TRY(*out, std::move(found));
    return {};
  });
}

// A text: std::string or Result<std::string>.
template <typename Handle, typename Body>
int32_t read_text(Handle* self, const char* argument, snaproll_buf* out,
                  snaproll_error** error, Body&& body) noexcept {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto* object, live(self, argument));
    Result<std::string> found(body(*object));
    SNAPROLL_CHECK(check_usable(*object));
    SNAPROLL_TRY(std::string made, std::move(found));
    give(out, std::move(made));
    return {};
  });
}

// A value as canonical JSON: Value or Result<Value>.
template <typename Handle, typename Body>
int32_t read_json(Handle* self, const char* argument, snaproll_buf* out,
                  snaproll_error** error, Body&& body) noexcept {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto* object, live(self, argument));
    Result<Value> found(body(*object));
    SNAPROLL_CHECK(check_usable(*object));
    SNAPROLL_TRY(const Value value, std::move(found));
    return give_json(out, value);
  });
}

// A handle: what it stands for, or the Result of it.
template <typename Handle, typename Out, typename Body>
int32_t read_handle(Handle* self, const char* argument, Out** out,
                    snaproll_error** error, Body&& body) noexcept {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto* object, live(self, argument));
    using Rep = typename Out::Rep;
    Result<Rep> found(body(*object));
    SNAPROLL_CHECK(check_usable(*object));
    SNAPROLL_TRY(Rep made, std::move(found));
    *out = make<Out>(std::move(made));
    return {};
  });
}

// An id that may be absent: std::optional<Id>, or the Result of it.
template <typename Handle, typename Body>
int32_t read_id(Handle* self, const char* argument, snaproll_id* out,
                bool* present, snaproll_error** error, Body&& body) noexcept {
  return guard(error, [&]() -> Status {
    clear(present);
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_CHECK(output(present, "present"));
    SNAPROLL_TRY(auto* object, live(self, argument));
    Result<std::optional<Id>> found(body(*object));
    SNAPROLL_CHECK(check_usable(*object));
    SNAPROLL_TRY(const std::optional<Id> id, std::move(found));
    *present = id.has_value();
    if (id.has_value()) *out = id_of(*id);
    return {};
  });
}

// A change: Status.
template <typename Handle, typename Body>
int32_t change(Handle* self, const char* argument, snaproll_error** error,
               Body&& body) noexcept {
  return guard(error, [&]() -> Status {
    SNAPROLL_TRY(auto* object, live(self, argument));
    return body(*object);
  });
}

// A change of one field.
template <typename Handle, typename Rep, typename Field, typename T>
int32_t set(Handle* self, const char* argument, Field Rep::* field, T value,
            snaproll_error** error) noexcept {
  return change(self, argument, error, [&](Rep& rep) -> Status {
    rep.*field = value;
    return {};
  });
}

// The functions of rule M7: `body` gives a Result<RollbackResult>. The result
// is handed over also where it is a failure of rule M12, whose code and text
// are the error then. Room for it is made before anything is changed.
template <typename Body>
int32_t guard_rollback(snaproll_rollback_result** result,
                       snaproll_error** error, Body&& body) noexcept {
  clear(result);
  const int32_t status = guard(error, [&]() -> Status {
    Room<snaproll_rollback_result> room;
    auto kept = std::make_shared<RollbackResult>();
    SNAPROLL_TRY(*kept, std::forward<Body>(body)());
    Status failed;
    if (!kept->success) failed = Error(*kept->code, *kept->error);
    if (result != nullptr) *result = room.fill(std::move(kept));
    return failed;
  });
  if (status == SNAPROLL_NO_MEMORY && result != nullptr) {
    release(*result);
    *result = nullptr;
  }
  return status;
}

}  // namespace snaproll::capi
