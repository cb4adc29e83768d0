// Texts, ids and times.
#include "boundary.hpp"
#include "snaproll/id.hpp"
#include "snaproll/time.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

void snaproll_buf_dispose(snaproll_buf* buf) {
  if (buf == nullptr) return;
  const std::unique_ptr<std::string> owner(
      static_cast<std::string*>(buf->owner_));
  *buf = {};
}

int32_t snaproll_id_new(snaproll_id* out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = id_of(Environment::standard()->next_id());
    return {};
  });
}

int32_t snaproll_id_parse(const char* utf8, size_t size, snaproll_id* out,
                          snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const std::string_view given, text(utf8, size, "text"));
    SNAPROLL_TRY(const Id id, Id::parse(given));
    *out = id_of(id);
    return {};
  });
}

int32_t snaproll_id_text(const snaproll_id* id, char out[37],
                         snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    if (id == nullptr) return bad_argument("id", "NULL");
    const std::string written = id_of(*id).text();
    std::memcpy(out, written.c_str(), written.size() + 1);
    return {};
  });
}

int32_t snaproll_time_text(int64_t time, snaproll_buf* out,
                           snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    if (time == SNAPROLL_NO_TIME) return bad_argument("time", "no time");
    give(out, time_text(time));
    return {};
  });
}

int32_t snaproll_time_parse(const char* utf8, size_t size, int64_t* out,
                            snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const std::string_view given, text(utf8, size, "text"));
    SNAPROLL_TRY(const Time time, parse_time(given));
    if (time == kNoTime)
      return Error(Code::kRange, "the earliest time of all stands for none");
    *out = time;
    return {};
  });
}
