// Edits of a captured state, each of them whole or not at all: where one fails,
// or throws std::bad_alloc, the state is as it was.
//
// Variables and node results are edited in place where nobody else holds them.
// The sequence numbers of node results (rule J8) follow: recording a result
// gives it a new one, also where it replaces another; a removed one loses its;
// an edit inside of a result keeps it.
#pragma once

#include <string_view>
#include <vector>

#include "snaproll/context.hpp"

namespace snaproll::detail {

Status set_state(CapturedState& captured, ExecutionState state,
                 const Limits& limits);

Status set_variable(CapturedState& captured, std::string_view name, Value value,
                    const Limits& limits);
Status remove_variable(CapturedState& captured, std::string_view name);
Status record_result(CapturedState& captured, std::string_view node,
                     Value result, const Limits& limits);
Status remove_result(CapturedState& captured, std::string_view node);

// By pointer. What a whole part held before goes to `dropped`, for the caller
// to let go of where it holds no lock.
Status set_at(CapturedState& captured, std::string_view pointer, Value value,
              const Limits& limits, Value& dropped);
Status remove_at(CapturedState& captured, std::string_view pointer,
                 const Limits& limits);
Status append_at(CapturedState& captured, std::string_view pointer, Value value,
                 const Limits& limits);
Status append_text_at(CapturedState& captured, std::string_view pointer,
                      std::string_view utf8, const Limits& limits);
Status splice_at(CapturedState& captured, std::string_view pointer,
                 size_t index, size_t removed, const std::vector<Value>& values,
                 const Limits& limits);
Status splice_text_at(CapturedState& captured, std::string_view pointer,
                      size_t offset, size_t removed, std::string_view utf8,
                      const Limits& limits);
Status test_at(const CapturedState& captured, std::string_view pointer,
               const Value& expected);

}  // namespace snaproll::detail
