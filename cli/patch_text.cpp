#include "patch_text.hpp"

#include <string>
#include <string_view>

namespace snaproll::cli {
namespace {

Style style_of(std::string_view line) {
  if (line.empty()) return Style::kPlain;
  switch (line[0]) {
    case '+':
      return Style::kGood;
    case '-':
      return Style::kBad;
    case '~':
    case '>':
      return Style::kChanged;
    default:
      return Style::kPlain;
  }
}

}  // namespace

void print_patch(Terminal& terminal, const abi::Patch& patch) {
  const std::string text = patch.to_text();
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    terminal.line(line, style_of(line));
    if (end == std::string::npos) break;
    at = end + 1;
  }
}

}  // namespace snaproll::cli
