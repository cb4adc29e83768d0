// Random bits of the kernel, drawn in bulk.
#pragma once

#include <cstdint>

#include "snaproll/id.hpp"

namespace snaproll::detail {

/// 64 random bits. Each is handed out once, to one thread of one process: a
/// forked child draws its own. Lock-free; some nanoseconds a call.
/// std::system_error where the kernel has none to give.
uint64_t random_bits();

/// 16 of its bytes, whatever seed an environment has: what tells one commit or
/// one handle from all others. No UUID of any version.
Id random_id();

}  // namespace snaproll::detail
