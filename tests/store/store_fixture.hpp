// A folder in memory for the files of a test, and rows to put into stores.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "store/store.hpp"
#include "support/matchers.hpp"

namespace snaproll::test {

using namespace snaproll::detail;  // NOLINT: the store is an inner part

// Removed at the end.
class TestFolder {
 public:
  TestFolder() {
    char name[] = "/dev/shm/snaproll-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string path(const std::string& name) const { return path_ + '/' + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::string read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline Id id_of(uint64_t number) {
  Id id;
  for (size_t i = 0; i < 8; ++i)
    id.bytes[15 - i] = static_cast<uint8_t>(number >> (8 * i));
  id.bytes[0] = 0xa5;
  return id;
}

inline ExecutionRow execution_row(const std::string& name) {
  ExecutionRow row;
  row.name = name;
  row.created_at = 1;
  row.started_at = 2;
  return row;
}

// A record on the one before it.
inline RecordRow record_row(int64_t exec, uint64_t seq,
                            const std::string& body = "body") {
  RecordRow row;
  row.key = {exec, seq};
  row.commit_id = id_of(1000 + seq);
  row.kind = 2;
  if (seq > 1) {
    row.base = {exec, seq - 1};
    row.base_commit = id_of(999 + seq);
  }
  row.created_at = static_cast<Time>(seq) * 10;
  row.number = seq;
  row.id = id_of(seq);
  row.body = body;
  return row;
}

inline Status append(Store& store, const RecordRow& row) {
  return store.commit([row](StoreWriter& writer) { return writer.append(row); },
                      1);
}

inline Status put_keyframe(Store& store, RecordKey key, uint32_t part,
                           bool last, const std::string& bytes) {
  return store.commit(
      [=](StoreWriter& writer) {
        return writer.put_keyframe(key, part, last, bytes, {});
      },
      1);
}

inline int64_t insert(Store& store, const ExecutionRow& row) {
  auto inserted = std::make_shared<ExecutionRow>(row);
  const Status status = store.commit(
      [inserted](StoreWriter& writer) {
        return writer.insert_execution(*inserted);
      },
      2);
  EXPECT_THAT(status, IsOk());
  return inserted->exec;
}

inline std::shared_ptr<Store> opened(const std::string& path,
                                     const StoreOptions& options = {}) {
  auto store = open_store(path, options);
  EXPECT_THAT(store, IsOk());
  return store.ok() ? *std::move(store) : nullptr;
}

inline StoreOptions reading() {
  StoreOptions options;
  options.read_only = true;
  return options;
}

// All records of an execution as text; an error instead where there is one.
inline std::string told_records(StoreReader& reader, int64_t exec) {
  std::string told;
  const Status status =
      reader.records(exec, 0, false, true, [&](RecordRow& row) -> Result<bool> {
        told += std::to_string(row.key.seq) + ':' + row.commit_id.text() + ':' +
                std::to_string(row.base.seq) + ':' + row.label.value_or("-") +
                ':' + row.body + '\n';
        return true;
      });
  return status.ok() ? told : "error: " + status.error().message;
}

inline std::string told_records(Store& store, int64_t exec) {
  auto reader = store.read();
  if (!reader.ok()) return "error: " + reader.error().message;
  return told_records(**reader, exec);
}

}  // namespace snaproll::test
