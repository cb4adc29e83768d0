// Times as RFC 3339 text (rule J4), by the civil calendar alone: no locale, no
// time zones, no state.
#include <utility>

#include "base/civil.hpp"
#include "snaproll/time.hpp"

namespace snaproll {
namespace {

using detail::Date;
using detail::date_from_days;
using detail::days_from_date;
using detail::kNanosPerSecond;
using detail::kSecondsPerDay;

int days_in_month(int64_t year, int month) {
  if (month == 2) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return leap ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// Reads the fixed grammar of RFC 3339 from left to right. After a failure the
// position is that of the first byte that does not fit.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // Exactly `digits` digits that make a number of `low` to `high`.
  bool number(int digits, int64_t low, int64_t high, int64_t& out) {
    const size_t begin = at_;
    int64_t value = 0;
    for (int i = 0; i < digits; ++i) {
      if (!is_digit()) return false;
      value = value * 10 + (text_[at_++] - '0');
    }
    if (value < low || value > high) {
      at_ = begin;
      return false;
    }
    out = value;
    return true;
  }

  bool one_of(std::string_view set) {
    if (at_ >= text_.size() || set.find(text_[at_]) == set.npos) return false;
    last_ = text_[at_++];
    return true;
  }

  // An optional fraction of a second; digits beyond the ninth are cut.
  bool fraction(int64_t& nanos) {
    nanos = 0;
    if (!one_of(".")) return true;
    if (!is_digit()) return false;
    int64_t unit = kNanosPerSecond / 10;
    for (; is_digit(); ++at_, unit /= 10) nanos += (text_[at_] - '0') * unit;
    return true;
  }

  // `Z` or an offset from it, in seconds.
  bool offset(int64_t& seconds) {
    seconds = 0;
    if (one_of("Zz")) return true;
    if (!one_of("+-")) return false;
    const int sign = last_ == '-' ? -1 : 1;
    int64_t hours = 0;
    int64_t minutes = 0;
    if (!number(2, 0, 23, hours) || !one_of(":") || !number(2, 0, 59, minutes))
      return false;
    seconds = sign * (hours * 3600 + minutes * 60);
    return true;
  }

  bool at_end() const { return at_ == text_.size(); }
  size_t position() const { return at_; }

 private:
  bool is_digit() const {
    return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9';
  }

  std::string_view text_;
  size_t at_ = 0;
  char last_ = 0;
};

bool read_time(Reader& in, int64_t& seconds, int64_t& nanos) {
  int64_t year = 0;
  int64_t month = 0;
  int64_t day = 0;
  if (!in.number(4, 0, 9999, year) || !in.one_of("-") ||
      !in.number(2, 1, 12, month) || !in.one_of("-") ||
      !in.number(2, 1, days_in_month(year, static_cast<int>(month)), day))
    return false;
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t offset = 0;
  if (!in.one_of("Tt") || !in.number(2, 0, 23, hour) || !in.one_of(":") ||
      !in.number(2, 0, 59, minute) || !in.one_of(":") ||
      !in.number(2, 0, 60, second) || !in.fraction(nanos) ||
      !in.offset(offset) || !in.at_end())
    return false;
  if (second == 60) {
    second = 59;
    nanos = kNanosPerSecond - 1;
  }
  const Date date{year, static_cast<int>(month), static_cast<int>(day)};
  seconds = days_from_date(date) * kSecondsPerDay + hour * 3600 + minute * 60 +
            second - offset;
  return true;
}

// The last `digits` digits of a number that is not negative.
void put_digits(std::string& out, int64_t number, int digits) {
  out.append(static_cast<size_t>(digits), '0');
  for (auto at = out.rbegin(); digits > 0; --digits, ++at, number /= 10)
    *at = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string time_text(Time time) {
  const int64_t seconds = detail::floor_divide(time, kNanosPerSecond);
  int64_t nanos = detail::floor_modulo(time, kNanosPerSecond);
  const int64_t days = detail::floor_divide(seconds, kSecondsPerDay);
  const int64_t rest = detail::floor_modulo(seconds, kSecondsPerDay);
  const Date date = date_from_days(days);
  // Years of what fits have four digits.
  std::string out;
  out.reserve(sizeof("1970-01-01T00:00:00.000000000Z"));
  put_digits(out, date.year, 4);
  for (const auto& [mark, number] : {std::pair<char, int64_t>{'-', date.month},
                                     {'-', date.day},
                                     {'T', rest / 3600},
                                     {':', rest / 60 % 60},
                                     {':', rest % 60}}) {
    out += mark;
    put_digits(out, number, 2);
  }
  if (nanos != 0) {
    const int digits = nanos % 1000000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
    for (int i = digits; i < 9; ++i) nanos /= 10;
    out += '.';
    put_digits(out, nanos, digits);
  }
  out.push_back('Z');
  return out;
}

Result<Time> parse_time(std::string_view text) {
  Reader in(text);
  int64_t seconds = 0;
  int64_t nanos = 0;
  if (!read_time(in, seconds, nanos)) {
    return Error(Code::kParse, "not a time as RFC 3339 has it")
        .at_offset(in.position());
  }
  // Towards zero, so that the earliest time does not overflow on the way.
  if (seconds < 0 && nanos > 0) {
    ++seconds;
    nanos -= kNanosPerSecond;
  }
  Time time = 0;
  if (__builtin_mul_overflow(seconds, kNanosPerSecond, &time) ||
      __builtin_add_overflow(time, nanos, &time)) {
    return Error(Code::kRange, "the time does not fit (years 1677 to 2262 do)");
  }
  return time;
}

}  // namespace snaproll
