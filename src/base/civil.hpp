// Dates of the civil (proleptic Gregorian) calendar, as days since 1970-01-01.
#pragma once

#include <cstdint>

namespace snaproll::detail {

inline constexpr int64_t kNanosPerSecond = 1000000000;
inline constexpr int64_t kSecondsPerDay = 86400;

struct Date {
  int64_t year;
  int month;  // 1 to 12
  int day;    // 1 to 31
};

/// The quotient rounded down, for a divisor above 0: times before 1970 belong
/// to the second, the day and the week that they are in.
constexpr int64_t floor_divide(int64_t number, int64_t divisor) noexcept {
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}

/// What is left then: 0 to divisor - 1.
constexpr int64_t floor_modulo(int64_t number, int64_t divisor) noexcept {
  const int64_t rest = number % divisor;
  return rest < 0 ? rest + divisor : rest;
}

int64_t days_from_date(const Date& date) noexcept;
Date date_from_days(int64_t days) noexcept;

}  // namespace snaproll::detail
