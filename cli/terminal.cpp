#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "escape.hpp"
#include "exit_code.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kBufferBytes = 1 << 16;
constexpr const char* kEnd = "\033[0m";

const char* start_of(Style style) {
  switch (style) {
    case Style::kStrong:
      return "\033[1m";
    case Style::kFaint:
      return "\033[2m";
    case Style::kGood:
      return "\033[32m";
    case Style::kBad:
      return "\033[31m";
    case Style::kChanged:
      return "\033[33m";
    case Style::kName:
      return "\033[36m";
    case Style::kPlain:
      break;
  }
  return "";
}

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return term == nullptr || *term == '\0' || std::strcmp(term, "dumb") == 0;
}

bool wants_colours() {
  const char* no = std::getenv("NO_COLOR");
  return (no == nullptr || *no == '\0') && !is_dumb();
}

size_t width_of(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

void write_error(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // there is nobody left to tell
    text.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

Terminal::Terminal()
    : out_is_terminal_(isatty(STDOUT_FILENO) == 1),
      colours_(out_is_terminal_ && wants_colours()),
      error_colours_(isatty(STDERR_FILENO) == 1 && wants_colours()),
      shows_progress_(isatty(STDERR_FILENO) == 1 && !is_dumb()),
      can_ask_(isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1) {
  if (out_is_terminal_) width_ = width_of(STDOUT_FILENO);
}

void Terminal::append(std::string_view raw) {
  buffer_ += raw;
  if (buffer_.size() >= kBufferBytes) flush();
}

Terminal& Terminal::put(std::string_view text, Style style) {
  const bool coloured = colours_ && style != Style::kPlain && !text.empty();
  if (coloured) append(start_of(style));
  append(escaped(text));
  if (coloured) append(kEnd);
  return *this;
}

Terminal& Terminal::end_line() {
  append("\n");
  return *this;
}

void Terminal::line(std::string_view text, Style style) {
  put(text, style).end_line();
}

void Terminal::lines(std::string_view text) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    line(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

void Terminal::json(std::string_view text) {
  json_part(text);
  end_line();
}

void Terminal::json_part(std::string_view text) { append(escaped_json(text)); }

void Terminal::bytes(std::string_view text) {
  append(out_is_terminal_ ? escaped_json(text) : std::string(text));
}

void Terminal::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t written = write(STDOUT_FILENO, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int why = errno;
      buffer_.clear();
      throw Failure(
          kAccess,
          std::string("standard output: ") + std::strerror(why),  // NOLINT
          "");
    }
    left.remove_prefix(static_cast<size_t>(written));
  }
  buffer_.clear();
}

void Terminal::error(std::string_view message) {
  std::string text =
      error_colours_ ? "\033[31msnaproll:\033[0m " : "snaproll: ";
  write_error(text + escaped(message) + '\n');
}

void Terminal::note(std::string_view text) {
  write_error("  " + escaped(text) + '\n');
}

bool Terminal::ask(std::string_view question) {
  flush();
  if (!can_ask_) return false;
  write_error(escaped(question) + " [y/N] ");
  std::string answer;
  char c = 0;
  while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n') answer += c;
  return answer == "y" || answer == "Y" || answer == "yes";
}

void Table::print(Terminal& terminal, size_t indent) const {
  std::vector<size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], columns(escaped(row[i].text)));
  }
  for (const auto& row : rows_) {
    size_t last = row.size();
    while (last > 0 && row[last - 1].text.empty()) --last;
    size_t used = indent;
    terminal.put(std::string(indent, ' '));
    for (size_t i = 0; i < last; ++i) {
      std::string text = escaped(row[i].text);
      const bool ends = i + 1 == last;
      if (ends && terminal.width() > used + 8)
        text = cut(text, terminal.width() - used);
      const std::string gap(widths[i] - std::min(widths[i], columns(text)),
                            ' ');
      if (row[i].right) terminal.put(gap);
      terminal.put(text, row[i].style);
      if (ends) break;
      if (!row[i].right) terminal.put(gap);
      terminal.put("  ");
      used += widths[i] + 2;
    }
    terminal.end_line();
  }
}

std::string counted(unsigned long long number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string counted(unsigned long long number, std::string_view noun) {
  std::string text = counted(number) + ' ';
  text += noun;
  if (number != 1) text += 's';
  return text;
}

std::string bytes_text(unsigned long long bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB"};
  auto amount = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  while (amount >= 999.95 && unit + 1 < std::size(kUnits)) {
    amount /= 1000;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", amount, kUnits[unit]);
  return text;
}

}  // namespace snaproll::cli
