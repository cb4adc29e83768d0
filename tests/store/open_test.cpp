// Opening, closing and refusing files.
#include <sys/socket.h>
#include <sys/un.h>

#include <filesystem>

#include "store_fixture.hpp"

namespace snaproll::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class OpenTest : public ::testing::Test {
 protected:
  TestFolder folder;
  std::string path = folder.path("runs.db");
};

TEST_F(OpenTest, MakesAFileOfTheOwnerAlone) {
  const mode_t before = umask(0);
  auto store = opened(path);
  umask(before);
  struct stat status{};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  insert(*store, execution_row("a"));
  for (const char* beside : {"-wal", "-shm"}) {
    ASSERT_EQ(stat((path + beside).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600u);
  }
}

TEST_F(OpenTest, MakesAFileOfTheModeThatIsAskedFor) {
  StoreOptions options;
  options.file_mode = 0640;
  opened(path, options);
  struct stat status{};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640u);
}

TEST_F(OpenTest, GivesBackWhatWasCommitted) {
  Id id;
  int64_t exec = 0;
  {
    auto store = opened(path);
    id = store->id();
    exec = insert(*store, execution_row("a"));
    ASSERT_THAT(append(*store, record_row(exec, 1)), IsOk());
    EXPECT_THAT(store->close(), IsOk());
  }
  auto store = opened(path);
  EXPECT_EQ(store->id(), id);
  EXPECT_FALSE(id.is_nil());
  auto reader = store->read();
  ASSERT_THAT(reader, IsOk());
  const auto row = (*reader)->execution("a");
  ASSERT_THAT(row, IsOk());
  ASSERT_TRUE(row->has_value());
  EXPECT_EQ((*row)->exec, exec);
  EXPECT_EQ((*row)->last_seq, 1u);
  EXPECT_EQ((*row)->last_commit, 10);
}

TEST_F(OpenTest, LeavesOneFileWhenItIsClosed) {
  auto store = opened(path);
  insert(*store, execution_row("a"));
  EXPECT_THAT(store->close(), IsOk());
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
}

TEST_F(OpenTest, EachStoreHasAnIdOfItsOwn) {
  auto one = opened(path);
  auto other = opened(folder.path("other.db"));
  EXPECT_NE(one->id(), other->id());
}

TEST_F(OpenTest, TwoOpensOfOneFileShareOneStore) {
  auto one = opened(path);
  auto other =
      opened(folder.path("../" + folder.path().substr(9) + "/runs.db"));
  const int64_t exec = insert(*one, execution_row("a"));
  ASSERT_THAT(append(*other, record_row(exec, 1)), IsOk());
  const auto stats = one->stats();
  ASSERT_THAT(stats, IsOk());
  EXPECT_EQ(stats->commits, 2u);
}

TEST_F(OpenTest, ClosingOneHandleLeavesTheOthersOpen) {
  auto one = opened(path);
  auto other = opened(path);
  EXPECT_THAT(one->close(), IsOk());
  EXPECT_THAT(one->check_usable(), IsError(Code::kUnusable));
  EXPECT_THAT(one->read(), IsError(Code::kUnusable));
  EXPECT_THAT(other->check_usable(), IsOk());
  insert(*other, execution_row("a"));
  EXPECT_THAT(one->close(), IsOk());
  EXPECT_THAT(other->close(), IsOk());
  EXPECT_THAT(other->check_usable(), IsError(Code::kUnusable));
}

TEST_F(OpenTest, EverythingIsUnusableAfterClosing) {
  auto store = opened(path);
  EXPECT_THAT(store->close(), IsOk());
  EXPECT_THAT(store->close(), IsOk());
  EXPECT_THAT(append(*store, record_row(1, 1)), IsError(Code::kUnusable));
  EXPECT_THAT(store->read(), IsError(Code::kUnusable));
  EXPECT_THAT(store->backup(folder.path("b.db")), IsError(Code::kUnusable));
  EXPECT_THAT(store->vacuum(), IsError(Code::kUnusable));
  EXPECT_THAT(store->stats(), IsError(Code::kUnusable));
  EXPECT_THAT(store->check_file(true), IsError(Code::kUnusable));
  const auto many =
      store->commit_many({[](StoreWriter&) -> Status { return {}; }});
  ASSERT_EQ(many.size(), 1u);
  EXPECT_THAT(many[0], IsError(Code::kUnusable));
}

TEST_F(OpenTest, AReaderOutlivesTheStore) {
  auto store = opened(path);
  const int64_t exec = insert(*store, execution_row("a"));
  ASSERT_THAT(append(*store, record_row(exec, 1)), IsOk());
  auto reader = store->read();
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT(store->close(), IsOk());
  store.reset();
  EXPECT_THAT(told_records(**reader, exec), HasSubstr(":body"));
}

TEST_F(OpenTest, MissingFilesAndFoldersAreNotFound) {
  StoreOptions options;
  options.create = false;
  EXPECT_THAT(open_store(path, options), IsError(Code::kNotFound));
  EXPECT_THAT(open_store(path, reading()), IsError(Code::kNotFound));
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_THAT(open_store(folder.path("no/runs.db"), {}),
              IsError(Code::kNotFound));
}

TEST_F(OpenTest, DirectoriesLinksAndPipesAreRefused) {
  EXPECT_THAT(open_store(folder.path(), {}), IsError(Code::kInvalidArgument));
  EXPECT_THAT(open_store(folder.path() + "/", {}),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(open_store("", {}), IsError(Code::kInvalidArgument));
  EXPECT_THAT(open_store(std::string("a\0b", 3), {}),
              IsError(Code::kInvalidArgument));
  opened(path);
  ASSERT_EQ(symlink(path.c_str(), folder.path("link.db").c_str()), 0);
  EXPECT_THAT(open_store(folder.path("link.db"), {}),
              IsError(Code::kInvalidArgument));
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), 0600), 0);
  EXPECT_THAT(open_store(folder.path("pipe"), {}),
              IsError(Code::kInvalidArgument));
}

TEST_F(OpenTest, ATextFileIsNoStore) {
  const std::string text(5000, 'x');
  write_bytes(path, text);
  auto store = open_store(path, {});
  ASSERT_THAT(store, IsError(Code::kFormat));
  EXPECT_THAT(store.error().message, HasSubstr("runs.db"));
  EXPECT_NE(store.error().native, 0);
  EXPECT_EQ(read_bytes(path), text);
  write_bytes(path, "short");
  EXPECT_THAT(open_store(path, {}), IsError(Code::kFormat));
  EXPECT_EQ(read_bytes(path), "short");
}

TEST_F(OpenTest, AnEmptyFileBecomesAStore) {
  write_bytes(path, "");
  StoreOptions options;
  options.create = false;
  EXPECT_THAT(open_store(path, options), IsError(Code::kNotFound));
  EXPECT_THAT(open_store(path, reading()), IsError(Code::kNotFound));
  auto store = opened(path);
  insert(*store, execution_row("a"));
}

TEST_F(OpenTest, MessagesEscapeThePath) {
  auto store = open_store(folder.path("a\x1b[31m\n/x"), {});
  ASSERT_THAT(store, IsError(Code::kNotFound));
  EXPECT_THAT(store.error().message, HasSubstr("a?[31m?/x"));
}

TEST_F(OpenTest, AStoreInMemoryIsItsOwn) {
  auto one = opened(":memory:");
  auto other = opened(":memory:");
  const int64_t exec = insert(*one, execution_row("a"));
  ASSERT_THAT(append(*one, record_row(exec, 1)), IsOk());
  EXPECT_THAT(told_records(*one, exec), HasSubstr(":body"));
  EXPECT_THAT(told_records(*other, exec), IsEmpty());
  EXPECT_THAT(one->backup(path), IsOk());
  EXPECT_THAT(told_records(*opened(path), exec), HasSubstr(":body"));
  EXPECT_THAT(one->vacuum(), IsOk());
  EXPECT_THAT(one->check_file(false), IsOkAndHolds(std::vector<std::string>()));
  EXPECT_THAT(one->stats(), IsOk());
  EXPECT_THAT(one->close(), IsOk());
  EXPECT_THAT(append(*one, record_row(exec, 2)), IsError(Code::kUnusable));
}

TEST_F(OpenTest, AStoreForReadingTakesNoCommit) {
  {
    auto store = opened(path);
    const int64_t exec = insert(*store, execution_row("a"));
    ASSERT_THAT(append(*store, record_row(exec, 1)), IsOk());
  }
  auto store = opened(path, reading());
  EXPECT_TRUE(store->read_only());
  EXPECT_THAT(append(*store, record_row(1, 2)), IsError(Code::kReadOnly));
  EXPECT_THAT(store->vacuum(), IsError(Code::kReadOnly));
  EXPECT_THAT(told_records(*store, 1), HasSubstr(":body"));
  EXPECT_THAT(store->backup(folder.path("copy.db")), IsOk());
  EXPECT_THAT(store->check_file(false),
              IsOkAndHolds(std::vector<std::string>()));
}

TEST_F(OpenTest, ReadingMakesNoFile) {
  {
    auto store = opened(path);
    const int64_t exec = insert(*store, execution_row("a"));
    ASSERT_THAT(append(*store, record_row(exec, 1)), IsOk());
  }
  {
    auto store = opened(path, reading());
    EXPECT_THAT(told_records(*store, 1), HasSubstr(":body"));
    EXPECT_THAT(store->check_file(false),
                IsOkAndHolds(std::vector<std::string>()));
    EXPECT_THAT(store->stats(), IsOk());
    EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
  }
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
}

TEST_F(OpenTest, WhoReadFirstSeesWhatALaterWriterCommits) {
  int64_t exec = 0;
  {
    auto store = opened(path);
    exec = insert(*store, execution_row("a"));
    ASSERT_THAT(append(*store, record_row(exec, 1)), IsOk());
  }
  auto reader = opened(path, reading());
  const std::string before = told_records(*reader, exec);
  {
    auto writer = opened(path);
    ASSERT_THAT(append(*writer, record_row(exec, 2)), IsOk());
    EXPECT_NE(told_records(*reader, exec), before);
    EXPECT_EQ(reader->stats()->records, 2u);
    ASSERT_THAT(append(*writer, record_row(exec, 3)), IsOk());
  }
  EXPECT_EQ(told_records(*reader, exec), told_records(*opened(path), exec));
  EXPECT_THAT(reader->check_file(false),
              IsOkAndHolds(std::vector<std::string>()));
}

TEST_F(OpenTest, WhoReadsSeesWhatAWriterBesideItCommits) {
  auto writer = opened(path);
  auto reader = opened(path, reading());
  const int64_t exec = insert(*writer, execution_row("a"));
  ASSERT_THAT(append(*writer, record_row(exec, 1)), IsOk());
  EXPECT_THAT(told_records(*reader, exec), HasSubstr(":body"));
}

}  // namespace
}  // namespace snaproll::test
