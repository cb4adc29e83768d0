#include "store/sqlite/native_error.hpp"

#include <sqlite3.h>

#include <string>
#include <system_error>

#include "base/utf8.hpp"

namespace snaproll::detail {
namespace {

struct Meaning {
  int primary;
  Code code;
  const char* reason;
  const char* hint;
};

constexpr Meaning kMeanings[] = {
    {SQLITE_BUSY, Code::kBusy, "another writer holds the store",
     "try again, or wait longer (busy_timeout)"},
    {SQLITE_LOCKED, Code::kBusy, "another use of the store is in the way",
     "try again"},
    {SQLITE_PROTOCOL, Code::kBusy, "the locks of the store can not be had",
     "try again"},
    {SQLITE_NOMEM, Code::kNoMemory, "no memory", ""},
    {SQLITE_READONLY, Code::kReadOnly, "it may only be read",
     "open it with read_only"},
    {SQLITE_INTERRUPT, Code::kStopped, "stopped", ""},
    {SQLITE_IOERR, Code::kIo, "reading or writing failed", ""},
    {SQLITE_CORRUPT, Code::kCorrupt, "the file is damaged", "run the check"},
    {SQLITE_FULL, Code::kIo, "the disk is full",
     "make room; what was acknowledged is there"},
    {SQLITE_CANTOPEN, Code::kIo,
     "the file, or one that belongs to it, can not be opened",
     "look at its permissions and those of its folder"},
    {SQLITE_PERM, Code::kIo, "no permission", ""},
    {SQLITE_TOOBIG, Code::kLimit, "a row would be too big", ""},
    {SQLITE_NOTADB, Code::kFormat, "this is no store", ""},
    {SQLITE_AUTH, Code::kFormat, "it asks for what is not allowed", ""},
    // Statements are constant, so the tables are not what they were.
    {SQLITE_ERROR, Code::kCorrupt, "the tables are not those of a store", ""},
    {SQLITE_SCHEMA, Code::kCorrupt, "the tables changed", ""},
    {SQLITE_MISMATCH, Code::kCorrupt, "a column holds another type", ""},
    {SQLITE_CONSTRAINT, Code::kCorrupt, "the row is there already", ""},
};

const Meaning* meaning_of(int code) noexcept {
  for (const Meaning& meaning : kMeanings)
    if (meaning.primary == (code & 0xff)) return &meaning;
  return nullptr;
}

std::string milliseconds(int64_t nanoseconds) {
  return std::to_string(nanoseconds / 1000000) + " ms";
}

}  // namespace

Error native_error(std::string_view path, std::string_view doing, int code,
                   int system, int64_t waited) {
  const Meaning* meaning = meaning_of(code);
  std::string message = printable(path) + ": " + std::string(doing) + ": ";
  message += meaning != nullptr ? meaning->reason : "SQLite failed";
  Code ours = meaning != nullptr ? meaning->code : Code::kInternal;
  if (ours == Code::kBusy && waited > 0)
    message += ", waited " + milliseconds(waited);
  if (code == SQLITE_IOERR_NOMEM) ours = Code::kNoMemory;
  // It can not be looked at, or is not in its place; it is not READ_ONLY.
  if (code == SQLITE_READONLY_DBMOVED)
    return Error(Code::kIo, printable(path) + ": " + std::string(doing) +
                                ": the file is not in its place")
        .with_hint("open it again");
  if (ours == Code::kIo && system != 0 && (code & 0xff) != SQLITE_FULL)
    message += " (" + std::generic_category().message(system) + ")";
  Error error(ours, std::move(message));
  if (meaning != nullptr) error.hint = meaning->hint;
  error.native = code;
  return error;
}

// A write that failed for want of room left the last frame incomplete, and
// reading changes nothing.
bool outcome_unknown(int code) noexcept {
  switch (code) {
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_TRUNCATE:
    case SQLITE_IOERR_CLOSE:
      return true;
    default:
      return false;
  }
}

}  // namespace snaproll::detail
