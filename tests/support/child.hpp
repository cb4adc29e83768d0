// Processes of a test: children that go with their parent, and memory that they
// share with it. A child is begun where no store is open, since a store does
// not outlive a fork.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <new>
#include <stdexcept>

namespace snaproll::test {

// One T that a process and its children share. What a child that was killed had
// stored in an atomic of it is there.
template <typename T>
class Shared {
 public:
  Shared() {
    void* const memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
    shared_ = new (memory) T();
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() { munmap(shared_, sizeof(T)); }

  T* operator->() const { return shared_; }
  T& operator*() const { return *shared_; }

 private:
  T* shared_;
};

// Runs `body` in a child; what it returns is the exit code.
inline pid_t start_child(const std::function<int()>& body) {
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    _exit(getppid() == parent ? body() : 1);
  }
  EXPECT_GT(child, 0);
  return child;
}

// Whether a child has ended; its exit code is there still.
inline bool has_ended(pid_t child) {
  siginfo_t info{};
  EXPECT_EQ(waitid(P_PID, static_cast<id_t>(child), &info,
                   WEXITED | WNOHANG | WNOWAIT),
            0);
  return info.si_pid == child;
}

// The exit code of a child; of one that was killed, 1000 and the signal.
inline int exit_code(pid_t child) {
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

}  // namespace snaproll::test
