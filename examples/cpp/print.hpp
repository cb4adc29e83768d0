// What the host prints: lines in columns, in color on a terminal.
#pragma once

#include <cstdint>
#include <snaproll/execution.hpp>
#include <string>

namespace host {

// Before lines that belong to the one above.
inline constexpr const char* kIndent = "       ";
inline constexpr size_t kShownBytes = 60;  // of names and of what was said

enum class Color { kNone, kGood, kBad, kDim, kBold };

// `text` in a color where standard output is a terminal and NO_COLOR is unset.
std::string in_color(Color color, const std::string& text);

// "3 node results removed, 1 variable changed"
std::string effect_of(const snaproll::RollbackResult& result);
// "1 node", "2,000 nodes"
std::string count_of(uint64_t count, const std::string& noun);

// What a rollback to before `node` would do: the names of what is removed and
// changed, and which effects stay.
void print_preview(const std::string& node,
                   const snaproll::RollbackResult& result);
// What it did.
void print_rollback(const std::string& node,
                    const snaproll::RollbackResult& result);

// A table of all snapshots, oldest first, or of the newest `most` of them.
void print_timeline(const snaproll::Manager& history,
                    size_t most = snaproll::kUnlimited);

}  // namespace host
