// Who owns an execution: what a process leaves behind that died.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"
#include "support/matchers.hpp"
#include "support/store_dir.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;

// A child opens an execution as a writer and ends as it is told.
class OwnersTest : public ::testing::Test {
 protected:
  ~OwnersTest() override {
    if (child == 0) return;
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }

  template <typename End>
  void fork_child(End end) {
    child = fork();
    if (child > 0) return;
    const auto store = Store::open(path);
    const auto run = Execution::open(*store, "run");
    if (run.ok()) end();
    _exit(1);
  }
  void fork_killed() {
    fork_child([] { kill(getpid(), SIGKILL); });
    siginfo_t told{};
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &told, WEXITED | WNOWAIT),
              0);
    ASSERT_EQ(told.si_code, CLD_KILLED);
  }
  void wait_for_child() {
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    child = 0;
  }
  // The letter that the system has for it.
  char state_of_child() const {
    std::ifstream file("/proc/" + std::to_string(child) + "/stat");
    std::string line;
    std::getline(file, line);
    const size_t name_end = line.rfind(')');
    return name_end == std::string::npos ? ' ' : line.at(name_end + 2);
  }

  static std::vector<std::string> listed(const Store& store, bool owned) {
    ExecutionFilter filter;
    filter.owned = owned;
    const auto page = store.executions(filter);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> ids;
    for (const ExecutionInfo& info : page->executions) ids.push_back(info.id);
    return ids;
  }

  test::StoreDir dir;
  const std::string path = dir / "runs.db";
  pid_t child = 0;
};

TEST_F(OwnersTest, TheExecutionsOfADeadOwnerAreListedAsThoseOfNobody) {
  fork_killed();
  wait_for_child();
  const auto store = Store::open(path);
  ASSERT_THAT(store, IsOk());
  EXPECT_FALSE(store->info("run")->owner->lives);
  EXPECT_THAT(listed(*store, false), ::testing::ElementsAre("run"));
  EXPECT_THAT(listed(*store, true), ::testing::IsEmpty());
  const auto run = Execution::open(*store, "run");
  ASSERT_THAT(run, IsOk());
  EXPECT_THAT(listed(*store, false), ::testing::IsEmpty());
  EXPECT_THAT(listed(*store, true), ::testing::ElementsAre("run"));
}

TEST_F(OwnersTest, AKilledProcessThatNobodyWaitedForOwnsNothing) {
  fork_killed();
  ASSERT_EQ(state_of_child(), 'Z');
  const auto store = Store::open(path);
  ASSERT_THAT(store, IsOk());
  EXPECT_FALSE(store->info("run")->owner->lives);
  EXPECT_THAT(Execution::open(*store, "run"), IsOk());
}

// The name stands in the line of the process as it is.
TEST_F(OwnersTest, AProcessWithALineBreakInItsNameOwnsNothingOnceItIsDead) {
  char name[16] = {};
  ASSERT_EQ(prctl(PR_GET_NAME, name), 0);
  ASSERT_EQ(prctl(PR_SET_NAME, "a)\nb"), 0);
  fork_killed();
  ASSERT_EQ(prctl(PR_SET_NAME, name), 0);
  wait_for_child();
  const auto store = Store::open(path);
  ASSERT_THAT(store, IsOk());
  EXPECT_FALSE(store->info("run")->owner->lives);
  EXPECT_THAT(Execution::open(*store, "run"), IsOk());
}

TEST_F(OwnersTest, AProcessLivesAsLongAsOneOfItsThreads) {
  fork_child([] {
    std::thread(pause).detach();
    syscall(SYS_exit, 0);  // of this thread alone
  });
  while (state_of_child() != 'Z')
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto store = Store::open(path);
  ASSERT_THAT(store, IsOk());
  EXPECT_TRUE(store->info("run")->owner->lives);
  EXPECT_THAT(Execution::open(*store, "run"), IsError(Code::kOwned));
}

}  // namespace
}  // namespace snaproll
