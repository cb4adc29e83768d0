#include "shell.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>

namespace host {
namespace {

constexpr size_t kKeptLines = 5;
constexpr size_t kLineBytes = 500;  // of longer lines, the first piece

// Commands print what they like; the state takes UTF-8, and the terminal must
// not be given control characters.
std::string clean(std::string line) {
  const bool text = snaproll::Value::text(line).ok();
  for (char& c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte == 0x7f || (byte > 0x7f && !text)) c = '?';
  }
  return line;
}

bool is_name(std::string_view text) {
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
             std::string_view::npos;
}

void take_line(CommandResult& result, std::string line) {
  if (!line.empty() && line.back() == '\n') line.pop_back();
  line = clean(std::move(line));
  ++result.line_count;
  const size_t equals = std::min(line.find('='), line.size());
  if (is_name(std::string_view(line).substr(0, equals)) &&
      equals < line.size()) {
    const auto number = snaproll::Value::parse(line.substr(equals + 1));
    if (number.ok() && number->as_double().ok())
      result.numbers[line.substr(0, equals)] = *number;
  }
  if (result.lines.size() < kKeptLines) result.lines.push_back(std::move(line));
}

}  // namespace

CommandResult run_command(const std::string& command) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  CommandResult result;
  std::fflush(stdout);
  FILE* pipe = popen(("exec </dev/null 2>&1\n" + command).c_str(), "r");
  if (pipe == nullptr) {
    result.exit_code = 127;
    result.lines = {"no process could be started"};
    return result;
  }
  char piece[kLineBytes];
  bool inside = false;  // of a line whose beginning was taken
  while (std::fgets(piece, sizeof piece, pipe) != nullptr) {
    const std::string text = piece;
    if (!inside) take_line(result, text);
    inside = text.empty() || text.back() != '\n';
  }
  const int status = pclose(pipe);
  result.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                           Clock::now() - begin)
                           .count();
  return result;
}

}  // namespace host
