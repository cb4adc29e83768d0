// All that the program says goes through here: text to standard output, errors,
// questions and progress to standard error. Text is escaped on its way
// (escape.hpp), so a command can not forget it.
//
// Colours only where standard output is a terminal, TERM is not "dumb" and
// NO_COLOR is not set.
//
// Thread word: one thread at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace snaproll::cli {

enum class Style { kPlain, kStrong, kFaint, kGood, kBad, kChanged, kName };

class Terminal {
 public:
  Terminal();

  // Standard output is a terminal.
  bool is_terminal() const noexcept { return out_is_terminal_; }
  // Progress can be shown on standard error.
  bool shows_progress() const noexcept { return shows_progress_; }
  // Columns of the terminal; without one 0, and nothing is cut.
  size_t width() const noexcept { return width_; }

  Terminal& put(std::string_view text, Style style = Style::kPlain);
  Terminal& end_line();
  // A line.
  void line(std::string_view text, Style style = Style::kPlain);
  // Several lines, each escaped.
  void lines(std::string_view text);
  // A JSON text and a line end.
  void json(std::string_view text);
  // A part of a JSON text.
  void json_part(std::string_view text);
  // These very bytes, as other programs are to read them; on a terminal
  // escaped as JSON.
  void bytes(std::string_view text);
  // Hands over what was said. Throws Failure where that can not be.
  void flush();

  // To standard error: "snaproll: message", and lines below it.
  void error(std::string_view message);
  void note(std::string_view text);
  // Asks, and gives back whether the answer was yes. False where nobody can be
  // asked.
  bool can_ask() const noexcept { return can_ask_; }
  bool ask(std::string_view question);

 private:
  void append(std::string_view raw);

  bool out_is_terminal_;
  bool colours_;
  bool error_colours_;
  bool shows_progress_;
  bool can_ask_;
  size_t width_ = 0;
  std::string buffer_;
};

// Rows of cells in columns, each as wide as its widest cell.
class Table {
 public:
  struct Cell {
    std::string text;
    Style style = Style::kPlain;
    bool right = false;  // numbers
  };
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const noexcept { return rows_.empty(); }
  // The last cell of a row is cut at the width of the terminal.
  void print(Terminal& terminal, size_t indent = 0) const;

 private:
  std::vector<std::vector<Cell>> rows_;
};

// "1,234".
std::string counted(unsigned long long number);
// "1 snapshot", "2 snapshots".
std::string counted(unsigned long long number, std::string_view noun);
// "312 B", "1.2 kB", "3.4 MB".
std::string bytes_text(unsigned long long bytes);

}  // namespace snaproll::cli
