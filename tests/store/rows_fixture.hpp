// A store, in a file and in memory, whose rows are written and read as they
// are.
#pragma once

#include <memory>
#include <vector>

#include "store_fixture.hpp"

namespace snaproll::test {

class RowsTest : public ::testing::TestWithParam<const char*> {
 protected:
  static std::string place(const TestFolder& folder, const char* name) {
    return name[0] == ':' ? name : folder.path(name);
  }
  StoreReader& reader() {
    done_reading();
    auto made = store->read();
    EXPECT_THAT(made, IsOk());
    reader_ = *std::move(made);
    return *reader_;
  }
  Status write(Store::Member member) {
    reader_.reset();
    return store->commit(std::move(member), 2);
  }
  // One thread does not do anything else while it reads a store in memory.
  void done_reading() { reader_.reset(); }
  int64_t add_execution(const ExecutionRow& row) {
    reader_.reset();
    return insert(*store, row);
  }
  void add(const RecordRow& row) {
    reader_.reset();
    ASSERT_THAT(append(*store, row), IsOk());
  }
  Status put(RecordKey key, uint32_t part, bool last, const char* bytes) {
    reader_.reset();
    return put_keyframe(*store, key, part, last, bytes);
  }
  bool remove(RecordKey key) {
    auto removed = std::make_shared<bool>(false);
    EXPECT_THAT(write([=](StoreWriter& writer) -> Status {
                  SNAPROLL_TRY(*removed, writer.remove(key));
                  return {};
                }),
                IsOk());
    return *removed;
  }
  std::vector<uint64_t> seqs(const Result<std::vector<RecordHead>>& heads) {
    std::vector<uint64_t> all;
    EXPECT_THAT(heads, IsOk());
    if (!heads.ok()) return all;
    for (const RecordHead& head : *heads) all.push_back(head.key.seq);
    return all;
  }

  TestFolder folder;
  std::shared_ptr<Store> store = opened(place(folder, GetParam()));

 private:
  std::unique_ptr<StoreReader> reader_;
};

}  // namespace snaproll::test
