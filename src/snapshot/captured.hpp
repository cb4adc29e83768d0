// What contexts and snapshots share: reading, writing and checking the state
// that a snapshot captures.
#pragma once

#include <string_view>
#include <vector>

#include "snaproll/snapshot.hpp"
#include "snapshot/form.hpp"

namespace snaproll::detail {

enum class Part { kState, kVariables, kNodeResults };

inline constexpr std::string_view kStatePointer = "/state";
inline constexpr std::string_view kVariablesPointer = "/variables";
inline constexpr std::string_view kNodeResultsPointer = "/node_results";

// A pointer into a state, taken apart.
struct StatePlace {
  Part part;
  std::string_view root;  // "/variables"
  std::string_view rest;  // the pointer inside of the part; "" = all of it
};

// NOT_FOUND where the pointer begins with none of the parts, PARSE where it is
// no pointer.
Result<StatePlace> locate(std::string_view pointer);

// What an edit or a look-up of the rest of `pointer` reported, told in terms of
// the whole pointer.
Error in_whole(std::string_view pointer, const StatePlace& place, Error error);

// `limits` for a whole part, which is a level around its members.
Limits part_limits(const Limits& limits);

// The largest name of a node is limits.id_bytes; see check_id.
Status check_node_names(const Value& node_results, const Limits& limits);

// LIMIT where the state as a whole is too large or one of its parts too deep.
Status check_captured(const CapturedState& captured, const Limits& limits);

// Whether both are the same but for the sequence numbers of node results.
bool same_state(const CapturedState& a, const CapturedState& b);

// Bytes of canonical JSON that differ between both, `stop_at` where there are
// as many; see value/edit.hpp. A state counts whole.
uint64_t changed_bytes(const CapturedState& before, const CapturedState& after,
                       uint64_t stop_at);

// Numbers `results`, which come without a sequence (rule J8): by completed_at
// where they tell one, then those that do not; then by name.
Status sequence_new(CapturedState& captured, const Value& results,
                    const Limits& limits);

// Members state, variables and node_results of a form. `variables_optional`
// tells that variables may be missing.
Result<CapturedState> read_captured(const Form& form, bool variables_optional,
                                    const Limits& limits);

Status write_state(FormWriter& form, const ExecutionState& state);

// Checks what a caller tells of a snapshot.
Status check_info(const SnapshotInfo& info, const Limits& limits);

}  // namespace snaproll::detail
