// Files that lines are read from and written to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "interrupt.hpp"

namespace snaproll::cli {

// A new file, which only its owner may read. It is removed again where it is
// not `kept`.
class NewFile {
 public:
  // Throws Failure, also where there is a file of that name.
  explicit NewFile(const std::string& path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  void write(std::string_view text);
  // Flushes it to the disk.
  void keep();
  uint64_t bytes() const noexcept { return bytes_; }

 private:
  void flush();

  const std::string path_;
  int descriptor_;
  bool kept_ = false;
  uint64_t bytes_ = 0;
  std::string buffer_;
  std::unique_ptr<HalfMade> half_made_;
};

// Lines of a file, or of standard input for "-".
class LineReader {
 public:
  explicit LineReader(const std::string& path);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  // The next line without its end; false behind the last one.
  bool next(std::string& line);
  // Of the whole file, 0 where that is not known; and of what was read of it.
  uint64_t total() const noexcept { return total_; }
  uint64_t bytes() const noexcept { return bytes_; }

 private:
  bool fill();

  const std::string path_;
  int descriptor_;
  uint64_t total_ = 0;
  uint64_t bytes_ = 0;
  std::string buffer_;
  size_t at_ = 0;
};

}  // namespace snaproll::cli
