// Globs against a naive matcher. Input: a glob, 0xff, a name.
#include "base/glob.hpp"

#include <vector>

#include "base/utf8.hpp"
#include "fuzz.hpp"
#include "snaproll/rollback.hpp"

namespace snaproll::fuzz {
namespace {

size_t character_bytes(std::string_view text) {
  size_t bytes = 1;
  while (bytes < text.size() &&
         (static_cast<unsigned char>(text[bytes]) & 0xc0u) == 0x80)
    ++bytes;
  return bytes;
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    all.push_back(text.substr(0, character_bytes(text)));
    text.remove_prefix(all.back().size());
  }
  return all;
}

// Every place of the name that a glob can have come to, character by character.
bool matches(std::string_view glob, std::string_view name) {
  const auto letters = characters(name);
  std::vector<bool> at(letters.size() + 1, false);
  at[0] = true;
  const auto marks = characters(glob);
  for (size_t i = 0; i < marks.size(); ++i) {
    std::vector<bool> next(letters.size() + 1, false);
    if (marks[i] == "*") {
      bool seen = false;
      for (size_t j = 0; j < at.size(); ++j) next[j] = seen = seen || at[j];
    } else {
      const bool any = marks[i] == "?";
      const std::string_view wanted = marks[i] == "\\" ? marks[++i] : marks[i];
      for (size_t j = 0; j < letters.size(); ++j)
        next[j + 1] = at[j] && (any || letters[j] == wanted);
    }
    at = next;
  }
  return at.back();
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(glob) {
  using namespace snaproll::fuzz;
  using snaproll::detail::glob_match;
  constexpr size_t kMostName = 4096;
  Input input(data, size);
  const std::string_view glob = input.part();
  const std::string_view name = input.take(kMostName);
  static_cast<void>(worked(snaproll::Selector::check_name(glob)));
  static_cast<void>(worked(snaproll::Selector::check_pointer(glob)));
  static_cast<void>(worked(snaproll::Selector::check_node(glob)));
  if (!worked(snaproll::detail::check_glob(glob))) return 0;
  if (!snaproll::detail::valid_utf8(name)) return 0;
  const bool found = glob_match(glob, name);
  require(found == matches(glob, name), "a glob matches what a naive one does",
          std::string(glob) + "\n" + std::string(name));
  const std::string_view prefix = snaproll::detail::glob_literal_prefix(glob);
  require(!found || name.substr(0, prefix.size()) == prefix,
          "what matches begins with the prefix", glob);
  if (!snaproll::detail::is_glob(glob))
    require(found == (glob == name), "what is no glob matches itself", glob);
  return 0;
}
