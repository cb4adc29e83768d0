#include "retention/policy_values.hpp"

#include <array>
#include <cstdlib>
#include <limits>

namespace snaproll::detail {
namespace {

struct Unit {
  std::string_view name;
  uint64_t size;
};

constexpr uint64_t kSecond = 1000000000;
// From the largest to the smallest.
constexpr std::array<Unit, 5> kDurationUnits = {{
    {"w", 604800 * kSecond},
    {"d", 86400 * kSecond},
    {"h", 3600 * kSecond},
    {"m", 60 * kSecond},
    {"s", kSecond},
}};
constexpr std::array<Unit, 9> kSizeUnits = {{
    {"TiB", uint64_t{1} << 40},
    {"GiB", uint64_t{1} << 30},
    {"MiB", uint64_t{1} << 20},
    {"KiB", uint64_t{1} << 10},
    {"TB", 1000000000000},
    {"GB", 1000000000},
    {"MB", 1000000},
    {"kB", 1000},
    {"B", 1},
}};

constexpr std::string_view kDurationHint =
    "units are s, m, h, d and w, the largest first, as in 1d12h";
constexpr std::string_view kMonthHint =
    "months and years have no fixed length: write them in days, as in 90d";
constexpr std::string_view kSizeHint =
    "units are B, KiB, MiB, GiB, TiB, kB, MB, GB and TB";
constexpr std::string_view kZoneHint =
    "an offset is asked for, such as +02:00, or UTC: names of zones would need "
    "their tables";

Error not_of_form(std::string_view what, size_t offset,
                  std::string_view hint = {}) {
  return Error(Code::kParse, std::string(what))
      .with_hint(std::string(hint))
      .at_offset(offset);
}

Error not_in_range(std::string_view what, size_t offset) {
  return Error(Code::kRange, std::string(what)).at_offset(offset);
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

size_t digits_in(std::string_view text) noexcept {
  size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  return n;
}

// The digits that `text` begins with from `at` on, which moves behind them.
Result<uint64_t> take_number(std::string_view text, size_t& at) {
  const size_t begin = at;
  // A number with a sign is one, only not of those that may be.
  if (at == 0 && text.size() > 1 && text[0] == '-' && is_digit(text[1]))
    return not_in_range("a negative number", 0);
  const size_t digits = digits_in(text.substr(at));
  if (digits == 0) return not_of_form("a number is missing", at);
  uint64_t number = 0;
  for (; at < begin + digits; ++at) {
    if (__builtin_mul_overflow(number, uint64_t{10}, &number) ||
        __builtin_add_overflow(number, static_cast<uint64_t>(text[at] - '0'),
                               &number))
      return not_in_range("a number that does not fit", begin);
  }
  return number;
}

// The letters from `at` on, up to a digit or the end.
std::string_view unit_at(std::string_view text, size_t at) noexcept {
  size_t end = at;
  while (end < text.size() && !is_digit(text[end])) ++end;
  return text.substr(at, end - at);
}

template <size_t N>
const Unit* find_unit(const std::array<Unit, N>& units,
                      std::string_view name) noexcept {
  for (const Unit& unit : units)
    if (unit.name == name) return &unit;
  return nullptr;
}

// M is what other programs write for months.
bool names_months(std::string_view unit) noexcept {
  return !unit.empty() && (unit[0] == 'y' || unit[0] == 'Y' || unit[0] == 'M' ||
                           unit.substr(0, 2) == "mo");
}

Error bad_duration_unit(std::string_view unit, size_t offset) {
  if (unit.empty()) {
    return not_of_form("a duration without a unit", offset, kDurationHint);
  }
  return not_of_form("an unknown unit of time", offset,
                     names_months(unit) ? kMonthHint : kDurationHint);
}

}  // namespace

Result<uint64_t> parse_count(std::string_view text) {
  size_t at = 0;
  SNAPROLL_TRY(const uint64_t number, take_number(text, at));
  if (at != text.size()) return not_of_form("a count has digits alone", at);
  if (number == 0) return not_in_range("a count of 0", 0);
  return number;
}

Result<uint64_t> parse_duration(std::string_view text) {
  int64_t total = 0;
  size_t at = 0;
  const Unit* last = nullptr;
  do {
    const size_t begin = at;
    SNAPROLL_TRY(const uint64_t number, take_number(text, at));
    const std::string_view name = unit_at(text, at);
    const Unit* unit = find_unit(kDurationUnits, name);
    if (unit == nullptr) return bad_duration_unit(name, at);
    if (last != nullptr && unit->size >= last->size)
      return not_of_form("units of time out of order", at, kDurationHint);
    int64_t part = 0;
    if (__builtin_mul_overflow(number, unit->size, &part) ||
        __builtin_add_overflow(total, part, &total))
      return not_in_range("a duration that does not fit (292 years do)", begin);
    at += name.size();
    last = unit;
  } while (at < text.size());
  if (total == 0) return not_in_range("a duration of 0", 0);
  return static_cast<uint64_t>(total);
}

std::string duration_text(uint64_t nanoseconds) {
  std::string out;
  for (const Unit& unit : kDurationUnits) {
    if (unit.name == "w" || nanoseconds < unit.size) continue;
    out += std::to_string(nanoseconds / unit.size);
    out += unit.name;
    nanoseconds %= unit.size;
  }
  return out;
}

Result<uint64_t> parse_size(std::string_view text) {
  size_t at = 0;
  SNAPROLL_TRY(const uint64_t number, take_number(text, at));
  const std::string_view name = text.substr(at);
  const Unit* unit = find_unit(kSizeUnits, name.empty() ? "B" : name);
  if (unit == nullptr)
    return not_of_form("an unknown unit of size", at, kSizeHint);
  if (number == 0) return not_in_range("a size of 0", 0);
  uint64_t bytes = 0;
  if (__builtin_mul_overflow(number, unit->size, &bytes))
    return not_in_range("a size that does not fit 64 bits", 0);
  return bytes;
}

std::string size_text(uint64_t bytes) {
  const Unit* best = &kSizeUnits.back();
  for (const Unit& unit : kSizeUnits)
    if (bytes % unit.size == 0 && unit.size > best->size) best = &unit;
  return std::to_string(bytes / best->size) + std::string(best->name);
}

Result<int32_t> parse_zone(std::string_view text) {
  if (text == "UTC") return 0;
  const auto digits = [&](size_t at) {
    return is_digit(text[at]) && is_digit(text[at + 1]);
  };
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || !digits(1) ||
      text[3] != ':' || !digits(4))
    return not_of_form("a zone that is no offset", 0, kZoneHint);
  const int hours = (text[1] - '0') * 10 + (text[2] - '0');
  const int minutes = (text[4] - '0') * 10 + (text[5] - '0');
  if (hours > 23) return not_in_range("an offset of a day or more", 1);
  if (minutes > 59) return not_in_range("an offset of 60 minutes or more", 4);
  const int seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

std::string zone_text(int32_t seconds) {
  if (seconds == 0) return "UTC";
  const int minutes = std::abs(seconds) / 60;
  const auto two = [](int number) {
    return std::string{static_cast<char>('0' + number / 10),
                       static_cast<char>('0' + number % 10)};
  };
  return (seconds < 0 ? "-" : "+") + two(minutes / 60) + ":" +
         two(minutes % 60);
}

}  // namespace snaproll::detail
