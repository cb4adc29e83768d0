#include "base/glob.hpp"

#include <algorithm>
#include <string>

#include "base/check_id.hpp"

namespace snaproll::detail {
namespace {

constexpr std::string_view kSpecial = "*?\\";

// Offset behind the character that begins at `at`.
size_t behind_character(std::string_view text, size_t at) noexcept {
  ++at;
  while (at < text.size() &&
         (static_cast<unsigned char>(text[at]) & 0xc0u) == 0x80u)
    ++at;
  return at;
}

// Moves both offsets over what matches as it stands, up to a `*`, the end of
// the glob or the first difference.
void match_run(std::string_view glob, std::string_view name, size_t& in_glob,
               size_t& in_name) noexcept {
  while (in_glob < glob.size() && in_name < name.size() &&
         glob[in_glob] != '*') {
    if (glob[in_glob] == '?') {
      ++in_glob;
      in_name = behind_character(name, in_name);
      continue;
    }
    const size_t literal = in_glob + (glob[in_glob] == '\\' ? 1 : 0);
    if (literal == glob.size() || glob[literal] != name[in_name]) return;
    in_glob = literal + 1;
    ++in_name;
  }
}

}  // namespace

Status check_glob(std::string_view glob) {
  if (glob.size() > kGlobBytes) {
    return Error(Code::kLimit, "a glob of " + std::to_string(glob.size()) +
                                   " bytes, at most " +
                                   std::to_string(kGlobBytes) + " may be");
  }
  SNAPROLL_CHECK(check_utf8(glob, "glob"));
  for (size_t at = 0; at < glob.size(); ++at) {
    if (glob[at] != '\\') continue;
    if (++at == glob.size()) {
      return Error(Code::kParse, "the glob ends with a single backslash")
          .with_hint("write \\\\ for a backslash")
          .at_offset(at - 1);
    }
  }
  return {};
}

bool is_glob(std::string_view text) noexcept {
  return text.find_first_of(kSpecial) != std::string_view::npos;
}

std::string_view glob_literal_prefix(std::string_view glob) noexcept {
  return glob.substr(0, std::min(glob.size(), glob.find_first_of(kSpecial)));
}

// Only the last `*` met is ever widened: what an earlier one could take more
// of, the last one can take as well.
bool glob_match(std::string_view glob, std::string_view name) noexcept {
  constexpr size_t kNone = std::string_view::npos;
  size_t in_glob = 0;
  size_t in_name = 0;
  size_t behind_star = kNone;
  size_t star_ends = 0;  // where in the name the last `*` ends
  for (;;) {
    match_run(glob, name, in_glob, in_name);
    if (in_glob < glob.size() && glob[in_glob] == '*') {
      behind_star = ++in_glob;
      star_ends = in_name;
      if (behind_star == glob.size()) return true;
      continue;
    }
    if (in_glob == glob.size() && in_name == name.size()) return true;
    if (behind_star == kNone || star_ends == name.size()) return false;
    star_ends = behind_character(name, star_ends);
    in_glob = behind_star;
    in_name = star_ends;
  }
}

}  // namespace snaproll::detail
