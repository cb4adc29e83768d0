// Reading JSON texts: RapidJSON's Reader makes the events, Builder the value.
#pragma once

#include <string_view>
#include <vector>

#include "snaproll/value.hpp"
#include "value/builder.hpp"

namespace snaproll::detail {

// Reads one JSON text. `repeats`, where not null, gets what Builder watches.
Result<Value> read_json(std::string_view json, const Limits& limits,
                        const Cancel* cancel,
                        std::vector<Repeated>* repeats = nullptr);

}  // namespace snaproll::detail
