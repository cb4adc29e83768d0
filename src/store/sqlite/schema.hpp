// The tables of a store. Their text is the format: what stands in a file is
// compared with it.
//
//   meta       one row: the store's own id and what reading it takes
//   execution, attribute, record, keyframe  as in store/store.hpp
//   name       tags, branches and holds; not used by this version
//
// Records lie in the order of their commits, the body last, so that what reads
// no body reads no overflow page. base_exec is NULL where the base is the
// record before (exec, seq - 1) or where there is none, so the index on bases
// holds only those that are found nowhere else.
#pragma once

#include <cstdint>

#include "snaproll/id.hpp"
#include "snaproll/result.hpp"
#include "snaproll/time.hpp"
#include "store/sqlite/connection.hpp"

namespace snaproll::detail {

inline constexpr int64_t kApplicationId = 0x536e6170;  // "Snap"
inline constexpr int64_t kFormat = 1;

// Feature words: bits that this version knows. Of an unknown incompat bit a
// store can not be opened, of a ro_compat bit only for reading.
inline constexpr int64_t kIncompat = 0;
inline constexpr int64_t kRoCompat = 0;
inline constexpr int64_t kCompat = 0;

struct Meta {
  Id store;
  int64_t incompat = 0;
  int64_t ro_compat = 0;
  int64_t compat = 0;
  Time created_at = 0;
};

enum class FileState : uint8_t { kEmpty, kStore };

// What a file holds. FORMAT where it is no store, or one of a newer format.
Result<FileState> look_at(Connection& connection);
// Makes an empty file whole, in one transaction; nothing where another process
// was faster.
Status create_schema(Connection& connection, const Id& store, Time now);
// Reads the row of meta and compares the schema. FORMAT, CORRUPT.
Result<Meta> read_meta(Connection& connection);

}  // namespace snaproll::detail
