// Ids that a name decides.
#pragma once

#include <string_view>

#include "snaproll/id.hpp"

namespace snaproll::detail {

/// The UUID of version 5 of `name` in a namespace of this library: the same
/// name always gives the same id.
Id name_based_id(std::string_view name);

}  // namespace snaproll::detail
