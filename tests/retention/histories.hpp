// Histories of times for tests of policies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "retention/decide.hpp"
#include "support/matchers.hpp"

namespace snaproll::test {

inline constexpr int64_t kMinute = 60 * kSecond;
inline constexpr int64_t kHour = 60 * kMinute;
inline constexpr int64_t kDay = 24 * kHour;

inline Policy policy(std::string_view text) {
  auto read = Policy::parse(text);
  if (!read.ok()) {
    ADD_FAILURE() << text << ": " << read.error().message;
    return *Policy::parse("keep-none");
  }
  return *std::move(read);
}

// RFC 3339, or a date alone for its midnight.
inline Time at(std::string_view text) {
  const auto time =
      parse_time(std::string(text) + (text.size() == 10 ? "T00:00:00Z" : ""));
  EXPECT_THAT(time, IsOk()) << text;
  return time.ok() ? *time : 0;
}

inline detail::Candidate taken(Time created_at, uint64_t bytes = 1) {
  detail::Candidate candidate;
  candidate.created_at = created_at;
  candidate.bytes = bytes;
  return candidate;
}

inline std::vector<detail::Candidate> history(const std::vector<Time>& times) {
  std::vector<detail::Candidate> candidates;
  for (const Time time : times) candidates.push_back(taken(time));
  return candidates;
}

inline std::vector<detail::Candidate> dated(
    const std::vector<std::string_view>& times) {
  std::vector<detail::Candidate> candidates;
  for (const std::string_view time : times)
    candidates.push_back(taken(at(time)));
  return candidates;
}

// Long after everything, so that nothing lies in the future.
inline constexpr Time kLater = std::numeric_limits<Time>::max();

// Positions of those that stay.
inline std::vector<size_t> staying(
    std::string_view text, const std::vector<detail::Candidate>& candidates,
    Time now = kLater) {
  const auto verdicts = detail::decide(policy(text), candidates, now);
  EXPECT_EQ(verdicts.size(), candidates.size());
  std::vector<size_t> out;
  for (size_t i = 0; i < verdicts.size(); ++i)
    if (verdicts[i].stays) out.push_back(i);
  return out;
}

// What `policy` leaves of `candidates`.
inline std::vector<detail::Candidate> pruned(
    const Policy& policy, const std::vector<detail::Candidate>& candidates,
    Time now = kLater) {
  const auto verdicts = detail::decide(policy, candidates, now);
  std::vector<detail::Candidate> out;
  for (size_t i = 0; i < verdicts.size(); ++i)
    if (verdicts[i].stays) out.push_back(candidates[i]);
  return out;
}

inline std::vector<Time> times_of(
    const std::vector<detail::Candidate>& candidates) {
  std::vector<Time> out;
  for (const auto& candidate : candidates) out.push_back(candidate.created_at);
  return out;
}

// The words for which each one stays or goes; those that go with "- " before.
inline std::vector<std::string> reasons(
    std::string_view text, const std::vector<detail::Candidate>& candidates,
    Time now = kLater) {
  std::vector<std::string> out;
  for (const auto& verdict : detail::decide(policy(text), candidates, now))
    out.push_back((verdict.stays ? "" : "- ") +
                  detail::reason_words(verdict.reasons));
  return out;
}

}  // namespace snaproll::test
