// JSON Pointer (RFC 6901): reading and editing a Value by place.
//
// The edits take the root by reference and change it to the new value; other
// copies of the old root keep it. A part that only this root holds is edited in
// place, so a run of edits costs the path to each place and no more. Where an
// edit fails, or throws std::bad_alloc, the root is as it was.
//
// Errors of a pointer are everywhere: PARSE with the offset in it (it is none),
// and NOT_FOUND with the pointer up to the first token that names nothing.
// Others have the pointer up to where they are.
//
// Cost: O(path x log n) each. An edit allocates the nodes on the way that
// others hold as well, and at its end the one that changed; reading allocates
// only for values of at most 64 bytes that stand inside of a larger one.
//
// Thread word: plain functions; a root is edited by one thread at a time, its
// copies may be anywhere.
#pragma once

#include <string_view>
#include <vector>

#include "snaproll/value.hpp"

namespace snaproll {

/// The value at `pointer`. Errors: PARSE, NOT_FOUND. Since 0.1
Result<Value> pointer_get(const Value& root, std::string_view pointer);

/// Sets or replaces the member, replaces the element, or appends one (`/-`).
/// The container must be there. Errors: PARSE, NOT_FOUND, TYPE (the parent is
/// a scalar), LIMIT. Since 0.1
Status pointer_set(Value& root, std::string_view pointer, const Value& value,
                   const Limits& limits = {});

/// As `pointer_set` of the value read from `json`; what is the same as in the
/// value that stood there is shared. Errors: those of `pointer_set` and of
/// Value::parse. Since 0.1
Status pointer_set_json(Value& root, std::string_view pointer,
                        std::string_view json, const Limits& limits = {},
                        const Cancel* cancel = nullptr);

/// As "add" of RFC 6902: sets or replaces a member, inserts an element before
/// the one that is named, or appends one (`/-`). Errors: PARSE, NOT_FOUND (also
/// an index beyond the end), TYPE, LIMIT. Since 0.1
Status pointer_add(Value& root, std::string_view pointer, const Value& value,
                   const Limits& limits = {});

/// As "replace" of RFC 6902: what is replaced has to be there. Errors: PARSE,
/// NOT_FOUND, LIMIT. Since 0.1
Status pointer_replace(Value& root, std::string_view pointer,
                       const Value& value, const Limits& limits = {});

/// Removes the member or element. Errors: PARSE, NOT_FOUND, TYPE (the root
/// itself). Since 0.1
Status pointer_remove(Value& root, std::string_view pointer);

/// Appends to the array that `pointer` names, with or without `/-` at its end.
/// Errors: PARSE, NOT_FOUND, TYPE, LIMIT. Since 0.1
Status pointer_append(Value& root, std::string_view pointer, const Value& value,
                      const Limits& limits = {});

/// Appends `utf8` to the string that `pointer` names; the cost follows `utf8`,
/// not the string. Errors: PARSE (also not UTF-8), NOT_FOUND, TYPE, LIMIT.
/// Since 0.1
Status pointer_append_text(Value& root, std::string_view pointer,
                           std::string_view utf8, const Limits& limits = {});

/// Puts `values` in the place of `removed` elements from `index` on of the
/// array that `pointer` names. Errors: PARSE, NOT_FOUND, TYPE, RANGE (there are
/// not so many elements), LIMIT. Cost: O(path x log n + values). Since 0.1
Status pointer_splice(Value& root, std::string_view pointer, size_t index,
                      size_t removed, const std::vector<Value>& values,
                      const Limits& limits = {});

/// Puts `utf8` in the place of `removed` bytes from byte `offset` on of the
/// string that `pointer` names; both places are borders of characters. The cost
/// follows `utf8`, not the string. Errors: PARSE (also not UTF-8), NOT_FOUND,
/// TYPE, RANGE (beyond the end, or inside a character), LIMIT. Since 0.1
Status pointer_splice_text(Value& root, std::string_view pointer, size_t offset,
                           size_t removed, std::string_view utf8,
                           const Limits& limits = {});

/// Whether what stands at `pointer` equals `expected` as RFC 6902 4.6 says.
/// Errors: TEST_FAILED with pointer, PARSE, NOT_FOUND. O(path x log n + what
/// the two do not share). Since 0.1
Status pointer_test(const Value& root, std::string_view pointer,
                    const Value& expected);

}  // namespace snaproll
