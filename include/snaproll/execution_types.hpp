// Plain values that executions tell and are told: edges and attempts.
//
// Thread word: plain values.
#pragma once

#include <cstdint>
#include <string>

#include "snaproll/time.hpp"

namespace snaproll {

/// `to` needs what `from` did. Since 0.1
struct Edge {
  std::string from;
  std::string to;

  friend bool operator==(const Edge& a, const Edge& b) {
    return a.from == b.from && a.to == b.to;
  }
};

/// How an attempt ended, by the numbers of enum snaproll_attempt_outcome.
/// Since 0.1
enum class AttemptOutcome : int32_t {
  kOpen = 0,  ///< Begun and not ended.
  kFinished = 1,
  kFailed = 2,
  kRolledBack = 3,
};

/// One attempt at one node; stays on record when the state is rolled back.
/// Since 0.1
struct Attempt {
  std::string node;
  uint32_t number = 1;  ///< Of the attempts at this node, from 1.
  AttemptOutcome outcome = AttemptOutcome::kOpen;
  bool irreversible = false;
  std::string idempotency_key;
  Time started_at = 0;
  Time ended_at = kNoTime;
  std::string error;  ///< Of kFailed and kRolledBack.
};

}  // namespace snaproll
