#include "boundary.hpp"

using snaproll::Error;
using snaproll::capi::is_live;

namespace {

const Error* inside(const snaproll_error* error) noexcept {
  return error != nullptr && is_live(error) ? &error->rep() : nullptr;
}

}  // namespace

const char* snaproll_code_name(int32_t code) {
  static const char* const names[] = {
      "OK",        "INVALID_ARGUMENT",
      "PARSE",     "TYPE",
      "RANGE",     "LIMIT",
      "NOT_FOUND", "EXISTS",
      "AMBIGUOUS", "CONFLICT",
      "OWNED",     "TEST_FAILED",
      "HELD",      "BUSY",
      "STOPPED",   "CORRUPT",
      "FORMAT",    "READ_ONLY",
      "IO",        "UNKNOWN",
      "UNUSABLE",  "KEY",
      "NO_MEMORY", "INTERNAL",
  };
  constexpr int32_t kCount = sizeof names / sizeof *names;
  return code <= 0 && code > -kCount ? names[-code] : "UNKNOWN_CODE";
}

snaproll_error* snaproll_error_new(int32_t code, const char* message,
                                   size_t message_size) {
  snaproll_error* made = nullptr;
  snaproll::capi::guard(&made, [&]() -> snaproll::Status {
    SNAPROLL_TRY(std::string line,
                 snaproll::capi::utf8_text(message, message_size, "message"));
    if (code >= SNAPROLL_OK || code < SNAPROLL_INTERNAL)
      return snaproll::capi::bad_argument("code", "no code of an error");
    return Error(static_cast<snaproll::Code>(code), std::move(line));
  });
  return made;
}

int32_t snaproll_error_code(const snaproll_error* error) {
  const Error* rep = inside(error);
  return rep != nullptr ? static_cast<int32_t>(rep->code) : SNAPROLL_OK;
}

const char* snaproll_error_message(const snaproll_error* error) {
  const Error* rep = inside(error);
  return rep != nullptr ? rep->message.c_str() : "";
}

const char* snaproll_error_hint(const snaproll_error* error) {
  const Error* rep = inside(error);
  return rep != nullptr ? rep->hint.c_str() : "";
}

snaproll_view snaproll_error_pointer(const snaproll_error* error) {
  const Error* rep = inside(error);
  return rep != nullptr ? snaproll::capi::view_of(rep->pointer)
                        : snaproll_view{};
}

size_t snaproll_error_offset(const snaproll_error* error) {
  const Error* rep = inside(error);
  return rep != nullptr ? rep->offset : Error::kNoOffset;
}

int32_t snaproll_error_native(const snaproll_error* error) {
  const Error* rep = inside(error);
  return rep != nullptr ? rep->native : 0;
}

void snaproll_error_free(snaproll_error* error) {
  if (error != snaproll::capi::no_memory_error())
    snaproll::capi::release(error);
}
