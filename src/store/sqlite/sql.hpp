// Every statement that is run again and again, as constant text. No statement
// is made from input.
#pragma once

#include <cstddef>
#include <cstdint>

namespace snaproll::detail {

enum class Sql : uint8_t {
  kMeta,
  kInsertMeta,
  kBegin,
  kBeginImmediate,
  kCommit,
  kRollback,
  kSavepoint,
  kRelease,
  kRollbackTo,
  kFreePages,
  kPages,
  kVacuumSome,
  kExecutionByName,
  kExecutionById,
  kExecutions,
  kExecutionsByState,
  kDeletedExecutions,
  kExecutionsByAttribute,
  kAttributes,
  kNewest,
  kNewestHead,
  kRecord,
  kRecordHead,
  kFind,
  kHistory,
  kHistoryOfLabel,
  kRecordsUp,
  kRecordsDown,
  kHeadsUp,
  kHeadsDown,
  kAttempts,
  kEffects,
  kNodeAttempts,
  kNewestAttempts,
  kHeadsBetween,
  kNext,
  kOthersOnBase,
  kNewestKeyframe,
  kKeyframeWhole,
  kKeyframe,
  kKeyframeParts,
  kNextExecution,
  kInsertExecution,
  kUpdateExecution,
  kRemoveExecution,
  kInsertAttribute,
  kRemoveAttributes,
  kAppend,
  kKeep,
  kRewrite,
  kHide,
  kRemove,
  kPutKeyframe,
  kRemoveKeyframe,
  kCountExecutions,
  kCountRecords,
  kCountKeyframes,
  kBases,
  kBaseOf,
  kEveryRecord,
  kEveryKeyframe,
  kEveryExecution,
  kEveryAttribute,
  kEveryName,
  kQuickCheck,
  kWholeCheck,
  kVacuumInto,
};
inline constexpr size_t kSqlCount = static_cast<size_t>(Sql::kVacuumInto) + 1;

const char* sql_text(Sql which) noexcept;

}  // namespace snaproll::detail
