// What every fuzz target has: its name, its input, and how it tells of what
// must never be.
//
// A target is one file with one function that takes any bytes. Built with
// SNAPROLL_LIBFUZZER it is a program of its own; without, all of them are one
// program (driver.cpp) that replays the corpora.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "snaproll/result.hpp"
#include "snaproll/value.hpp"

#ifdef SNAPROLL_LIBFUZZER
#define SNAPROLL_FUZZ_TARGET(name) \
  extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
#else
#define SNAPROLL_FUZZ_TARGET(name) \
  extern "C" int snaproll_fuzz_##name(const uint8_t* data, size_t size)
#endif

namespace snaproll::fuzz {

// Ends the program where a promise is broken: what runs it keeps the input.
inline void require(bool kept, const char* promise,
                    std::string_view found = {}) {
  if (kept) return;
  constexpr size_t kShown = 2000;
  std::fprintf(stderr, "BROKEN %s: %.*s\n", promise,
               static_cast<int>(found.size() < kShown ? found.size() : kShown),
               found.data());
  std::abort();
}

inline void require_ok(const Status& status, const char* promise) {
  require(status.ok(), promise,
          status.ok() ? std::string_view() : status.error().message);
}

template <typename T>
T require_ok(Result<T> result, const char* promise) {
  require(result.ok(), promise,
          result.ok() ? std::string_view() : result.error().message);
  return *std::move(result);
}

// What holds of every error: a pinned code that is not INTERNAL, one line.
inline void require_told(const Error& error) {
  require(error.code != Code::kInternal, "no error is INTERNAL", error.message);
  require(!error.message.empty(), "an error has a message");
}

template <typename T>
bool worked(const Result<T>& result) {
  if (!result.ok()) require_told(result.error());
  return result.ok();
}

inline void require_same(const Value& a, const Value& b, const char* promise) {
  if (a.same(b)) return;
  require(false, promise, a.to_json() + "\n  and " + b.to_json());
}

// The input, from its beginning to its end. What is asked for behind the end is
// 0 or empty.
class Input {
 public:
  Input(const uint8_t* data, size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  bool at_end() const noexcept { return rest_.empty(); }
  uint8_t byte() noexcept {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  size_t below(size_t limit) noexcept { return byte() % limit; }
  std::string_view take(size_t bytes) noexcept {
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  // What is before the next byte 0xff, which no text has.
  std::string_view part() noexcept {
    const size_t end = rest_.find('\xff');
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return taken;
  }
  std::string_view rest() noexcept { return take(rest_.size()); }

 private:
  std::string_view rest_;
};

}  // namespace snaproll::fuzz
