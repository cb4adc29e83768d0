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

// Names of tags, branches, holds: 1 to 255 bytes without control characters.
// Where `resolved`, they can be told from what else a text may name.
// INVALID_ARGUMENT, PARSE, LIMIT, with the offset where there is one.
Status check_name(std::string_view name, const char* what, bool resolved);

}  // namespace snaproll::detail
