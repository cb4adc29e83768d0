// Editing objects by member name, and counting how two values differ.
#pragma once

#include <cstdint>
#include <string_view>

#include "snaproll/value.hpp"

namespace snaproll::detail {

// Sets or replaces a member; any UTF-8 name. On error, or std::bad_alloc,
// `object` is as it was. Errors: PARSE (the name), LIMIT (name, depth,
// members).
Status member_set(Value& object, std::string_view name, Value value,
                  const Limits& limits);
// The same with a JSON text; shares with the old value what is the same.
Status member_set_json(Value& object, std::string_view name,
                       std::string_view json, const Limits& limits,
                       const Cancel* cancel);
// Removes a member; false where it is absent.
bool member_remove(Value& object, std::string_view name);

// Members of `before` that are gone from `after`, or not equal there (M10).
// O(changes x depth): parts that both share are skipped.
size_t count_changed(const Value& before, const Value& after);

// Bytes of canonical JSON that differ, `stop_at` where there are as many:
// of members and elements that are new or gone all, with the name; of strings
// what is between the common beginning and end, the larger of both; of other
// values the larger of both; of containers that stand on both sides the sum of
// what differs inside. Elements of an array that moved are found again where
// they are shared, or are near. O(changes x depth); depth costs no stack.
uint64_t changed_bytes(const Value& before, const Value& after,
                       uint64_t stop_at);

}  // namespace snaproll::detail
