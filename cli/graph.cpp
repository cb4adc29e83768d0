#include "graph.hpp"

#include <algorithm>

namespace snaproll::cli {
namespace {

// The row that each column goes down to; kNoRow = the column is free.
using Columns = std::vector<size_t>;

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string drawn(const Columns& columns) {
  std::string text(2 * columns.size(), ' ');
  for (size_t i = 0; i < columns.size(); ++i)
    if (columns[i] != kNoRow) text[2 * i] = '|';
  return text;
}

// The line of descent in `from` goes over to the one in `to`, left of it.
std::string join(const Columns& columns, size_t to, size_t from) {
  std::string text = drawn(columns);
  text[2 * from] = ' ';
  for (size_t i = 2 * to + 1; i < 2 * from - 1; ++i)
    if (text[i] == ' ') text[i] = '_';
  text[2 * from - 1] = '/';
  return trimmed(std::move(text));
}

size_t free_column(Columns& columns) {
  const auto found = std::find(columns.begin(), columns.end(), kNoRow);
  if (found != columns.end())
    return static_cast<size_t>(found - columns.begin());
  columns.push_back(kNoRow);
  return columns.size() - 1;
}

}  // namespace

std::vector<GraphRow> draw_graph(const std::vector<size_t>& parents) {
  std::vector<GraphRow> rows(parents.size());
  Columns columns;
  for (size_t i = 0; i < parents.size(); ++i) {
    std::vector<size_t> meeting;
    for (size_t c = 0; c < columns.size(); ++c)
      if (columns[c] == i) meeting.push_back(c);
    for (size_t k = meeting.size(); k-- > 1;) {
      rows[i].joins.push_back(join(columns, meeting[k - 1], meeting[k]));
      columns[meeting[k]] = kNoRow;
    }
    const size_t own = meeting.empty() ? free_column(columns) : meeting[0];
    std::string text = drawn(columns);
    text[2 * own] = '*';
    rows[i].line = trimmed(std::move(text));
    columns[own] = parents[i];
  }
  return rows;
}

}  // namespace snaproll::cli
