#include "times.hpp"

#include <charconv>
#include <chrono>
#include <optional>
#include <snaproll.hpp>

#include "exit_code.hpp"

namespace snaproll::cli {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

std::optional<int64_t> seconds_of(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 60 * 60;
    case 'd':
      return 24 * 60 * 60;
    case 'w':
      return 7 * 24 * 60 * 60;
    default:
      return std::nullopt;
  }
}

// "2h" as nanoseconds.
std::optional<int64_t> parse_span(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto unit = seconds_of(text.back());
  const char* const begin = text.data();
  const char* const end = begin + text.size() - 1;
  int64_t count = 0;
  const auto read = std::from_chars(begin, end, count);
  if (!unit.has_value() || read.ec != std::errc() || read.ptr != end)
    return std::nullopt;
  int64_t span = 0;
  if (count < 0 || __builtin_mul_overflow(count, *unit * kSecond, &span))
    return std::nullopt;
  return span;
}

bool is_day(std::string_view text) {
  if (text.size() != 10) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

}  // namespace

int64_t parse_time(std::string_view text, int64_t now) {
  if (const auto span = parse_span(text); span.has_value()) {
    int64_t time = 0;
    if (!__builtin_sub_overflow(now, *span, &time) && time != SNAPROLL_NO_TIME)
      return time;
  }
  try {
    return abi::parse_time(is_day(text) ? std::string(text) + "T00:00:00Z"
                                        : std::string(text));
  } catch (const abi::Error&) {
    throw Failure(kUsage, "\"" + std::string(text) + "\" is no time",
                  "write 2026-05-01T12:00:00Z, 2026-05-01, or how long ago: "
                  "90s, 15m, 2h, 3d, 4w");
  }
}

int64_t parse_time(std::string_view text) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return parse_time(
      text, std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

std::string short_time(int64_t time) {
  return time == SNAPROLL_NO_TIME ? "" : short_time(abi::time_text(time));
}

std::string short_time(std::string_view text) {
  constexpr size_t kToSeconds = 19;
  std::string out(text.substr(0, kToSeconds));
  if (out.size() == kToSeconds) out[10] = ' ';
  return out;
}

}  // namespace snaproll::cli
