// The file that a path names, looked at before SQLite opens it.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

#include "snaproll/result.hpp"
#include "snaproll/store_types.hpp"

namespace snaproll::detail {

struct StoreFile {
  std::string path;  // absolute, without links in its folders
  dev_t device = 0;
  ino_t inode = 0;
};

// Makes the file where there is none and the options say so. A link as the
// last component is not followed: who may write to the folder could point it
// anywhere. INVALID_ARGUMENT, NOT_FOUND, READ_ONLY, IO.
Result<StoreFile> find_store_file(const std::string& path,
                                  const StoreOptions& options);

// Makes an empty file that is not there yet. EXISTS, NOT_FOUND, READ_ONLY, IO.
Result<StoreFile> make_file(const std::string& path, uint32_t mode);
// Brings a file that nobody has open, and its place in its folder, to disk.
Status sync_file(const std::string& path);

// Bytes of a file; 0 where there is none.
// UNUSABLE: the file that was opened there is not there any more.
Error not_in_its_place(const std::string& path);

uint64_t file_bytes(const std::string& path) noexcept;

}  // namespace snaproll::detail
