#include "boundary.hpp"

#include <limits>
#include <new>

namespace snaproll::capi {
namespace {

Limits no_text_limit() {
  Limits limits;
  limits.text_bytes = std::numeric_limits<uint64_t>::max();
  return limits;
}

// Whether `json`, which is no JSON, is a text that somebody forgot to write as
// JSON: it begins with nothing that a JSON value begins with, or with a word or
// a number of JSON and goes on otherwise.
bool looks_like_plain_text(std::string_view json) {
  const size_t begin = json.find_first_not_of(" \t\n\r");
  if (begin == std::string_view::npos) return true;
  json.remove_prefix(begin);
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  constexpr std::string_view kOfNumbers = "+-.0123456789eE \t\n\r";
  const auto first = static_cast<unsigned char>(json.front());
  if (first < ' ' || first == '{' || first == '[' || first == '"' ||
      json.substr(0, kByteOrderMark.size()) == kByteOrderMark)
    return false;
  if (first != '-' && (first < '0' || first > '9')) return true;
  const size_t other = json.find_first_not_of(kOfNumbers);
  return other != std::string_view::npos && json[other] != '\0';
}

}  // namespace

snaproll_error* no_memory_error() noexcept {
  static snaproll_error shell;
  static snaproll_error* const error = [] {
    ::new (static_cast<void*>(shell.bytes))
        Error(Code::kNoMemory, "no memory left");
    shell.magic.store(snaproll_error::kMagic, std::memory_order_release);
    return &shell;
  }();
  return error;
}

int32_t report(snaproll_error** error, Error&& what) noexcept {
  const auto code = static_cast<int32_t>(what.code);
  if (error == nullptr) return code;
  try {
    *error = make<snaproll_error>(std::move(what));
    return code;
  } catch (const std::bad_alloc&) {
    *error = no_memory_error();
    return SNAPROLL_NO_MEMORY;
  }
}

int32_t report_caught(snaproll_error** error) noexcept {
  const auto told = [error](const auto&... what) {
    try {
      return report(error, Error(what...));
    } catch (const std::bad_alloc&) {
      if (error != nullptr) *error = no_memory_error();
      return int32_t{SNAPROLL_NO_MEMORY};
    }
  };
  try {
    throw;
  } catch (const std::bad_alloc&) {
    if (error != nullptr) *error = no_memory_error();
    return SNAPROLL_NO_MEMORY;
  } catch (const Failure& failure) {
    return told(failure.error());
  } catch (const std::exception& exception) {
    return told(Code::kInternal, exception.what());
  } catch (...) {
    return told(Code::kInternal, "an exception of an unknown type");
  }
}

Error bad_argument(const char* argument, std::string_view what) {
  std::string message(argument);
  message += ": ";
  message += what;
  return {Code::kInvalidArgument, std::move(message)};
}

Error not_live(const char* argument, const char* type) {
  return bad_argument(argument, std::string("not a live ") + type);
}

Status check_usable(const Context& context) { return context.check_usable(); }

Result<std::shared_ptr<const Environment>> environment_of(
    const snaproll_options* options) {
  SNAPROLL_TRY(const ExecutionOptions* settings,
               live_or_null(options, "options"));
  if (settings == nullptr) return Environment::standard();
  return settings->environment;
}

Result<SnapshotInfo> info_of(const snaproll_snapshot_options* options) {
  SNAPROLL_TRY(const SnapshotInfo* info, live_or_null(options, "options"));
  return info != nullptr ? *info : SnapshotInfo();
}

Result<std::string_view> text(const char* data, size_t size,
                              const char* argument) {
  if (size == 0) return std::string_view();
  if (data == nullptr) return bad_argument(argument, "NULL");
  if (size > static_cast<size_t>(std::numeric_limits<ptrdiff_t>::max()))
    return bad_argument(argument, "a negative length");
  return std::string_view(data, size);
}

Result<std::string> utf8_text(const char* data, size_t size,
                              const char* argument) {
  SNAPROLL_TRY(const std::string_view utf8, text(data, size, argument));
  auto checked = Value::text(utf8, no_text_limit());
  if (checked.ok()) return std::string(utf8);
  Error error = std::move(checked).error();
  error.message = std::string(argument) + ": " + error.message;
  return error;
}

void give(snaproll_buf* out, std::string text) {
  give(out, std::make_unique<std::string>(std::move(text)));
}

void give(snaproll_buf* out, std::unique_ptr<std::string> owner) noexcept {
  out->data = owner->data();
  out->size = owner->size();
  out->owner_ = owner.release();
}

Status give_json(snaproll_buf* out, const Value& value, const Cancel* cancel) {
  std::string json;
  SNAPROLL_CHECK(value.write(json, cancel));
  give(out, std::move(json));
  return {};
}

Status append_json_text(std::string& json, std::string_view utf8) {
  SNAPROLL_TRY(const Value value, Value::text(utf8, no_text_limit()));
  return value.write(json);
}

Status give_names(snaproll_buf* out, const std::vector<std::string>& names) {
  SNAPROLL_TRY(std::string json, array_json(names, append_json_text));
  give(out, std::move(json));
  return {};
}

Error no_member(std::string_view root, std::string_view name,
                const char* what) {
  std::string pointer(root);
  pointer += '/';
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return Error(Code::kNotFound, std::string("there is no such ") + what)
      .at_pointer(std::move(pointer));
}

Error plain_text_hint(Error failed, std::string_view json,
                      const char* function) {
  if (failed.code == Code::kParse && looks_like_plain_text(json))
    failed.hint = std::string("for plain text call ") + function;
  return failed;
}

}  // namespace snaproll::capi
