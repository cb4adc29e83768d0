// The check of rule C5 for ids of executions, workflows and nodes.
#pragma once

#include <string_view>

#include "snaproll/limits.hpp"
#include "snaproll/result.hpp"

namespace snaproll::detail {

/// `what` names the id in the message ("node id"). Errors: INVALID_ARGUMENT
/// (empty), PARSE (not UTF-8, offset told), LIMIT.
Status check_id(std::string_view id, const char* what, const Limits& limits);

/// As above for the text of a name or message that may be empty. PARSE.
Status check_utf8(std::string_view text, const char* what);

}  // namespace snaproll::detail
